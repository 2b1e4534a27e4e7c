"""How much memory window and host take while a run goes on, as the operating system counts it.

    this process ── samples both, once a second
       │ pipe: asks for the items done so far
       ▼
    window process ── host ── workers

The window has a process of its own: in one that has measured other things before, memory that was
free already would hide what grows. Before each sample it gives back what it has freed: glibc keeps
some megabytes for a minute and longer, then drops them, and both would look like a slope.
"""

import ctypes
import multiprocessing
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

import numpy as np
import psutil

from engine import platforms
from engine.config import Value

INTERVAL_S: Final = 1.0
_PATIENCE_S: Final = 90.0


@dataclass(frozen=True, eq=False)
class Series:
    """Memory of one process while items flow. Shape (n,) each."""

    at_s: list[float]
    items: list[int]
    """Done by then, since the first sample."""
    bytes: list[int]

    @property
    def mb_a_minute(self) -> float:
        """How fast it grows, by least squares."""
        return float(np.polyfit(self.at_s, self.bytes, 1)[0]) * 60 / 1e6

    def mb_in_items(self, count: int) -> float:
        """Return how much it grows while `count` items are done, by least squares."""
        return float(np.polyfit(self.items, self.bytes, 1)[0]) * count / 1e6

    @property
    def mb_grown(self) -> float:
        """How much more the last tenth is than the first tenth, by their medians."""
        tenth = max(1, len(self.bytes) // 10)
        grown = np.median(self.bytes[-tenth:]) - np.median(self.bytes[:tenth])
        return float(grown) / 1e6

    def until(self, seconds: float) -> "Series":
        """Return the first `seconds` of it."""
        count = sum(at <= seconds for at in self.at_s)
        return Series(self.at_s[:count], self.items[:count], self.bytes[:count])


@dataclass(frozen=True, eq=False)
class Watched:
    """What was seen of one run."""

    window: Series
    host: Series


def watch(
    settings: Mapping[str, Value], past_s: float, warm_up_s: float, seconds: float
) -> Watched:
    """Run `settings` in a window of its own process; sample after `warm_up_s`, for `seconds`.

    The run seems `past_s` older than it is. All processes and files are gone afterwards. Raises
    TimeoutError when the window does not answer, or no items flow.
    """
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_show, args=(dict(settings), past_s, theirs), name="window"
    )
    process.start()
    theirs.close()
    try:
        host_pid = _answer(ours)
        time.sleep(warm_up_s)
        return _sample(ours, (process.pid, host_pid), seconds)
    finally:
        ours.close()
        process.join(_PATIENCE_S)
        if process.is_alive():
            process.kill()
            process.join()


def _sample(control: Connection, pids: tuple[int | None, int], seconds: float) -> Watched:
    processes = [psutil.Process(pid) for pid in pids]
    window, host = Series([], [], []), Series([], [], [])
    begun, first = time.monotonic(), _items(control)
    while (now := time.monotonic() - begun) <= seconds:
        items = _items(control) - first
        for series, process in zip((window, host), processes, strict=True):
            series.at_s.append(now)
            series.items.append(items)
            series.bytes.append(own_bytes(process))
        time.sleep(max(0.0, begun + now + INTERVAL_S - time.monotonic()))
    if not window.items[-1]:
        raise TimeoutError("no items flow")
    return Watched(window, host)


def _items(control: Connection) -> int:
    """Let the window give back what is free; return the items done so far."""
    control.send("items")
    return _answer(control)


def _answer(control: Connection) -> int:
    if not control.poll(_PATIENCE_S):
        raise TimeoutError("the window does not answer")
    answer: int = control.recv()
    return answer


def own_bytes(process: psutil.Process) -> int:
    """Return the memory that nobody shares with a process; resident memory where that is secret."""
    try:
        return int(process.memory_full_info().uss)
    except psutil.AccessDenied:
        return int(process.memory_info().rss)


def _give_back() -> None:
    """Return freed memory to the operating system, where the C library can be told to."""
    if platforms.IS_LINUX:
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)


def _show(settings: dict[str, Value], past_s: float, control: Connection) -> None:
    """Show a run until the other side hangs up; say how many items are done when asked."""
    # Imported here: the side that samples needs no Qt.
    from PySide6.QtCore import QEventLoop, QTimer

    from bench.open_window import frame_timer, open_window

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other side hears it, and hangs up
    with open_window(settings, past_s) as window:
        loop, asked = QEventLoop(), QTimer(interval=100)

        def answer() -> None:
            try:
                if control.poll():
                    control.recv()
                    _give_back()
                    control.send(window.controller.snapshot.ledger.done)
            except (EOFError, OSError):
                loop.quit()

        asked.timeout.connect(answer)
        asked.start()
        frame_timer(window).start()
        control.send(window.controller.snapshot.host_pid)
        loop.exec()
