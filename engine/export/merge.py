"""All records of a log in one order, by start, each with the depth after it, in bounded memory.

    thread 1  |=====|==========|                 |  unsettled: its end lies beyond the horizon
    thread 2  |==|====|======|===========|       |
    thread 3  |====|=====|                       |
                         ^ horizon: the end of the thread that was read the least far
                 ^ border: the first record whose depth is not known yet

Each thread's records are in order and do not overlap, so that every event before the horizon is
known, and every record that begins before it. What begins before the border is given out. So as
much is held as happened during the longest call that changed depth, and a batch of each thread.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.events import is_pipe
from engine.analysis.items import ItemNumbers
from engine.runlog.damage import lost_workers
from engine.runlog.layout import Cell, Kind, Result, SegmentCell
from engine.runlog.reader import Records, RunReader
from engine.runlog.segment_reader import NO_RECORDS, Gap, SegmentReader, joined

Ints = npt.NDArray[np.int64]

UNKNOWN: Final = -1
"""Stands for the depth after a record that changed none, or of which it is not known."""

_BATCH: Final = 16_384
_FOREVER: Final = np.iinfo(np.int64).max
_ENTRIES: Final = (Kind.PUT, Kind.SEND)
_MOVES: Final = np.isin(np.arange(256), [*_ENTRIES, Kind.GET, Kind.DROP])
_ENTERS: Final = np.isin(np.arange(256), _ENTRIES)


@dataclass(frozen=True)
class Stretch:
    """Records of all threads, by start; those of the same start by thread."""

    records: Records
    """Shape (n,); `item` is the sequence number of the item, 0 for none or not known."""
    thread: Ints
    """Shape (n,): index into `reader.threads()`."""
    depth_after: Ints
    """Shape (n,): depth at the end of each record, or UNKNOWN."""


def stretches(reader: RunReader) -> Iterator[Stretch]:
    """Yield all records that a log has now, in order, in stretches of very different length."""
    numbers = ItemNumbers(reader)
    workers_are_lost = bool(lost_workers(reader))
    with ExitStack() as stack:
        threads = [_Thread(reader, name, numbers) for name in reader.threads()]
        for thread in threads:
            stack.callback(thread.close)
            thread.begin()
            if workers_are_lost:
                thread.lost_from_ns = 0
        if not threads:
            return
        depth = _PipeDepth(threads) if is_pipe(reader) else _QueueDepth(threads)
        while True:
            active = [thread for thread in threads if not thread.is_done]
            horizon = min((thread.upto_ns for thread in active), default=_FOREVER)
            depth.settle(threads, horizon)
            border = min([horizon, *(thread.first_unsettled_ns for thread in threads)])
            yield _merged([thread.take(border) for thread in threads])
            if not active:
                return
            min(active, key=lambda thread: thread.upto_ns).pull()


@dataclass(frozen=True)
class _Moves:
    """Records that change depth. Shape (n,) each."""

    ends: Ints
    is_entry: npt.NDArray[np.bool_]
    items: Ints
    """Sequence number of each item; of a queue's, 0 for not known."""


class _Thread:
    """What was read of one thread and not given out yet."""

    def __init__(self, reader: RunReader, name: str, numbers: ItemNumbers) -> None:
        # What a run under way writes meanwhile is left out, or there would be no end to it.
        written = reader.cells(name)[Cell.RECORDS]
        self._cursor = SegmentReader(reader.folder, name, lambda: written)
        self._name = name
        self._numbers = numbers
        self._records: Records = NO_RECORDS
        self._ends: Ints = np.empty(0, np.int64)
        self._depth: Ints = np.empty(0, np.int64)
        self._moves: Ints = np.empty(0, np.int64)
        """Which of the records change depth and are not settled yet."""
        self.upto_ns = 0
        self.is_done = False
        self.gap: Gap | None = None
        """What retention has trimmed at the beginning."""
        self.lost_from_ns = _FOREVER
        """From when on not every record is there: the log is damaged."""
        self.close = self._cursor.close

    def begin(self) -> None:
        """Read the first batch."""
        self.pull()
        self.gap = self._cursor.gaps[0] if self._cursor.gaps else None

    @property
    def first_entered(self) -> int:
        """The first item that entered through it, of those that were read and are unsettled."""
        records = self._records[self._moves]
        entered = records["item"][_ENTERS[records["kind"]]]
        return int(entered[0]) if len(entered) else 0

    @property
    def first_unsettled_ns(self) -> int:
        """When the first record begins whose depth is still to be found."""
        return int(self._records["start"][self._moves[0]]) if len(self._moves) else _FOREVER

    def pull(self) -> None:
        """Read one batch more."""
        gaps = len(self._cursor.gaps)
        batch = self._cursor.read(_BATCH)
        if not len(batch):
            self.is_done = True
        if (self.upto_ns and len(self._cursor.gaps) > gaps) or (
            self.is_done and self._cursor.is_cut
        ):
            self.lost_from_ns = min(self.lost_from_ns, self.upto_ns)
        if self.is_done:
            return
        ends = batch["start"] + np.where(batch["kind"] == Kind.ORDER, 0, batch["duration"])
        is_move = _MOVES[batch["kind"]] & (batch["result"] == Result.OK)
        batch = batch.copy()  # what was read may be read-only
        batch["item"] = self._numbers.of(self._name, batch)
        self._moves = np.append(self._moves, np.flatnonzero(is_move) + len(self._records))
        self._records = joined((self._records, batch)) if len(self._records) else batch
        self._ends = np.append(self._ends, ends)
        self._depth = np.append(self._depth, np.full(len(batch), UNKNOWN))
        self.upto_ns = int(ends[-1])

    def unsettled(self, before_ns: int) -> _Moves:
        """Return the unsettled moves that end before a time."""
        moves = self._moves[: self._count(before_ns)]
        records = self._records[moves]
        return _Moves(self._ends[moves], _ENTERS[records["kind"]], records["item"])

    def settle(self, depth: Ints) -> None:
        """Take the depth after the first unsettled moves."""
        self._depth[self._moves[: len(depth)]] = depth
        self._moves = self._moves[len(depth) :]

    def take(self, before_ns: int) -> tuple[Records, Ints]:
        """Return what begins before a time, all of it settled; it is not given again."""
        count = int(np.searchsorted(self._records["start"], before_ns))
        taken = self._records[:count], self._depth[:count]
        self._records, self._depth = self._records[count:], self._depth[count:]
        self._ends, self._moves = self._ends[count:], self._moves - count
        return taken

    def _count(self, before_ns: int) -> int:
        return int(np.searchsorted(self._ends[self._moves], before_ns))


class _Depth:
    """Depth as it is counted on from what was trimmed."""

    def __init__(self, threads: list[_Thread]) -> None:
        gaps = [thread.gap for thread in threads if thread.gap is not None]
        self._whole_from_ns = max((gap.at_ns for gap in gaps), default=0)
        self._depth = sum(
            gap.totals[SegmentCell.ENTERED] - gap.totals[SegmentCell.RETURNED] for gap in gaps
        )


class _QueueDepth(_Depth):
    """Depth of a queue: slots taken minus slots given back, counted event by event."""

    def settle(self, threads: list[_Thread], horizon_ns: int) -> None:
        """Give every move that ends before the horizon its depth: after all of its instant."""
        moves = [thread.unsettled(horizon_ns) for thread in threads]
        ends = np.concatenate([moved.ends for moved in moves])
        if not len(ends):
            return
        is_entry = np.concatenate([moved.is_entry for moved in moves])
        order = np.argsort(ends, kind="stable")
        times, after = ends[order], self._depth + np.cumsum(is_entry[order] * 2 - 1)
        self._depth = int(after[-1])
        depth = after[np.searchsorted(times, ends, "right") - 1]
        depth[ends < self._whole_from_ns] = UNKNOWN
        _give(threads, moves, depth)


class _PipeDepth(_Depth):
    """Depth of a pipe: an item enters when its write or its read was stamped first.

    Before the horizon both are known, or the one that is not was stamped later, or trimmed.
    """

    def __init__(self, threads: list[_Thread]) -> None:
        super().__init__(threads)
        firsts = [thread.first_entered for thread in threads if thread.gap is not None]
        self._trimmed = max(firsts, default=0) - 1
        """Up to this item a write that is not known was trimmed: it is counted already."""
        self._written = self._read = np.empty(0, np.int64)
        """Items that were written and not read yet, and the other way round."""

    def settle(self, threads: list[_Thread], horizon_ns: int) -> None:
        """Give every move that ends before the horizon its depth: after all of its instant."""
        moves = [thread.unsettled(horizon_ns) for thread in threads]
        ends = np.concatenate([moved.ends for moved in moves])
        if not len(ends):
            return
        is_entry = np.concatenate([moved.is_entry for moved in moves])
        items = np.concatenate([moved.items for moved in moves])
        entries = self._entries(items[is_entry], ends[is_entry], items[~is_entry], ends[~is_entry])
        times = np.concatenate((entries, ends[~is_entry]))
        order = np.argsort(times, kind="stable")
        steps = np.where(order < len(entries), 1, -1)
        times, after = times[order], self._depth + np.cumsum(steps)
        self._depth = int(after[-1])
        depth = after[np.searchsorted(times, ends, "right") - 1]
        depth[ends < self._whole_from_ns] = UNKNOWN
        _give(threads, moves, depth)

    def _entries(self, written: Ints, write_ns: Ints, read: Ints, read_ns: Ints) -> Ints:
        """Return when the items entered of which the first stamp is among these moves."""
        is_read_before = np.isin(written, self._read)
        is_written_before = np.isin(read, self._written)
        _, in_writes, in_reads = np.intersect1d(written, read, return_indices=True)
        write_ns[in_writes] = np.minimum(write_ns[in_writes], read_ns[in_reads])
        is_unwritten = ~is_written_before & (read > self._trimmed)
        is_unwritten[in_reads] = False
        self._written = np.setdiff1d(np.append(self._written, written[~is_read_before]), read)
        self._read = np.setdiff1d(np.append(self._read, read[is_unwritten]), written)
        return np.concatenate((write_ns[~is_read_before], read_ns[is_unwritten]))


def _give(threads: list[_Thread], moves: list[_Moves], depth: Ints) -> None:
    """Give each thread its part of the depths of all moves; what is not known is not given."""
    lost_from_ns = min(thread.lost_from_ns for thread in threads)
    depth[np.concatenate([moved.ends for moved in moves]) > lost_from_ns] = UNKNOWN
    borders = np.cumsum([len(moved.ends) for moved in moves])[:-1]
    for thread, part in zip(threads, np.split(depth, borders), strict=True):
        thread.settle(part)


def _merged(parts: list[tuple[Records, Ints]]) -> Stretch:
    records = joined(records for records, _ in parts)
    order = np.argsort(records["start"], kind="stable")
    thread = np.repeat(np.arange(len(parts)), [len(records) for records, _ in parts])
    depth = np.concatenate([depth for _, depth in parts])
    return Stretch(records[order], thread[order], depth[order])
