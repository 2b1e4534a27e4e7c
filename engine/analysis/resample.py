"""Bins of a level resampled to the columns of a view: pure functions of one Level.

A bin that straddles two columns is split in proportion. The bin that contains `now` reaches only
up to `now`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.analysis.level import CAPACITY, Floats, Ints, Level

Seconds = npt.NDArray[np.float32]


@dataclass(frozen=True)
class DepthColumns:
    """Depth for each column, shape (n,), NaN where it is not known."""

    mean: Floats
    low: Floats
    high: Floats

    def at_most(self, ceiling: Floats) -> "DepthColumns":
        """Return the depth cut to `ceiling`, shape (n,), NaN where there is none."""
        series = (self.mean, self.low, self.high)
        return DepthColumns(*(np.where(each > ceiling, ceiling, each) for each in series))

    def where(self, is_known: npt.NDArray[np.bool_]) -> "DepthColumns":
        """Return the depth with NaN where it is not known; `is_known` has shape (n,)."""
        series = (self.mean, self.low, self.high)
        return DepthColumns(*(np.where(is_known, each, np.nan) for each in series))


class Resampler:
    """The rows of `level` that lie before `now_ns`, as integrals that any column can be cut from.

    Times are ns since the start of the run; `known_ns` is the time from which the log is whole.
    """

    def __init__(self, level: Level, now_ns: int, known_ns: int = 0) -> None:
        self.level = level
        self.rows = min(max(now_ns // level.width_ns - level.first + 1, 0), CAPACITY)
        self.start_ns = max(level.first * level.width_ns, known_ns)
        self.now_ns = now_ns
        grid = (level.first + np.arange(self.rows + 1, dtype=np.float64)) * level.width_ns
        grid[-1] = max(min(grid[-1], float(now_ns)), float(level.first * level.width_ns))
        self._grid: Floats = grid

    def depth(self, edges: Floats) -> DepthColumns:
        """Return mean, least and greatest depth between consecutive edges (n + 1,)."""
        unknown = np.full(len(edges) - 1, np.nan)
        if not self.rows:
            return DepthColumns(unknown, unknown, unknown)
        lasts = np.diff(self._grid)
        means = self._bin_means(lasts)
        starts, ends = self._cut(edges)
        covered = ends - starts
        is_known = covered > 0
        integral = np.concatenate(([0.0], np.cumsum(means * lasts)))
        inside = self._at(integral, ends) - self._at(integral, starts)
        mean = np.divide(inside, covered, out=unknown.copy(), where=is_known)
        low, high = self._extremes(means, starts, ends)
        low, high = np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)
        return DepthColumns(mean, low, high)

    def entered_hz(self, edges: Floats, window_ns: float) -> Floats:
        """Return items in a second over the `window_ns` before the end of each column."""
        return self._rate(self.level.entered, edges, window_ns)

    def left_hz(self, edges: Floats, window_ns: float) -> Floats:
        """Return items done a second over the `window_ns` before the end of each column."""
        return self._rate(self.level.left, edges, window_ns)

    def _rate(self, counts: Ints, edges: Floats, window_ns: float) -> Floats:
        starts, ends = self._cut(edges)
        rates = np.full(len(ends), np.nan)
        if self.rows:
            total = np.concatenate(([0.0], np.cumsum(counts[: self.rows], dtype=np.float64)))
            window = max(window_ns, float(edges[1] - edges[0]))
            # Before the first bin that is held nothing is known: the window is shorter there.
            begin = np.maximum(ends - window, self._grid[0] if self.level.first else -np.inf)
            found = self._at(total, ends) - self._at(total, begin)
            np.divide(found * 1e9, ends - begin, out=rates, where=ends > starts)
        return rates

    def seconds(self, edges: Floats, table: Seconds | None = None) -> Seconds:
        """Return seconds in each (worker, state) between edges (n + 1,), shape (n, columns).

        `table` are other columns for the rows of the level, shape (rows, columns).
        """
        table = self.level.seconds if table is None else table
        if not self.rows:
            return np.zeros((len(edges) - 1, table.shape[1]), np.float32)
        at, part = self._position(edges)
        sums = _sums(table, at[:-1], at[1:])
        ends: Seconds = table[at] * part[:, None]
        sums += ends[1:]
        sums -= ends[:-1]
        return sums

    def _bin_means(self, lasts: Floats) -> Floats:
        level, rows = self.level, self.rows
        net = level.net[:rows]
        after = level.carry + np.cumsum(net)
        # The area counts to the end of the bin; what lies after now did not happen yet.
        missing = level.width_ns - lasts
        area = (after - net) * float(level.width_ns) + level.area[:rows] - after * missing
        means = np.divide(area, lasts, out=after.astype(np.float64), where=lasts > 0)
        return np.maximum(means, 0.0)

    def _cut(self, edges: Floats) -> tuple[Floats, Floats]:
        """Return start and end of each column, cut to what is known."""
        known = np.clip(edges, self.start_ns, max(self.now_ns, self.start_ns))
        return known[:-1], known[1:]

    def _at(self, integral: Floats, times: Floats) -> Floats:
        return np.interp(times, self._grid, integral)

    def _position(self, times: Floats) -> tuple[Ints, Seconds]:
        """Return the row that each time lies in and how far it lies into that row, 0 to 1."""
        rows = np.interp(times, self._grid, np.arange(self.rows + 1, dtype=np.float64))
        at = np.minimum(rows.astype(np.int64), self.rows - 1)
        return at, (rows - at).astype(np.float32)

    def _extremes(self, means: Floats, starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
        width = self.level.width_ns
        low = np.clip(starts // width - self.level.first, 0, self.rows - 1).astype(np.int64)
        high = np.ceil(ends / width - self.level.first).astype(np.int64)
        high = np.clip(high, low + 1, self.rows)
        pairs = np.stack((low, high), axis=1).reshape(-1)
        # reduceat wants indices inside the array, so that the last bin needs one more after it.
        padded = np.append(means, means[-1])
        return np.minimum.reduceat(padded, pairs)[::2], np.maximum.reduceat(padded, pairs)[::2]


def _sums(table: Seconds, starts: Ints, ends: Ints) -> Seconds:
    """Return the sums of the rows from each start to before each end, shape (n, columns).

    `np.add.reduceat` does the same along this axis, many times slower. So either the sums are
    taken one by one, or the first rows of all, the second rows of all, and so on.
    """
    lengths = ends - starts
    longest = int(lengths.max())
    if len(starts) <= longest:
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        return np.stack([table[start:end].sum(axis=0) for start, end in pairs])
    sums = np.zeros((len(starts), table.shape[1]), np.float32)
    for row in range(longest):
        there = lengths > row
        sums[there] += table[starts[there] + row]
    return sums
