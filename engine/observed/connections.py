"""Connections of a Pipe that record waiting for the pipe and for an item."""

from __future__ import annotations

from io import BytesIO
from multiprocessing import reduction
from time import perf_counter_ns

from engine.observed.recording import local, recorder
from engine.observed.wire import (
    SURE_ROOM_BYTES,
    StandardConnection,
    note_size,
    receive,
    send,
)
from engine.runlog.layout import ChannelCell, Kind, Result
from engine.runlog.writer import (
    ENTERED,
    GET_MARK,
    GET_OK,
    ITEM,
    MARKS_READ,
    RETURNED,
    SEND_OK,
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

END_MARK = b"\x80\x02N."
"""A pickled None that no `put(None)` of this Python produces: those are of protocol 4 or later."""

_PIPE = int(State.WAIT_PIPE)
_ITEM = int(State.WAIT_ITEM)
_WRITTEN = int(ChannelCell.WRITTEN)
_READ = int(ChannelCell.READ)
_LARGEST = int(ChannelCell.LARGEST_BYTES)

dumps = reduction.ForkingPickler.dumps
loads = reduction.ForkingPickler.loads


class Connection(StandardConnection):
    """`multiprocessing.connection.Connection`, observed.

    A duplex pipe has a channel block for each direction. Sequence numbers are exact when senders
    share the end under a lock, as they must anyway.
    """

    _handle: int | None
    _readable: bool
    _writable: bool
    _outgoing: ChannelBlock | None
    _incoming: ChannelBlock | None

    @classmethod
    def adopt(
        cls, plain: Any, outgoing: ChannelBlock | None, incoming: ChannelBlock | None
    ) -> Connection:
        """Return an observed connection over the handle of `plain`, which is left empty."""
        observed = cls(plain._handle, readable=plain.readable, writable=plain.writable)
        plain._handle = None
        observed._outgoing, observed._incoming = outgoing, incoming
        return observed

    @property
    def outgoing_cells(self) -> memoryview:
        """The shared cells of what is sent here, see layout.ChannelCell."""
        assert self._outgoing is not None
        return self._outgoing.cells

    def send_end_mark(self) -> None:
        """Write an end mark, which is no item and leaves no record."""
        send(self, END_MARK)

    def send(self, obj: Any) -> None:
        """As the standard `send`."""
        if self._handle is None or not self._writable:
            return super().send(obj)  # raises
        self._send_bytes(dumps(obj))

    def _send_bytes(self, buf: Any) -> None:
        block = self._outgoing
        assert block is not None
        try:
            thread: Recorder = local.recorder
        except AttributeError:
            thread = recorder(block.run)
        cells, shared = thread.cells, block.cells
        number = shared[_WRITTEN] + 1
        largest = shared[_LARGEST]
        if len(buf) <= largest and (number - shared[_READ]) * largest < SURE_ROOM_BYTES:
            send(self, buf)
        else:
            self._send_waiting(thread, shared, buf, number)
        shared[_WRITTEN] = number
        end = perf_counter_ns()
        thread.entered = entered = thread.entered + 1
        start = thread.put_since
        if start:
            thread.append(start, end - start, number, SEND_OK)
            thread.end_put(end)
        else:
            thread.append(end, 0, number, SEND_OK)
        cells[WRITTEN] = entered
        cells[ENTERED] = entered

    def _send_waiting(self, thread: Recorder, shared: memoryview, buf: Any, number: int) -> None:
        """Write an item for which the pipe may have no room."""
        if not thread.put_since:
            thread.begin_put(_PIPE)
        note_size(shared, number, len(buf))
        try:
            send(self, buf)
        except BaseException:
            thread.drop_put()
            raise

    def recv(self) -> Any:
        """As the standard `recv`."""
        if self._handle is None or not self._readable:
            return super().recv()  # raises
        return loads(self._receive())

    def _recv_bytes(self, maxsize: int | None = None) -> Any:
        data = self._receive(maxsize)
        if data is None:
            return None
        message = BytesIO()
        message.write(data)
        return message

    def _receive(self, maxsize: int | None = None) -> Any:
        """Read one item and record it. None if it is longer than `maxsize` bytes."""
        block = self._incoming
        assert block is not None
        try:
            thread: Recorder = local.recorder
        except AttributeError:
            thread = recorder(block.run)
        if thread.item:
            thread.done_item()
        cells, shared = thread.cells, block.cells
        number = shared[_READ] + 1
        start = 0
        if shared[_WRITTEN] < number:
            start = perf_counter_ns()
            cells[STATE] = start << STATE_BITS | _ITEM
        data = receive(self, maxsize)
        end = perf_counter_ns()
        if start:
            cells[STATE] = end << STATE_BITS | WORKING_CPU
        else:
            start = end
        if data is None:
            return None
        if data == END_MARK:
            cells[MARKS_READ] += 1
            thread.append(start, end - start, 0, GET_MARK)
            return data
        shared[_READ] = thread.item = number
        cells[ITEM] = number
        thread.returned = returned = thread.returned + 1
        thread.append(start, end - start, number, GET_OK)
        cells[RETURNED] = returned
        return data

    def _poll(self, timeout: float | None) -> bool:
        block = self._incoming
        assert block is not None
        thread = recorder(block.run)
        if thread.item:
            thread.done_item()
        start = perf_counter_ns()
        if timeout or not thread.retries():
            thread.cells[STATE] = start << STATE_BITS | _ITEM
        ready: bool = super()._poll(timeout)  # type: ignore[misc]
        if ready:
            thread.leave(Kind.STATE, _ITEM, start)
        else:
            result = Result.TIMEOUT if timeout else Result.EMPTY
            thread.refuse_get(Kind.GET, _ITEM, start, result)
        return ready


def _rebuild(
    standard: tuple[Any, Any], outgoing: ChannelBlock | None, incoming: ChannelBlock | None
) -> Connection:
    function, arguments = standard
    return Connection.adopt(function(*arguments), outgoing, incoming)


def _reduce(observed: Connection) -> Any:
    """Pickle as the standard class does, or the copy would hold a wrong descriptor."""
    reduce_standard = reduction.ForkingPickler._extra_reducers[StandardConnection]  # type: ignore[attr-defined]
    return _rebuild, (reduce_standard(observed), observed._outgoing, observed._incoming)


reduction.register(Connection, _reduce)
