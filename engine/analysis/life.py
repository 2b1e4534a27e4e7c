"""When a worker lived, and the state it is in now: what its block says, and no record does."""

from dataclasses import dataclass

from engine.runlog.block_table import Cells
from engine.runlog.layout import STATE_BITS, STATE_MASK, Cell, Role
from engine.states import State

# Tables of plain numbers: to call an enum for each worker and frame is costly.
_STATES = {int(state): state for state in State}
_ROLES = {int(role): role.name.lower() for role in (Role.PRODUCER, Role.CONSUMER, Role.FEEDER)}


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

    def overlaps(self, start_ns: float, end_ns: float) -> bool:
        """True when it lived at some time between the two."""
        return self.started_ns <= end_ns and (not self.ended_ns or self.ended_ns >= start_ns)


_ORDER = {"producer": 0, "consumer": 1}
_NO_SPAN = (State.STARTING, State.WORKING_CPU)


def role_word(cells: Cells) -> str:
    """Return the role of a block's thread in words: producer, consumer, feeder or other."""
    return _ROLES.get(cells[Cell.ROLE], "other")


def from_cells(name: str, cells: Cells) -> Life:
    """Return what the cells of one block tell."""
    return Life(
        name=name,
        role=role_word(cells),
        index=cells[Cell.INDEX],
        started_ns=cells[Cell.STARTED_NS],
        running_ns=cells[Cell.RUNNING_NS],
        ended_ns=cells[Cell.ENDED_NS],
        state=_STATES.get(cells[Cell.STATE] & STATE_MASK, State.STARTING),
        since_ns=cells[Cell.STATE] >> STATE_BITS,
    )
