"""The rules about pressure: more comes than can be taken, on average or at once.

A rule looks at what was seen (shares of time, levels) to decide that it applies, and at the
settings to say what is offered and what can be served. Each returns a verdict with its proof: Ok
without a sentence when it does not apply. Their order stands in `why`.
"""

from dataclasses import replace

from engine.analysis import cures, figures
from engine.analysis.clauses import are_offered, because, can_serve, permits_limit, serve
from engine.analysis.evidence import Evidence
from engine.analysis.expected import expected, is_near, is_overloaded
from engine.analysis.sentence import Cure, Phrase, Sentence, phrase
from engine.analysis.staff import staffed
from engine.analysis.verdict import Ok, Recheck, Verdict, Warn
from engine.config import Config
from engine.states import State

WAITS = 0.15
"""Share of time from which on a wait is worth a sentence."""
BURSTS = 0.02
"""The same for bursts, and for a queue that is full and will stay so: both were just short."""
STARVES = 0.6
"""The same for consumers without work. One that is busy half of its time has it by our own cures
(four permits in `semaphore`): a threshold there would let the sentence waver."""
ENOUGH_S = 1.0
"""Nothing is said about causes before this much of a run has been seen,"""
MOST_ENOUGH_S = 2.0
"""or, where things happen seldom, this much,"""
ENOUGH_OF_RANGE_S = 0.2
"""or of a range that was chosen."""


def not_enough_data(seen: Evidence) -> Verdict:
    """Too little was seen to say more than what the settings promise."""
    start_s, end_s = seen.seen_s
    enough_s = _enough_s(seen.config) if seen.span_s is None else ENOUGH_OF_RANGE_S
    proof = seen.proof(seconds=end_s - start_s)
    is_enough = end_s - start_s >= enough_s and (any(seen.shares.values()) or _nobody_wanted(seen))
    is_staffed = not any(one.state is State.STARTING for one in seen.snapshot.workers)
    if is_enough and (is_staffed or seen.span_s is not None):
        return Ok(proof)
    if seen.changed_s is not None:
        words = because("Just changed: {offered}, {serve}", staffed(seen.snapshot), can_serve)
        return Recheck(proof, Sentence(words, State.STARTING, chain=seen.channel_link()))
    template = "Just started: not enough seen yet to say more"
    if seen.span_s is not None:
        template = "This range is too short to say more"
    links = seen.expected_link()
    return Recheck(proof, Sentence(phrase(template), State.STARTING, chain=links))


def _enough_s(config: Config) -> float:
    """Return how long one must look: until everything that happens again has happened once."""
    burst = config.producers_burst if config.producers_spacing == "bursty" else 1
    between_s = (
        burst * config.run_tempo / config.producers_rate_hz if config.producers_rate_hz else 0
    )
    service_s = config.consumers_service_ms / 1000 * config.run_tempo
    return min(MOST_ENOUGH_S, max(ENOUGH_S, between_s, service_s))


def nobody_left(seen: Evidence) -> Verdict:
    """All workers of a role are gone."""
    for role, wanted in (
        ("consumer", seen.config.consumers_count),
        ("producer", seen.config.producers_count),
    ):
        if wanted and seen.ended(role) and not seen.living(role):
            return _all_gone(seen, role)
    if _nobody_wanted(seen):
        return Ok(seen.proof(), replace(expected(seen.config), chain=seen.channel_link()))
    return Ok(seen.proof())


def _nobody_wanted(seen: Evidence) -> bool:
    return not seen.config.producers_count and not seen.config.consumers_count


def _all_gone(seen: Evidence, role: str) -> Verdict:
    proof, links = seen.proof(role), seen.chain(seen.channel_link())
    if seen.died(role):
        template = _ALL_DIED[role]
        fixes = _more_capacity(seen) if role == "consumer" else ()
        return Warn(proof, Sentence(phrase(template), State.KILLED, chain=links, cures=fixes))
    sentence = Sentence(phrase(_ALL_ENDED[role]), State.FINISHED, chain=links)
    return Warn(proof, sentence) if role == "consumer" else Ok(proof, sentence)


_ALL_ENDED = {
    "consumer": "Every consumer has ended: what enters stays",
    "producer": "Every producer has ended: nothing enters any more",
}
_ALL_DIED = {
    "consumer": "No consumer is left alive: what enters stays",
    "producer": "No producer is left alive: nothing enters any more",
}


def refused(seen: Evidence) -> Verdict:
    """put() gives up: Full was raised, and the queue is full."""
    config, ledger = seen.serving, seen.ledger
    proof = seen.proof("producer", State.WAIT_SLOT, refused=ledger.refused)
    if config.producers_put == "block" or not ledger.refused or not seen.is_bounded:
        return Ok(proof)
    links = seen.chain(_put_link(config), seen.channel_link(), _consumers_cause(seen))
    share = figures.part(ledger.refused, max(ledger.attempted, ledger.refused))
    if not is_near(config) and exceeds_places(seen):
        words = phrase(
            "{share} of the puts are refused: {burst} items come at once, "
            "the queue has {places} places",
            share=share,
            burst=str(config.producers_burst),
            places=figures.count(seen.snapshot.maxsize),
        )
        fixes = cures.room_for_burst(config)
        return Warn(proof, Sentence(words, State.WAIT_SLOT, chain=links, cures=fixes))
    if not is_near(config) and seen.is_draining:
        return Ok(proof)
    template, served = "{share} of the puts are refused: {offered}, {serve}", serve(config)
    if not is_near(config):
        template = "{share} of the puts are refused, at peaks: {offered}, {serve}"
        served = can_serve(config)
    words = phrase(template, share=share, offered=are_offered(config), serve=served)
    fixes = _more_capacity(seen)
    return Warn(proof, Sentence(words, State.WAIT_SLOT, chain=links, cures=fixes))


def _put_link(config: Config) -> Phrase:
    if config.producers_put == "nowait":
        return phrase("put_nowait() raises Full at once")
    timeout = figures.seconds(config.producers_put_timeout_s * config.run_tempo)
    return phrase("put() raises Full after {timeout}", timeout=timeout)


def pipe_full(seen: Evidence) -> Verdict:
    """Producers wait in send()."""
    config, proof = seen.serving, seen.proof("producer", State.WAIT_PIPE)
    if config.channel_kind != "pipe" or not _waits(seen, State.WAIT_PIPE):
        return Ok(proof)
    if is_near(config):
        return Warn(proof, held_up(seen, "The pipe is full: {offered}, {serve}", State.WAIT_PIPE))
    capacity, size = seen.snapshot.pipe_capacity, config.producers_payload_bytes
    if 0 < capacity < size:
        words = phrase("No item fits into the pipe: send() waits until a consumer reads it")
        return Warn(proof, _small_pipe(seen, words, capacity // 4))
    at_once = config.producers_burst * config.producers_count
    if config.producers_spacing == "bursty" and 0 < capacity < at_once * size:
        words = phrase(
            "The pipe is full in bursts: {burst} items come at once, {places} fit into it",
            burst=str(config.producers_burst),
            places=figures.count(capacity // size),
        )
        return Warn(proof, _small_pipe(seen, words, capacity // at_once))
    return Ok(proof)


def _small_pipe(seen: Evidence, words: Phrase, room: int) -> Sentence:
    links = seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
    fixes = cures.smaller_items(seen.serving, room)
    return Sentence(words, State.WAIT_PIPE, chain=links, cures=fixes)


def permits(seen: Evidence) -> Verdict:
    """A semaphore lets too few consumers work."""
    config = seen.serving
    proof = seen.proof("consumer", State.WAIT_PERMIT, permits=config.gate_consumer_permits)
    short = seen.share("consumer", State.WAIT_PERMIT) > WAITS
    if not short or not permits_limit(config) or not is_near(config):
        return Ok(proof)
    sentence = held_up(seen, "Consumers wait for a permit: {offered}, {serve}", State.WAIT_PERMIT)
    if keepers := seen.keepers("consumer"):
        template = "{name} was killed and held a permit: {offered}, {serve}"
        words = phrase(template, name=keepers[0].name, **sentence.args)
        sentence = replace(sentence, phrase=words)
    return Warn(proof, sentence)


def back_pressure(seen: Evidence) -> Verdict:
    """The queue is full: the consumers do not keep up."""
    proof = seen.proof("producer", State.WAIT_SLOT)
    if not is_near(seen.serving) or not _waits(seen, State.WAIT_SLOT):
        return Ok(proof)
    return Warn(proof, held_up(seen, "The queue is full: {offered}, {serve}", State.WAIT_SLOT))


def _waits(seen: Evidence, state: State) -> bool:
    """True when producers wait for a place long enough, or began to and will not stop."""
    if not seen.share("producer", state):
        return False
    stays = is_overloaded(seen.serving) and seen.at_the_brim
    return seen.producers_wait > (BURSTS if stays else WAITS)


def bursty(seen: Evidence) -> Verdict:
    """Enough on average, too much at once."""
    config = seen.serving
    proof = seen.proof("producer", State.WAIT_SLOT, burst=config.producers_burst)
    if not exceeds_places(seen) or seen.share("producer", State.WAIT_SLOT) < BURSTS:
        return Ok(proof)
    words = phrase(
        "The queue is full in bursts: {burst} items come at once, it has {places} places",
        burst=str(config.producers_burst),
        places=figures.count(seen.snapshot.maxsize),
    )
    average = because("on average {offered}, {serve}", config, can_serve)
    links = seen.chain(seen.producers_link(), average)
    fixes = cures.room_for_burst(config)
    return Warn(proof, Sentence(words, State.WAIT_SLOT, chain=links, cures=fixes))


def exceeds_places(seen: Evidence) -> bool:
    """True when the bursts of all producers, should they meet, do not fit into the queue."""
    config = seen.serving
    at_once = config.producers_burst * config.producers_count
    is_bursty = config.producers_spacing == "bursty" and bool(config.producers_rate_hz)
    return is_bursty and seen.is_bounded and at_once > seen.snapshot.maxsize


def held_up(seen: Evidence, template: str, state: State) -> Sentence:
    """Return the sentence of producers that the consumers, or their permits, hold up."""
    links = seen.chain(seen.producers_link(), seen.channel_link(), _consumers_cause(seen))
    fixes = _more_capacity(seen)
    return Sentence(because(template, seen.serving), state, chain=links, cures=fixes)


def _more_capacity(seen: Evidence) -> tuple[Cure, ...]:
    return cures.more_capacity(seen.serving, seen.config, seen.dead("consumer"))


def _consumers_cause(seen: Evidence) -> Phrase:
    if permits_limit(seen.serving) and seen.share("consumer", State.WAIT_PERMIT) > WAITS:
        return seen.permits_link()
    return seen.consumers_link()
