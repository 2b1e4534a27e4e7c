"""How sure a mean is that was measured on one run: batch means, after the transient.

    samples  |-- transient --|-- batch 1 --|-- batch 2 --| ... |-- batch n --|

Neighbouring samples of a queue resemble each other, so that the spread of single samples says
nothing of the spread of their mean. The means of long batches are nearly independent.

The transient is a fixed share of the run. Rules that look for its end in the samples (MSER-5 was
tried) also find quiet stretches in short runs: intervals of 99 % then missed in up to 13 %.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BATCHES: Final = 20
"""From 10 to 30 batches are enough for any run (Schmeiser, Operations Research 30 (1982),
556-568): more make them shorter, and so more alike."""

TRANSIENT: Final = 0.1
"""The share of a run at its start that is left out."""


@dataclass(frozen=True)
class Interval:
    """A mean, and how far from it the true one may be."""

    mean: float
    half_width: float
    dropped: int
    """Samples at the start that were left out as transient."""

    @property
    def low(self) -> float:
        """The lower end."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """The upper end."""
        return self.mean + self.half_width

    def agrees(self, value: float, within: float = 0.0) -> bool:
        """True when `value` is in the interval, or differs by at most the share `within` of it."""
        return abs(self.mean - value) <= max(self.half_width, within * abs(value))


def batch_means(
    samples: Floats, level: float = 0.99, batches: int = BATCHES, transient: float = TRANSIENT
) -> Interval:
    """Return the mean of `samples`, shape (n,), evenly spaced or one an item, and its interval.

    Left out at the start are the share `transient` of them and what fills no whole batch. Law and
    Kelton, "Simulation Modeling and Analysis", ch. 9: batch means, and deletion of initial data.
    Raises ValueError when there are too few samples.
    """
    size = int(len(samples) * (1 - transient)) // batches
    if batches < 2 or size < 1:
        raise ValueError(f"{len(samples)} samples are too few for {batches} batches")
    start = len(samples) - size * batches
    means = samples[start:].reshape(batches, size).mean(axis=1)
    error = float(means.std(ddof=1)) / math.sqrt(batches)
    return Interval(float(means.mean()), student_t(level, batches - 1) * error, start)


def student_t(level: float, freedom: int) -> float:
    """Return t with P(-t < T < t) = `level`, T of Student's distribution."""
    if not 0 < level < 1 or freedom < 1:
        raise ValueError(f"no quantile for level {level} and {freedom} degrees of freedom")
    low, high = 0.0, 1.0
    while _student(high, freedom) < level:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _student(middle, freedom) < level else (low, middle)
    return high


def _student(t: float, freedom: int) -> float:
    """Return P(-t < T < t): a finite sum for whole degrees of freedom.

    Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 (odd) and 26.7.4 (even).
    """
    angle = math.atan2(t, math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    is_odd = freedom % 2 == 1
    term = total = cosine if is_odd else 1.0
    for k in range(2 if is_odd else 1, freedom - 1, 2):
        term *= cosine**2 * k / (k + 1)
        total += term
    if not is_odd:
        return sine * total
    return 2 / math.pi * (angle + (sine * total if freedom > 1 else 0.0))
