"""What is said of a run beside its curves: states of the workers, the sentence, mean rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from engine.analysis.expected import expected
from engine.analysis.sentence import Sentence
from engine.config import Config
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.run_view import RunView, Shares

if TYPE_CHECKING:
    from engine.analysis.lately import Lately

EVERY: Final = 8
"""Frames between two computations of each of them: 4 a second."""
_DOMINANT, _SENTENCE, _RATES = 0, 3, 5
"""In which of the EVERY frames each has its turn."""
RATES_SPAN_S: Final = 5.0
DOMINANT_SPAN_S: Final = 0.5


class RunFigures:
    """The figures as they were computed last. Each has its turn in a frame of its own."""

    def __init__(self, config: Config) -> None:
        self.dominant: Mapping[str, State] = {}
        """The state that filled most of the last 500 ms, by worker."""
        self.sentence = expected(config)
        self.is_expected = True
        """The sentence is what the settings promise: nothing has been seen of the run yet."""
        self.rates = (0.0, 0.0)
        """Items a second in and out, NaN where unknown."""
        self._lately: Lately | None = None
        self._turn = _SENTENCE

    def begin(self, config: Config) -> None:
        """Another run of these settings begins, or is about to."""
        self.dominant, self.sentence, self.rates = {}, expected(config), (0.0, 0.0)
        self.is_expected = True
        self._turn = _SENTENCE

    def take(self, run: RunView, snapshot: Snapshot) -> None:
        """Compute what is due: of a live run one thing a frame, else everything."""
        if not run.has_series:
            return
        turn = self._turn % EVERY if snapshot.phase.is_live else None
        self._turn += 1
        if turn in (_DOMINANT, None):
            self.dominant = _dominant_now(run, snapshot)
        if turn in (_SENTENCE, None):
            self.sentence, self.is_expected = self._sentence_of(run, snapshot), False
        if turn in (_RATES, None):
            self.rates = _mean_rates(run, snapshot)

    def _sentence_of(self, run: RunView, snapshot: Snapshot) -> Sentence:
        from engine.analysis.lately import Lately  # a window opens without it

        self._lately = self._lately or Lately()
        return self._lately.why(snapshot, run.shares, lambda: run.verdict(snapshot))


def dominant_states(recent: Shares) -> dict[str, State]:
    """Return the state that fills most of the shares of each worker."""
    return {name: max(s, key=lambda one: s[one]) for name, s in recent.items() if s}


def _dominant_now(run: RunView, snapshot: Snapshot) -> dict[str, State]:
    now = snapshot.elapsed_s
    found = dominant_states(run.worker_shares(max(0.0, now - DOMINANT_SPAN_S), now))
    # A frozen process records nothing: only the operating system tells.
    return found | {w.name: w.state for w in snapshot.workers if w.state is State.FROZEN}


def _mean_rates(run: RunView, snapshot: Snapshot) -> tuple[float, float]:
    """Return the rates over the last seconds or, at the end, the whole run."""
    now = snapshot.elapsed_s
    return run.rates(0.0 if snapshot.phase is Phase.ENDED else now - RATES_SPAN_S, now)
