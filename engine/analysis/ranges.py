"""What was seen over a chosen range of a run, for the rules of `why`: live or of an opened log.

Settings and workers are those of the middle of the range; the depth is its mean; refusals and items
done are what was counted within it. What no record tells (bytes in the pipe) is told from items.
"""

import math
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from engine.analysis import why
from engine.analysis.causes import ENOUGH_OF_RANGE_S
from engine.analysis.evidence import SPAN_S, Evidence, counted
from engine.analysis.moment import Moments
from engine.analysis.pipe import ITEM_HEADER_BYTES
from engine.analysis.sentence import Sentence
from engine.analysis.timeline import Timeline
from engine.analysis.xray_past import PastXray
from engine.runlog.reader import RunReader
from engine.runlog.seek import Seeker
from engine.snapshot import Phase, Snapshot, WorkerView

LEAST_S: Final = 1.0
"""Stretches between two changes that are shorter have no sentence of their own."""
_AROUND_NS: Final = 600_000_000
"""Processes are sampled twice a second: a sample this far outside still tells of a range."""


class Ranges:
    """Says why, for any range of a run. Times are seconds since its start."""

    def __init__(self, reader: RunReader, timeline: Timeline, seeker: Seeker | None = None) -> None:
        self._reader = reader
        self._timeline = timeline
        self._seeker = seeker or Seeker(reader)
        self._moments = Moments(reader, self._seeker)
        self._xrays = PastXray(reader, self._seeker)

    def why(self, start_s: float, end_s: float, now: Snapshot) -> Sentence:
        """Return what went on in a range; `now` is the run as it is, or as it ended.

        Of a range that retention has trimmed it tells of what is left.
        """
        whole_s = self._since_start(self._seeker.whole_from_ns())
        if whole_s >= end_s:
            return why.over(self.evidence(start_s, end_s, now).nothing)
        start_s = max(start_s, whole_s)
        seen = self.evidence(start_s, end_s, now)
        middle_s = (start_s + end_s) / 2
        is_paused = any(since <= middle_s < until for since, until in self._pauses(now.elapsed_s))
        return why.paused(seen) if is_paused else why.over(seen)

    def lately(self, at_s: float, now: Snapshot) -> Sentence | None:
        """Return what went on in the 5 s before an instant, but since the last change.

        A change just before it shows no effect yet and does not count; None at the very start.
        """
        changes_s = [each for each in self._borders_s() if each < at_s - ENOUGH_OF_RANGE_S]
        since_s = max([0.0, at_s - SPAN_S, *changes_s])
        return self.why(since_s, at_s, now) if at_s > since_s else None

    def verdict(self, now: Snapshot) -> Sentence | None:
        """Return why for the last seconds in which the workers ran and nothing changed.

        None where there were none. It is what the sentence said while the run still went on.
        """
        stretches = self.stretches(now)
        if not stretches:
            return None
        since_s, until_s = stretches[-1]
        return self.why(max(since_s, until_s - SPAN_S), until_s, now)

    def evidence(self, start_s: float, end_s: float, now: Snapshot) -> Evidence:
        """Return what was seen in a range."""
        with self._seeker.at_once():
            return self._evidence(start_s, end_s, now)

    def _evidence(self, start_s: float, end_s: float, now: Snapshot) -> Evidence:
        lives = self._timeline.lives
        middle = self._moments.at((start_s + end_s) / 2, now, lives)
        first, last = (self._moments.at(each, now, lives) for each in (start_s, end_s))
        depth = float(self._timeline.view(start_s, end_s, 1).depth[0])
        return Evidence(
            middle.config,
            self._levels(middle, (start_s + end_s) / 2, depth, end_s - start_s),
            self._timeline.shares(start_s, end_s),
            counted=counted(first, last),
            span_s=(start_s, end_s),
            grew=last.depth - first.depth,
            knows_depth=not math.isnan(depth),
            cpu_cores=self._cores_used(start_s, end_s),
            # A run folder may come from another machine; its number of cores is not in it.
            cores=os.cpu_count() if now.phase.is_live else None,
        )

    def _levels(self, middle: Snapshot, middle_s: float, depth: float, lasted_s: float) -> Snapshot:
        """Return the run of the middle of a range, with the levels of its channel in that range.

        `depth` is the mean, NaN = unknown. The bytes in a pipe are those that so many items take.
        """
        known = 0.0 if math.isnan(depth) else depth
        capacity = 0 if math.isnan(depth) else middle.pipe_capacity
        item_bytes = middle.config.producers_payload_bytes + ITEM_HEADER_BYTES
        return replace(
            middle,
            phase=Phase.RUNNING,
            elapsed_s=lasted_s,
            workers=self._with_buffers(middle, middle_s),
            depth=round(known),
            pipe_capacity=capacity,
            pipe_bytes=min(capacity, round(known * item_bytes)),
        )

    def _with_buffers(self, middle: Snapshot, middle_s: float) -> tuple[WorkerView, ...]:
        """Return the workers with what their buffers held, as far as the records tell."""
        if middle.config.channel_kind == "pipe" or not middle.depth:
            return middle.workers
        inside = self._xrays.at(middle_s)
        buffers = inside.buffers if inside else {}
        return tuple(replace(one, buffered=buffers.get(one.name) or 0) for one in middle.workers)

    def stretches(self, now: Snapshot) -> tuple[tuple[float, float], ...]:
        """Return the parts of a run in which its workers ran and nothing changed, in order.

        Those shorter than `LEAST_S` are left out, and so is what tells of no setting: pauses, time
        in which a worker starts, and the end, when it drains.
        """
        marks = self._reader.marks()
        stops = [self._since_start(mark.at_ns) for mark in marks if mark.kind == "stop"]
        end_s = min([now.elapsed_s, *stops])
        borders = [each for each in self._borders_s() if each < end_s]
        between = [*self._pauses(end_s), *self._starts(end_s)]
        return tuple(
            (since, until)
            for since, until in pairwise((*borders, end_s))
            if until - since >= LEAST_S and not any(a <= since < b for a, b in between)
        )

    def _borders_s(self) -> list[float]:
        """Return when the workers were ready, and whenever something changed after that.

        What starts another span of a live run (see `lately`) starts another stretch here.
        """
        marks_ns = [mark.at_ns for mark in self._reader.marks() if mark.kind in _CHANGES]
        changes = map(self._since_start, [*marks_ns, *self._lives_ns(), *self._turns_ns()])
        ready_s = self._ready_s()
        return [ready_s, *sorted({each for each in changes if each > ready_s})]

    def _pauses(self, end_s: float) -> list[tuple[float, float]]:
        """Return from when to when all workers were paused."""
        marks = [mark for mark in self._reader.marks() if not mark.key]
        ends = [self._since_start(mark.at_ns) for mark in marks if mark.kind == "resume"]
        begins = [self._since_start(mark.at_ns) for mark in marks if mark.kind == "pause"]
        return [(at_s, next((end for end in ends if end > at_s), end_s)) for at_s in begins]

    def _starts(self, end_s: float) -> list[tuple[float, float]]:
        """Return from when to when each worker existed and did not run its program yet."""
        return [
            (self._since_start(life.started_ns), self._since_start(until) if until else end_s)
            for life in self._timeline.lives
            for until in (life.running_ns or life.ended_ns,)
        ]

    def _since_start(self, at_ns: int) -> float:
        return (at_ns - self._reader.manifest.origin_ns) / 1e9

    def _lives_ns(self) -> Iterator[int]:
        """Yield when workers were started, ran their program, and ended."""
        for life in self._timeline.lives:
            yield from (life.started_ns, life.running_ns)
        for entry in self._reader.manifest.workers:
            yield entry.ended_ns or 0

    def _turns_ns(self) -> list[int]:
        """Return when a signal stopped a worker, or let it go on."""
        return self._moments.sampled.turns_ns(self._pids())

    def _pids(self) -> set[int]:
        return {entry.pid for entry in self._reader.manifest.workers}

    def _ready_s(self) -> float:
        """Return when all workers that the run began with ran their program."""
        manifest = self._reader.manifest
        wanted = {role: manifest.settings.get(f"{role}s.count", 0) for role in _ROLES}
        running = [
            life.running_ns - manifest.origin_ns
            for life in self._timeline.lives
            if life.running_ns and life.index <= wanted.get(life.role, 0)
        ]
        return max(running, default=0) / 1e9

    def _cores_used(self, start_s: float, end_s: float) -> float | None:
        """Return the CPU time that all workers used, in cores on average; None = unknown."""
        origin_ns = self._reader.manifest.origin_ns
        first = origin_ns + round(start_s * 1e9) - _AROUND_NS
        last = origin_ns + round(end_s * 1e9) + _AROUND_NS
        return self._moments.sampled.cores_used(self._pids(), first, last)


_CHANGES: Final = ("setting", "pause", "resume")
_ROLES: Final = ("producer", "consumer")
