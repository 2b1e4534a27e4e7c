"""The production line of a run: its channel, its semaphores and its item tickets. Host side.

The host makes them, resizes them and wakes who sleeps in them. It never puts or gets.
"""

from multiprocessing import synchronize
from typing import Any

from engine import platforms
from engine.observed import ObservedContext
from engine.observed.connections import END_MARK
from engine.observed.locks import ReadLock, SenderLock
from engine.observed.queues import Queue, write_end_mark
from engine.observed.synchronize import Semaphore
from engine.observed.wire import StandardConnection
from engine.programs.pipe_channel import PipeChannel
from engine.protocol import Setting
from engine.runlog.layout import ChannelCell


class Line:
    """What the workers of a run share."""

    def __init__(self, context: ObservedContext, settings: dict[str, Setting]) -> None:
        self.channel: Any
        if settings["channel.kind"] == "pipe":
            receiver, sender = context.Pipe(duplex=False)
            self.channel = PipeChannel(
                receiver, sender, ReadLock(ctx=context), SenderLock(ctx=context)
            )
            self._cells = sender.outgoing_cells
        else:
            self.channel = context.Queue(int(settings["channel.maxsize"]))
            self._cells = self.channel.block_cells
        self.gates = {
            "producer": _gate(context, settings["gate.producer_permits"]),
            "consumer": _gate(context, settings["gate.consumer_permits"]),
        }
        self.tickets = _tickets(context, int(settings["run.items"]))

    def resize(self, maxsize: int) -> None:
        """Change the maxsize of the queue in use; a pipe has none."""
        if isinstance(self.channel, Queue):
            self.channel.resize(maxsize)

    def resize_gate(self, role: str, permits: int) -> None:
        """Change the permits of a role's semaphore in use."""
        gate = self.gates[role]
        if gate is not None:
            gate.resize(permits)

    def wake_producers(self, count: int) -> None:
        """Let `count` producers out of `put` and of their gate. Only when the run is stopping."""
        if isinstance(self.channel, Queue):
            self.channel.wake_putters(count)

    def wake_gate(self, role: str, count: int) -> None:
        """Let `count` workers of a role through their gate. Only when the run is stopping."""
        gate: Semaphore | None = self.gates[role]
        for _ in range(count if gate is not None else 0):
            gate.wake()  # type: ignore[union-attr]

    def sample(self) -> None:
        """Note in the channel's block how many bytes wait in the OS pipe."""
        is_queue = isinstance(self.channel, Queue)
        reader = self.channel._reader if is_queue else self.channel.receiver
        self._cells[ChannelCell.UNREAD_BYTES] = platforms.unread_bytes(reader.fileno())

    def is_empty(self) -> bool:
        """True when everything that was written to the pipe has been read.

        A writer that was killed between its write and the count leaves the count one short.
        """
        return bool(self._cells[ChannelCell.WRITTEN] <= self._cells[ChannelCell.READ])

    def write_end_mark(self) -> bool:
        """Wake one consumer that sleeps in `get`. False when the pipe was busy or had no room."""
        if isinstance(self.channel, Queue):
            return self.channel.write_end_mark()
        sender = self.channel.sender
        return write_end_mark(sender, self.channel.write_lock, sender.send_end_mark)

    def count_left(self) -> int | None:
        """Count the whole items left in the pipe, once no worker lives. Empties it.

        None when a worker was killed under the read lock: it may have read half an item, and what
        follows is then no beginning of another.
        """
        is_queue = isinstance(self.channel, Queue)
        reader = self.channel._reader if is_queue else self.channel.receiver
        writer = self.channel._writer if is_queue else self.channel.sender
        read_lock = self.channel._rlock if is_queue else self.channel.read_lock
        writer.close()  # the last copy: reading comes to an end instead of blocking
        return _count_messages(reader) if read_lock._acquire(False) else None


def _gate(context: ObservedContext, permits: Setting) -> Semaphore | None:
    return context.Semaphore(int(permits)) if permits else None


def _tickets(context: ObservedContext, items: int) -> Any:
    """Return a plain semaphore that hands out `items` tickets, or None for no limit."""
    if not items:
        return None
    return synchronize.SemLock(1, items, platforms.largest_semaphore(), ctx=context)


def _count_messages(reader: Any) -> int:
    """Count whole messages up to the end of the pipe; one that was cut, and marks, are none."""
    plain = StandardConnection(reader._handle, writable=False)
    count = 0
    try:
        while plain.poll(0):
            count += plain.recv_bytes() != END_MARK
    except (EOFError, OSError, MemoryError, OverflowError):
        pass  # the end, or a message that a killed process left half written or half read
    finally:
        plain._handle = None  # type: ignore[attr-defined]  # `reader` owns it
    return count
