"""The events at which depth changes, of all threads in one order, in bounded memory for a queue.

Each thread's records are in time order, so that everything before the time that the slowest thread
was read up to is complete and can be put in order.
"""

from collections.abc import Iterator
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
    written, write_ns = _stamps(reader, names, Kind.SEND)
    read, read_ns = _stamps(reader, names, Kind.GET)
    _, in_writes, in_reads = np.intersect1d(written, read, return_indices=True)
    write_ns[in_writes] = np.minimum(write_ns[in_writes], read_ns[in_reads])
    # Killed between write and record: what was read without a known write entered when read.
    unknown = np.ones(len(read), bool)
    unknown[in_reads] = False
    entries = np.concatenate((write_ns, read_ns[unknown]))
    # There is no bound from above to keep: of events at the same instant the entries come first.
    keys = np.sort(np.concatenate((entries * 2, read_ns * 2 + 1)))
    return Events(keys >> 1, np.cumsum(1 - (keys & 1) * 2))


def _stamps(reader: RunReader, names: tuple[str, ...], kind: Kind) -> tuple[Ints, Ints]:
    """Return sequence numbers and ends of all accepted calls of a kind."""
    items, ends = [_NONE], [_NONE]
    for name in names:
        for batch in reader.scan(name):
            mine = batch[(batch["kind"] == kind) & (batch["result"] == Result.OK)]
            items.append(mine["item"])
            ends.append(mine["start"] + mine["duration"])
    return np.concatenate(items), np.concatenate(ends)
