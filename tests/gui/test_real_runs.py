"""The window over real processes: what the user does reaches them, and nothing outlives it."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from engine.config import Value
from engine.runlog import manifest
from engine.snapshot import Phase
from engine.states import State
from gui.main_window import MainWindow
from tests.engine.running import SLACK_S, exists, own_time_s
from tests.gui.conftest import OpenWindow

STARTS_WITHIN_MS = 15_000
FOLLOWS_WITHIN_MS = 20_000
CLOSES_WITHIN_S = 3.0
LONGEST_GAP_S = 0.5
"""Generous: the goal is 100 ms, and a loaded machine alone makes gaps of some tens."""

BLOCKED: dict[str, Value] = {"producers.rate_hz": 20.0, "channel.maxsize": 3}
"""Full within half a second: one consumer serves 8 a second."""


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    """Return a window on slow-consumer that fills its queue at once, not yet started."""
    opened = open_window()
    opened.controller.apply(BLOCKED)
    return opened


@pytest.fixture
def started(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Return the window while producers wait for a slot."""
    QTest.keyClick(window.toolbar.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: is_blocked(window), timeout=STARTS_WITHIN_MS)
    return window


def is_blocked(window: MainWindow) -> bool:
    waiting = [w for w in window.controller.snapshot.workers if w.state is State.WAIT_SLOT]
    return len(waiting) >= 2


def processes(window: MainWindow) -> list[psutil.Process]:
    """Return the host and its workers."""
    snapshot = window.controller.snapshot
    pids = (snapshot.host_pid, *(worker.pid for worker in snapshot.workers))
    return [psutil.Process(pid) for pid in pids]


def has(window: MainWindow, phase: Phase) -> Callable[[], bool]:
    return lambda: window.controller.snapshot.phase is phase


def test_start_blocks_producers_and_the_window_says_so(started: MainWindow, qtbot: QtBot) -> None:
    def says_full() -> bool:
        return started.why.sentence_text().startswith("The queue is full")

    qtbot.waitUntil(says_full, timeout=FOLLOWS_WITHIN_MS)
    assert started.controller.snapshot.depth >= 2
    assert "waiting" in started.status.ledger_text()


def test_pause_stops_the_items_and_resume_lets_them_go_on(
    started: MainWindow, qtbot: QtBot
) -> None:
    started.toolbar.pause.click()

    def is_paused() -> bool:
        [consumer] = [w for w in started.controller.snapshot.workers if w.role == "consumer"]
        return consumer.state is State.PAUSED

    qtbot.waitUntil(is_paused, timeout=FOLLOWS_WITHIN_MS)
    assert started.toolbar.pause.text() == "Resume"
    done = started.controller.snapshot.ledger.done
    started.toolbar.pause.click()
    qtbot.waitUntil(
        lambda: started.controller.snapshot.ledger.done > done, timeout=FOLLOWS_WITHIN_MS
    )


def test_stop_ends_every_process_and_restart_makes_new_ones(
    started: MainWindow, qtbot: QtBot
) -> None:
    first = processes(started)
    started.toolbar.start.click()
    qtbot.waitUntil(has(started, Phase.ENDED), timeout=FOLLOWS_WITHIN_MS)
    assert not any(map(exists, first))
    assert started.controller.snapshot.ledger.closes
    started.toolbar.restart.click()
    qtbot.waitUntil(lambda: is_blocked(started), timeout=STARTS_WITHIN_MS)
    assert not set(first) & set(processes(started))


def test_live_change_acts_on_the_processes(started: MainWindow, qtbot: QtBot) -> None:
    before = processes(started)
    started.controller.change("channel.maxsize", 9)
    qtbot.waitUntil(lambda: started.controller.snapshot.depth > 3, timeout=FOLLOWS_WITHIN_MS)
    assert started.controller.snapshot.maxsize == 9
    assert processes(started) == before


def test_cure_that_is_offered_cures(started: MainWindow, qtbot: QtBot) -> None:
    def offered() -> list[QPushButton]:
        buttons = started.why.findChildren(QPushButton)
        return [one for one in buttons if one.isVisible() and "consumers" in one.text()]

    qtbot.waitUntil(lambda: bool(offered()), timeout=FOLLOWS_WITHIN_MS)
    offered()[0].click()
    assert started.controller.config.consumers_count > 1
    qtbot.waitUntil(lambda: started.controller.snapshot.depth == 0, timeout=FOLLOWS_WITHIN_MS)


def test_restart_that_is_offered_runs_on_a_pipe(started: MainWindow, qtbot: QtBot) -> None:
    started.controls.change_requested.emit("channel.kind", "pipe")
    started.controls.restart_offered.emit({"channel.kind": "pipe"})
    qtbot.waitUntil(lambda: started.controller.snapshot.run_id == 2, timeout=STARTS_WITHIN_MS)
    qtbot.waitUntil(lambda: started.controller.snapshot.sequence_read > 0, timeout=STARTS_WITHIN_MS)
    run_dir = started.controller.run_dir
    assert run_dir is not None
    assert manifest.read(run_dir).settings["channel.kind"] == "pipe"


@pytest.mark.parametrize("how", ["key", "pill", "button"])
def test_held_view_stands_while_processes_go_on(
    started: MainWindow, qtbot: QtBot, how: str
) -> None:
    QTest.keyClick(started, Qt.Key.Key_H)
    held = started.timeline.wanted_range(99.0)
    attempted = started.controller.snapshot.ledger.attempted
    assert started.why.sentence_text().startswith("View held at ")
    qtbot.waitUntil(
        lambda: started.controller.snapshot.ledger.attempted > attempted + 3,
        timeout=FOLLOWS_WITHIN_MS,
    )
    assert started.timeline.wanted_range(99.0) == held
    match how:
        case "key":
            QTest.keyClick(started, Qt.Key.Key_L)
        case "pill":
            started.timeline.header.live.click()
        case "button":
            started.why.live_requested.emit()
    assert not started.toolbar.hold.isChecked()
    assert started.timeline.following
    assert not started.why.sentence_text().startswith("View held")


def test_worker_that_dies_by_itself_is_a_visible_line_with_its_signal(
    started: MainWindow, qtbot: QtBot
) -> None:
    [consumer] = [w for w in started.controller.snapshot.workers if w.role == "consumer"]
    os.kill(consumer.pid, signal.SIGKILL)
    qtbot.waitUntil(started.notices.isVisible, timeout=FOLLOWS_WITHIN_MS)
    assert "consumer-1" in started.notices.text()
    assert "SIGKILL" in started.notices.text()


def test_run_that_ends_by_itself_is_shown_as_done(window: MainWindow, qtbot: QtBot) -> None:
    window.controller.apply({"run.items": 6})
    window.toolbar.start.click()
    qtbot.waitUntil(has(window, Phase.ENDED), timeout=STARTS_WITHIN_MS)
    assert window.why.sentence_text().startswith("Done: 6 items in ")
    assert window.status.ledger_text().endswith("✓ closes")
    assert window.toolbar.start.text() == "Start"


class Heartbeat:
    """Measures the longest time in which the event loop did not come round."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._last = own_time_s()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = own_time_s()
        self.longest_s = max(self.longest_s, now - self._last)
        self._last = now


@pytest.mark.parametrize("service_ms", [125.0, 30_000.0])
def test_closing_ends_every_process_and_never_freezes_the_window(
    window: MainWindow, qtbot: QtBot, service_ms: float
) -> None:
    window.controller.change("consumers.service_ms", service_ms)
    window.toolbar.start.click()
    qtbot.waitUntil(lambda: is_blocked(window), timeout=STARTS_WITHIN_MS)
    ours, begun, heartbeat = processes(window), time.monotonic(), Heartbeat()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=FOLLOWS_WITHIN_MS)
    took = time.monotonic() - begun
    heartbeat.stop()
    assert not any(map(exists, ours))
    assert took < CLOSES_WITHIN_S + SLACK_S
    assert heartbeat.longest_s < LONGEST_GAP_S


def test_host_that_dies_is_said_and_leaves_no_process(
    started: MainWindow, qtbot: QtBot, runs_home: Path
) -> None:
    ours = processes(started)
    os.kill(started.controller.snapshot.host_pid, signal.SIGKILL)
    qtbot.waitUntil(has(started, Phase.ENDED), timeout=FOLLOWS_WITHIN_MS)
    assert "host" in started.notices.text()
    qtbot.waitUntil(lambda: not any(map(exists, ours)), timeout=FOLLOWS_WITHIN_MS)
    assert started.toolbar.start.text() == "Start"
    assert len(list(runs_home.iterdir())) == 1
