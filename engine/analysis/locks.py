"""Who holds the locks of a channel, and who waits for them, as the blocks tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.runlog.layout import STATE_BITS, STATE_MASK, Cell, Kind, Role
from engine.runlog.reader import RunReader
from engine.runlog.segment_reader import record_end_ns
from engine.states import State

Cells = Mapping[Cell, int]

_GRANTED_NS: Final = 100_000
"""A feeder that got the write lock begins to write within this time."""
_LONG_NS: Final = 300_000_000
"""Nobody holds a lock this long who neither writes nor reads."""


@dataclass(frozen=True)
class Lock:
    """Who holds a lock, and who waits for it."""

    holder: str | None = None
    """None: nobody, or `is_held` says that somebody does and cannot be told."""
    waiting: tuple[str, ...] = ()
    is_orphan: bool = False
    """Its holder was killed: it will never be released."""

    @property
    def is_held(self) -> bool:
        """True when somebody holds it for longer than an instant."""
        return self.holder is not None or bool(self.waiting)


class Granted:
    """Tells who holds a lock: states alone do not, the last records of those concerned do."""

    def __init__(self, reader: RunReader | None, blocks: Mapping[str, Cells], now_ns: int) -> None:
        """Without a `reader` the states have to do. `now_ns`: when the blocks were read."""
        self._reader = reader
        self._blocks = blocks
        self._now_ns = now_ns

    def write_lock(self, unsent: Mapping[str, int], in_pipe: int) -> Lock:
        """Return the write lock of a queue; `unsent` is what each producer has not written.

        Of the feeders that wait for it or for the pipe the one whose wait for the lock has just
        ended holds it; else it went to the first.
        """
        feeders = in_state(self._blocks, State.WAIT_PIPE)
        if not feeders:
            return Lock()
        dead = self._lost([name for name, count in unsent.items() if count], feeders, in_pipe)
        if dead:
            return Lock(dead, feeders, is_orphan=True)
        holder = min(feeders, key=lambda name: (self._since_grant(name), self._since(name)))
        return Lock(holder, tuple(name for name in feeders if name != holder))

    def sender_lock(self, in_pipe: int) -> Lock:
        """Return the lock that the senders of a pipe share.

        Waiting for it and for the pipe is one state of a sender: of several, who knows.
        """
        senders = in_state(self._blocks, State.WAIT_PIPE)
        names = [name for name, cells in self._blocks.items() if cells[Cell.ROLE] == Role.PRODUCER]
        dead = self._lost(names, senders, in_pipe)
        if dead:
            return Lock(dead, senders, is_orphan=True)
        return Lock(senders[0]) if len(senders) == 1 else Lock(None, senders)

    def read_lock(self) -> Lock:
        """Return the read lock: whoever waits for an item holds it."""
        waiting = in_state(self._blocks, State.WAIT_READ_LOCK)
        readers = self._readers()
        if readers:
            return Lock(readers[-1], waiting)
        dead = self._died_reading() if waiting else None
        return Lock(dead, waiting, is_orphan=dead is not None)

    def _lost(self, names: Sequence[str], waiting: Sequence[str], in_pipe: int) -> str | None:
        """Return which of `names` was killed with the write lock, None for nobody, or unknown.

        Who waits for long beside an empty pipe, with readers waiting too, waits for the lock.
        """
        if in_pipe or not self._wait_long(waiting) or not self._wait_long(self._readers()):
            return None
        killed = in_state(self._blocks, State.KILLED)
        dead = [name for name in names if name in killed]
        return dead[0] if len(dead) == 1 else None

    def _readers(self) -> list[str]:
        """Return who waits for an item, the last to begin with it at the end."""
        return sorted(in_state(self._blocks, State.WAIT_ITEM), key=self._since)

    def _wait_long(self, names: Sequence[str]) -> bool:
        return bool(names) and all(self._now_ns - self._since(n) > _LONG_NS for n in names)

    def _since(self, name: str) -> int:
        return self._blocks[name][Cell.STATE] >> STATE_BITS

    def _since_grant(self, name: str) -> int:
        """Return how long after its wait for the lock a feeder began to write; long if never."""
        if self._reader is not None:
            for record in self._reader.last_record(name):
                is_wait = record["kind"] == Kind.STATE and record["state"] == State.WAIT_PIPE
                late = self._since(name) - record_end_ns(record)
                if is_wait and 0 <= late < _GRANTED_NS:
                    return int(late)
        return _GRANTED_NS

    def _died_reading(self) -> str | None:
        """Return the consumer that was killed while it waited for an item, under the read lock."""
        if self._reader is None:
            return None
        for name in in_state(self._blocks, State.KILLED):
            for record in self._reader.last_record(name):
                if record["kind"] == Kind.STATE and record["state"] == State.WAIT_ITEM:
                    return name
        return None


def in_state(blocks: Mapping[str, Cells], wanted: State) -> tuple[str, ...]:
    """Return the threads that are in a state."""
    return tuple(name for name, cells in blocks.items() if state(cells) == wanted)


def state(cells: Cells) -> int:
    """Return the state in a block."""
    return cells[Cell.STATE] & STATE_MASK
