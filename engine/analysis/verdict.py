"""What a rule of `why` returns: Ok, Warn or Recheck, each with what it rests on.

Ok        nothing is wrong as far as this rule looks; a sentence if that is worth saying
Warn      it is wrong: the sentence names it
Recheck   not enough is known (yet) to tell
"""

from dataclasses import dataclass, replace

from engine.analysis.sentence import Proof, Sentence


@dataclass(frozen=True)
class Ok:
    """Nothing is wrong."""

    proof: Proof
    sentence: Sentence | None = None


@dataclass(frozen=True)
class Warn:
    """Something is wrong, and this is it."""

    proof: Proof
    sentence: Sentence


@dataclass(frozen=True)
class Recheck:
    """Not enough is known to tell."""

    proof: Proof
    sentence: Sentence | None = None


Verdict = Ok | Warn | Recheck


def spoken(verdict: Verdict) -> Sentence | None:
    """Return the sentence of a verdict with its severity and its proof; None if it says nothing."""
    if verdict.sentence is None:
        return None
    match verdict:
        case Ok():
            return replace(verdict.sentence, severity="ok", proof=verdict.proof)
        case Warn():
            return replace(verdict.sentence, severity="warn", proof=verdict.proof)
        case Recheck():
            return replace(verdict.sentence, severity="recheck", proof=verdict.proof)
