"""The closed set of states: each process is in exactly one of them at each instant."""

from enum import IntEnum


class State(IntEnum):
    """What a process is doing. The numbers are written into run logs and never change."""

    STARTING = 1
    WORKING_CPU = 2
    WORKING_IO = 3
    PACING = 4
    WAIT_SLOT = 5
    WAIT_PIPE = 6
    WAIT_ITEM = 7
    WAIT_READ_LOCK = 8
    WAIT_PERMIT = 9
    WAIT_LOCK = 10
    WAIT_EVENT = 11
    WAIT_CONDITION = 12
    WAIT_BARRIER = 13
    WAIT_JOIN = 14
    PAUSED = 15
    FROZEN = 16
    FINISHED = 17
    FAILED = 18
    KILLED = 19

    @property
    def word(self) -> str:
        """The word shown everywhere and written into exported logs."""
        return _WORDS[self]

    @property
    def family(self) -> str:
        """neutral, work, back-pressure, starvation, contention, suspended or end."""
        return _FAMILIES[self]

    @property
    def is_wait(self) -> bool:
        """True for a wait that something else causes (the states that count as blocked)."""
        return self.family in ("back-pressure", "starvation", "contention")

    @property
    def is_end(self) -> bool:
        """True once the process is gone."""
        return self.family == "end"


_TABLE = {
    State.STARTING: ("starting", "neutral"),
    State.WORKING_CPU: ("working (CPU)", "work"),
    State.WORKING_IO: ("working (I/O)", "work"),
    State.PACING: ("pacing", "neutral"),
    State.WAIT_SLOT: ("waiting: slot", "back-pressure"),
    State.WAIT_PIPE: ("waiting: pipe", "back-pressure"),
    State.WAIT_ITEM: ("waiting: item", "starvation"),
    State.WAIT_READ_LOCK: ("waiting: read lock", "starvation"),
    State.WAIT_PERMIT: ("waiting: permit", "contention"),
    State.WAIT_LOCK: ("waiting: lock", "contention"),
    State.WAIT_EVENT: ("waiting: event", "contention"),
    State.WAIT_CONDITION: ("waiting: condition", "contention"),
    State.WAIT_BARRIER: ("waiting: barrier", "contention"),
    State.WAIT_JOIN: ("waiting: join", "contention"),
    State.PAUSED: ("paused", "suspended"),
    State.FROZEN: ("frozen", "suspended"),
    State.FINISHED: ("finished", "end"),
    State.FAILED: ("failed", "end"),
    State.KILLED: ("killed", "end"),
}
_WORDS = {state: word for state, (word, _) in _TABLE.items()}
_FAMILIES = {state: family for state, (_, family) in _TABLE.items()}
