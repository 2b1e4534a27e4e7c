"""The rules about load: too much offered, too little, in bursts, or just right.

A rule looks at what was seen (shares of time, levels) to decide that it applies, and at the
settings to say what is offered and what can be served. Each returns a verdict with its proof: Ok
without a sentence when it does not apply. Their order stands in `why`.
"""

import math
from collections.abc import Callable

from engine.analysis import cures, figures
from engine.analysis.clauses import are_offered, can_serve, permits_limit, serve
from engine.analysis.evidence import Evidence
from engine.analysis.expected import is_overloaded, working
from engine.analysis.load import capacity_hz, offered_hz
from engine.analysis.sentence import Phrase, Sentence, phrase
from engine.analysis.verdict import Ok, Recheck, Verdict, Warn
from engine.config import Config
from engine.states import State

WAITS = 0.15
"""Share of time from which on a wait is worth a sentence."""
BURSTS = 0.02
"""The same for bursts: they are short."""
STARVES = 0.5
NEAR = 0.97
"""Loads from here on leave a full queue full."""
ENOUGH_S = 1.0
"""Nothing is said about causes before this much of a run has been seen,"""
ENOUGH_OF_RANGE_S = 0.2
"""or of a range that was chosen."""
GROWN = 5
"""Items from which on a queue without a bound is said to grow."""


def not_enough_data(seen: Evidence) -> Verdict:
    """Too little was seen to say more than what the settings promise."""
    start_s, end_s = seen.seen_s
    enough_s = ENOUGH_S if seen.span_s is None else ENOUGH_OF_RANGE_S
    proof = seen.proof(seconds=end_s - start_s)
    if end_s - start_s >= enough_s and any(seen.shares.values()):
        return Ok(proof)
    template = "Just started: not enough seen yet to say more"
    if seen.span_s is not None:
        template = "This range is too short to say more"
    links = seen.expected_link()
    return Recheck(proof, Sentence(phrase(template), State.STARTING, chain=links))


def nobody_left(seen: Evidence) -> Verdict:
    """All workers of a role are gone."""
    config = seen.config
    for role, wanted, words in (
        ("consumer", config.consumers_count, "Every consumer has ended: what enters stays"),
        ("producer", config.producers_count, "Every producer has ended: nothing enters any more"),
    ):
        if wanted and seen.ended(role) and not seen.living(role):
            links = seen.chain(seen.channel_link())
            return Ok(seen.proof(role), Sentence(phrase(words), State.FINISHED, chain=links))
    return Ok(seen.proof())


def refused(seen: Evidence) -> Verdict:
    """put() gives up: Full was raised, and the queue is full."""
    config, refused = seen.config, seen.snapshot.ledger.refused
    proof = seen.proof("producer", State.WAIT_SLOT, refused=refused)
    waits = seen.share("producer", State.WAIT_SLOT) > BURSTS
    if config.producers_put == "block" or not refused or not (waits or seen.at_the_brim):
        return Ok(proof)
    words = phrase(
        "Puts are refused, {refused} so far: {offered}, {serve}",
        refused=figures.count(refused),
        offered=are_offered(config),
        serve=serve(config),
    )
    links = (_put_link(config), seen.channel_link(), _consumers_cause(seen))
    fixes = cures.more_capacity(config) or cures.room_for_burst(config)
    return Warn(proof, Sentence(words, State.WAIT_SLOT, chain=seen.chain(*links), cures=fixes))


def _put_link(config: Config) -> Phrase:
    if config.producers_put == "nowait":
        return phrase("put_nowait() raises Full at once")
    timeout = figures.seconds(config.producers_put_timeout_s * config.run_tempo)
    return phrase("put() raises Full after {timeout}", timeout=timeout)


def pipe_full(seen: Evidence) -> Verdict:
    """Producers wait in send()."""
    config, proof = seen.config, seen.proof("producer", State.WAIT_PIPE)
    if config.channel_kind != "pipe" or seen.share("producer", State.WAIT_PIPE) < WAITS:
        return Ok(proof)
    words = _because("The pipe is full: {offered}, {serve}", config)
    return Warn(proof, _held_up(seen, words, State.WAIT_PIPE))


def permits(seen: Evidence) -> Verdict:
    """A semaphore lets too few consumers work."""
    config = seen.config
    proof = seen.proof("consumer", State.WAIT_PERMIT, permits=config.gate_consumer_permits)
    short = seen.share("consumer", State.WAIT_PERMIT) > WAITS
    if not short or not permits_limit(config) or not _is_near(config):
        return Ok(proof)
    words = _because("Consumers wait for a permit: {offered}, {serve}", config)
    return Warn(proof, _held_up(seen, words, State.WAIT_PERMIT))


def back_pressure(seen: Evidence) -> Verdict:
    """The queue is full: the consumers do not keep up."""
    proof = seen.proof("producer", State.WAIT_SLOT)
    waits = seen.producers_wait > WAITS and seen.share("producer", State.WAIT_SLOT) > 0
    if not waits or not _is_near(seen.config):
        return Ok(proof)
    words = _because("The queue is full: {offered}, {serve}", seen.config)
    return Warn(proof, _held_up(seen, words, State.WAIT_SLOT))


def bursty(seen: Evidence) -> Verdict:
    """Enough on average, too much at once."""
    config = seen.config
    proof = seen.proof("producer", State.WAIT_SLOT, burst=config.producers_burst)
    if config.producers_spacing != "bursty" or not seen.snapshot.maxsize:
        return Ok(proof)
    if seen.share("producer", State.WAIT_SLOT) < BURSTS:
        return Ok(proof)
    words = phrase(
        "The queue is full in bursts: {burst} items come at once, it has {places} places",
        burst=str(config.producers_burst),
        places=figures.count(seen.snapshot.maxsize),
    )
    average = _because("on average {offered}, {serve}", config, can_serve)
    links = seen.chain(seen.producers_link(), average)
    fixes = cures.room_for_burst(config)
    return Warn(proof, Sentence(words, State.WAIT_SLOT, chain=links, cures=fixes))


def drains(seen: Evidence) -> Verdict:
    """Full, although the consumers keep up: just changed, or by chance."""
    proof = seen.proof("producer", State.WAIT_SLOT)
    if seen.share("producer", State.WAIT_SLOT) < WAITS:
        return Ok(proof)
    links = seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
    if seen.at_the_brim and not _is_random(seen.config):
        words = phrase(
            "The queue is full although {offered} and {serve}: they vary or lag",
            offered=are_offered(seen.config),
            serve=can_serve(seen.config),
        )
        return Warn(proof, Sentence(words, State.WAIT_SLOT, chain=links))
    template = "The queue was full and drains: {offered}, {serve}"
    if _is_random(seen.config):
        template = "Balanced on average, full at times: {offered}, {serve}"
    words = _because(template, seen.config, can_serve)
    return Ok(proof, Sentence(words, working(seen.config), chain=links))


def grows(seen: Evidence) -> Verdict:
    """Overload without a bound."""
    config, proof = seen.config, seen.proof()
    unbounded = config.channel_kind == "queue" and not seen.snapshot.maxsize
    if not unbounded or not is_overloaded(config) or seen.snapshot.depth < GROWN:
        return Ok(proof)
    words = _because("The queue grows without bound: {offered}, {serve}", config)
    return Warn(proof, _held_up(seen, words, working(config)))


def starve(seen: Evidence) -> Verdict:
    """Starvation: the producers do not keep up."""
    proof = seen.proof("consumer", State.WAIT_ITEM, State.WAIT_READ_LOCK)
    if seen.consumers_starve < STARVES:
        return Ok(proof)
    words = phrase(
        "Consumers wait for an item {share} of the time: {offered}, {serve}",
        share=figures.percent(seen.consumers_starve),
        offered=are_offered(seen.config),
        serve=can_serve(seen.config),
    )
    pacing = figures.percent(seen.share("producer", State.PACING))
    pacing_link = phrase("producers pacing {share}", share=pacing)
    links = seen.chain(seen.consumers_link(), seen.channel_link(), pacing_link)
    fixes = cures.more_offered(seen.config)
    return Ok(proof, Sentence(words, State.WAIT_ITEM, chain=links, cures=fixes))


def fills(seen: Evidence) -> Verdict:
    """Overload that has not filled the queue yet."""
    proof = seen.proof()
    if not is_overloaded(seen.config) or math.isinf(capacity_hz(seen.config)):
        return Ok(proof)
    template = "The queue fills: {offered}, {serve}"
    if seen.config.channel_kind == "pipe":
        template = "The pipe fills: {offered}, {serve}"
    return Ok(proof, _held_up(seen, _because(template, seen.config), working(seen.config)))


def flat_out(seen: Evidence) -> Verdict:
    """Nothing but the machine limits either side."""
    proof = seen.proof()
    if not math.isinf(offered_hz(seen.config)):
        return Ok(proof)
    done, elapsed_s = seen.snapshot.ledger.done, max(seen.snapshot.elapsed_s, 1e-9)
    words = phrase(
        "Flat out on both sides, {rate}/s on average: the channel itself sets the pace",
        rate=figures.rate(done / elapsed_s),
    )
    links = seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
    return Ok(proof, Sentence(words, State.WORKING_CPU, chain=links))


def balanced(seen: Evidence) -> Verdict:
    """Nothing of the rest applies."""
    words = _because("Balanced: {offered}, {serve}", seen.config, can_serve)
    links = (seen.producers_link(), seen.channel_link(), seen.consumers_link())
    proof = seen.proof("consumer", State.WORKING_CPU, State.WORKING_IO)
    chain = seen.chain(*links, arrow="→")
    return Ok(proof, Sentence(words, working(seen.config), chain=chain))


def _is_near(config: Config) -> bool:
    """True when the consumers have no more than a few per cent to spare, or none."""
    offered, capacity = offered_hz(config), capacity_hz(config)
    return bool(offered) and offered >= NEAR * capacity


def _is_random(config: Config) -> bool:
    return config.producers_spacing == "poisson" or config.consumers_service != "constant"


def _because(template: str, config: Config, served: Callable[[Config], Phrase] = serve) -> Phrase:
    return phrase(template, offered=are_offered(config), serve=served(config))


def _held_up(seen: Evidence, words: Phrase, state: State) -> Sentence:
    links = seen.chain(seen.producers_link(), seen.channel_link(), _consumers_cause(seen))
    return Sentence(words, state, chain=links, cures=cures.more_capacity(seen.config))


def _consumers_cause(seen: Evidence) -> Phrase:
    if permits_limit(seen.config) and seen.share("consumer", State.WAIT_PERMIT) > WAITS:
        return seen.permits_link()
    return seen.consumers_link()
