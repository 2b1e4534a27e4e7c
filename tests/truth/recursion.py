"""A queue computed item by item: what must happen to given arrivals with given services."""

import heapq
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """Shape (arrivals,) and (arrivals that got in,)."""

    is_lost: npt.NDArray[np.bool_]
    waits_s: Floats


def first_come_first_served(
    arrivals_s: Floats, services_s: Floats, servers: int, maxsize: int = 0
) -> Outcome:
    """Serve arrivals in order, the k-th that gets in with the k-th service; none is lost without
    `maxsize`.

    The recursion of Kiefer and Wolfowitz (Trans. AMS 78 (1955), 1-18), for one server that of
    Lindley (Proc. Cambridge Phil. Soc. 48 (1952), 277-289).
    """
    free = [0.0] * servers
    begins: list[float] = []
    lost: list[bool] = []
    waits: list[float] = []
    for at in arrivals_s.tolist():
        is_full = maxsize > 0 and len(begins) >= maxsize and begins[-maxsize] > at
        has_service = len(waits) < len(services_s)
        lost.append(is_full or not has_service)
        if lost[-1]:
            continue
        begin = max(at, heapq.heappop(free))
        heapq.heappush(free, begin + float(services_s[len(waits)]))
        begins.append(begin)
        waits.append(begin - at)
    return Outcome(np.array(lost, bool), np.array(waits))
