"""The journal of a run: what happened when, in one list, for people.

    manifest   starts, ends                 ┐
    marks      settings, pauses, warnings   ├─▶  Journal.add  ─▶  events, oldest first
    records    refusals, timeouts, empties  ┘

Refusals of one worker that follow each other closely are one event, which grows. Most of what is
added comes at the end of the list; what was published late goes where it belongs.
"""

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from engine.analysis import events_in_words as words
from engine.analysis.sentence import Phrase, phrase
from engine.runlog.layout import Kind, Result
from engine.runlog.manifest import Manifest, WorkerEntry
from engine.runlog.marks import Mark
from engine.runlog.segment_reader import Records, joined
from engine.states import State

EventKind = Literal[
    "start",
    "end",
    "refusal",
    "timeout",
    "empty",
    "setting",
    "pause",
    "resume",
    "stop",
    "warning",
]

MOST: Final = 10_000
"""Events kept; the oldest go."""
CLOSE_NS: Final = 1_000_000_000
"""Refusals no further apart than this are one event,"""
STRETCH_NS: Final = 10_000_000_000
"""within one stretch of this length, counted from the run's start."""

_CALLS: Final = (Kind.PUT, Kind.SEND, Kind.GET)
_KINDS: Final[Mapping[Result, EventKind]] = {
    Result.FULL: "refusal",
    Result.TIMEOUT: "timeout",
    Result.EMPTY: "empty",
    Result.STOPPED: "stop",
}
_IS_CALL: Final = np.isin(np.arange(256), _CALLS)
_IS_REFUSAL: Final = np.isin(np.arange(256), tuple(_KINDS))


@dataclass(frozen=True)
class Event:
    """One thing that happened. Times are seconds since the start of the run."""

    at_s: float
    kind: EventKind
    words: Phrase
    worker: str = ""
    """Name of the process it happened to, empty for the run as a whole."""
    until_s: float | None = None
    """End of the last of several; None for a single moment."""
    count: int = 1
    state: State | None = None
    """The state that stands beside it, if one does."""
    is_warning: bool = False


@dataclass(frozen=True)
class Change:
    """What one addition did to the list: after `dropped` rows went at its beginning, the rows from
    number `first` on are new or other ones. The list never gets shorter otherwise."""

    dropped: int
    first: int


class Journal:
    """The events of one run."""

    def __init__(self, origin_ns: int, most: int = MOST) -> None:
        self._origin_ns = origin_ns
        self._most = most
        self._events: list[Event] = []
        self._manifest: Manifest | None = None
        self._started: set[str] = set()
        self._ended: set[str] = set()
        self._has_end = False
        self._marks_taken = 0
        self._open: dict[tuple[str, int, int], Event] = {}
        """The last event of each worker's refusals, by kind and result: it may grow."""
        self.dropped = 0
        """Events that are gone, for there were too many."""

    @property
    def events(self) -> Sequence[Event]:
        """All events kept, oldest first. Not a copy: read it, and keep nothing of it."""
        return self._events

    @property
    def note(self) -> Phrase:
        """What to say above the list when its beginning is gone; empty when it is whole."""
        if not self.dropped:
            return Phrase()
        return phrase("{count} older events are no longer listed", count=f"{self.dropped:,}")

    def add(
        self, records: Mapping[str, Records], manifest: Manifest, marks: Sequence[Mark]
    ) -> Change | None:
        """Take in new records by thread, the manifest and all marks so far; None = nothing new.

        `records` are what `RunReader.read_new` gave, each of them once.
        """
        before = len(self._events)
        first = before
        for event in (*self._of_manifest(manifest), *self._of_marks(marks)):
            first = min(first, self._insert(event))
        for key, event in self._refusals(records):
            first = min(first, self._put(key, event))
        if first == before == len(self._events):
            return None
        surplus = max(0, len(self._events) - self._most)
        del self._events[:surplus]
        self.dropped += surplus
        return Change(surplus, max(0, first - surplus))

    def _insert(self, event: Event) -> int:
        """Put an event where it belongs; return its place."""
        if not self._events or self._events[-1].at_s <= event.at_s:
            self._events.append(event)
            return len(self._events) - 1
        insort(self._events, event, key=_time)
        return self._place(event)

    def _place(self, event: Event) -> int:
        """Return the place of an event that is in the list, looked for from its end."""
        for place in range(len(self._events) - 1, -1, -1):
            if self._events[place] is event:
                return place
        return 0

    def _put(self, key: tuple[str, int, int], event: Event) -> int:
        """Let the open event of a worker grow by another, or begin one."""
        last = self._open.get(key)
        if last is None or not self._joins(last, event):
            self._open[key] = event
            return self._insert(event)
        place = self._place(last)
        grown = self._grown(last, event, key)
        if self._events and self._events[place] is last:
            self._events[place] = grown
        else:  # it was dropped
            place = self._insert(grown)
        self._open[key] = grown
        return place

    def _joins(self, last: Event, event: Event) -> bool:
        is_close = event.at_s - (last.until_s or last.at_s) <= CLOSE_NS / 1e9
        return is_close and _stretch(last.at_s) == _stretch(event.at_s)

    def _grown(self, last: Event, event: Event, key: tuple[str, int, int]) -> Event:
        count = last.count + event.count
        until_s = max(last.until_s or last.at_s, event.until_s or event.at_s)
        _, kind, result = key
        said = words.refused(Kind(kind), Result(result), count)
        return replace(last, count=count, until_s=until_s, words=said)

    def _of_manifest(self, manifest: Manifest) -> Iterable[Event]:
        if manifest is self._manifest:
            return
        self._manifest = manifest
        for entry in manifest.workers:
            if entry.name not in self._started:
                self._started.add(entry.name)
                said = words.started(entry.pid)
                at_s, state = self._since(entry.started_ns), State.STARTING
                yield Event(at_s, "start", said, entry.name, state=state)
            if entry.ended_ns is not None and entry.name not in self._ended:
                self._ended.add(entry.name)
                yield self._end_of(entry, entry.ended_ns)
        if manifest.end is not None and not self._has_end:
            self._has_end = True
            end = manifest.end
            said = words.run_ended(end.sentence, end.closes)
            yield Event(self._since(end.at_ns), "stop", said, is_warning=not end.closes)

    def _end_of(self, entry: WorkerEntry, ended_ns: int) -> Event:
        code = entry.exitcode or 0
        state = State.FINISHED if not code else State.FAILED if code > 0 else State.KILLED
        is_warning = bool(code) and not entry.asked
        return Event(
            self._since(ended_ns),
            "end",
            words.ended(entry.exitcode, entry.asked),
            entry.name,
            state=state,
            is_warning=is_warning,
        )

    def _of_marks(self, marks: Sequence[Mark]) -> Iterable[Event]:
        for mark in marks[self._marks_taken :]:
            # The end of a worker stands in the manifest too, with its exit code.
            if mark.kind != "warning" or not mark.key:
                yield self._of_mark(mark)
        self._marks_taken = len(marks)

    def _of_mark(self, mark: Mark) -> Event:
        return Event(
            self._since(mark.at_ns),
            mark.kind,
            words.marked(mark),
            mark.key if mark.kind in ("pause", "resume") else "",
            state=State.PAUSED if mark.kind == "pause" else None,
            is_warning=mark.kind == "warning",
        )

    def _refusals(
        self, records: Mapping[str, Records]
    ) -> Iterable[tuple[tuple[str, int, int], Event]]:
        """Yield one event for each group of refusals that belong together, oldest first."""
        names, thread, batch = _refused(records)
        if not len(batch):
            return
        start = batch["start"] - self._origin_ns
        end = start + batch["duration"]
        kinds = (thread << 16) | (batch["kind"].astype(np.int64) << 8) | batch["result"]
        order = np.lexsort((start, kinds))
        starts, ends, kinds = start[order], end[order], kinds[order]
        is_new = kinds[1:] != kinds[:-1]
        is_new |= starts[1:] - ends[:-1] > CLOSE_NS
        is_new |= starts[1:] // STRETCH_NS != starts[:-1] // STRETCH_NS
        first = np.flatnonzero(np.append(True, is_new))
        last = np.append(first[1:], len(starts)) - 1
        counts = np.add.reduceat(batch["count"][order].astype(np.int64), first)
        for at in np.argsort(starts[first], kind="stable"):
            number = int(kinds[first[at]])
            key = names[number >> 16], number >> 8 & 0xFF, number & 0xFF
            span = int(starts[first[at]]), int(ends[last[at]])
            yield key, _refusal(key, span, int(counts[at]))

    def _since(self, at_ns: int) -> float:
        return (at_ns - self._origin_ns) / 1e9


def _refused(
    records: Mapping[str, Records],
) -> tuple[list[str], npt.NDArray[np.int64], Records]:
    """Return the names of all threads, and of each refusal its thread's number and its record."""
    names = list(records)
    batch = joined(records.values())
    is_refused = _IS_REFUSAL[batch["result"]] & _IS_CALL[batch["kind"]]
    thread = np.repeat(np.arange(len(names)), [len(part) for part in records.values()])
    return names, thread[is_refused], batch[is_refused]


def _refusal(key: tuple[str, int, int], span: tuple[int, int], count: int) -> Event:
    name, kind, result = key
    return Event(
        span[0] / 1e9,
        _KINDS[Result(result)],
        words.refused(Kind(kind), Result(result), count),
        name,
        span[1] / 1e9,
        count,
        State.WAIT_ITEM if kind == Kind.GET else State.WAIT_SLOT,
    )


def _stretch(at_s: float) -> int:
    return round(at_s * 1e9) // STRETCH_NS


def _time(event: Event) -> float:
    return event.at_s
