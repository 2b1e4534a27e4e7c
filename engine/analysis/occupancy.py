"""How the lives of workers divide into states, over any columns of time.

Spans come from the levels. What lasts has no record yet: the block tells of it. Working (CPU) is
what is left of the life, so that the states always add up to it.

States are the middle axis in here: whatever is done for one state of all columns is then done
along memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.analysis.intake import STATES, Intake
from engine.analysis.level import Floats
from engine.analysis.lives import Ints, Lives
from engine.analysis.resample import Resampler, Seconds
from engine.analysis.role_table import RoleTable, groups_of
from engine.states import State

_STARTING = int(State.STARTING)
_CPU = int(State.WORKING_CPU)


@dataclass(frozen=True, eq=False)
class Occupied:
    """One worker, or all workers of a role together, column by column."""

    states_s: Seconds
    """Shape (columns, 20): seconds in each state; they add up to `life_s`."""
    life_s: Seconds
    """Shape (columns,): seconds lived."""


class Occupancy:
    """Adds up the lives of one run."""

    def __init__(self, lives: Lives, intake: Intake) -> None:
        self._lives = lives
        self._intake = intake
        self._known = 0, 0
        self._places: tuple[Ints, ...] = ()
        self._groups = groups_of((), {})
        self.role_table = RoleTable()

    def seconds(
        self, sampler: Resampler, edges: Floats, whole_from_ns: Mapping[str, int]
    ) -> Seconds:
        """Return seconds in each state for all workers in order, between consecutive edges.

        Shape (workers, columns, 20). Edges, shape (columns + 1,), and `whole_from_ns`, from when
        on a worker's log is whole, are ns since the start of the run.
        """
        self._look_at_columns()
        count = len(self._lives)
        found = np.zeros((count, STATES, len(edges) - 1), np.float32)
        if count:
            workers, states, columns = self._places
            recorded = sampler.seconds(edges, sampler.level.seconds[:, : len(self._intake.owners)])
            found[workers, states] = recorded.T[columns]
        return self.filled(found, sampler.now_ns, edges, whole_from_ns)

    def filled(
        self, recorded: Seconds, now_ns: int, edges: Floats, whole_from_ns: Mapping[str, int]
    ) -> Seconds:
        """Return `recorded`, shape (workers, 20, columns), with what no record tells.

        Starting, what lasts, and work (CPU). Shape (workers, columns, 20).
        """
        at = self._lives.borders(now_ns, whole_from_ns)
        recorded[:, _STARTING] += _overlap(at.born, at.running, edges)
        recorded[np.arange(len(recorded)), at.lasting] += _overlap(at.since, at.gone, edges)
        return _complete(recorded, _overlap(at.born, at.gone, edges)).transpose(0, 2, 1)

    def of_roles(
        self, sampler: Resampler, edges: Floats, whole_from_ns: Mapping[str, int]
    ) -> dict[str, Occupied]:
        """Return the like for each role, all its workers together; hundreds cost as few do."""
        self._look_at_columns()
        table = self.role_table.of(sampler.level, sampler.rows, self._groups)
        recorded = sampler.seconds(edges, table).T
        at = self._lives.borders(sampler.now_ns, whole_from_ns)
        result = {}
        for role, members in self._lives.roles.items():
            found = np.zeros((1, STATES, len(edges) - 1), np.float32)
            for column, (owner, state) in enumerate(self._groups.keys):
                if owner == role:
                    found[0, state] = recorded[column]
            born, gone, since = at.born[members], at.gone[members], at.since[members]
            found[0, _STARTING] += _lived(born, at.running[members], edges)
            lasting = at.lasting[members]
            for state in np.unique(lasting[since < gone]).tolist():
                is_in = lasting == state
                found[0, state] += _lived(since[is_in], gone[is_in], edges)
            life_s = _lived(born, gone, edges)
            result[role] = Occupied(_complete(found, life_s[None])[0].T, life_s)
        return result

    def _look_at_columns(self) -> None:
        """Find out anew what the columns of the levels belong to, if there are more of them."""
        known = len(self._intake.owners), len(self._lives)
        if self._known == known:
            return
        self._known = known
        names, owners = self._intake.names, self._intake.owners
        order = {each.name: number for number, each in enumerate(self._lives.in_order())}
        places = [
            (order[names[thread]], state, column)
            for column, (thread, state) in enumerate(owners)
            if names[thread] in order
        ]
        self._places = tuple(np.array(places, np.int64).reshape(-1, 3).T)
        roles = {number: self._lives.role_of(name) for number, name in enumerate(names)}
        self._groups = groups_of(owners, {n: role for n, role in roles.items() if role})


def _overlap(starts: Ints, ends: Ints, edges: Floats) -> Seconds:
    """Return how many seconds of each column lie between start and end, shape (n, columns)."""
    start = starts.astype(np.float64)[:, None]
    end = np.maximum(ends.astype(np.float64)[:, None], start)
    inside = np.minimum(np.maximum(edges, start), end)
    return np.asarray(np.diff(inside, axis=1) / 1e9, np.float32)


def _lived(starts: Ints, ends: Ints, edges: Floats) -> Seconds:
    """Return how many seconds of each column lie between starts and ends, all together: (columns,).

    How much has passed by a time is a line that bends at each start and end.
    """
    if not len(starts) or ends.max() <= edges[0]:
        return np.zeros(len(edges) - 1, np.float32)
    bends = np.concatenate((starts, np.maximum(starts, ends))).astype(np.float64)
    order = np.argsort(bends)
    bends, living = bends[order], np.cumsum(np.where(order < len(starts), 1, -1))
    passed = np.concatenate(([0.0], np.cumsum(living[:-1] * np.diff(bends))))
    return np.asarray(np.diff(np.interp(edges, bends, passed)) / 1e9, np.float32)


def _complete(found: Seconds, life_s: Seconds) -> Seconds:
    """Make the states of each worker and column add up to its life: the rest is work (CPU).

    Shapes (workers, 20, columns) and (workers, columns).
    """
    np.maximum(found, 0, out=found)
    known = found.sum(axis=1)
    # Bins that straddle a column are split in proportion, which may reach over the life's end.
    factor = np.divide(life_s, known, out=np.ones_like(known), where=known > life_s)
    if (factor < 1).any():
        found *= factor[:, None, :]
    found[:, _CPU] += np.maximum(life_s - known, 0)
    return found
