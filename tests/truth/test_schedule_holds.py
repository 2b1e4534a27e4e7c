"""Producers of real runs against their seeded schedule.

The schedule is computed anew from the seed and from when the log says that it began. A producer
that is more than one interval (bursty: one burst period) behind moves it, as is documented; a move
is taken from the log, and printed.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from engine.config import Config
from engine.pacing import Schedule, interval_ns, random_source
from engine.runlog import layout
from engine.runlog.layout import Command, Kind
from engine.runlog.reader import RunReader
from tests.engine.audit import records_of
from tests.engine.running import config
from tests.truth.fit import exponential, probability
from tests.truth.machine import holds
from tests.truth.measured import Ints
from tests.truth.runs import run_together

RATES_HZ: Final = (1, 10, 100, 1_000)
SPACINGS: Final = ("constant", "poisson", "bursty")
WINDOW_NS: Final = 10_000_000_000
SECONDS: Final = 13.0
"""10 s, and what it takes to start so many runs at once."""


@dataclass
class Settings:
    """What a schedule reads, from a configuration."""

    rate_hz: float
    spacing: str
    burst: int
    tempo: float = 1.0


def settings_of(made: Config) -> Settings:
    return Settings(made.producers_rate_hz, made.producers_spacing, made.producers_burst)


@dataclass(frozen=True)
class Paced:
    """What a producer did, and was to do. Times are ns since its schedule began, shape (n,)."""

    sent: Ints
    due: Ints
    moves: int
    """How often it was held up so long that the rest of the schedule moved."""
    window: int

    @property
    def lateness_ms(self) -> float:
        """The median."""
        return float(np.median(self.sent - self.due[: len(self.sent)])) / 1e6


def paced(folder: Path, settings: Settings, seed: int) -> Paced:
    """Compute the schedule of producer-1 beside what its log says."""
    with RunReader(folder) as reader:
        records = records_of(reader, "producer-1")
        stops = [mark.at_ns for mark in reader.marks() if mark.kind == "stop"]
    cells = np.fromfile(layout.block_path(folder, "producer-1"), "<i8")
    began = int(cells[Command.SCHEDULE_NS])
    ends = records["start"] + records["duration"] - began
    at = np.flatnonzero(records["kind"] == Kind.PUT)
    window = min(WINDOW_NS, stops[0] - began)
    at = at[ends[at] < window]
    # It looks at its schedule right after what it recorded last: the end of pacing, or of a put.
    looked = np.where(at > 0, ends[at - 1], 0)
    schedule = Schedule(random_source(seed, "producer-1"), 0, 0, 1)
    due, moves = [], 0
    for now in [*looked.tolist(), 0, 0]:
        due.append(planned := schedule.due_ns(settings))
        moves += now > planned + behind_ns(settings)
        schedule.advance(settings, max(planned, now))
    return Paced(ends[at], np.array(due), moves, window)


def behind_ns(settings: Settings) -> float:
    """Return how late a producer can be without moving its schedule."""
    return interval_ns(settings) * (settings.burst if settings.spacing == "bursty" else 1)


def problems(name: str, found: Paced, settings: Settings) -> dict[str, str]:
    """Return what is wrong with a producer; print its figures."""
    planned = int((found.due < found.window).sum())
    line = (
        f"{name}: {len(found.sent)} sent, {planned} planned in {found.window / 1e9:.3g} s, "
        f"median {found.lateness_ms:.3f} ms late, moved {found.moves} times"
    )
    print(line)
    is_right = (
        abs(len(found.sent) - planned) <= 1
        and found.lateness_ms < 1
        and (found.sent >= found.due[: len(found.sent)]).all()
        and found.window >= WINDOW_NS // 2
    )
    wrong: dict[str, str] = {} if is_right else {name: line}
    # At 1,000 Hz what the system takes to wake a sleeper is part of each gap.
    if settings.spacing == "poisson" and 10 <= settings.rate_hz <= 100:
        chance = probability(np.diff(found.sent) / 1e9 * settings.rate_hz, exponential)
        wrong |= {f"{name} gaps": f"{chance:.1g} probable"} if chance < 1e-4 else {}
    return wrong


def test_producers_keep_to_their_seeded_schedule(tmp_path: Path) -> None:
    def check(seed: int) -> dict[str, str]:
        plans: dict[str, dict[str, Any]] = {
            f"{spacing}-{rate}": {
                "producers__count": 1,
                "producers__rate_hz": rate,
                "producers__spacing": spacing,
                "producers__burst": 18 if rate > 1 else 2,
                "channel__maxsize": 0,
                "consumers__count": 1,
                "consumers__service_ms": 0,
                "run__seconds": SECONDS,
                "run__seed": seed,
            }
            for rate in RATES_HZ
            for spacing in SPACINGS
        }
        wrong: dict[str, str] = {}
        for name, folder in run_together(tmp_path / str(seed), plans, SECONDS).items():
            settings = settings_of(config(**plans[name]))
            wrong |= problems(name, paced(folder, settings, seed), settings)
        return wrong

    holds(check)
