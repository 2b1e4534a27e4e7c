"""The processes table: window, host and workers, as the operating system knows them."""

import time
from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QHelpEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from engine.snapshot import Snapshot
from engine.states import State
from gui.models.processes import ITEMS, OS, PID, PROCESS, WAITS, ProcessModel
from gui.panels.steady import PROCESSES_AT_S, Clock, Pace, SteadyStates
from gui.theme import Theme, font

PADDING = 9
_SHEET = """
QTreeView::branch { image: none; border-image: none; }
QTreeView::item, QHeaderView::section { padding: 0 1px; }
"""


class _Tips(QStyledItemDelegate):
    """Asks the model for a tooltip when one is wanted: its figures change all the time."""

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show the tooltip of a worker."""
        model = index.model()
        text = model.tooltip(index) if isinstance(model, ProcessModel) else ""
        QToolTip.showText(event.globalPos(), text, view)
        return True


class ProcessesPanel(QWidget):
    """A table for a tab; figures change at most four times a second."""

    worker_selected = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Clock = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.model = ProcessModel(theme, self)
        self._pace = Pace(clock=clock, offset_s=PROCESSES_AT_S)
        self._steady = SteadyStates(clock)
        self._seen = Snapshot()
        self.view = QTreeView()
        self._set_up_view()
        self._add_copy()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.view)
        self.show_snapshot(Snapshot(), {})

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.model.set_theme(theme)

    def show_snapshot(
        self,
        snapshot: Snapshot,
        waits: Mapping[str, float] | None = None,
        states: Mapping[str, State] | None = None,
    ) -> None:
        """Show a run; `waits` are shares of time, 0 to 1; `states` the dominant ones, if known."""
        seen, self._seen = self._seen, snapshot
        anew = (snapshot.run_id, snapshot.phase) != (seen.run_id, seen.phase)
        changed = not snapshot.workers and snapshot.config != seen.config
        if not self._pace.due(force=anew or changed):
            return
        known = states or {}
        now = {w.name: known.get(w.name, w.state) for w in snapshot.workers}
        self.model.show(snapshot, waits or {}, self._steady.take(now))
        self._widen()

    def set_wide(self, wide: bool) -> None:
        """Show every column, where there is room for them."""

    def select_worker(self, worker: str) -> None:
        """Select the row of a worker and bring it into view."""
        index = self.model.index_of(worker)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard, columns apart by tabs."""
        rows = self.view.selectionModel().selectedRows()
        lines = ["\t".join(self._cells(index)) for index in rows]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(320, 386)

    def _cells(self, index: QModelIndex) -> list[str]:
        row = (index.siblingAtColumn(column) for column in range(self.model.columnCount()))
        return [str(self.model.data(cell) or "") for cell in row]

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(_Tips(view))
        view.expandAll()
        view.setUniformRowHeights(True)
        view.setRootIsDecorated(False)
        view.setItemsExpandable(False)
        view.setIndentation(8)
        view.setStyleSheet(_SHEET)
        view.setFont(font(12, 500))
        view.setIconSize(QSize(18, 18))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(self.tr("Processes"))
        view.selectionModel().currentChanged.connect(self._on_current)
        self._set_up_columns()

    def _set_up_columns(self) -> None:
        header = self.view.header()
        header.setFont(font(11))
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(PROCESS, QHeaderView.ResizeMode.Stretch)
        for column in (PID, OS, ITEMS, WAITS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, 0)

    def _widen(self) -> None:
        """Make each column as wide as the widest text it has ever held: nothing jumps back."""
        header, metrics = self.view.header(), QFontMetrics(font(12, 500))
        for column in (PID, OS, ITEMS, WAITS):
            width = metrics.horizontalAdvance(self.model.widest(column)) + PADDING
            if width > header.sectionSize(column):
                header.resizeSection(column, width)

    def _add_copy(self) -> None:
        action = QAction(self.tr("Copy"), self.view)
        action.setShortcut(QKeySequence.StandardKey.Copy)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self.copy_selection)
        self.view.addAction(action)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _on_current(self, current: QModelIndex) -> None:
        worker = self.model.worker_at(current)
        if worker is not None:
            self.worker_selected.emit(worker.name)
