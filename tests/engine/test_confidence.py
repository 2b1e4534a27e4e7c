"""Intervals: the quantile against tables, what is left out, and how often they hold."""

import numpy as np
import pytest

from engine.analysis.confidence import Interval, batch_means, student_t


@pytest.mark.parametrize(
    ("level", "freedom", "expected"),
    [
        (0.99, 1, 63.657),
        (0.99, 2, 9.925),
        (0.99, 5, 4.032),
        (0.99, 19, 2.861),
        (0.95, 10, 2.228),
        (0.95, 29, 2.045),
        (0.99, 120, 2.617),
    ],
)
def test_quantile_of_student_as_tabulated(level: float, freedom: int, expected: float) -> None:
    assert student_t(level, freedom) == pytest.approx(expected, abs=0.0006)


def test_interval_of_four_batches_by_hand() -> None:
    # Means 2, 4, 6, 8: their standard error is sqrt(20/3) / 2, t(3) at 99 % is 5.841.
    samples = np.repeat([2.0, 4.0, 6.0, 8.0], 2)
    found = batch_means(samples, 0.99, batches=4, transient=0)
    assert found.mean == 5
    assert found.half_width == pytest.approx(5.841 * np.sqrt(20 / 3) / 2, rel=1e-4)


def test_an_interval_agrees_inside_or_within_a_share() -> None:
    found = Interval(100, 2, 0)
    assert (found.low, found.high) == (98, 102)
    assert found.agrees(101.9) and not found.agrees(102.1)
    assert found.agrees(104, within=0.05) and not found.agrees(106, within=0.05)


def test_the_transient_is_left_out() -> None:
    source = np.random.default_rng(1)
    samples = source.normal(10, 1, 2_015)
    samples[:200] -= np.linspace(10, 0, 200)
    found = batch_means(samples)
    assert found.dropped == 215  # a tenth, and what fills no whole batch
    assert found.agrees(10)
    assert batch_means(samples, transient=0).mean < 9.6


def test_too_few_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="19 samples are too few for 20 batches"):
        batch_means(np.zeros(19))
    with pytest.raises(ValueError, match="no quantile"):
        student_t(1.0, 5)


def test_intervals_of_correlated_samples_hold_as_often_as_they_say() -> None:
    """An autoregressive series with a memory of 20 samples, 400 times, at 99 %."""
    source, memory = np.random.default_rng(3), 0.95
    misses = 0
    for _ in range(400):
        noise, value = source.normal(0, 1, 8_000), 0.0
        series = np.empty(8_000)
        for number, step in enumerate(noise.tolist()):
            value = memory * value + step
            series[number] = value
        misses += not batch_means(series).agrees(0.0)
    assert misses <= 12  # 4 expected; the seed is fixed, so this does not vary
