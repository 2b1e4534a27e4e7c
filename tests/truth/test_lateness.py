"""Sleeps that end early by what the system is usually late: right on average, without a clock."""

import random

import pytest

from engine.pacing import Lateness

US, MS = 1_000, 1_000_000


def sleeps(wanted_ns: int, late_ns: list[int]) -> list[int]:
    """Return how long each sleep lasts on a system that wakes so late."""
    lateness, lasted = Lateness(), []
    for late in late_ns:
        asked = wanted_ns - lateness.usual_ns
        took = max(asked, 0) + (late if asked > 0 else 0)
        if asked > 0 or took < wanted_ns:
            lateness.learn(took - wanted_ns)
        lasted.append(took)
    return lasted


def test_a_constant_lateness_is_learned() -> None:
    lasted = sleeps(2 * MS, [150 * US] * 200)
    assert lasted[0] == 2 * MS + 150 * US
    assert lasted[-1] == pytest.approx(2 * MS, abs=50)


@pytest.mark.parametrize("wanted_ns", [100 * US, 2 * MS, 20 * MS])
def test_sleeps_are_right_on_average_when_lateness_varies(wanted_ns: int) -> None:
    source = random.Random(1)
    late = [int(source.expovariate(1 / (150 * US))) for _ in range(2_000)]
    lasted = sleeps(wanted_ns, late)
    assert sum(lasted) / len(lasted) == pytest.approx(wanted_ns, abs=5 * US)


def test_a_hiccup_hardly_shows_in_the_sleeps_after_it() -> None:
    lasted = sleeps(10 * MS, [100 * US] * 100 + [200 * MS] + [100 * US] * 100)
    assert min(lasted) >= 10 * MS - 5 * MS // 16 - US


def test_a_faster_machine_is_followed() -> None:
    lasted = sleeps(2 * MS, [500 * US] * 100 + [0] * 200)
    assert lasted[-1] == pytest.approx(2 * MS, abs=50)
