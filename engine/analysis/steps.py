"""What was in force when: settings from the manifest and the marks, producers from their lives."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from engine.analysis.life import Life
from engine.config import DEFAULT
from engine.runlog.marks import Mark

MAXSIZE_KEYS: Final = ("channel.kind", "channel.maxsize")
OFFERED_KEYS: Final = ("producers.count", "producers.rate_hz", "run.tempo")
_BEFORE: Final = np.iinfo(np.int64).min
"""Long before any run."""


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

    now = {**DEFAULT.values(), **settings}
    times, values = [_BEFORE], [_maxsize(now)]
    for mark in marks:
        if mark.kind == "setting" and mark.key in MAXSIZE_KEYS and mark.new is not None:
            now[mark.key] = mark.new
            times.append(mark.at_ns)
            values.append(_maxsize(now))
    return Steps(np.array(times, np.int64), np.array(values, np.float64))


def _maxsize(now: Mapping[str, Any]) -> float:
    is_bounded = now["channel.kind"] == "queue" and now["channel.maxsize"]
    return float(now["channel.maxsize"]) if is_bounded else math.nan


def offered_hz(settings: Mapping[str, Any], marks: Iterable[Mark], lives: Iterable[Life]) -> Steps:
    """Return what the settings ask of those producers that are there, items a second.

    NaN = flat out. Those that the run began with count from its start, those that are paused do
    not, and once it comes to its end nothing changes any more.
    """
    offer = _Offer({**DEFAULT.values(), **settings})
    times, values = [_BEFORE], [offer.hz]
    events: list[Mark | _Turn] = [*marks, *_comings_and_goings(lives)]
    for event in sorted(events, key=lambda each: each.at_ns):
        if event.kind == "stop":
            break
        offer.take(event)
        times.append(event.at_ns)
        values.append(offer.hz)
    return Steps(np.array(times, np.int64), np.array(values, np.float64))


@dataclass(frozen=True)
class _Turn:
    """A producer came, or went."""

    at_ns: int
    kind: Literal["came", "went"]
    key: str


class _Offer:
    """Settings and producers, event by event."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._there = {f"producer-{n + 1}" for n in range(settings["producers.count"])}
        self._paused: set[str] = set()
        self._is_pause = False
        """All are paused, and so is who comes."""

    @property
    def hz(self) -> float:
        able = min(self._settings["producers.count"], len(self._there - self._paused))
        rate_hz = self._settings["producers.rate_hz"]
        if able and not rate_hz:
            return math.nan
        return float(able * rate_hz / self._settings["run.tempo"])

    def take(self, event: Mark | _Turn) -> None:
        """Take what happened next."""
        match event:
            case Mark(kind="setting", key=key, new=new) if key in OFFERED_KEYS and new is not None:
                self._settings[key] = new
            case Mark(kind="pause", key=name):
                self._is_pause = self._is_pause or not name
                self._paused |= {name} if name else self._there
            case Mark(kind="resume", key=name):
                self._is_pause = self._is_pause and bool(name)
                self._paused -= {name} if name else self._there
            case _Turn(kind="came", key=name):
                self._there.add(name)
                self._paused |= {name} if self._is_pause else set()
            case _Turn(kind="went", key=name):
                self._there.discard(name)


def _comings_and_goings(lives: Iterable[Life]) -> Iterator[_Turn]:
    for life in lives:
        if life.role == "producer" and life.started_ns:
            yield _Turn(life.started_ns, "came", life.name)
        if life.role == "producer" and life.ended_ns:
            yield _Turn(life.ended_ns, "went", life.name)
