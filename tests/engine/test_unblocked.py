"""What ended a wait: the one event that did, found around its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.analysis.unblocked import Unblocked, Unblockers
from engine.runlog.layout import Channel, Kind, Result, Role
from engine.runlog.reader import RunReader
from engine.states import State
from tests.engine.logbuilder import MS, LogBuilder, S, get, put, record, send, work


@contextmanager
def log(builder: LogBuilder) -> Iterator[Unblockers]:
    with RunReader(builder.run) as reader:
        reader.threads()
        yield Unblockers(reader)


def told(found: Unblocked | None) -> tuple[str, float, str] | None:
    return None if found is None else (found.worker, round(found.at_s, 4), found.words.text)


def full_queue(folder: Path, maxsize: int = 3) -> LogBuilder:
    builder = LogBuilder(folder / "run", channel__maxsize=maxsize)
    builder.channel(maxsize=maxsize)
    builder.producer(1).append([put(k * MS, item=k) for k in (1, 2)])
    builder.producer(2).append([put(3 * MS, item=1)])
    return builder


def test_blocked_put_is_let_in_by_the_get_whose_slot_it_takes(tmp_path: Path) -> None:
    builder = full_queue(tmp_path)
    first = builder.thread("producer-3", Role.PRODUCER, 3)
    first.append([put(10 * MS, 30 * MS + 100_000, item=1)])
    second = builder.thread("producer-4", Role.PRODUCER, 4)
    second.append([put(11 * MS, 30 * MS, item=1)])
    # Two slots come back nearly at once; both takers were woken after the second.
    builder.consumer(1).append([get(39 * MS, MS, item=1)])
    builder.consumer(2).append([get(39 * MS, MS + 50_000, item=2)])
    with log(builder) as unblockers:
        assert told(unblockers.of("producer-3", 0.020)) == (
            "consumer-1",
            0.04,
            "consumer-1 gave a slot back: it had read item 1",
        )
        assert told(unblockers.of("producer-4", 0.020)) == (
            "consumer-2",
            0.0401,
            "consumer-2 gave a slot back: it had read item 2",
        )


def test_blocked_put_is_let_in_by_a_larger_maxsize(tmp_path: Path) -> None:
    builder = full_queue(tmp_path)
    builder.thread("producer-3", Role.PRODUCER, 3).append([put(10 * MS, 30 * MS, item=1)])
    builder.mark(39 * MS, "channel.maxsize", 10)
    with log(builder) as unblockers:
        assert told(unblockers.of("producer-3", 0.020)) == (
            "",
            0.039,
            "maxsize grew from None to 10",
        )


def test_nobody_ended_what_is_no_wait_or_is_not_over(tmp_path: Path) -> None:
    builder = full_queue(tmp_path)
    builder.thread("producer-3", Role.PRODUCER, 3).state(State.WAIT_SLOT, 10 * MS)
    with log(builder) as unblockers:
        assert unblockers.of("producer-3", 0.005) is None
        assert unblockers.of("producer-3", 0.020) is None
        assert unblockers.of("nobody", 0.020) is None


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (Result.FULL, "nothing: Full was raised at once"),
        (Result.TIMEOUT, "nothing: the timeout passed"),
        (Result.STOPPED, "the run was stopped"),
    ],
)
def test_wait_that_was_given_up_says_so(tmp_path: Path, result: Result, words: str) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.producer().append([put(10 * MS, 30 * MS, result)])
    with log(builder) as unblockers:
        assert told(unblockers.of("producer-1", 0.020)) == ("", 0.04, words)


def test_permit_came_from_the_worker_that_released_it(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run", gate__consumer_permits=2)
    builder.consumer(1).append([work(0, 40 * MS, 1), work(41 * MS, 100 * MS, 5)])
    builder.consumer(2).append([work(MS, 60 * MS, 2)])
    wait = record(Kind.STATE, 10 * MS, 30 * MS + 20_000, State.WAIT_PERMIT)
    builder.consumer(3).append([wait, work(40 * MS + 30_000, 50 * MS, 3)])
    with log(builder) as unblockers:
        assert told(unblockers.of("consumer-3", 0.020)) == (
            "consumer-1",
            0.04,
            "consumer-1 released a permit",
        )


def test_item_came_from_the_producer_that_put_it(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.producer(1).append([put(k * S, item=k) for k in (1, 2, 3)]).cells(ENTERED=3)
    second = builder.producer(2).append([put(k * S + 500 * MS, item=k) for k in (1, 2, 3)])
    second.cells(ENTERED=3)
    feeders = [builder.thread(f"producer-{k}.feeder", Role.FEEDER, k) for k in (1, 2)]
    # Items alternate: 1, 3, 5 of the first, 2, 4, 6 of the second.
    for number, feeder in enumerate(feeders):
        feeder.append(
            [
                record(Kind.ORDER, k * S + number * 500 * MS + MS, k - 1 + number, item=k)
                for k in (1, 2, 3)
            ]
        )
        feeder.cells(WRITTEN=3)
    consumer = builder.consumer()
    consumer.append([get(k * 500 * MS + 2 * MS, 500 * MS, item=k) for k in range(1, 6)])
    with log(builder) as unblockers:
        found = [unblockers.of("consumer-1", 0.7 + k * 0.5) for k in range(1, 5)]
    assert [told(one) for one in found] == [
        ("producer-2", 1.5, "producer-2 put item 2"),
        ("producer-1", 2.0, "producer-1 put item 3"),
        ("producer-2", 2.5, "producer-2 put item 4"),
        ("producer-1", 3.0, "producer-1 put item 5"),
    ]


def test_item_of_a_pipe_came_from_its_sender(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run", channel__kind="pipe")
    builder.channel(Channel.PIPE, 0)
    builder.producer(1).append([send(10 * MS, MS, 1)])
    builder.producer(2).append([send(20 * MS, MS, 2)])
    builder.consumer().append([get(12 * MS, 8 * MS + 900_000, item=2)])
    with log(builder) as unblockers:
        found = told(unblockers.of("consumer-1", 0.015))
        assert found == ("producer-2", 0.021, "producer-2 sent item 2")


def test_read_lock_came_from_the_reader_of_the_item_before(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    wait = record(Kind.STATE, 5 * MS, 10 * MS, State.WAIT_READ_LOCK)
    builder.consumer(1).append([wait, get(15 * MS, 5 * MS, item=8)])
    builder.consumer(2).append([get(2 * MS, 13 * MS + 3_000, item=7)])
    builder.consumer(3).append([get(MS, 13 * MS, item=6)])
    with log(builder) as unblockers:
        found = told(unblockers.of("consumer-1", 0.010))
        assert found is not None
        assert (found[0], found[2]) == (
            "consumer-2",
            "consumer-2 released the read lock: it had read item 7",
        )


def test_full_pipe_got_room_by_a_read_or_its_lock_by_a_write(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run", channel__kind="pipe")
    builder.channel(Channel.PIPE, 0)
    builder.producer(1).append([send(10 * MS, 20 * MS, 5)])
    builder.producer(2).append([send(20 * MS, 10 * MS + 200_000, 6)])
    builder.consumer().append([get(29 * MS, 990_000, item=2)])
    with log(builder) as unblockers:
        assert told(unblockers.of("producer-1", 0.020)) == (
            "producer-2",
            0.0302,
            "producer-2 released the write lock",
        )
        assert told(unblockers.of("producer-2", 0.025)) == (
            "producer-1",
            0.03,
            "producer-1 released the write lock",
        )
