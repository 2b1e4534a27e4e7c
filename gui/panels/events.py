"""The events of a run, searchable: a click goes to the moment."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.models.events import AT_S, EVENT, PROCESS, TIME, EventModel
from gui.panels.steady import Clock, Pace
from gui.theme import Theme, font, scaled

if TYPE_CHECKING:
    from engine.analysis.journal import Event

ROW = 24
NARROW = 480


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
        self._pace = Pace(clock=clock)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self.model)
        self._found.setFilterKeyColumn(-1)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the events"))
        self.search.setAccessibleName(self.tr("Search the events"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._found.setFilterFixedString)
        self._note = QLabel()
        self._note.setProperty("ink", "2")
        self._note.setFont(font(11))
        self._note.hide()
        self.view = QTableView()
        self._set_up_view()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(6)
        for widget in (self.search, self._note, self.view):
            column.addWidget(widget)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.model.set_theme(theme)

    def is_due(self, force: bool = False) -> bool:
        """Return True when it is time to look for new events."""
        return self._pace.due(force)

    def show_events(self, events: Sequence[Event], dropped: int = 0, note: str = "") -> None:
        """Show the events of a run, oldest first; `note` says that older ones are missing."""
        bar = self.view.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        before = self._found.rowCount()
        self.model.show(events, dropped)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        if at_end and self._found.rowCount() != before:
            self.view.scrollToBottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Do without a column of its own for the process in a narrow place."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < scaled(NARROW)
        self.model.set_terse(is_narrow)
        self.view.setColumnHidden(PROCESS, is_narrow)

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard, columns apart by tabs."""
        rows = sorted(self.view.selectionModel().selectedRows(), key=lambda index: index.row())
        lines = ["\t".join(self._cells(index)) for index in rows]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(320, 386)

    def _cells(self, index: QModelIndex) -> list[str]:
        cells = (index.siblingAtColumn(column) for column in (TIME, PROCESS, EVENT))
        return [str(cell.data() or "") for cell in cells]

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self._found)
        view.setFont(font(12))
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setIconSize(QSize(16, 16))
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.setAccessibleName(self.tr("Events"))
        header = view.horizontalHeader()
        header.setFont(font(11))
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(EVENT, QHeaderView.ResizeMode.Stretch)
        metrics = QFontMetrics(font(12))
        view.setColumnWidth(TIME, metrics.horizontalAdvance("00:00.000") + 12)
        view.setColumnWidth(PROCESS, metrics.horizontalAdvance("producer-00") + 34)
        view.clicked.connect(self._on_clicked)
        view.activated.connect(self._on_clicked)
        action = QAction(self.tr("Copy"), view)
        action.setShortcut(QKeySequence.StandardKey.Copy)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self.copy_selection)
        view.addAction(action)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _on_clicked(self, index: QModelIndex) -> None:
        event = self.model.event_at(self._found.mapToSource(index).row())
        if event.worker:
            self.worker_chosen.emit(event.worker)
        self.moment_chosen.emit(float(index.data(AT_S)))
