"""The events of a run, searchable: a click goes to the moment."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.models.events import AT_S, EVENT, PROCESS, SOUGHT, TILE, TIME, EventModel
from gui.panels.steady import LINE_AT_S, Clock, Pace
from gui.theme import Theme, font, scaled
from gui.widgets.copying import make_copyable

if TYPE_CHECKING:
    from engine.analysis.journal import Event

ROW, TERSE_ROW = 24, 38
"""Heights of a row of one line, and of two."""
NARROW = 480
_SHEET = "QTableView::item { padding: 0 1px; }"


class _List(QTableView):
    """Begins where one looks: come to by key, at the last row in view and not at the first."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row if none is."""
        super().focusInEvent(event)
        is_by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if is_by_key and not self.selectionModel().hasSelection():
            below = self.indexAt(self.viewport().rect().bottomLeft())
            self.selectRow(below.row() if below.isValid() else self.model().rowCount() - 1)


class EventsPanel(QWidget):
    """A page for a tab. It follows the end of the list unless the user scrolled up."""

    moment_chosen = Signal(float)
    """The time of an event that was clicked, in seconds since the start of the run."""
    worker_chosen = Signal(str)
    """The process that it happened to, if to one."""

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Clock = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.model = EventModel(theme, self)
        self._pace = Pace(clock=clock, offset_s=LINE_AT_S)
        self._is_missing = ""
        self._follows = True
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self.model)
        self._found.setFilterRole(SOUGHT)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the events"))
        self.search.setAccessibleName(self.tr("Search the events"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self._note = QLabel()
        self._note.setProperty("ink", "2")
        self._note.setFont(font(11))
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setIndent(4)  # in line with the words of the table
        self.view = _List()
        self._set_up_view()
        self._set_up_header()
        self._set_up_following()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        for widget in (self.search, self._note, self.view):
            column.addWidget(widget)
        self._say()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.model.set_theme(theme)

    def is_due(self, force: bool = False) -> bool:
        """Return True when it is time to look for new events."""
        return self._pace.due(force)

    def show_events(self, events: Sequence[Event], dropped: int = 0, note: str = "") -> None:
        """Show the events of a run, oldest first; `note` says that older ones are missing."""
        top = QPersistentModelIndex(self.view.indexAt(QPoint(0, 0)))
        has_fewer = note != self._is_missing
        self.model.show(events, dropped)
        if has_fewer and not self._follows:  # what the user looks at stays where it is
            self.view.scrollTo(top, QAbstractItemView.ScrollHint.PositionAtTop)
        self._is_missing = note
        self._say()

    def note(self) -> str:
        """Return what is said above the list; empty when there is nothing to say."""
        return self._note.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the process above its event in a narrow place, instead of in a column."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < scaled(NARROW)
        self.model.set_terse(is_narrow)
        self.view.setColumnHidden(PROCESS, is_narrow)
        self.view.setWordWrap(is_narrow)
        self.view.verticalHeader().setDefaultSectionSize(TERSE_ROW if is_narrow else ROW)

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(320, 386)

    def _search(self, text: str) -> None:
        self._found.setFilterFixedString(text)
        self.view.scrollTo(self.view.currentIndex())
        self._say()

    def _say(self) -> None:
        """Say why there is nothing in the list, or not all."""
        said = self._is_missing
        if not self.model.rowCount():
            said = self.tr("Nothing has happened yet.")
        elif not self._found.rowCount():
            said = self.tr("No event has “{text}” in it.").format(text=self.search.text())
        self._note.setText(said)
        self._note.setVisible(bool(said))

    def _selected_rows(self) -> str:
        """Return the selected rows from top to bottom, columns apart by tabs."""
        chosen = self.view.selectionModel().selectedRows()
        rows = sorted(self._found.mapToSource(index).row() for index in chosen)
        return "\n".join(map(self.model.row_text, rows))

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self._found)
        view.setStyleSheet(_SHEET)
        view.setFont(font(12))
        view.setShowGrid(False)
        view.setIconSize(QSize(TILE, TILE))
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.setAccessibleName(self.tr("Events"))
        view.clicked.connect(self._on_clicked)
        view.activated.connect(self._on_clicked)
        make_copyable(view, self._selected_rows)

    def _set_up_header(self) -> None:
        header = self.view.horizontalHeader()
        header.setFont(font(11))
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(EVENT, QHeaderView.ResizeMode.Stretch)
        metrics = QFontMetrics(font(12))
        self.view.setColumnWidth(TIME, metrics.horizontalAdvance("00:00.000") + 12)
        self.view.setColumnWidth(PROCESS, metrics.horizontalAdvance("producer-000") + TILE + 18)

    def _set_up_following(self) -> None:
        """Rows that come, a search and another height change the range; the user the value."""
        bar = self.view.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_room)

    def _on_scrolled(self, value: int) -> None:
        self._follows = value >= self.view.verticalScrollBar().maximum() - 1

    def _on_room(self) -> None:
        if self._follows:
            self.view.scrollToBottom()

    def _on_clicked(self, index: QModelIndex) -> None:
        event = self.model.event_at(self._found.mapToSource(index).row())
        if event.worker:
            self.worker_chosen.emit(event.worker)
        self.moment_chosen.emit(float(index.data(AT_S)))
