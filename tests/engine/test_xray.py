"""The inside of the queue: every item in one compartment, locks with their holders."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from engine.analysis import xray
from engine.analysis.answers import answers
from engine.analysis.locks import Granted, Lock
from engine.analysis.xray import Xray
from engine.analysis.xray_past import PastXray
from engine.runlog.layout import Cell, Channel, ChannelCell, Kind, Role
from engine.runlog.reader import RunReader
from engine.states import State
from tests.engine.contexts import close, context_of
from tests.engine.logbuilder import MS, LogBuilder, S, get, put, record, send
from tests.engine.running import until

CHANNEL = {
    ChannelCell.KIND: int(Channel.QUEUE),
    ChannelCell.MAXSIZE: 10,
    ChannelCell.READ: 0,
    ChannelCell.UNREAD_BYTES: 0,
    ChannelCell.CAPACITY_BYTES: 65_536,
}


def block(
    role: Role, state: State = State.WORKING_CPU, since: int = 0, **cells: int
) -> dict[Cell, int]:
    values = {cell: 0 for cell in Cell} | {Cell[name]: value for name, value in cells.items()}
    values[Cell.ROLE], values[Cell.STATE] = role, since << 6 | state
    return values


@contextmanager
def reading(builder: LogBuilder) -> Iterator[RunReader]:
    with RunReader(builder.run) as reader:
        reader.threads()
        yield reader


def test_twenty_unread_items_of_16_kib_stand_where_they_are(tmp_path: Path) -> None:
    with context_of("observed", "spawn", tmp_path) as context:
        queue = context.Queue(20)
        for _ in range(20):
            queue.put(b"\0" * 16_384)
        with RunReader(tmp_path / "run") as reader:

            def look() -> Xray | None:
                found = xray.now(reader)
                return found if found is not None and found.feeding else None

            found: Xray = until(look, "the feeder waits for the pipe")
            assert found.sum == (20, 16, 1, 3, 0)
            assert found.equation == "20 = 16 + 1 + 3 + 0"
            assert found.write_lock.holder is not None
            told = {one.call: one.value for one in found.answers}
            if sys.platform != "darwin":
                assert told == {"qsize()": queue.qsize(), "empty()": False, "full()": True}
            for _ in range(20):
                queue.get()
            until(lambda: (xray.now(reader) or found).total == 0, "all were read")
        close(queue)


def test_numbers_add_up_although_items_move_while_they_are_read() -> None:
    blocks = {
        "consumer-1": block(Role.CONSUMER, RETURNED=90),
        "producer-1.feeder": block(Role.FEEDER, State.WAIT_PIPE, WRITTEN=93),
        "producer-1": block(Role.PRODUCER, State.WAIT_SLOT, ENTERED=106),
    }
    found = xray.of_cells(blocks, {**CHANNEL, ChannelCell.READ: 92}, returned_after=97)
    # 16 were counted as taken and not given back, of which 7 were given back meanwhile.
    total, *parts = found.sum
    assert total == 10
    assert sum(part or 0 for part in parts) == total
    assert found.putting == ("producer-1",)


def test_no_compartment_is_negative_when_a_read_is_counted_before_its_write() -> None:
    blocks = {
        "consumer-1": block(Role.CONSUMER, RETURNED=51),
        "producer-1.feeder": block(Role.FEEDER, WRITTEN=50),
        "producer-1": block(Role.PRODUCER, ENTERED=51),
    }
    found = xray.of_cells(blocks, {**CHANNEL, ChannelCell.READ: 50}, returned_after=51)
    assert found.sum == (0, 0, 0, 0, 0)


def test_read_lock_is_held_by_who_waits_for_an_item() -> None:
    blocks = {
        "consumer-1": block(Role.CONSUMER, State.WAIT_READ_LOCK, 5),
        "consumer-2": block(Role.CONSUMER, State.WAIT_ITEM, 3),
        "consumer-3": block(Role.CONSUMER, State.WORKING_IO, 9),
    }
    assert xray.of_cells(blocks, CHANNEL, 0).read_lock == Lock("consumer-2", ("consumer-1",))


def test_write_lock_goes_to_the_feeder_whose_wait_for_it_has_just_ended(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.channel()
    for index, since in ((1, 20), (2, 30)):
        builder.producer(index).cells(ENTERED=3)
        feeder = builder.thread(f"producer-{index}.feeder", Role.FEEDER, index)
        feeder.state(State.WAIT_PIPE, since * MS)
        if index == 2:
            feeder.append([record(Kind.STATE, 10 * MS, 20 * MS - 5_000, State.WAIT_PIPE)])
    with reading(builder) as reader:
        found = xray.now(reader)
        assert found is not None
        assert found.write_lock == Lock("producer-2.feeder", ("producer-1.feeder",))
        assert found.buffers == {"producer-1": 2, "producer-2": 2}
        assert found.sum == (6, 4, 2, 0, 0)


def test_killed_reader_is_named_as_holder_of_a_lock_that_is_never_released(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.channel()
    dead = builder.consumer(1).append([record(Kind.STATE, MS, S, State.WAIT_ITEM)])
    dead.ended(S + MS, State.KILLED)
    builder.consumer(2).state(State.WAIT_READ_LOCK, 2 * MS)
    with reading(builder) as reader:
        found = xray.now(reader)
        assert found is not None
        assert found.read_lock == Lock("consumer-1", ("consumer-2",), is_orphan=True)
        stuck = replace(found, total=2, in_pipe=2).answers[1]
        assert (stuck.value, stuck.is_true) == (False, False)
        assert stuck.reason.text == "nobody can get any: who held the read lock is dead"


def test_write_lock_that_a_killed_feeder_held_is_never_released() -> None:
    blocks = {
        "consumer-1": block(Role.CONSUMER, State.WAIT_ITEM, 5 * MS, RETURNED=8),
        "producer-1.feeder": block(Role.FEEDER, State.KILLED, 4 * MS, WRITTEN=4),
        "producer-2.feeder": block(Role.FEEDER, State.WAIT_PIPE, 4 * MS, WRITTEN=4),
        "producer-1": block(Role.PRODUCER, State.KILLED, 4 * MS, ENTERED=6, ENDED_NS=4 * MS),
        "producer-2": block(Role.PRODUCER, State.WAIT_SLOT, 9 * MS, ENTERED=7),
    }
    channel = {**CHANNEL, ChannelCell.READ: 8}
    found = xray.of_cells(blocks, channel, 8, Granted(None, blocks, now_ns=S))
    assert found.write_lock == Lock("producer-1", ("producer-2.feeder",), is_orphan=True)
    assert found.equation == "5 = 4 + 1 + 0 + 0"
    assert (found.answers[1].value, found.answers[1].is_true) == (True, False)
    soon = xray.of_cells(blocks, channel, 8, Granted(None, blocks, now_ns=6 * MS))
    assert soon.write_lock == Lock("producer-2.feeder")


def test_lock_of_a_pipe_that_a_killed_sender_held_is_never_released() -> None:
    blocks = {
        "consumer-1": block(Role.CONSUMER, State.WAIT_ITEM, 5 * MS, RETURNED=8),
        "producer-1": block(Role.PRODUCER, State.KILLED, 4 * MS, ENTERED=4, WRITTEN=4),
        "producer-2": block(Role.PRODUCER, State.WAIT_PIPE, 4 * MS, ENTERED=4, WRITTEN=4),
    }
    channel = {**CHANNEL, ChannelCell.KIND: int(Channel.PIPE), ChannelCell.READ: 8}
    found = xray.of_cells(blocks, channel, 8, Granted(None, blocks, now_ns=S))
    assert found.write_lock == Lock("producer-1", ("producer-2",), is_orphan=True)


def test_pipe_has_items_bytes_and_locks_and_only_poll() -> None:
    blocks = {
        "consumer-1": block(Role.CONSUMER, RETURNED=4),
        "producer-1": block(Role.PRODUCER, State.WAIT_PIPE, ENTERED=7, WRITTEN=7),
    }
    cells = {ChannelCell.KIND: int(Channel.PIPE), ChannelCell.READ: 4, ChannelCell.MAXSIZE: 0}
    found = xray.of_cells(blocks, {**CHANNEL, **cells, ChannelCell.UNREAD_BYTES: 49_200}, 4)
    assert (found.sum, found.equation) == ((7, 3, 4), "7 = 3 + 4")
    assert (found.pipe_bytes, found.pipe_capacity) == (49_200, 65_536)
    assert found.write_lock.holder == "producer-1"
    assert [(one.call, one.value) for one in found.answers] == [("poll()", True)]


@pytest.mark.skipif(sys.platform == "darwin", reason="qsize() raises there")
def test_answers_say_what_is_not_true_of_them_and_why() -> None:
    qsize, empty, full = answers("queue", 3, 3, 0, unreadable=1)
    assert (qsize.value, qsize.is_true) == (3, False)
    assert qsize.reason.text == "1 of them nobody can get: their producer is gone"
    assert (empty.value, empty.is_true) == (True, False)
    assert empty.reason.text == "2 are on their way, empty() sees only the pipe"
    assert (full.value, full.is_true) == (True, True)
    qsize, empty, full = answers("queue", 3, 10, None, unreturned=1)
    assert (qsize.is_true, empty.value, empty.is_true, full.value) == (False, None, None, False)
    assert [one.is_true for one in answers("queue", 0, 0, 0)] == [True] * 3


def queue_log(folder: Path) -> LogBuilder:
    """Five items of two producers; from 50 to 90 ms a feeder writes item 4 with difficulty."""
    builder = LogBuilder(folder / "run")
    builder.channel(maxsize=10)
    builder.producer(1).append([put(k * MS, item=k) for k in (1, 2, 3)])
    builder.producer(2).append([put(k * MS + 10, item=k) for k in (1, 2)])
    builder.consumer().append([get(20 * MS, MS, item=1), record(Kind.WORK, 21 * MS, 300 * MS)])
    first = builder.thread("producer-1.feeder", Role.FEEDER, 1)
    second = builder.thread("producer-2.feeder", Role.FEEDER, 2)
    # 1, 2 and 4 are of the first, 3 and 5 of the second.
    first.append(
        [
            record(Kind.WRITE, 50 * MS, 40 * MS, State.WAIT_PIPE, item=4),
            record(Kind.ORDER, 90 * MS + 1, 1, item=3),
        ]
    )
    second.append([record(Kind.ORDER, 40 * MS, 2, item=1)])
    second.append([record(Kind.STATE, 55 * MS, 35 * MS, State.WAIT_PIPE)])
    second.append([record(Kind.ORDER, 95 * MS, 3, item=2)])
    first.cells(WRITTEN=3)
    second.cells(WRITTEN=2)
    return builder


def test_past_is_exact_while_a_feeder_writes(tmp_path: Path) -> None:
    with reading(queue_log(tmp_path)) as reader:
        found = PastXray(reader).at(0.060)
        assert found is not None
        assert found.sum == (4, 0, 2, 2)  # items 2 and 3 in the pipe, 4 and 5 in hands
        assert found.equation == "4 = 0 + 2 + 2"
        assert found.buffers == {"producer-1": 0, "producer-2": 0}
        assert found.write_lock == Lock("producer-1.feeder", ("producer-2.feeder",))
        assert found.maxsize == 10


def test_past_is_exact_between_writes_that_follow_each_other(tmp_path: Path) -> None:
    with reading(queue_log(tmp_path)) as reader:
        found = PastXray(reader).at(0.045)  # item 3 was written at 40 ms, item 4 from 50 ms on
        assert found is not None
        assert found.equation == "4 = 2 + 0 + 2"
        assert found.buffers == {"producer-1": 1, "producer-2": 1}


def test_past_says_what_the_log_does_not_tell(tmp_path: Path) -> None:
    with reading(queue_log(tmp_path)) as reader:
        past = PastXray(reader)
        found = past.at(0.030)
        assert found is not None
        assert (found.equation, found.is_split) == ("4", False)
        start = past.at(0.0005)
        assert start is not None
        assert start.equation == "0 = 0 + 0 + 0"


def test_past_of_a_pipe_counts_its_items(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run", channel__kind="pipe")
    builder.channel(Channel.PIPE, 0)
    builder.producer().append([send(k * MS, MS // 2, item=k) for k in (1, 2, 3)])
    builder.consumer().append([get(2 * MS, MS // 4, item=1)])
    with reading(builder) as reader:
        found = PastXray(reader).at(0.0029)
        assert found is not None
        assert (found.kind, found.sum) == ("pipe", (2, 1, 1))
