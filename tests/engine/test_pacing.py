"""When producers send and how long services take, computed without waiting for it."""

import itertools
import math
import random
import statistics
from dataclasses import dataclass
from time import thread_time_ns

import pytest

from engine.pacing import (
    SECOND_NS,
    Schedule,
    burn_cpu,
    draw_service,
    interval_ns,
    random_source,
    service_ns,
)

MS = 1_000_000


@dataclass
class Settings:
    rate_hz: float = 10.0
    spacing: str = "constant"
    burst: int = 1
    tempo: float = 1.0
    service_ms: float = 100.0
    service: str = "constant"
    service_cv: float = 1.0


def send_times(
    schedule: Schedule, settings: Settings, count: int, held_up: dict[int, int] | None = None
) -> list[int]:
    """Return when each item is sent, by a producer held up until a time at some of them."""
    now, times = 0, []
    for number in range(count):
        now = max(now, schedule.due_ns(settings), (held_up or {}).get(number, 0))
        schedule.advance(settings, now)
        times.append(now)
    return times


def schedule(index: int = 0, count: int = 1, seed: int = 1) -> Schedule:
    return Schedule(random.Random(seed), 0, index, count)


def test_constant_spacing_is_even() -> None:
    assert send_times(schedule(), Settings(), 4) == [0, 100 * MS, 200 * MS, 300 * MS]


def test_producers_share_one_even_stream() -> None:
    times = [time for k in range(4) for time in send_times(schedule(k, 4), Settings(), 2)]
    assert sorted(times) == [n * 25 * MS for n in range(8)]


def test_sending_late_does_not_move_the_schedule() -> None:
    times = send_times(schedule(), Settings(), 4, held_up={1: 150 * MS})
    assert times == [0, 150 * MS, 200 * MS, 300 * MS]


def test_producer_held_up_is_at_most_one_interval_behind() -> None:
    times = send_times(schedule(), Settings(), 5, held_up={1: 1_000 * MS})
    # Due at 100 ms and sent at 1,000: the schedule moves to 900, so that one more goes at once.
    assert times == [0, 1_000 * MS, 1_000 * MS, 1_100 * MS, 1_200 * MS]


def test_bursty_sends_its_items_at_once_and_keeps_the_mean() -> None:
    times = send_times(schedule(), Settings(spacing="bursty", burst=3), 9)
    assert times == [0, 0, 0, *[300 * MS] * 3, *[600 * MS] * 3]


def test_bursty_producer_held_up_is_at_most_one_burst_period_behind() -> None:
    settings = Settings(spacing="bursty", burst=3)
    times = send_times(schedule(), settings, 9, held_up={3: 2_000 * MS})
    assert times == [0, 0, 0, *[2_000 * MS] * 6]
    more = send_times(schedule(), settings, 12, held_up={3: 2_000 * MS})
    assert more[9:] == [2_300 * MS] * 3


def test_poisson_keeps_the_mean_and_has_its_spread() -> None:
    times = send_times(schedule(seed=7), Settings(spacing="poisson"), 4_001)
    gaps = [(b - a) / MS for a, b in itertools.pairwise(times)]
    assert statistics.fmean(gaps) == pytest.approx(100, rel=0.06)
    assert statistics.stdev(gaps) == pytest.approx(100, rel=0.1)


def test_same_seed_gives_the_same_sequence_and_each_worker_its_own() -> None:
    def draws(seed: int, worker: str) -> list[float]:
        source = random_source(seed, worker)
        return [source.random() for _ in range(3)]

    assert draws(1, "producer-1") == draws(1, "producer-1")
    assert len({tuple(draws(s, w)) for s in (1, 2) for w in ("producer-1", "producer-2")}) == 4


def test_flat_out_is_always_due() -> None:
    settings = Settings(rate_hz=0)
    flat = schedule()
    for now in (5, 10, 15):
        assert flat.due_ns(settings) <= now
        flat.advance(settings, now)
    assert interval_ns(settings) == 0


def test_new_rate_applies_to_a_gap_under_way() -> None:
    settings, slow = Settings(rate_hz=0.1), schedule()
    slow.advance(settings, 0)
    assert slow.due_ns(settings) == 10 * SECOND_NS
    settings.rate_hz = 100
    assert slow.due_ns(settings) == 10 * MS


def test_tempo_stretches_arrivals_and_services_alike() -> None:
    settings = Settings(tempo=3.0)
    assert interval_ns(settings) == 300 * MS
    assert service_ns(settings, 1.0) == 300 * MS


@pytest.mark.parametrize(
    ("service", "cv", "expected_cv"),
    [("constant", 1.0, 0.0), ("exponential", 4.0, 1.0), ("lognormal", 0.5, 0.5)],
)
def test_services_have_the_mean_and_the_spread_asked_for(
    service: str, cv: float, expected_cv: float
) -> None:
    settings = Settings(service=service, service_cv=cv)
    source = random.Random(3)
    drawn = [draw_service(source, settings) for _ in range(20_000)]
    assert statistics.fmean(drawn) == pytest.approx(1, rel=0.03)
    assert statistics.pstdev(drawn) == pytest.approx(expected_cv, rel=0.05)


def test_lognormal_takes_the_parameters_of_its_mean_and_variation() -> None:
    class Source(random.Random):
        def lognormvariate(self, mu: float = 0.0, sigma: float = 1.0) -> float:
            return math.exp(mu + sigma**2 / 2)  # its mean

    drawn = draw_service(Source(), Settings(service="lognormal", service_cv=4.0))
    assert drawn == pytest.approx(1.0)


def test_burning_uses_cpu_time() -> None:
    before = thread_time_ns()
    burn_cpu(20 * MS)
    assert thread_time_ns() - before >= 20 * MS
