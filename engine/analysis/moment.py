"""A run as it was at an instant of its past: what the flow shows while the view is held.

Counters come from a segment's header and the records after it; a state is that of the span at the
instant, unless a sample tells that a signal had stopped the process. What only a live process can
tell (CPU, memory, the split of a queue between sender buffers and pipe) is unknown then, and says
so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from engine.analysis import steps
from engine.analysis.life import Life
from engine.analysis.sampled import Sampled
from engine.config import Config, from_values
from engine.ledger import Ledger
from engine.runlog.layout import Cell, Kind, Result, SegmentCell, feeder_name
from engine.runlog.marks import Mark
from engine.runlog.reader import RunReader
from engine.runlog.seek import Seeker
from engine.runlog.segment_reader import Records
from engine.snapshot import Phase, ProcessView, Snapshot, WorkerView
from engine.states import State

_ENTRIES: Final = (Kind.PUT, Kind.SEND)
_TRIES: Final = 5
"""Looks at a moment while retention trims the log; one is enough but for bad luck."""
_REFUSALS: Final = (Result.FULL, Result.TIMEOUT, Result.STOPPED)


@dataclass(frozen=True)
class Counts:
    """What one worker has counted by an instant."""

    entered: int = 0
    refused: int = 0
    returned: int = 0
    in_hand: int = 0
    """Sequence number of the item in hand, 0 for none."""
    is_putting: bool = False
    dropped: int = 0
    """Items that its feeder could not pickle."""

    @property
    def done(self) -> int:
        """Items that a consumer has finished."""
        return self.returned - bool(self.in_hand)


class Moments:
    """Answers how a run was at any instant since its start."""

    def __init__(self, reader: RunReader, seeker: Seeker | None = None) -> None:
        self._reader = reader
        self._seeker = seeker or Seeker(reader)
        self.sampled = Sampled(reader.folder)
        """What the samples of the run tell."""

    def at(self, at_s: float, now: Snapshot, lives: Sequence[Life]) -> Snapshot:
        """Return the run as it was `at_s` seconds after its start, or at the first that is known.

        `now` is the run as it is, and `lives` are the lives of its workers.
        """
        at_ns, snapshot = self._reader.manifest.origin_ns + round(at_s * 1e9), now
        for _ in range(_TRIES):
            known_ns = max(at_ns, self._known_from_ns())
            with self._seeker.at_once():
                snapshot = self._at(known_ns, now, lives)
            if self._known_from_ns() <= known_ns:  # or else it was trimmed at this moment
                break
        return snapshot

    def _known_from_ns(self) -> int:
        return self._seeker.whole_from_ns() if self._reader.manifest.trimmed else 0

    def _at(self, at_ns: int, now: Snapshot, lives: Sequence[Life]) -> Snapshot:
        manifest = self._reader.manifest
        at_s = (at_ns - manifest.origin_ns) / 1e9
        by_name = {life.name: life for life in lives if life.started_ns <= at_ns}
        views = [view for view in now.workers if view.name in by_name]
        counts = {view.name: self.counts(view.name, at_ns) for view in views}
        config = settings_at(manifest.settings, self._reader.marks(), at_ns)
        maxsize = steps.maxsize(manifest.settings, self._reader.marks())
        places = float(maxsize.at(np.array([at_ns]))[0])
        ledger, frozen = _ledger(counts), self.sampled.frozen(at_ns)
        seen = (
            self._view(view, by_name[view.name], counts[view.name], at_ns, manifest.origin_ns)
            for view in views
        )
        return replace(
            now,
            phase=now.phase if at_s >= now.elapsed_s else Phase.RUNNING,
            elapsed_s=min(at_s, now.elapsed_s),
            config=config,
            workers=tuple(_stopped(one) if one.pid in frozen else one for one in seen),
            ledger=ledger,
            depth=max(0, ledger.queued),
            maxsize=0 if np.isnan(places) else int(places),
            sequence_read=sum(each.returned for each in counts.values()),
            pipe_bytes=0,
            host=ProcessView(),
            window=ProcessView(),
        )

    def counts(self, name: str, at_ns: int) -> Counts:
        """Return what a worker had counted at an instant; zeros where that was trimmed."""
        counted = self._seeker.before(name, at_ns)
        if counted is None:
            return Counts()
        records, totals = counted.records, counted.totals
        kinds = np.ascontiguousarray(records["kind"])
        is_ok = records["result"] == Result.OK
        is_read, is_put = (kinds == Kind.GET) & is_ok, (kinds == Kind.PUT) | (kinds == Kind.SEND)
        vain = records[~is_ok]
        is_refused = np.isin(vain["kind"], _ENTRIES) & np.isin(vain["result"], _REFUSALS)
        later = self._later(name, at_ns)
        return Counts(
            entered=totals[SegmentCell.ENTERED] + int(np.count_nonzero(is_put & is_ok)),
            refused=totals[SegmentCell.REFUSED] + int(vain["count"][is_refused].sum()),
            returned=totals[SegmentCell.RETURNED] + int(np.count_nonzero(is_read)),
            in_hand=self._in_hand(name, records[is_read], later),
            is_putting=self._is_putting(name, later, at_ns),
            dropped=self._dropped(feeder_name(name), at_ns),
        )

    def _later(self, name: str, at_ns: int) -> Records:
        """Return the first records of a worker that end after an instant."""
        return self._seeker.after(name, at_ns, 8)

    def _in_hand(self, name: str, reads: Records, later: Records) -> int:
        """Return the item of the last read, if the work on it ended only later, or goes on."""
        of_item = later[np.isin(later["kind"], (Kind.WORK, Kind.GET))]
        if not len(reads):
            return 0
        if len(of_item):
            return int(reads["item"][-1]) if of_item["kind"][0] == Kind.WORK else 0
        cells = self._reader.cells(name)
        return int(reads["item"][-1]) if cells[Cell.RETURNED] > cells[Cell.DONE] else 0

    def _is_putting(self, name: str, later: Records, at_ns: int) -> bool:
        """Return True when a put was under way. One that still is has no record yet."""
        if len(later):
            return later["kind"][0] in _ENTRIES and bool(later["start"][0] <= at_ns)
        cells = self._reader.cells(name)
        is_alive = not cells[Cell.ENDED_NS] or at_ns < cells[Cell.ENDED_NS]
        return is_alive and 0 < cells[Cell.PUT_SINCE_NS] <= at_ns

    def _dropped(self, feeder: str, at_ns: int) -> int:
        if not self._reader.knows(feeder):
            return 0
        counted = self._seeker.before(feeder, at_ns)
        if counted is None:
            return 0
        kinds = counted.records["kind"]
        before = counted.totals[SegmentCell.UNSENDABLE]
        return before + int(np.count_nonzero(kinds == Kind.DROP))

    def _view(
        self, view: WorkerView, life: Life, counts: Counts, at_ns: int, origin_ns: int
    ) -> WorkerView:
        state, since_ns = self._state(life, at_ns)
        is_producer = view.role == "producer"
        return replace(
            view,
            state=state,
            since_s=(since_ns - origin_ns) / 1e9,
            item=counts.in_hand,
            items=counts.entered if is_producer else counts.done,
            attempted=counts.entered + counts.refused + counts.is_putting,
            refused=counts.refused,
            waiting_put=counts.is_putting,
            buffered=0,
            exitcode=view.exitcode if state.is_end else None,
            asked=view.asked and state.is_end,
            cpu_percent=None,
            memory_bytes=None,
            os_state="–",
            stopped_in=view.stopped_in if state.is_end else None,
        )

    def _state(self, life: Life, at_ns: int) -> tuple[State, int]:
        """Return the state of a worker at an instant, and since when it was in it."""
        if life.ended_ns and at_ns >= life.ended_ns:
            return life.state, life.ended_ns
        if not life.running_ns or at_ns < life.running_ns:
            return State.STARTING, life.started_ns
        if life.is_open and life.since_ns <= at_ns:
            return life.state, life.since_ns
        later = self._later(life.name, at_ns)
        if len(later) and later["start"][0] <= at_ns and later["state"][0]:
            return State(int(later["state"][0])), int(later["start"][0])
        return State.WORKING_CPU, self._since(life, at_ns)

    def _since(self, life: Life, at_ns: int) -> int:
        """Return the end of the span before an instant at which the worker computes."""
        counted = self._seeker.before(life.name, at_ns)
        if counted is None or not len(counted.records):
            return life.running_ns
        last = counted.records[-1]
        return int(last["start"]) + int(last["duration"])


def _stopped(worker: WorkerView) -> WorkerView:
    """Return a worker that a signal had stopped, which cannot say so itself; dead it stays so."""
    if worker.ended:
        return worker
    return replace(worker, state=State.FROZEN, os_state="T", stopped_in=worker.state)


def settings_at(settings: Mapping[str, object], marks: Sequence[Mark], at_ns: int) -> Config:
    """Return the settings in force at an instant: the first ones and what was changed by then."""
    values = dict(settings)
    for mark in marks:
        if mark.kind == "setting" and mark.at_ns <= at_ns and mark.new is not None:
            values[mark.key] = mark.new
    return from_values(values)


def _ledger(counts: Mapping[str, Counts]) -> Ledger:
    """Return the ledger at an instant; all that is queued counts as in the pipe."""
    each = counts.values()
    entered, returned = sum(one.entered for one in each), sum(one.returned for one in each)
    refused, waiting = sum(one.refused for one in each), sum(one.is_putting for one in each)
    done, dropped = sum(one.done for one in each), sum(one.dropped for one in each)
    return Ledger(
        attempted=entered + refused + waiting,
        refused=refused,
        waiting=waiting,
        in_pipe=entered - returned - dropped,
        in_hand=returned - done,
        done=done,
        lost={"could not be pickled": dropped} if dropped else {},
    )
