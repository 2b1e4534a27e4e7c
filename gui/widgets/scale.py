"""The values that a slider stops at: evenly spaced, or by roundish numbers on a log scale."""

import bisect
import math

from engine.config import Field, Value

# Multiples within a decade: steps of about 4 % for measures, of about 10 % for counts.
_FINE = [*range(100, 200, 5), *range(200, 500, 10), *range(500, 1000, 20)]
_COARSE = [100, 110, 120, 130, 140, 150, 160, 180, 200, 220, 250, 280, 300, 320, 350, 400, 450]
_COARSE += [500, 550, 600, 650, 700, 750, 800, 850, 900, 950]
_SINGLE_STEPS_UNDER = 20
_LINEAR_STEP = 0.1


class Scale:
    """Maps the positions 0 … `last` of a slider to the values of one setting."""

    def __init__(self, spec: Field) -> None:
        if spec.slider is None:
            raise ValueError(f"{spec.key} has no slider")
        stops = _log_stops(spec) if spec.log else _linear_stops(spec)
        self._stops: list[float] = stops
        self._whole = spec.kind == "int"

    @property
    def last(self) -> int:
        """The position of the greatest value."""
        return len(self._stops) - 1

    def value(self, position: int) -> Value:
        """Return the value at a position, which is clamped."""
        stop = self._stops[max(0, min(position, self.last))]
        return int(stop) if self._whole else stop

    def position(self, value: float) -> int:
        """Return the position that lies nearest to a value, which may be out of range."""
        right = min(bisect.bisect_left(self._stops, value), self.last)
        left = max(0, right - 1)
        nearer_left = abs(self._stops[left] - value) < abs(self._stops[right] - value)
        return left if nearer_left else right


def _linear_stops(spec: Field) -> list[float]:
    low, high = spec.slider or (0, 0)
    step = 1 if spec.kind == "int" else _LINEAR_STEP
    count = round((high - low) / step)
    return [round(low + step * k, 6) for k in range(count + 1)]


def _log_stops(spec: Field) -> list[float]:
    low, high = spec.slider or (0, 0)
    stops = {float(low), float(high), float(spec.default)}
    multiples = _COARSE if spec.kind == "int" else _FINE
    for exponent in range(math.floor(math.log10(low or 1)), math.ceil(math.log10(high))):
        stops |= {float(f"{m / 100 * 10.0**exponent:.6g}") for m in multiples}
    if spec.kind == "int":
        stops = {stop for stop in stops if stop >= _SINGLE_STEPS_UNDER and stop == int(stop)}
        stops |= {float(k) for k in range(_SINGLE_STEPS_UNDER)} | {float(low), float(high)}
    return sorted(stop for stop in stops if low <= stop <= high)
