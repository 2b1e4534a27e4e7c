"""When a producer sends and how long a consumer works: distributions, schedules, burning CPU.

Times are in ns on the clock of the run log, `time.perf_counter_ns()`.
"""

from __future__ import annotations

import math
import random
from time import thread_time_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class ArrivalSettings(Protocol):
        """What a schedule reads from a worker's settings."""

        rate_hz: float
        spacing: str
        burst: int
        tempo: float

    class ServiceSettings(Protocol):
        """What service times read from a worker's settings."""

        service_ms: float
        service: str
        service_cv: float
        tempo: float


SECOND_NS = 1_000_000_000


def random_source(seed: int, worker: str) -> random.Random:
    """Return the worker's own source: the same seed gives each worker the same sequence."""
    return random.Random(f"{seed}:{worker}")


class Schedule:
    """The absolute send times of one producer.

    A producer that is held up sends at once, but is never more than one interval (bursty: one
    burst period) behind its schedule; the rest of the schedule moves. The gap before each item is
    drawn in units of the mean interval, so that a new rate applies to a gap under way.
    """

    def __init__(self, source: random.Random, start_ns: int, index: int, count: int) -> None:
        """Producer `index` (from 0) of `count` starts index/(count * rate) after `start_ns`."""
        self._source = source
        self._last_ns = start_ns
        self._gap = index / count if count else 0.0
        self._sent = 0

    def due_ns(self, settings: ArrivalSettings) -> int:
        """Return when the next item is due; in the past for flat out."""
        return self._last_ns + int(self._gap * interval_ns(settings))

    def advance(self, settings: ArrivalSettings, now_ns: int) -> None:
        """Move on to the next item, `now_ns` being the time the last one was due or later."""
        interval = interval_ns(settings)
        behind = interval * (settings.burst if settings.spacing == "bursty" else 1)
        self._last_ns = max(self.due_ns(settings), int(now_ns - behind))
        self._sent += 1
        self._gap = self._draw(settings)

    def _draw(self, settings: ArrivalSettings) -> float:
        if settings.spacing == "poisson":
            return self._source.expovariate(1.0)
        if settings.spacing == "bursty":
            return float(settings.burst) if self._sent % settings.burst == 0 else 0.0
        return 1.0


def interval_ns(settings: ArrivalSettings) -> float:
    """Return the mean time between two items of a producer, 0 for flat out."""
    return SECOND_NS * settings.tempo / settings.rate_hz if settings.rate_hz else 0.0


def draw_service(source: random.Random, settings: ServiceSettings) -> float:
    """Return one service time in units of its mean.

    Lognormal with mean 1 and coefficient of variation cv: sigma^2 = ln(1 + cv^2) and
    mu = -sigma^2 / 2 (Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 1, ch. 14).
    """
    if settings.service == "exponential":
        return source.expovariate(1.0)
    if settings.service == "lognormal":
        variance = math.log1p(settings.service_cv**2)
        return source.lognormvariate(-variance / 2, math.sqrt(variance))
    return 1.0


def service_ns(settings: ServiceSettings, drawn: float) -> int:
    """Return a drawn service time in ns."""
    return int(drawn * settings.service_ms * 1e6 * settings.tempo)


class Lateness:
    """How late the system usually is in waking a sleeper, learned from the sleeps so far.

    A sleep that is to end so much earlier is right on average: 0.1 ms on 2 ms would be 5 %. Each
    error is made good by and by, in the next sleeps; of a hiccup 5 ms at most, so that it does not
    show in them.
    """

    usual_ns = 0

    def learn(self, late_ns: int) -> None:
        """Take in a sleep that ended `late_ns` after it was to, although it was begun shorter."""
        self.usual_ns = max(0, self.usual_ns + min(late_ns, _MOST_LATE_NS) // _SLEEPS)


_MOST_LATE_NS = 5_000_000
_SLEEPS = 16


def burn_cpu(cpu_ns: int) -> None:
    """Use `cpu_ns` of CPU time (not of wall time) in this thread."""
    end = thread_time_ns() + cpu_ns
    while thread_time_ns() < end:
        pass
