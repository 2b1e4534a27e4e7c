"""Exact depth, its figures, and the check of its bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis import steps
from engine.analysis.depth import depth_events, depth_figures, violations
from engine.analysis.events import _NONE, _merged
from engine.runlog import layout
from engine.runlog.layout import Channel, Result
from engine.runlog.reader import RunReader
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, send


def at(maxsize: int, changes: dict[int, int]) -> steps.Steps:
    times = [np.iinfo(np.int64).min, *changes]
    return steps.Steps(np.array(times), np.array([maxsize, *changes.values()], float))


def test_depth_counts_accepted_puts_and_gets_only(build: LogBuilder, reader: RunReader) -> None:
    build.producer(1).append([put(0), put(MS, MS, Result.FULL), put(3 * MS)])
    build.producer(2).append([put(0, 2 * MS), put(5 * MS, 0, Result.STOPPED)])
    build.consumer().append([get(0, 4 * MS), get(5 * MS, MS, Result.EMPTY), get(7 * MS, 0, 5)])
    times, depth = depth_events(reader)
    assert ((times - ORIGIN) // MS).tolist() == [0, 2, 3, 4]
    assert depth.tolist() == [1, 2, 3, 2]


def test_at_the_same_instant_exits_come_first(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append([put(0), put(MS)])
    build.consumer().append([get(0, MS)])
    assert depth_events(reader)[1].tolist() == [1, 0, 1]


@pytest.mark.parametrize("kind", Channel)
def test_an_empty_log_has_no_events(build: LogBuilder, reader: RunReader, kind: Channel) -> None:
    build.channel(kind)
    assert len(depth_events(reader)[0]) == 0


def test_depth_in_a_pipe_is_never_negative(build: LogBuilder, reader: RunReader) -> None:
    build.channel(Channel.PIPE, 0)
    build.producer().append([send(0, 3 * MS, 1), send(4 * MS, MS, 2), send(9 * MS, 0, 4)])
    build.consumer().append(
        [get(0, 2 * MS, item=1), get(6 * MS, 0, item=2), get(8 * MS, 0, item=3)]
    )
    times, depth = depth_events(reader)
    assert ((times - ORIGIN) // MS).tolist() == [2, 2, 5, 6, 8, 8, 9]
    assert depth.tolist() == [1, 0, 1, 0, 1, 0, 1]


def test_figures_of_a_run(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append([put(k * 100 * MS) for k in range(1, 4)])
    build.consumer().append([get(0, 500 * MS)])
    figures = depth_figures(reader, ORIGIN, ORIGIN + S, at(3, {}))
    assert figures.greatest == 3
    assert figures.mean == pytest.approx(0.1 + 0.2 + 3 * 0.2 + 2 * 0.5)
    assert figures.full_at_ns == ORIGIN + 300 * MS


def test_a_queue_that_shrank_to_its_depth_is_full(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append([put(k * 100 * MS) for k in range(6)])
    figures = depth_figures(reader, ORIGIN, ORIGIN + S, at(10, {ORIGIN + 250 * MS: 3}))
    assert figures.full_at_ns == ORIGIN + 250 * MS


def test_an_unbounded_queue_is_never_full(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append([put(k * MS) for k in range(100)])
    unbounded = steps.maxsize({"channel.maxsize": 0}, [])
    assert depth_figures(reader, ORIGIN, ORIGIN + S, unbounded).full_at_ns is None


def test_depth_after_trimming_starts_at_its_true_value(
    build: LogBuilder, reader: RunReader
) -> None:
    count = layout.FIRST_SEGMENT_RECORDS + 50
    build.producer().append([put(k * MS) for k in range(count)])
    build.consumer().append([get(k * MS, MS // 2) for k in range(count - 3)])
    build.trim("producer-1", 1)
    times, depth = depth_events(reader)
    assert times[0] >= ORIGIN + layout.FIRST_SEGMENT_RECORDS * MS
    assert depth[-1] == 3
    assert depth.min() >= 0


@pytest.mark.parametrize(
    "trimmed", [("producer-1",), ("consumer-1",), ("producer-1", "consumer-1")]
)
def test_depth_of_a_pipe_after_trimming_is_the_true_one(
    build: LogBuilder, reader: RunReader, trimmed: tuple[str, ...]
) -> None:
    count = layout.FIRST_SEGMENT_RECORDS + 50
    build.channel(Channel.PIPE)
    build.producer().append([send(k * MS, 0, 1 + k) for k in range(count)])
    build.consumer().append([get((k + 3) * MS, MS // 2, item=1 + k) for k in range(count - 3)])
    whole = dict(zip(*(each.tolist() for each in depth_events(reader)), strict=True))
    for name in trimmed:
        build.trim(name, 1)
    times, depth = (each.tolist() for each in depth_events(reader))
    assert ORIGIN + layout.FIRST_SEGMENT_RECORDS * MS <= times[0] < times[-1]
    assert dict(zip(times, depth, strict=True)) == {at: whole[at] for at in times}


def test_depth_outside_its_bounds_is_reported() -> None:
    times, depth = np.arange(5), np.array([1, 2, 3, -1, 0])
    found = violations(times, depth, at(2, {}))
    assert [(each.at_ns, each.depth, each.limit) for each in found] == [(2, 3, 2), (3, -1, 2)]


def test_after_a_shrink_depth_may_come_down_first() -> None:
    times = np.arange(8)
    depth = np.array([3, 4, 5, 4, 3, 2, 1, 3])
    assert [each.at_ns for each in violations(times, depth, at(5, {2: 2}))] == [7]
    assert violations(times, depth, at(5, {2: 2, 7: 3})) == []
    assert [each.at_ns for each in violations(times, depth, at(4, {3: 2}))] == [2, 7]


def test_growing_while_it_comes_down_keeps_the_old_bound() -> None:
    times, depth = np.arange(6), np.array([10, 10, 9, 8, 4, 6])
    assert violations(times, depth, at(10, {1: 2, 3: 5})) == [
        violations(times, depth, at(10, {1: 2, 3: 5}))[-1]
    ]
    assert violations(times, depth, at(10, {1: 2, 3: 6})) == []


class FakeStream:
    """A thread's keys, given in batches of its own sizes."""

    def __init__(self, batches: list[list[int]]) -> None:
        self._batches = [sorted(batch) for batch in batches]
        self._keys = _NONE
        self.upto_ns, self.is_done = 0, False
        self.pull()

    def pull(self) -> None:
        if not self._batches:
            self.is_done = True
            return
        batch = np.array(self._batches.pop(0), np.int64)
        self._keys = np.concatenate((self._keys, batch))
        self.upto_ns = int(batch[-1]) // 2 if len(batch) else self.upto_ns

    def take(self, before: int | None) -> np.ndarray:
        count = len(self._keys) if before is None else int(np.searchsorted(self._keys, before))
        taken, self._keys = self._keys[:count], self._keys[count:]
        return taken


@given(st.lists(st.lists(st.integers(0, 40), max_size=20), max_size=4), st.integers(1, 5))
def test_merging_threads_batch_by_batch_keeps_the_order(
    threads: list[list[int]], size: int
) -> None:
    streams = []
    for keys in threads:
        whole = sorted(keys)
        streams.append(FakeStream([whole[k : k + size] for k in range(0, len(whole), size)]))
    merged = [int(key) for part in _merged(streams) for key in part]  # type: ignore[arg-type]
    assert merged == sorted(key for keys in threads for key in keys)
