"""The sentence that stands there: it changes for what has lasted, not for what flickers."""

import time
from dataclasses import replace
from typing import Final

from engine.analysis.sentence import Sentence
from gui.panels.steady import Clock

LASTS_S: Final = 1.0
"""Another rule, or another figure, must hold for this long before it is shown, and so long stays
what is shown."""
POINTS: Final = 0.05
"""Figures that differ by no more than this are the same: shares of time, or parts of a rate."""


class SteadySentence:
    """Decides which sentence to show, of those that are true from one instant to the next.

    What follows from an act of the user need not have lasted, and a pause is said at once.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._shown: Sentence | None = None
        self._other: str | None = None
        """The rule that has been speaking instead of the one shown,"""
        self._since = 0.0
        """since when."""
        self._changed = float("-inf")

    def say(self, now: Sentence) -> Sentence:
        """Take a sentence that is final, such as that of the run's end, and return it."""
        self._shown, self._other, self._changed = now, None, self._clock()
        return now

    def take(self, now: Sentence) -> Sentence:
        """Take the sentence of now; return the one to show, with what goes with it as of now."""
        shown = self._shown
        if shown is None or self._is_due(shown, now):
            if shown is None or shown.phrase != now.phrase:
                self._changed = self._clock()
            self._shown, self._other = now, None
        elif now.template == shown.template:
            self._shown = replace(now, phrase=shown.phrase)
        assert self._shown is not None
        return self._shown

    def _is_due(self, shown: Sentence, now: Sentence) -> bool:
        if shown.proof is None or now.proof is None:
            return True
        lasted = self._has_lasted(shown, now) or "recheck" in (shown.severity, now.severity)
        return lasted and self._clock() - self._changed >= LASTS_S

    def _has_lasted(self, shown: Sentence, now: Sentence) -> bool:
        """True when another sentence than the one shown has been right for long enough."""
        if _says_the_same(shown, now):
            self._other = None
            return False
        if now.template != self._other:
            self._other, self._since = now.template, self._clock()
        return self._clock() - self._since >= LASTS_S


def _says_the_same(shown: Sentence, now: Sentence) -> bool:
    return shown.template == now.template and all(
        _is_close(name, str(value), str(now.args[name])) for name, value in shown.args.items()
    )


def _is_close(name: str, old: str, new: str) -> bool:
    """True for shares that differ by few points, and for other figures by as many per cent."""
    try:
        one, other = (float(text.removesuffix(" %").replace(",", "")) for text in (old, new))
    except ValueError:
        return old == new
    return abs(one - other) <= POINTS * (100 if name == "share" else abs(one))
