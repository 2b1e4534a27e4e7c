"""One span of one worker, found by its time: what is under the cursor, and its neighbours.

    started    running                                            now, or ended
       |-starting-|-cpu-|===== record =====|-cpu-|=== record ===|-cpu-|== under way ==
                                    ^ at

A worker works on its CPU between two records. What is under way has no record yet: its block tells.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis import life
from engine.analysis.life import Life
from engine.analysis.orders import Orders
from engine.runlog.layout import Cell, Kind, Result, SegmentCell
from engine.runlog.reader import Records, RunReader
from engine.runlog.seek import Seeker, ends_ns
from engine.states import State

Ints = npt.NDArray[np.int64]

_SPANS: Final = (Kind.STATE, Kind.PUT, Kind.SEND, Kind.GET, Kind.WORK, Kind.WRITE)
_CHUNK: Final = 16_384
_CHUNKS: Final = 32
"""How far is looked for a span that lasts long enough."""


@dataclass(frozen=True)
class Span:
    """A stretch of time that a thread spent in one state. Times are ns since the run's start."""

    worker: str
    state: State
    start_ns: int
    end_ns: int | None
    """None while it is under way."""
    kind: Kind | None = None
    """Of its record; None when there is none: working (CPU), starting, or under way."""
    item: int = 0
    """Sequence number of the item it is about, 0 for none or unknown."""
    count: int = 1
    """Calls that were merged into it: refusals, or empty gets, in a row."""
    result: Result = Result.OK

    @property
    def start_s(self) -> float:
        """Seconds since the run's start."""
        return self.start_ns / 1e9

    @property
    def end_s(self) -> float | None:
        """Seconds since the run's start, None while it is under way."""
        return None if self.end_ns is None else self.end_ns / 1e9

    @property
    def duration_s(self) -> float | None:
        """Seconds, None while it is under way."""
        return None if self.end_ns is None else (self.end_ns - self.start_ns) / 1e9


class Spans:
    """Finds spans in the log of a run, under way or ended. Times are seconds since its start."""

    def __init__(self, reader: RunReader, seeker: Seeker | None = None) -> None:
        self._reader = reader
        self._seeker = seeker or Seeker(reader)
        self._orders = Orders(reader, self._seeker)

    def at(self, worker: str, at_s: float) -> Span | None:
        """Return the span of a worker at a time; None before it was started, or if unknown.

        After its end that is the state it ended in, for ever.
        """
        return self._at(worker, round(at_s * 1e9))

    def following(self, worker: str, at_s: float, least_s: float = 0.0) -> Span | None:
        """Return the first span after the one at a time that lasts `least_s` or longer."""
        span = self.at(worker, at_s)
        if span is None or span.end_ns is None:
            return None
        later = self._at(worker, span.end_ns)
        if later is None or _lasts(later, least_s):
            return later
        return self._search_on(worker, span.end_ns, least_s)

    def preceding(self, worker: str, at_s: float, least_s: float = 0.0) -> Span | None:
        """Return the last span before the one at a time that lasts `least_s` or longer."""
        span = self.at(worker, at_s)
        earlier = None if span is None else self._at(worker, span.start_ns - 1)
        if earlier is None or _lasts(earlier, least_s):
            return earlier
        if earlier.state is State.STARTING:
            return None
        return self._search_back(worker, earlier.start_ns, least_s)

    def _search_on(self, worker: str, at_ns: int, least_s: float) -> Span | None:
        origin = self._reader.manifest.origin_ns
        for _ in range(_CHUNKS):
            chunk = self._seeker.after(worker, origin + at_ns, _CHUNK)
            if not len(chunk):
                break
            last_ns = int(ends_ns(chunk[-1:])[0])
            starts = _starts(chunk, origin + at_ns, last_ns, least_s)
            if len(starts):
                return self._at(worker, int(starts[0]) - origin)
            at_ns = last_ns - origin
        last = self._at(worker, at_ns)
        return last if last is not None and _lasts(last, least_s) else None

    def _search_back(self, worker: str, until_ns: int, least_s: float) -> Span | None:
        origin = self._reader.manifest.origin_ns
        running_ns = self._reader.cells(worker)[Cell.RUNNING_NS]
        at_ns = until_ns = origin + until_ns
        for _ in range(_CHUNKS):
            counted = self._seeker.before(worker, at_ns)
            if counted is None:
                return None
            is_first = counted.totals[SegmentCell.FIRST_RECORD] == 0
            records = counted.records
            if is_first or len(records):
                from_ns = running_ns if is_first else int(records["start"][0])
                starts = _starts(records, from_ns, until_ns, least_s)
                if len(starts):
                    return self._at(worker, int(starts[-1]) - origin)
                until_ns = from_ns
            if is_first:
                started = self._at(worker, running_ns - 1 - origin)
                return started if started is not None and _lasts(started, least_s) else None
            at_ns = counted.totals[SegmentCell.OPENED_NS] - 1
        return None

    def _at(self, worker: str, since_start_ns: int) -> Span | None:
        if worker not in self._reader.threads():
            return None
        cells = self._reader.cells(worker)  # before the records: see _under_way
        each = life.from_cells(worker, cells)
        origin = self._reader.manifest.origin_ns
        at_ns = origin + since_start_ns
        if at_ns < each.started_ns:
            return None
        if each.ended_ns and at_ns >= each.ended_ns:
            return Span(worker, each.state, each.ended_ns - origin, None)
        if not each.running_ns or at_ns < each.running_ns:
            end = each.running_ns or each.ended_ns
            return Span(
                worker, State.STARTING, each.started_ns - origin, end - origin if end else None
            )
        return self._recorded(each, cells[Cell.ITEM], at_ns, origin)

    def _recorded(self, each: Life, item: int, at_ns: int, origin: int) -> Span | None:
        counted = self._seeker.before(each.name, at_ns)
        if counted is None:
            return None
        later = self._seeker.after(each.name, at_ns, 1)
        last_ns = each.running_ns
        if len(counted.records):
            last_ns = int(ends_ns(counted.records[-1:])[0])
        if not len(later):
            return self._under_way(each, item, last_ns, at_ns, origin)
        start_ns = int(later["start"][0])
        if start_ns <= at_ns and later["kind"][0] in _SPANS and later["state"][0]:
            return self._of(each.name, later, origin)
        return Span(each.name, State.WORKING_CPU, last_ns - origin, start_ns - origin)

    @staticmethod
    def _under_way(each: Life, item: int, last_ns: int, at_ns: int, origin: int) -> Span:
        """Return what no record tells: a state older than the last record is over."""
        gone = each.ended_ns - origin if each.ended_ns else None
        if each.is_open and each.since_ns >= last_ns:
            if at_ns >= each.since_ns:
                works = each.state is State.WORKING_IO
                return Span(
                    each.name,
                    each.state,
                    each.since_ns - origin,
                    gone,
                    item=item if works else 0,
                )
            gone = each.since_ns - origin
        return Span(each.name, State.WORKING_CPU, last_ns - origin, gone)

    def _of(self, worker: str, record: Records, origin: int) -> Span:
        start, duration = int(record["start"][0]), int(record["duration"][0])
        item, kind = int(record["item"][0]), Kind(int(record["kind"][0]))
        if kind is Kind.PUT:
            is_ok = record["result"][0] == Result.OK
            item = self._orders.sequence(worker, item, start + duration) if is_ok else 0
        return Span(
            worker,
            State(int(record["state"][0])),
            start - origin,
            start + duration - origin,
            kind,
            item,
            int(record["count"][0]),
            Result(int(record["result"][0])),
        )


def _starts(records: Records, from_ns: int, until_ns: int, least_s: float) -> Ints:
    """Return where spans between two times begin that last `least_s` or longer, in order.

    Records count, and the stretches between them and up to the two times.
    """
    starts, ends = records["start"].astype(np.int64), ends_ns(records)
    gaps_from, gaps_to = np.append(from_ns, ends), np.append(starts, until_ns)
    least_ns = max(1, round(least_s * 1e9))
    is_span = (ends - starts >= least_ns) & np.isin(records["kind"], _SPANS)
    found = np.concatenate((gaps_from[gaps_to - gaps_from >= least_ns], starts[is_span]))
    return np.sort(found)


def _lasts(span: Span, least_s: float) -> bool:
    return span.duration_s is None or span.duration_s >= least_s
