"""Why: one sentence that names what holds the run up, and what would help.

`observed` asks its rules in order; the first that applies speaks. A rule looks at what was seen
(shares of time, levels) to decide that it applies, and at the settings to say what is offered and
what can be served. `expected` says the same from the settings alone, before Start.
"""

from collections.abc import Callable

from engine.analysis import causes, figures
from engine.analysis.evidence import Evidence, Shares
from engine.analysis.expected import expected, working
from engine.analysis.sentence import Cure, Phrase, Sentence, phrase
from engine.config import Config
from engine.snapshot import Phase, Snapshot
from engine.states import State

__all__ = ["Cure", "Phrase", "Sentence", "expected", "observed"]

ENOUGH_S = 1.0
"""Nothing is said about causes before this much of a run has been seen."""


def observed(config: Config, snapshot: Snapshot, shares: Shares) -> Sentence:
    """Return what is going on. `shares` are of the last 5 s, per role and state, 0 to 1."""
    seen = Evidence(config, snapshot, shares)
    for rule in _RULES:
        sentence = rule(seen)
        if sentence is not None:
            return sentence
    return causes.balanced(seen)


def _not_started(seen: Evidence) -> Sentence | None:
    return expected(seen.config) if seen.snapshot.phase == Phase.READY else None


def _done(seen: Evidence) -> Sentence | None:
    view = seen.snapshot
    if view.phase != Phase.ENDED:
        return None
    if view.end is not None and view.end.reason in ("failed", "memory"):
        words = phrase("Ended: {sentence}", sentence=view.end.sentence.rstrip("."))
        return Sentence(words, State.FAILED, "warn", _where_items_are(seen))
    done = figures.count(view.ledger.done)
    time = figures.seconds(view.elapsed_s)
    if view.ledger.closes:
        words = phrase("Done: {done} items in {time}, the ledger closes", done=done, time=time)
        return Sentence(words, State.FINISHED, chain=_where_items_are(seen))
    template = "Done: {done} items in {time}, but the ledger does not close"
    words = phrase(template, done=done, time=time)
    return Sentence(words, State.FAILED, "warn", _where_items_are(seen))


def _where_items_are(seen: Evidence) -> Phrase:
    ledger = seen.snapshot.ledger
    return phrase(
        "{attempted} attempted: {done} done, {refused} refused, {lost} lost",
        attempted=figures.count(ledger.attempted),
        done=figures.count(ledger.done),
        refused=figures.count(ledger.refused),
        lost=figures.count(ledger.lost_total),
    )


def _not_running(seen: Evidence) -> Sentence | None:
    if seen.snapshot.phase == Phase.PAUSED:
        words = phrase("Paused: every process stands still between two items")
        return Sentence(words, State.PAUSED, chain=seen.chain(seen.channel_link()))
    if seen.snapshot.phase == Phase.STOPPING:
        words = phrase("Ending: what is still under way is worked off")
        return Sentence(words, working(seen.config), chain=_where_items_are(seen))
    return None


def _too_early(seen: Evidence) -> Sentence | None:
    view = seen.snapshot
    if view.phase != Phase.STARTING and view.elapsed_s >= ENOUGH_S and any(seen.shares.values()):
        return None
    words = phrase("Just started: not enough seen yet to say more")
    return Sentence(words, State.STARTING, chain=expected(seen.config).phrase)


def _nobody_left(seen: Evidence) -> Sentence | None:
    config = seen.config
    for role, wanted, words in (
        ("consumer", config.consumers_count, "Every consumer has ended: what enters stays"),
        ("producer", config.producers_count, "Every producer has ended: nothing enters any more"),
    ):
        if wanted and seen.ended(role) and not seen.living(role):
            return Sentence(phrase(words), State.FINISHED, chain=seen.chain(seen.channel_link()))
    return None


_RULES: tuple[Callable[[Evidence], Sentence | None], ...] = (
    _not_started,
    _done,
    _not_running,
    _too_early,
    _nobody_left,
    causes.refused,
    causes.pipe_full,
    causes.permits,
    causes.queue_full,
    causes.bursty,
    causes.drains,
    causes.contended_put,
    causes.grows,
    causes.starve,
    causes.fills,
    causes.flat_out,
    causes.balanced,
)
