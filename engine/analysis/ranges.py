"""What was seen over a chosen range of a run, for the rules of `why`: live or of an opened log.

Settings and workers are those of the middle of the range; the depth is its mean; refusals and items
done are what was counted within it. What no record tells (bytes in the pipe) is unknown.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from engine.analysis import why
from engine.analysis.evidence import Evidence
from engine.analysis.moment import Moments
from engine.analysis.sentence import Sentence
from engine.analysis.timeline import Timeline
from engine.runlog.reader import RunReader
from engine.runlog.samples import Sample, SampleReader
from engine.snapshot import Phase, Snapshot

LEAST_S: Final = 1.0
"""Stretches between two changes that are shorter have no sentence of their own."""
_AROUND_NS: Final = 600_000_000
"""Processes are sampled twice a second: a sample this far outside still tells of a range."""


class Ranges:
    """Says why, for any range of a run. Times are seconds since its start."""

    def __init__(self, reader: RunReader, timeline: Timeline) -> None:
        self._reader = reader
        self._timeline = timeline
        self._moments = Moments(reader)
        self._sample_reader = SampleReader(reader.folder)
        self._samples: list[Sample] = []

    def why(self, start_s: float, end_s: float, now: Snapshot) -> Sentence:
        """Return what went on in a range; `now` is the run as it is, or as it ended."""
        return why.over(self.evidence(start_s, end_s, now))

    def evidence(self, start_s: float, end_s: float, now: Snapshot) -> Evidence:
        """Return what was seen in a range."""
        lives = self._timeline.lives
        middle = self._moments.at((start_s + end_s) / 2, now, lives)
        first, last = (self._moments.at(each, now, lives).ledger for each in (start_s, end_s))
        counted = replace(
            middle.ledger,
            done=max(0, last.done - first.done),
            refused=max(0, last.refused - first.refused),
        )
        snapshot = replace(
            middle,
            phase=Phase.RUNNING,
            elapsed_s=end_s - start_s,
            ledger=counted,
            depth=self._mean_depth(start_s, end_s),
            pipe_capacity=0,
        )
        return Evidence(
            middle.config,
            snapshot,
            self._timeline.shares(start_s, end_s),
            span_s=(start_s, end_s),
            cpu_cores=self._cores_used(start_s, end_s),
            # A run folder may come from another machine; its number of cores is not in it.
            cores=os.cpu_count() if now.phase.is_live else None,
        )

    def stretches(self, now: Snapshot) -> tuple[tuple[float, float], ...]:
        """Return the parts of a run in which its workers ran and no setting changed, in order.

        Those shorter than `LEAST_S` are left out, and so is the end, when the run drains.
        """
        manifest = self._reader.manifest
        marks = [(m.kind, (m.at_ns - manifest.origin_ns) / 1e9) for m in self._reader.marks()]
        end_s = min([now.elapsed_s, *(at_s for kind, at_s in marks if kind == "stop")])
        start_s = min(self._ready_s(), end_s)
        changes = [at_s for kind, at_s in marks if kind == "setting" and start_s < at_s < end_s]
        borders = [start_s, *changes, end_s]
        return tuple(pair for pair in pairwise(borders) if pair[1] - pair[0] >= LEAST_S)

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

    def _mean_depth(self, start_s: float, end_s: float) -> int:
        depth = float(self._timeline.view(start_s, end_s, 1).depth[0])
        return 0 if np.isnan(depth) else round(depth)

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
