"""Does a sample come from a distribution? The test of Kolmogorov and Smirnov, with numpy alone."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def exponential(x: Floats) -> Floats:
    """Return P(X <= x) for mean 1."""
    return 1 - np.exp(-np.maximum(x, 0))


def lognormal(cv: float) -> Callable[[Floats], Floats]:
    """Return the distribution function for mean 1 and coefficient of variation `cv`."""
    variance = math.log1p(cv**2)

    def function(x: Floats) -> Floats:
        scaled = (np.log(np.maximum(x, 1e-300)) + variance / 2) / math.sqrt(2 * variance)
        return np.array([(1 + math.erf(each)) / 2 for each in scaled.tolist()])

    return function


def probability(sample: Floats, function: Callable[[Floats], Floats]) -> float:
    """Return how probable a sample, shape (n,), is that lies as far from `function` as this one.

    The series of Kolmogorov with the correction of Stephens (J. Royal Stat. Soc. B 32 (1970),
    115-122), as in Press et al., "Numerical Recipes", ch. 14.3; right to a few percent from n = 20.
    """
    count = len(sample)
    expected = function(np.sort(sample))
    above = np.max(np.arange(1, count + 1) / count - expected)
    below = np.max(expected - np.arange(count) / count)
    root = math.sqrt(count)
    scaled = float(max(above, below)) * (root + 0.12 + 0.11 / root)
    if scaled < 0.2:
        return 1.0
    terms = ((-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return float(max(0.0, min(1.0, 2 * math.fsum(terms))))
