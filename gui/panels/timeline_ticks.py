"""Ticks of the timeline: where they stand and what they say. Pure functions."""

import math
from typing import Final

_TIME_STEPS: Final = (
    *(unit * 10.0**power for power in range(-7, -2) for unit in (1, 2, 5)),
    *(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0),
    *(60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 43200.0, 86400.0),
)
MOST_DEPTH_SHOWN: Final = 200


def nice_step(span: float, most: int, least: float = 0.0) -> float:
    """Return the smallest step of 1, 2 or 5 × 10^k that cuts `span` into at most `most` parts."""
    raw = max(span / max(most, 1), least, 1e-9)
    power = 10.0 ** math.floor(math.log10(raw) + 1e-9)
    return next(power * unit for unit in (1, 2, 5, 10) if power * unit >= raw * (1 - 1e-9))


def nice_top(value: float) -> float:
    """Return a round number at or above `value`, at most a quarter above it."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-9)))
    units = (1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10)
    return next(power * unit for unit in units if power * unit >= value * (1 - 1e-9))


def count_ticks(top: float, height: float, extra: float = 0.0) -> list[float]:
    """Return whole-number ticks from 0 to `top` for an axis `height` pixels high.

    `extra` (the maxsize) gets a tick of its own; those too near to it give way.
    """
    step = nice_step(top, int(height // 40) or 1, least=1)
    if step > top >= 1:  # one tick beside 0 there is always
        step = _nice_below(top)
    ticks = [k * step for k in range(int(top / step + 1e-9) + 1)]
    if 0 < extra <= top and extra not in ticks:
        near = 14 * top / max(height, 1)
        ticks = [tick for tick in ticks if tick == 0 or abs(tick - extra) > near] + [extra]
    return ticks


def rate_ticks(top: float, height: float) -> list[float]:
    """Return ticks from 0 to `top` for rates on an axis `height` pixels high."""
    step = nice_step(top, int(height // 20) or 1)
    if step > top:  # likewise
        return [0.0, _nice_below(top)]
    return [k * step for k in range(int(top / step + 1e-9) + 1)]


def _nice_below(value: float) -> float:
    """Return the greatest 1, 2 or 5 × 10^k that is not beyond `value`."""
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return max(power * unit for unit in (1, 2, 5) if power * unit <= value * (1 + 1e-9))


def count_text(value: float, greatest: float = 0.0) -> str:
    """Return a number in at most five characters: 10, 2.5, 150k, 1.2M.

    The labels of an axis have the unit of their greatest: 15k, 10k, 5k, 0.
    """
    for least, unit, suffix in ((1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if value and max(value, greatest) >= least:
            return f"{value / unit:.4g}{suffix}"
    return f"{value:.4g}"


def grown_top(top: float, fitting: float) -> float:
    """Return the top of a y axis after a frame for which `fitting` would do.

    It grows at once and otherwise stands still, but for what would be flat on the ground: a top
    more than five times the fitting one gives way to it.
    """
    return fitting if fitting > top or top > 5 * fitting else top


def time_step(span_s: float, width: float) -> float:
    """Return the distance of time labels on `width` pixels: 80 of them, more for long labels."""
    a_pixel = span_s / max(width, 1)
    steps = (s for s in _TIME_STEPS if s >= a_pixel * (80 if s >= 0.01 else 120))
    return next(steps, 86400.0)


def time_ticks(start_s: float, end_s: float, width: float) -> list[float]:
    """Return the instants to label between `start_s` and `end_s`, on `width` pixels."""
    step = time_step(end_s - start_s, width)
    first, last = math.ceil(start_s / step - 1e-9), math.floor(end_s / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def time_text(at_s: float, step_s: float) -> str:
    """Return an instant in words, as exact as `step_s` asks: 5 s, 0.25 s, 1:30, 1:00:00."""
    digits = 0 if step_s >= 1 else min(math.ceil(-math.log10(step_s) - 1e-9), 9)
    at_s = round(at_s, digits)
    if at_s < 60:
        return f"{at_s:.{digits}f} s"
    minutes, seconds = divmod(at_s, 60)
    tail = f"{seconds:0{2 if digits == 0 else 3 + digits}.{digits}f}"
    if minutes < 60:
        return f"{minutes:.0f}:{tail}"
    return f"{minutes // 60:.0f}:{minutes % 60:02.0f}:{tail}"


def duration_text(duration_s: float) -> str:
    """Return a duration in four figures: "1.250 s", "12.35 ms", "340.0 µs", "85 ns", "2:05.1"."""
    if duration_s >= 59.9995:
        return time_text(duration_s, 0.1)
    nanoseconds = round(duration_s * 1e9)
    for unit, size in (("s", 1_000_000_000), ("ms", 1_000_000), ("µs", 1000)):
        if nanoseconds >= size:
            amount = nanoseconds / size
            return f"{amount:.{3 if amount < 10 else 2 if amount < 100 else 1}f} {unit}"
    return f"{nanoseconds} ns"
