"""Where time goes: for each role one bar of its states, and the legend that is the data."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from engine.snapshot import Snapshot
from engine.states import State
from gui.panels.shares_list import ROLES, Row, SharesList, write_ends
from gui.panels.state_row import MARGIN, StateRow
from gui.panels.words import state_word
from gui.theme import Theme, scaled
from gui.widgets.copying import make_copyable
from gui.widgets.help_button import HelpButton
from gui.widgets.panel import PADDING, Panel

Shares = Mapping[str, Mapping[State, float]]
LEAST = 0.01
"""Shares under this are not listed."""
TOP, HEADER, BOTTOM = 9, 18, 8
HELP_WIDTH = 20
"""What the "?" takes of the header."""

_FAMILIES = (
    "work",
    "back-pressure",
    "starvation",
    "contention",
    "suspended",
    "neutral",
    "end",
)


def rows_of(shares: Mapping[State, float], kept: State | None = None) -> list[Row]:
    """Return the rows to list, in an order that stays when the shares change.

    `kept` is listed however small its share is: whoever asked for it finds it there. Waiting behind
    another consumer's get() counts as waiting for an item: nobody made that lock.
    """
    merged: dict[State, float] = dict(shares)
    merged.pop(State.WAIT_READ_LOCK, None)
    behind = shares.get(State.WAIT_READ_LOCK, 0.0)
    if behind:
        merged[State.WAIT_ITEM] = merged.get(State.WAIT_ITEM, 0.0) + behind
    if kept is not None:
        merged.setdefault(kept, 0.0)
    listed = [
        Row(state, share) for state, share in merged.items() if share >= LEAST or state is kept
    ]
    return sorted(listed, key=lambda row: (_FAMILIES.index(row.state.family), row.state))


class SharesPanel(Panel):
    """Where time goes, over the range that is in view.

    A row that is pressed filters: its state stays in colour in lanes and shares, all others are
    dimmed. Pressed again, or with Escape, all have their colour back.
    """

    state_filtered = Signal(object)
    """The State that is to be seen alone, None for all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._rows: dict[str, list[Row]] = {}
        self._shares: Shares = {}
        self._counts: dict[str, int] = {}
        self._span = ""
        self._filter: tuple[str, State] | None = None
        """The role whose row was pressed, and its state."""
        titles = {"producer": self.tr("Producers"), "consumer": self.tr("Consumers")}
        self._titles: Mapping[str, str] = titles
        self.pin_help("shares", right=4, top=6)
        self.list = SharesList(theme, titles, before=self.findChildren(HelpButton)[0])
        self.list.pressed.connect(self._on_pressed)
        self._scroll = self._scrolled(self.list)
        self._scroll.lower()  # the "?" reaches into it
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # by Tab its rows are reached
        make_copyable(self, self.text)
        self._list_rows()

    def _scrolled(self, inside: QWidget) -> QScrollArea:
        """Return what scrolls the list where there is no room for all of it."""
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.verticalScrollBar().rangeChanged.connect(self._make_room_for_bar)
        self.setContentsMargins(0, 0, 0, 0)
        return scroll

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self.list.set_theme(theme)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Nothing here comes from a snapshot; see `show_shares`."""

    def show_shares(self, shares: Shares, counts: Mapping[str, int], span_text: str) -> None:
        """Show shares of time (0 to 1 per role), how many workers there are, over what span."""
        self._shares, self._counts, self._span = shares, dict(counts), span_text
        self._list_rows()

    @property
    def filter(self) -> State | None:
        """The state that is seen alone, None while all are."""
        return self._filter[1] if self._filter else None

    def rows(self, role: str) -> list[Row]:
        """Return the rows that are listed for a role."""
        return self._rows.get(role, [])

    def text(self) -> str:
        """Return every share, line by line, for the clipboard."""
        return "\n".join(
            f"{self._titles[role]}\t{state_word(row.state)}\t{100 * row.share:.1f} %"
            for role in ROLES
            for row in self.rows(role)
        )

    def control(self, role: str, state: State) -> StateRow:
        """Return what is pressed to see one state alone."""
        return self.list.control(role, state)

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(320, scaled(266))

    def minimumSizeHint(self) -> QSize:
        """Return the least in which more than one role is seen; the rest is scrolled."""
        return QSize(240, scaled(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list what the header leaves."""
        super().resizeEvent(event)
        self._fit()
        self._make_room_for_bar()

    def _fit(self) -> None:
        """Give the list as much of what the header leaves as shows its parts whole."""
        top, left = TOP + scaled(HEADER), PADDING - MARGIN
        height = self.list.whole(self.height() - top - BOTTOM)
        self._scroll.setGeometry(left, top, self.width() - left - 1, height)

    def _make_room_for_bar(self) -> None:
        """Keep the rows as wide when the scroll bar comes: it takes its place from the margin."""
        bar = self._scroll.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() else 0
        self.list.set_right(max(MARGIN, PADDING - 1 - taken))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, from any row, gives all states their colour back."""
        if event.key() == Qt.Key.Key_Escape and self._filter is not None:
            self._set_filter(None)
        else:
            super().keyPressEvent(event)

    def _on_pressed(self, role: str, state: State) -> None:
        self._set_filter((role, state) if self.control(role, state).isChecked() else None)

    def _set_filter(self, wanted: tuple[str, State] | None) -> None:
        self._filter = wanted
        self._list_rows()
        self.state_filtered.emit(self.filter)

    def _list_rows(self) -> None:
        for role in ROLES:
            kept = self._filter[1] if self._filter and self._filter[0] == role else None
            self._rows[role] = rows_of(self._shares.get(role, {}), kept)
        self.list.show_rows(self._rows, self._counts, self.filter)
        self._fit()
        self._tell()
        self.update()

    def _tell(self) -> None:
        lines = [
            f"{self._titles[role]}: {state_word(row.state)} {100 * row.share:.1f} %"
            for role in ROLES
            for row in self.rows(role)
        ]
        self.setAccessibleDescription("; ".join(lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the header; the list paints itself."""
        super().paintEvent(event)
        width = self.width() - 2 * PADDING - HELP_WIDTH
        head = QRectF(PADDING, TOP, width, scaled(HEADER))
        with QPainter(self) as painter:
            write_ends(painter, head, self.theme, self.tr("Where time goes"), self._span)
