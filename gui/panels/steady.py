"""What keeps the eye calm: states that change at most twice a second, figures four times."""

import time
from collections.abc import Callable, Mapping

from engine.states import State

Clock = Callable[[], float]
STATE_S = 0.5
FIGURE_S = 0.25
PROCESSES_AT_S, SHARES_AT_S, LINE_AT_S = 0.0625, 0.125, 0.1875
"""When in a quarter of a second the figures of a panel change, those of the flow at its start."""


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
    """Lets something through once in every `interval_s` of the clock.

    Paces with different offsets have their turns at different times: no frame has to do it all.
    """

    def __init__(
        self,
        interval_s: float = FIGURE_S,
        clock: Clock = time.monotonic,
        offset_s: float = 0.0,
    ) -> None:
        self._interval_s = interval_s
        self._offset_s = offset_s
        self._clock = clock
        self._turn = float("-inf")
        self._last = float("-inf")

    def due(self, force: bool = False) -> bool:
        """Return True when it is time again, or when forced; then not soon after that."""
        now = self._clock()
        turn = (now - self._offset_s) // self._interval_s
        too_soon = turn == self._turn or now - self._last < self._interval_s / 2
        if too_soon and not force:
            return False
        self._turn, self._last = turn, now
        return True
