"""What grows with the number of workers and with the length of a run, and what does not.

    python -m bench growth [--pairs 15] [--long]

Three questions: what a frame costs with 256 workers, what it costs after an hour, and whether
memory goes on growing. All windows are real, over real processes; histories are made up.
"""

import math
import multiprocessing
import statistics
from collections.abc import Iterator
from typing import Final

import psutil

from bench import memory
from bench.bench_window import FLAT_OUT
from bench.frames import Alternated, watch
from bench.memory import Series
from bench.open_window import frame_timer, open_window
from bench.rows import Options, Row
from engine import platforms
from engine.config import Value
from engine.limits import DESCRIPTORS_PER_WORKER, DESCRIPTORS_SPARE
from gui.main_window import MainWindow

_HAS_FORKSERVER: Final = "forkserver" in multiprocessing.get_all_start_methods()

EACH: Final = 128
"""Producers, and as many consumers."""
MANY: Final[dict[str, Value]] = {
    "producers.count": EACH,
    "producers.rate_hz": 10.0,
    "consumers.count": EACH,
    "consumers.service_ms": 0.0,
    "channel.maxsize": 1000,
    # The quickest way to 256 processes; what they do then is the same.
    "run.start_method": "forkserver" if _HAS_FORKSERVER else "spawn",
}
MANY_BYTES: Final = 2_300_000_000
"""What the 256 processes take, spawned; less if a server forks them."""
MANY_TARGET: Final = 1.5

STRETCH_S: Final = 0.7
PAST_S: Final = 600.0
MINUTE_S: Final = 60.0
HOUR_S: Final = 3600.0
HOUR_TARGET: Final = 1.2

STEADY: Final[dict[str, Value]] = {
    "producers.count": 10,
    "producers.rate_hz": 100.0,
    "consumers.count": 10,
    "consumers.service_ms": 0.0,
    "channel.maxsize": 1000,
}
"""1,000 items a second."""
TEMPO: Final = 0.1
"""Of the short row: ten times as many."""
MINUTE_ITEMS: Final = 60_000
WARM_UP_S: Final = 20.0
SAMPLED_S: Final = 60.0
SLOPE_TARGET: Final = 1.0
LONG_TARGET: Final = 10.0


def rows(options: Options) -> Iterator[Row]:
    """Yield the rows of growth."""
    yield _many(options.pairs)
    yield _history(options.pairs)
    yield from _memory()
    if options.is_long:
        yield from _long()


def _many(pairs: int) -> Row:
    """Return the row of 256 workers; where they cannot be run it is missed and says why."""
    if reason := _hindrance():
        return _of_many((math.inf,), (), f"not measured: {reason}")
    with open_window(MANY, PAST_S) as many, open_window(FLAT_OUT, PAST_S) as few:
        taken = _alternate(many, few, pairs)
    found = taken.pairs(lambda one: one.mean_ms)
    return _of_many(
        found.ratios,
        found.noise,
        f"{found.own:.1f} ms, with 16 {found.peer:.1f} ms; {_tails(taken)}",
    )


def _of_many(samples: tuple[float, ...], noise: tuple[float, ...], detail: str) -> Row:
    return Row(
        section="Growth",
        case="CPU time of a frame, 256 workers",
        target=MANY_TARGET,
        is_floor=False,
        samples=samples,
        peer="the same window with 8 producers and 8 consumers flat out, in the same thread",
        meaning=(
            "With 128 producers and 128 consumers at 10 Hz each the window stays as smooth as with "
            "16. Spawned they need about 2.3 GB. They need 2,148 open files: the limit is raised "
            "for the measurement, as the window does at Start."
        ),
        noise=noise,
        detail=detail,
    )


def _hindrance() -> str:
    """Say why 256 workers cannot be run on this machine, empty if they can."""
    wanted = 2 * EACH * DESCRIPTORS_PER_WORKER + DESCRIPTORS_SPARE
    limit = platforms.raise_descriptor_limit(wanted)
    if limit < wanted:
        return f"this machine allows {limit:,} open files, {wanted:,} are needed"
    available = psutil.virtual_memory().available
    if available < MANY_BYTES:
        return f"{available / 1e9:.1f} GB of memory are free, {MANY_BYTES / 1e9:.1f} GB are needed"
    if platforms.IS_WINDOWS:
        return "a process of Windows can wait for 60 workers at most"
    return ""


def _history(pairs: int) -> Row:
    """Return the row of a frame that shows a whole run, an hour against a minute."""
    with (
        open_window(FLAT_OUT, HOUR_S, "all") as hour,
        open_window(FLAT_OUT, MINUTE_S, "all") as minute,
    ):
        taken = _alternate(hour, minute, pairs)
    found = taken.pairs(lambda one: one.mean_ms)
    return Row(
        section="Growth",
        case="CPU time of a frame, an hour of history",
        target=HOUR_TARGET,
        is_floor=False,
        samples=found.ratios,
        peer="the same window with one minute of history; both show the whole run, 16 flat out",
        meaning="A run that has gone on for an hour is drawn as fast as one that has just begun.",
        noise=found.noise,
        detail=f"{found.own:.1f} ms, after a minute {found.peer:.1f} ms; {_tails(taken)}",
    )


def _alternate(ours: MainWindow, peer: MainWindow, pairs: int) -> Alternated:
    timers = frame_timer(ours), frame_timer(peer)
    for timer in timers:  # the histories come into view
        watch(timer, STRETCH_S)
    return Alternated.measure(*timers, pairs, STRETCH_S)


def _tails(taken: Alternated) -> str:
    p99 = statistics.median(one.p99_ms for one in taken.ours)
    longest = max(one.longest_ms for one in taken.ours)
    return f"99th percentile {p99:.0f} ms, longest interval {longest:.0f} ms"


def _memory() -> Iterator[Row]:
    """Yield the rows of a minute in which the items of ten minutes flow."""
    seen = memory.watch({**STEADY, "run.tempo": TEMPO}, PAST_S, WARM_UP_S, SAMPLED_S)
    for name, series in (("window", seen.window), ("host", seen.host)):
        yield _growth(
            case=f"memory of the {name}, growth in 60,000 items",
            target=SLOPE_TARGET,
            grown=series.mb_in_items(MINUTE_ITEMS),
            series=series,
            meaning=(
                "Memory does not grow with the items of a run. 60,000 are those of a minute at "
                "1,000/s; for the sake of time they flow about ten times as fast here, after ten "
                "minutes of history. The long rows take ten minutes and an hour at 1,000/s."
            ),
        )


def _long() -> Iterator[Row]:
    """Yield the rows that take an hour: the first ten minutes of it, and the whole of it."""
    seen = memory.watch(STEADY, 0.0, WARM_UP_S, HOUR_S)
    for name, whole in (("window", seen.window), ("host", seen.host)):
        early = whole.until(PAST_S)
        yield _growth(
            case=f"memory of the {name}, growth a minute",
            target=SLOPE_TARGET,
            grown=early.mb_a_minute,
            series=early,
            meaning="In the first ten minutes at 1,000 items/s memory hardly grows.",
        )
        yield _growth(
            case=f"memory of the {name}, growth in an hour",
            target=LONG_TARGET,
            grown=whole.mb_grown,
            series=whole,
            meaning="A run can go on for hours: what is drawn is kept, what was read is not.",
        )


def _growth(case: str, target: float, grown: float, series: Series, meaning: str) -> Row:
    first, last = series.bytes[0] / 1e6, series.bytes[-1] / 1e6
    return Row(
        section="Growth",
        case=case,
        target=target,
        is_floor=False,
        samples=(grown,),
        peer="none: what the process has for itself (USS), once a second, as a slope",
        meaning=meaning,
        unit="MB",
        detail=f"{series.items[-1]:,} items in {series.at_s[-1]:.0f} s, {first:.1f} MB at first, "
        f"{last:.1f} MB at last; {series.mb_a_minute:+.2f} MB a minute",
    )
