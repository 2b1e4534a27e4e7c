"""What was seen over a chosen range of a run, for the rules of `why`: live or of an opened log.

Settings and workers are those of the middle of the range; the depth is its mean; refusals and items
done are what was counted within it. What no record tells (bytes in the pipe) is unknown.
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
from engine.analysis.sentence import Sentence
from engine.analysis.timeline import Timeline
from engine.runlog.reader import RunReader
from engine.runlog.samples import Sample, SampleReader
from engine.runlog.seek import Seeker
from engine.snapshot import Phase, Snapshot

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
        self._sample_reader = SampleReader(reader.folder)
        self._samples: list[Sample] = []

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
        lives = self._timeline.lives
        middle = self._moments.at((start_s + end_s) / 2, now, lives)
        first, last = (self._moments.at(each, now, lives) for each in (start_s, end_s))
        depth = float(self._timeline.view(start_s, end_s, 1).depth[0])
        snapshot = replace(
            middle,
            phase=Phase.RUNNING,
            elapsed_s=end_s - start_s,
            depth=0 if math.isnan(depth) else round(depth),
            pipe_capacity=0,
        )
        return Evidence(
            middle.config,
            snapshot,
            self._timeline.shares(start_s, end_s),
            counted=counted(first, last),
            span_s=(start_s, end_s),
            grew=last.depth - first.depth,
            knows_depth=not math.isnan(depth),
            cpu_cores=self._cores_used(start_s, end_s),
            # A run folder may come from another machine; its number of cores is not in it.
            cores=os.cpu_count() if now.phase.is_live else None,
        )

    def stretches(self, now: Snapshot) -> tuple[tuple[float, float], ...]:
        """Return the parts of a run in which its workers ran and nothing changed, in order.

        Those shorter than `LEAST_S` are left out, and so are pauses, and the end, when it drains.
        """
        marks = self._reader.marks()
        stops = [self._since_start(mark.at_ns) for mark in marks if mark.kind == "stop"]
        end_s = min([now.elapsed_s, *stops])
        borders = [each for each in self._borders_s() if each < end_s]
        pauses = self._pauses(end_s)
        return tuple(
            (since, until)
            for since, until in pairwise((*borders, end_s))
            if until - since >= LEAST_S and not any(a <= since < b for a, b in pauses)
        )

    def _borders_s(self) -> list[float]:
        """Return when the workers were ready, and whenever something changed after that."""
        marks = [mark for mark in self._reader.marks() if mark.kind in _CHANGES]
        changes = [*(self._since_start(mark.at_ns) for mark in marks), *self._deaths_s()]
        ready_s = self._ready_s()
        return [ready_s, *sorted(each for each in changes if each > ready_s)]

    def _pauses(self, end_s: float) -> list[tuple[float, float]]:
        """Return from when to when all workers were paused."""
        marks = [mark for mark in self._reader.marks() if not mark.key]
        ends = [self._since_start(mark.at_ns) for mark in marks if mark.kind == "resume"]
        begins = [self._since_start(mark.at_ns) for mark in marks if mark.kind == "pause"]
        return [(at_s, next((end for end in ends if end > at_s), end_s)) for at_s in begins]

    def _since_start(self, at_ns: int) -> float:
        return (at_ns - self._reader.manifest.origin_ns) / 1e9

    def _deaths_s(self) -> list[float]:
        """Return when workers ended that nobody had asked to, and not well."""
        return [
            self._since_start(entry.ended_ns)
            for entry in self._reader.manifest.workers
            if entry.ended_ns and entry.exitcode and not entry.asked
        ]

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
        self._samples += self._sample_reader.read_new()
        manifest = self._reader.manifest
        first = manifest.origin_ns + round(start_s * 1e9) - _AROUND_NS
        last = manifest.origin_ns + round(end_s * 1e9) + _AROUND_NS
        workers = {entry.pid for entry in manifest.workers}
        known = [one for one in self._samples if one.pid in workers and first <= one.at_ns <= last]
        rates = list(_rates(known))
        return sum(rates) if rates else None


_CHANGES: Final = ("setting", "pause", "resume")
_ROLES: Final = ("producer", "consumer")


def _rates(samples: list[Sample]) -> Iterator[float]:
    """Yield the share of a core that each process used between its first and its last sample."""
    by_pid: dict[int, list[Sample]] = {}
    for sample in samples:
        by_pid.setdefault(sample.pid, []).append(sample)
    for of_process in by_pid.values():
        lasted = of_process[-1].at_ns - of_process[0].at_ns
        if lasted > 0:
            yield (of_process[-1].process.cpu_ns - of_process[0].process.cpu_ns) / lasted
