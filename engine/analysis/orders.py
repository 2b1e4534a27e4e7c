"""Which item a put became, and whose put an item was: found near a time, not by a whole log.

A feeder records an ORDER (n, d) when it writes its n-th accepted item as sequence number n + d.
Both n and n + d grow from one ORDER to the next, and d holds for all items in between.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.runlog.layout import Cell, Kind, SegmentCell, feeder_name
from engine.runlog.reader import NO_RECORDS, Records, RunReader
from engine.runlog.seek import Seeker, ends_ns
from engine.runlog.segment_reader import joined

Ints = npt.NDArray[np.int64]

_CHUNK: Final = 4096
_CHUNKS: Final = 32
"""How far ahead is looked for the ORDER that ends another."""


@dataclass(frozen=True)
class _Table:
    """Consecutive ORDER records. Shape (n,) each, n >= 1."""

    numbers: Ints
    differences: Ints

    def sequence(self, number: int) -> int:
        at = int(np.searchsorted(self.numbers, number, "right")) - 1
        return number + int(self.differences[at]) if at >= 0 else 0

    def written(self, sequence: int) -> tuple[int, bool]:
        """Return how many items were dealt with up to `sequence`, and whether that one is ours."""
        at = int(np.searchsorted(self.numbers + self.differences, sequence, "right")) - 1
        if at < 0:
            return 0, False
        number = sequence - int(self.differences[at])
        if at + 1 < len(self.numbers):
            number = min(number, int(self.numbers[at + 1]) - 1)
        return number, number + int(self.differences[at]) == sequence


class Orders:
    """Translates between a producer's own numbers and the channel's sequence numbers."""

    def __init__(self, reader: RunReader, seeker: Seeker) -> None:
        self._reader = reader
        self._seeker = seeker

    def sequence(self, producer: str, number: int, near_ns: int) -> int:
        """Return the sequence number of a producer's accepted put, counted from 1.

        `near_ns` is about when it was put. 0 = not written yet, or unknown.
        """
        feeder = feeder_name(producer)
        if number < 1 or number > self._accepted(feeder):
            return 0
        table = self._table(feeder, near_ns, number, lambda orders: orders["item"])
        return 0 if table is None else table.sequence(number)

    def written(self, producer: str, sequence: int, near_ns: int) -> tuple[int, bool] | None:
        """Return how many accepted puts of a producer were dealt with when `sequence` was written.

        And whether `sequence` is the last of them. `near_ns` is about when it was written.
        None = unknown.
        """
        feeder = feeder_name(producer)
        accepted = self._accepted(feeder)
        table = self._table(feeder, near_ns, sequence, lambda o: o["item"] + o["duration"])
        if table is None:
            return None
        number, is_ours = table.written(sequence)
        return min(number, accepted), is_ours and number <= accepted

    def _accepted(self, feeder: str) -> int:
        if feeder not in self._reader.threads():
            return 0
        cells = self._reader.cells(feeder)
        return cells[Cell.WRITTEN] + cells[Cell.UNSENDABLE]

    def _table(
        self, feeder: str, near_ns: int, wanted: int, key: Callable[[Records], Ints]
    ) -> _Table | None:
        """Return ORDERs around `near_ns`, from one of key <= wanted to one of a greater key."""
        if feeder not in self._reader.threads():
            return _Table(np.zeros(1, np.int64), np.zeros(1, np.int64))
        before, is_first = self._before(feeder, near_ns, wanted, key)
        orders = joined([before, self._after(feeder, near_ns, wanted, key)])
        numbers, differences = orders["item"].copy(), orders["duration"].copy()
        if is_first:
            numbers, differences = np.append(0, numbers), np.append(0, differences)
        return _Table(numbers, differences) if len(numbers) else None

    def _before(
        self, feeder: str, at_ns: int, wanted: int, key: Callable[[Records], Ints]
    ) -> tuple[Records, bool]:
        """Return ORDERs up to an instant, and whether the log was read back to its beginning."""
        parts = [NO_RECORDS]
        while (counted := self._seeker.before(feeder, at_ns)) is not None:
            found = _orders(counted.records)
            parts.insert(0, found)
            if len(found) and key(found)[0] <= wanted:
                break
            if counted.totals[SegmentCell.FIRST_RECORD] == 0:
                return joined(parts), True
            at_ns = counted.totals[SegmentCell.OPENED_NS] - 1
        return joined(parts), False

    def _after(
        self, feeder: str, at_ns: int, wanted: int, key: Callable[[Records], Ints]
    ) -> Records:
        parts = [NO_RECORDS]
        for _ in range(_CHUNKS):
            chunk = self._seeker.after(feeder, at_ns, _CHUNK)
            found = _orders(chunk)
            parts.append(found)
            if len(chunk) < _CHUNK or (len(found) and key(found)[-1] > wanted):
                break
            at_ns = int(ends_ns(chunk[-1:])[0])
        return joined(parts)


def _orders(records: Records) -> Records:
    found: Records = records[records["kind"] == Kind.ORDER]
    return found
