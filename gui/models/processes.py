"""The processes as a tree: window, host, workers. Updated in place, so a selection survives."""

import os
from collections.abc import Mapping

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)

from engine.snapshot import Snapshot, WorkerView
from engine.states import State
from gui.glyphs import tile_icon
from gui.panels.words import compact, exit_word, state_word
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
PROCESS, PID, OS, ITEMS, WAITS = range(5)
WINDOW_ID, HOST_ID, FIRST_WORKER_ID = 1, 2, 3
DASH = "–"
ROW = 28
"""Height of a row in pixels."""
_ROOT = QModelIndex()


class ProcessModel(QAbstractItemModel):
    """Window ▸ host ▸ workers; before Start the workers that the settings ask for."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._host_pid = 0
        self._workers: list[WorkerView] = []
        self._waits: dict[str, float] = {}
        self._states: dict[str, State] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take another theme: the tiles change."""
        self._theme = theme
        self._changed(PROCESS, PROCESS)

    def show(
        self, snapshot: Snapshot, waits: Mapping[str, float], states: Mapping[str, State]
    ) -> None:
        """Show these workers; `waits` are shares of time, 0 to 1, by worker."""
        workers = list(snapshot.workers) or _planned(snapshot)
        self._waits, self._states = dict(waits), dict(states)
        self._host_pid = snapshot.host_pid
        self._resize(workers)
        self._workers = workers
        self._changed(PROCESS, WAITS)

    def worker_at(self, index: Index) -> WorkerView | None:
        """Return the worker of a row, None for the window and the host."""
        number = index.internalId() - FIRST_WORKER_ID
        return self._workers[number] if index.isValid() and number >= 0 else None

    def index_of(self, worker: str) -> QModelIndex:
        """Return the row of a worker, an invalid index when there is none."""
        for row, view in enumerate(self._workers):
            if view.name == worker:
                return self._worker_index(row, 0)
        return QModelIndex()

    def widest(self, column: int) -> str:
        """Return the longest text of a column, its heading and room for a usual one included."""
        usual = ("100 %" if column == WAITS else "", self._headings()[column])
        own = (str(os.getpid()), str(self._host_pid)) if column == PID else ()
        texts = [self._text(worker, column) for worker in self._workers]
        longest: str = max([*usual, *own, *texts], key=len)
        return longest

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """Return the index of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, WINDOW_ID)
        if parent.internalId() == WINDOW_ID:
            return self.createIndex(row, column, HOST_ID)
        return self._worker_index(row, column)

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """Return the index that a row is a child of."""
        if not index.isValid() or index.internalId() == WINDOW_ID:
            return QModelIndex()
        if index.internalId() == HOST_ID:
            return self.createIndex(0, 0, WINDOW_ID)
        return self.createIndex(0, 0, HOST_ID)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of children."""
        if not parent.isValid():
            return 1
        if parent.column() != 0 or parent.internalId() >= FIRST_WORKER_ID:
            return 0
        return 1 if parent.internalId() == WINDOW_ID else len(self._workers)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return WAITS + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heading of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings()[section]
        if role == Qt.ItemDataRole.ToolTipRole and section == OS:
            return self.tr("The state that the operating system reports; how it ended at the end")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        worker = self.worker_at(index)
        if role == Qt.ItemDataRole.DisplayRole:
            if worker is None:
                return self._own_text(index)
            return self._text(worker, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, ROW)
        if role == Qt.ItemDataRole.ForegroundRole:
            ended = worker is None or worker.ended
            return self._theme.text2 if ended else self._theme.text
        if worker is None:
            return None
        if role == Qt.ItemDataRole.DecorationRole and index.column() == PROCESS and worker.pid:
            return tile_icon(self._state(worker), self._theme, 18)
        if role == Qt.ItemDataRole.ToolTipRole and worker.pid:
            return self._tooltip(worker)
        return None

    def _headings(self) -> tuple[str, ...]:
        names = (self.tr("Process"), self.tr("PID"), self.tr("OS"))
        return (*names, self.tr("Items"), self.tr("Waits"))

    def _state(self, worker: WorkerView) -> State:
        return worker.state if worker.ended else self._states.get(worker.name, worker.state)

    def _own_text(self, index: Index) -> str:
        window = index.internalId() == WINDOW_ID
        if index.column() == PROCESS:
            return self.tr("Weir window") if window else self.tr("host")
        if index.column() == PID:
            return str(os.getpid()) if window else str(self._host_pid or DASH)
        return ""

    def _text(self, worker: WorkerView, column: int) -> str:
        if column == PROCESS:
            return worker.name
        if not worker.pid:
            return DASH
        if column == PID:
            return str(worker.pid)
        if column == OS:
            return exit_word(worker) if worker.ended else worker.os_state
        if column == ITEMS:
            return compact(worker.items)
        share = self._waits.get(worker.name)
        return DASH if share is None else f"{100 * share:.0f} %"

    def _tooltip(self, worker: WorkerView) -> str:
        cpu = DASH if worker.cpu_percent is None else f"{worker.cpu_percent:.0f} %"
        memory = DASH if worker.memory_bytes is None else f"{worker.memory_bytes / 1e6:.1f} MB"
        words = self.tr("{name} · {state} · {items} items · CPU {cpu} · memory {memory}")
        return words.format(
            name=worker.name,
            state=state_word(self._state(worker)),
            items=f"{worker.items:,}",
            cpu=cpu,
            memory=memory,
        )

    def _host_index(self) -> QModelIndex:
        return self.createIndex(0, 0, HOST_ID)

    def _worker_index(self, row: int, column: int) -> QModelIndex:
        return self.createIndex(row, column, FIRST_WORKER_ID + row)

    def _resize(self, workers: list[WorkerView]) -> None:
        """Insert or remove rows where the workers differ, by name."""
        wanted = [worker.name for worker in workers]
        for row in range(len(self._workers) - 1, -1, -1):
            if self._workers[row].name not in set(wanted):
                self.beginRemoveRows(self._host_index(), row, row)
                del self._workers[row]
                self.endRemoveRows()
        for row, name in enumerate(wanted):
            if row >= len(self._workers) or self._workers[row].name != name:
                self.beginInsertRows(self._host_index(), row, row)
                self._workers.insert(row, workers[row])
                self.endInsertRows()

    def _changed(self, first: int, last: int) -> None:
        top = self.createIndex(0, first, WINDOW_ID)
        self.dataChanged.emit(top, self.createIndex(0, last, WINDOW_ID))
        host = self.createIndex(0, first, HOST_ID)
        self.dataChanged.emit(host, self.createIndex(0, last, HOST_ID))
        if self._workers:
            bottom = self._worker_index(len(self._workers) - 1, last)
            self.dataChanged.emit(self._worker_index(0, first), bottom)


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignLeft if column == PROCESS else Qt.AlignmentFlag.AlignRight
    if column == OS:
        side = Qt.AlignmentFlag.AlignHCenter
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _planned(snapshot: Snapshot) -> list[WorkerView]:
    """Return the workers that the settings ask for, as they stand before Start."""
    counts = (
        ("producer", snapshot.config.producers_count),
        ("consumer", snapshot.config.consumers_count),
    )
    return [
        WorkerView(f"{role}-{n}", role, n, 0, State.STARTING, 0.0, 0, 0, 0, 0, 0, False, 0)
        for role, count in counts
        for n in range(1, count + 1)
    ]
