"""What a frame of the window costs, beside 16 processes flat out and with 10 minutes of history.

    python -m bench window [--pairs 15]

The peer is a bare pyqtgraph window (bare_window.py) of the same size, in the same thread beside
the same processes: it draws the same finished series, with as many points, and the same lanes, as
often.
Ours reads the log, computes the series, and draws everything else as well.
"""

import statistics
from collections.abc import Callable, Iterator
from typing import Final

from bench.bare_window import BareWindow
from bench.frames import Alternated, Stretch, watch
from bench.open_window import frame_timer, open_window
from bench.rows import Options, Row
from engine.config import Value

WORKERS: Final = 8
"""Producers, and as many consumers."""
PAST_S: Final = 600.0
TARGET: Final = 1.5
LONGEST_MS: Final = 100.0
FLAT_OUT: Final[dict[str, Value]] = {
    "producers.count": WORKERS,
    "producers.rate_hz": 0.0,
    "consumers.count": WORKERS,
    "consumers.service_ms": 0.0,
    "channel.maxsize": 1000,
}


def rows(options: Options) -> Iterator[Row]:
    """Yield the rows of the window."""
    taken = measure(options.pairs)
    yield _ratio("CPU time of a frame, 16 flat out", taken, lambda one: one.mean_ms)
    yield _ratio("the same, 99th percentile of the frames", taken, lambda one: one.p99_ms)
    yield _longest(taken)


def measure(pairs: int) -> Alternated:
    """Watch both windows in turns, beside the same processes."""
    with open_window(FLAT_OUT, PAST_S) as window:
        timer = frame_timer(window)
        watch(timer)  # the history comes into view
        bare = BareWindow(window)
        try:
            return Alternated.measure(timer, bare.timer, pairs)
        finally:
            bare.close()


def _ratio(case: str, taken: Alternated, figure: Callable[[Stretch], float]) -> Row:
    pairs = taken.pairs(figure)
    return Row(
        section="Window",
        case=case,
        target=TARGET,
        is_floor=False,
        samples=pairs.ratios,
        peer="a bare pyqtgraph window with the same curves and lanes, beside the same processes",
        meaning="Watching 16 busy processes costs little more than drawing the curves does.",
        noise=pairs.noise,
        detail=f"{pairs.own:.1f} ms, bare {pairs.peer:.1f} ms",
    )


def _longest(taken: Alternated) -> Row:
    pairs = taken.pairs(lambda one: one.longest_ms)
    rate = statistics.median(one.frames_hz for one in taken.ours)
    bare = max(pairs.first + pairs.second)
    return Row(
        section="Window",
        case="longest interval between two frames",
        target=LONGEST_MS,
        is_floor=False,
        samples=pairs.ours,
        peer="none, it is the eye that sees a halt from 100 ms on",
        meaning="The picture moves without a halt while all processors are busy.",
        unit="ms",
        detail=f"{rate:.1f} frames/s; of all {max(pairs.ours):.0f} ms, bare {bare:.0f} ms",
    )
