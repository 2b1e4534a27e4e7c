"""What the settings alone promise: offered rate, capacity and load, before anything runs."""

import math
import os
from typing import Final

from engine.config import Config

CORES: Final = os.cpu_count()
"""Cores of this machine; None = unknown."""


def offered_hz(config: Config) -> float:
    """Return the items a second that all producers together want to put; inf when flat out.

    The tempo multiplies every configured time, so it divides the rate.
    """
    if config.producers_count == 0:
        return 0.0
    if config.producers_rate_hz == 0:
        return math.inf
    return config.producers_count * config.producers_rate_hz / config.run_tempo


def servers(config: Config, cores: int | None = None) -> int:
    """Return how many consumers can serve at once.

    A semaphore at work lets no more of them than it has permits. A machine lets no more compute
    than it has `cores`; None = that is not asked.
    """
    count = min(config.consumers_count, config.gate_consumer_permits or config.consumers_count)
    return count if cores is None or config.consumers_work != "cpu" else min(count, cores)


def cores_limit(config: Config, cores: int | None) -> bool:
    """True when it is the cores that let no more consumers serve at once."""
    return servers(config, cores) < servers(config) and config.consumers_service_ms > 0


def capacity_hz(config: Config, cores: int | None = None) -> float:
    """Return the items a second that the consumers can serve at most; inf when service takes 0 s.

    `cores` are as for `servers`.
    """
    count = servers(config, cores)
    if count == 0:
        return 0.0
    if config.consumers_service_ms == 0:
        return math.inf
    return count / (config.consumers_service_ms / 1000 * config.run_tempo)


def load(config: Config, cores: int | None = None) -> float:
    """Return offered over capacity: over 1 the queue fills, whatever its maxsize.

    0 when nothing is offered or nothing limits the service, inf when nobody serves or the
    producers run flat out, NaN when both sides are as fast as the machine (nobody can tell).
    """
    offered, capacity = offered_hz(config), capacity_hz(config, cores)
    if offered == 0:
        return 0.0
    if capacity == 0:
        return math.inf
    return math.nan if math.isinf(offered) and math.isinf(capacity) else offered / capacity
