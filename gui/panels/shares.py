"""Where time goes: for each role one bar of its states, and the legend that is the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.snapshot import Snapshot
from engine.states import State
from gui.glyphs import hatch
from gui.panels import state_inks
from gui.panels.state_row import MARGIN, StateRow
from gui.panels.words import state_word
from gui.theme import Theme, font, scaled
from gui.widgets.copying import make_copyable
from gui.widgets.panel import PADDING, Panel

Shares = Mapping[str, Mapping[State, float]]
ROLES = ("producer", "consumer")
LEAST = 0.01
"""Shares under this are not listed."""
BAR = 16
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


@dataclass(frozen=True)
class Row:
    """One row of the legend, one stretch of the bar."""

    state: State
    share: float


@dataclass(frozen=True)
class Block:
    """Where a role's name, bar and rows stand."""

    role: str
    top: float
    bar: QRectF
    rows_top: float
    pitch: float


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
        self._controls: dict[tuple[str, State], StateRow] = {}
        self._order: list[tuple[str, State]] = []
        self.pin_help("shares", right=4, top=6)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # by Tab its rows are reached
        make_copyable(self, self.text)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        for control in self._controls.values():
            control.set_theme(theme)

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
            f"{self._title(role)}\t{state_word(row.state)}\t{100 * row.share:.1f} %"
            for role in ROLES
            for row in self.rows(role)
        )

    def control(self, role: str, state: State) -> StateRow:
        """Return what is pressed to see one state alone."""
        return self._controls[role, state]

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(320, scaled(238))

    def minimumSizeHint(self) -> QSize:
        """Return the least that two rows a role take."""
        return QSize(240, scaled(190))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the rows their places."""
        super().resizeEvent(event)
        self._place()

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
        self._rows = {}
        for role in ROLES:
            kept = self._filter[1] if self._filter and self._filter[0] == role else None
            self._rows[role] = rows_of(self._shares.get(role, {}), kept)
        self._tell()
        self._place()
        self.update()

    def _tell(self) -> None:
        lines = [
            f"{self._title(role)}: {state_word(row.state)} {100 * row.share:.1f} %"
            for role in ROLES
            for row in self.rows(role)
        ]
        self.setAccessibleDescription("; ".join(lines))

    def _title(self, role: str) -> str:
        return self.tr("Producers") if role == "producer" else self.tr("Consumers")

    def _place(self) -> None:
        """Put a control on each row, in the order in which the rows are read."""
        order = []
        for block in self._blocks():
            for number, row in enumerate(self.rows(block.role)):
                key = block.role, row.state
                order.append(key)
                control = self._controls.get(key) or self._made(*key)
                control.show_share(self._title(block.role), row.share, self.filter)
                top = round(block.rows_top + number * block.pitch)
                height = round(block.rows_top + (number + 1) * block.pitch) - top
                left, width = round(block.bar.x()), round(block.bar.width())
                control.setGeometry(left - MARGIN, top, width + 2 * MARGIN, height)
        if order != self._order:
            self._order = order
            for key, control in self._controls.items():
                control.setVisible(key in order)
            for one, other in pairwise(order):
                QWidget.setTabOrder(self._controls[one], self._controls[other])

    def _made(self, role: str, state: State) -> StateRow:
        made = self._controls[role, state] = StateRow(self.theme, state, self)
        made.clicked.connect(lambda: self._on_pressed(role, state))
        return made

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(PADDING, 9, -PADDING, -8)

    def _blocks(self) -> list[Block]:
        """Return where the parts of each role stand."""
        inner, head, title = self._inner(), scaled(18), scaled(16)
        pitch, gap = self._pitch(inner.height() - head)
        top, blocks = inner.y() + head + gap, []
        for number, role in enumerate(ROLES):
            top += gap * (number > 0)
            bar = QRectF(inner.x(), top + title + 3, inner.width(), scaled(BAR))
            blocks.append(Block(role, top, bar, bar.bottom() + 4, pitch))
            top = bar.bottom() + 4 + max(1, len(self.rows(role))) * pitch + gap
        return blocks

    def _pitch(self, height: float) -> tuple[float, float]:
        """Return the height of a row and the gap between parts, so that all rows fit."""
        rows = sum(max(1, len(self.rows(role))) for role in ROLES)
        fixed = 2 * (scaled(16) + 3 + scaled(BAR) + 4)
        gap = 6.0 if height >= fixed + rows * scaled(20) + 4 * 6 else 3.0
        pitch = (height - fixed - 4 * gap) / rows
        return max(float(scaled(13)), min(float(scaled(24)), pitch)), gap

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the header, and each role's name and bar; the rows paint themselves."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self._inner()
        head = QRectF(inner.x(), inner.y(), inner.width() - HELP_WIDTH, scaled(18))
        self._words(painter, head, self.tr("Where time goes"), self._span)
        for number, block in enumerate(self._blocks()):
            if number:
                y = round(block.top - self._pitch(inner.height() - scaled(18))[1])
                painter.setPen(self.theme.line)
                painter.drawLine(round(inner.x()), y, round(inner.right()), y)
            self._paint_block(painter, block)

    def _paint_block(self, painter: QPainter, block: Block) -> None:
        head = QRectF(block.bar.x(), block.top, block.bar.width(), scaled(16))
        count = self._counts.get(block.role)
        text = "" if count is None else str(count)
        self._words(painter, head, self._title(block.role), text, 12)
        rows = self.rows(block.role)
        self._paint_bar(painter, block.bar, rows)
        if not rows:
            painter.setPen(self.theme.text3)
            painter.setFont(font(12))
            place = QRectF(block.bar.x(), block.rows_top, block.bar.width(), block.pitch)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, "–")

    def _paint_bar(self, painter: QPainter, bar: QRectF, rows: list[Row]) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(bar, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(bar, self.theme.grid)
        left = bar.x()
        for row in rows:
            piece = QRectF(left, bar.y(), row.share * bar.width(), bar.height())
            painter.fillRect(piece, state_inks.fill(self.theme, row.state, self.filter))
            if row.state == State.FROZEN:
                painter.fillRect(piece, hatch(self.theme))
            left = piece.right()
            painter.fillRect(QRectF(left - 1, bar.y(), 1, bar.height()), self.theme.panel)
        painter.restore()

    def _words(self, painter: QPainter, at: QRectF, left: str, right: str, px: int = 13) -> None:
        painter.setFont(font(px, 600))
        painter.setPen(self.theme.text)
        painter.drawText(at, int(_LEFT), left)
        painter.setFont(font(12))
        painter.setPen(self.theme.text2)
        painter.drawText(at, int(_RIGHT), right)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
