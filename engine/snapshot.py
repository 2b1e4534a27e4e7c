"""What the session tells the window and the command line: frozen, computed from the run log."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from engine.config import DEFAULT, Config
from engine.ledger import Ledger
from engine.runlog.manifest import End
from engine.states import State


class Phase(Enum):
    """Where a session is in the life of a run."""

    READY = "ready"  # no run yet
    STARTING = "starting"  # Start was given, not every worker runs yet
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"  # draining after Stop, or after the last item
    ENDED = "ended"

    @property
    def is_live(self) -> bool:
        """True while processes of a run may exist."""
        return self not in (Phase.READY, Phase.ENDED)


@dataclass(frozen=True)
class WorkerView:
    """One worker at one instant. Times are seconds since the start of the run."""

    name: str
    role: str
    """producer or consumer."""
    index: int
    """1-based within the role."""
    pid: int
    state: State
    since_s: float
    """When it entered the state."""
    item: int
    """Sequence number of the item in hand (consumers), 0 for none or unknown."""
    items: int
    """Items done: entered by a producer, finished by a consumer."""
    attempted: int
    refused: int
    waiting_put: bool
    """A put is under way."""
    buffered: int
    """Items accepted by put that the feeder has not written yet."""
    exitcode: int | None = None
    asked: bool = False
    """It was asked to end: it does after its item, or has."""
    paused: bool = False
    """It is to pause between two items, whether it has come to that yet or not."""
    parent_pid: int = 0
    """As the operating system says, 0 = unknown."""
    cpu_percent: float | None = None
    """Of one core, over the last sampling interval; None = unknown."""
    memory_bytes: int | None = None
    os_state: str = "–"
    stopped_in: State | None = None
    """The state in which it ended, or a signal stopped it; None = it goes on, or unknown."""
    ended: bool = field(init=False, compare=False)
    """True once the process is gone. Asked of each worker several times a frame."""

    def __post_init__(self) -> None:
        """Derive what follows from the state."""
        object.__setattr__(self, "ended", self.state.is_end)

    @property
    def died(self) -> bool:
        """True when it ended although nobody had asked it to, and not well."""
        return self.state in (State.KILLED, State.FAILED) and not self.asked


@dataclass(frozen=True)
class ProcessView:
    """A process that is no worker, as the operating system knows it; None = unknown."""

    os_state: str = "–"
    cpu_percent: float | None = None
    """Of one core, over the last sampling interval."""
    memory_bytes: int | None = None
    parent_pid: int = 0
    """0 = unknown."""


@dataclass(frozen=True)
class Snapshot:
    """A run at one instant."""

    phase: Phase = Phase.READY
    run_id: int = 0
    """Counts the runs of this session, so that something stale can be told; < 0: opened ones."""
    run_dir: Path | None = None
    scenario: str | None = None
    config: Config = DEFAULT
    """The settings in force now."""
    elapsed_s: float = 0.0
    """Since Start; stands still once the run has ended."""
    workers: tuple[WorkerView, ...] = ()
    """Every worker of the run, the ended ones included: producers first, by index."""
    ledger: Ledger = field(default_factory=Ledger)
    depth: int = 0
    """Slots taken and not given back (queue), or items in the pipe."""
    maxsize: int = 0
    """As it stands in the channel; 0 = unbounded, or a pipe."""
    sequence_read: int = 0
    """Sequence number of the last item read: the next to be read is this + 1."""
    pipe_bytes: int = 0
    """Bytes written to the OS pipe and not yet read."""
    pipe_capacity: int = 0
    """Capacity of the OS pipe in bytes, 0 = unknown."""
    host_pid: int = 0
    host: ProcessView = ProcessView()
    window: ProcessView = ProcessView()
    """This process, which started the host."""
    log_bytes: int = 0
    log_limit_bytes: int = 0
    trimmed: bool = False
    """Retention has removed old segments."""
    cost_percent: float | None = None
    """Share of the workers' time that recording costs, estimated from a measured cost a record."""
    end: End | None = None
    notices: tuple[str, ...] = ()
    """Sentences about this run that the user should read, oldest first."""

    @property
    def is_opened(self) -> bool:
        """True for a run out of a log that the window has opened: another window had started it."""
        return self.run_id < 0

    @property
    def alive(self) -> int:
        """Workers that exist now."""
        return sum(1 for worker in self.workers if not worker.ended)
