"""Connections of a Pipe that record waiting for the pipe and for an item."""

import sys
from multiprocessing import connection, reduction
from time import perf_counter_ns
from typing import Any

from engine.observed.recording import recorder
from engine.runlog.layout import ChannelCell, Kind, Result
from engine.runlog.writer import (
    ENTERED,
    GET_OK,
    ITEM,
    MARKS_READ,
    PUT_SINCE,
    RETURNED,
    SEND_OK,
    STATE,
    STATE_BITS,
    WORKING_CPU,
    WRITTEN,
    ChannelBlock,
)
from engine.states import State

if sys.platform == "win32":
    StandardConnection = connection.PipeConnection
else:
    StandardConnection = connection.Connection

HEADER_BYTES = 4
"""What Connection writes before each message: its length (multiprocessing.connection)."""

END_MARK = b"\x80\x02N."
"""A pickled None that no `put(None)` of this Python produces: those are of protocol 4 or later."""

_PIPE = int(State.WAIT_PIPE)
_ITEM = int(State.WAIT_ITEM)
_WRITTEN = int(ChannelCell.WRITTEN)
_READ = int(ChannelCell.READ)


class Connection(StandardConnection):
    """`multiprocessing.connection.Connection`, observed.

    A duplex pipe has a channel block for each direction. Sequence numbers are exact when senders
    share the end under a lock, as they must anyway.
    """

    _outgoing: ChannelBlock | None
    _incoming: ChannelBlock | None

    @classmethod
    def adopt(
        cls, plain: Any, outgoing: ChannelBlock | None, incoming: ChannelBlock | None
    ) -> "Connection":
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
        super()._send_bytes(END_MARK)  # type: ignore[misc]

    def _send_bytes(self, buf: Any) -> None:
        block = self._outgoing
        assert block is not None
        thread = recorder(block.run)
        cells = thread.cells
        start = thread.put_since or thread.begin_put(_PIPE)
        super()._send_bytes(buf)  # type: ignore[misc]
        block.cells[_WRITTEN] = number = block.cells[_WRITTEN] + 1
        thread.entered += 1
        end = perf_counter_ns()
        thread.append(start, end - start, number, SEND_OK)
        cells[WRITTEN] = thread.entered
        cells[ENTERED] = thread.entered
        thread.put_since = 0
        cells[PUT_SINCE] = 0
        cells[STATE] = end << STATE_BITS | WORKING_CPU

    def _recv_bytes(self, maxsize: int | None = None) -> Any:
        block = self._incoming
        assert block is not None
        thread = recorder(block.run)
        cells = thread.cells
        if thread.item:
            thread.done_item()
        start = perf_counter_ns()
        cells[STATE] = start << STATE_BITS | _ITEM
        message = super()._recv_bytes(maxsize)  # type: ignore[misc]
        end = perf_counter_ns()
        cells[STATE] = end << STATE_BITS | WORKING_CPU
        if message is None:  # longer than `maxsize`: the standard class raises OSError
            return None
        size = message.getbuffer().nbytes
        if size == len(END_MARK) and message.getvalue() == END_MARK:
            cells[MARKS_READ] += 1
            thread.leave(Kind.GET, _ITEM, start, Result.MARK)
            return message
        block.cells[_READ] = number = block.cells[_READ] + 1
        thread.returned += 1
        thread.item = number
        cells[ITEM] = number
        thread.append(start, end - start, number, GET_OK)
        cells[RETURNED] = thread.returned
        return message

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
