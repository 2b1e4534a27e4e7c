"""Which item a record is about: the item's sequence number in its channel.

A queue's put does not know the number; the feeder that writes the item does, and records an ORDER
whenever the difference between the number and its own count changes.
"""

import numpy as np
import numpy.typing as npt

from engine.runlog.layout import Cell, Kind, Result, feeder_name
from engine.runlog.reader import NO_RECORDS, Records, RunReader

Ints = npt.NDArray[np.int64]


def put_sequence(numbers: Ints, orders: Records, accepted: int, is_whole: bool = True) -> Ints:
    """Return the sequence number of a producer's accepted puts, 0 for not known or never written.

    `numbers` (n,): which accepted put of the producer, from 1. `orders`: the ORDER records of its
    feeder; without trimming (`is_whole`) the difference is 0 before the first of them. `accepted`:
    how many of the puts the feeder has dealt with.
    """
    differences = np.concatenate(([0], orders["duration"])).astype(np.int64)
    at = np.searchsorted(orders["item"], numbers, "right")
    is_known = (numbers >= 1) & (numbers <= accepted) & (is_whole | (at > 0))
    return np.where(is_known, numbers + differences[at], 0)


class ItemNumbers:
    """Sequence numbers for the records of all threads of a log."""

    def __init__(self, reader: RunReader) -> None:
        self._reader = reader
        self._blocks = reader.blocks()
        self._orders: dict[str, tuple[Records, bool]] = {}

    def of(self, name: str, records: Records) -> Ints:
        """Return the sequence number for each record of thread `name`, 0 for none or unknown."""
        found: Ints = np.where(records["kind"] == Kind.ORDER, 0, records["item"])
        is_put = records["kind"] == Kind.PUT
        found[is_put] = 0
        is_put &= records["result"] == Result.OK
        if is_put.any():
            found[is_put] = self._puts(feeder_name(name), records["item"][is_put])
        return found

    def _puts(self, feeder: str, numbers: Ints) -> Ints:
        if feeder not in self._blocks:
            return np.zeros(len(numbers), np.int64)
        if feeder not in self._orders:
            self._orders[feeder] = self._read_orders(feeder)
        orders, is_whole = self._orders[feeder]
        cells = self._blocks[feeder]
        accepted = cells[Cell.WRITTEN] + cells[Cell.UNSENDABLE]
        return put_sequence(numbers, orders, accepted, is_whole)

    def _read_orders(self, feeder: str) -> tuple[Records, bool]:
        parts = [NO_RECORDS]
        with self._reader.cursor(feeder) as cursor:
            while len(batch := cursor.read(65_536)):
                parts.append(batch[batch["kind"] == Kind.ORDER])
            return np.concatenate(parts), not cursor.gaps
