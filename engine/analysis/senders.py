"""What each sender has put and nobody has read yet: from puts, and the reads of these items.

      forgotten   |  read  |  read lately  |  waiting ...
                first    gone            upto            end

An item is told by its sender and its number there. Items of one sender are written, and read, in
the order of these numbers: who reads one has left none before it, and the oldest that waits is the
first that is not read.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

NEVER: Final = np.iinfo(np.int64).max
_FEW: Final = 1024


class Sender:
    """The items of one sender that wait, and the last ones that were read."""

    def __init__(self) -> None:
        self._first = 1
        """Number of the first item kept."""
        self._size = self._gone = self._upto = 0
        """Items kept; of these from the first on: asked for no more, and read."""
        self._puts: Ints = np.zeros(64, np.int64)
        self._reads: Ints = np.zeros(64, np.int64)
        self._given_up = 0
        """The last item that was given up."""
        self.sequenced = 0
        """The last item whose sequence number is known."""
        self.orders: Ints = np.zeros((1, 2), np.int64)
        """From which item on which difference to the sequence number holds, shape (n, 2)."""

    @property
    def end(self) -> int:
        """Number after the last item put."""
        return self._first + self._size

    @property
    def ordered(self) -> int:
        """The last item for which an order was recorded: all before it are written."""
        return int(self.orders[-1, 0])

    def put(self, numbers: Ints, times_ns: Ints) -> None:
        """Take new items in order; after a gap in their numbers those before are forgotten."""
        if numbers[0] != self.end:
            self._first = int(numbers[0])
            self._size = self._gone = self._upto = 0
            self.sequenced = self._first - 1
        wanted = self._size + len(numbers)
        if wanted > len(self._puts):
            self._grow(wanted)
        self._puts[self._size : wanted] = times_ns
        self._reads[self._size : wanted] = NEVER
        self._size = wanted

    def _grow(self, wanted: int) -> None:
        """Make room for `wanted` items, and some more.

        In place: millions may wait, and to copy them takes longer than a frame of the window has.
        """
        for kept in (self._puts, self._reads):
            kept.resize(max(wanted, len(kept) * 5 // 4), refcheck=False)  # nobody has a view of it

    def put_times(self, numbers: Ints) -> Ints:
        """Return when items were put; all of them are kept."""
        times: Ints = self._puts[numbers - self._first]
        return times

    def read(self, numbers: Ints, times_ns: Ints) -> None:
        """Note that items were read; those before them were read too, by then."""
        places = numbers - self._first
        if places.min() < 0 or places.max() >= self._size:
            kept = (places >= 0) & (places < self._size)
            places, times_ns = places[kept], times_ns[kept]
            if not len(places):
                return
        self._reads[places] = times_ns
        top = int(places.max()) + 1
        if top > self._upto:
            passed = self._reads[self._upto : top]
            passed[passed == NEVER] = times_ns.max()
            self._upto = top

    def give_up(self, at_ns: int) -> None:
        """Let every item that never got a sequence number leave at a time: its sender is gone."""
        if self.end - 1 > max(self.sequenced, self._given_up):
            self._given_up = self.end - 1
            numbers = np.arange(max(self.sequenced + 1, self._first), self.end)
            self.read(numbers, np.full(len(numbers), at_ns))

    def oldest(self, times_ns: Ints) -> Ints:
        """Return when the oldest item that waited at each time had been put; NEVER for none."""
        if self._gone == self._size:
            return np.full(len(times_ns), NEVER)
        head = np.searchsorted(self._last_reads(), times_ns, "right")
        puts = np.append(self._puts[self._gone : min(self._upto + 1, self._size)], NEVER)
        found = puts[np.minimum(head, len(puts) - 1)]
        oldest: Ints = np.where(found <= times_ns, found, NEVER)
        return oldest

    def forget(self, before_ns: int) -> None:
        """Forget what was read by a time: nobody will ask for an earlier one."""
        if self._gone == self._upto:
            return
        gone = self._gone + int(np.searchsorted(self._last_reads(), before_ns, "right"))
        # An item is kept until its sequence number was told.
        self._gone = max(self._gone, min(gone, self.sequenced + 1 - self._first))
        if self._gone > max(_FEW, self._size // 2):
            self._compact()

    def _last_reads(self) -> Ints:
        """Return when each item, and all before it, had been read."""
        last: Ints = np.maximum.accumulate(self._reads[self._gone : self._upto])
        return last

    def _compact(self) -> None:
        gone = self._gone
        for kept in (self._puts, self._reads):
            kept[: self._size - gone] = kept[gone : self._size].copy()
        self._first += gone
        self._size -= gone
        self._upto -= gone
        self._gone = 0
