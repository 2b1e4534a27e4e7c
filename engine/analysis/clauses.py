"""The two halves that most sentences are made of: what is offered, and who serves how much."""

import math
from collections.abc import Callable

from engine.analysis import figures
from engine.analysis.load import capacity_hz, offered_hz
from engine.analysis.sentence import Phrase, phrase
from engine.config import Config


def are_offered(config: Config) -> Phrase:
    """Return "12/s are offered"."""
    offered = offered_hz(config)
    if math.isinf(offered):
        return phrase("producers run flat out")
    if not offered:
        return phrase("nothing is offered")
    return phrase("{rate}/s are offered", rate=figures.rate(offered))


def offered_short(config: Config) -> Phrase:
    """Return "12/s offered", to begin a sentence with."""
    offered = offered_hz(config)
    if math.isinf(offered):
        return phrase("Producers flat out")
    return phrase("{rate}/s offered", rate=figures.rate(offered))


def serve(config: Config) -> Phrase:
    """Return "1 consumer serves 8/s"; with too few permits, "2 permits allow 8/s"."""
    return _served(config, _SERVE)


def can_serve(config: Config) -> Phrase:
    """Return "2 consumers can serve 16/s"."""
    return _served(config, _CAN_SERVE)


def because(template: str, config: Config, served: Callable[[Config], Phrase] = serve) -> Phrase:
    """Return a template that says what is "{offered}" and, by `served`, what they "{serve}"."""
    return phrase(template, offered=are_offered(config), serve=served(config))


def permits_limit(config: Config) -> bool:
    """True when the semaphore at work lets fewer consumers work than there are."""
    return 0 < config.gate_consumer_permits < config.consumers_count


_SERVE = (
    "1 permit allows {rate}/s",
    "{n} permits allow {rate}/s",
    "1 consumer serves {rate}/s",
    "{n} consumers serve {rate}/s",
)
_CAN_SERVE = (
    *_SERVE[:2],  # permits allow what they allow, used or not
    "1 consumer can serve {rate}/s",
    "{n} consumers can serve {rate}/s",
)


def _served(config: Config, templates: tuple[str, str, str, str]) -> Phrase:
    capacity = capacity_hz(config)
    if not capacity:
        return phrase("no consumer serves")
    if math.isinf(capacity):
        return phrase("the service takes no time")
    one_permit, permits, one, many = templates
    if permits_limit(config):
        n = config.gate_consumer_permits
        template = one_permit if n == 1 else permits
    else:
        n = config.consumers_count
        template = one if n == 1 else many
    return phrase(template, n=str(n), rate=figures.rate(capacity))
