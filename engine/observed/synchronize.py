"""Semaphores and locks that record who waits for them, and a semaphore that can be resized.

Each is the standard class with its `acquire` and `release` wrapped. A role, carried through
pickling, says what a wait means: a slot of a queue, a permit, the read or write lock of a channel.
"""

from __future__ import annotations

from multiprocessing import synchronize
from time import perf_counter_ns

from engine import platforms
from engine.observed.recording import Stopped, local, recorder
from engine.runlog.layout import Channel, ChannelCell, Kind, Result
from engine.runlog.writer import (
    DROP,
    ENTERED,
    GET_MARK,
    GET_OK,
    ORDERS,
    PUT_OK,
    RETURNED,
    STATE,
    STATE_BITS,
    STOP_ORDER,
    UNSENDABLE,
    WORKING_CPU,
    ChannelBlock,
    Recorder,
)
from engine.states import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SLOT = int(State.WAIT_SLOT)
_MAX = platforms.largest_semaphore()


class _Observed(synchronize.SemLock):
    """A standard SemLock whose waits are recorded in the state `_wait_state`."""

    _wait_state = int(State.WAIT_LOCK)
    _run: str
    _semlock: Any

    def _make_methods(self) -> None:
        # The standard class binds the C methods as `acquire` and `release`: keep those names for
        # the wrappers.
        self._acquire = self._semlock.acquire
        self._release = self._semlock.release

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc: object) -> None:
        self.release()

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """As the standard `acquire`; a wait is recorded."""
        if self._acquire(False):
            return True
        if not block:
            return False
        thread = recorder(self._run)
        start = perf_counter_ns()
        thread.enter(self._wait_state, start)
        got: bool = self._acquire(True, timeout)
        stopped = got and bool(thread.cells[ORDERS] & STOP_ORDER)
        result = Result.STOPPED if stopped else Result.OK if got else Result.TIMEOUT
        thread.leave(Kind.STATE, self._wait_state, start, result)
        if stopped:
            self.release()
            raise Stopped
        return got

    def release(self) -> None:
        """As the standard `release`."""
        self._release()

    def __getstate__(self) -> Any:
        return super().__getstate__(), self._run

    def __setstate__(self, state: Any) -> None:
        standard, self._run = state
        super().__setstate__(standard)  # type: ignore[misc]


class Lock(_Observed, synchronize.Lock):
    """`multiprocessing.Lock`, observed."""

    def __init__(self, *, ctx: Any) -> None:
        self._run = ctx.folder
        synchronize.Lock.__init__(self, ctx=ctx)

    def _make_methods(self) -> None:
        super()._make_methods()
        # Nothing to record: the C method itself.
        self.release = self._semlock.release  # type: ignore[method-assign]

    def __exit__(self, *exc: object) -> None:
        self._release()


class Semaphore(_Observed, synchronize.Semaphore):
    """`multiprocessing.Semaphore`, observed, that can be resized while processes block on it.

    To shrink, `resize` takes what is free and books the rest as debt; `release` pays debt before
    it frees anything. To grow, debt is cancelled first. At every moment
    `taken + free - debt == size`.
    """

    _wait_state = int(State.WAIT_PERMIT)
    _debt: Any

    def __init__(self, value: int = 1, *, ctx: Any, block: ChannelBlock | None = None) -> None:
        self._run = ctx.folder
        self._block = block or ctx.new_block(Channel.SEMAPHORE, value)
        synchronize.Semaphore.__init__(self, value, ctx=ctx)
        self._debt = synchronize.SemLock(_SEMAPHORE, 0, _MAX, ctx=ctx)
        self._pay = self._debt._semlock.acquire

    @property
    def debt(self) -> int:
        """Permits still to be taken out of circulation after a shrink."""
        return int(self._debt._semlock._get_value())

    def release(self) -> None:
        """As the standard `release`; debt from shrinking is paid first."""
        if not self._pay(False):
            self._release()

    def resize(self, size: int) -> None:
        """Change the number of permits to `size` (at least 1). One process at a time may do so.

        Growing acts at once; what shrinking cannot take now is taken as permits come back.
        """
        if size < 1:
            raise ValueError("a semaphore can be resized to 1 or more")
        old = self._block.cells[ChannelCell.MAXSIZE]
        self._block.cells[ChannelCell.MAXSIZE] = size
        for _ in range(size - old):
            self.wake()
        for _ in range(old - size):
            self.owe()

    def wake(self) -> None:
        """Add one permit: cancel debt, or free one. Records nothing."""
        if not self._pay(False):
            self._release()

    def owe(self) -> None:
        """Take one permit out of circulation: a free one, or the next to be released.

        The debt comes first: were it booked after a failed acquire, a release in between would
        leave a permit free beside it.
        """
        self._debt._semlock.release()
        if self._acquire(False) and not self._pay(False):
            self._release()  # a release has paid already: this one is too much

    def __getstate__(self) -> Any:
        return super().__getstate__(), self._debt, self._block

    def __setstate__(self, state: Any) -> None:
        standard, self._debt, self._block = state
        super().__setstate__(standard)
        self._pay = self._debt._semlock.acquire


class SlotSemaphore(Semaphore):
    """The places of a queue: `acquire` is the heart of `put`, `release` ends a `get`.

    A slot counts as taken right after its acquire and as given back right before its release, so
    that 0 <= depth <= maxsize at every recorded event.
    """

    _wait_state = _SLOT

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take a slot for `put`; record the wait and how it ended."""
        try:
            thread: Recorder = local.recorder
        except AttributeError:
            thread = recorder(self._run)
        start = 0
        if not self._acquire(False):
            start = self._wait(thread, block, timeout)
            if not start:
                return False
        end = perf_counter_ns()
        cells = thread.cells
        if cells[ORDERS] & STOP_ORDER:  # this slot may be one that Stop added
            self._refused(thread, start or end, Result.STOPPED)
            raise Stopped
        thread.entered = entered = thread.entered + 1
        if start:
            thread.append(start, end - start, entered, PUT_OK)
            thread.end_put(end)
        else:
            thread.append(end, 0, entered, PUT_OK)
        cells[ENTERED] = entered  # after the record, so that a segment's header counts none twice
        return True

    def _wait(self, thread: Recorder, block: bool, timeout: float | None) -> int:
        """Wait for a slot. Return since when, in ns; 0 if there was none in time."""
        if not block:
            return self._refused(thread, perf_counter_ns(), Result.FULL)
        start = thread.begin_put(_SLOT)
        try:
            got = self._acquire(True, timeout)
        except BaseException:
            thread.drop_put()
            raise
        return start if got else self._refused(thread, start, Result.TIMEOUT)

    def release(self) -> None:
        """As the standard `release`: give a slot back at the end of `get`."""
        self.give_back(recorder(self._run))

    def give_back(self, thread: Recorder) -> None:
        """Give a slot back at the end of `get`; record the read and the wait before it."""
        end = perf_counter_ns()
        cells = thread.cells
        waited_from = thread.get_since
        start = waited_from or end
        if thread.is_mark:
            thread.is_mark = False
            thread.append(start, end - start, 0, GET_MARK)
        elif thread.item:
            thread.returned = returned = thread.returned + 1
            try:
                thread.append(start, end - start, thread.item, GET_OK)
            finally:  # it was read, even if the log has no room to say so
                cells[RETURNED] = returned
        else:  # the feeder gives back the slot of an item that it could not pickle
            thread.dropped = dropped = thread.dropped + 1
            thread.append(end, 0, thread.written + dropped, DROP)
            cells[UNSENDABLE] = dropped
        if waited_from:
            thread.get_since = 0
            cells[STATE] = end << STATE_BITS | WORKING_CPU
        if not self._pay(False):
            self._release()

    @staticmethod
    def _refused(thread: Recorder, start: int, result: int) -> int:
        thread.refuse_put(Kind.PUT, _SLOT, start, result)
        return 0


_SEMAPHORE = 1  # multiprocessing.synchronize.SEMAPHORE, the kind that counts
