"""A view in more detail than the bins of the levels have: computed from the records themselves.

    bins of 10 ms   |    0.7    |    0.2    |     what a level knows
    records         |====|      |    |==|   |     what was recorded, to the nanosecond

Only the records around the range are read, and only while they are few. Rates stay as the levels
have them, for they are means over a second anyway.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.events import is_pipe
from engine.analysis.intake import HAS_STATE, IS_SHOWN, STATES
from engine.analysis.pipe import PipeMatcher
from engine.analysis.resample import DepthColumns, Seconds
from engine.analysis.tally import tally
from engine.analysis.timeline import Timeline, shares_of
from engine.analysis.view import Floats, Lane, View
from engine.runlog.layout import Kind, Result
from engine.runlog.reader import Records, RunReader
from engine.runlog.seek import Seeker, ends_ns
from engine.states import State

Ints = npt.NDArray[np.int64]

MOST_RECORDS: Final = 300_000
"""With more of them in a range the bins of the levels have to do."""
LATE_NS: Final = 100_000_000
"""A writer to a pipe gets to its clock so much later at most than the one who read its item."""
_AT_THE_END: Final = 4
"""A range that reaches into the present is drawn in every frame: bins of so many columns do."""
_LATELY_S: Final = 1.0
_ENOUGH_BINS: Final = 20
"""A range of so many bins has true shares: its two ends do not count for much."""


@dataclass(frozen=True, eq=False)
class _Exact:
    """What the records of a range tell, n columns."""

    depth: DepthColumns | None
    """None where it cannot be told: a part of the log is gone."""
    seconds: Seconds
    """Shape (workers, n, 20), in the order of the timeline's lives."""


@dataclass(frozen=True)
class _Batch:
    """The records of one thread around a range that the timeline has taken in."""

    name: str
    records: Records
    ends_ns: Ints


class Fine:
    """Adds detail to the views of one run. The last answer is kept while nothing can change it."""

    def __init__(self, reader: RunReader, seeker: Seeker, timeline: Timeline) -> None:
        self._reader = reader
        self._seeker = seeker
        self._timeline = timeline
        self._key: object = None
        self._kept: _Exact | None = None

    def view(self, coarse: View) -> View:
        """Return a view of the timeline with exact depth and lanes, where there is more to tell."""
        exact = self._exact(coarse.edges_s)
        if exact is None:
            return coarse
        view = replace(coarse, lanes=self._lanes(exact, coarse.lanes, coarse.edges_s))
        if exact.depth is None:
            return view
        is_known = np.isfinite(coarse.depth)
        mean, low, high = (
            np.where(is_known, series, np.nan)
            for series in (exact.depth.mean, exact.depth.low, exact.depth.high)
        )
        return replace(view, depth=mean, depth_low=low, depth_high=high)

    def lanes(self, coarse: Sequence[Lane], edges_s: Floats) -> tuple[Lane, ...]:
        """Return lanes of the timeline over the bins `edges_s` with exact shares likewise."""
        exact = self._exact(edges_s)
        return tuple(coarse) if exact is None else self._lanes(exact, coarse, edges_s)

    def shares(self, start_s: float, end_s: float) -> dict[str, dict[State, float]]:
        """Return the share of each state in the lives of each role, as `Timeline.shares` does."""
        seconds = self._exact_seconds(start_s, end_s)
        if seconds is None:
            return self._timeline.shares(start_s, end_s)
        found: dict[str, Seconds] = {}
        for life, own in zip(self._timeline.lives, seconds, strict=True):
            found[life.role] = found.get(life.role, 0) + own
        return {role: shares_of(each) for role, each in found.items() if each.any()}

    def worker_shares(self, start_s: float, end_s: float) -> dict[str, dict[State, float]]:
        """Return the like for each worker, as `Timeline.worker_shares` does."""
        seconds = self._exact_seconds(start_s, end_s)
        if seconds is None:
            return self._timeline.worker_shares(start_s, end_s)
        each = zip(self._timeline.lives, seconds, strict=True)
        return {life.name: shares_of(own) for life, own in each if own.any()}

    def _exact_seconds(self, start_s: float, end_s: float) -> Seconds | None:
        """Return how long each worker was in each state in a range, shape (workers, 20).

        None where bins are fine enough for shares, or the records too many.
        """
        edges_s = np.array([start_s, end_s])
        bins = (end_s - start_s) / self._timeline.bin_s(start_s)
        with self._seeker.at_once():
            if bins >= _ENOUGH_BINS or self._count(edges_s) > MOST_RECORDS:
                return None
            batches = list(self._batches(*self._ns(edges_s)))
        return self._timeline.filled(self._seconds(batches, edges_s * 1e9), edges_s)[:, 0, :]

    def _lanes(self, exact: _Exact, coarse: Sequence[Lane], edges_s: Floats) -> tuple[Lane, ...]:
        lives = self._timeline.lives
        numbers = {life.name: number for number, life in enumerate(lives)}
        width_s = np.float32(edges_s[1] - edges_s[0])
        found = []
        for lane in coarse:
            if lane.index:
                shares = exact.seconds[numbers[lane.name]] / width_s
            else:
                role = [n for n, life in enumerate(lives) if life.role == lane.role]
                shares = _divided(exact.seconds[role].sum(axis=0))
            found.append(replace(lane, shares=shares))
        return tuple(found)

    def _exact(self, edges_s: Floats) -> _Exact | None:
        """Return what the records tell; None where bins are fine enough, or records too many."""
        start_s, end_s = float(edges_s[0]), float(edges_s[-1])
        column_s = (end_s - start_s) / (len(edges_s) - 1)
        is_past = end_s <= self._timeline.now_s
        bin_s = self._timeline.bin_s(start_s)
        if column_s * (1 if is_past else _AT_THE_END) > bin_s * (1 - 1e-6):
            return None
        workers = len(self._timeline.lives)
        key = (start_s, end_s, len(edges_s), workers, self._freshness(end_s))
        if key != self._key:
            with self._seeker.at_once():
                self._key, self._kept = key, self._computed(edges_s)
        return self._kept

    def _freshness(self, end_s: float) -> float:
        """Return what changes when an answer for a range up to `end_s` has to be found anew."""
        now_s = self._timeline.now_s
        if end_s <= self._timeline.settled_s:
            return math.inf
        return now_s if end_s > now_s - _LATELY_S else now_s // _LATELY_S

    def _computed(self, edges_s: Floats) -> _Exact | None:
        if self._count(edges_s) > MOST_RECORDS:
            return None
        start_ns, end_ns = self._ns(edges_s)
        around = LATE_NS if is_pipe(self._reader) else 0
        batches = list(self._batches(start_ns - around, end_ns + around))
        edges = edges_s * 1e9
        depth = self._depth(batches, start_ns - around, edges)
        return _Exact(depth, self._timeline.filled(self._seconds(batches, edges), edges_s))

    def _ns(self, edges_s: Floats) -> tuple[int, int]:
        """Return the first and the last edge on the clock of the log."""
        origin = self._reader.manifest.origin_ns
        start_s, end_s = edges_s[[0, -1]].tolist()
        return origin + round(start_s * 1e9), origin + round(end_s * 1e9)

    def _count(self, edges_s: Floats) -> int:
        names, (start_ns, end_ns) = self._reader.threads(), self._ns(edges_s)
        return sum(self._seeker.count(name, start_ns, end_ns) for name in names)

    def _batches(self, start_ns: int, end_ns: int) -> Iterator[_Batch]:
        """Yield the records of each thread as far as the timeline has taken them in.

        Its blocks are as old: what lasted then has no record among these.
        """
        for name in self._reader.threads():
            records = self._seeker.between(name, start_ns, end_ns)
            ends, until = ends_ns(records), self._timeline.taken_until_ns(name)
            is_taken = (ends <= until) | (records["start"] < until)
            yield _Batch(name, records[is_taken], np.minimum(ends[is_taken], until))

    def _seconds(self, batches: Sequence[_Batch], edges: Floats) -> Seconds:
        """Return recorded seconds of each worker: shape (workers, 20, n)."""
        numbers = {life.name: number for number, life in enumerate(self._timeline.lives)}
        origin = self._reader.manifest.origin_ns
        found = np.zeros((len(numbers), STATES, len(edges) - 1), np.float32)
        for batch in batches:
            if batch.name not in numbers:
                continue
            kind, state = batch.records["kind"], batch.records["state"]
            starts, ends = batch.records["start"] - origin, batch.ends_ns - origin
            is_span = HAS_STATE[kind] & IS_SHOWN[state] & (ends > starts)
            for each in np.unique(state[is_span]).tolist():
                is_in = is_span & (state == each)
                found[numbers[batch.name], each] = _passed(starts[is_in], ends[is_in], edges)
        return found

    def _depth(
        self, batches: Sequence[_Batch], since_ns: int, edges: Floats
    ) -> DepthColumns | None:
        """Return the depth from its count at an instant and the events after it."""
        depth = 0
        for batch in batches:
            counted = self._seeker.before(batch.name, since_ns)
            if counted is None:
                return None
            counts = tally(counted)
            depth += counts.entered - counts.dropped - counts.returned
        up, down = _events(batches)
        origin = self._reader.manifest.origin_ns
        times = np.concatenate((down[down > since_ns], up[up > since_ns])) - origin
        # Of events at the same instant the exits come first; what stands for no time is not shown.
        order = np.argsort(times, kind="stable")
        times, steps = times[order], np.where(order < np.count_nonzero(down > since_ns), -1, 1)
        after = depth + np.cumsum(steps)
        lasts = np.append(times[1:] != times[:-1], True)[: len(times)]
        levels = np.maximum(np.append(depth, after[lasts]), 0)
        columns = _columns(times[lasts], levels, edges, self._timeline.now_s * 1e9)
        return columns.at_most(self._timeline.most_places(edges))


def _divided(seconds: Seconds) -> Seconds:
    """Return the share of each state in the time lived, shape (n, 20)."""
    life = seconds.sum(axis=1, keepdims=True)
    shares: Seconds = np.divide(seconds, life, out=np.zeros_like(seconds), where=life > 0)
    return shares


def _passed(starts: Ints, ends: Ints, edges: Floats) -> Floats:
    """Return how many seconds of each column spans fill that follow one another: shape (n,).

    How much of them has passed by a time is a line that bends at each start and end.
    """
    lasted = np.cumsum(ends - starts)
    bends = np.column_stack((starts, ends)).reshape(-1)
    passed = np.column_stack((lasted - (ends - starts), lasted)).reshape(-1)
    seconds: Floats = np.diff(np.interp(edges, bends, passed)) / 1e9
    return seconds


def _events(batches: Sequence[_Batch]) -> tuple[Ints, Ints]:
    """Return when depth rises and falls by one, in no order."""
    none = np.zeros(0, np.int64)
    ups, downs, sent, read = [none], [none], [(none, none)], [(none, none)]
    for batch in batches:
        kind, is_ok = batch.records["kind"], batch.records["result"] == Result.OK
        is_sent, is_read = (kind == Kind.SEND) & is_ok, (kind == Kind.GET) & is_ok
        ups.append(batch.ends_ns[is_sent | (kind == Kind.PUT) & is_ok])
        downs.append(batch.ends_ns[is_read | (kind == Kind.DROP)])
        item = batch.records["item"]
        sent.append((item[is_sent], batch.ends_ns[is_sent]))
        read.append((item[is_read], batch.ends_ns[is_read]))
    if any(len(items) for items, _ in sent):  # in a pipe a read can be stamped before its write
        early, late = PipeMatcher().add(_all(sent), _all(read))
        ups.append(early)
        downs.append(late)
    return np.concatenate(ups), np.concatenate(downs)


def _all(parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    items, times = zip(*parts, strict=True)
    return np.concatenate(items), np.concatenate(times)


def _columns(times: Ints, levels: Ints, edges: Floats, now_ns: float) -> DepthColumns:
    """Return the depth in columns: `levels` (k + 1,) before, between and after `times` (k,)."""
    known = np.minimum(edges, now_ns)
    borders = np.concatenate(
        ([min(float(edges[0]), times[0])] if len(times) else [edges[0]], times)
    )
    area = np.concatenate(([0.0], np.cumsum(levels[:-1] * np.diff(borders))))
    at = np.searchsorted(times, known, "right")
    integral = area[at] + levels[at] * (known - borders[at])
    covered, lasts = np.diff(known), np.diff(integral)
    unknown = np.full(len(covered), np.nan)
    mean = np.divide(lasts, covered, out=unknown, where=covered > 0)
    first, last = at[:-1], np.searchsorted(times, known[1:], "left") + 1
    pairs = np.stack((first, np.maximum(last, first + 1)), axis=1).reshape(-1)
    # reduceat wants indices inside the array, so that the last level needs one more after it.
    padded = np.append(levels, levels[-1])
    low, high = (each.reduceat(padded, pairs)[::2] for each in (np.minimum, np.maximum))
    return DepthColumns(
        mean, np.where(covered > 0, low, np.nan), np.where(covered > 0, high, np.nan)
    )
