"""The processes as a tree: window, host, workers. Updated in place, so a selection survives.

Qt keeps the cells and paints from them without asking Python; only what differs is written.
"""

import os
from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QIcon, QStandardItem, QStandardItemModel

from engine.snapshot import Snapshot, WorkerView
from engine.states import State
from gui.glyphs import tile_icon
from gui.panels.words import compact, exit_word, state_word
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
PROCESS, PID, OS, ITEMS, WAITS = range(5)
COLUMNS = range(5)
DASH = "–"
ROW = 28
"""Height of a row in pixels."""


class ProcessRow:
    """One row of the table and what stands in it now."""

    def __init__(self) -> None:
        self.items = [_cell(column) for column in COLUMNS]
        self.texts = [""] * len(COLUMNS)
        self._look: object = None

    def write(self, texts: list[str]) -> None:
        """Show these texts, one for each column."""
        for column, text in enumerate(texts):
            if text != self.texts[column]:
                self.items[column].setText(text)
        self.texts = texts

    def dress(self, theme: Theme, is_quiet: bool, state: State | None = None) -> None:
        """Use the theme's text colour, or a quiet one, and the tile of a state, if there is one."""
        look = (theme, is_quiet, state)
        if look == self._look:
            return
        self._look = look
        for item in self.items:
            item.setForeground(theme.text2 if is_quiet else theme.text)
        icon = QIcon() if state is None else tile_icon(state, theme, 18)
        self.items[PROCESS].setIcon(icon)


class ProcessModel(QStandardItemModel):
    """Window ▸ host ▸ workers; before Start the workers that the settings ask for."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        self._theme = theme
        self._window, self._host = ProcessRow(), ProcessRow()
        self._workers: list[WorkerView] = []
        self._rows: list[ProcessRow] = []
        self._waits: dict[str, float] = {}
        self._states: dict[str, State] = {}
        self.appendRow(self._window.items)
        self._window.items[PROCESS].appendRow(self._host.items)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme: the tiles change."""
        self._theme = theme
        self._dress()

    def show(
        self, snapshot: Snapshot, waits: Mapping[str, float], states: Mapping[str, State]
    ) -> None:
        """Show these workers; `waits` are shares of time, 0 to 1, by worker."""
        workers = list(snapshot.workers) or _planned(snapshot)
        self._waits, self._states = dict(waits), dict(states)
        self._resize(workers)
        self._workers = workers
        self._window.write([self.tr("Weir window"), str(os.getpid()), "", "", ""])
        self._host.write([self.tr("host"), str(snapshot.host_pid or DASH), "", "", ""])
        for row, worker in zip(self._rows, workers, strict=True):
            row.write([self._text(worker, column) for column in COLUMNS])
        self._dress()

    def worker_at(self, index: Index) -> WorkerView | None:
        """Return the worker of a row, None for the window and the host."""
        is_worker = index.isValid() and index.parent() == self._host_index()
        return self._workers[index.row()] if is_worker else None

    def index_of(self, worker: str) -> QModelIndex:
        """Return the row of a worker, an invalid index when there is none."""
        for row, view in enumerate(self._workers):
            if view.name == worker:
                return self.index(row, 0, self._host_index())
        return QModelIndex()

    def widest(self, column: int) -> str:
        """Return the longest text of a column, its heading and room for a usual one included."""
        usual = ("100 %" if column == WAITS else "", self._headings()[column])
        rows = (self._window, self._host, *self._rows) if column != PROCESS else ()
        longest: str = max([*usual, *(row.texts[column] for row in rows)], key=len)
        return longest

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

    def tooltip(self, index: Index) -> str:
        """Return what is told of a worker under the pointer; empty where there is none."""
        worker = self.worker_at(index)
        if worker is None or not worker.pid:
            return ""
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

    def _headings(self) -> tuple[str, ...]:
        names = (self.tr("Process"), self.tr("PID"), self.tr("OS"))
        return (*names, self.tr("Items"), self.tr("Waits"))

    def _state(self, worker: WorkerView) -> State:
        return worker.state if worker.ended else self._states.get(worker.name, worker.state)

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

    def _dress(self) -> None:
        self._window.dress(self._theme, is_quiet=True)
        self._host.dress(self._theme, is_quiet=True)
        for row, worker in zip(self._rows, self._workers, strict=True):
            state = self._state(worker) if worker.pid else None
            row.dress(self._theme, worker.ended, state)

    def _host_index(self) -> QModelIndex:
        return self._host.items[PROCESS].index()

    def _resize(self, workers: list[WorkerView]) -> None:
        """Insert or remove rows where the workers differ, by name."""
        wanted = [worker.name for worker in workers]
        parent = self._host.items[PROCESS]
        for row in range(len(self._workers) - 1, -1, -1):
            if self._workers[row].name not in set(wanted):
                del self._workers[row], self._rows[row]
                parent.removeRow(row)
        for row, name in enumerate(wanted):
            if row >= len(self._workers) or self._workers[row].name != name:
                self._workers.insert(row, workers[row])
                self._rows.insert(row, ProcessRow())
                parent.insertRow(row, self._rows[row].items)


def _cell(column: int) -> QStandardItem:
    cell = QStandardItem()
    cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    cell.setData(_alignment(column), Qt.ItemDataRole.TextAlignmentRole)
    cell.setSizeHint(QSize(0, ROW))
    return cell


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
