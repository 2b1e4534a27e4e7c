"""How long things took, over time: counts in buckets of durations, in bins of time, on levels.

    level 0   bins of 10 ms    the last 10 s        a bin: 192 buckets, eight to a doubling,
    level 1   bins of 40 ms    the last 41 s               from 16 us to 275 s
    ...

Counts only ever add up, so that what is published late joins its bin, and a coarser level is the
sum of a finer one. A quantile is the middle of its bucket: within 5 % of the item of that rank, of
those within the buckets' bounds.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.uint32]

FINEST_NS: Final = 10_000_000
BINS: Final = 1024
"""Bins of a level."""
FACTOR: Final = 4
BUCKETS: Final = 192
PER_OCTAVE: Final = 8
LEAST_LOG2: Final = 14
"""log2 of the least duration told apart, in ns."""


def bucket_of(durations_ns: Ints) -> Ints:
    """Return the bucket of each duration, shape (n,)."""
    logs = np.log2(np.maximum(durations_ns, 1)) - LEAST_LOG2
    found: Ints = np.clip(logs * PER_OCTAVE, 0, BUCKETS - 1).astype(np.int64)
    return found


class _Level:
    """The newest `BINS` bins of one width, and of each bin the greatest age that was noted."""

    def __init__(self, width_ns: int) -> None:
        self.width_ns = width_ns
        self.end = 0
        """Number of the bin after the newest."""
        self._counts: Counts = np.zeros((BINS, BUCKETS), np.uint32)

    @property
    def first(self) -> int:
        return max(0, self.end - BINS)

    def extend(self, end: int) -> None:
        """Make bins up to number `end`, not included; the oldest give way."""
        if end > self.end:
            fresh = np.arange(max(self.end, end - BINS), end) % BINS
            self._counts[fresh] = 0
            self.end = end

    def add(self, times_ns: Ints, buckets: Ints) -> None:
        bins = times_ns // self.width_ns
        kept = (bins >= self.first) & (bins < self.end)
        # By one index into flat memory: by two it takes ten times as long.
        places = bins[kept] % BINS * BUCKETS + buckets[kept]
        np.add.at(self._counts.reshape(-1), places, np.uint32(1))

    def coarser(self) -> "_Level":
        level = _Level(self.width_ns * FACTOR)
        level.extend(-(-self.end // FACTOR))
        bins = np.arange(self.first, self.end)
        np.add.at(level._counts, bins // FACTOR % BINS, self._counts[bins % BINS])
        return level

    def rows(self, first: int, end: int) -> Counts:
        """Return the counts of bins in order, shape (end - first, BUCKETS)."""
        return self._counts[np.arange(first, end) % BINS]


class Histogram:
    """Durations by the time at which they ended, for ranges of any length."""

    def __init__(self) -> None:
        self._levels = [_Level(FINEST_NS)]

    def add(self, times_ns: Ints, durations_ns: Ints, now_ns: int) -> None:
        """Add durations that ended at `times_ns` (since the run's start), shape (n,) each."""
        while now_ns // self._levels[-1].width_ns >= BINS:
            self._levels.append(self._levels[-1].coarser())
        buckets = bucket_of(durations_ns)
        for level in self._levels:
            level.extend(now_ns // level.width_ns + 1)
            level.add(times_ns, buckets)

    def quantiles(self, edges_ns: Floats, window_ns: float, wanted: tuple[float, ...]) -> Floats:
        """Return quantiles of what ended in the window before the end of each column, in ns.

        `edges_ns`, shape (n + 1,); a window is at least as long as its column. Result: shape
        (len(wanted), n), NaN where nothing ended.
        """
        ends = edges_ns[1:]
        starts = np.minimum(edges_ns[:-1], ends - window_ns)
        level = self._covering(float(starts[0]))
        first, last = (
            int(np.clip(at // level.width_ns, level.first, level.end))
            for at in (starts[0], ends[-1] + level.width_ns)
        )
        sums = np.zeros((last - first + 1, BUCKETS), np.int64)
        np.cumsum(level.rows(first, last), axis=0, out=sums[1:])
        upto = np.clip(np.ceil(ends / level.width_ns) - first, 0, last - first).astype(np.int64)
        since = np.clip(starts // level.width_ns - first, 0, last - first).astype(np.int64)
        return _quantiles(sums[upto] - sums[np.minimum(since, upto)], wanted)

    def _covering(self, start_ns: float) -> _Level:
        for level in self._levels:
            if level.first == 0 or level.first * level.width_ns <= start_ns:
                return level
        return self._levels[-1]


def _quantiles(counts: Ints, wanted: tuple[float, ...]) -> Floats:
    """Return quantiles of buckets' counts, shape (columns, BUCKETS): each its bucket's middle.

    Where in its bucket an item of that rank lies is not known: half a bucket off is the least that
    can be promised, 4.4 %.
    """
    sums = np.cumsum(counts, axis=1)
    total = sums[:, -1]
    found = np.full((len(wanted), len(counts)), np.nan)
    for row, quantile in enumerate(wanted):
        bucket = (sums < quantile * total[:, None]).sum(axis=1)
        middle = 2.0 ** (LEAST_LOG2 + (bucket + 0.5) / PER_OCTAVE)
        found[row] = np.where(total > 0, middle, np.nan)
    return found
