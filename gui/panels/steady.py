"""What keeps the eye calm: states that change at most twice a second, figures four times."""

import time
from collections.abc import Callable, Mapping

from engine.states import State

Clock = Callable[[], float]
STATE_S = 0.5
FIGURE_S = 0.25


class SteadyStates:
    """The state to show for each worker; each changes at most twice a second.

    The end of a process is shown at once.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._shown: dict[str, tuple[State, float]] = {}

    def take(self, states: Mapping[str, State]) -> dict[str, State]:
        """Take the states of now; return those to show."""
        now = self._clock()
        self._shown = {name: self._next(name, state, now) for name, state in states.items()}
        return {name: state for name, (state, _) in self._shown.items()}

    def _next(self, name: str, state: State, now: float) -> tuple[State, float]:
        shown = self._shown.get(name)
        if shown is None or shown[0] == State.STARTING:
            return state, now
        if state == shown[0] or (now - shown[1] < STATE_S and not state.is_end):
            return shown
        return state, now


class Pace:
    """Lets something through at most every `interval_s`."""

    def __init__(self, interval_s: float = FIGURE_S, clock: Clock = time.monotonic) -> None:
        self._interval_s = interval_s
        self._clock = clock
        self._last = float("-inf")

    def due(self, force: bool = False) -> bool:
        """Return True when it is time again, or when forced."""
        now = self._clock()
        if not force and now - self._last < self._interval_s:
            return False
        self._last = now
        return True
