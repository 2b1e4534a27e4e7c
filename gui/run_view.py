"""What the window may ask of the run on show: one under way, an ended one, or an opened log.

Every answer comes from the run log. Times are seconds since the start of the run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.analysis.sentence import Phrase, Sentence
from engine.snapshot import Snapshot
from engine.states import State

if TYPE_CHECKING:
    from engine.analysis.journal import Event, Journal
    from engine.analysis.latency import LatencyView
    from engine.analysis.latency_feed import LatencyFeed
    from engine.analysis.spans import Span
    from engine.analysis.timeline import Timeline
    from engine.analysis.unblocked import Unblocked
    from engine.analysis.view import Lane, View
    from engine.analysis.xray import Xray
    from engine.runlog.reader import RunReader
    from gui.past import Past

Shares = dict[str, dict[State, float]]


class Source(Protocol):
    """A session, or a run folder that was opened."""

    @property
    def reader(self) -> RunReader | None:
        """The reader of the run."""

    @property
    def timeline(self) -> Timeline | None:
        """Its series."""

    @property
    def journal(self) -> Journal | None:
        """Its events."""


class NoRun:
    """The source before there is a run."""

    reader: RunReader | None = None
    timeline: Timeline | None = None
    journal: Journal | None = None


@dataclass(frozen=True)
class Happened:
    """The events of a run, oldest first."""

    events: Sequence[Event] = ()
    dropped: int = 0
    """How many older ones are not kept."""
    note: Phrase = field(default_factory=Phrase)


class RunView:
    """Answers about one run. What looks into the past of its log is made when first asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._past: Past | None = None
        self._feed: LatencyFeed | None = None

    @property
    def origin_ns(self) -> int:
        """Time zero of the run on the clock of the run log; 0 before there is one."""
        reader = self._source.reader
        return reader.manifest.origin_ns if reader and self._source.timeline else 0

    @property
    def begins_s(self) -> float:
        """The first instant that the log still tells of: 0 until retention has trimmed it."""
        past = self._look_back()
        return max(0.0, (past.seeker.whole_from_ns() - self.origin_ns) / 1e9) if past else 0.0

    @property
    def has_series(self) -> bool:
        """True once there is something to draw."""
        return self._source.timeline is not None

    def view(
        self, start_s: float, end_s: float, columns: int, most_lanes: int | None = None
    ) -> View | None:
        """Return the series of a range, None before there are any."""
        timeline = self._source.timeline
        if timeline is None or columns <= 0:
            return None
        past = self._look_back()
        view = timeline.view(start_s, end_s, columns, most_lanes)
        return past.fine.view(view) if past else view

    def lanes(
        self, role: str, start_s: float, end_s: float, columns: int, first: int, count: int
    ) -> tuple[Lane, ...]:
        """Return the lanes of `count` workers of a role that live in a range, from `first` on."""
        timeline, past = self._source.timeline, self._look_back()
        if timeline is None or past is None or columns <= 0:
            return ()
        found = timeline.worker_lanes(role, start_s, end_s, columns, first, count)
        return past.fine.lanes(found, np.linspace(start_s, end_s, columns + 1))

    def shares(self, start_s: float, end_s: float) -> Shares:
        """Return the share of each state in the time of each role, over a range."""
        past = self._look_back()
        return past.fine.shares(start_s, end_s) if past else {}

    def worker_shares(self, start_s: float, end_s: float) -> Shares:
        """Return the share of each state in the time of each worker, over a range.

        From bins, which is what every frame has time for.
        """
        timeline = self._source.timeline
        return timeline.worker_shares(start_s, end_s) if timeline else {}

    def waits(self, start_s: float, end_s: float) -> dict[str, float]:
        """Return the share of time that each worker waited, over a range."""
        past = self._look_back()
        return {
            name: sum(share for state, share in states.items() if state.is_wait)
            for name, states in (past.fine.worker_shares(start_s, end_s) if past else {}).items()
        }

    def rates(self, start_s: float, end_s: float) -> tuple[float, float]:
        """Return the mean rates in and out over a range, items a second; NaN where unknown."""
        start_s = max(0.0, start_s)
        span = end_s - start_s
        view = self.view(start_s, end_s, max(1, round(span)), most_lanes=0) if span > 0 else None
        if view is None:
            return math.nan, math.nan
        both = np.stack((view.entered_hz, view.left_hz))
        known = both[:, ~np.isnan(both).any(axis=0)]  # one time for both: they can be compared
        if not known.size:
            return math.nan, math.nan
        entered_hz, left_hz = known.mean(axis=1).tolist()
        return entered_hz, left_hz

    def latency(self, start_s: float, end_s: float, columns: int) -> LatencyView | None:
        """Return the item latencies of a range; None before there is a run.

        The first call begins to read them from the log, and each call reads one batch more: ask
        again while `is_catching_up`.
        """
        reader = self._source.reader
        if reader is None or self._source.timeline is None or columns <= 0:
            return None
        if self._feed is None or self._feed.folder != reader.folder:
            self.forget_latency()
            from engine.analysis.latency_feed import LatencyFeed

            self._feed = LatencyFeed(reader.folder, self.origin_ns)
        self._feed.follow()
        return self._feed.view(start_s, end_s, columns)

    @property
    def is_catching_up(self) -> bool:
        """True while latencies of what was recorded before are still being read."""
        return self._feed is not None and not self._feed.is_whole

    def forget_latency(self) -> None:
        """Stop following latencies: nobody looks at them, or the run is another."""
        if self._feed is not None:
            self._feed.close()
            self._feed = None

    def happened(self) -> Happened:
        """Return the events of the run so far."""
        journal = self._source.journal
        if journal is None:
            return Happened()
        return Happened(journal.events, journal.dropped, journal.note)

    def xray(self) -> Xray | None:
        """Return the inside of the channel now, or as the run left it."""
        past = self._look_back()
        return past.xray_now() if past else None

    def xray_at(self, at_s: float) -> Xray | None:
        """Return the inside of the channel at an instant of the past."""
        past = self._look_back()
        return past.xray.at(at_s) if past else None

    def moment(self, at_s: float, now: Snapshot) -> Snapshot:
        """Return the run as it was at an instant; `now` is the run as it is."""
        past, timeline = self._look_back(), self._source.timeline
        return past.moments.at(at_s, now, timeline.lives) if past and timeline else now

    def why(self, start_s: float, end_s: float, now: Snapshot) -> Sentence | None:
        """Return the sentence of a range."""
        past = self._look_back()
        return past.ranges.why(start_s, end_s, now) if past else None

    def why_at(self, at_s: float, now: Snapshot) -> Sentence | None:
        """Return the sentence of an instant."""
        past = self._look_back()
        return past.ranges.lately(at_s, now) if past else None

    def verdict(self, now: Snapshot) -> Sentence | None:
        """Return why for the last time before the end in which nothing was changed."""
        past = self._look_back()
        return past.ranges.verdict(now) if past else None

    def span_at(self, worker: str, at_s: float) -> Span | None:
        """Return the span of a worker at a time."""
        past = self._look_back()
        return past.spans.at(worker, at_s) if past else None

    def next_span(self, worker: str, at_s: float, least_s: float) -> Span | None:
        """Return the first span after a time that lasts `least_s` or longer."""
        past = self._look_back()
        return past.spans.following(worker, at_s, least_s) if past else None

    def previous_span(self, worker: str, at_s: float, least_s: float) -> Span | None:
        """Return the last span before a time that lasts `least_s` or longer."""
        past = self._look_back()
        return past.spans.preceding(worker, at_s, least_s) if past else None

    def unblocked(self, worker: str, at_s: float) -> Unblocked | None:
        """Return what ended the wait that a worker was in at a time."""
        past = self._look_back()
        return past.unblockers.of(worker, at_s) if past else None

    def _look_back(self) -> Past | None:
        reader, timeline = self._source.reader, self._source.timeline
        if reader is None or timeline is None:
            return None
        if self._past is None or self._past.reader is not reader:
            # Not at the top: a window opens before there is a run to look into.
            from gui.past import Past

            self._past = Past(reader, timeline)
        return self._past
