"""When a worker lived, and the state it is in now: what its block says, and no record does."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.runlog.layout import STATE_BITS, STATE_MASK, Cell, Role
from engine.states import State

_STATES = frozenset(int(state) for state in State)


@dataclass(frozen=True)
class Life:
    """The life of one worker. Times are ns on the clock of the run log, 0 = not yet."""

    name: str
    role: str
    index: int
    started_ns: int
    running_ns: int
    ended_ns: int
    state: State
    since_ns: int

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts producers first, then consumers, then others; by index within a role."""
        return _ORDER.get(self.role, len(_ORDER)), self.index, self.name

    @property
    def is_open(self) -> bool:
        """True while the block alone knows the state: a wait, or work with a span, under way."""
        return bool(self.state not in _NO_SPAN and not self.state.is_end and not self.ended_ns)


_ORDER = {"producer": 0, "consumer": 1}
_NO_SPAN = (State.STARTING, State.WORKING_CPU)


def role_word(cells: Mapping[Cell, int]) -> str:
    """Return the role of a block's thread in words: producer, consumer, feeder or other."""
    number = cells[Cell.ROLE]
    known = number in (Role.PRODUCER, Role.CONSUMER, Role.FEEDER)
    return Role(number).name.lower() if known else "other"


def from_cells(name: str, cells: Mapping[Cell, int]) -> Life:
    """Return what the cells of one block tell."""
    number = cells[Cell.STATE] & STATE_MASK
    return Life(
        name=name,
        role=role_word(cells),
        index=cells[Cell.INDEX],
        started_ns=cells[Cell.STARTED_NS],
        running_ns=cells[Cell.RUNNING_NS],
        ended_ns=cells[Cell.ENDED_NS],
        state=State(number) if number in _STATES else State.STARTING,
        since_ns=cells[Cell.STATE] >> STATE_BITS,
    )


def lives(blocks: Mapping[str, Mapping[Cell, int]]) -> dict[str, Life]:
    """Return the life of every worker: of main threads, for a feeder has no life of its own."""
    found = {name: from_cells(name, cells) for name, cells in blocks.items()}
    return {name: life for name, life in found.items() if life.role != "feeder"}
