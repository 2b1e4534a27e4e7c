"""Whoever is killed, nothing of ours outlives it by more than 2 s."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import psutil
import pytest

from engine import leftovers
from engine.runlog.layout import STATE_MASK, Cell, Role
from engine.runlog.reader import RunReader
from engine.snapshot import Phase
from engine.states import State
from tests.engine.audit import audit
from tests.engine.contexts import METHODS
from tests.engine.running import DEADLINE_S, SLACK_S, Run, exists, family, kill, running, until

GONE_S = 2.0
OWNER = Path(__file__).with_name("session_owner.py")


def of_session(session_id: int) -> list[psutil.Process]:
    """Return every process of a host's session, whoever is its parent now."""
    import os

    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session_id and exists(process):
                found.append(process)
        except (ProcessLookupError, PermissionError):
            continue
    return found


@dataclass
class Owner:
    """A process that owns a session with a run."""

    process: "subprocess.Popen[str]"
    host_pid: int
    folder: Path

    def until_running(self) -> None:
        """Wait until all five workers run their programs.

        Not for their processes alone: who is frozen between vfork and exec freezes its parent.
        """
        with RunReader(self.folder) as reader:
            until(
                lambda: [c[Cell.RUNNING_NS] > 0 for c in workers(reader)] == [True] * 5,
                "five workers run",
            )


def workers(reader: RunReader) -> list[dict[Cell, int]]:
    """Return the cells of all workers."""
    roles = (Role.PRODUCER, Role.CONSUMER)
    return [cells for cells in reader.blocks().values() if cells[Cell.ROLE] in roles]


@contextmanager
def owner(folder: Path, method: str) -> Iterator[Owner]:
    """Start one; whatever the test does, it and its family are killed."""
    command = [sys.executable, str(OWNER), str(folder), method]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    host_pid = 0
    try:
        assert process.stdout is not None
        host_pid = int(process.stdout.readline())
        yield Owner(process, host_pid, folder)
    finally:
        left = of_session(host_pid) if host_pid else []
        for one in [*left, process]:
            kill(one.pid)
        process.communicate(timeout=DEADLINE_S)
        leftovers.sweep()


def assert_gone(host_pid: int) -> None:
    """Fail unless every process of the host's session is gone in time."""
    deadline = time.monotonic() + GONE_S + SLACK_S
    while left := of_session(host_pid):
        assert time.monotonic() < deadline, f"still alive: {left}"
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="sessions of processes are POSIX")
class TestKilling:
    """SIGKILL, at any moment."""

    @pytest.mark.parametrize("method", METHODS)
    def test_owner_of_the_session_leaves_nothing(self, tmp_path: Path, method: str) -> None:
        with owner(tmp_path / "run", method) as one:
            one.until_running()
            kill(one.process.pid)
            assert_gone(one.host_pid)
        # The host saw that nobody was left, killed the workers, and closed the ledger.
        assert audit(tmp_path / "run", is_ledger_exact=False).reason == "failed"

    @pytest.mark.parametrize("method", METHODS)
    def test_host_leaves_nothing(self, tmp_path: Path, method: str) -> None:
        with owner(tmp_path / "run", method) as one:
            one.until_running()
            kill(one.host_pid)
            assert_gone(one.host_pid)

    @pytest.mark.parametrize("method", METHODS)
    def test_both_leaves_nothing(self, tmp_path: Path, method: str) -> None:
        with owner(tmp_path / "run", method) as one:
            one.until_running()
            kill(one.process.pid, signal.SIGSTOP)
            kill(one.host_pid)
            kill(one.process.pid)
            assert_gone(one.host_pid)

    @pytest.mark.parametrize("method", METHODS)
    def test_while_starting_leaves_nothing(
        self, tmp_path: Path, method: str, trials: Callable[[int], range]
    ) -> None:
        seed = random.SystemRandom().randrange(10**6)
        print(f"seed {seed}")
        source = random.Random(seed)
        for trial in trials(3):
            with owner(tmp_path / f"run-{trial}", method) as one:
                time.sleep(source.uniform(0, 0.3))  # the moment is the point, not a wait
                victims = source.choice(
                    ([one.process.pid], [one.host_pid], [one.process.pid, one.host_pid])
                )
                for pid in victims:
                    kill(pid)
                if one.process.pid not in victims:
                    kill(one.process.pid)
                assert_gone(one.host_pid)

    def test_frozen_worker_does_not_outlive_its_host(self, tmp_path: Path) -> None:
        with owner(tmp_path / "run", "spawn") as one:
            one.until_running()
            with RunReader(one.folder) as reader:
                kill(workers(reader)[-1][Cell.PID], signal.SIGSTOP)
            kill(one.process.pid)
            assert_gone(one.host_pid)

    def test_everything_at_once_leaves_names_that_the_next_start_sweeps(
        self, tmp_path: Path
    ) -> None:
        with owner(tmp_path / "run", "forkserver") as one:
            one.until_running()
            assert traces(one.host_pid)
            everyone = [*of_session(one.host_pid), psutil.Process(one.process.pid)]
            for process in everyone:
                kill(process.pid, signal.SIGSTOP)
            for process in everyone:
                kill(process.pid)
            assert_gone(one.host_pid)
            one.process.wait(DEADLINE_S)
            assert traces(one.host_pid)
            with running(tmp_path / "next", producers__count=0, consumers__count=0) as run:
                assert not traces(one.host_pid)
                run.stop()


def traces(host_pid: int) -> list[str]:
    """Return the semaphore names and temporary folders that bear a host's pid."""
    import tempfile

    stamp = f"{host_pid:x}-"
    return [
        *(str(path) for path in Path("/dev/shm").glob(f"sem.weir{stamp}*")),
        *(str(path) for path in Path(tempfile.gettempdir()).glob(f"weir-{stamp}*")),
    ]


@pytest.mark.parametrize("method", METHODS)
def test_session_reports_a_killed_host(tmp_path: Path, method: str) -> None:
    with running(tmp_path, run__start_method=method, producers__rate_hz=50) as run:
        run.until(lambda s: s.ledger.done > 2, "items are done")
        before = run.now
        processes = family(before.host_pid)
        kill(before.host_pid)
        began = time.monotonic()
        snapshot = run.until(lambda s: s.phase is Phase.ENDED, "the session says so")
        assert time.monotonic() - began < GONE_S + SLACK_S
        assert snapshot.end is not None
        assert "ended unexpectedly" in snapshot.end.sentence
        assert snapshot.notices[-1] == snapshot.end.sentence
        assert snapshot.ledger.attempted >= before.ledger.attempted  # what was measured is kept
        _, left = psutil.wait_procs(processes, GONE_S)
        assert not [process for process in left if exists(process)]


@pytest.mark.parametrize("role", ["producer", "consumer"])
@pytest.mark.parametrize("method", METHODS)
def test_killed_worker_is_named_with_its_signal_and_the_run_goes_on(
    tmp_path: Path, method: str, role: str
) -> None:
    settings = {"producers__rate_hz": 20, "consumers__service_ms": 300, "consumers__count": 2}
    state = State.PACING if role == "producer" else State.WORKING_IO
    with running(tmp_path, run__start_method=method, **settings) as run:
        run.until_state(role, state)
        # Between two calls of the channel: a worker killed inside one may keep its lock for ever.
        name = stop_between_calls(run, role, state)
        run.session.kill(name)
        run.until(
            lambda s: f"{name} was killed by SIGKILL." in s.notices, "its death is told by name"
        )
        victim = run.worker(name)
        assert (victim.state, victim.exitcode, victim.asked) == (State.KILLED, -9, False)
        done = run.now.ledger.done
        run.change(consumers__service_ms=1)
        run.until(lambda s: s.ledger.done > done + 10, "the others go on")
        end = run.stop()
        assert run.session.reader is not None
        warnings = [mark for mark in run.session.reader.marks() if mark.kind == "warning"]
        assert [(mark.key, mark.text) for mark in warnings] == [
            (name, f"{name} was killed by SIGKILL.")
        ]
    assert end.closes
    assert end.reason == "stopped"
    audit(run.folder, is_ledger_exact=False)


def stop_between_calls(run: Run, role: str, state: State) -> str:
    """Freeze a worker of a role, in `state` as its own block says; return its name."""

    def caught() -> str | None:
        for worker in run.alive(role):
            if worker.state == state:
                kill(worker.pid, signal.SIGSTOP)
                cells = run.session.reader.cells(worker.name)  # type: ignore[union-attr]
                if cells[Cell.STATE] & STATE_MASK == state:
                    return worker.name
                kill(worker.pid, signal.SIGCONT)
        return None

    name: str = until(caught, f"a {role} is {state.word}")
    return name


def test_worker_that_fails_is_named_with_its_exit_code(tmp_path: Path) -> None:
    settings = {"producers__count": 1, "consumers__count": 1, "consumers__service_ms": 0}
    with running(tmp_path, producers__rate_hz=0, **settings) as run:
        run.until(lambda s: s.ledger.done > 2, "items flow")
        rmtree(run.folder / "spans")  # its next segment cannot be made
        run.until(lambda s: any(w.exitcode == 1 for w in s.workers), "a worker fails")
        failed = next(one.name for one in run.now.workers if one.exitcode == 1)
        told = f"{failed} ended by itself with exit code 1."
        run.until(lambda s: told in s.notices, "its end is told by name")
        assert run.until_ended().sentence.startswith("The run log cannot grow: ")


def test_worker_that_is_killed_is_named_with_its_signal(tmp_path: Path) -> None:
    with running(tmp_path, producers__count=1, producers__rate_hz=10) as run:
        run.until_state("consumer", State.WORKING_IO)
        kill(run.worker("consumer-1").pid, signal.SIGTERM)
        told = "consumer-1 was killed by SIGTERM."
        run.until(lambda s: told in s.notices, "its death is told by name")
        run.stop()
