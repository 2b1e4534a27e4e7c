"""The events at which depth changes, of all threads in one order, in bounded memory for a queue.

Each thread's records are in time order, so that everything before the time that the slowest thread
was read up to is complete and can be put in order.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.runlog.layout import Channel, ChannelCell, Kind, Result, SegmentCell
from engine.runlog.reader import Records, RunReader
from engine.runlog.segment_reader import SegmentReader, record_end_ns

Ints = npt.NDArray[np.int64]

_NONE: Final[Ints] = np.empty(0, np.int64)
_BATCH: Final = 65_536


@dataclass(frozen=True)
class Events:
    """A stretch of events, oldest first. Shape (n,) each."""

    times_ns: Ints
    depth: Ints
    """Right after each event."""


def event_chunks(reader: RunReader) -> Iterator[Events]:
    """Yield the events of a whole log in order, from where all threads' records are there."""
    names = reader.threads()
    if is_pipe(reader):
        yield _pipe_events(reader, names)
        return
    with ExitStack() as stack:
        streams = [_Stream(stack.enter_context(reader.cursor(name))) for name in names]
        depth = sum(stream.unseen for stream in streams)
        whole_from_ns = max((stream.whole_from_ns for stream in streams), default=0)
        for keys in _merged(streams):
            # Even keys are exits: of events at the same instant the exits come first.
            times, after = keys >> 1, depth + np.cumsum((keys & 1) * 2 - 1)
            depth = int(after[-1])
            first = int(np.searchsorted(times, whole_from_ns))
            yield Events(times[first:], after[first:])


def is_pipe(reader: RunReader) -> bool:
    """True when the items of this run went through a Pipe."""
    channel = reader.channel
    if channel is not None:
        return channel[ChannelCell.KIND] == Channel.PIPE
    return bool(reader.manifest.settings.get("channel.kind") == "pipe")


class _Stream:
    """The event keys (time * 2 + 1 for an entry, + 0 for an exit) of one thread."""

    def __init__(self, cursor: SegmentReader) -> None:
        self._cursor = cursor
        self._keys = _NONE
        self.upto_ns = 0
        self.is_done = False
        self.pull()
        gaps = cursor.gaps
        self.unseen = 0
        self.whole_from_ns = 0
        if gaps:
            totals = gaps[0].totals
            self.unseen = totals[SegmentCell.ENTERED] - totals[SegmentCell.RETURNED]
            self.whole_from_ns = gaps[0].at_ns

    def pull(self) -> None:
        """Read one batch more."""
        batch = self._cursor.read(_BATCH)
        if not len(batch):
            self.is_done = True
            return
        self._keys = np.concatenate((self._keys, _keys(batch)))
        self.upto_ns = record_end_ns(batch[-1])

    def take(self, before: int | None) -> Ints:
        """Return the keys less than `before` (None: all), which are not given again."""
        count = len(self._keys) if before is None else int(np.searchsorted(self._keys, before))
        taken, self._keys = self._keys[:count], self._keys[count:]
        return taken


def _keys(batch: Records) -> Ints:
    is_ok = batch["result"] == Result.OK
    is_entry = (batch["kind"] == Kind.PUT) & is_ok
    # A feeder that cannot pickle an item gives its slot back.
    is_event = is_entry | (batch["kind"] == Kind.GET) & is_ok | (batch["kind"] == Kind.DROP)
    ends = batch["start"][is_event] + batch["duration"][is_event]
    keys: Ints = ends * 2 + is_entry[is_event]
    return keys


def _merged(streams: list[_Stream]) -> Iterator[Ints]:
    """Yield all keys in order, in stretches."""
    while True:
        active = [stream for stream in streams if not stream.is_done]
        horizon = 2 * min(stream.upto_ns for stream in active) if active else None
        ready = np.concatenate([_NONE, *(stream.take(horizon) for stream in streams)])
        if len(ready):
            ready.sort()
            yield ready
        if not active:
            return
        min(active, key=lambda stream: stream.upto_ns).pull()


def _pipe_events(reader: RunReader, names: tuple[str, ...]) -> Events:
    """Return the events of a pipe: an item enters when its write or its read was stamped first."""
    moves = [_moves(reader, name) for name in names]
    written, write_ns = _joined(each.writes for each in moves)
    read, read_ns = _joined(each.reads for each in moves)
    _, in_writes, in_reads = np.intersect1d(written, read, return_indices=True)
    write_ns[in_writes] = np.minimum(write_ns[in_writes], read_ns[in_reads])
    # Killed between write and record: what was read without a known write entered when read.
    # Where the write was trimmed it is counted already.
    unknown = read > max((each.trimmed for each in moves), default=0)
    unknown[in_reads] = False
    entries = np.concatenate((write_ns, read_ns[unknown]))
    # There is no bound from above to keep: of events at the same instant the entries come first.
    keys = np.sort(np.concatenate((entries * 2, read_ns * 2 + 1)))
    times = keys >> 1
    depth = sum(each.unseen for each in moves) + np.cumsum(1 - (keys & 1) * 2)
    first = int(np.searchsorted(times, max((each.whole_from_ns for each in moves), default=0)))
    return Events(times[first:], depth[first:])


@dataclass(frozen=True)
class _Moves:
    """What one thread moved through a pipe: sequence numbers and ends, shape (n,) each."""

    writes: tuple[Ints, Ints]
    reads: tuple[Ints, Ints]
    unseen: int
    """Written less read in what retention trimmed."""
    trimmed: int
    """Up to this item, what this thread wrote was trimmed; 0 = nothing was, or it wrote nothing."""
    whole_from_ns: int


def _moves(reader: RunReader, name: str) -> _Moves:
    writes, reads = [], []
    with reader.cursor(name) as cursor:
        while len(batch := cursor.read(_BATCH)):
            writes.append(_stamps(batch, Kind.SEND))
            reads.append(_stamps(batch, Kind.GET))
        gaps = cursor.gaps[:1]
    written = _joined(writes)
    return _Moves(
        written,
        _joined(reads),
        sum(gap.totals[SegmentCell.ENTERED] - gap.totals[SegmentCell.RETURNED] for gap in gaps),
        int(written[0][0]) - 1 if gaps and len(written[0]) else 0,
        max((gap.at_ns for gap in gaps), default=0),
    )


def _stamps(batch: Records, kind: Kind) -> tuple[Ints, Ints]:
    """Return sequence numbers and ends of the accepted calls of a kind."""
    mine = batch[(batch["kind"] == kind) & (batch["result"] == Result.OK)]
    return mine["item"], mine["start"] + mine["duration"]


def _joined(parts: Iterable[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    items, ends = zip((_NONE, _NONE), *parts, strict=True)  # there may be none
    return np.concatenate(items), np.concatenate(ends)
