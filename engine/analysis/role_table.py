"""Seconds in each state for all workers of a role together, bin by bin of a level.

With hundreds of workers a level has a thousand columns, and a frame would add them all up again.
Here a row is added up once, and again only after a batch has reached into it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.analysis.level import CAPACITY, Level

Seconds = npt.NDArray[np.float32]

_CLEAN = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Groups:
    """Which columns of a level belong together."""

    keys: tuple[tuple[str, int], ...]
    """Role and state of each group."""
    columns: npt.NDArray[np.int64]
    """Shape (n,): the columns of a level, group by group."""
    firsts: npt.NDArray[np.int64]
    """Shape (groups,): where in `columns` each group begins."""


def groups_of(owners: Sequence[tuple[int, int]], roles: Mapping[int, str]) -> Groups:
    """Return the groups of columns that `owners` (thread, state) have, by the threads' `roles`.

    Columns of a thread without a role belong to none.
    """
    members: dict[tuple[str, int], list[int]] = {}
    for column, (thread, state) in enumerate(owners):
        if thread in roles:
            members.setdefault((roles[thread], state), []).append(column)
    sizes = [len(columns) for columns in members.values()]
    flat = [column for columns in members.values() for column in columns]
    firsts = np.cumsum([0, *sizes], dtype=np.int64)[:-1]
    return Groups(tuple(members), np.array(flat, np.int64), firsts)


@dataclass
class _Kept:
    groups: Groups
    first: int
    sums: Seconds
    dirty_ns: int = 0
    """Rows from here on have to be added up again."""

    def move(self, first: int) -> None:
        """Let the oldest rows go, as the level has."""
        left = max(0, CAPACITY - (first - self.first))
        self.sums[:left] = self.sums[CAPACITY - left :]
        self.sums[left:] = 0
        self.first = first


class RoleTable:
    """The sums of every level that was asked for."""

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}

    def touch(self, since_ns: int) -> None:
        """Say that a batch has added spans which reach back to `since_ns`."""
        for kept in self._kept.values():
            kept.dirty_ns = min(kept.dirty_ns, since_ns)

    def of(self, level: Level, rows: int, groups: Groups) -> Seconds:
        """Return the first `rows` rows of a level, shape (rows, groups)."""
        kept = self._kept.get(level.width_ns)
        if kept is None or kept.groups is not groups:
            sums = np.zeros((CAPACITY, len(groups.keys)), np.float32)
            kept = self._kept[level.width_ns] = _Kept(groups, level.first, sums)
        elif kept.first != level.first:
            kept.move(level.first)
        dirty = min(max(kept.dirty_ns // level.width_ns - level.first, 0), rows)
        if dirty < rows and len(groups.columns):
            there = np.take(level.seconds[dirty:rows], groups.columns, axis=1)
            kept.sums[dirty:rows] = np.add.reduceat(there, groups.firsts, axis=1)
        kept.dirty_ns = _CLEAN
        return kept.sums[:rows]
