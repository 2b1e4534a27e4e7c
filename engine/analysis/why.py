"""Why: one sentence that names what holds the run up, and what would help.

`observed` looks at the phase of the run, then asks its rules in order; the first that has a
sentence speaks. A rule looks at what was seen (shares of time, levels) to decide that it applies,
and at the settings to say what is offered and what can be served. `expected` says the same from
the settings alone, before Start.
"""

import os
from collections.abc import Callable, Mapping
from typing import Final

from engine.analysis import causes, contention, figures, levels, standstill
from engine.analysis.evidence import Evidence, Shares, cores_used
from engine.analysis.expected import expected, working
from engine.analysis.sentence import Cure, Phrase, Proof, Sentence, phrase
from engine.analysis.verdict import Verdict, spoken
from engine.config import Config
from engine.snapshot import Phase, Snapshot
from engine.states import State

__all__ = ["RULES", "Cure", "Phrase", "Proof", "Sentence", "expected", "observed", "over"]


RULES: Final[Mapping[str, Callable[[Evidence], Verdict]]] = {
    "read lock lost": standstill.read_lock_lost,
    "write lock lost": standstill.write_lock_lost,
    "frozen": standstill.frozen,
    "not enough data": causes.not_enough_data,
    "nobody left": causes.nobody_left,
    "refused puts": causes.refused,
    "flat out": levels.flat_out,
    "write lock": contention.write_lock,
    "pipe full": causes.pipe_full,
    "more processes than cores": contention.cores,
    "permits at work": causes.permits,
    "back-pressure": causes.back_pressure,
    "bursts": causes.bursty,
    "slow transport": contention.transport,
    "full but draining": levels.drains,
    "permits at put": contention.permits_at_put,
    "unbounded growth": levels.grows,
    "read-lock convoy": contention.read_lock,
    "starvation": levels.starve,
    "filling": levels.fills,
    "nothing to spare": levels.tight,
    "in balance": levels.balanced,
}
"""Every rule by its name, in the order in which they are asked. The last one always speaks."""

CORES: Final = os.cpu_count()
"""Cores of this machine; None = unknown."""


def observed(config: Config, snapshot: Snapshot, shares: Shares) -> Sentence:
    """Return what is going on. `shares` are of the last 5 s, per role and state, 0 to 1."""
    used = cores_used(snapshot)
    return said(Evidence(config, snapshot, shares, cpu_cores=used, cores=CORES))


def said(seen: Evidence) -> Sentence:
    """Return what is going on in a run, or before it."""
    for look in (_not_started, _ended, _not_running, _starting):
        sentence = look(seen)
        if sentence is not None:
            return sentence
    return over(seen)


def over(seen: Evidence) -> Sentence:
    """Return what went on over a range of a run that was under way (see `ranges`)."""
    spoke = (spoken(rule(seen)) for rule in RULES.values())
    return next(sentence for sentence in spoke if sentence is not None)


def paused(seen: Evidence) -> Sentence:
    """Return the sentence of a run that the user paused."""
    words = phrase("Paused: every process stands still between two items")
    return Sentence(words, State.PAUSED, chain=seen.channel_link())


def done(snapshot: Snapshot, before: Sentence | None = None) -> Sentence:
    """Return the sentence of a run that has ended; `before` says why for the time before."""
    links = phrase("Before the end: {reason}", reason=before.phrase) if before else None
    chain, proof = links or _where_items_are(snapshot), before.proof if before else None
    if snapshot.end is not None and snapshot.end.is_unwanted:
        words = phrase("Ended: {sentence}", sentence=snapshot.end.sentence.rstrip("."))
        return Sentence(words, State.FAILED, "warn", chain, proof=proof)
    ledger = snapshot.ledger
    figures_of = {
        "done": figures.count(ledger.done),
        "time": figures.seconds(snapshot.elapsed_s),
    }
    if not ledger.closes:
        words = phrase("Done: {done} items in {time}, but the ledger does not close", **figures_of)
        return Sentence(words, State.FAILED, "warn", chain, proof=proof)
    words = phrase("Done: {done} items in {time}, the ledger closes", **figures_of)
    if ledger.lost_total:
        template = "Done: {done} items in {time}, {lost} lost, the ledger closes"
        words = phrase(template, lost=figures.count(ledger.lost_total), **figures_of)
    return Sentence(words, State.FINISHED, chain=chain, proof=proof)


def _not_started(seen: Evidence) -> Sentence | None:
    return expected(seen.config) if seen.snapshot.phase == Phase.READY else None


def _ended(seen: Evidence) -> Sentence | None:
    return done(seen.snapshot) if seen.snapshot.phase == Phase.ENDED else None


def _not_running(seen: Evidence) -> Sentence | None:
    if seen.snapshot.phase == Phase.PAUSED:
        return paused(seen)
    if seen.snapshot.phase == Phase.STOPPING:
        words = phrase("Ending: what is still under way is worked off")
        return Sentence(words, working(seen.config), chain=_where_items_are(seen.snapshot))
    return None


def _starting(seen: Evidence) -> Sentence | None:
    if seen.snapshot.phase != Phase.STARTING:
        return None
    return spoken(causes.not_enough_data(seen.nothing))


def _where_items_are(snapshot: Snapshot) -> Phrase:
    ledger = snapshot.ledger
    return phrase(
        "{attempted} attempted: {done} done, {refused} refused, {lost} lost",
        attempted=figures.count(ledger.attempted),
        done=figures.count(ledger.done),
        refused=figures.count(ledger.refused),
        lost=figures.count(ledger.lost_total),
    )
