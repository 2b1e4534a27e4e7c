"""`multiprocessing.Queue`, observed, that can be resized while processes block on it.

The standard class runs on observed parts: its semaphore, its two locks and what it reads and writes
the pipe with. `put` and the plain `get` are written out, because the profile names the calls that
this saves; they do what the standard ones do, through the same parts.

    put ── slot semaphore ── buffer ── feeder thread ── write lock ── pipe ── read lock ── get
           SlotSemaphore                                WriteLock             ReadLock
"""

from __future__ import annotations

import multiprocessing.queues
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing import reduction
from queue import Full
from time import perf_counter_ns

from engine import platforms
from engine.observed.connections import END_MARK
from engine.observed.locks import ReadLock, WriteLock
from engine.observed.recording import local, recorder
from engine.observed.synchronize import SlotSemaphore
from engine.observed.wire import SURE_ROOM_BYTES, note_size, receive, send
from engine.runlog.layout import Channel, ChannelCell, Kind, Result, code
from engine.runlog.writer import (
    ITEM,
    MARKS_READ,
    STATE,
    STATE_BITS,
    WORKING_CPU,
    WRITTEN,
    ChannelBlock,
    Recorder,
)
from engine.states import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ITEM = int(State.WAIT_ITEM)
_PIPE = int(State.WAIT_PIPE)
_WRITTEN = int(ChannelCell.WRITTEN)
_READ = int(ChannelCell.READ)
_LARGEST = int(ChannelCell.LARGEST_BYTES)
_MAX = platforms.largest_semaphore()
_ORDER = code(Kind.ORDER, 0)
_LONG_WRITE = code(Kind.WRITE, State.WAIT_PIPE)

LONG_WRITE_NS = 50_000
"""A feeder's write shorter than this did not wait, and leaves no record."""


class Queue(multiprocessing.queues.Queue):  # type: ignore[type-arg]
    """`multiprocessing.Queue` with the same signatures, exceptions and blocking."""

    _block: ChannelBlock
    _closed: bool
    _buffer: Any
    _notempty: Any
    _thread: Any
    _start_thread: Any
    _reader: Any
    _writer: Any

    def __init__(self, maxsize: int = 0, *, ctx: Any) -> None:
        bounded = max(0, maxsize)
        self._block = ctx.new_block(Channel.QUEUE, bounded)
        super().__init__(maxsize, ctx=ctx)
        self._rlock = ReadLock(ctx=ctx)
        self._wlock = WriteLock(ctx=ctx) if sys.platform != "win32" else None
        self._sem = SlotSemaphore(bounded or _MAX, ctx=ctx, block=self._block)
        capacity = platforms.pipe_capacity(self._writer.fileno())
        self._block.cells[ChannelCell.CAPACITY_BYTES] = capacity

    @property
    def _maxsize(self) -> int:
        """Shared, because qsize() is maxsize minus the free slots and maxsize can change."""
        return self._block.cells[ChannelCell.MAXSIZE] or _MAX

    @_maxsize.setter
    def _maxsize(self, value: int) -> None:
        """The standard class assigns what the block knows already."""

    def qsize(self) -> int:
        """As the standard `qsize()`: slots taken, which counts ghosts; no truth about the pipe."""
        return super().qsize() + self._sem.debt

    def resize(self, maxsize: int) -> None:
        """Change maxsize (from bounded to bounded) while processes use the queue."""
        if not self._block.cells[ChannelCell.MAXSIZE]:
            raise ValueError("an unbounded queue cannot be resized")
        self._sem.resize(maxsize)

    def wake_putters(self, count: int) -> None:
        """Add `count` slots, so that puts cut short by Stop can return. Ends the queue's truth."""
        is_bounded = self._block.cells[ChannelCell.MAXSIZE]
        for _ in range(count if is_bounded else 0):
            self._sem._release()  # whatever the debt: each of them is to wake

    def write_end_mark(self) -> bool:
        """Wake one process that sleeps in `get()`: it gets None. Never blocks; see the function.

        The mark took no slot, and its reader will give one back: so one is owed.
        """

        def write() -> None:
            self._sem.owe()
            self._writer.send_bytes(END_MARK)

        return write_end_mark(self._writer, self._wlock, write)

    @property
    def block_cells(self) -> memoryview:
        """The shared cells, see layout.ChannelCell."""
        return self._block.cells

    def put(self, obj: Any, block: bool = True, timeout: float | None = None) -> None:
        """As the standard `put`."""
        if self._closed:
            raise ValueError(f"Queue {self!r} is closed")
        if not self._sem.acquire(block, timeout):
            raise Full
        notempty, buffer = self._notempty, self._buffer
        notempty.acquire()
        try:
            if self._thread is None:
                self._start_thread()
            buffer.append(obj)
            if len(buffer) == 1:  # the feeder sleeps only while there is nothing
                notempty.notify()
        finally:
            notempty.release()

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """As the standard `get`."""
        if not block or timeout is not None or self._closed:
            return super().get(block, timeout)
        try:
            thread: Recorder = local.recorder
        except AttributeError:
            thread = recorder(self._block.run)
        if thread.item:
            thread.done_item()
        lock = self._rlock
        if not lock._acquire(False):
            lock.wait(thread)
        try:
            data = _receive(thread, self._reader, self._block.cells)
        finally:
            lock._release()
        self._sem.give_back(thread)
        return reduction.ForkingPickler.loads(data)

    def __getstate__(self) -> Any:
        return super().__getstate__(), self._block

    def __setstate__(self, state: Any) -> None:
        standard, self._block = state
        super().__setstate__(standard)

    def _reset(self, after_fork: bool = False) -> None:
        super()._reset(after_fork)  # type: ignore[misc]
        # Not bound methods: the feeder thread must not keep a queue alive that was dropped.
        self._send_bytes = partial(_send, self._writer, self._block)
        self._recv_bytes = partial(_recv, self._reader, self._block)
        self._poll = partial(_poll, self._reader.poll, self._block)


def _send(writer: Any, block: ChannelBlock, buf: Any) -> None:
    """Write one item to the pipe: runs in the feeder thread, under the write lock."""
    try:
        thread: Recorder = local.recorder
    except AttributeError:
        thread = recorder(block.run)
    shared = block.cells
    number = shared[_WRITTEN] + 1
    largest = shared[_LARGEST]
    if len(buf) <= largest and (number - shared[_READ]) * largest < SURE_ROOM_BYTES:
        send(writer, buf)
    else:
        _write_long(thread, writer, buf, number, shared)
    shared[_WRITTEN] = number
    thread.written = written = thread.written + 1
    thread.cells[WRITTEN] = written
    accepted = written + thread.dropped
    if number - accepted != thread.order:
        thread.order = number - accepted
        thread.append(perf_counter_ns(), thread.order, accepted, _ORDER)


def _write_long(thread: Recorder, writer: Any, buf: Any, number: int, shared: memoryview) -> None:
    """Write an item for which the pipe may have no room, and record the wait if there was one."""
    note_size(shared, number, len(buf))
    start = perf_counter_ns()
    thread.enter(_PIPE, start)
    send(writer, buf)
    end = perf_counter_ns()
    thread.enter(WORKING_CPU, end)
    if end - start > LONG_WRITE_NS:
        thread.append(start, end - start, number, _LONG_WRITE)


def _recv(reader: Any, block: ChannelBlock) -> bytes:
    """Read one item for the standard `get`: see _receive."""
    return _receive(recorder(block.run), reader, block.cells)


def _receive(thread: Recorder, reader: Any, shared: memoryview) -> bytes:
    """Read one item: runs under the read lock; SlotSemaphore.give_back completes the record.

    An item that was written already is read without waiting for it.
    """
    cells = thread.cells
    number = shared[_READ] + 1
    if shared[_WRITTEN] < number and not thread.get_since:
        thread.get_since = start = perf_counter_ns()
        cells[STATE] = start << STATE_BITS | _ITEM
    data: bytes = receive(reader)
    if data == END_MARK:
        thread.is_mark = True
        cells[MARKS_READ] += 1
        return data
    shared[_READ] = thread.item = number
    cells[ITEM] = number
    return data


def _poll(poll: Callable[[float], bool], block: ChannelBlock, timeout: float = 0.0) -> bool:
    """Wait for an item in `get` with a timeout, or look for one; runs under the read lock."""
    thread = recorder(block.run)
    start = perf_counter_ns()
    if timeout > 0 or not thread.retries():
        thread.cells[STATE] = start << STATE_BITS | _ITEM
    if poll(timeout):
        thread.get_since = start
        return True
    result = Result.TIMEOUT if timeout > 0 else Result.EMPTY
    thread.refuse_get(Kind.GET, _ITEM, start, result)
    return False


def write_end_mark(writer: Any, lock: Any, write: Callable[[], None]) -> bool:
    """Call `write` under the write lock, after the pipe `writer` reported room. Never blocks.

    Return False when there is no room, or another process is writing just now.
    """
    if lock is not None and not lock._acquire(False):
        return False
    try:
        if not platforms.has_room(writer.fileno()):
            return False
        write()
        return True
    finally:
        if lock is not None:
            lock._release()
