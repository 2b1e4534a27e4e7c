"""What ended a wait: who gave back the slot, released the permit or the lock, brought the item.

    waiting: slot       the k-th item that entered took the slot that the (k - maxsize)-th gave back
    waiting: permit     likewise, with the work (or the put) that a permit is held around
    waiting: item       the put of the item that was read then
    waiting: read lock  the reader of the item before
    waiting: pipe       the read that made room, or the writer before

Only the records around the end of the wait are read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.analysis import steps
from engine.analysis.moment import settings_at
from engine.analysis.orders import Orders
from engine.analysis.sentence import Phrase, phrase
from engine.analysis.spans import Span, Spans
from engine.analysis.tally import tally
from engine.runlog.layout import Cell, Kind, Result, Role, SegmentCell, feeder_name
from engine.runlog.reader import Records, RunReader
from engine.runlog.seek import Seeker, ends_ns
from engine.states import State

_FEEDER: Final = feeder_name("")
EARLY_NS: Final = 5_000_000
"""A slot is stamped as given back right before it is: so much before a wait that may have been."""
LATE_NS: Final = 100_000_000
"""A reader, or a writer, gets to its clock so much later at most than the one it let go on."""
SOON_NS: Final = 1_000_000


@dataclass(frozen=True)
class Unblocked:
    """What ended a wait."""

    span: Span
    """The wait."""
    worker: str
    """Who ended it; empty for nobody in particular: a timeout, the user, the host."""
    at_s: float
    """When, in seconds since the start of the run."""
    words: Phrase
    item: int = 0
    """Sequence number of the item it was about, 0 for none or unknown."""


@dataclass(frozen=True)
class _Act:
    """What a thread did at a time on the clock of the run log."""

    at_ns: int
    worker: str
    item: int


class Unblockers:
    """Finds what ended a wait, in the log of a run under way or ended."""

    def __init__(self, reader: RunReader, seeker: Seeker | None = None) -> None:
        self._reader = reader
        self._seeker = seeker or Seeker(reader)
        self._spans = Spans(reader, self._seeker)
        self._orders = Orders(reader, self._seeker)

    def of(self, worker: str, at_s: float) -> Unblocked | None:
        """Return what ended the wait that a worker was in at a time.

        None when it was in no wait, when that is not over, or when it cannot be told.
        """
        span = self._spans.at(worker, at_s)
        if span is None or span.end_ns is None or span.kind is None:
            return None
        if span.result in _NOT_SERVED:
            words = phrase(_NOT_SERVED[span.result])
            return Unblocked(span, "", span.end_ns / 1e9, words)
        match span.state:
            case State.WAIT_SLOT:
                return self._slot(span)
            case State.WAIT_PERMIT:
                return self._permit(span)
            case State.WAIT_ITEM:
                return self._item(span)
            case State.WAIT_READ_LOCK:
                return self._read_lock(span)
            case State.WAIT_PIPE:
                return self._pipe(span)
            case State.PAUSED:
                return self._resumed(span)
            case _:
                return None

    def _slot(self, span: Span) -> Unblocked | None:
        start_ns, end_ns = self._times(span)
        manifest = self._reader.manifest
        maxsize = steps.maxsize(manifest.settings, self._reader.marks()).at(np.array([end_ns]))[0]
        depth = self._depth(end_ns)
        if np.isnan(maxsize) or depth is None:
            return None
        returns = self._acts(start_ns - EARLY_NS, end_ns, _gave_back)
        # The k-th entry takes the slot of return k - maxsize; k - depth slots were given back.
        place = len(returns) - 1 - max(0, int(maxsize) - depth)
        if place < 0:
            return self._grown(span, "channel.maxsize", "maxsize grew from {old} to {new}")
        words = "{worker} gave a slot back: it had read item {item}"
        if returns[place].worker.endswith(_FEEDER):
            words = "the feeder of {worker} gave a slot back: it could not pickle the item"
        return self._told(span, returns[place], words)

    def _depth(self, at_ns: int) -> int | None:
        depth = 0
        for name in self._reader.threads():
            counted = self._seeker.before(name, at_ns)
            if counted is None:
                return None
            counts = tally(counted)
            depth += counts.entered - counts.dropped - counts.returned
        return depth

    def _permit(self, span: Span) -> Unblocked | None:
        role = self._reader.cells(span.worker)[Cell.ROLE]
        key = f"gate.{'producer' if role == Role.PRODUCER else 'consumer'}_permits"
        start_ns, end_ns = self._times(span)
        holds = _put if role == Role.PRODUCER else _worked
        permits = settings_at(self._reader.manifest.settings, self._reader.marks(), end_ns)[key]
        releases = self._acts(start_ns - EARLY_NS, end_ns, holds)
        others = self._acts(end_ns, end_ns, holds, is_across=True)
        holders = sum(1 for act in others if act.worker != span.worker)
        place = len(releases) - 1 - max(0, int(permits) - 1 - holders)
        if place < 0:
            return self._grown(span, key, "permits grew from {old} to {new}")
        return self._told(span, releases[place], "{worker} released a permit")

    def _item(self, span: Span) -> Unblocked | None:
        if span.kind is not Kind.GET:
            return None
        if span.result is Result.MARK:
            words = phrase("an end mark of the host came")
            return Unblocked(span, "", (span.end_ns or 0) / 1e9, words)
        start_ns, end_ns = self._times(span)
        sent = self._acts(start_ns - EARLY_NS, end_ns + LATE_NS, _sent)
        for act in sent:
            if act.item == span.item:
                return self._told(span, act, "{worker} sent item {item}")
        put = self._put_of(span.item, end_ns)
        if put is None:
            return None
        if put.at_ns >= start_ns - EARLY_NS:
            return self._told(span, put, "{worker} put item {item}")
        written = _Act(end_ns, put.worker, put.item)  # it lay in the sender's buffer until then
        return self._told(span, written, "the feeder of {worker} wrote item {item}")

    def _put_of(self, sequence: int, read_ns: int) -> _Act | None:
        """Return when an item that was read at a time had been put, and by whom."""
        for name in self._reader.threads():
            if self._reader.cells(name)[Cell.ENTERED] == 0:
                continue
            written = self._orders.written(name, sequence, read_ns)
            if written is None or not written[1]:
                continue
            at_ns = self._when_put(name, written[0], read_ns)
            return None if at_ns is None else _Act(at_ns, name, sequence)
        return None

    def _when_put(self, name: str, number: int, before_ns: int) -> int | None:
        while (counted := self._seeker.before(name, before_ns)) is not None:
            records = counted.records
            mine = records[_put(records) & (records["item"] == number)]
            if len(mine):
                return int(ends_ns(mine[:1])[0])
            if counted.totals[SegmentCell.ENTERED] < number:
                return None
            before_ns = counted.totals[SegmentCell.OPENED_NS] - 1
        return None

    def _read_lock(self, span: Span) -> Unblocked | None:
        start_ns, end_ns = self._times(span)
        then = self._seeker.after(span.worker, end_ns, 1)
        reads = self._acts(start_ns - EARLY_NS, end_ns + LATE_NS, _got)
        reads = [act for act in reads if act.worker != span.worker]
        words = "{worker} released the read lock: it had read item {item}"
        if len(then) and then["kind"][0] == Kind.GET and then["item"][0]:
            for act in reads:
                if act.item == then["item"][0] - 1:
                    return self._told(span, act, words)
        reads = [act for act in reads if act.at_ns <= end_ns + SOON_NS]
        return self._told(span, reads[-1], "{worker} released the read lock") if reads else None

    def _pipe(self, span: Span) -> Unblocked | None:
        start_ns, end_ns = self._times(span)
        writes = self._acts(start_ns, end_ns + SOON_NS, _wrote)
        writes = [act for act in writes if act.worker != span.worker]
        reads = self._acts(start_ns, end_ns + SOON_NS, _gave_back)
        if span.kind is Kind.STATE:  # a feeder that waited for the lock alone
            reads = []
        if reads and (not writes or reads[-1].at_ns >= writes[-1].at_ns):
            return self._told(span, reads[-1], "{worker} read item {item}: the pipe had room")
        return self._told(span, writes[-1], "{worker} released the write lock") if writes else None

    def _resumed(self, span: Span) -> Unblocked | None:
        start_ns, end_ns = self._times(span)
        for mark in reversed(self._reader.marks()):
            if mark.kind == "resume" and start_ns <= mark.at_ns <= end_ns:
                return self._said(span, mark.at_ns, phrase("the user let it go on"))
        return None

    def _grown(self, span: Span, key: str, words: str) -> Unblocked | None:
        """Return the change of a setting that ended a wait."""
        start_ns, end_ns = self._times(span)
        for mark in reversed(self._reader.marks()):
            if mark.key == key and start_ns - EARLY_NS <= mark.at_ns <= end_ns:
                said = phrase(words, old=f"{mark.old}", new=f"{mark.new}")
                return self._said(span, mark.at_ns, said)
        return None

    def _acts(
        self,
        start_ns: int,
        end_ns: int,
        wanted: Callable[[Records], "np.ndarray[tuple[int], np.dtype[np.bool_]]"],
        is_across: bool = False,
    ) -> list[_Act]:
        """Return what all threads did in a range, in the order in which it ended.

        With `is_across`: what was under way throughout the range.
        """
        found = []
        for name in self._reader.threads():
            records = self._seeker.between(name, start_ns, end_ns)
            records = records[wanted(records)]
            ends = ends_ns(records)
            is_in = (ends > end_ns) & (records["start"] < start_ns)
            if not is_across:
                is_in = (ends >= start_ns) & (ends <= end_ns)
            found += _listed(name, ends[is_in].tolist(), records["item"][is_in].tolist())
        return sorted(found, key=lambda act: act.at_ns)

    def _times(self, span: Span) -> tuple[int, int]:
        origin = self._reader.manifest.origin_ns
        return origin + span.start_ns, origin + (span.end_ns or 0)

    def _told(self, span: Span, act: _Act, words: str) -> Unblocked:
        worker = act.worker.removesuffix(_FEEDER)
        said = phrase(words, worker=worker, item=f"{act.item:,}")
        at_s = (act.at_ns - self._reader.manifest.origin_ns) / 1e9
        return Unblocked(span, worker, at_s, said, act.item)

    def _said(self, span: Span, at_ns: int, words: Phrase) -> Unblocked:
        return Unblocked(span, "", (at_ns - self._reader.manifest.origin_ns) / 1e9, words)


_NOT_SERVED: Final = {
    Result.FULL: "nothing: Full was raised at once",
    Result.TIMEOUT: "nothing: the timeout passed",
    Result.EMPTY: "nothing: Empty was raised at once",
    Result.STOPPED: "the run was stopped",
}


def _listed(name: str, ends: Iterable[int], items: Iterable[int]) -> list[_Act]:
    return [_Act(end, name, item) for end, item in zip(ends, items, strict=True)]


Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


def _gave_back(records: Records) -> Flags:
    is_read = (records["kind"] == Kind.GET) & (records["result"] == Result.OK)
    flags: Flags = is_read | (records["kind"] == Kind.DROP)
    return flags


def _got(records: Records) -> Flags:
    flags: Flags = records["kind"] == Kind.GET
    return flags


def _worked(records: Records) -> Flags:
    flags: Flags = records["kind"] == Kind.WORK
    return flags


def _put(records: Records) -> Flags:
    flags: Flags = np.isin(records["kind"], (Kind.PUT, Kind.SEND))
    return flags


def _sent(records: Records) -> Flags:
    flags: Flags = (records["kind"] == Kind.SEND) & (records["result"] == Result.OK)
    return flags


def _wrote(records: Records) -> Flags:
    flags: Flags = np.isin(records["kind"], (Kind.SEND, Kind.WRITE, Kind.ORDER))
    return flags
