"""Real runs for tests: started, waited for with a deadline, and always ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from engine.config import DEFAULT, Config
from engine.runlog.manifest import End
from engine.session import LOG_LIMIT_BYTES, Session
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State

DEADLINE_S = 20.0
"""How long a test waits for what must happen. Far more than it takes, even on a busy machine."""

STOP_S = 3.0
"""Stop is promised to have ended everything within this time."""

SLACK_S = 2.0
"""Added to promised times: the machine that runs the tests may be busy."""


def until(condition: Callable[[], Any], what: str, timeout_s: float = DEADLINE_S) -> Any:
    """Return the first true value of `condition`; fail with `what` at the deadline."""
    deadline = time.monotonic() + timeout_s
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s:g} s: {what}")
        time.sleep(0.005)
    return value


def own_time_s() -> float:
    """Return the clock of this thread, in seconds, less what it waited for a processor.

    So a stall is measured that is the program's own, whoever else uses the machine. Where the
    kernel does not tell, it is the clock alone.
    """
    now = time.monotonic()
    try:
        delayed = Path("/proc/thread-self/schedstat").read_text().split()[1]
    except (OSError, IndexError):
        return now
    return now - int(delayed) / 1e9


def config(**settings: Any) -> Config:
    """Return the defaults with `settings` applied: `config(channel__maxsize=3)`."""
    return DEFAULT.changed(_keys(settings))


def _keys(settings: dict[str, Any]) -> dict[str, Any]:
    return {key.replace("__", "."): value for key, value in settings.items()}


class Run:
    """One run of a session, as a test drives it."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.folder = folder

    @property
    def now(self) -> Snapshot:
        """The run as it is now."""
        return self.session.poll()

    def worker(self, name: str) -> WorkerView:
        """One worker as it is now."""
        return next(one for one in self.now.workers if one.name == name)

    def alive(self, role: str) -> list[WorkerView]:
        """The living workers of a role."""
        return [one for one in self.now.workers if one.role == role and not one.ended]

    def until(self, condition: Callable[[Snapshot], Any], what: str) -> Snapshot:
        """Poll until `condition` holds; return the snapshot for which it did."""

        def check() -> Snapshot | None:
            snapshot = self.session.poll()
            return snapshot if condition(snapshot) else None

        found: Snapshot = until(check, f"{what}; now {self.now}")
        return found

    def until_running(self) -> "Run":
        """Wait until every worker runs its program."""
        self.until(lambda s: s.phase is not Phase.STARTING, "every worker runs")
        return self

    def until_state(self, role: str, state: State, count: int = 1) -> "Run":
        """Wait until `count` workers of a role are in a state."""
        self.until(
            lambda s: sum(w.role == role and w.state == state for w in s.workers) >= count,
            f"{count} {role}s in {state.word}",
        )
        return self

    def until_full(self, maxsize: int) -> Snapshot:
        """Wait until the queue is full for good: nothing can move but what a consumer has in hand.

        Every consumer has an item, every place is taken and written, every producer waits. Waiting
        producers alone do not say so: all of them may be on their way into places still free.
        """

        def is_full(now: Snapshot) -> bool:
            producers, consumers = (
                sum(one.role == role and not one.ended for one in now.workers)
                for role in ("producer", "consumer")
            )
            ledger = now.ledger
            compartments = (ledger.waiting, ledger.in_buffer, ledger.in_pipe, ledger.in_hand)
            return ledger.closes and compartments == (producers, 0, maxsize, consumers)

        return self.until(is_full, f"{maxsize} places are taken and everybody waits")

    def change(self, **settings: Any) -> None:
        """Change live settings: `run.change(consumers__count=2)`."""
        self.session.change(_keys(settings))

    def until_ended(self) -> End:
        """Wait until the run has ended, by itself or after a stop."""
        snapshot = self.until(lambda s: s.phase is Phase.ENDED, "the run has ended")
        assert snapshot.end is not None
        return snapshot.end

    def stop(self) -> End:
        """Stop the run; fail when that takes longer than it may."""
        began = time.monotonic()
        self.session.stop()
        end = self.until_ended()
        assert time.monotonic() - began < STOP_S + SLACK_S
        assert not end.is_unwanted, end.sentence
        return end


@contextmanager
def running(
    folder: Path,
    session: Session | None = None,
    log_limit_bytes: int = LOG_LIMIT_BYTES,
    /,
    **settings: Any,
) -> Iterator[Run]:
    """Start a run into `folder`/run; whatever the test does, it is ended."""
    session = session or Session(has_series=False)
    try:
        session.start(config(**settings), None, folder / "run", log_limit_bytes)
        yield Run(session, folder / "run")
    finally:
        session.close()


@contextmanager
def living_host(run: Path) -> Iterator[int]:
    """Give the process id of a program that does nothing under the command line of a host."""
    command = [sys.executable, "-c", "import sys; sys.stdin.read()  # engine.host", str(run)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        yield process.pid
        assert process.stdin is not None
        process.stdin.close()


def family(pid: int) -> list[psutil.Process]:
    """Return a process and all its descendants."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def exists(process: psutil.Process) -> bool:
    """True while a process is there and no zombie."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """Send a signal to a process that may be gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)
