"""The inside of a channel at one instant: where its items and its processes are.

    put ── slot semaphore ── sender buffers ── write lock ── pipe ── read lock ── get
           [ slots taken: .. in buffers + in feeders' hands + in the pipe + not given back .. ]

`now` reads it off the blocks, which count every event; `xray_past` reads it off the records of a
log. The compartments add up and are never negative; what cannot be known is None. Items move on
while the blocks are read: these are read against the stream, so that an item is met twice rather
than missed, and what was met twice is taken out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import Final, Literal

from engine.analysis.answers import Answer, answers
from engine.analysis.locks import Cells, Granted, Lock, in_state, state
from engine.runlog.layout import (
    Cell,
    Channel,
    ChannelCell,
    Role,
    feeder_name,
)
from engine.runlog.reader import RunReader
from engine.states import State

_FEEDER: Final = feeder_name("")


@dataclass(frozen=True)
class Xray:
    """A channel at one instant. Counts are items; None is what cannot be known."""

    kind: Literal["queue", "pipe"]
    total: int
    """Slots taken (queue), or items in the pipe."""
    maxsize: int
    """0 = unbounded, or a pipe."""
    buffers: Mapping[str, int | None] = field(default_factory=dict)
    """In the buffer of each producer of a queue, without what its feeder has in hand."""
    feeding: tuple[str, ...] | None = ()
    """Producers whose feeder has an item in hand: it waits for the write lock or the pipe."""
    in_pipe: int | None = 0
    unreturned: int | None = 0
    """Read, with the slot not yet given back. None: such an item counts as in the pipe."""
    read: int = 0
    """Items read so far: of a pipe, which has no slots, what was sent is these and those in it."""
    unreadable: int = 0
    """Of those in buffers: their producer is gone, nobody will ever get them."""
    putting: tuple[str, ...] = ()
    """Processes that wait for a slot."""
    write_lock: Lock = field(default_factory=Lock)
    read_lock: Lock = field(default_factory=Lock)
    pipe_bytes: int | None = None
    """Bytes in the OS pipe, as sampled last (20 times a second)."""
    pipe_capacity: int | None = None

    @property
    def buffered(self) -> int | None:
        """Items in all sender buffers."""
        counts = self.buffers.values()
        return None if None in counts else sum(count for count in counts if count is not None)

    @property
    def is_split(self) -> bool:
        """False where it is unknown what is in buffers and what in the pipe."""
        return None not in (self.buffered, self.feeding, self.in_pipe)

    @property
    def sum(self) -> tuple[int, ...]:
        """A total, then the compartments that are known to make it up.

        Of a queue the slots taken: (20, 16, 1, 3, 0). Of a pipe what was sent: (11, 3, 8) with 3
        in the pipe and 8 read. The total alone where the split is unknown.
        """
        if self.kind == "pipe":
            return self.total + self.read, self.total, self.read
        if self.buffered is None or self.feeding is None or self.in_pipe is None:
            return (self.total,)
        parts = (self.total, self.buffered, len(self.feeding), self.in_pipe)
        return parts if self.unreturned is None else (*parts, self.unreturned)

    @property
    def equation(self) -> str:
        """The sum in figures: "20 = 16 + 1 + 3 + 0"; the total alone where no more is known."""
        total, *parts = (f"{part:,}" for part in self.sum)
        return f"{total} = {' + '.join(parts)}" if parts else total

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What the channel's own methods would answer, and whether that is true."""
        return answers(
            self.kind,
            self.total,
            self.maxsize,
            self.in_pipe,
            is_writing=self.write_lock.is_held and not self.write_lock.is_orphan,
            unreturned=self.unreturned,
            unreadable=self.unreadable,
            is_locked=self.read_lock.is_orphan,
        )


def now(reader: RunReader) -> Xray | None:
    """Return the channel of a run as its blocks tell it now; None before it exists.

    Of a run that has ended that is what was left in it.
    """
    names = sorted(reader.threads(), key=_against_the_stream)
    consumers = [name for name in names if _against_the_stream(name) == 0]
    blocks = {name: reader.cells(name) for name in consumers}
    channel = reader.channel
    if channel is None:
        return None
    blocks |= {name: reader.cells(name) for name in names if name not in blocks}
    readers = [name for name, cells in blocks.items() if cells[Cell.ROLE] != Role.FEEDER]
    again = sum(reader.cells(name)[Cell.RETURNED] for name in readers)
    return of_cells(blocks, channel, again, Granted(reader, blocks, perf_counter_ns()))


def of_cells(
    blocks: Mapping[str, Cells],
    channel: Mapping[ChannelCell, int],
    returned_after: int,
    granted: Granted | None = None,
) -> Xray:
    """Return the channel as blocks tell it that were read against the stream.

    `returned_after`: items read and given back, counted again after all blocks.
    """
    is_pipe = channel[ChannelCell.KIND] == Channel.PIPE
    locks = granted or Granted(None, blocks, 0)
    written = _total(blocks, Cell.WRITTEN)
    returned = _total(blocks, Cell.RETURNED)
    read = min(max(channel[ChannelCell.READ], returned), max(written, returned))
    in_pipe = max(written, returned) - read
    if is_pipe:
        return _pipe(channel, max(0, written - read), locks)
    unreturned = read - returned
    buffers, feeding = _buffers(blocks)
    entered = _total(blocks, Cell.ENTERED) - _total(blocks, Cell.UNSENDABLE)
    maxsize = channel[ChannelCell.MAXSIZE]
    least, most = entered - returned_after, entered - returned
    total = max(0, least, min(most, maxsize) if maxsize else most)
    surplus = sum(buffers.values()) + len(feeding) + in_pipe + unreturned - total
    surplus = _take_out(buffers, surplus)
    kept = max(0, len(feeding) - surplus)
    surplus, feeding = surplus - (len(feeding) - kept), feeding[:kept]
    in_pipe, surplus = max(0, in_pipe - surplus), max(0, surplus - in_pipe)
    return Xray(
        kind="queue",
        total=total,
        maxsize=maxsize,
        buffers=buffers,
        feeding=feeding,
        in_pipe=in_pipe,
        unreturned=unreturned - surplus,
        unreadable=sum(n for name, n in buffers.items() if blocks[name][Cell.ENDED_NS]),
        putting=in_state(blocks, State.WAIT_SLOT),
        write_lock=locks.write_lock(buffers, in_pipe),
        read_lock=locks.read_lock(),
        pipe_bytes=_known(channel[ChannelCell.UNREAD_BYTES], in_pipe),
        pipe_capacity=channel[ChannelCell.CAPACITY_BYTES] or None,
    )


def puts(cells: Cells) -> bool:
    """Return True for a thread that has a sender buffer: it puts, and is no feeder."""
    role = cells[Cell.ROLE]
    return role == Role.PRODUCER or (role != Role.FEEDER and cells[Cell.ENTERED] > 0)


def _pipe(channel: Mapping[ChannelCell, int], in_pipe: int, locks: Granted) -> Xray:
    return Xray(
        kind="pipe",
        total=in_pipe,
        maxsize=0,
        in_pipe=in_pipe,
        read=channel[ChannelCell.READ],
        write_lock=locks.sender_lock(in_pipe),
        read_lock=locks.read_lock(),
        pipe_bytes=_known(channel[ChannelCell.UNREAD_BYTES], in_pipe),
        pipe_capacity=channel[ChannelCell.CAPACITY_BYTES] or None,
    )


def _buffers(blocks: Mapping[str, Cells]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return what is in each sender's buffer, and whose feeder has one of them in hand."""
    buffers, feeding = {}, []
    for name, cells in blocks.items():
        if not puts(cells):
            continue
        feeder = blocks.get(feeder_name(name), {})
        gone = feeder.get(Cell.WRITTEN, 0) + feeder.get(Cell.UNSENDABLE, 0)
        buffers[name] = max(0, cells[Cell.ENTERED] - cells[Cell.WRITTEN] - gone)
        if buffers[name] and feeder and state(feeder) == State.WAIT_PIPE:
            buffers[name] -= 1
            feeding.append(name)
    return buffers, tuple(feeding)


def _take_out(buffers: dict[str, int], surplus: int) -> int:
    """Take up to `surplus` items out of the fullest buffers; return what is left of it."""
    while surplus > 0 and any(buffers.values()):
        fullest = max(buffers, key=lambda name: buffers[name])
        taken = min(surplus, buffers[fullest])
        buffers[fullest] -= taken
        surplus -= taken
    return max(0, surplus)


def _total(blocks: Mapping[str, Cells], cell: Cell) -> int:
    return sum(cells[cell] for cells in blocks.values())


def _known(unread_bytes: int, in_pipe: int) -> int | None:
    """Return the bytes in the pipe; a 0 beside items means that they were not counted."""
    return None if not unread_bytes and in_pipe else unread_bytes


def _against_the_stream(name: str) -> int:
    if name.endswith(_FEEDER):
        return 1
    return 0 if name.startswith("consumer") else 2
