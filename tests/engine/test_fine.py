"""Views in more detail than the bins of the levels, against a count of each nanosecond."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.analysis import fine
from engine.analysis.fine import Fine
from engine.analysis.timeline import Timeline
from engine.analysis.view import View
from engine.runlog.layout import Channel, Kind
from engine.runlog.reader import RunReader
from engine.runlog.seek import Seeker
from engine.states import State
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, ThreadLog, get, put, send, work
from tests.gui.recorded import recorded_run

US = 1_000


class Opened:
    """A run folder with its timeline and what adds detail to it."""

    def __init__(self, folder: Path, now: int) -> None:
        self.reader = RunReader(folder)
        self.timeline = Timeline(ORIGIN)
        while self.timeline.update(self.reader, ORIGIN + now):
            pass
        self.fine = Fine(self.reader, Seeker(self.reader), self.timeline)

    def view(self, start_s: float, end_s: float, bins: int, most: int | None = None) -> View:
        return self.fine.view(self.timeline.view(start_s, end_s, bins, most))


@pytest.fixture
def build(tmp_path: Path) -> LogBuilder:
    return LogBuilder(tmp_path / "run")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    opened = Opened(recorded_run(tmp_path_factory.mktemp("recorded") / "run"), 30 * S)
    yield opened
    opened.reader.close()


def fill_at_random(producer: ThreadLog, consumer: ThreadLog, seed: int) -> None:
    """Write spans of 0 to 40 us with gaps of 0 to 20 us between them, for 20 ms."""
    chance = random.Random(seed)
    for log, kinds in ((producer, (put,)), (consumer, (get, work))):
        at = 0
        made: list[tuple[int, ...]] = []
        while at < 20 * MS:
            duration = chance.randrange(40 * US)
            made.append(kinds[len(made) % len(kinds)](at, duration, item=len(made) + 1))
            at += duration + chance.randrange(20 * US)
        log.append(made)


def brute_share(log: ThreadLog, state: State, start: float, end: float) -> float:
    """Return the share of a stretch (ns since the origin) that a thread's records say."""
    filled = 0.0
    for at, duration, _, _, in_state, *_ in log.records.tolist():
        begun = at - ORIGIN
        if in_state == state:
            filled += max(0.0, min(end, begun + duration) - max(start, begun))
    return filled / (end - start)


def brute_depth(logs: tuple[ThreadLog, ThreadLog], start: float, end: float) -> float:
    """Return the mean depth over a stretch, event by event."""
    area = 0.0
    for log, kind, step in zip(logs, (Kind.PUT, Kind.GET), (1, -1), strict=True):
        for at, duration, _, of_kind, *_ in log.records.tolist():
            if of_kind == kind:
                area += step * max(0.0, end - max(start, at + duration - ORIGIN))
    return area / (end - start)


@pytest.mark.parametrize("seed", [1, 2])
def test_shares_and_depth_are_those_of_a_count_by_hand(build: LogBuilder, seed: int) -> None:
    producer, consumer = build.producer(), build.consumer()
    producer.append([put(-1000 * US + k, 0) for k in range(400)])  # depth never falls below 0
    fill_at_random(producer, consumer, seed)
    opened = Opened(build.run, S)
    with opened.reader:
        start_s, end_s, bins = 0.005_000_3, 0.005_503_3, 51
        view = opened.view(start_s, end_s, bins)
        edges = (view.edges_s * 1e9).tolist()
        for column in range(bins):
            start, end = edges[column], edges[column + 1]
            wanted = brute_depth((producer, consumer), start, end)
            assert view.depth[column] == pytest.approx(wanted, abs=1e-3)
            assert view.depth_low[column] <= wanted + 1e-3
            assert view.depth_high[column] >= wanted - 1e-3
            for lane, log, states in (
                (view.lanes[0], producer, (State.WAIT_SLOT,)),
                (view.lanes[1], consumer, (State.WAIT_ITEM, State.WORKING_IO)),
            ):
                shares = lane.shares[column]
                for state in states:
                    wanted = brute_share(log, state, start, end)
                    assert shares[state] == pytest.approx(wanted, abs=1e-4)
                assert shares.sum() == pytest.approx(1, abs=1e-4)


def test_bins_of_twice_the_detail_add_up_to_those_of_the_level(recorded: Opened) -> None:
    coarse = recorded.timeline.view(8.0, 12.0, 400)
    exact = recorded.view(8.0, 12.0, 800)
    assert np.nanmean(exact.depth.reshape(-1, 2), axis=1) == pytest.approx(coarse.depth, abs=1e-6)
    for lane, other in zip(exact.lanes, coarse.lanes, strict=True):
        halves = lane.shares.reshape(-1, 2, 20).mean(axis=1)
        assert np.abs(halves - other.shares).max() < 1e-3


def test_a_coarse_view_stays_as_it_is(recorded: Opened) -> None:
    coarse = recorded.timeline.view(0.0, 30.0, 700)
    assert recorded.fine.view(coarse) is coarse


def test_a_range_with_too_many_records_stays_coarse(
    recorded: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fine, "MOST_RECORDS", 3)
    coarse = recorded.timeline.view(2.0, 3.0, 700)
    assert Fine(recorded.reader, Seeker(recorded.reader), recorded.timeline).view(coarse) is coarse


def test_strips_of_roles_are_exact_too(recorded: Opened) -> None:
    each = recorded.view(20.0, 21.0, 500)
    roles = recorded.view(20.0, 21.0, 500, most=2)
    assert [lane.members for lane in roles.lanes] == [3, 2]
    mean = np.mean([lane.shares for lane in each.lanes[:3]], axis=0)
    assert np.abs(roles.lanes[0].shares - mean).max() < 1e-5


def test_some_lanes_of_a_role_can_be_had_alone(recorded: Opened) -> None:
    view = recorded.view(20.0, 21.0, 500)
    some = recorded.timeline.worker_lanes("producer", 20.0, 21.0, 500, first=1, count=5)
    exact = recorded.fine.lanes(some, view.edges_s)
    assert [lane.name for lane in exact] == ["producer-2", "producer-3"]
    assert np.array_equal(exact[0].shares, view.lanes[1].shares)


def test_what_lasts_has_no_record_and_is_shown(build: LogBuilder) -> None:
    build.producer().append([put(0, 5 * MS)]).state(State.WAIT_SLOT, 10 * MS)
    build.consumer()
    opened = Opened(build.run, S)
    with opened.reader:
        lane = opened.view(0.009, 0.011, 200).lanes[0]
    assert lane.shares[:100, State.WORKING_CPU] == pytest.approx(1)
    assert lane.shares[100:, State.WAIT_SLOT] == pytest.approx(1)


def test_records_that_the_timeline_has_not_taken_in_are_not_shown_yet(build: LogBuilder) -> None:
    producer = build.producer().append([put(0, 5 * MS)]).state(State.WAIT_SLOT, 10 * MS)
    build.consumer()
    opened = Opened(build.run, S)
    with opened.reader:
        before = opened.view(0.009, 0.011, 200)
        producer.append([put(10 * MS, 500 * US)])
        now = Fine(opened.reader, Seeker(opened.reader), opened.timeline).view(before)
    assert np.array_equal(now.depth, before.depth)
    assert now.lanes[0].shares.sum(axis=1) == pytest.approx(1)


def test_a_past_range_is_not_computed_twice(
    recorded: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = recorded.view(5.0, 6.0, 640)
    monkeypatch.setattr(Seeker, "between", lambda *args: pytest.fail("read again"))
    again = recorded.view(5.0, 6.0, 640)
    assert np.array_equal(first.depth, again.depth)


def test_in_a_pipe_an_item_enters_no_later_than_it_is_read(build: LogBuilder) -> None:
    build.channel(Channel.PIPE, maxsize=0)
    build.producer().append([send(0, 10 * MS + 20 * US, item=1)])
    build.consumer().append([get(0, 10 * MS, item=1), work(10 * MS, MS, item=1)])
    opened = Opened(build.run, S)
    with opened.reader:
        view = opened.view(0.0099, 0.0101, 200)
    assert view.depth.max() == view.depth.min() == 0


def test_depth_of_a_trimmed_part_stays_as_the_levels_have_it(build: LogBuilder) -> None:
    build.mark(0, "channel.maxsize", 0)
    producer = build.producer().append([put(k * 10 * US) for k in range(40_000)])
    build.consumer()
    build.trim(producer.name, 1)
    opened = Opened(build.run, S)
    with opened.reader:
        coarse = opened.timeline.view(0.010, 0.0101, 100)
        view = opened.fine.view(coarse)
        assert np.array_equal(view.depth, coarse.depth, equal_nan=True)
        later = opened.view(0.3, 0.3001, 100)
    assert later.depth[0] == pytest.approx(30_001, abs=1)


# Shares


def test_shares_of_some_microseconds_are_those_of_a_count_by_hand(build: LogBuilder) -> None:
    producer, consumer = build.producer(), build.consumer()
    fill_at_random(producer, consumer, seed=3)
    opened = Opened(build.run, S)
    with opened.reader:
        start, end = 5 * MS + 300, 5 * MS + 90_700
        workers = opened.fine.worker_shares(start / 1e9, end / 1e9)
        for name, log in (("producer-1", producer), ("consumer-1", consumer)):
            shares = workers[name]
            assert sum(shares.values()) == pytest.approx(1)
            for state in set(shares) - {State.WORKING_CPU}:  # that is what is left
                wanted = brute_share(log, state, start, end)
                assert shares[state] == pytest.approx(wanted, abs=1e-3)
        assert opened.fine.shares(start / 1e9, end / 1e9)["producer"] == workers["producer-1"]


def test_shares_of_a_long_range_are_those_of_the_bins(recorded: Opened) -> None:
    assert recorded.fine.shares(2.0, 12.0) == recorded.timeline.shares(2.0, 12.0)
    assert recorded.fine.worker_shares(2.0, 12.0) == recorded.timeline.worker_shares(2.0, 12.0)
