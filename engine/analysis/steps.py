"""Settings over time: what was in force when, from the manifest's settings and the marks."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.config import DEFAULT
from engine.runlog.marks import Mark

MAXSIZE_KEYS: Final = ("channel.kind", "channel.maxsize")
OFFERED_KEYS: Final = ("producers.count", "producers.rate_hz", "run.tempo")


@dataclass(frozen=True)
class Steps:
    """A number that stays the same between steps."""

    times_ns: npt.NDArray[np.int64]
    """Shape (n,), n >= 1: when each value comes into force; the first one long before the run."""
    values: npt.NDArray[np.float64]
    """Shape (n,)."""

    def at(self, times_ns: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return the value in force at each time."""
        found: npt.NDArray[np.float64] = self.values[
            np.maximum(np.searchsorted(self.times_ns, times_ns, "right") - 1, 0)
        ]
        return found

    def greatest(self) -> "Steps":
        """Return the greatest value so far over time; NaN for good after a NaN."""
        return Steps(self.times_ns, np.maximum.accumulate(self.values))


def maxsize(settings: Mapping[str, Any], marks: Iterable[Mark]) -> Steps:
    """Return the queue's maxsize over time; NaN = unbounded, or a pipe."""

    def value(now: Mapping[str, Any]) -> float:
        is_bounded = now["channel.kind"] == "queue" and now["channel.maxsize"]
        return float(now["channel.maxsize"]) if is_bounded else math.nan

    return _steps(settings, marks, MAXSIZE_KEYS, value)


def offered_hz(settings: Mapping[str, Any], marks: Iterable[Mark]) -> Steps:
    """Return what the settings ask of all producers, items a second; NaN = flat out."""

    def value(now: Mapping[str, Any]) -> float:
        if not now["producers.rate_hz"]:
            return math.nan
        return float(now["producers.count"] * now["producers.rate_hz"] / now["run.tempo"])

    return _steps(settings, marks, OFFERED_KEYS, value)


def _steps(
    settings: Mapping[str, Any], marks: Iterable[Mark], keys: tuple[str, ...], value: Any
) -> Steps:
    now = {**DEFAULT.values(), **settings}
    times, values = [np.iinfo(np.int64).min], [value(now)]
    for mark in marks:
        if mark.kind == "setting" and mark.key in keys and mark.new is not None:
            now[mark.key] = mark.new
            times.append(mark.at_ns)
            values.append(value(now))
    return Steps(np.array(times, np.int64), np.array(values, np.float64))
