"""How the lives of all workers divide into states, over any columns of time.

    started      running                                       ended or now
       |-starting--|--span--|  cpu  |--span--|  cpu  |-lasting---|

Spans come from the levels. What lasts has no record yet: the block tells of it. Working (CPU) is
what is left of the life, so that the states always add up to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.analysis import life
from engine.analysis.intake import STATES, Intake
from engine.analysis.level import Floats
from engine.analysis.life import Life
from engine.analysis.resample import Resampler
from engine.runlog.layout import Cell
from engine.states import State

Seconds = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Times:
    """One worker's borders, ns since the start of the run."""

    born: int
    running: int
    gone: int
    lasting: State
    since: int


class Occupancy:
    """The lives of the workers of one run."""

    def __init__(self, origin_ns: int) -> None:
        self._origin_ns = origin_ns
        self._lives: dict[str, Life] = {}
        self._lasting: dict[str, tuple[State, int]] = {}

    @property
    def lives(self) -> tuple[Life, ...]:
        """Every worker so far: producers first, by index."""
        return tuple(sorted(self._lives.values(), key=lambda life: life.order))

    def note(self, blocks: Mapping[str, Mapping[Cell, int]], intake: Intake) -> None:
        """Take over what blocks say that were read before the records `intake` took last."""
        for name, each in life.lives(blocks).items():
            self._lives[name] = each
            last = intake.last_end_ns.get(name, 0)
            retrying = intake.retrying.get(name)
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

    def seconds(
        self,
        order: Sequence[Life],
        sampler: Resampler,
        edges: Floats,
        intake: Intake,
        whole_from_ns: Mapping[str, int],
    ) -> Seconds:
        """Return seconds in each state for workers in `order`, between consecutive edges.

        Shape (workers, columns, 20). Edges, shape (columns + 1,), and `whole_from_ns`, from when
        on a worker's log is whole, are ns since the start of the run.
        """
        found = np.zeros((len(order), len(edges) - 1, STATES), np.float32)
        if not order:
            return found
        _add_recorded(found, sampler.seconds(edges), order, intake)
        times = [self._times(each, sampler.now_ns, whole_from_ns) for each in order]
        born, gone = [each.born for each in times], [each.gone for each in times]
        running = [each.running for each in times]
        found[:, :, State.STARTING] += _overlap(born, running, edges)
        everyone, lasting = np.arange(len(order)), [int(each.lasting) for each in times]
        found[everyone, :, lasting] += _overlap([each.since for each in times], gone, edges)
        return _complete(found, _overlap(born, gone, edges))

    def _times(self, each: Life, now_ns: int, whole_from_ns: Mapping[str, int]) -> _Times:
        gone = each.ended_ns - self._origin_ns if each.ended_ns else now_ns
        lasting, since = self._lasting.get(each.name, (State.WORKING_CPU, gone + self._origin_ns))
        return _Times(
            born=max(each.started_ns - self._origin_ns, whole_from_ns.get(each.name, 0)),
            running=each.running_ns - self._origin_ns if each.running_ns else gone,
            gone=gone,
            lasting=lasting,
            since=since - self._origin_ns,
        )


def _add_recorded(found: Seconds, columns: Seconds, order: Sequence[Life], intake: Intake) -> None:
    """Add the levels' columns, one a (worker, state), to where they belong."""
    place = {each.name: number for number, each in enumerate(order)}
    rows = [
        (place[intake.names[thread]], state, number)
        for number, (thread, state) in enumerate(intake.owners)
        if intake.names[thread] in place
    ]
    if rows:
        worker, state, number = np.array(rows).T
        found[worker, :, state] = columns[:, number].T


def _overlap(starts: Sequence[int], ends: Sequence[int], edges: Floats) -> Seconds:
    """Return how many seconds of each column lie between start and end, shape (n, columns)."""
    start = np.array(starts, np.float64)[:, None]
    end = np.maximum(np.array(ends, np.float64)[:, None], start)
    inside = np.minimum(np.maximum(edges, start), end)
    return np.asarray(np.diff(inside, axis=1) / 1e9, np.float32)


def _complete(found: Seconds, life_s: Seconds) -> Seconds:
    """Make the states of each worker and column add up to its life: the rest is work (CPU)."""
    np.maximum(found, 0, out=found)
    known = found @ np.ones(STATES, np.float32)
    # Bins that straddle a column are split in proportion, which may reach over the life's end.
    factor = np.divide(life_s, known, out=np.ones_like(known), where=known > life_s)
    if (factor < 1).any():
        found *= factor[:, :, None]
    found[:, :, State.WORKING_CPU] += np.maximum(life_s - known, 0)
    return found
