"""Item latency over time: from the put that was accepted to the read, and to done.

    PUT, ORDER ──▶ senders: put time of each sequence number ──┐
    GET, WORK  ──▶ when that sequence number was read, done ───┴──▶ histograms, age of the oldest

Everything is taken in as it comes, in any order. What is kept: buckets on levels of detail, the
last items as they were, and 16 bytes for each item that waits (the item itself takes more in the
sender's buffer).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.histogram import Histogram
from engine.analysis.progress import Progress
from engine.analysis.senders import NEVER, Sender
from engine.analysis.waiting import Ages
from engine.runlog.block_table import Cells
from engine.runlog.layout import Kind, Result, feeder_name
from engine.runlog.segment_reader import Gap, Records, joined

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

QUANTILES: Final = (0.5, 0.95, 0.99)
WINDOW_S: Final = 1.0
RECENT: Final = 65_536
"""Items kept as they were."""
_KEPT: Final = 262_144
"""Sequence numbers kept behind the last one read: their work may not be done yet."""
_UNPAIRED: Final = 1_000_000
"""Reads kept whose put is not known; more are there only when part of the log is gone."""
_FEEDER: Final = feeder_name("")
_PUT, _SEND, _GET = int(Kind.PUT), int(Kind.SEND), int(Kind.GET)
_WORK, _ORDER, _DROP = int(Kind.WORK), int(Kind.ORDER), int(Kind.DROP)


@dataclass(frozen=True)
class Quantiles:
    """Seconds, shape (n,) each; NaN where there was no item."""

    p50: Floats
    p95: Floats
    p99: Floats


@dataclass(frozen=True)
class LatencyView:
    """Latencies over a range in n columns."""

    edges_s: Floats
    """Shape (n + 1,)."""
    read: Quantiles
    """From put to read, of the items read in the window before the end of each column."""
    done: Quantiles
    """From put to the end of the work, likewise."""
    oldest_s: Floats
    """Age of the oldest item in the queue, the greatest within each column; 0 while it is empty,
    NaN where it is no longer known. Shape (n,)."""


@dataclass(frozen=True)
class LatencyFigures:
    """Latencies from put to read of a whole range, in seconds; NaN for none."""

    p50_s: float
    p95_s: float
    p99_s: float
    is_exact: bool
    """From the items themselves; otherwise from buckets, right to within 5 %."""


class Latency:
    """The latencies of one run, fed with the records that its timeline is fed with."""

    def __init__(self, origin_ns: int) -> None:
        self._origin_ns = origin_ns
        self._senders: dict[str, Sender] = {}
        self._progress = Progress()
        self._blocks: dict[str, Cells] = {}
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._base = 1
        """Sequence number of the first row below."""
        self._rows: Ints = np.zeros((0, 3), np.int64)
        """Sender, its item's number, time put (0 = unknown) by sequence number."""
        self._last_read = 0
        self._reads: Ints = np.zeros((0, 2), np.int64)
        self._dones: Ints = np.zeros((0, 2), np.int64)
        """Sequence number and time of what was read, or done, while its put is not known yet."""
        self._read, self._done = Histogram(), Histogram()
        self._recent: Ints = np.zeros((0, 2), np.int64)
        """Time read and latency of the last items."""
        self._ages = Ages()
        self._now_ns = self._last_put_ns = 0

    def add(
        self,
        records: Mapping[str, Records],
        blocks: Mapping[str, Cells],
        now_ns: int,
        gaps: Iterable[Gap] = (),
    ) -> None:
        """Take in new records by thread, the blocks as they stood just before, and the time.

        A block that has not changed since the last call may be left out. Of an old log, read in
        parts, `now_ns` may be 0. A gap that was met before is passed over.
        """
        self._blocks.update(blocks)
        self._progress.take(records, gaps)
        reads, dones = self._take(records)
        latest = max(reads[:, 1].max(initial=0), dones[:, 1].max(initial=0), self._last_put_ns)
        self._now_ns = max(self._now_ns, now_ns - self._origin_ns, int(latest))
        self._sequence()
        self._reads, times, took = self._paired(reads, is_read=True)
        self._read.add(times, took, self._now_ns)
        self._recent = np.concatenate((self._recent, np.column_stack((times, took))))[-RECENT:]
        self._dones, times, took = self._paired(dones)
        self._done.add(times, took, self._now_ns)
        self._trim()
        whole_ns = self._progress.whole_until(self._blocks, self._now_ns + self._origin_ns)
        self._ages.settle(self._senders.values(), whole_ns - self._origin_ns)
        self._progress.look(self._blocks)

    def view(
        self, start_s: float, end_s: float, columns: int, window_s: float = WINDOW_S
    ) -> LatencyView:
        """Return latencies between two times in `columns` columns of equal width."""
        edges_s = np.linspace(start_s, end_s, columns + 1)
        edges = edges_s * 1e9
        read, done = (
            Quantiles(*(histogram.quantiles(edges, window_s * 1e9, QUANTILES) / 1e9))
            for histogram in (self._read, self._done)
        )
        oldest = self._ages.view(self._senders.values(), edges, self._now_ns)
        return LatencyView(edges_s, read, done, oldest)

    def figures(self, start_s: float, end_s: float) -> LatencyFigures:
        """Return the latencies of the items read between two times."""
        start, end = start_s * 1e9, end_s * 1e9
        times = self._recent[:, 0]
        if len(times) < RECENT or times.min(initial=NEVER) <= start:
            took = self._recent[(times >= start) & (times < end), 1]
            values = np.quantile(took, QUANTILES) if len(took) else np.full(3, np.nan)
            return _figures(values, is_exact=True)
        edges = np.array([start, end])
        values = self._read.quantiles(edges, 0.0, QUANTILES)[:, 0]
        return _figures(values, is_exact=False)

    def _take(self, records: Mapping[str, Records]) -> tuple[Ints, Ints]:
        """Take in puts and orders; return all reads and ends of work still to be paired.

        Shape (n, 2): sequence number and time.
        """
        names, batch = list(records), joined(records.values())
        thread = np.repeat(np.arange(len(names)), [len(part) for part in records.values()])
        kind = np.ascontiguousarray(batch["kind"])
        is_ok = batch["result"] == Result.OK
        events = np.column_stack(
            (batch["item"], batch["start"] + batch["duration"] - self._origin_ns)
        )
        is_put = ((kind == _PUT) | (kind == _SEND)) & is_ok
        self._last_put_ns = int(events[is_put, 1].max(initial=self._last_put_ns))
        for wanted, take in ((_PUT, self._put), (_SEND, self._send)):
            at = np.flatnonzero((kind == wanted) & is_ok)
            for number, mine in _by_thread(thread[at], events[at]):
                take(names[number], mine)
        at = np.flatnonzero(kind == _ORDER)
        orders = np.column_stack((batch["item"][at], batch["duration"][at]))
        for number, mine in _by_thread(thread[at], orders):
            sender = self._sender(_producer(names[number]))
            sender.orders = np.concatenate((sender.orders, mine))
        at = np.flatnonzero(kind == _DROP)
        for number, mine in _by_thread(thread[at], events[at]):
            self._sender(_producer(names[number])).read(mine[:, 0], mine[:, 1])
        return (
            np.concatenate((self._reads, events[(kind == _GET) & is_ok])),
            np.concatenate((self._dones, events[(kind == _WORK) & is_ok])),
        )

    def _put(self, name: str, events: Ints) -> None:
        self._sender(name).put(events[:, 0], events[:, 1])

    def _send(self, name: str, events: Ints) -> None:
        sender = self._sender(name)
        numbers = sender.end + np.arange(len(events))
        sender.put(numbers, events[:, 1])
        sender.sequenced = sender.end - 1
        self._enter(name, events[:, 0], numbers, events[:, 1])

    def _sender(self, name: str) -> Sender:
        if name not in self._senders:
            self._senders[name] = Sender()
            self._numbers[name] = len(self._names)
            self._names.append(name)
        return self._senders[name]

    def _sequence(self) -> None:
        """Note the sequence numbers of what the feeders are known to have written."""
        for name, sender in self._senders.items():
            upto = max(self._progress.written(name, self._blocks), sender.ordered)
            if min(upto, sender.end - 1) > sender.sequenced:
                self._number(name, sender, min(upto, sender.end - 1))
            ended_ns = self._progress.ended_ns(name, self._blocks)
            if ended_ns:
                sender.give_up(ended_ns - self._origin_ns)

    def _number(self, name: str, sender: Sender, upto: int) -> None:
        numbers = np.arange(sender.sequenced + 1, upto + 1)
        sender.sequenced = upto
        place = np.searchsorted(sender.orders[:, 0], numbers, "right") - 1
        sequence = numbers + sender.orders[place, 1]
        self._enter(name, sequence, numbers, sender.put_times(numbers))
        sender.orders = sender.orders[place[-1] :]

    def _enter(self, name: str, sequence: Ints, numbers: Ints, times: Ints) -> None:
        """Note which item is which, and when it was put."""
        wanted = int(sequence.max()) + 1 - self._base
        if wanted > len(self._rows):
            more = np.zeros((max(wanted - len(self._rows), len(self._rows), 1024), 3), np.int64)
            self._rows = np.concatenate((self._rows, more))
        kept = sequence >= self._base
        rows = sequence[kept] - self._base
        self._rows[rows, 0] = self._numbers[name]
        self._rows[rows, 1] = numbers[kept]
        self._rows[rows, 2] = times[kept]

    def _paired(self, events: Ints, is_read: bool = False) -> tuple[Ints, Ints, Ints]:
        """Return the events whose put is not known, and of the others time and latency."""
        rows = events[:, 0] - self._base
        there = (rows >= 0) & (rows < len(self._rows))
        there[there] = self._rows[rows[there], 2] != 0
        found, times = self._rows[rows[there]], events[there, 1]
        if is_read and len(found):
            self._last_read = max(self._last_read, int(events[:, 0].max()))
            self._note_reads(found, times)
        return events[~there & (rows >= 0)][-_UNPAIRED:], times, np.maximum(times - found[:, 2], 0)

    def _note_reads(self, found: Ints, times: Ints) -> None:
        order = np.argsort(found[:, 0], kind="stable")
        rows = np.column_stack((found[order, 1], times[order]))
        for number, mine in _by_thread(found[order, 0], rows):
            self._senders[self._names[number]].read(mine[:, 0], mine[:, 1])

    def _trim(self) -> None:
        """Forget the rows far behind the last read."""
        surplus = self._last_read - 2 * _KEPT - self._base
        if surplus > 0:
            gone = min(surplus + _KEPT, len(self._rows))
            self._rows = self._rows[gone:].copy()
            self._base += gone


def _by_thread(thread: Ints, rows: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield the rows of each thread, which stand together."""
    if len(thread):
        borders = np.flatnonzero(np.diff(thread)) + 1
        firsts = [0, *borders.tolist()]
        for first, last in zip(firsts, [*firsts[1:], len(thread)], strict=True):
            yield int(thread[first]), rows[first:last]


def _producer(feeder: str) -> str:
    return feeder.removesuffix(_FEEDER)


def _figures(values_ns: Floats, is_exact: bool) -> LatencyFigures:
    p50, p95, p99 = (values_ns / 1e9).tolist()
    return LatencyFigures(p50, p95, p99, is_exact)
