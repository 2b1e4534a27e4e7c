"""The real program in a real window: real mouse events, real processes, and the run log they leave.

What happened is read from the run folder, as anyone could; the product has no hook for tests.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from bench.virtual_display import virtual_display
from engine.config import DEFAULT
from engine.runlog.layout import STATE_BITS, STATE_MASK, Cell, Role
from engine.runlog.manifest import read
from engine.runlog.reader import RunReader
from engine.scenario import from_config, save
from engine.states import State
from tests.end_to_end.hand import Hand, missing_tools
from tests.engine.running import SLACK_S, exists, until

ROOT = Path(__file__).resolve().parent.parent.parent
FULL_AFTER_S = 0.53
"""30 a second in, 10 a second out, 10 places."""
REACTS_WITHIN_S = 1.0

needs_display = pytest.mark.skipif(
    bool(missing_tools()), reason=f"needs a display of its own: {missing_tools()} is missing"
)

SETTINGS = DEFAULT.changed(
    {
        "producers.count": 3,
        "producers.rate_hz": 10.0,
        "consumers.count": 2,
        "consumers.service_ms": 1.0,
        "channel.maxsize": 10,
    }
)


class Program:
    """A window in a process of its own, and the log of its run."""

    def __init__(self, window: "subprocess.Popen[str]", hand: Hand, folder: Path) -> None:
        self.window = window
        self.hand = hand
        self.folder = folder
        self._reader: RunReader | None = None

    @property
    def log(self) -> RunReader:
        """The log of the run, once there is one."""
        if self._reader is None:
            [run] = (self.folder / "weir" / "runs").iterdir()
            self._reader = RunReader(run)
        return self._reader

    def close(self) -> None:
        """End what is left."""
        if self._reader is not None:
            self._reader.close()
        self.window.kill()
        self.window.communicate(timeout=10)

    def producers(self) -> list[dict[Cell, int]]:
        """The telemetry of the producers."""
        return [one for one in self.log.blocks().values() if one[Cell.ROLE] == Role.PRODUCER]

    def depth(self) -> int:
        """Slots that are taken."""
        blocks = self.log.blocks().values()
        return sum(cells[Cell.ENTERED] - cells[Cell.RETURNED] for cells in blocks)

    def is_running(self) -> bool:
        """True once each producer has put an item."""
        try:
            return all(p[Cell.ENTERED] for p in self.producers()) and len(self.producers()) == 3
        except (OSError, ValueError):  # no run folder yet
            return False

    def is_blocked(self) -> bool:
        """True while all producers wait for a slot."""
        return all(p[Cell.STATE] & STATE_MASK == State.WAIT_SLOT for p in self.producers())

    def flows(self) -> bool:
        """True while no producer waits and the queue is all but empty."""
        waiting = [p for p in self.producers() if p[Cell.STATE] & STATE_MASK == State.WAIT_SLOT]
        return not waiting and self.depth() <= 1

    def changed_at_s(self) -> float:
        """Return when the service time was last changed, on the clock of the log."""
        marks = [mark for mark in self.log.marks() if mark.key == "consumers.service_ms"]
        return marks[-1].at_ns / 1e9

    def processes(self) -> list[psutil.Process]:
        """The window, the host and its workers."""
        manifest = self.log.manifest
        workers = [worker.pid for worker in manifest.workers]
        return [psutil.Process(pid) for pid in (self.window.pid, manifest.host_pid, *workers)]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Return what starts a window on the scenario of the issue, in a display of its own."""
    scenario = tmp_path / "story.json"
    save(from_config(SETTINGS, "story"), scenario)
    programs = []
    with virtual_display() as display:
        environment = environment_of(tmp_path, DISPLAY=display, QT_QPA_PLATFORM="xcb")

        def start_(*command: str) -> Program:
            words = [sys.executable, *command, str(scenario)]
            if "launcher" in command[-1]:
                words.append(str(tmp_path / "weir.ini"))
            window = subprocess.Popen(
                words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
            )
            programs.append(Program(window, Hand(display), tmp_path))
            return programs[-1]

        yield start_
        for program in programs:
            program.close()


def environment_of(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of the user's is touched, nor a display known."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    usual = {name: value for name, value in os.environ.items() if name not in hidden}
    return {**usual, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), **more}


@needs_display
def test_dragging_the_service_time_blocks_the_producers_and_back(
    start: Callable[..., Program],
) -> None:
    program = start("-m", "tests.end_to_end.launcher")
    assert program.window.stdout is not None
    one, two_hundred = (_place(program.window.stdout.readline()) for _ in range(2))
    program.hand.point_at(one)
    program.hand.press("space")
    until(program.is_running, "the run")
    until(program.flows, "items that flow")

    program.hand.drag(one, two_hundred)
    blocked = until(lambda: program.is_blocked() and program.producers(), "blocked producers")
    since_s = max(cells[Cell.STATE] >> STATE_BITS for cells in blocked) / 1e9
    assert since_s - program.changed_at_s() < FULL_AFTER_S + REACTS_WITHIN_S + 1

    program.hand.drag(two_hundred, one)
    until(program.flows, "unblocked producers")

    ours = program.processes()
    program.hand.press("ctrl+q")
    assert program.window.wait(10) == 0
    until(lambda: not any(map(exists, ours)), "the end of every process")
    assert program.log.manifest.end is not None
    assert program.log.manifest.end.closes


@needs_display
def test_window_that_is_killed_leaves_no_process(start: Callable[..., Program]) -> None:
    program = start("main.py", "gui")
    program.hand.point_at((600, 500))
    program.hand.await_window("Weir")
    program.hand.press("space")
    until(program.is_running, "the run")
    ours = program.processes()
    assert len(ours) == 7
    program.window.send_signal(signal.SIGKILL)
    until(lambda: not any(map(exists, ours)), "the end of every process", timeout_s=2.0 + SLACK_S)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a display")
def test_without_a_display_the_first_scenario_runs_in_the_terminal(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=environment_of(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stderr is not None
    said = [program.stderr.readline() for _ in range(3)]  # the obstacle, then progress
    program.send_signal(signal.SIGINT)  # 10 s are too long for a test
    printed, _ = program.communicate(timeout=20)
    assert said[0] == "There is no display to open a window on: running in the terminal.\n"
    [run] = (tmp_path / "weir" / "runs").iterdir()
    [log] = run.glob("*.csv")
    assert str(log) in printed
    assert "producer-3" in log.read_text()
    assert read(run).scenario == "slow-consumer"
    assert program.returncode == 0


def _place(line: str) -> tuple[int, int]:
    x, y = map(int, line.split())
    return x, y
