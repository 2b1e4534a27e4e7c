"""The inside of a channel at an instant of the past: what the records of a log tell of it.

Slots taken and given back have records each, so the total is exact. A write to the pipe has one
only when it waited, or was another feeder's than the one before: where those records tell how many
items were written, the split between sender buffers and pipe is exact too; else it is unknown. A
read and the return of its slot are one record: what is between the two counts as in the pipe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.analysis import steps
from engine.analysis.events import is_pipe
from engine.analysis.locks import Lock
from engine.analysis.orders import Orders
from engine.analysis.spans import Span, Spans
from engine.analysis.tally import Tally, tally
from engine.analysis.written import written
from engine.analysis.xray import Xray, puts
from engine.runlog.layout import ChannelCell, Kind, feeder_name
from engine.runlog.reader import RunReader
from engine.runlog.seek import Seeker
from engine.states import State


@dataclass(frozen=True)
class _Split:
    """Where the items of a queue were, see Xray."""

    buffers: Mapping[str, int | None]
    feeding: tuple[str, ...] | None
    in_pipe: int | None


class PastXray:
    """Answers how the channel was inside at any instant since the start of a run."""

    def __init__(self, reader: RunReader, seeker: Seeker | None = None) -> None:
        self._reader = reader
        self._seeker = seeker or Seeker(reader)
        self._spans = Spans(reader, self._seeker)
        self._orders = Orders(reader, self._seeker)

    def at(self, at_s: float) -> Xray | None:
        """Return the channel `at_s` seconds after the start; None where the log was trimmed."""
        at_ns = self._reader.manifest.origin_ns + round(at_s * 1e9)
        threads = {name: self._reader.cells(name) for name in self._reader.threads()}
        counted = {name: self._seeker.before(name, at_ns) for name in threads}
        if None in counted.values():
            return None
        before = {name: each for name, each in counted.items() if each is not None}
        counts = {name: tally(each) for name, each in before.items()}
        states = {name: self._spans.at(name, at_s) for name in threads}
        entered = sum(each.entered - each.dropped for each in counts.values())
        read = sum(each.returned for each in counts.values())
        total = max(0, entered - read)
        if is_pipe(self._reader):
            return self._pipe(total, read, states)
        sequence = written(self._seeker, threads, before, counts, at_ns)
        names = [name for name, cells in threads.items() if puts(cells)]
        split = self._split(total, names, counts, states, sequence, at_ns)
        return self._queue(total, split, states, at_ns)

    def _pipe(self, total: int, read: int, states: Mapping[str, Span | None]) -> Xray:
        senders = _in_state(states, State.WAIT_PIPE)
        alone = senders[0] if len(senders) == 1 else None
        return Xray(
            "pipe",
            total,
            0,
            in_pipe=total,
            read=read,
            unreturned=None,
            write_lock=Lock(alone, () if alone else senders),
            read_lock=_read_lock(states),
            pipe_capacity=self._capacity(),
        )

    def _queue(
        self, total: int, split: _Split, states: Mapping[str, Span | None], at_ns: int
    ) -> Xray:
        writing = _writing(states)
        holder = writing.worker if writing else None
        feeders = _in_state(states, State.WAIT_PIPE)
        return Xray(
            "queue",
            total,
            self._maxsize(at_ns),
            split.buffers,
            split.feeding,
            split.in_pipe,
            unreturned=None,
            putting=_in_state(states, State.WAIT_SLOT),
            write_lock=Lock(holder, tuple(name for name in feeders if name != holder)),
            read_lock=_read_lock(states),
            pipe_capacity=self._capacity(),
        )

    def _split(
        self,
        total: int,
        names: Sequence[str],
        counts: Mapping[str, Tally],
        states: Mapping[str, Span | None],
        sequence: int | None,
        at_ns: int,
    ) -> _Split:
        """Return where the items were when `sequence` of them had been written."""
        if not total:
            return _Split(dict.fromkeys(names, 0), (), 0)
        unknown = _Split(dict.fromkeys(names), None, None)
        if sequence is None:
            return unknown
        buffers = {name: self._buffered(name, counts, sequence, at_ns) for name in names}
        feeding = tuple(name for name in names if buffers[name] and _feeds(states, name))
        known = {n: count - (n in feeding) for n, count in buffers.items() if count is not None}
        in_pipe = total - sum(known.values()) - len(feeding)
        if len(known) < len(names) or in_pipe < 0:
            return unknown
        return _Split(known, feeding, in_pipe)

    def _buffered(
        self, name: str, counts: Mapping[str, Tally], sequence: int, at_ns: int
    ) -> int | None:
        """Return what is in a producer's buffer once `sequence` is written."""
        written = self._orders.written(name, sequence, at_ns)
        return None if written is None else max(0, counts[name].entered - written[0])

    def _maxsize(self, at_ns: int) -> int:
        manifest = self._reader.manifest
        places = steps.maxsize(manifest.settings, self._reader.marks()).at(np.array([at_ns]))[0]
        return 0 if np.isnan(places) else int(places)

    def _capacity(self) -> int | None:
        channel = self._reader.channel or {}
        return channel.get(ChannelCell.CAPACITY_BYTES, 0) or None


def _writing(states: Mapping[str, Span | None]) -> Span | None:
    """Return the span of the feeder that is writing to the pipe, if that took long."""
    for span in states.values():
        if span is not None and span.kind is Kind.WRITE:
            return span
    return None


def _read_lock(states: Mapping[str, Span | None]) -> Lock:
    """Return the read lock: whoever waits for an item holds it."""
    waiting = _in_state(states, State.WAIT_READ_LOCK)
    readers = _in_state(states, State.WAIT_ITEM)
    return Lock(readers[-1] if readers else None, waiting)


def _in_state(states: Mapping[str, Span | None], state: State) -> tuple[str, ...]:
    return tuple(name for name, span in states.items() if span is not None and span.state is state)


def _feeds(states: Mapping[str, Span | None], producer: str) -> bool:
    """True when a producer's feeder has an item in hand: it waits to write it, or writes it."""
    span = states.get(feeder_name(producer))
    return span is not None and span.state is State.WAIT_PIPE
