"""What the settings alone promise: offered rate, capacity and load, before anything runs."""

import math

from engine.config import Config


def offered_hz(config: Config) -> float:
    """Return the items a second that all producers together want to put; inf when flat out.

    The tempo multiplies every configured time, so it divides the rate.
    """
    if config.producers_count == 0:
        return 0.0
    if config.producers_rate_hz == 0:
        return math.inf
    return config.producers_count * config.producers_rate_hz / config.run_tempo


def capacity_hz(config: Config) -> float:
    """Return the items a second that the consumers can serve at most; inf when service takes 0 s.

    A semaphore at work lets no more consumers serve at once than it has permits.
    """
    servers = config.consumers_count
    if config.gate_consumer_permits:
        servers = min(servers, config.gate_consumer_permits)
    if servers == 0:
        return 0.0
    if config.consumers_service_ms == 0:
        return math.inf
    return servers / (config.consumers_service_ms / 1000 * config.run_tempo)


def load(config: Config) -> float:
    """Return offered over capacity: over 1 the queue fills, whatever its maxsize.

    0 when nothing is offered or nothing limits the service, inf when nobody serves or the
    producers run flat out, NaN when both sides are as fast as the machine (nobody can tell).
    """
    offered, capacity = offered_hz(config), capacity_hz(config)
    if offered == 0:
        return 0.0
    if capacity == 0:
        return math.inf
    return math.nan if math.isinf(offered) and math.isinf(capacity) else offered / capacity
