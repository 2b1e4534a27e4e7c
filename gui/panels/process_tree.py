"""The tree of the processes table: sorted, searched, and with a selection of workers by name.

    ProcessModel ──▶ order: sorts and searches ──▶ ProcessTree

The order is arranged once after all cells are written, not at each of them.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
)

from engine.snapshot import WorkerView
from gui.models.process_cells import Column
from gui.models.processes import ICON, SORT_KEY, ProcessModel
from gui.theme import font

INDENT = 6
PADDING = 8
WIDE_PADDING = 12
WIDE_ROW = 24
"""Pixels of a row where the table is wide and low."""
NAME_ROOM = 3 * INDENT + ICON + 8
"""What the name of a worker has at its left."""
GIVES_WAY = (Column.ROLE, Column.PARENT, Column.PID)
"""What is hidden where not all fits, the first one first: names and states are worth more."""
_SHEET = """
QTreeView::branch { image: none; border-image: none; }
QTreeView::item { padding: 0 1px; }
QHeaderView::section { padding: 0 4px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { subcontrol-origin: margin;
    subcontrol-position: top center; width: 8px; height: 6px; }
"""
_ROWS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
_ONLY = _ROWS | QItemSelectionModel.SelectionFlag.Clear


class _Rows(QStyledItemDelegate):
    """Asks for a tooltip when one is wanted: its figures change all the time."""

    row: int | None = None
    """The height of a row in pixels, None as the model wants it."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return how large a cell is."""
        wanted = super().sizeHint(option, index)
        return wanted if self.row is None else QSize(wanted.width(), self.row)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show the tooltip of a worker."""
        text = view.tip(index) if isinstance(view, ProcessTree) else ""
        QToolTip.showText(event.globalPos(), text, view)
        return True


class ProcessTree(QTreeView):
    """Window ▸ host ▸ workers."""

    chosen = Signal(str)
    """The user went to the row of a worker."""
    selection_changed = Signal()

    def __init__(self, model: ProcessModel) -> None:
        super().__init__()
        self._processes = model
        self._selected: set[str] = set()
        self._current = ""
        self._sought = ""
        self._is_arranging = False
        self._is_telling = False
        self._widths: dict[Column, int] = {}
        """Of the columns on show, in pixels."""
        self._stretched = Column.PROCESS
        self._padding = PADDING
        self._rows = _Rows(self)
        self._order = QSortFilterProxyModel(self)
        self._set_up_order()
        self._set_up_rows()
        self._set_up_header()
        self.selectionModel().currentChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.header().sortIndicatorChanged.connect(self._on_sort)

    @contextmanager
    def arranging(self) -> Iterator[None]:
        """Rows may come, go and move: what is selected stays, and nobody is told of it."""
        self._is_arranging = True
        try:
            yield
        finally:
            self._is_arranging = False

    def arrange(self, has_moved: bool) -> None:
        """Sort and search again after the cells were written; `has_moved`: rows came or went."""
        column = self._sorted_by()
        is_unsorted = column is not None and self._processes.write_keys(column)
        if self._sought:
            self._order.setFilterFixedString(self._sought)
        if is_unsorted or has_moved:
            self._sort()
        if self._sought or has_moved:
            self._restore()

    def search(self, text: str) -> None:
        """Show only the rows in which a text stands, and those above them."""
        self._sought = text
        with self.arranging():
            # Each cell that changes costs five times as much with it: only while one searches.
            self._order.setRecursiveFilteringEnabled(bool(text))
            self._order.setFilterFixedString(text)
            self._restore()
        self.selection_changed.emit()

    def select(self, worker: str) -> None:
        """Select one worker, without telling anybody that the user did."""
        if self._is_telling:  # the user did so here, and may be about to add it to others
            return
        self._selected, self._current = {worker}, worker
        with self.arranging():
            self._restore()
        self.scrollTo(self._index_of(worker))
        self.selection_changed.emit()

    def selected_workers(self) -> list[WorkerView]:
        """Return the workers that are selected and in sight, from top to bottom."""
        rows = self.selected_rows()
        found = [self._processes.worker_at(self._order.mapToSource(index)) for index in rows]
        return [worker for worker in found if worker is not None]

    def selected_rows(self) -> list[QModelIndex]:
        """Return the selected rows, from top to bottom."""
        rows = self.selectionModel().selectedRows()
        return sorted(rows, key=lambda index: self.visualRect(index).top())

    def show_columns(self, columns: Sequence[Column], is_wide: bool) -> None:
        """Show these columns, close together or with air between them."""
        header = self.header()
        self._padding = WIDE_PADDING if is_wide else PADDING
        self._rows.row = WIDE_ROW if is_wide else None
        self.scheduleDelayedItemsLayout()
        has_words = is_wide and Column.STATE in columns
        self._stretched = Column.STATE if has_words else Column.PROCESS
        if header.sortIndicatorSection() not in columns:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for column in Column:
            self.setColumnHidden(column, column not in columns)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, 0)
        self._widths = dict.fromkeys(columns, 0)
        bar = Qt.ScrollBarPolicy
        self.setHorizontalScrollBarPolicy(
            bar.ScrollBarAsNeeded if is_wide else bar.ScrollBarAlwaysOff
        )
        self._processes.set_shown(columns)
        self.widen()

    def widen(self) -> None:
        """Make each column as wide as the widest text it has ever held: nothing jumps back."""
        header, metrics = self.header(), QFontMetricsF(font(12, 500))
        for column, before in self._widths.items():
            widest = max(map(metrics.horizontalAdvance, self._processes.longest(column)))
            width = math.ceil(widest) + self._padding
            width += NAME_ROOM if column is Column.PROCESS else 0
            if width > before:
                self._widths[column] = width
                header.resizeSection(column, width)
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what is left of the width to one column."""
        super().resizeEvent(event)
        self._stretch()

    def _stretch(self) -> None:
        """Let one column have what is left. Names may be cut off, states may not: one scrolls."""
        header, column = self.header(), self._stretched
        is_tight = self._make_room() > self.viewport().width()
        mode = QHeaderView.ResizeMode.Stretch
        if is_tight and column is Column.STATE:
            mode = QHeaderView.ResizeMode.Fixed
        if header.sectionResizeMode(column) != mode:
            header.setSectionResizeMode(column, mode)
            header.resizeSection(column, self._widths[column])

    def _make_room(self) -> int:
        """Hide what gives way where not all fits; return how wide all that is left wants to be."""
        wanted, room = sum(self._widths.values()), self.viewport().width()
        for column in GIVES_WAY:
            if column in self._widths:
                self.setColumnHidden(column, wanted > room)
                wanted -= self._widths[column] if wanted > room else 0
        return wanted

    def tip(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return what is told of the row under the pointer."""
        return self._processes.tooltip(self._order.mapToSource(index))

    def _set_up_order(self) -> None:
        order = self._order
        order.setDynamicSortFilter(False)  # it would arrange anew for every cell that changes
        order.setSourceModel(self._processes)
        order.setSortRole(SORT_KEY)
        order.setFilterKeyColumn(-1)
        order.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(order)

    def _set_up_rows(self) -> None:
        self.setItemDelegate(self._rows)
        self.expandAll()
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(INDENT)
        self.setStyleSheet(_SHEET)
        self.setFont(font(12, 500))
        self.setIconSize(QSize(ICON, ICON))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the number of a worker stays
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Processes"))

    def _set_up_header(self) -> None:
        header = self.header()
        header.setFont(font(11))
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(20)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _sorted_by(self) -> Column | None:
        section = self.header().sortIndicatorSection()
        return Column(section) if section in self._widths else None

    def _sort(self) -> None:
        """Sort by the column that the header says, or show the workers in their own order."""
        column = self._sorted_by()
        order = self.header().sortIndicatorOrder()
        self._order.sort(-1 if column is None else column, order)

    def _on_sort(self) -> None:
        column = self._sorted_by()
        if column is not None:
            self._processes.write_keys(column)
        with self.arranging():
            self._sort()

    def _restore(self) -> None:
        """Open the tree and select whoever of the selected is in sight."""
        self.expandAll()
        selection = QItemSelection()
        for name in self._selected:
            index = self._index_of(name)
            selection.select(index, index)
        self.selectionModel().select(selection, _ONLY)
        current = self._index_of(self._current)
        self.selectionModel().setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _index_of(self, worker: str) -> QModelIndex:
        return self._order.mapFromSource(self._processes.index_of(worker))

    def _on_current(self, current: QModelIndex) -> None:
        worker = self._processes.worker_at(self._order.mapToSource(current))
        if self._is_arranging or (worker is None and not current.isValid()):
            return
        self._current = worker.name if worker else ""
        if worker is not None:
            self._is_telling = True
            self.chosen.emit(worker.name)
            self._is_telling = False

    def _on_selection(self) -> None:
        if not self._is_arranging:
            self._selected = {worker.name for worker in self.selected_workers()}
            self.selection_changed.emit()
