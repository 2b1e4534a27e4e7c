"""What queueing theory says of a line in its steady state: formulas, each with its source.

Arrivals are Poisson, services independent of them. Rates are in Hz, times in s. `queue` counts the
items that wait, without those in service: the depth of a queue whose slots come back at the read.
So a queue of maxsize m in front of c consumers is a system of K = m + c places.

Sources: Gross, Shortle, Thompson, Harris, "Fundamentals of Queueing Theory", 4th ed. (2008), named
GSTH below; Kleinrock, "Queueing Systems", vol. 1 (1975).
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Steady:
    """A queue in its steady state."""

    throughput_hz: float
    """Items that get in, and so come out, a second."""
    queue: float
    """Mean number of items that wait."""
    blocking: float
    """Probability that an arrival finds no place and is lost."""
    wait_s: float
    """Mean time that an item that got in waits before its service begins."""


def mm1(arrival_hz: float, service_hz: float) -> Steady:
    """M/M/1: one server, room without bound. L_q = rho^2 / (1 - rho).

    GSTH ch. 2, "Single-server queues (M/M/1)"; Kleinrock ch. 3.
    """
    load = _load(arrival_hz, service_hz, 1)
    return _all_get_in(arrival_hz, load**2 / (1 - load))


def mmc(arrival_hz: float, service_hz: float, servers: int) -> Steady:
    """M/M/c: `servers` that serve `service_hz` each, room without bound.

    L_q = C(c, a) rho / (1 - rho) with Erlang's C, the probability of having to wait. GSTH ch. 2,
    "Multiserver queues (M/M/c)"; Kleinrock ch. 3.
    """
    load = _load(arrival_hz, service_hz, servers)
    return _all_get_in(arrival_hz, erlang_c(arrival_hz / service_hz, servers) * load / (1 - load))


def md1(arrival_hz: float, service_hz: float) -> Steady:
    """M/D/1: one server, every service the same. L_q = rho^2 / (2 (1 - rho)).

    The formula of Pollaczek and Khinchine for a service time without variance. GSTH ch. 5, "General
    service, single server (M/G/1)"; Kleinrock ch. 5.
    """
    load = _load(arrival_hz, service_hz, 1)
    return _all_get_in(arrival_hz, load**2 / (2 * (1 - load)))


def mm1k(arrival_hz: float, service_hz: float, places: int) -> Steady:
    """M/M/1/K: one server, `places` for all items, in service or not; who finds none is lost.

    GSTH ch. 2, "Queues with truncation (M/M/c/K)" for c = 1; Kleinrock ch. 3.
    """
    return mmck(arrival_hz, service_hz, 1, places)


def mmck(arrival_hz: float, service_hz: float, servers: int, places: int) -> Steady:
    """M/M/c/K: `servers`, and `places` for all items, in service or not; who finds none is lost.

    p_n is proportional to the product of lambda / (min(k, c) mu) for k = 1..n; it takes any load.
    Blocking is p_K, since Poisson arrivals see time averages (Wolff, Operations Research 30 (1982),
    223-231). GSTH ch. 2, "Queues with truncation (M/M/c/K)".
    """
    offered = _rate(arrival_hz, "arrival_hz") / _rate(service_hz, "service_hz")
    if _servers(servers) > places:
        raise ValueError(f"places must be at least servers, {servers}, not {places}")
    logs = [0.0]
    for number in range(1, places + 1):
        logs.append(logs[-1] + math.log(offered / min(number, servers)))
    # Relative to the greatest, so that no load and no number of places overflows.
    weights = [math.exp(each - max(logs)) for each in logs]
    chances = [weight / sum(weights) for weight in weights]
    queue = sum((n - servers) * chance for n, chance in enumerate(chances) if n > servers)
    throughput_hz = arrival_hz * sum(chances[:-1])
    return Steady(throughput_hz, queue, chances[-1], queue / throughput_hz)


def erlang_c(offered: float, servers: int) -> float:
    """Return the probability that an arrival at M/M/c has to wait; `offered` is lambda / mu < c.

    By way of Erlang's B, whose recursion in the number of servers is stable: B(0) = 1,
    B(k) = a B(k-1) / (k + a B(k-1)). GSTH ch. 2, "Erlang's loss formula (M/M/c/c)".
    """
    if not 0 < offered < _servers(servers):
        raise ValueError(f"offered must be over 0 and under servers, {servers}, not {offered}")
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = offered * blocked / (number + offered * blocked)
    return servers * blocked / (servers - offered * (1 - blocked))


def little(rate_hz: float, time_s: float) -> float:
    """Return the mean number inside: rate times the mean time inside, L = lambda W.

    It holds for any line, and exactly over a stretch that begins and ends empty. Little, Operations
    Research 9 (1961), 383-387; Operations Research 59 (2011), 536-549.
    """
    if not (math.isfinite(rate_hz) and math.isfinite(time_s)) or min(rate_hz, time_s) < 0:
        raise ValueError(f"rate and time must be 0 or more, not {rate_hz} and {time_s}")
    return rate_hz * time_s


def _all_get_in(arrival_hz: float, queue: float) -> Steady:
    return Steady(arrival_hz, queue, 0.0, queue / arrival_hz)


def _load(arrival_hz: float, service_hz: float, servers: int) -> float:
    """Return the load of each server; at 1 and over there is no steady state."""
    capacity_hz = _rate(service_hz, "service_hz") * _servers(servers)
    load = _rate(arrival_hz, "arrival_hz") / capacity_hz
    if load >= 1:
        raise ValueError(f"the load must be under 1, not {load:.3g}: the queue grows without bound")
    return load


def _rate(hz: float, name: str) -> float:
    if not (math.isfinite(hz) and hz > 0):
        raise ValueError(f"{name} must be over 0, not {hz}")
    return hz


def _servers(servers: int) -> int:
    if servers < 1:
        raise ValueError(f"servers must be at least 1, not {servers}")
    return servers
