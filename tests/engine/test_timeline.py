"""The timeline against a reference that counts each nanosecond span by span."""

import itertools
import random
from pathlib import Path

import numpy as np
import pytest

from engine.analysis.level import CAPACITY, KEPT
from engine.analysis.pyramid import FINEST_NS
from engine.analysis.timeline import Timeline
from engine.runlog import layout
from engine.runlog.layout import Kind, Result, Role
from engine.runlog.reader import RunReader
from engine.states import State
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, record, send, work


def timeline_of(reader: RunReader, now: int, limit: int | None = None) -> Timeline:
    timeline = Timeline(ORIGIN)
    while timeline.update(reader, ORIGIN + now, limit):
        pass
    return timeline


def mean_depth(steps: list[tuple[int, int]], start: int, end: int) -> float:
    """Return the mean of a depth that changes by `step` at each time, between two times."""
    return sum(step * (end - max(start, at)) for at, step in steps if at < end) / (end - start)


def test_depth_is_the_time_weighted_mean(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append([put(0, 100 * MS), put(100 * MS, 55 * MS)])
    build.consumer().append([get(0, 321 * MS)])
    view = timeline_of(reader, S).view(0, 1, 10)
    steps = [(100 * MS, 1), (155 * MS, 1), (321 * MS, -1)]
    wanted = [mean_depth(steps, k * 100 * MS, (k + 1) * 100 * MS) for k in range(10)]
    np.testing.assert_allclose(view.depth, wanted, atol=1e-9)
    assert view.depth_low[1] == pytest.approx(1)
    assert view.depth_high[1] == pytest.approx(2)


def test_depth_is_nan_outside_the_run(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append([put(0, 100 * MS)])
    view = timeline_of(reader, 500 * MS).view(-1, 1, 8)
    assert np.isnan(view.depth).tolist() == [True] * 4 + [False] * 2 + [True] * 2
    assert np.isnan(view.entered_hz).tolist() == np.isnan(view.depth).tolist()
    assert np.isnan(view.depth_low).tolist() == np.isnan(view.depth).tolist()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("seconds", [3, 100, 500])
def test_any_order_of_batches_gives_the_exact_means(
    build: LogBuilder, reader: RunReader, seed: int, seconds: int
) -> None:
    rng = random.Random(seed)
    build.mark(0, "channel.maxsize", 0)
    puts = sorted(rng.sample(range(seconds * 1000), 300))
    gets = sorted(min(seconds * 1000 - 1, at + rng.randrange(1, 2000)) for at in puts)
    build.producer().append([put(at * MS) for at in puts])
    build.consumer().append([get(at * MS) for at in gets])
    timeline = timeline_of(reader, seconds * S, limit=rng.randrange(5, 50))
    start = 0 if seconds < 40 else seconds - 40
    view = timeline.view(start, seconds, 60 if seconds < 40 else 80)
    steps = [(at * MS, 1) for at in puts] + [(at * MS, -1) for at in gets]
    edges = np.rint(view.edges_s * 1e9).astype(int)
    wanted = [mean_depth(steps, a, b) for a, b in itertools.pairwise(edges)]
    np.testing.assert_allclose(view.depth, wanted, atol=1e-6)
    whole = timeline.view(0, seconds, 1)
    assert whole.depth[0] == pytest.approx(mean_depth(steps, 0, seconds * S), abs=1e-6)
    assert (view.depth_low <= view.depth + 1e-9).all()
    assert (view.depth <= view.depth_high + 1e-9).all()


def test_a_record_published_late_adds_to_its_bins(build: LogBuilder, reader: RunReader) -> None:
    producer, consumer = build.producer(), build.consumer()
    timeline = Timeline(ORIGIN)
    consumer.append([get(0, 500 * MS)])
    timeline.update(reader, ORIGIN + S)
    assert (timeline.view(0, 1, 10).depth >= 0).all()
    producer.append([put(0, 200 * MS)])
    timeline.update(reader, ORIGIN + S)
    expected = [0, 0, 1, 1, 1, 0, 0, 0, 0, 0]
    np.testing.assert_allclose(timeline.view(0, 1, 10).depth, expected, atol=1e-9)


def test_at_the_live_end_depth_is_never_beyond_maxsize(
    build: LogBuilder, reader: RunReader
) -> None:
    build.mark(0, "channel.maxsize", 3)
    producer, consumer = build.producer(), build.consumer()
    consumer.append([get(0, 100 * MS)])  # nothing more of it is known yet
    producer.append([put(k * 50 * MS) for k in range(16)])
    view = timeline_of(reader, 800 * MS).view(0, 1, 10)
    assert np.nanmax(view.depth_high[1:]) == 10  # the greatest maxsize that there was
    assert np.isnan(view.depth[8:]).all()
    assert view.depth[1] < 3


def test_in_a_pipe_an_item_enters_no_later_than_it_is_read(
    build: LogBuilder, reader: RunReader
) -> None:
    build.producer().append([send(0, 300 * MS, 1), send(400 * MS, 0, 2)])
    build.consumer().append([get(0, 100 * MS, item=1), get(500 * MS, 100 * MS, item=2)])
    view = timeline_of(reader, S).view(0, 1, 10)
    np.testing.assert_allclose(view.depth, [0, 0, 0, 0, 1, 1, 0, 0, 0, 0], atol=1e-9)


def test_lanes_divide_a_life_into_states(build: LogBuilder, reader: RunReader) -> None:
    log = build.thread("consumer-1", Role.CONSUMER, 1, started=100 * MS, running=200 * MS)
    log.append([get(300 * MS, 100 * MS), work(400 * MS, 250 * MS)]).ended(800 * MS)
    (lane,) = timeline_of(reader, S).view(0, 1, 10).lanes
    assert (lane.name, lane.role, lane.index) == ("consumer-1", "consumer", 1)
    assert lane.started_s == pytest.approx(0.1)
    assert lane.ended_s == pytest.approx(0.8)
    np.testing.assert_allclose(lane.shares.sum(axis=1), [0, *[1] * 7, 0, 0], atol=1e-5)
    cpu = [0, 0, 1, 0, 0, 0, 0.5, 1, 0, 0]
    np.testing.assert_allclose(lane.shares[:, State.WORKING_CPU], cpu, atol=1e-5)
    np.testing.assert_allclose(lane.shares[1, State.STARTING], 1, atol=1e-5)
    np.testing.assert_allclose(lane.shares[3, State.WAIT_ITEM], 1, atol=1e-5)
    np.testing.assert_allclose(lane.shares[6, State.WORKING_IO], 0.5, atol=1e-5)


def test_lanes_are_producers_first_by_index_and_feeders_have_none(
    build: LogBuilder, reader: RunReader
) -> None:
    for index in (10, 2):
        build.producer(index)
        build.consumer(index)
    feeder = build.thread("producer-2.feeder", Role.FEEDER)
    feeder.append([record(Kind.WRITE, 0, S, State.WAIT_PIPE), record(Kind.ORDER, S, 4, 0)])
    lanes = timeline_of(reader, S).view(0, 1, 5).lanes
    assert [lane.name for lane in lanes] == [
        "producer-2",
        "producer-10",
        "consumer-2",
        "consumer-10",
    ]
    assert lanes[0].shares[:, State.WAIT_PIPE].max() == 0


def test_a_wait_under_way_shows_until_its_record_comes(
    build: LogBuilder, reader: RunReader
) -> None:
    log = build.producer().state(State.WAIT_SLOT, 400 * MS)
    timeline = Timeline(ORIGIN)
    timeline.update(reader, ORIGIN + S)
    expected = {State.WORKING_CPU: 0.4, State.WAIT_SLOT: 0.6}
    assert timeline.shares(0, 1)["producer"] == pytest.approx(expected, abs=1e-5)
    # The record is there while the block still says that the wait lasts.
    log.append([put(400 * MS, 500 * MS)])
    timeline.update(reader, ORIGIN + S)
    expected = {State.WORKING_CPU: 0.5, State.WAIT_SLOT: 0.5}
    assert timeline.shares(0, 1)["producer"] == pytest.approx(expected, abs=1e-5)


def test_merged_refusals_count_as_waiting_while_they_grow(
    build: LogBuilder, reader: RunReader
) -> None:
    log = build.producer().append([put(0, 100 * MS, Result.FULL)])
    timeline = Timeline(ORIGIN)
    timeline.update(reader, ORIGIN + 500 * MS)
    assert timeline.shares(0, 0.5)["producer"] == pytest.approx({State.WAIT_SLOT: 1.0})
    log.grow(300 * MS, 9)
    timeline.update(reader, ORIGIN + 600 * MS)
    log.append([put(500 * MS, 100 * MS)])
    timeline.update(reader, ORIGIN + S)
    expected = {State.WAIT_SLOT: 0.4, State.WORKING_CPU: 0.6}
    assert timeline.shares(0, 1)["producer"] == pytest.approx(expected, abs=1e-5)


def test_a_worker_killed_in_a_wait_waited_until_then(build: LogBuilder, reader: RunReader) -> None:
    log = build.consumer().state(State.WAIT_ITEM, 200 * MS)
    timeline = Timeline(ORIGIN)
    timeline.update(reader, ORIGIN + 500 * MS)
    log.ended(600 * MS, State.KILLED)
    timeline.update(reader, ORIGIN + S)
    shares = timeline.worker_shares(0, 1)["consumer-1"]
    assert shares == pytest.approx({State.WORKING_CPU: 1 / 3, State.WAIT_ITEM: 2 / 3}, abs=1e-5)


def test_throughput_is_over_the_trailing_second(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append([put(k * 100 * MS + 50 * MS) for k in range(20)])
    view = timeline_of(reader, 4 * S).view(0, 4, 40)
    assert view.entered_hz[9] == pytest.approx(10)
    assert view.entered_hz[19] == pytest.approx(10)
    assert view.entered_hz[24] == pytest.approx(5)
    assert view.entered_hz[30] == pytest.approx(0)


def test_an_item_is_done_at_the_end_of_its_work_if_there_is_any(
    build: LogBuilder, reader: RunReader
) -> None:
    worker, plain = build.consumer(1), build.consumer(2)
    timeline = Timeline(ORIGIN)
    worker.append([get(0, 50 * MS)])
    plain.append([get(0, 250 * MS), get(250 * MS, 100 * MS)])
    timeline.update(reader, ORIGIN + S)
    worker.append([work(50 * MS, 700 * MS), get(800 * MS, 10 * MS)])
    plain.cells(DONE=2)
    timeline.update(reader, ORIGIN + S)
    left = np.diff(timeline.view(0, 1, 10).left_hz, prepend=0)
    assert np.flatnonzero(left.round(6)).tolist() == [2, 3, 7]


def test_maxsize_and_offered_follow_the_marks(build: LogBuilder, reader: RunReader) -> None:
    build.producer()
    build.mark(2 * S, "channel.maxsize", 20)
    build.mark(3 * S, "run.tempo", 2)
    build.mark(4 * S, "producers.rate_hz", 0)
    build.mark(4 * S, "channel.maxsize", 0)
    view = timeline_of(reader, 5 * S).view(0, 5, 5)
    np.testing.assert_array_equal(view.maxsize, [10, 20, 20, np.nan, np.nan])
    np.testing.assert_array_equal(view.offered_hz, [12, 12, 6, np.nan, np.nan])
    assert len(view.marks) == 4


def test_nobody_offers_for_producers_that_ended_are_paused_or_not_yet_there(
    build: LogBuilder, reader: RunReader
) -> None:
    for number in (1, 2, 3):
        build.producer(number)
    timeline = timeline_of(reader, S)
    np.testing.assert_array_equal(timeline.view(0, 1, 1).offered_hz, [12])
    build.producer(3).ended(1500 * MS, State.KILLED)
    build.did(2500 * MS, "pause", "producer-1")
    build.did(3500 * MS, "pause")
    build.did(4500 * MS, "resume")
    build.mark(5500 * MS, "producers.count", 3)
    build.thread("producer-4", Role.PRODUCER, 4, started=6500 * MS)
    build.did(7500 * MS, "stop", "stopped")
    build.producer(1).ended(7600 * MS)
    timeline.update(reader, ORIGIN + 9 * S)
    view = timeline.view(0, 9, 9)
    np.testing.assert_array_equal(view.offered_hz, [12, 8, 4, 0, 8, 8, 12, 12, 12])


def test_without_producers_nothing_is_offered_though_they_ran_flat_out(tmp_path: Path) -> None:
    build = LogBuilder(tmp_path / "flat", producers__count=1, producers__rate_hz=0)
    build.producer().ended(1500 * MS)
    with RunReader(build.run) as reader:
        view = timeline_of(reader, 3 * S).view(0, 3, 3)
    np.testing.assert_array_equal(view.offered_hz, [np.nan, 0, 0])


def test_a_pipe_has_no_maxsize(tmp_path: Path) -> None:
    build = LogBuilder(tmp_path / "pipe", channel__kind="pipe")
    with RunReader(build.run) as reader:
        assert np.isnan(timeline_of(reader, S).view(0, 1, 2).maxsize).all()


def test_levels_grow_with_the_run_and_old_bins_go(build: LogBuilder, reader: RunReader) -> None:
    seconds = CAPACITY * FINEST_NS // S * 5
    producer, consumer = build.producer(), build.consumer()
    timeline = Timeline(ORIGIN)
    for start in range(0, seconds, 10):
        producer.append([put(start * S + k * S // 10) for k in range(100)])
        consumer.append([get(start * S + k * S // 10, S // 20) for k in range(100)])
        timeline.update(reader, ORIGIN + (start + 10) * S)
    levels = timeline._pyramid.levels
    assert len(levels) == 3
    assert levels[0].first > 0
    assert levels[2].first == 0
    for start in (0, seconds - 200, seconds - 35):
        view = timeline.view(start, seconds, 50)
        np.testing.assert_allclose(view.depth, 0.5, atol=0.05)
        np.testing.assert_allclose(view.entered_hz[5:], 10, atol=0.5)
        for lane in view.lanes:
            np.testing.assert_allclose(lane.shares.sum(axis=1), 1, atol=1e-4)
        waiting = view.lanes[1].shares[:, State.WAIT_ITEM]
        np.testing.assert_allclose(waiting, 0.5, atol=0.05)


def test_reading_an_old_log_at_once_gives_what_reading_it_live_gave(
    build: LogBuilder, reader: RunReader
) -> None:
    producer, consumer = build.producer(), build.consumer()
    live = Timeline(ORIGIN)
    for second in range(300):
        producer.append([put(second * S, 300 * MS), put(second * S + 400 * MS, 100 * MS)])
        consumer.append([get(second * S, 700 * MS), work(second * S + 700 * MS, 200 * MS)])
        consumer.append([get(second * S + 900 * MS, 50 * MS)])
        if second % 7 == 0:
            live.update(reader, ORIGIN + (second + 1) * S)
    live.update(reader, ORIGIN + 300 * S)
    with RunReader(build.run) as again:
        old = timeline_of(again, 300 * S)
    for start in (0, 265):
        one, other = live.view(start, 300, 99), old.view(start, 300, 99)
        np.testing.assert_allclose(one.depth, other.depth, atol=1e-6)
        np.testing.assert_allclose(one.left_hz, other.left_hz, atol=1e-6)
        for lane, same in zip(one.lanes, other.lanes, strict=True):
            np.testing.assert_allclose(lane.shares, same.shares, atol=1e-4)


def test_what_leaves_a_level_stays_in_its_depth(build: LogBuilder, reader: RunReader) -> None:
    producer = build.producer().append([put(0), put(S)])
    timeline = timeline_of(reader, S)
    timeline.update(reader, ORIGIN + 1000 * S)
    producer.append([put(500 * S), put(999 * S)])
    timeline.update(reader, ORIGIN + 1000 * S)
    level = timeline._pyramid.levels[0]
    assert level.first > CAPACITY - KEPT
    assert level.carry == 3
    np.testing.assert_allclose(timeline.view(970, 1000, 3).depth, [3, 3, 3.1], atol=1e-6)


def test_depth_stays_exact_after_trimming(build: LogBuilder, reader: RunReader) -> None:
    count = layout.FIRST_SEGMENT_RECORDS + 100
    build.producer().append([put(k * MS) for k in range(count)])
    build.consumer().append([get(k * MS) for k in range(count - 5)])
    build.trim("producer-1", 1)
    build.trim("consumer-1", 1)
    end = count * MS
    view = timeline_of(reader, end + S).view(0, (end + S) / S, 40)
    known = view.edges_s[:-1] * S >= layout.FIRST_SEGMENT_RECORDS * MS
    assert np.isnan(view.depth[view.edges_s[1:] * S < layout.FIRST_SEGMENT_RECORDS * MS]).all()
    assert view.depth[-1] == pytest.approx(5)
    assert (view.depth[known] <= 5.01).all()
    assert view.lanes[0].shares[0].sum() == 0


def test_shares_are_over_the_lives_of_a_role(build: LogBuilder, reader: RunReader) -> None:
    build.consumer(1).append([get(0, 500 * MS)]).ended(500 * MS)
    build.consumer(2).append([work(0, 250 * MS)])
    timeline = timeline_of(reader, S)
    wanted = {
        State.WAIT_ITEM: 500 / 1500,
        State.WORKING_IO: 250 / 1500,
        State.WORKING_CPU: 750 / 1500,
    }
    assert timeline.shares(0, 1)["consumer"] == pytest.approx(wanted, abs=1e-5)
    assert "consumer-1" not in timeline.worker_shares(0.6, 1)


def test_before_anything_there_is_an_empty_view() -> None:
    timeline = Timeline(ORIGIN, {})
    view = timeline.view(0, 10, 100)
    assert view.lanes == ()
    assert np.isnan(view.depth).all()
    assert timeline.shares(0, 10) == {}
    assert (view.maxsize == 10).all()


def test_a_dropped_item_gives_its_slot_back(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append([put(100 * MS)])
    feeder = build.thread("producer-1.feeder", Role.FEEDER)
    feeder.append([record(Kind.DROP, 500 * MS, 0)])
    view = timeline_of(reader, S).view(0, 1, 10)
    np.testing.assert_allclose(view.depth, [0, 1, 1, 1, 1, 0, 0, 0, 0, 0], atol=1e-9)
