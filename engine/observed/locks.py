"""The locks at the two ends of a channel: whoever waits there waits for the channel.

A role, carried through pickling, says what the wait means: the write or the read lock.
"""

from __future__ import annotations

from time import perf_counter_ns

from engine.observed.recording import Stopped, local, recorder
from engine.observed.synchronize import Lock
from engine.runlog.layout import Kind, Result
from engine.runlog.writer import ORDERS, STOP_ORDER, Recorder
from engine.states import State

_PIPE = int(State.WAIT_PIPE)


class WriteLock(Lock):
    """The lock at the writing end of a channel: a feeder of a queue, or a sender, waits for it."""

    _wait_state = int(State.WAIT_PIPE)


class SenderLock(WriteLock):
    """The lock under which several processes share the sending end of a Pipe.

    A put on a pipe that finds it taken begins here: waiting for this lock and for room in the pipe
    are one wait, which `Connection` records when the item is written.
    """

    _waiter: Recorder | None = None
    """Who had to wait for the lock that this process holds now."""

    def _make_methods(self) -> None:
        super()._make_methods()
        del self.release  # the C method, which hid the one below

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """As the standard `acquire`; a put that has to wait is under way from here on."""
        return bool(self._acquire(False)) or self._wait(block, timeout)

    def release(self) -> None:
        """As the standard `release`."""
        if self._waiter is not None:
            self._settle()
        self._release()

    # The two above again, without a call in between.

    def __enter__(self) -> bool:
        return self._acquire(False) or self._wait()

    def __exit__(self, *exc: object) -> None:
        if self._waiter is not None:
            self._settle()
        self._release()

    def _wait(self, block: bool = True, timeout: float | None = None) -> bool:
        thread = recorder(self._run)
        start = thread.begin_put(_PIPE)
        try:
            got: bool = block and self._acquire(True, timeout)
        except BaseException:
            thread.drop_put()
            raise
        if got and not thread.cells[ORDERS] & STOP_ORDER:
            self._waiter = thread
            return True
        thread.refuse_put(Kind.SEND, _PIPE, start, Result.STOPPED if got else Result.TIMEOUT)
        if got:
            self._release()
            raise Stopped
        return False

    def _settle(self) -> None:
        """End the put of a holder that waited; it is under way still if its `send` raised."""
        thread, self._waiter = self._waiter, None
        if thread is not None and thread.put_since:
            thread.drop_put()


class ReadLock(Lock):
    """The lock at the reading end of a channel. On a queue it opens every `get`."""

    _wait_state = int(State.WAIT_READ_LOCK)

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """As the standard `acquire`; the item in hand is done once the next is asked for."""
        try:
            thread: Recorder = local.recorder
        except AttributeError:
            thread = recorder(self._run)
        if thread.item:
            thread.done_item()
        if self._acquire(False):
            return True
        if block:
            return self.wait(thread, timeout)
        thread.refuse_get(Kind.GET, self._wait_state, perf_counter_ns(), Result.EMPTY)
        return False

    def wait(self, thread: Recorder, timeout: float | None = None) -> bool:
        """Wait for the lock, which another reader holds, and record the wait."""
        start = perf_counter_ns()
        thread.enter(self._wait_state, start)
        if self._acquire(True, timeout):
            thread.leave(Kind.STATE, self._wait_state, start)
            return True
        thread.refuse_get(Kind.GET, self._wait_state, start, Result.TIMEOUT)
        return False

    __enter__ = acquire  # without a call in between
