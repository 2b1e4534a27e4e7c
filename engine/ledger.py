"""The ledger: where every item is. It is counted at the real events, never inferred.

    attempted = refused + waiting + in_buffer + in_pipe + in_hand + done + lost

Standard library only: the host closes the ledger of its run with it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from engine.runlog.layout import Cell, Role, feeder_name


class Fate(Enum):
    """What became of a worker."""

    ALIVE = "alive"
    ASKED = "asked"  # it ended because the run or the user wanted it to
    DIED = "died"  # it ended by itself


@dataclass(frozen=True)
class Ledger:
    """Items by compartment; `attempted` is the number of puts begun."""

    attempted: int = 0
    refused: int = 0
    """Puts that raised Full, or were cut short by Stop."""
    waiting: int = 0
    """Puts under way: waiting to enter."""
    in_buffer: int = 0
    """Accepted by put, not yet written by the sender's feeder thread."""
    in_pipe: int = 0
    in_hand: int = 0
    """Read by a consumer and not yet done."""
    done: int = 0
    lost: Mapping[str, int] = field(default_factory=dict)
    """Items that can never be done, by reason."""

    @property
    def in_flight(self) -> int:
        """Items that are somewhere between the start of their put and done."""
        return self.waiting + self.in_buffer + self.in_pipe + self.in_hand

    @property
    def queued(self) -> int:
        """Items between put and get: in sender buffers and in the pipe."""
        return self.in_buffer + self.in_pipe

    @property
    def lost_total(self) -> int:
        """All items lost, whatever the reason."""
        return sum(self.lost.values())

    @property
    def closes(self) -> bool:
        """True when every attempted put is accounted for and no compartment is negative."""
        compartments = (self.waiting, self.in_buffer, self.in_pipe, self.in_hand)
        total = self.refused + self.in_flight + self.done + self.lost_total
        return self.attempted == total and all(count >= 0 for count in compartments)

    def compartments(self) -> dict[str, int]:
        """Return every compartment but `lost`, by name."""
        return {
            name: getattr(self, name)
            for name in (
                *("attempted", "refused", "waiting", "in_buffer", "in_pipe", "in_hand", "done"),
            )
        }


@dataclass(frozen=True)
class Tally:
    """What one worker has counted, its feeder thread included."""

    fate: Fate
    attempted: int
    refused: int
    entered: int
    written: int
    unsendable: int
    read: int
    done: int


def tallies(blocks: Mapping[str, Mapping[Cell, int]], fates: Mapping[str, Fate]) -> list[Tally]:
    """Return one tally for each worker among `blocks`; `fates` by name, alive where unknown."""
    found = []
    for name, cells in blocks.items():
        if cells[Cell.ROLE] == Role.FEEDER:
            continue
        feeder = blocks.get(feeder_name(name), {})
        found.append(
            Tally(
                fate=fates.get(name, Fate.ALIVE),
                attempted=max(cells[Cell.ATTEMPTED], cells[Cell.REFUSED] + cells[Cell.ENTERED]),
                refused=cells[Cell.REFUSED],
                entered=cells[Cell.ENTERED],
                written=cells[Cell.WRITTEN] + feeder.get(Cell.WRITTEN, 0),
                unsendable=feeder.get(Cell.UNSENDABLE, 0),
                read=cells[Cell.RETURNED],
                done=cells[Cell.DONE],
            )
        )
    return found


def add_up(workers: Iterable[Tally], is_final: bool) -> Ledger:
    """Return the ledger of all workers. Items held by a worker that is gone are lost.

    With `is_final` no worker is left: what is still in the pipe is lost too.
    """
    total: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for tally in workers:
        total["attempted"] += tally.attempted
        total["refused"] += tally.refused
        total["done"] += tally.done
        total["in_pipe"] += tally.written - tally.read
        lost["could not be pickled"] += tally.unsendable
        waiting = tally.attempted - tally.refused - tally.entered
        buffered = tally.entered - tally.written - tally.unsendable
        in_hand = tally.read - tally.done
        if tally.fate is Fate.ALIVE and not is_final:
            total["waiting"] += waiting
            total["in_buffer"] += buffered
            total["in_hand"] += in_hand
        elif tally.fate is Fate.DIED:
            lost["in a dead worker's put"] += waiting
            lost["in a dead worker's buffer"] += buffered
            lost["in a dead worker's hand"] += in_hand
        else:
            total["refused"] += waiting  # a put cut short by Stop
            lost["in a sender buffer"] += buffered
            lost["in hand"] += in_hand
    _settle_pipe(total, lost)
    if is_final:
        lost["in the pipe"] = total.pop("in_pipe", 0)
    return Ledger(**total, lost={reason: count for reason, count in lost.items() if count})


def _settle_pipe(total: Counter[str], lost: Counter[str]) -> None:
    """Move what was read though nobody counted its write: its writer was killed in between.

    Such an item stands in its sender's buffer and was read too; it left the buffer.
    """
    for reason in ("in a dead worker's buffer", "in a sender buffer"):
        moved = min(max(0, -total["in_pipe"]), lost[reason])
        lost[reason] -= moved
        total["in_pipe"] += moved
