"""Real processes against queueing theory, fed with the rates that were measured on them.

Poisson producers and exponential consumers. Slots come back when an item is read, so that a queue
of maxsize m in front of c consumers has K = m + c places; loss models put with nowait and drop.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from engine.analysis.confidence import Interval, batch_means
from engine.analysis.depth import depth_events
from engine.analysis.theory import Steady, md1, mm1, mm1k, mmc, mmck
from engine.runlog.reader import RunReader
from tests.truth.machine import holds
from tests.truth.measured import Arrivals, Floats, Ints, Items, arrivals, items
from tests.truth.recursion import first_come_first_served
from tests.truth.runs import run_together

WITHIN: Final = 0.05
SECONDS: Final = 14.0
LONG_SECONDS: Final = 120.0
COLUMNS: Final = 2_000


@dataclass(frozen=True)
class Model:
    """A line, and the formula for it in arrival and service rate."""

    producers: int
    rate_hz: float
    consumers: int
    service_ms: float
    formula: Callable[[float, float], Steady]
    maxsize: int = 0
    service: str = "exponential"

    def settings(self, seconds: float, seed: int) -> dict[str, Any]:
        """Return the settings of a run of about `seconds`, that ends drained."""
        return {
            "producers__count": self.producers,
            "producers__rate_hz": self.rate_hz,
            "producers__spacing": "poisson",
            "producers__put": "nowait" if self.maxsize else "block",
            "producers__when_full": "drop",
            "channel__maxsize": self.maxsize,
            "consumers__count": self.consumers,
            "consumers__service_ms": self.service_ms,
            "consumers__service": self.service,
            "run__items": int(seconds * self.producers * self.rate_hz),
            "run__seed": seed,
        }


MODELS: Final = {
    "M-M-1": Model(2, 60, 1, 5.0, mm1),
    "M-D-1": Model(2, 60, 1, 6.0, md1, service="constant"),
    "M-M-3": Model(3, 50, 3, 14.0, lambda a, s: mmc(a, s, 3)),
    "M-M-1-5": Model(2, 60, 1, 8.0, lambda a, s: mm1k(a, s, 5), maxsize=4),
    "M-M-3-8": Model(4, 50, 3, 15.0, lambda a, s: mmck(a, s, 3, 8), maxsize=5),
}


@dataclass(frozen=True)
class Measured:
    """One run, over the time in which its producers worked."""

    came: Arrivals
    items: Items
    times_ns: Ints
    depth: Ints

    @property
    def seconds(self) -> float:
        """From the first arrival to the last."""
        return float(self.came.times_ns[-1] - self.came.times_ns[0]) / 1e9

    @property
    def arrival_hz(self) -> float:
        """Arrivals a second."""
        return (len(self.came.times_ns) - 1) / self.seconds

    @property
    def service_hz(self) -> float:
        """Items a second that one consumer serves while it is busy."""
        return float(1 / self.items.services_s.mean())

    def intervals(self) -> dict[str, Interval]:
        """Return what theory speaks of, with 99 % intervals."""
        edges = np.linspace(self.came.times_ns[0], self.came.times_ns[-1], COLUMNS + 1)
        begun = np.histogram(self.items.begin_ns, edges)[0] / (self.seconds / COLUMNS)
        return {
            "throughput": batch_means(begun.astype(np.float64)),
            "depth": batch_means(mean_depth(self.times_ns, self.depth, edges)),
            "blocking": batch_means(self.came.is_lost.astype(np.float64)),
            "wait": batch_means(self.items.waits_s),
        }


def mean_depth(times_ns: Ints, depth: Ints, edges: Floats) -> Floats:
    """Return the time-weighted mean depth between consecutive edges."""
    areas = np.concatenate(([0.0], np.cumsum(depth[:-1] * np.diff(times_ns))))
    at = np.clip(np.searchsorted(times_ns, edges, "right") - 1, 0, len(depth) - 1)
    upto = areas[at] + depth[at] * (edges - times_ns[at])
    return np.diff(upto) / np.diff(edges)


def measure(folder: Path) -> Measured:
    """Read what theory needs from a log."""
    with RunReader(folder) as reader:
        end = reader.manifest.end
        assert end is not None and end.closes and end.reason == "items", end
        return Measured(arrivals(reader), items(reader), *depth_events(reader))


def against_theory(name: str, model: Model, found: Measured) -> dict[str, str]:
    """Return what theory and run disagree on; print all figures."""
    theory = model.formula(found.arrival_hz, found.service_hz)
    expected = {
        "throughput": theory.throughput_hz,
        "depth": theory.queue,
        "blocking": theory.blocking,
        "wait": theory.wait_s,
    }
    wrong = {}
    for quantity, interval in found.intervals().items():
        line = f"{name} {quantity}: theory {expected[quantity]:.4g}, " + (
            f"measured {interval.mean:.4g} ± {interval.half_width:.2g}"
        )
        print(line)
        if not interval.agrees(expected[quantity], WITHIN):
            wrong[f"{name} {quantity}"] = line
    return wrong


def against_recursion(name: str, model: Model, found: Measured) -> dict[str, str]:
    """Return where the run differs from a computed queue with its own arrivals and services.

    No chance is in this. What the channel itself takes from put to get, which theory does not know,
    shows in the shortest waits, those of items that found a consumer free; it delays those behind
    them too.
    """
    ideal = first_come_first_served(
        found.came.times_ns / 1e9, found.items.services_s, model.consumers, model.maxsize
    )
    waits_s = found.items.waits_s
    computed, measured = float(ideal.waits_s.mean()), float(waits_s.mean())
    channel_s = float(np.quantile(waits_s, 0.05))
    lost, refused = int(ideal.is_lost.sum()), int(found.came.is_lost.sum())
    line = (
        f"{name} item by item: wait {measured:.4g}, computed {computed:.4g}, channel "
        f"{channel_s:.2g}; refused {refused}, computed {lost}"
    )
    print(line)
    is_close = abs(measured - computed) <= WITHIN * computed + 4 * channel_s
    is_right = is_close and abs(refused - lost) <= WITHIN * lost
    return {} if is_right else {f"{name} item by item": line}


@pytest.mark.timeout(1_800)
def test_real_processes_keep_to_queueing_theory(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """All models at once, each a run of its own; with --long ten times as long."""
    seconds = LONG_SECONDS if request.config.getoption("--long") else SECONDS

    def check(seed: int) -> dict[str, str]:
        plans = {name: model.settings(seconds, seed) for name, model in MODELS.items()}
        folders = run_together(tmp_path / str(seed), plans, seconds)
        wrong: dict[str, str] = {}
        for name, model in MODELS.items():
            found = measure(folders[name])
            wrong |= against_theory(name, model, found)
            wrong |= against_recursion(name, model, found)
        return wrong

    holds(check)
