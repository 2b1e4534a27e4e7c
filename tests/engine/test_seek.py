"""Finding records by time: the same as reading the whole log and looking."""

import random
from pathlib import Path

import numpy as np
import pytest

from engine.runlog.layout import Kind, Role, SegmentCell
from engine.runlog.reader import RunReader
from engine.runlog.seek import Seeker, ends_ns
from engine.runlog.segment_reader import Records
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, work

STEP = 3 * MS
PAIRS = 30_000
"""Enough for the first segment and one more."""


@pytest.fixture
def log(tmp_path: Path) -> RunReader:
    builder = LogBuilder(tmp_path / "run")
    thread = builder.thread("consumer-1", Role.CONSUMER)
    records = []
    for number in range(PAIRS):
        records.append(get(number * STEP, MS, item=number + 1))
        records.append(work(number * STEP + MS, MS, item=number + 1))
    thread.append(records)
    return RunReader(builder.run)


def everything(reader: RunReader) -> Records:
    return np.concatenate(list(reader.scan("consumer-1")))


def test_a_log_is_whole_from_the_first_record_that_retention_left(build: LogBuilder) -> None:
    numbers = range(4_000)
    for role in (Role.PRODUCER, Role.CONSUMER):
        build.thread(f"{role.name.lower()}-1", role).append([put(n * MS, item=n) for n in numbers])
    with RunReader(build.run) as reader:
        reader.threads()
        assert Seeker(reader).whole_from_ns() == 0
        build.trim("consumer-1", 1)
        seeker = Seeker(reader)
        since = seeker.whole_from_ns()
        assert ORIGIN + 2 * S < since < ORIGIN + 2.1 * S
        assert seeker.before("consumer-1", since - 1) is None
        assert seeker.before("consumer-1", since) is not None


def test_what_was_trimmed_after_a_look_is_not_remembered(build: LogBuilder) -> None:
    build.thread("consumer-1", Role.CONSUMER).append([get(n * MS, item=n) for n in range(4_000)])
    with RunReader(build.run) as reader:
        reader.threads()
        seeker = Seeker(reader)
        assert seeker.before("consumer-1", ORIGIN + S) is not None
        build.trim("consumer-1", 1)
        since = seeker.whole_from_ns()
        assert since > ORIGIN + S
        assert seeker.before("consumer-1", ORIGIN + S) is None
        assert seeker.before("consumer-1", since) is not None


def test_the_records_of_a_range_are_those_that_overlap_it(log: RunReader) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with log:
        log.threads()
        whole, seeker = everything(log), Seeker(log)
        for _ in range(200):
            start = ORIGIN + chance.randrange(PAIRS * STEP)
            end = start + chance.choice((0, STEP, 40 * STEP, 3_000 * STEP))
            is_in = (ends_ns(whole) >= start) & (whole["start"] <= end)
            assert np.array_equal(seeker.between("consumer-1", start, end), whole[is_in])


def test_the_counters_at_an_instant_are_those_of_all_records_before_it(log: RunReader) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with log:
        log.threads()
        whole, seeker = everything(log), Seeker(log)
        for _ in range(200):
            at = ORIGIN + chance.randrange(PAIRS * STEP)
            counted = seeker.before("consumer-1", at)
            assert counted is not None
            records = counted.records
            done = counted.totals[SegmentCell.DONE] + np.count_nonzero(records["kind"] == Kind.WORK)
            assert done == np.count_nonzero((whole["kind"] == Kind.WORK) & (ends_ns(whole) <= at))
            after = seeker.after("consumer-1", at, 3)
            assert np.array_equal(after, whole[ends_ns(whole) > at][:3])


def test_a_thread_without_records_has_none(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.thread("consumer-1", Role.CONSUMER)
    with RunReader(builder.run) as reader:
        reader.threads()
        seeker = Seeker(reader)
        assert not len(seeker.between("consumer-1", ORIGIN, ORIGIN + STEP))
        assert not len(seeker.after("consumer-1", ORIGIN, 3))


def test_records_of_a_range_are_counted_without_reading_them(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.producer().append([put(k * MS) for k in range(5_000)])
    with RunReader(builder.run) as reader:
        reader.threads()
        seeker = Seeker(reader)
        assert seeker.count("producer-1", ORIGIN + S, ORIGIN + 4 * S) == 3_000
        with seeker.at_once():
            assert seeker.count("producer-1", ORIGIN, ORIGIN + 9 * S) == 4_999


def test_a_thread_that_has_written_nothing_has_counted_nothing(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.producer()
    with RunReader(builder.run) as reader:
        reader.threads()
        counted = Seeker(reader).before("producer-1", ORIGIN + S)
    assert counted is not None
    assert not any(counted.totals.values()) and not len(counted.records)
