"""Permits that are out of reach: who holds one was killed, or stands still.

The semaphore knows nothing of that. A process that is killed gives nothing back, so that all
others share what is left; one that is frozen keeps its permit until it goes on.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from engine.config import Config
from engine.snapshot import WorkerView
from engine.states import State

_STANDS_STILL: Final = (State.KILLED, State.FROZEN)  # one that failed has left its `with`
_HOLDING: Final = {
    "producer": (State.WAIT_SLOT, State.WAIT_PIPE),
    "consumer": (State.WORKING_CPU, State.WORKING_IO),
}
"""What a worker does while it holds a permit: a producer around its put, a consumer at work."""


def keepers(workers: Iterable[WorkerView], role: str) -> list[WorkerView]:
    """Return who of a role keeps a permit from the others: the frozen first, then the last to die.

    Only who was seen to hold one counts. A worker that is slow holds one too, and gives it back.
    """
    found = [one for one in workers if one.role == role and _keeps(one)]
    return sorted(found, key=lambda one: (one.state is not State.FROZEN, -one.since_s))


def within_reach(config: Config, workers: Iterable[WorkerView]) -> Config:
    """Return the settings with the permits that are left; with none left nobody is able to work."""
    staff = tuple(workers)
    for role in _HOLDING:
        permits = permits_of(config, role)
        kept = len(keepers(staff, role)) if permits else 0
        changes = {f"gate_{role}_permits": permits - kept}
        if kept >= permits > 0:
            changes = {f"{role}s_count": 0}
        config = msgspec.structs.replace(config, **changes)
    return config


def permits_of(config: Config, role: str) -> int:
    """Return the permits of a role's semaphore, 0 for none."""
    return config.gate_producer_permits if role == "producer" else config.gate_consumer_permits


def _keeps(worker: WorkerView) -> bool:
    # Between two items a consumer computes too, and holds no permit.
    is_at_it = worker.role == "producer" or worker.item > 0
    return worker.state in _STANDS_STILL and is_at_it and worker.stopped_in in _HOLDING[worker.role]
