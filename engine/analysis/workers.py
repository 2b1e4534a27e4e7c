"""The workers of a run at one instant, each looked at anew only when something about it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.platforms import ProcessSample
from engine.runlog.block_table import BlockTable
from engine.runlog.layout import STATE_BITS, STATE_MASK, Cell, Role, feeder_name
from engine.runlog.manifest import Manifest, WorkerEntry
from engine.snapshot import WorkerView
from engine.states import State

Row = list[int]
"""The cells of one block."""

# A member of an enum that is looked up hundreds of times a frame is costly on Python 3.11.
_ROLE: Final = int(Cell.ROLE)
_PID: Final = int(Cell.PID)
_PRODUCER: Final = int(Role.PRODUCER)
_NONE: Final = -1
_ROLE_WORDS: Final = {int(Role.PRODUCER): "producer", int(Role.CONSUMER): "consumer"}
_STATES: Final = {int(state): state for state in State}


@dataclass(frozen=True, eq=False)
class Usage:
    """What the last samples say of one process."""

    sample: ProcessSample
    cpu_percent: float | None


class Workers:
    """The views of the workers of one run. With hundreds of them few change between two frames."""

    def __init__(self) -> None:
        self._table: BlockTable | None = None
        self._told: tuple[object, object] = (None, None)
        self._own: list[int] = []
        self._feeder: list[int] = []
        self._views: dict[int, WorkerView] = {}

    def take(
        self, table: BlockTable, manifest: Manifest, usage: Mapping[int, Usage]
    ) -> tuple[WorkerView, ...]:
        """Return every worker among the blocks: producers first, by index.

        `usage` is by process id; like `manifest` it is another object once anything in it changed.
        """
        before, self._table = self._table, table
        told, self._told = self._told, (manifest, usage)
        if before is None or before.names is not table.names:
            self._find(table)
        is_anew = told[0] is not manifest or told[1] is not usage
        moved = range(len(table.names)) if is_anew else table.moved(before).tolist()
        changed = set(moved)
        entries = {entry.name: entry for entry in manifest.workers} if changed else {}
        for own, feeder in zip(self._own, self._feeder, strict=True):
            if own in changed or feeder in changed:
                name, cells = table.names[own], table.cells[own].tolist()
                fed = table.cells[feeder].tolist() if feeder != _NONE else None
                entry = entries.get(name)
                used = usage.get(entry.pid if entry else cells[_PID])
                self._views[own] = _view(name, cells, fed, entry, used, manifest.origin_ns)
        return tuple([self._views[own] for own in self._own])

    def _find(self, table: BlockTable) -> None:
        """Find out which threads are workers, in order, and which are their feeders."""
        place = {name: number for number, name in enumerate(table.names)}
        roles, indices = table.column(Cell.ROLE).tolist(), table.column(Cell.INDEX).tolist()
        workers = [number for number, role in enumerate(roles) if role in _ROLE_WORDS]
        self._own = sorted(workers, key=lambda own: (roles[own] != _PRODUCER, indices[own]))
        self._feeder = [place.get(feeder_name(table.names[own]), _NONE) for own in self._own]
        self._views = {}


def _view(
    name: str,
    cells: Row,
    feeder: Row | None,
    entry: WorkerEntry | None,
    used: Usage | None,
    origin_ns: int,
) -> WorkerView:
    is_producer = cells[_ROLE] == _PRODUCER
    usage = None if cells[Cell.ENDED_NS] else used
    entered, refused = cells[Cell.ENTERED], cells[Cell.REFUSED]
    written = cells[Cell.WRITTEN]
    if feeder is not None:
        written += feeder[Cell.WRITTEN] + feeder[Cell.UNSENDABLE]
    return WorkerView(
        name=name,
        role=_ROLE_WORDS[cells[_ROLE]],
        index=cells[Cell.INDEX],
        pid=entry.pid if entry else cells[_PID],
        state=_state(cells, usage),
        since_s=((cells[Cell.STATE] >> STATE_BITS) - origin_ns) / 1e9,
        item=cells[Cell.ITEM] if cells[Cell.RETURNED] > cells[Cell.DONE] else 0,
        items=entered if is_producer else cells[Cell.DONE],
        attempted=max(cells[Cell.ATTEMPTED], entered + refused),
        refused=refused,
        waiting_put=cells[Cell.PUT_SINCE_NS] != 0,
        buffered=entered - written if is_producer else 0,
        exitcode=entry.exitcode if entry else None,
        asked=entry.asked if entry else False,
        paused=entry.paused if entry else False,
        parent_pid=used.sample.parent_pid if used else 0,
        cpu_percent=usage.cpu_percent if usage else None,
        memory_bytes=usage.sample.memory_bytes if usage else None,
        os_state=usage.sample.os_state if usage else "–",
        stopped_in=_stopped_in(cells, usage),
    )


def _state(cells: Row, usage: Usage | None) -> State:
    """Return the state of a worker; one that a signal has stopped cannot say so itself."""
    if _is_frozen(usage):
        return State.FROZEN
    return _STATES[cells[Cell.STATE] & STATE_MASK]


def _stopped_in(cells: Row, usage: Usage | None) -> State | None:
    """Return the state that an end, or a signal, cut short; None = none did, or unknown."""
    if _is_frozen(usage):
        return _STATES[cells[Cell.STATE] & STATE_MASK]
    return _STATES.get(cells[Cell.ENDED_IN])


def _is_frozen(usage: Usage | None) -> bool:
    return usage is not None and usage.sample.os_state == "T"
