"""Who is there to do what the settings promise: some workers die, leave, stand still."""

import msgspec

from engine.analysis import gates
from engine.config import Config
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State


def staffed(snapshot: Snapshot) -> Config:
    """Return the settings with those workers that are there and able to work, and their permits.

    Who is not there yet may be coming. Those of a run that is paused go on with it. Before all run,
    and once a run comes to its end, its settings say all there is to say.
    """
    if snapshot.phase not in (Phase.RUNNING, Phase.PAUSED):
        return snapshot.config
    config = msgspec.structs.replace(
        snapshot.config,
        producers_count=_able(snapshot, "producer", snapshot.config.producers_count),
        consumers_count=_able(snapshot, "consumer", snapshot.config.consumers_count),
    )
    return gates.within_reach(config, snapshot.workers)


def gone(snapshot: Snapshot, role: str) -> list[WorkerView]:
    """Return the workers of a role that ended, well or not, although nobody had asked them to."""
    return [one for one in snapshot.workers if one.role == role and one.ended and not one.asked]


def _able(snapshot: Snapshot, role: str, wanted: int) -> int:
    of_role = [one for one in snapshot.workers if one.role == role]
    staying = [one for one in of_role if not one.ended and not one.asked]
    missing = min(len(gone(snapshot, role)), max(0, wanted - len(staying)))
    is_pause = snapshot.phase is Phase.PAUSED
    standing = (State.FROZEN,) if is_pause else (State.FROZEN, State.PAUSED)
    return max(0, wanted - missing - sum(one.state in standing for one in staying))
