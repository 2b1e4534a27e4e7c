"""The rules about the level of the queue, and about nothing being wrong.

They are asked after those about pressure (`causes`) and about sharing (`contention`).
"""

import math

from engine.analysis import cures, figures
from engine.analysis.causes import BURSTS, STARVES, WAITS, held_up
from engine.analysis.clauses import are_offered, because, can_serve
from engine.analysis.evidence import Evidence
from engine.analysis.expected import NEAR, is_near, is_overloaded, varies, working
from engine.analysis.load import capacity_hz, offered_hz
from engine.analysis.sentence import Phrase, Sentence, phrase
from engine.analysis.verdict import Ok, Verdict, Warn
from engine.config import Config
from engine.states import State

GROWN = 5
"""Items from which on a queue without a bound is said to grow."""


def drains(seen: Evidence) -> Verdict:
    """Full, or long, although the consumers keep up: just changed, by chance, or they lag."""
    proof = seen.proof("producer", State.WAIT_SLOT, State.WAIT_PIPE, grew=seen.grew)
    in_channel = seen.share("producer", State.WAIT_SLOT, State.WAIT_PIPE)
    waits = seen.producers_wait >= WAITS and in_channel >= BURSTS
    is_long = seen.snapshot.depth >= GROWN and seen.config.producers_spacing == "constant"
    if seen.is_draining and (waits or is_long):
        template = "The queue drains: {offered}, {serve}"
        if seen.config.channel_kind == "pipe":
            template = "The pipe drains: {offered}, {serve}"
        return Ok(proof, _in_between(seen, template))
    if not waits:
        return Ok(proof)
    if varies(seen.serving):
        template = "Balanced on average, full at times: {offered}, {serve}"
        return Ok(proof, _in_between(seen, template))
    if seen.done_hz >= NEAR * offered_hz(seen.serving) and not seen.at_the_brim:
        return Ok(proof)  # it was full, and is not any more
    return Warn(proof, _lagging(seen))


def _lagging(seen: Evidence) -> Sentence:
    """Return what is said when both sides could do more than they do.

    If the consumers are not busy either, nothing but what is between them is left to blame.
    """
    template = "The channel is full although {offered} and {serve}: they serve only {rate}/s"
    if seen.consumers_starve > seen.consumers_busy:
        template = "The channel itself sets the pace: {offered}, {serve}, it carries {rate}/s"
    words = phrase(
        template,
        offered=are_offered(seen.serving),
        serve=can_serve(seen.serving),
        rate=figures.rate(seen.done_hz),
    )
    fixes = cures.within_channel(seen.serving, seen.done_hz)
    return Sentence(words, State.WAIT_SLOT, chain=_back(seen), cures=fixes)


def grows(seen: Evidence) -> Verdict:
    """Overload without a bound."""
    config, proof = seen.serving, seen.proof(grew=seen.grew)
    unbounded = config.channel_kind == "queue" and not seen.snapshot.maxsize
    if not unbounded or seen.snapshot.depth < GROWN:
        return Ok(proof)
    # What is offered tells only where all of it comes; where it does not, one has to look.
    held = seen.share("producer", State.WAIT_PERMIT) >= WAITS
    comes = not math.isinf(offered_hz(config)) and not held and not seen.comes_short
    if not (is_overloaded(config) if comes else seen.is_growing):
        return Ok(proof)
    template = "The queue grows without bound: {offered}, {serve}"
    return Warn(proof, held_up(seen, template, working(config)))


def starve(seen: Evidence) -> Verdict:
    """Starvation: the producers do not keep up."""
    config = seen.serving
    states = [State.WAIT_ITEM, State.WAIT_READ_LOCK]
    polls = config.consumers_get == "nowait" and config.consumers_work == "io"
    if polls:  # it does not wait, it asks again and again
        states.append(State.WORKING_CPU)
    share = seen.share("consumer", *states)
    proof = seen.proof("consumer", *states)
    if share < STARVES:
        return Ok(proof)
    template = "Consumers wait for an item {share} of the time: {offered}, {serve}"
    if polls:
        template = "Consumers ask in vain for an item {share} of the time: {offered}, {serve}"
    words = phrase(
        template,
        share=figures.percent(share),
        offered=_offered(seen),
        serve=can_serve(config),
    )
    fixes = cures.in_place_of_dead(seen.config, "producer", seen.dead("producer"))
    if not fixes and not seen.comes_short:
        fixes = cures.more_offered(config)
    cause = _pacing_link(seen, helps=not fixes and not seen.comes_short)
    links = seen.chain(_first_link(seen, polls), seen.channel_link(), cause)
    return Ok(proof, Sentence(words, State.WAIT_ITEM, chain=links, cures=fixes))


def _first_link(seen: Evidence, polls: bool) -> Phrase:
    return phrase("get_nowait() raises Empty at once") if polls else seen.consumers_link()


def _pacing_link(seen: Evidence, helps: bool) -> Phrase:
    """Return the producers' link; what `helps` stands in it where no button can say it."""
    if not seen.serving.producers_count:
        return phrase("no producers: one would help")
    pacing = figures.percent(seen.share("producer", State.PACING))
    if dead := seen.dead("producer"):
        return phrase("producers pacing {share}, {n} died", share=pacing, n=str(dead))
    if helps:
        return phrase("producers pacing {share}: a higher rate would help", share=pacing)
    return phrase("producers pacing {share}", share=pacing)


def fills(seen: Evidence) -> Verdict:
    """Overload that has not filled the queue yet, or only just."""
    proof = seen.proof()
    if not is_overloaded(seen.serving) or math.isinf(capacity_hz(seen.serving)) or seen.comes_short:
        return Ok(proof)
    if seen.is_bounded and seen.snapshot.depth >= seen.snapshot.maxsize:
        return Warn(proof, held_up(seen, "The queue is full: {offered}, {serve}", State.WAIT_SLOT))
    template = "The queue fills: {offered}, {serve}"
    if seen.config.channel_kind == "pipe":
        template = "The pipe fills: {offered}, {serve}"
    return Ok(proof, held_up(seen, template, working(seen.config)))


def flat_out(seen: Evidence) -> Verdict:
    """Nothing but the machine limits either side."""
    proof = seen.proof()
    grows_long = seen.is_growing and seen.snapshot.depth >= GROWN
    if not _is_flat_out(seen.serving) or grows_long:
        return Ok(proof)
    words = phrase(
        "Flat out on both sides, {rate}/s on average: the channel itself sets the pace",
        rate=figures.rate(seen.done_hz),
    )
    return Ok(proof, Sentence(words, State.WORKING_CPU, chain=_back(seen)))


def tight(seen: Evidence) -> Verdict:
    """The consumers keep up and have nothing to spare."""
    proof = seen.proof("consumer", State.WORKING_CPU, State.WORKING_IO)
    if not is_near(seen.serving) or seen.comes_short:
        return Ok(proof)
    sentence = held_up(seen, "Balanced, nothing to spare: {offered}, {serve}", working(seen.config))
    return Ok(proof, sentence)


def balanced(seen: Evidence) -> Verdict:
    """Nothing of the rest applies."""
    served = can_serve(seen.serving)
    words = phrase("Balanced: {offered}, {serve}", offered=_offered(seen), serve=served)
    links = (seen.producers_link(), seen.channel_link(), seen.consumers_link())
    proof = seen.proof("consumer", State.WORKING_CPU, State.WORKING_IO)
    chain = seen.chain(*links, arrow="→")
    return Ok(proof, Sentence(words, working(seen.config), chain=chain))


def _offered(seen: Evidence) -> Phrase:
    """Return what comes: what the settings offer, unless the producers do not manage that."""
    if not seen.comes_short:
        return are_offered(seen.serving)
    return phrase(
        "the producers manage only {rate}/s of {offered}/s",
        rate=figures.rate(seen.attempted_hz),
        offered=figures.rate(offered_hz(seen.serving)),
    )


def _is_flat_out(config: Config) -> bool:
    return math.isinf(offered_hz(config)) and math.isinf(capacity_hz(config))


def _in_between(seen: Evidence, template: str) -> Sentence:
    words = because(template, seen.serving, can_serve)
    return Sentence(words, working(seen.config), chain=_back(seen))


def _back(seen: Evidence) -> Phrase:
    return seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
