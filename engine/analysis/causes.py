"""The rules about causes: each looks at what was seen and speaks, or says nothing.

A rule looks at what was seen (shares of time, levels) to decide that it applies, and at the
settings to say what is offered and what can be served. Their order stands in `why`.
"""

import math
from collections.abc import Callable

from engine.analysis import cures, figures
from engine.analysis.clauses import are_offered, can_serve, permits_limit, serve
from engine.analysis.evidence import Evidence
from engine.analysis.expected import is_overloaded, working
from engine.analysis.load import capacity_hz, offered_hz
from engine.analysis.sentence import Phrase, Sentence, phrase
from engine.config import Config
from engine.states import State

WAITS = 0.15
"""Share of time from which on a wait is worth a sentence."""
BURSTS = 0.02
"""The same for bursts: they are short."""
STARVES = 0.5
NEAR = 0.97
"""Loads from here on leave a full queue full."""


def refused(seen: Evidence) -> Sentence | None:
    """put() gives up: Full was raised, and the queue is full."""
    config, refused = seen.config, seen.snapshot.ledger.refused
    waits = seen.share("producer", State.WAIT_SLOT) > BURSTS
    if config.producers_put == "block" or not refused or not (waits or seen.at_the_brim):
        return None
    words = phrase(
        "Puts are refused, {refused} so far: {offered}, {serve}",
        refused=figures.count(refused),
        offered=are_offered(config),
        serve=serve(config),
    )
    links = (_put_link(config), seen.channel_link(), _consumers_cause(seen))
    fixes = cures.more_capacity(config) or cures.room_for_burst(config)
    return Sentence(words, State.WAIT_SLOT, "warn", seen.chain(*links), fixes)


def _put_link(config: Config) -> Phrase:
    if config.producers_put == "nowait":
        return phrase("put_nowait() raises Full at once")
    timeout = figures.seconds(config.producers_put_timeout_s * config.run_tempo)
    return phrase("put() raises Full after {timeout}", timeout=timeout)


def pipe_full(seen: Evidence) -> Sentence | None:
    """Producers wait in send()."""
    config = seen.config
    if config.channel_kind != "pipe" or seen.share("producer", State.WAIT_PIPE) < WAITS:
        return None
    words = _because("The pipe is full: {offered}, {serve}", config)
    return _held_up(seen, words, State.WAIT_PIPE)


def permits(seen: Evidence) -> Sentence | None:
    """A semaphore lets too few consumers work."""
    config = seen.config
    short = seen.share("consumer", State.WAIT_PERMIT) > WAITS
    if not short or not permits_limit(config) or not _is_near(config):
        return None
    words = _because("Consumers wait for a permit: {offered}, {serve}", config)
    return _held_up(seen, words, State.WAIT_PERMIT)


def queue_full(seen: Evidence) -> Sentence | None:
    """Back-pressure: the consumers do not keep up."""
    waits = seen.producers_wait > WAITS and seen.share("producer", State.WAIT_SLOT) > 0
    if not waits or not _is_near(seen.config):
        return None
    words = _because("The queue is full: {offered}, {serve}", seen.config)
    return _held_up(seen, words, State.WAIT_SLOT)


def bursty(seen: Evidence) -> Sentence | None:
    """Enough on average, too much at once."""
    config = seen.config
    if config.producers_spacing != "bursty" or not seen.snapshot.maxsize:
        return None
    if seen.share("producer", State.WAIT_SLOT) < BURSTS:
        return None
    words = phrase(
        "The queue is full in bursts: {burst} items come at once, it has {places} places",
        burst=str(config.producers_burst),
        places=figures.count(seen.snapshot.maxsize),
    )
    average = _because("on average {offered}, {serve}", config, can_serve)
    links = seen.chain(seen.producers_link(), average)
    return Sentence(words, State.WAIT_SLOT, "warn", links, cures.room_for_burst(config))


def drains(seen: Evidence) -> Sentence | None:
    """Full, although the consumers keep up: just changed, or by chance."""
    if seen.share("producer", State.WAIT_SLOT) < WAITS:
        return None
    links = seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
    if seen.at_the_brim and not _is_random(seen.config):
        words = phrase(
            "The queue is full although {offered} and {serve}: they vary or lag",
            offered=are_offered(seen.config),
            serve=can_serve(seen.config),
        )
        return Sentence(words, State.WAIT_SLOT, "warn", links)
    template = "The queue was full and drains: {offered}, {serve}"
    if _is_random(seen.config):
        template = "Balanced on average, full at times: {offered}, {serve}"
    words = _because(template, seen.config, can_serve)
    return Sentence(words, working(seen.config), "ok", links)


def contended_put(seen: Evidence) -> Sentence | None:
    """Producers wait for each other at the semaphore around put()."""
    share = seen.share("producer", State.WAIT_PERMIT)
    if share < STARVES:
        return None
    words = phrase(
        "Producers wait for a permit {share} of the time: {n} may be in put() at once",
        share=figures.percent(share),
        n=str(seen.config.gate_producer_permits),
    )
    links = seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
    return Sentence(words, State.WAIT_PERMIT, "ok", links)


def grows(seen: Evidence) -> Sentence | None:
    """Overload without a bound."""
    config = seen.config
    unbounded = config.channel_kind == "queue" and not seen.snapshot.maxsize
    if not unbounded or not is_overloaded(config) or seen.snapshot.depth < 5:
        return None
    words = _because("The queue grows without bound: {offered}, {serve}", config)
    return _held_up(seen, words, working(config))


def starve(seen: Evidence) -> Sentence | None:
    """Starvation: the producers do not keep up."""
    if seen.consumers_starve < STARVES:
        return None
    words = phrase(
        "Consumers wait for an item {share} of the time: {offered}, {serve}",
        share=figures.percent(seen.consumers_starve),
        offered=are_offered(seen.config),
        serve=can_serve(seen.config),
    )
    pacing = figures.percent(seen.share("producer", State.PACING))
    pacing_link = phrase("producers pacing {share}", share=pacing)
    links = (seen.consumers_link(), seen.channel_link(), pacing_link)
    return Sentence(
        words, State.WAIT_ITEM, "ok", seen.chain(*links), cures.more_offered(seen.config)
    )


def fills(seen: Evidence) -> Sentence | None:
    """Overload that has not filled the queue yet."""
    if not is_overloaded(seen.config) or math.isinf(capacity_hz(seen.config)):
        return None
    template = "The queue fills: {offered}, {serve}"
    if seen.config.channel_kind == "pipe":
        template = "The pipe fills: {offered}, {serve}"
    return _held_up(seen, _because(template, seen.config), working(seen.config), "ok")


def flat_out(seen: Evidence) -> Sentence | None:
    """Nothing but the machine limits either side."""
    if not math.isinf(offered_hz(seen.config)):
        return None
    done, elapsed_s = seen.snapshot.ledger.done, max(seen.snapshot.elapsed_s, 1e-9)
    words = phrase(
        "Flat out on both sides, {rate}/s on average: the channel itself sets the pace",
        rate=figures.rate(done / elapsed_s),
    )
    links = seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
    return Sentence(words, State.WORKING_CPU, "ok", links)


def balanced(seen: Evidence) -> Sentence:
    """Nothing of the rest applies."""
    words = _because("Balanced: {offered}, {serve}", seen.config, can_serve)
    links = (seen.producers_link(), seen.channel_link(), seen.consumers_link())
    return Sentence(words, working(seen.config), "ok", seen.chain(*links, arrow="→"))


def _is_near(config: Config) -> bool:
    """True when the consumers have no more than a few per cent to spare, or none."""
    offered, capacity = offered_hz(config), capacity_hz(config)
    return bool(offered) and offered >= NEAR * capacity


def _is_random(config: Config) -> bool:
    return config.producers_spacing == "poisson" or config.consumers_service != "constant"


def _because(template: str, config: Config, served: Callable[[Config], Phrase] = serve) -> Phrase:
    return phrase(template, offered=are_offered(config), serve=served(config))


def _held_up(seen: Evidence, words: Phrase, state: State, severity: str = "warn") -> Sentence:
    links = seen.chain(seen.producers_link(), seen.channel_link(), _consumers_cause(seen))
    fixes = cures.more_capacity(seen.config)
    return Sentence(words, state, "warn" if severity == "warn" else "ok", links, fixes)


def _consumers_cause(seen: Evidence) -> Phrase:
    if permits_limit(seen.config) and seen.share("consumer", State.WAIT_PERMIT) > WAITS:
        return seen.permits_link()
    return seen.consumers_link()
