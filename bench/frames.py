"""What a frame of a window costs its thread: CPU time from tick to tick, painting included."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEventLoop, QTimer

from bench.rows import Pairs

STRETCH_S: Final = 3.0
SETTLES_S: Final = 0.5
"""Left out at the start of a stretch: a window that stood still meanwhile catches up."""

PATIENCE_S: Final = 60.0
"""Frames that do not come for so long will not come any more."""
_CEASED: Final = -1


@dataclass(frozen=True, eq=False)
class Stretch:
    """Frames in a row: when each began, seconds of the wall clock and of the thread's CPU time."""

    wall_s: npt.NDArray[np.float64]
    cpu_s: npt.NDArray[np.float64]

    @cached_property
    def mean_ms(self) -> float:
        """CPU time of a frame."""
        return 1e3 * float(self.cpu_s[-1] - self.cpu_s[0]) / (len(self.cpu_s) - 1)

    @cached_property
    def p99_ms(self) -> float:
        """CPU time that 99 of 100 frames keep within."""
        return 1e3 * float(np.percentile(np.diff(self.cpu_s), 99))

    @cached_property
    def longest_ms(self) -> float:
        """The longest interval between two frames."""
        return 1e3 * float(np.diff(self.wall_s).max())

    @cached_property
    def frames_hz(self) -> float:
        """Frames a second."""
        return (len(self.wall_s) - 1) / float(self.wall_s[-1] - self.wall_s[0])


def watch(timer: QTimer, seconds: float = STRETCH_S) -> Stretch:
    """Let `timer` run for `seconds` with the event loop, and note each of its ticks.

    The thread does nothing else in that time: what it uses is the window's. Raises
    KeyboardInterrupt after Ctrl-C, which Qt would not let through, and TimeoutError when the frames
    cease: the run has ended by itself.
    """
    ticks: list[tuple[float, float]] = []
    begun = time.perf_counter()
    loop = QEventLoop()

    def note() -> None:
        now = time.perf_counter()
        if now >= begun + SETTLES_S:
            ticks.append((now, time.thread_time()))
        if now >= begun + SETTLES_S + seconds and len(ticks) > 1:
            loop.quit()

    before = signal.signal(signal.SIGINT, lambda *_: loop.exit(signal.SIGINT))
    patience = QTimer(singleShot=True, interval=round(1e3 * (seconds + PATIENCE_S)))
    patience.timeout.connect(lambda: loop.exit(_CEASED))
    patience.start()
    timer.timeout.connect(note)
    timer.start()
    status = loop.exec()
    timer.stop()
    patience.stop()
    timer.timeout.disconnect(note)
    signal.signal(signal.SIGINT, before)
    if status == _CEASED:
        raise TimeoutError("the window has ceased to make frames")
    if status:
        raise KeyboardInterrupt
    wall, cpu = np.array(ticks).T
    return Stretch(wall, cpu)


@dataclass(frozen=True)
class Alternated:
    """Stretches of two windows, in turns: the peer, ours, the peer again, and so on."""

    ours: tuple[Stretch, ...]
    first: tuple[Stretch, ...]
    second: tuple[Stretch, ...]

    @classmethod
    def measure(
        cls, ours: QTimer, peer: QTimer, pairs: int, seconds: float = STRETCH_S
    ) -> "Alternated":
        """Watch both windows `pairs` times, for `seconds` each time."""
        turn = (peer, ours, peer)
        taken = [tuple(watch(timer, seconds) for timer in turn) for _ in range(pairs)]
        first, own, second = zip(*taken, strict=True)
        return cls(own, first, second)

    def pairs(self, figure: Callable[[Stretch], float]) -> Pairs:
        """Return one figure of every stretch."""
        ours, first, second = (
            tuple(figure(one) for one in part) for part in (self.ours, self.first, self.second)
        )
        return Pairs(ours, first, second)
