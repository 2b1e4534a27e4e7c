"""The kernel's own view of a process: where its main thread sleeps, or that it runs. Linux.

/proc/PID/wchan names the kernel function that a thread sleeps in, /proc/PID/stat has its state:
see proc_pid_wchan(5) and proc_pid_stat(5). Names differ between versions, their cores do not.
"""

from pathlib import Path
from typing import Final

from engine.states import State

_CORES: Final = {
    "futex": "futex",
    "pipe_read": "pipe read",
    "pipe_write": "pipe write",
    "nanosleep": "asleep",
    "poll": "asleep",  # on the control pipe, until a time
    "select": "asleep",
}

EXPECTED: Final = {
    State.WORKING_CPU: {"running"},
    State.WORKING_IO: {"asleep"},
    State.PACING: {"asleep"},
    State.PAUSED: {"asleep"},
    State.WAIT_SLOT: {"futex"},
    State.WAIT_PERMIT: {"futex"},
    State.WAIT_READ_LOCK: {"futex"},
    State.WAIT_ITEM: {"pipe read"},
    State.WAIT_PIPE: {"pipe write", "futex"},  # no room, or another writer has the lock
}
"""What the kernel must say in each state."""


def view(pid: int) -> str:
    """Return "running", "futex", "pipe read", "pipe write", "asleep", or what else it says."""
    proc = Path(f"/proc/{pid}")
    try:
        letter = (proc / "stat").read_bytes().rpartition(b")")[2].split()[0].decode()
        channel = (proc / "wchan").read_text()
    except OSError:
        return "gone"
    if letter == "R":
        return "running"
    return next((word for core, word in _CORES.items() if core in channel), f"{letter} {channel}")
