"""Bins of one width: counts, depth and time in states, each kept as a sum that anything adds to.

    first                      head
      |  row 0  |  row 1  | ... | row r |  (zeros up to the capacity)
      carry: depth before row 0

Rows are contiguous; when they run out, the older third moves out. A record that is published late
adds to its bins like any other, whatever came before it.

Depth in a bin is its mean: an event at time e within a bin adds +-(end of bin - e) to the bin's
area and +-1 to the base of every later bin, which is the running sum of the net counts.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]

KEPT: Final = 4096
"""Bins that a level holds at least, once it was filled."""
CAPACITY: Final = KEPT * 3 // 2
FACTOR: Final = 4
"""How many bins of a level make one of the next coarser level."""

_FEW: Final = 16_384


@dataclass(frozen=True)
class Delta:
    """What one batch of records adds. Times are ns since the start of the run, shape (n,) each."""

    up: Times
    """Depth rises by one."""
    down: Times
    entered: Times
    """An item came in; the same as `up` but for a pipe, see pipe.py."""
    left: Times
    """An item is done."""
    slot: npt.NDArray[np.int64]
    """Spans: column of (worker, state)."""
    start: Times
    end: Times

    @property
    def last_ns(self) -> int:
        """The latest time in it."""
        times = (self.up, self.down, self.entered, self.left, self.end)
        return max((int(part.max()) for part in times if len(part)), default=0)


class Level:
    """`CAPACITY` bins of `width_ns`, the first of them bin number `first` of the run."""

    def __init__(self, width_ns: int, columns: int) -> None:
        self.width_ns = width_ns
        self.first = 0
        self.carry = 0
        self.net: Ints = np.zeros(CAPACITY, np.int64)
        self.area: Floats = np.zeros(CAPACITY)
        self.entered: Ints = np.zeros(CAPACITY, np.int64)
        self.left: Ints = np.zeros(CAPACITY, np.int64)
        self.seconds: npt.NDArray[np.float32] = np.zeros((CAPACITY, columns), np.float32)
        """Shape (CAPACITY, columns): seconds in each (worker, state)."""

    def coarser(self) -> "Level":
        """Return the next coarser level with all that this one holds; it must hold everything."""
        assert self.first == 0
        level = Level(self.width_ns * FACTOR, self.seconds.shape[1])
        rows = CAPACITY // FACTOR
        for name in ("net", "entered", "left"):
            getattr(level, name)[:rows] = getattr(self, name).reshape(rows, FACTOR).sum(axis=1)
        to_end = self.width_ns * np.arange(FACTOR - 1, -1, -1)
        area = self.area.reshape(rows, FACTOR) + self.net.reshape(rows, FACTOR) * to_end
        level.area[:rows] = area.sum(axis=1)
        level.seconds[:rows] = self.seconds.reshape(rows, FACTOR, -1).sum(axis=1)
        return level

    def holds(self, time_ns: int) -> bool:
        """True when a bin for `time_ns` exists without moving anything out."""
        return time_ns // self.width_ns < self.first + CAPACITY

    def extend(self, time_ns: int) -> None:
        """Make room for `time_ns`; the oldest bins go."""
        if self.holds(time_ns):
            return
        gone = max(CAPACITY - KEPT, time_ns // self.width_ns - self.first - KEPT + 1)
        self.first += gone
        self.carry += int(self.net[:gone].sum())
        for array in (self.net, self.area, self.entered, self.left, self.seconds):
            left = max(0, CAPACITY - gone)
            array[:left] = array[CAPACITY - left :]
            array[left:] = 0

    def widen(self, columns: int) -> None:
        """Make room for more (worker, state) columns."""
        wider = np.zeros((CAPACITY, columns), np.float32)
        wider[:, : self.seconds.shape[1]] = self.seconds
        self.seconds = wider

    def add(self, delta: Delta) -> None:
        """Add a batch. `extend` was called for its latest time."""
        self._add_depth(delta.up, 1)
        self._add_depth(delta.down, -1)
        self._count(self.entered, delta.entered)
        self._count(self.left, delta.left)
        self._add_spans(delta.slot, delta.start, delta.end)

    def _add_depth(self, times: Times, sign: int) -> None:
        rows = times // self.width_ns - self.first
        is_late = rows < 0
        if is_late.any():
            self.carry += sign * int(np.count_nonzero(is_late))
            times, rows = times[~is_late], rows[~is_late]
        if not len(rows):
            return
        low = int(rows.min())
        counts = np.bincount(rows - low)
        to_end = (rows + self.first + 1) * self.width_ns - times
        self.net[low : low + len(counts)] += sign * counts
        self.area[low : low + len(counts)] += sign * np.bincount(rows - low, to_end)

    def _count(self, into: Ints, times: Times) -> None:
        rows = times // self.width_ns - self.first
        rows = rows[rows >= 0]
        if len(rows):
            low = int(rows.min())
            counts = np.bincount(rows - low)
            into[low : low + len(counts)] += counts

    def _add_spans(self, slot: Ints, start: Times, end: Times) -> None:
        """Share each span out among the bins that it touches."""
        start = np.maximum(start, self.first * self.width_ns)
        there = end > start
        if not there.all():
            slot, start, end = slot[there], start[there], end[there]
        if not len(slot):
            return
        row = start // self.width_ns
        more = (end - 1) // self.width_ns - row
        if more.any():
            which = np.repeat(np.arange(len(row)), more + 1)
            nth = np.arange(len(which)) - np.repeat(np.cumsum(more + 1) - more - 1, more + 1)
            slot, start, end, row = slot[which], start[which], end[which], row[which] + nth
            start = np.maximum(start, row * self.width_ns)
            end = np.minimum(end, (row + 1) * self.width_ns)
        self._add_seconds(row - self.first, slot, np.asarray((end - start) * 1e-9, np.float64))

    def _add_seconds(self, row: Ints, slot: Ints, seconds: Floats) -> None:
        columns = self.seconds.shape[1]
        low, high = int(row.min()), int(row.max()) + 1
        cells = (high - low) * columns
        keys = (row - low) * columns + slot
        if cells > 4 * len(keys) + _FEW:
            np.add.at(self.seconds[low:high].reshape(-1), keys, seconds.astype(np.float32))
            return
        # Summed in double precision first: a span of 1 us is lost on a bin that holds minutes.
        added = np.bincount(keys, seconds, cells).reshape(-1, columns)
        self.seconds[low:high] += added.astype(np.float32)
