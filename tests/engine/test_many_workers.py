"""What is done for all workers at once gives what is done for each of them."""

import random

import numpy as np
import pytest

from engine.analysis.level import CAPACITY, KEPT
from engine.analysis.pyramid import FINEST_NS
from engine.analysis.standing import Standing, depth
from engine.analysis.timeline import Timeline
from engine.analysis.view import Lane
from engine.analysis.workers import Usage, Workers
from engine.ledger import Fate, add_up, tallies
from engine.runlog import manifest
from engine.runlog.layout import Cell, Role
from engine.runlog.reader import RunReader
from engine.states import State
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, work


def mean_of_the_living(
    lanes: tuple[Lane, ...],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    total = np.sum([lane.shares for lane in lanes], axis=0)
    living = total.sum(axis=1, keepdims=True)
    return np.asarray(total / np.where(living, living, 1), np.float64)


def assert_roles_are_the_mean(timeline: Timeline, start_s: float, end_s: float, bins: int) -> None:
    lanes = timeline.view(start_s, end_s, bins).lanes
    roles = timeline.view(start_s, end_s, bins, most_lanes=2).lanes
    assert [lane.role for lane in roles] == ["producer", "consumer"]
    for role in roles:
        members = tuple(lane for lane in lanes if lane.role == role.role)
        assert role.members == len(members)
        np.testing.assert_allclose(role.shares, mean_of_the_living(members), atol=2e-4)


def test_one_lane_a_role_is_the_mean_of_its_workers(build: LogBuilder, reader: RunReader) -> None:
    chance = random.Random(1)
    for index in range(1, 6):
        ends = sorted(chance.sample(range(100, 3000, 60), 20))
        build.producer(index).append([put((at - 50) * MS, 50 * MS) for at in ends])
        consumer = build.consumer(index).append([get((at - 20) * MS, 20 * MS) for at in ends])
        if index == 3:
            consumer.ended(3100 * MS)
    build.producer(6).state(State.WAIT_SLOT, 900 * MS)
    timeline = Timeline(ORIGIN)
    timeline.update(reader, ORIGIN + 4 * S)
    assert_roles_are_the_mean(timeline, 0, 4, 37)


def test_lanes_of_roles_follow_what_is_published_late(build: LogBuilder, reader: RunReader) -> None:
    logs = [build.producer(index) for index in (1, 2)] + [build.consumer(1)]
    timeline = Timeline(ORIGIN)
    for now in (2, 4):
        for log in logs:
            log.append([put(int((now - 1.5) * S), 100 * MS)])
        timeline.update(reader, ORIGIN + now * S)
        assert_roles_are_the_mean(timeline, 0, 5, 50)
    logs[0].append([put(S, 300 * MS)])  # reaches back behind what was drawn before
    timeline.update(reader, ORIGIN + 4 * S)
    assert_roles_are_the_mean(timeline, 0, 5, 50)


def test_lanes_of_roles_follow_when_old_bins_go(build: LogBuilder, reader: RunReader) -> None:
    logs = [build.producer(1), build.producer(2), build.consumer(1)]
    timeline = Timeline(ORIGIN)
    held_s = CAPACITY * FINEST_NS / 1e9
    for now in (0.9 * held_s, 1.1 * held_s):
        for shift, log in enumerate(logs):
            log.append([work(int(now * S) - (shift + 1) * S, 500 * MS)])
        timeline.update(reader, ORIGIN + int(now * S))
        assert_roles_are_the_mean(timeline, now - 0.9 * KEPT * FINEST_NS / 1e9, now, 100)


def test_a_worker_that_lived_at_another_time_is_no_member(
    build: LogBuilder, reader: RunReader
) -> None:
    build.consumer(1).ended(S)
    for index in (2, 3, 4):
        build.consumer(index)
    timeline = Timeline(ORIGIN)
    timeline.update(reader, ORIGIN + 4 * S)
    (early,) = timeline.view(0, 2, 5, most_lanes=2).lanes
    (late,) = timeline.view(2, 4, 5, most_lanes=2).lanes
    assert (early.members, late.members) == (4, 3)
    assert len(timeline.view(2, 4, 5, most_lanes=3).lanes) == 4  # no more than fit


def counted(build: LogBuilder) -> None:
    """Give producers, feeders and consumers counters, and some of them an end."""
    chance = random.Random(2)
    for index in range(1, 5):
        entered = chance.randrange(50, 100)
        written = entered - chance.randrange(10)
        build.producer(index).cells(ENTERED=entered, REFUSED=index, ATTEMPTED=entered + index + 1)
        feeder = build.thread(f"producer-{index}.feeder", Role.FEEDER)
        feeder.cells(WRITTEN=written - 1, UNSENDABLE=1)
        done = chance.randrange(20, 40)
        build.consumer(index).cells(RETURNED=done + index % 2, DONE=done)
    build.worker("producer-1", exitcode=0, ended=S)
    build.worker("producer-2", exitcode=-9, ended=S)
    build.worker("consumer-1", exitcode=-9, ended=S)
    build.worker("consumer-2", exitcode=None)


@pytest.mark.parametrize("is_final", [False, True])
def test_the_ledger_of_all_at_once_is_that_of_each(
    build: LogBuilder, reader: RunReader, is_final: bool
) -> None:
    counted(build)
    fates = {"producer-1": Fate.ASKED, "producer-2": Fate.DIED, "consumer-1": Fate.DIED}
    wanted = add_up(tallies(reader.blocks(), fates), is_final)
    assert Standing().ledger(reader.table(), reader.manifest, is_final) == wanted
    assert wanted.closes


def test_the_ledger_follows_the_ends_of_workers(build: LogBuilder, reader: RunReader) -> None:
    counted(build)
    standing = Standing()
    before = standing.ledger(reader.table(), reader.manifest, False)
    build.worker("producer-3", exitcode=-9, ended=2 * S)
    after = standing.ledger(reader.table(), reader.manifest, False)
    assert after.lost_total > before.lost_total
    assert after.closes


def test_depth_lies_within_what_it_was_while_blocks_were_read(
    build: LogBuilder, reader: RunReader
) -> None:
    build.producer().cells(ENTERED=30)
    build.consumer().cells(RETURNED=12)
    table = reader.table()
    assert depth(table, 12, 0) == 18
    assert depth(table, 12, 10) == 18  # after a shrink, until the debt is paid
    assert depth(table, 25, 10) == 10
    assert depth(table, 40, 10) == 10


def test_blocks_are_read_against_the_stream(build: LogBuilder, reader: RunReader) -> None:
    build.producer()
    build.thread("producer-1.feeder", Role.FEEDER).cells(WRITTEN=7)
    build.consumer()
    table = reader.table()
    assert table.names == ("consumer-1", "producer-1.feeder", "producer-1")
    assert table.column(Cell.WRITTEN).tolist() == [0, 7, 0]
    again = reader.table()
    assert again.moved(table).tolist() == []
    build.consumer(2)
    assert reader.table().moved(again).tolist() == [0, 1, 2, 3]


def test_only_workers_that_moved_get_a_new_view(build: LogBuilder, reader: RunReader) -> None:
    logs = [build.producer(2), build.producer(10), build.consumer(1)]
    feeder = build.thread("producer-10.feeder", Role.FEEDER)
    workers, usage = Workers(), dict[int, Usage]()
    first = workers.take(reader.table(), reader.manifest, usage)
    assert [view.name for view in first] == ["producer-2", "producer-10", "consumer-1"]
    logs[2].cells(DONE=5)
    logs[1].cells(ENTERED=3)
    feeder.cells(WRITTEN=1)
    second = workers.take(reader.table(), reader.manifest, usage)
    assert second[0] is first[0]
    assert (second[1].items, second[1].buffered, second[2].items) == (3, 2, 5)
    build.worker("producer-2", exitcode=3, ended=S)
    manifest.write(build.run, build.manifest)
    third = workers.take(reader.table(), reader.manifest, usage)
    assert third[0].exitcode == 3
