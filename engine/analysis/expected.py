"""What the settings alone lead to: the sentence that stands there before Start."""

import math
from collections.abc import Callable

from engine.analysis import cures, figures
from engine.analysis.clauses import can_serve, offered_short, permits_limit, serve
from engine.analysis.load import CORES, capacity_hz, cores_limit, offered_hz, servers
from engine.analysis.sentence import Cure, Phrase, Sentence, phrase
from engine.config import Config
from engine.states import State

BALANCE = 1.005
"""Loads over this fill the queue, in a time that is worth waiting for."""
NEAR = 0.97
"""Loads from here on leave a full queue full."""
IDLE = 0.5
"""Under this load the consumers wait for an item most of the time."""


def expected(config: Config) -> Sentence:
    """Return what will happen on this machine, from the settings alone.

    The first rule that applies speaks.
    """
    for rule in _RULES:
        sentence = rule(config)
        if sentence is not None:
            return sentence
    return _balanced(config)


def is_overloaded(config: Config, cores: int | None = None) -> bool:
    """True when more is offered than can be served; flat out offers more than anything."""
    offered, capacity = offered_hz(config), capacity_hz(config, cores)
    return offered > BALANCE * capacity and bool(offered)


def is_near(config: Config, cores: int | None = None) -> bool:
    """True when the consumers have no more than a few per cent to spare, or none."""
    offered = offered_hz(config)
    return bool(offered) and offered >= NEAR * capacity_hz(config, cores)


def varies(config: Config) -> bool:
    """True when a mean is all that one knows of what is offered or served."""
    return config.producers_spacing != "constant" or config.consumers_service != "constant"


def places(config: Config) -> int:
    """Return how many items it takes to fill the queue.

    Consumers that wait for a permit hold an item each, so they make room for that many more.
    """
    held = config.consumers_count - config.gate_consumer_permits if permits_limit(config) else 0
    return config.channel_maxsize + held


def working(config: Config) -> State:
    """Return the state of a consumer at work."""
    return State.WORKING_CPU if config.consumers_work == "cpu" else State.WORKING_IO


def refusals_are_likely(config: Config) -> bool:
    """True when an overloaded queue makes put() give up rather than wait."""
    if config.producers_put == "nowait":
        return True
    turn_s = config.producers_count / max(capacity_hz(config, CORES), 1e-9)
    timeout_s = config.producers_put_timeout_s * config.run_tempo
    return config.producers_put == "timeout" and turn_s > timeout_s


def _nobody(config: Config) -> Sentence | None:
    if not config.producers_count:
        words = phrase("No producers: nothing enters the queue")
        if config.channel_kind == "pipe":
            words = phrase("No producers: nothing enters the pipe")
        return Sentence(words, State.WAIT_ITEM)
    if not config.consumers_count:
        return Sentence(phrase("No consumers: what enters stays"), State.WAIT_SLOT, "warn")
    return None


def _some_items(config: Config) -> Sentence | None:
    limit = min(offered_hz(config), capacity_hz(config, CORES))
    if not config.run_items or is_overloaded(config, CORES) or math.isinf(limit):
        return None
    template = "{items} items at {rate}/s: all done after about {time}, and every process ends"
    words = phrase(
        template,
        items=figures.count(config.run_items),
        rate=figures.rate(limit),
        time=figures.seconds(config.run_items / limit),
    )
    return Sentence(words, State.FINISHED, chain=_sides(config))


def _pipe_fills(config: Config) -> Sentence | None:
    if config.channel_kind != "pipe" or not is_overloaded(config, CORES):
        return None
    template = "{offered}, {serve}: the pipe fills, then send() waits"
    words = phrase(template, offered=offered_short(config), serve=_serve(config))
    return _warning(words, State.WAIT_PIPE, config)


def _grows(config: Config) -> Sentence | None:
    if config.channel_kind != "queue" or config.channel_maxsize or not is_overloaded(config, CORES):
        return None
    template = "{offered}, {serve}: the queue grows without bound"
    words = phrase(template, offered=offered_short(config), serve=_serve(config))
    return _warning(words, working(config), config)


def _fills(config: Config) -> Sentence | None:
    if not is_overloaded(config, CORES):
        return None
    template = "{offered}, {serve}: the queue of {maxsize} is full {time}"
    if refusals_are_likely(config):
        template = (
            "{offered}, {serve}: the queue of {maxsize} is full {time}, then puts are refused"
        )
    words = phrase(
        template,
        offered=offered_short(config),
        serve=_serve(config),
        maxsize=figures.count(config.channel_maxsize),
        time=_fill_time(config),
    )
    by_permits = permits_limit(config) and not cores_limit(config, CORES)
    state = State.WAIT_PERMIT if by_permits else State.WAIT_SLOT
    return _warning(words, state, config)


def _fill_time(config: Config) -> Phrase:
    surplus = offered_hz(config) - capacity_hz(config, CORES)
    if math.isinf(surplus) or places(config) / surplus < 0.05:
        return phrase("at once")
    return phrase("{time} after Start", time=figures.seconds(places(config) / surplus))


def _as_fast_as_it_goes(config: Config) -> Sentence | None:
    if not math.isinf(offered_hz(config)):
        return None
    words = phrase("Flat out on both sides: the channel itself sets the pace")
    return Sentence(words, State.WORKING_CPU)


def _bursts(config: Config) -> Sentence | None:
    burst = config.producers_burst
    if config.producers_spacing != "bursty" or config.channel_kind != "queue":
        return None
    if not 0 < config.channel_maxsize < burst:
        return None
    template = "Bursts of {burst} items meet {places} places: full in bursts, producers wait"
    if refusals_are_likely(config):
        template = (
            "Bursts of {burst} items meet {places} places: full in bursts, then puts are refused"
        )
    words = phrase(template, burst=str(burst), places=figures.count(config.channel_maxsize))
    fixes = cures.room_for_burst(config)
    return Sentence(words, State.WAIT_SLOT, "warn", _sides(config), fixes)


def _idle(config: Config) -> Sentence | None:
    load = offered_hz(config) / capacity_hz(config, CORES)
    if load >= IDLE:
        return None
    template = "{offered}, {serve}: consumers wait for an item {share} of the time"
    words = phrase(
        template,
        offered=offered_short(config),
        serve=_serve(config, can_serve),
        share=figures.percent(1 - load * servers(config, CORES) / config.consumers_count),
    )
    fixes = cures.more_offered(config)
    if cores_limit(config, CORES):
        fixes = cures.within_cores(config, servers(config, CORES))
    return Sentence(words, State.WAIT_ITEM, cures=fixes)


def _balanced(config: Config) -> Sentence:
    template = "Balanced: {offered}, {serve}"
    if is_near(config, CORES):
        template = "Balanced, nothing to spare: {offered}, {serve}"
    words = phrase(template, offered=offered_short(config), serve=_serve(config, can_serve))
    return Sentence(words, working(config))


def _warning(words: Phrase, state: State, config: Config) -> Sentence:
    return Sentence(words, state, "warn", cures=_more_capacity(config))


def _more_capacity(config: Config) -> tuple[Cure, ...]:
    """Return what lets the consumers keep up: more of them do not get more cores."""
    if cores_limit(config, CORES):
        return cures.within_cores(config, servers(config, CORES))
    return tuple(
        cure
        for cure in cures.more_capacity(config)
        if not cores_limit(config.changed(cure.settings), CORES)
    )


def _serve(config: Config, served: Callable[[Config], Phrase] = serve) -> Phrase:
    """Return what can be "{serve}"d: by the cores where there are fewer than compute at once."""
    if not cores_limit(config, CORES):
        return served(config)
    template = "1 core allows {rate}/s" if CORES == 1 else "{n} cores allow {rate}/s"
    return phrase(template, n=str(CORES), rate=figures.rate(capacity_hz(config, CORES)))


def _sides(config: Config) -> Phrase:
    template = "On average {offered}, {serve}"
    return phrase(template, offered=offered_short(config), serve=_serve(config, can_serve))


_RULES: tuple[Callable[[Config], Sentence | None], ...] = (
    _nobody,
    _some_items,
    _pipe_fills,
    _grows,
    _fills,
    _as_fast_as_it_goes,
    _bursts,
    _idle,
)
