"""The recorder: what one thread writes into the run log. Standard library only.

The hot path takes no lock and makes no system call: a record is one pack_into a mapped segment,
a counter is one aligned store into the mapped block. Only a full segment costs a new file.
"""

import mmap
import os
from contextlib import suppress
from time import perf_counter_ns

from engine import platforms
from engine.runlog import layout
from engine.runlog.layout import Cell, Kind, Result, Role, SegmentCell
from engine.states import State

# Plain ints: an IntEnum attribute costs as much as the store it would name.
STATE = int(Cell.STATE)
RECORDS = int(Cell.RECORDS)
ATTEMPTED = int(Cell.ATTEMPTED)
REFUSED = int(Cell.REFUSED)
REFUSED_STOPPED = int(Cell.REFUSED_STOPPED)
ENTERED = int(Cell.ENTERED)
WRITTEN = int(Cell.WRITTEN)
RETURNED = int(Cell.RETURNED)
DONE = int(Cell.DONE)
EMPTY = int(Cell.EMPTY)
UNSENDABLE = int(Cell.UNSENDABLE)
ITEM = int(Cell.ITEM)
PUT_SINCE = int(Cell.PUT_SINCE_NS)
MARKS_READ = int(Cell.MARKS_READ)
ORDERS = int(layout.Command.ORDERS)
STOP_ORDER = int(layout.Order.STOP)
STATE_BITS = layout.STATE_BITS
WORKING_CPU = int(State.WORKING_CPU)

_pack = layout.RECORD.pack_into
_RECORD_BYTES = layout.RECORD_BYTES
_RECORD_SHIFT = _RECORD_BYTES.bit_length() - 1


StrPath = str | os.PathLike[str]
"""A run folder; workers do without pathlib, see layout."""


class LogFullError(OSError):
    """A new file of the log could not be allocated. `strerror` is a sentence without its dot."""


def map_file(path: StrPath, size: int, create: bool) -> mmap.mmap:
    """Map a file of the run log for writing; `create` makes it, and fails if it exists.

    Raises LogFullError when there is no room for a new file, and leaves none.
    """
    if not create:
        return _map(path, size, 0)
    try:
        return _map(path, size, os.O_CREAT | os.O_EXCL)
    except FileExistsError:
        raise
    except OSError as error:
        with suppress(OSError):
            os.unlink(path)
        raise LogFullError(error.errno, f"The run log cannot grow: {error.strerror}") from error


def _map(path: StrPath, size: int, flags: int) -> mmap.mmap:
    flags |= os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        if flags & os.O_CREAT:
            platforms.allocate(descriptor, size)
        return mmap.mmap(descriptor, size)
    finally:
        os.close(descriptor)


def try_to_grow(run: StrPath) -> None:
    """Allocate as much as a thread may need next, and give it back. Raises LogFullError."""
    path = os.path.join(run, "spans", ".room")  # no reader takes it for a segment
    map_file(path, layout.SEGMENT_BYTES, create=True).close()
    os.unlink(path)


def int_cells(memory: mmap.mmap) -> memoryview:
    """Return a map as cells of int64; "n" stores them faster than "q" does."""
    return memoryview(memory).cast("n")  # type: ignore[call-overload,no-any-return]


class Block:
    """One thread's block. `cells` are its 128 int64, `floats` the same bytes as float64."""

    def __init__(self, run: StrPath, name: str, create: bool) -> None:
        self._map = map_file(os.path.join(run, layout.block_name(name)), layout.BLOCK_BYTES, create)
        self.cells = int_cells(self._map)
        self.floats = memoryview(self._map).cast("d")

    def close(self) -> None:
        """Unmap the block."""
        self.cells.release()
        self.floats.release()
        self._map.close()


def create_block(run: StrPath, name: str, role: Role, index: int) -> Block:
    """Claim `name` by creating its block. Raises FileExistsError when it is taken."""
    block = Block(run, name, create=True)
    now = perf_counter_ns()
    block.cells[Cell.VERSION] = layout.VERSION
    block.cells[Cell.ROLE] = role
    block.cells[Cell.INDEX] = index
    block.cells[Cell.STARTED_NS] = now
    block.cells[Cell.STATE] = now << STATE_BITS | State.STARTING
    block.cells[Cell.MAGIC] = layout.BLOCK_MAGIC
    return block


class Recorder:
    """Writes the telemetry of one thread: counters, state, records. Used by that thread alone."""

    def __init__(self, run: StrPath, name: str, block: Block) -> None:
        self.run = run
        self.name = name
        self._block = block
        self.cells = block.cells
        self.floats = block.floats
        self.refused = self.entered = self.done = 0
        self.written = self.returned = self.dropped = 0
        self.item = 0
        self.is_mark = False
        self.order = 0
        """Sequence number minus local number of the last item written (feeders)."""
        self.get_since = 0
        """Start of the get under way, 0 for none."""
        self.put_since = 0
        """Start of the put on a pipe under way, 0 for none."""
        self._segment = -1
        self._offset = self._end = self._bias = 0
        self._refusal_at = -1
        self._refusal_code = 0
        self._roll()
        self.cells[Cell.PID] = os.getpid()
        now = perf_counter_ns()
        self.cells[Cell.RUNNING_NS] = now
        self.cells[STATE] = now << STATE_BITS | WORKING_CPU

    def enter(self, state: int, since_ns: int) -> None:
        """Say that this thread is in `state` since `since_ns`."""
        self.cells[STATE] = since_ns << STATE_BITS | state

    def leave(self, kind: int, state: int, since_ns: int, result: int = 0, item: int = 0) -> int:
        """Record that `state`, entered at `since_ns`, ended now. Return the time, in ns."""
        now = perf_counter_ns()
        # layout.code(), written out: consumers come by here holding the read lock.
        code = kind | state << 8 | result << 16 | 1 << 32
        self.append(since_ns, now - since_ns, item, code)
        self.cells[STATE] = now << STATE_BITS | WORKING_CPU
        return now

    def append(self, start_ns: int, duration_ns: int, item: int, code: int) -> None:
        """Append one record: the record first, then the count that makes it visible."""
        offset = self._offset
        if offset == self._end:
            self._roll()
            offset = self._offset
        _pack(self._map, offset, start_ns, duration_ns, item, code)
        self._offset = offset = offset + _RECORD_BYTES
        self.cells[RECORDS] = offset + self._bias >> _RECORD_SHIFT

    def refuse(self, kind: int, state: int, since_ns: int, result: int, item: int) -> None:
        """Record a refusal ending now. Refusals of one kind in a row, with nothing between them
        but the program's retry, are one span with a count.
        """
        now = perf_counter_ns()
        code = layout.code(kind, state, result, 0)
        if self._refusal_at == self.cells[RECORDS] and self._refusal_code == code:
            self._merge_refusal(now)
            return
        self.append(since_ns, now - since_ns, item, code | 1 << 32)
        self._refusal_at, self._refusal_code = self.cells[RECORDS], code
        self._refusal_start, self._refusal_count = since_ns, 1
        self.cells[STATE] = now << STATE_BITS | WORKING_CPU

    def begin_put(self, state: int) -> int:
        """Count a put that has to wait, from now on in `state`. Return the time, in ns."""
        self.put_since = start = perf_counter_ns()
        self.cells[ATTEMPTED] = self.entered + self.refused + 1
        self.cells[PUT_SINCE] = start
        self.cells[STATE] = start << STATE_BITS | state
        return start

    def end_put(self, now_ns: int) -> None:
        """Say that the put under way ended."""
        self.put_since = 0
        self.cells[PUT_SINCE] = 0
        self.cells[STATE] = now_ns << STATE_BITS | WORKING_CPU

    def drop_put(self) -> None:
        """Forget the put under way: it raised, and its item never was anywhere."""
        self.cells[ATTEMPTED] = self.entered + self.refused
        self.end_put(perf_counter_ns())

    def refuse_put(self, kind: int, state: int, since_ns: int, result: int) -> None:
        """Count and record a put that was refused."""
        self.refused += 1
        self.cells[REFUSED] = self.refused
        if result == Result.STOPPED:
            self.cells[REFUSED_STOPPED] += 1
        self.put_since = 0
        self.cells[PUT_SINCE] = 0
        self.refuse(kind, state, since_ns, result, 0)

    def refuse_get(self, kind: int, state: int, since_ns: int, result: int) -> None:
        """Count and record a get that raised Empty."""
        self.cells[EMPTY] += 1
        self.refuse(kind, state, since_ns, result, 0)

    def retries(self) -> bool:
        """True when the last thing recorded is a refusal: the program is trying again."""
        return self._refusal_at == self.cells[RECORDS]

    def _merge_refusal(self, now: int) -> None:
        self._refusal_count = min(self._refusal_count + 1, 0x7FFFFFFF)
        offset = self._offset - _RECORD_BYTES
        duration, tag = now - self._refusal_start, self._refusal_code | self._refusal_count << 32
        # In place by single stores: a reader sees the old or the new value, never zeros.
        view = self._view
        view[(offset >> 3) + 1] = duration
        view[(offset >> 3) + 3] = tag

    def done_item(self) -> None:
        """Count the item in hand as done."""
        if self.item:
            self.item = 0
            self.done += 1
            self.cells[DONE] = self.done

    def finish(self) -> None:
        """Say that the program has returned; what follows is the join of a queue's feeder."""
        now = perf_counter_ns()
        self.cells[STATE] = now << STATE_BITS | State.WAIT_JOIN

    def _roll(self) -> None:
        segment = self._segment + 1
        size = layout.segment_bytes(segment)
        path = os.path.join(self.run, layout.segment_name(self.name, segment))
        self._map = map_file(path, size, create=True)
        self._view = header = memoryview(self._map).cast("q")
        for segment_cell, cell in layout.SEGMENT_COUNTERS:
            header[segment_cell] = self.cells[cell]
        header[SegmentCell.VERSION] = layout.VERSION
        header[SegmentCell.SEGMENT] = segment
        first = layout.first_record(segment)
        header[SegmentCell.FIRST_RECORD] = first
        header[SegmentCell.OPENED_NS] = perf_counter_ns()
        header[SegmentCell.MAGIC] = layout.SEGMENT_MAGIC
        self._segment = segment
        self._offset = layout.HEADER_BYTES
        self._end = layout.HEADER_BYTES + layout.segment_records(segment) * _RECORD_BYTES
        # So that (offset + bias) / 32 is the number of records through all segments.
        self._bias = first * _RECORD_BYTES - layout.HEADER_BYTES


def append_after_end(
    run: StrPath, name: str, block: Block, state: int, since_ns: int, until_ns: int
) -> None:
    """Append the state that a thread was in when its process ended: nobody else writes any more.

    Without room in the last segment the record is left out; the block told the state while it
    lasted.
    """
    records = block.cells[RECORDS]
    segment = layout.segment_of(records)
    path = os.path.join(run, layout.segment_name(name, segment))
    offset = layout.HEADER_BYTES + (records - layout.first_record(segment)) * _RECORD_BYTES
    size = layout.segment_bytes(segment)
    # A ValueError: the file is shorter than that.
    with suppress(OSError, ValueError), map_file(path, size, create=False) as mapped:
        code = layout.code(Kind.STATE, state)
        _pack(mapped, offset, since_ns, until_ns - since_ns, 0, code)
        block.cells[RECORDS] = records + 1


class ChannelBlock:
    """The shared cells of one queue or pipe. Pickles as its path."""

    def __init__(self, path: str, create: bool = False) -> None:
        self.path = path
        self.run = os.path.dirname(os.path.dirname(path))
        self._map = map_file(path, layout.CHANNEL_BYTES, create)
        self.cells = int_cells(self._map)

    def __reduce__(self) -> tuple[type["ChannelBlock"], tuple[str]]:
        return ChannelBlock, (self.path,)


def create_channel(run: StrPath, name: str, kind: int, maxsize: int) -> ChannelBlock:
    """Create the block of a queue, pipe or semaphore. Raises FileExistsError."""
    channel = ChannelBlock(os.path.join(run, layout.channel_name(name)), create=True)
    channel.cells[layout.ChannelCell.VERSION] = layout.VERSION
    channel.cells[layout.ChannelCell.KIND] = kind
    channel.cells[layout.ChannelCell.MAXSIZE] = maxsize
    channel.cells[layout.ChannelCell.MAGIC] = layout.CHANNEL_MAGIC
    return channel


def make_folders(run: StrPath) -> None:
    """Make the folders of a run."""
    for folder in ("blocks", "spans", "channels"):
        os.makedirs(os.path.join(run, folder), exist_ok=True)


PUT_OK = layout.code(Kind.PUT, State.WAIT_SLOT, Result.OK)
SEND_OK = layout.code(Kind.SEND, State.WAIT_PIPE, Result.OK)
GET_OK = layout.code(Kind.GET, State.WAIT_ITEM, Result.OK)
GET_MARK = layout.code(Kind.GET, State.WAIT_ITEM, Result.MARK)
DROP = layout.code(Kind.DROP, State.WORKING_CPU)
