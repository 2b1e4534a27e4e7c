"""One measured claim, and how it is measured: alternated pairs, medians, the noise beside them."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

PAIRS: Final = 15
"""Alternated pairs of a timing, if the command line does not say otherwise."""


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    pairs: int = PAIRS
    is_long: bool = False
    """Measure the rows too that take longer than the 20 minutes of a normal run."""


@dataclass(frozen=True)
class Row:
    """One claim with its target and what was measured."""

    section: str
    """The heading under which it stands: "Observer", "Log", …"""
    case: str
    target: float
    is_floor: bool
    """True: the result has to reach the target. False: it may not exceed it."""
    samples: tuple[float, ...]
    """One result for each pair; a bound that is no timing may have one only."""
    peer: str
    """What it is compared with, in the same run."""
    meaning: str
    """What the row means for a user, in one sentence."""
    unit: str = "×"
    """"×" for a ratio to the peer."""
    noise: tuple[float, ...] = ()
    """The peer against itself, for each pair: what the machine alone does to a ratio."""
    detail: str = ""
    """Absolute figures, for information: "98,000/s bare, 81,000/s observed"."""
    is_claim: bool = True
    """False for a peer that is shown and promises nothing."""

    @property
    def median(self) -> float:
        """The result."""
        return statistics.median(self.samples)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The spread: lower and upper quartile."""
        if len(self.samples) < 2:
            return self.median, self.median
        low, _, high = statistics.quantiles(self.samples, n=4, method="inclusive")
        return low, high

    @property
    def is_met(self) -> bool:
        """False when even the better quartile misses the target: that is not noise."""
        if not self.is_claim:
            return True
        low, high = self.quartiles
        return high >= self.target if self.is_floor else low <= self.target

    @property
    def verdict(self) -> str:
        """ "met", "met within noise" (by its quartile, not by its median) or "MISSED"."""
        if not self.is_claim:
            return "shown"
        reached = self.median >= self.target if self.is_floor else self.median <= self.target
        return "met" if reached else "met within noise" if self.is_met else "MISSED"

    def as_json(self) -> dict[str, Any]:
        """Return the row with what follows from it, ready for json.dumps."""
        low, high = self.quartiles
        derived = {
            "median": self.median,
            "lower_quartile": low,
            "upper_quartile": high,
            "noise_median": statistics.median(self.noise) if self.noise else None,
            "verdict": self.verdict,
        }
        return asdict(self) | derived


@dataclass(frozen=True)
class Pairs:
    """Measurements of ours and of the peer, alternated: peer, ours, peer again, and so on."""

    ours: tuple[float, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours over the mean of the peer before and after it, for each pair."""
        bare = zip(self.first, self.second, strict=True)
        return tuple(2 * own / sum(both) for own, both in zip(self.ours, bare, strict=True))

    @property
    def noise(self) -> tuple[float, ...]:
        """The peer against itself, for each pair."""
        return tuple(b / a for a, b in zip(self.first, self.second, strict=True))

    @property
    def peer(self) -> float:
        """Median of all measurements of the peer."""
        return statistics.median(self.first + self.second)

    @property
    def own(self) -> float:
        """Median of our measurements."""
        return statistics.median(self.ours)


def alternate(ours: Callable[[], float], peer: Callable[[], float], pairs: int) -> Pairs:
    """Measure `pairs` times: the peer, ours, the peer again. Each call returns one figure."""
    taken = [(peer(), ours(), peer()) for _ in range(pairs)]
    first, own, second = zip(*taken, strict=True)
    return Pairs(own, first, second)


def geometric_means(cases: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return, for each pair, the geometric mean of that pair's ratios over all cases."""
    return tuple(statistics.geometric_mean(pair) for pair in zip(*cases, strict=True))
