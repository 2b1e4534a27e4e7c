"""The age of the oldest item in the queue, over time.

Computed at the edges of bins of 10 ms. The last second is provisional: a put or a read may be
published late, so it is computed anew for each view; what is older is settled, on levels of detail
that each keep the greatest age of a bin.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.histogram import BINS, FACTOR, FINEST_NS
from engine.analysis.senders import NEVER, Sender

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PROVISIONAL_NS: Final = 1_000_000_000
STRETCH: Final = 16
"""Bins that are settled together: it costs about as much as one."""


class _Level:
    """The newest `BINS` bins of one width: the greatest age noted in each, in ns."""

    def __init__(self, width_ns: int) -> None:
        self.width_ns = width_ns
        self.end = 0
        self.ages: Floats = np.zeros(BINS)

    @property
    def first(self) -> int:
        return max(0, self.end - BINS)

    def add(self, times_ns: Ints, ages: Floats) -> None:
        """Note ages at times in order."""
        bins = times_ns // self.width_ns
        end = int(bins[-1]) + 1
        if end > self.end:
            self.ages[np.arange(max(self.end, end - BINS), end) % BINS] = 0
            self.end = end
        kept = bins >= self.first
        np.maximum.at(self.ages, bins[kept] % BINS, ages[kept])

    def coarser(self) -> "_Level":
        level = _Level(self.width_ns * FACTOR)
        bins = np.arange(self.first, self.end)
        if len(bins):
            level.add(bins * self.width_ns, self.ages[bins % BINS])
        return level


class Ages:
    """The settled ages of one run."""

    def __init__(self) -> None:
        self._levels = [_Level(FINEST_NS)]
        self._settled = 0
        """Number of the first edge that is not settled; edge k is at k bins since the start."""

    def settle(self, senders: Collection[Sender], now_ns: int) -> None:
        """Settle everything up to one second ago."""
        last = (now_ns - PROVISIONAL_NS) // FINEST_NS
        if last < self._settled + STRETCH:
            return
        edges = np.arange(self._settled, last) * FINEST_NS
        while last * FINEST_NS // self._levels[-1].width_ns >= BINS:
            self._levels.append(self._levels[-1].coarser())
        ages = ages_at(senders, edges)
        for level in self._levels:
            level.add(edges, ages)
        self._settled = last
        for sender in senders:
            sender.forget((last - 1) * FINEST_NS)

    def view(self, senders: Collection[Sender], edges_ns: Floats, now_ns: int) -> Floats:
        """Return the greatest age within each column in seconds, shape (n,); see LatencyView."""
        level = self._covering(float(edges_ns[0]))
        bins = np.arange(level.first, level.end)
        fresh = np.arange(self._settled, now_ns // FINEST_NS + 1) * FINEST_NS
        times = np.concatenate((bins * level.width_ns, fresh)).astype(np.float64)
        ages = np.concatenate((level.ages[bins % BINS], ages_at(senders, fresh)))
        place = np.minimum(np.searchsorted(times, edges_ns), len(times))
        found = _greatest(ages, place) / 1e9
        found[edges_ns[:-1] > now_ns] = np.nan
        if len(bins):
            found[edges_ns[1:] <= bins[0] * level.width_ns] = np.nan
        return found

    def _covering(self, start_ns: float) -> _Level:
        for level in self._levels:
            if level.first == 0 or level.first * level.width_ns <= start_ns:
                return level
        return self._levels[-1]


def _greatest(ages: Floats, place: Ints) -> Floats:
    """Return the greatest age between consecutive places; where there is none, the one before."""
    padded = np.append(ages[: place[-1]], 0.0)
    found = np.maximum.reduceat(padded, np.minimum(place[:-1], len(padded) - 1))
    is_empty = place[:-1] >= place[1:]
    found[is_empty] = padded[np.maximum(place[:-1][is_empty] - 1, 0)]
    greatest: Floats = found
    return greatest


def ages_at(senders: Collection[Sender], times_ns: Ints) -> Floats:
    """Return the age of the oldest item at each time in ns, 0 where none waits, shape (n,)."""
    oldest = np.full(len(times_ns), NEVER)
    for sender in senders:
        oldest = np.minimum(oldest, sender.oldest(times_ns))
    return np.where(oldest == NEVER, 0, times_ns - oldest).astype(np.float64)
