"""The processes as a tree: window, host, workers. Updated in place, so a selection survives.

Qt keeps the cells and paints from them without asking Python; only what differs is written, and
of the columns that are hidden only the words.
"""

import os
from collections.abc import Collection, Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QIcon, QStandardItem, QStandardItemModel

from engine.snapshot import ProcessView, Snapshot, WorkerView
from engine.states import State
from gui.glyphs import tile_icon
from gui.models import process_cells as cells
from gui.models.process_cells import WORDS, Column, Told
from gui.models.process_columns import NARROW, heading, meaning
from gui.panels.words import exit_word
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
SORT_KEY: Final = Qt.ItemDataRole.UserRole
"""The role under which the column that is sorted by keeps its keys."""
ROW: Final = 28
"""Height of a row in pixels."""
ICON: Final = 18


class ProcessRow:
    """One row of the table and what stands in it now."""

    def __init__(self) -> None:
        self.items = [_cell(column) for column in Column]
        self.texts = [""] * len(Column)
        self.told: Told | None = None
        self._ink: object = None
        self._tile: object = None

    def write(self, texts: Mapping[Column, str]) -> None:
        """Show these texts, by column."""
        for column, text in texts.items():
            if text != self.texts[column]:
                self.items[column].setText(text)
                self.texts[column] = text

    def set_ink(self, theme: Theme, is_quiet: bool, alarm: Column | None = None) -> None:
        """Write in the theme's colour of text, or in a quieter one; in one column as an error."""
        if self._ink != (theme, is_quiet, alarm):
            self._ink = theme, is_quiet, alarm
            for column, item in enumerate(self.items):
                ink = theme.text2 if is_quiet else theme.text
                item.setForeground(theme.error if column == alarm else ink)

    def set_tile(self, theme: Theme, state: State | None) -> None:
        """Show the tile of a state, if there is one."""
        if self._tile != (theme, state):
            self._tile = theme, state
            tile = QIcon() if state is None else tile_icon(state, theme, ICON)
            self.items[Column.PROCESS].setIcon(tile)


class ProcessModel(QStandardItemModel):
    """Window ▸ host ▸ workers; before Start the workers that the settings ask for."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(0, len(Column), parent)
        self._theme = theme
        self._window, self._host = ProcessRow(), ProcessRow()
        self._rows: list[ProcessRow] = []
        self._names: list[str] = []
        self._others = ProcessView(), ProcessView()
        self._pids = 0, 0
        self._written: tuple[Column, ...] = ()
        self._exit_column = Column.OS
        self._headings = [heading(column) for column in Column]
        self.appendRow(self._window.items)
        self._window.items[Column.PROCESS].appendRow(self._host.items)
        self.set_shown(NARROW)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme: the tiles change."""
        self._theme = theme
        self._dress()

    def set_shown(self, columns: Collection[Column]) -> None:
        """Keep these columns up to date, for they are shown. OS tells of ends if EXIT does not."""
        hidden = {column for column in Column if column not in columns and column not in WORDS}
        self._written = tuple(column for column in Column if column not in hidden)
        self._exit_column = Column.EXIT if Column.EXIT in columns else Column.OS
        for row in (self._window, self._host, *self._rows):
            row.write(dict.fromkeys(hidden, ""))
        for row in self._rows:
            if row.told is not None:
                self._write(row, row.told)
        self._write_others()
        self._dress()

    def show(
        self, snapshot: Snapshot, waits: Mapping[str, float], states: Mapping[str, State]
    ) -> bool:
        """Show these workers; `waits` are shares of time, 0 to 1, by worker.

        Return True when rows came or went.
        """
        workers = list(snapshot.workers) or cells.planned(snapshot)
        has_moved = self._resize([worker.name for worker in workers])
        self._others = snapshot.window, snapshot.host
        self._pids = 0 if snapshot.is_opened else os.getpid(), snapshot.host_pid
        self._write_others()
        for row, worker in zip(self._rows, workers, strict=True):
            state = worker.state if worker.ended else states.get(worker.name, worker.state)
            told = Told(worker, state, waits.get(worker.name))
            if not told.is_like(row.told):
                self._write(row, told)
                self._dress_row(row, told)
        return has_moved

    def write_keys(self, column: Column) -> bool:
        """Write what a column is to be sorted by; True when the order may have changed."""
        has_changed = False
        for row in self._rows:
            key = cells.key(row.told, column) if row.told else None
            if row.items[column].data(SORT_KEY) != key:
                row.items[column].setData(key, SORT_KEY)
                has_changed = True
        return has_changed

    def worker_at(self, index: Index) -> WorkerView | None:
        """Return the worker of a row, None for the window and the host."""
        told = self._told(index)
        return told.worker if told else None

    def index_of(self, worker: str) -> QModelIndex:
        """Return the row of a worker, an invalid index when there is none."""
        if worker not in self._names:
            return QModelIndex()
        return self.index(self._names.index(worker), 0, self._host_index())

    def longest(self, column: Column) -> set[str]:
        """Return the texts of a column that may be the widest, its heading and a usual one too."""
        usual = ("100 %" if column in (Column.WAITS, Column.CPU) else "", self._headings[column])
        rows = (self._window, self._host, *self._rows)
        texts = {*usual, *(row.texts[column] for row in rows)}
        most = max(map(len, texts))
        return {text for text in texts if len(text) >= most - 1}

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heading of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(cells.alignment(section))
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return meaning(Column(section)) if role == Qt.ItemDataRole.ToolTipRole else None

    def tooltip(self, index: Index) -> str:
        """Return what is told of a worker under the pointer; empty where there is none."""
        told = self._told(index)
        if told is None or not told.worker.pid:
            return ""
        worker = told.worker
        state = cells.text(told, Column.STATE)
        words = self.tr("{name} · {state} · {items} items · CPU {cpu} · memory {memory}")
        return words.format(
            name=worker.name,
            state=f"{state} · {exit_word(worker)}" if worker.ended else state,
            items=f"{worker.items:,}",
            cpu=cells.percent(worker.cpu_percent),
            memory=cells.megabytes(worker.memory_bytes),
        )

    def _write(self, row: ProcessRow, told: Told) -> None:
        row.told = told
        in_os = self._exit_column is Column.OS
        row.write({column: cells.text(told, column, in_os) for column in self._written})

    def _write_others(self) -> None:
        rows, names = (self._window, self._host), (self.tr("Weir window"), self.tr("host"))
        for row, view, name, pid in zip(rows, self._others, names, self._pids, strict=True):
            row.write({one: cells.other_text(view, one, name, pid) for one in self._written})

    def _dress(self) -> None:
        self._window.set_ink(self._theme, is_quiet=True)
        self._host.set_ink(self._theme, is_quiet=True)
        for row in self._rows:
            if row.told is not None:
                self._dress_row(row, row.told)

    def _dress_row(self, row: ProcessRow, told: Told) -> None:
        row.set_ink(self._theme, told.worker.ended, self._exit_column if told.died else None)
        row.set_tile(self._theme, told.state if told.worker.pid else None)

    def _told(self, index: Index) -> Told | None:
        """Return what a row shows; None for the window, the host, and a row that is just going."""
        is_worker = index.isValid() and index.parent() == self._host_index()
        is_there = is_worker and index.row() < len(self._rows)
        return self._rows[index.row()].told if is_there else None

    def _host_index(self) -> QModelIndex:
        return self._host.items[Column.PROCESS].index()

    def _resize(self, wanted: list[str]) -> bool:
        """Insert or remove rows where the workers differ, by name; False when none does."""
        if wanted == self._names:
            return False
        parent, staying = self._host.items[Column.PROCESS], set(wanted)
        for row in range(len(self._names) - 1, -1, -1):
            if self._names[row] not in staying:
                del self._names[row], self._rows[row]
                parent.removeRow(row)
        for row, name in enumerate(wanted):
            if row >= len(self._names) or self._names[row] != name:
                self._names.insert(row, name)
                self._rows.insert(row, ProcessRow())
                parent.insertRow(row, self._rows[row].items)
        return True


def _cell(column: Column) -> QStandardItem:
    cell = QStandardItem()
    cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    cell.setData(int(cells.alignment(column)), Qt.ItemDataRole.TextAlignmentRole)
    cell.setSizeHint(QSize(0, ROW))
    return cell
