"""Levels of detail: the same run in bins of 10 ms, 40 ms, 160 ms, ..., for ranges of any length.

    level 0   10 ms    the last 41 to 61 s
    level 1   40 ms    the last 2.7 to 4 min
    level 2   160 ms   the last 11 to 16 min
    ...

The next coarser level is made when the coarsest is about to let its first bins go, so a short run
has one level and memory grows with the logarithm of the run's length.
"""

from typing import Final

from engine.analysis.level import Delta, Level

FINEST_NS: Final = 10_000_000
_COLUMNS: Final = 32


class Pyramid:
    """The levels of one run, finest first."""

    def __init__(self) -> None:
        self.levels = [Level(FINEST_NS, _COLUMNS)]

    def extend(self, time_ns: int) -> None:
        """Make room for `time_ns` on every level, and coarser levels as they become needed."""
        while not self.levels[-1].holds(time_ns):
            self.levels.append(self.levels[-1].coarser())
        for level in self.levels:
            level.extend(time_ns)

    def widen(self, columns: int) -> None:
        """Make room for `columns` pairs of worker and state."""
        wide = self.levels[0].seconds.shape[1]
        if columns > wide:
            for level in self.levels:
                level.widen(max(columns, 2 * wide))

    def add(self, delta: Delta) -> None:
        """Add a batch to every level."""
        self.extend(delta.last_ns)
        for level in self.levels:
            level.add(delta)

    def lift(self, amount: int) -> None:
        """Add `amount` to the depth of the whole run: what is known of a part that is gone."""
        for level in self.levels:
            level.carry += amount

    def covering(self, start_ns: int) -> Level:
        """Return the finest level that still holds `start_ns`, or the coarsest there is."""
        for level in self.levels:
            if level.first == 0 or level.first * level.width_ns <= start_ns:
                return level
        return self.levels[-1]
