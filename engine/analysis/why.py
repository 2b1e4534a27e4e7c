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
    "permit lost": standstill.permit_lost,
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
    "unbounded growth": levels.grows,
    "permits at put": contention.permits_at_put,
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
    chain, proof = _where_items_are(snapshot), None
    if before is not None:
        chain = phrase("Before the end: {reason}", reason=before.phrase)
        proof = before.proof
    if cut := _cut_short(snapshot):
        chain = phrase("{cut}. {chain}", cut=cut, chain=chain)
    if snapshot.end is not None and snapshot.end.is_unwanted:
        words = phrase("Ended: {sentence}", sentence=snapshot.end.sentence.rstrip("."))
        return Sentence(words, State.FAILED, "warn", chain, proof=proof)
    words = _what_was_done(snapshot)
    if not snapshot.ledger.closes:
        return Sentence(words, State.FAILED, "warn", chain, proof=proof)
    if _died_out(snapshot):
        words = phrase("No producer is left alive. {done}", done=words)
        return Sentence(words, State.KILLED, "warn", chain, proof=proof)
    return Sentence(words, State.FINISHED, chain=chain, proof=proof)


def _cut_short(snapshot: Snapshot) -> Phrase | None:
    """Return what is said of workers that Stop could not wait for; None where it could."""
    killed = [one for one in snapshot.workers if one.asked and one.state is State.KILLED]
    if not killed or snapshot.end is None or snapshot.end.reason not in ("stopped", "seconds"):
        return None
    if len(killed) == 1:
        return phrase("{name} still had work 1 s after Stop and was killed", name=killed[0].name)
    return phrase("{n} workers still had work 1 s after Stop and were killed", n=str(len(killed)))


def _what_was_done(snapshot: Snapshot) -> Phrase:
    ledger = snapshot.ledger
    outcome = "closes" if ledger.closes else "open"
    if ledger.closes and ledger.lost_total:
        outcome = "lost"
    return phrase(
        _DONE[outcome][ledger.done != 1],
        done=figures.count(ledger.done),
        time=figures.seconds(snapshot.elapsed_s),
        lost=figures.count(ledger.lost_total),
    )


_DONE: Final = {
    "open": (
        "Done: {done} item in {time}, but the ledger does not close",
        "Done: {done} items in {time}, but the ledger does not close",
    ),
    "lost": (
        "Done: {done} item in {time}, {lost} lost, the ledger closes",
        "Done: {done} items in {time}, {lost} lost, the ledger closes",
    ),
    "closes": (
        "Done: {done} item in {time}, the ledger closes",
        "Done: {done} items in {time}, the ledger closes",
    ),
}


def _died_out(snapshot: Snapshot) -> bool:
    """True when the run ended because the last producer died."""
    producers = [one for one in snapshot.workers if one.role == "producer"]
    last = max(producers, key=lambda one: one.since_s, default=None)
    by_itself = snapshot.end is not None and snapshot.end.reason in ("finished", "items")
    return by_itself and last is not None and last.died


def _not_started(seen: Evidence) -> Sentence | None:
    return expected(seen.config) if seen.snapshot.phase == Phase.READY else None


def _ended(seen: Evidence) -> Sentence | None:
    return done(seen.snapshot) if seen.snapshot.phase == Phase.ENDED else None


def _not_running(seen: Evidence) -> Sentence | None:
    if seen.snapshot.phase == Phase.PAUSED:
        return paused(seen)
    if seen.snapshot.phase == Phase.STOPPING:
        words = phrase("Ending: what is under way gets 1 s to be worked off")
        if 0 < seen.config.run_items <= seen.snapshot.ledger.attempted:
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
