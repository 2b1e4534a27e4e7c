"""The observed Pipe sends, receives and fails as the standard one, and counts what it carries."""

import os
import sys
import threading
from typing import Any

import pytest

from engine import platforms
from engine.analysis.depth import depth_events
from engine.ledger import add_up, tallies
from engine.observed.locks import SenderLock
from engine.observed.recording import recorder
from engine.runlog.layout import Cell, Kind, Result
from engine.runlog.reader import RunReader
from tests.engine import observed_programs as programs
from tests.engine.audit import records_of
from tests.engine.contexts import JOIN_S, join, start
from tests.engine.running import until

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

ITEMS: list[Any] = [1, "two", None, b"\0" * 200_000, {"five": [6]}]


def test_one_way_pipe_carries_items_in_order_and_ends_with_eof(context: Any) -> None:
    receiver, sender = context.Pipe(duplex=False)
    process = start(context, programs.send_all, sender, ITEMS)
    sender.close()
    assert [receiver.recv() for _ in ITEMS] == ITEMS
    with pytest.raises(EOFError):
        receiver.recv()
    join(process)
    receiver.close()


def test_duplex_pipe_carries_items_both_ways(context: Any) -> None:
    mine, theirs = context.Pipe()
    process = start(context, programs.echo, theirs)
    theirs.close()
    for item in ITEMS:
        mine.send(item)
        assert mine.poll(JOIN_S)
        assert mine.recv() == item
    assert not mine.poll()
    assert not mine.poll(0.01)
    mine.send(programs.ENOUGH)
    mine.close()
    join(process)


def test_ends_know_what_they_are_for(context: Any) -> None:
    receiver, sender = context.Pipe(duplex=False)
    assert (receiver.readable, receiver.writable) == (True, False)
    assert (sender.readable, sender.writable) == (False, True)
    with pytest.raises(OSError, match="read-only"):
        receiver.send(1)
    with pytest.raises(OSError, match="write-only"):
        sender.recv()
    with pytest.raises(OSError, match="write-only"):
        sender.poll()
    for end in (receiver, sender):
        end.close()
        assert end.closed
    with pytest.raises(OSError, match="handle is closed"):
        sender.send(1)
    with pytest.raises(OSError, match="handle is closed"):
        receiver.recv()


def test_sending_to_nobody_fails_as_the_standard_does(context: Any) -> None:
    receiver, sender = context.Pipe(duplex=False)
    receiver.close()
    with pytest.raises(BrokenPipeError):
        sender.send(1)
    sender.close()


def test_item_that_cannot_be_pickled_raises_and_sends_nothing(context: Any) -> None:
    receiver, sender = context.Pipe(duplex=False)
    with pytest.raises(TypeError, match="cannot be pickled"):
        sender.send(programs.Unpicklable())
    sender.send("fine")
    assert receiver.recv() == "fine"
    receiver.close()
    sender.close()


def test_bytes_are_sent_as_they_are(context: Any) -> None:
    mine, theirs = context.Pipe()
    mine.send_bytes(b"abcdef", 1, 3)
    assert theirs.recv_bytes() == b"bcd"
    theirs.send_bytes(b"too long")
    with pytest.raises(OSError):
        mine.recv_bytes(3)
    mine.close()
    theirs.close()


@pytest.mark.skipif(sys.platform == "win32", reason="its pipes keep messages whole")
@pytest.mark.parametrize("begun", [b"\0\0", b"\0\0\0\x08abc"])
def test_message_that_is_cut_short_raises(context: Any, begun: bytes) -> None:
    receiver, sender = context.Pipe(duplex=False)
    os.write(sender.fileno(), begun)
    sender.close()
    with pytest.raises(OSError, match="got end of file during message"):
        receiver.recv_bytes()
    receiver.close()


@pytest.mark.skipif(sys.platform == "win32", reason="its pipes keep messages whole")
def test_message_that_comes_in_parts_is_put_together(context: Any) -> None:
    receiver, sender = context.Pipe(duplex=False)

    def write_in_parts() -> None:
        for part in (b"\0\0", b"\0\x08", b"abc", b"defgh"):
            until(lambda: platforms.unread_bytes(receiver.fileno()) == 0, "the last was read")
            os.write(sender.fileno(), part)

    writer = threading.Thread(target=write_in_parts)
    writer.start()
    assert receiver.recv_bytes() == b"abcdefgh"
    writer.join()
    receiver.close()
    sender.close()


def test_ends_work_as_context_managers(context: Any) -> None:
    receiver, sender = context.Pipe(duplex=False)
    with receiver, sender:
        sender.send(1)
        assert receiver.recv() == 1
    assert receiver.closed
    assert sender.closed


def test_items_of_several_senders_keep_their_numbers(own: Any) -> None:
    receiver, sender = own.Pipe(duplex=False)
    lock = own.Lock()
    senders = [
        start(own, programs.send_and_close, sender, lock, first, 100) for first in (0, 1000, 2000)
    ]
    sender.close()
    received = [receiver.recv() for _ in range(300)]
    assert sorted(received) == [first + n for first in (0, 1000, 2000) for n in range(100)]
    names = [process.name for process in senders]
    join(*senders)
    receiver.close()
    with RunReader(own.run) as reader:
        blocks = reader.blocks()
        sent = [records_of(reader, name) for name in names]
        got = records_of(reader, recorder(own.run).name)
        times, depth = depth_events(reader)
        ledger = add_up(tallies(blocks, {}), is_final=False)
    numbers = [n for one in sent for n in one["item"][one["kind"] == Kind.SEND].tolist()]
    assert sorted(numbers) == list(range(1, 301))
    is_item = (got["kind"] == Kind.GET) & (got["result"] == Result.OK)
    assert got["item"][is_item].tolist() == list(range(1, 301))
    assert len(times) == 600
    assert depth.min() >= 0
    assert depth[-1] == 0
    assert ledger.closes
    assert (ledger.attempted, ledger.done, ledger.in_hand) == (300, 299, 1)


def test_bytes_in_the_pipe_are_known(own: Any) -> None:
    receiver, sender = own.Pipe(duplex=False)
    sender.send_bytes(b"x" * 1_000)
    sender.send_bytes(b"y" * 500)
    assert platforms.unread_bytes(receiver.fileno()) == 1_508
    receiver.recv_bytes()
    assert platforms.unread_bytes(receiver.fileno()) == 504
    receiver.close()
    sender.close()


def test_send_waits_only_while_the_pipe_may_have_no_room(own: Any) -> None:
    """A send shows as a wait unless all that is unread leaves room, whatever its size."""
    receiver, sender = own.Pipe(duplex=False)
    sender.send_bytes(b"x" * 60_000)
    sender.send_bytes(b"y")
    for _ in range(2):
        receiver.recv_bytes()
    sender.send_bytes(b"y")
    sender.send_bytes(b"y")
    receiver.close()
    sender.close()
    with RunReader(own.run) as reader:
        reader.threads()
        records = records_of(reader, recorder(own.run).name)
    waited = records["duration"][records["kind"] == Kind.SEND] > 0
    assert waited.tolist() == [True, True, True, False]


def test_send_that_raises_after_a_wait_is_no_put(own: Any) -> None:
    receiver, sender = own.Pipe(duplex=False)
    lock = SenderLock(ctx=own)
    cells = recorder(own.run).cells
    lock._wait()  # as `acquire` does when another process holds it
    assert (cells[Cell.ATTEMPTED], cells[Cell.PUT_SINCE_NS] > 0) == (1, True)
    with pytest.raises(TypeError, match="cannot be pickled"):
        sender.send(programs.Unpicklable())
    lock.release()
    assert (cells[Cell.ATTEMPTED], cells[Cell.PUT_SINCE_NS]) == (0, 0)
    lock._wait()
    sender.send("fine")
    lock.release()
    assert [cells[cell] for cell in (Cell.ATTEMPTED, Cell.ENTERED, Cell.PUT_SINCE_NS)] == [1, 1, 0]
    receiver.close()
    sender.close()
