"""Why: one sentence that names what holds the run up, and what would help.

`observed` looks at the phase of the run, then asks its rules in order; the first that has a
sentence speaks. A rule looks at what was seen (shares of time, levels) to decide that it applies,
and at the settings to say what is offered and what can be served. `expected` says the same from
the settings alone, before Start.
"""

import os
from collections.abc import Callable, Mapping
from typing import Final

from engine.analysis import causes, contention, figures
from engine.analysis.evidence import Evidence, Shares
from engine.analysis.expected import expected, working
from engine.analysis.sentence import Cure, Phrase, Proof, Sentence, phrase
from engine.analysis.verdict import Verdict, spoken
from engine.config import Config
from engine.snapshot import Phase, Snapshot
from engine.states import State

__all__ = ["RULES", "Cure", "Phrase", "Proof", "Sentence", "expected", "observed", "over"]


RULES: Final[Mapping[str, Callable[[Evidence], Verdict]]] = {
    "not enough data": causes.not_enough_data,
    "nobody left": causes.nobody_left,
    "refused puts": causes.refused,
    "write lock": contention.write_lock,
    "pipe full": causes.pipe_full,
    "more processes than cores": contention.cores,
    "permits at work": causes.permits,
    "back-pressure": causes.back_pressure,
    "bursts": causes.bursty,
    "full but draining": causes.drains,
    "permits at put": contention.permits_at_put,
    "unbounded growth": causes.grows,
    "read-lock convoy": contention.read_lock,
    "slow transport": contention.transport,
    "starvation": causes.starve,
    "filling": causes.fills,
    "flat out": causes.flat_out,
    "in balance": causes.balanced,
}
"""Every rule by its name, in the order in which they are asked. The last one always speaks."""


def observed(config: Config, snapshot: Snapshot, shares: Shares) -> Sentence:
    """Return what is going on. `shares` are of the last 5 s, per role and state, 0 to 1."""
    used = _cores_used(snapshot)
    seen = Evidence(config, snapshot, shares, cpu_cores=used, cores=os.cpu_count())
    for look in (_not_started, _done, _not_running, _starting):
        sentence = look(seen)
        if sentence is not None:
            return sentence
    return over(seen)


def over(seen: Evidence) -> Sentence:
    """Return what went on over a range of a run that was under way (see `ranges`)."""
    spoke = (spoken(rule(seen)) for rule in RULES.values())
    return next(sentence for sentence in spoke if sentence is not None)


def done(snapshot: Snapshot) -> Sentence:
    """Return the sentence of a run that has ended."""
    if snapshot.end is not None and snapshot.end.reason in ("failed", "memory"):
        words = phrase("Ended: {sentence}", sentence=snapshot.end.sentence.rstrip("."))
        return Sentence(words, State.FAILED, "warn", _where_items_are(snapshot))
    done = figures.count(snapshot.ledger.done)
    time = figures.seconds(snapshot.elapsed_s)
    if snapshot.ledger.closes:
        words = phrase("Done: {done} items in {time}, the ledger closes", done=done, time=time)
        return Sentence(words, State.FINISHED, chain=_where_items_are(snapshot))
    template = "Done: {done} items in {time}, but the ledger does not close"
    words = phrase(template, done=done, time=time)
    return Sentence(words, State.FAILED, "warn", _where_items_are(snapshot))


def _not_started(seen: Evidence) -> Sentence | None:
    return expected(seen.config) if seen.snapshot.phase == Phase.READY else None


def _done(seen: Evidence) -> Sentence | None:
    return done(seen.snapshot) if seen.snapshot.phase == Phase.ENDED else None


def _not_running(seen: Evidence) -> Sentence | None:
    if seen.snapshot.phase == Phase.PAUSED:
        words = phrase("Paused: every process stands still between two items")
        return Sentence(words, State.PAUSED, chain=seen.chain(seen.channel_link()))
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


def _cores_used(snapshot: Snapshot) -> float | None:
    """Return the CPU time that the living workers used lately, in cores; None = unknown."""
    used = [one.cpu_percent for one in snapshot.workers if not one.ended]
    known = [percent for percent in used if percent is not None]
    return sum(known) / 100 if known and len(known) == len(used) else None
