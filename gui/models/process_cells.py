"""What stands in a row of the processes table: texts, and what its columns are sorted by."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt

from engine.snapshot import ProcessView, Snapshot, WorkerView
from engine.states import State
from gui.panels.words import compact, exit_word, state_word


class Column(IntEnum):
    """The columns, from left to right."""

    PROCESS = 0
    ROLE = 1
    PID = 2
    PARENT = 3
    OS = 4
    STATE = 5
    ITEM = 6
    ITEMS = 7
    WAITS = 8
    CPU = 9
    MEMORY = 10
    EXIT = 11


WORDS: Final = (Column.PROCESS, Column.ROLE, Column.STATE)
"""Columns of words. They are kept up to date even when they are hidden: one can search them."""
DASH: Final = "–"
_UNKNOWN: Final = -1.0
_MOST: Final = 1_000
"""More than there are workers of a role, and exit codes."""


@dataclass(frozen=True)
class Told:
    """What is to be told of one worker."""

    worker: WorkerView
    state: State
    """The state to show; it changes at most twice a second."""
    waits: float | None
    """Share of its time, 0 to 1; None = unknown."""

    def is_like(self, other: "Told | None") -> bool:
        """True when the other says the same, which is found out without comparing all of it."""
        return (
            other is not None
            and self.worker is other.worker
            and self.state == other.state
            and self.waits == other.waits
        )

    @property
    def died(self) -> bool:
        """True when it ended otherwise than it should have."""
        return has_died(self.worker)


def has_died(worker: WorkerView) -> bool:
    """Return True when a worker ended otherwise than it should have: nobody had asked it to."""
    return worker.ended and not worker.asked and bool(worker.exitcode)


def text(told: Told, column: Column, exit_in_os: bool = False) -> str:
    """Return what a cell shows."""
    worker = told.worker
    if not worker.pid and column not in (Column.PROCESS, Column.ROLE):
        return DASH
    match column:
        case Column.PROCESS:
            return worker.name
        case Column.ROLE:
            return role_word(worker.role)
        case Column.PID:
            return str(worker.pid)
        case Column.PARENT:
            return str(worker.parent_pid or DASH)
        case Column.OS:
            return _short_exit(worker) if worker.ended and exit_in_os else worker.os_state
        case Column.STATE:
            return _state(told)
        case Column.ITEM:
            return f"{worker.item:,}" if worker.item else DASH
        case Column.ITEMS:
            return compact(worker.items)
        case Column.WAITS:
            return DASH if told.waits is None else f"{100 * told.waits:.0f} %"
        case Column.CPU:
            return percent(worker.cpu_percent)
        case Column.MEMORY:
            return megabytes(worker.memory_bytes)
        case Column.EXIT:
            return _exit(told)


def other_text(view: ProcessView, column: Column, name: str, pid: int) -> str:
    """Return what a cell of the window or the host shows: what makes no sense there is empty."""
    match column:
        case Column.PROCESS:
            return name
        case Column.PID:
            return str(pid or DASH)
        case Column.PARENT:
            return str(view.parent_pid or DASH)
        case Column.OS:
            return view.os_state
        case Column.CPU:
            return percent(view.cpu_percent)
        case Column.MEMORY:
            return megabytes(view.memory_bytes)
        case _:
            return ""


def key(told: Told, column: Column) -> float | str:
    """Return what a column is sorted by: numbers as numbers, names in their natural order."""
    worker = told.worker
    number: float | None
    match column:
        case Column.PROCESS | Column.ROLE:
            number = worker.index + (_MOST if worker.role == "consumer" else 0)
        case Column.OS | Column.STATE:
            return text(told, column, exit_in_os=True)
        case Column.PID:
            number = worker.pid
        case Column.PARENT:
            number = worker.parent_pid
        case Column.ITEM:
            number = worker.item
        case Column.ITEMS:
            number = worker.items
        case Column.WAITS:
            number = told.waits
        case Column.CPU:
            number = worker.cpu_percent
        case Column.MEMORY:
            number = worker.memory_bytes
        case Column.EXIT:
            number = None if worker.exitcode is None else worker.exitcode + _MOST
    return _UNKNOWN if number is None else float(number)


def percent(number: float | None) -> str:
    """Return a share of one core."""
    return DASH if number is None else f"{number:.0f} %"


def megabytes(number: int | None) -> str:
    """Return a size in memory."""
    return DASH if number is None else f"{number / 1e6:.1f} MB"


def role_word(role: str) -> str:
    """Return the word of a role."""
    if role == "producer":
        return QCoreApplication.translate("Processes", "producer")
    return QCoreApplication.translate("Processes", "consumer")


def alignment(column: int) -> Qt.AlignmentFlag:
    """Return where in its cell a column's text stands."""
    side = Qt.AlignmentFlag.AlignLeft if column in WORDS else Qt.AlignmentFlag.AlignRight
    if column == Column.OS:
        side = Qt.AlignmentFlag.AlignHCenter
    return side | Qt.AlignmentFlag.AlignVCenter


def planned(snapshot: Snapshot) -> list[WorkerView]:
    """Return the workers that the settings ask for, as they stand before Start."""
    counts = (
        ("producer", snapshot.config.producers_count),
        ("consumer", snapshot.config.consumers_count),
    )
    return [
        WorkerView(f"{role}-{n}", role, n, 0, State.STARTING, 0.0, 0, 0, 0, 0, False, 0)
        for role, count in counts
        for n in range(1, count + 1)
    ]


def _exit(told: Told) -> str:
    sign = "! " if told.died else ""  # colour never stands alone
    return sign + exit_word(told.worker)


def _short_exit(worker: WorkerView) -> str:
    """Return an exit code, or a signal as `kill -l` says it: room is scarce beside the timeline.

    The tile says whether that is well.
    """
    code = worker.exitcode
    return str(code) if code is not None and code >= 0 else exit_word(worker).replace("SIG", "")


def _state(told: Told) -> str:
    """Return the word of a state, and what the worker was told to do after its item."""
    worker, word = told.worker, state_word(told.state)
    if worker.ended:
        return word
    if worker.asked:
        return QCoreApplication.translate("Processes", "{state} · then ends").format(state=word)
    if worker.paused and told.state is not State.PAUSED:
        return QCoreApplication.translate("Processes", "{state} · then pauses").format(state=word)
    return word
