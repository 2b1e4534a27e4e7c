"""What one worker did and how long it was in each state, over its whole life, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.analysis import life as lives
from engine.analysis.intake import STATES
from engine.analysis.life import Life
from engine.runlog.layout import Cell, Kind, Result, Role
from engine.runlog.reader import Records, RunReader
from engine.runlog.segment_reader import record_end_ns
from engine.states import State

_SPANS = (Kind.STATE, Kind.PUT, Kind.SEND, Kind.GET, Kind.WORK)


@dataclass(frozen=True)
class WorkerTotals:
    """The sums of one worker."""

    life: Life
    seconds: npt.NDArray[np.float64]
    """Shape (20,): seconds in the State of that number; they add up to the life."""
    first_refusal_ns: int | None


def last_ns(reader: RunReader, blocks: Mapping[str, Mapping[Cell, int]]) -> int:
    """Return the last time that the log of a run tells of: its end, if it was cut off."""
    times = [reader.manifest.origin_ns]
    for name, cells in blocks.items():
        each = lives.from_cells(name, cells)
        times += [each.since_ns, each.running_ns, each.ended_ns]
        times += [record_end_ns(record) for record in reader.last_record(name)]
    return max(times)


def worker_totals(
    reader: RunReader, name: str, cells: Mapping[Cell, int], end_ns: int
) -> WorkerTotals:
    """Add up all records of one worker of a run that ended, or is looked at, at `end_ns`."""
    each = lives.from_cells(name, cells)
    sums, last, first_refusal_ns = np.zeros(256), each.running_ns, None
    born = each.started_ns
    with reader.cursor(name) as cursor:
        while len(batch := cursor.read(65_536)):
            spans = batch[np.isin(batch["kind"], _SPANS)]
            sums += np.bincount(spans["state"], spans["duration"], 256)
            last = record_end_ns(batch[-1])
            first_refusal_ns = first_refusal_ns or _first_refusal(batch)
        if cursor.gaps:
            born = max(born, cursor.gaps[0].at_ns)
    gone = min(each.ended_ns or end_ns, end_ns)
    sums[State.STARTING] += max(0, min(each.running_ns or gone, gone) - born)
    if each.is_open and each.since_ns >= last:
        sums[each.state] += max(0, gone - each.since_ns)
    sums[State.WORKING_CPU] = 0
    sums[State.WORKING_CPU] = max(0.0, gone - born - sums.sum())
    return WorkerTotals(each, sums[:STATES] / 1e9, first_refusal_ns)


def is_worker(cells: Mapping[Cell, int]) -> bool:
    """True for a main thread."""
    return cells[Cell.ROLE] != Role.FEEDER


def _first_refusal(batch: Records) -> int | None:
    """Return when a put was first refused; of merged refusals the first is taken as average."""
    is_refused = (batch["kind"] == Kind.PUT) & np.isin(
        batch["result"], (Result.FULL, Result.TIMEOUT)
    )
    if not is_refused.any():
        return None
    first = batch[is_refused][0]
    return int(first["start"]) + int(first["duration"]) // max(1, int(first["count"]))
