"""What is drawn against the distribution that is named: gaps between sends, and service times.

Each test accepts with probability 1 - 1e-6 what really comes from its distribution; the seeds are
fixed besides. `--long` draws from twenty times as many.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from engine.pacing import Schedule, draw_service, random_source
from tests.truth.fit import Floats, exponential, lognormal, probability

LEAST = 1e-6
DRAWS = 20_000


@dataclass
class Settings:
    rate_hz: float = 100.0
    spacing: str = "constant"
    burst: int = 7
    tempo: float = 1.0
    service_ms: float = 10.0
    service: str = "constant"
    service_cv: float = 1.0


def sends_s(settings: Settings, seed: int, count: int) -> Floats:
    """Return when a producer that nothing holds up sends, in seconds."""
    schedule = Schedule(random_source(seed, "producer-1"), 0, 0, 1)
    times = []
    for _ in range(count):
        times.append(schedule.due_ns(settings))
        schedule.advance(settings, times[-1])
    return np.array(times) / 1e9


def services(settings: Settings, seed: int, count: int) -> Floats:
    """Return drawn service times in units of their mean."""
    source = random_source(seed, "consumer-1")
    return np.array([draw_service(source, settings) for _ in range(count)])


def test_gaps_of_a_poisson_producer_are_exponential(trials: Callable[[int], range]) -> None:
    for seed in trials(5):
        gaps = np.diff(sends_s(Settings(spacing="poisson"), seed, DRAWS)) * 100
        assert probability(gaps, exponential) > LEAST, seed


def test_gaps_of_a_poisson_producer_do_not_depend_on_each_other(
    trials: Callable[[int], range],
) -> None:
    for seed in trials(5):
        gaps = np.diff(sends_s(Settings(spacing="poisson"), seed, DRAWS))
        together = np.corrcoef(gaps[1:], gaps[:-1])[0, 1]
        assert abs(together) * np.sqrt(len(gaps)) < 4.9, seed  # normal, two-sided 1e-6


def test_constant_gaps_are_all_the_same() -> None:
    assert np.ptp(np.diff(sends_s(Settings(), 1, DRAWS))) < 2e-9


def test_bursts_come_at_once_and_at_even_distances() -> None:
    times = sends_s(Settings(spacing="bursty"), 1, 7 * 500).reshape(500, 7)
    assert np.ptp(times, axis=1).max() == 0
    assert np.diff(times[:, 0]) == pytest.approx(7 / 100, abs=1e-8)


def test_exponential_services_are_exponential(trials: Callable[[int], range]) -> None:
    for seed in trials(5):
        drawn = services(Settings(service="exponential"), seed, DRAWS)
        assert probability(drawn, exponential) > LEAST, seed


@pytest.mark.parametrize("cv", [0.1, 1.0, 4.0])
def test_lognormal_services_are_lognormal(cv: float, trials: Callable[[int], range]) -> None:
    for seed in trials(5):
        drawn = services(Settings(service="lognormal", service_cv=cv), seed, DRAWS)
        assert probability(drawn, lognormal(cv)) > LEAST, seed


def test_constant_services_are_all_the_same() -> None:
    assert np.ptp(services(Settings(), 1, 100)) == 0


def test_the_fit_accepts_as_often_as_it_says_and_refuses_what_is_off_by_little() -> None:
    source = np.random.default_rng(1)
    chances = [probability(source.exponential(1, 500), exponential) for _ in range(400)]
    assert 0.02 <= np.mean(np.array(chances) < 0.05) <= 0.09
    assert probability(source.exponential(1.08, DRAWS), exponential) < LEAST
    assert probability(source.gamma(1.1, 1 / 1.1, DRAWS), exponential) < LEAST
