"""Every worker of a run so far, with the state it is in that has left no record yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from engine.analysis import life
from engine.analysis.intake import Intake
from engine.analysis.life import Life
from engine.runlog.block_table import Cells
from engine.states import State

Ints = npt.NDArray[np.int64]

_STARTED, _RUNNING, _ENDED, _LASTING, _SINCE = range(5)
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Borders:
    """When the parts of each life begin and end: ns since the start of the run, shape (workers,).

    born        running                                    gone
     |-starting--|--span--|  cpu  |--span--|  cpu  |-lasting-|
                                                   since
    """

    born: Ints
    running: Ints
    gone: Ints
    lasting: Ints
    """The State that lasts from `since` on; a life without one has none of it."""
    since: Ints


class Lives:
    """Takes over what blocks say, worker by worker, as they change."""

    def __init__(self, origin_ns: int) -> None:
        self._origin_ns = origin_ns
        self._lives: dict[str, Life] = {}
        self._lasting: dict[str, tuple[State, int]] = {}
        self._noted: dict[str, tuple[Cells, int, State | None]] = {}
        self._rows: dict[str, int] = {}
        self._table = np.zeros((0, 5), np.int64)
        self._order: list[str] = []
        self._at = np.zeros(0, np.int64)
        self.roles: dict[str, slice] = {}
        """Where the workers of each role stand in order."""

    def __len__(self) -> int:
        return len(self._lives)

    @property
    def turns(self) -> int:
        """How often a worker has come or gone."""
        return int(np.count_nonzero(self._table[:, [_STARTED, _ENDED]]))

    def in_order(self) -> tuple[Life, ...]:
        """Return all of them: producers first, by index."""
        return tuple([self._lives[name] for name in self._order])

    def role_of(self, name: str) -> str | None:
        """Return the role of a worker, None for a thread that is none."""
        return self._lives[name].role if name in self._lives else None

    def note(self, blocks: Mapping[str, Cells], intake: Intake) -> None:
        """Take over what blocks say that were read before the records `intake` took last."""
        for name, cells in blocks.items():
            told = cells, intake.last_end_ns.get(name, 0), intake.retrying.get(name)
            if self._noted.get(name) != told:  # of hundreds of workers few move within a frame
                self._noted[name] = told
                self._note(name, *told)
        if len(self._order) != len(self._lives):
            self._sort()

    def cut(self, name: str, at_ns: int) -> None:
        """Take note that nothing is known of a worker after `at_ns` (the clock of the log)."""
        if name in self._rows:
            self._table[self._rows[name], _ENDED] = at_ns

    def borders(self, now_ns: int, whole_from_ns: Mapping[str, int]) -> Borders:
        """Return the borders in order; lives that have not ended last until `now_ns`.

        `whole_from_ns` says from when on a worker's log is whole. All in ns since the start.
        """
        table, origin = self._table[self._at], self._origin_ns
        born = table[:, _STARTED] - origin
        if whole_from_ns:
            born = np.maximum(born, [whole_from_ns.get(name, 0) for name in self._order])
        gone = np.where(table[:, _ENDED], table[:, _ENDED] - origin, now_ns)
        return Borders(
            born=born,
            running=np.where(table[:, _RUNNING], table[:, _RUNNING] - origin, gone),
            gone=gone,
            lasting=table[:, _LASTING],
            since=np.minimum(table[:, _SINCE] - origin, gone),
        )

    def _note(self, name: str, cells: Cells, last: int, retrying: State | None) -> None:
        each = life.from_cells(name, cells)
        if each.role == "feeder":  # it has no life of its own
            return
        self._lives[name] = each
        if each.ended_ns:
            # Killed in a wait, it left no record of it: then the wait lasted until the end.
            if self._lasting.get(name, (0, last))[1] < last:
                del self._lasting[name]
        elif retrying and each.state in (State.WORKING_CPU, retrying):
            self._lasting[name] = retrying, last
        elif each.is_open and each.since_ns >= last:
            self._lasting[name] = each.state, each.since_ns
        else:
            self._lasting.pop(name, None)
        row = self._rows.setdefault(name, len(self._rows))
        if row == len(self._table):
            self._table = np.vstack((self._table, np.zeros((row + 1, 5), np.int64)))
        lasting = self._lasting.get(name, (State.WORKING_CPU, _NEVER))
        self._table[row] = each.started_ns, each.running_ns, each.ended_ns, *lasting

    def _sort(self) -> None:
        self._order = sorted(self._lives, key=lambda name: self._lives[name].order)
        self._at = np.array([self._rows[name] for name in self._order], np.int64)
        self.roles, start = {}, 0
        for role, members in groupby(self.in_order(), key=lambda each: each.role):
            count = len(list(members))
            self.roles[role] = slice(start, start + count)
            start += count
