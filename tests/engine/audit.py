"""Audits the log of an ended run: what must be true of every one, whatever happened in it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.analysis import steps
from engine.analysis.depth import depth_events, violations
from engine.analysis.items import ItemNumbers
from engine.ledger import Fate, add_up, tallies
from engine.runlog.layout import Cell, Kind, Result, Role
from engine.runlog.manifest import End
from engine.runlog.reader import NO_RECORDS, Records, RunReader
from engine.runlog.segment_reader import joined

_REFUSALS = (Result.FULL, Result.TIMEOUT, Result.STOPPED)


def audit(folder: Path, is_ledger_exact: bool = True) -> End:
    """Fail with all that is wrong with a log; return how its run ended.

    Without `is_ledger_exact` a killed worker may have counted an event that it did not record.
    """
    with RunReader(folder) as reader:
        wrong = [
            *_ledger(reader),
            *_counters(reader, is_ledger_exact),
            *_depth(reader),
            *_items(reader, is_ledger_exact),
            *_states(reader),
        ]
        assert not wrong, "\n".join(wrong)
        end = reader.manifest.end
        assert end is not None
        return end


def records_of(reader: RunReader, name: str) -> Records:
    """Return all records of a thread."""
    return joined(list(reader.scan(name))) if name in reader.threads() else NO_RECORDS


def _killed(reader: RunReader) -> int:
    return sum((worker.exitcode or 0) < 0 for worker in reader.manifest.workers)


def _ledger(reader: RunReader) -> Iterator[str]:
    """The ledger closes, and the blocks give the same one as the manifest."""
    manifest = reader.manifest
    if manifest.end is None:
        yield "the run has no end"
        return
    fates = {
        worker.name: Fate.ASKED if worker.asked or not worker.exitcode else Fate.DIED
        for worker in manifest.workers
    }
    ledger = add_up(tallies(reader.blocks(), fates), is_final=True)
    if not ledger.closes or not manifest.end.closes:
        yield f"the ledger does not close: {ledger}, {manifest.end}"
    if ledger.compartments() != manifest.end.totals or dict(ledger.lost) != manifest.end.lost:
        yield f"the manifest says {manifest.end}, the blocks {ledger}"
    if ledger.in_flight:
        yield f"items are in flight after the end: {ledger}"


def _counters(reader: RunReader, is_exact: bool) -> Iterator[str]:
    """What a thread counted is what it recorded, from the first segment that is left."""
    if reader.manifest.trimmed:
        return
    for name, cells in reader.blocks().items():
        records = records_of(reader, name)
        counted = Counter[tuple[int, int]]()
        for kind, result in {(int(k), int(r)) for k, r in records[["kind", "result"]].tolist()}:
            chosen = (records["kind"] == kind) & (records["result"] == result)
            counted[kind, result] = int(records["count"][chosen].sum())
        expected = {
            Cell.ENTERED: counted[Kind.PUT, Result.OK] + counted[Kind.SEND, Result.OK],
            Cell.RETURNED: counted[Kind.GET, Result.OK],
            Cell.REFUSED: sum(
                counted[kind, result] for kind in (Kind.PUT, Kind.SEND) for result in _REFUSALS
            ),
            Cell.EMPTY: counted[Kind.GET, Result.EMPTY] + counted[Kind.GET, Result.TIMEOUT],
            Cell.UNSENDABLE: counted[Kind.DROP, Result.OK],
            Cell.MARKS_READ: counted[Kind.GET, Result.MARK],
            Cell.DONE: counted[Kind.WORK, Result.OK],
        }
        for cell, count in expected.items():
            if abs(cells[cell] - count) > (0 if is_exact else 1):
                yield f"{name} counted {cells[cell]} {cell.name}, and recorded {count}"


def _depth(reader: RunReader) -> Iterator[str]:
    """0 <= depth <= maxsize at every event."""
    manifest = reader.manifest
    times, depth = depth_events(reader)
    found = violations(times, depth, steps.maxsize(manifest.settings, reader.marks()))
    if found:
        yield f"depth is out of bounds at {len(found)} of {len(times)} events: {found[:3]}"


def _items(reader: RunReader, is_exact: bool) -> Iterator[str]:
    """Every item that was written has one number, and those read are the first of them."""
    if reader.manifest.trimmed:
        return
    numbers = ItemNumbers(reader)
    put, got = Counter[int](), Counter[int]()
    for name in reader.threads():
        records = records_of(reader, name)
        is_ok, of = records["result"] == Result.OK, numbers.of(name, records)
        put.update(of[np.isin(records["kind"], (Kind.PUT, Kind.SEND)) & is_ok].tolist())
        got.update(of[(records["kind"] == Kind.GET) & is_ok].tolist())
    del put[0]  # accepted, and never written
    doubled = [number for count in (put, got) for number, n in count.items() if n > 1]
    if doubled:
        yield f"items {doubled[:5]} stand there twice"
    slack = 0 if is_exact else _killed(reader)
    if len(put) and abs(max(put) - len(put)) > slack:
        yield f"{len(put)} items were put, the last is number {max(put)}"
    if len(got) and abs(max(got) - len(got)) > slack:
        yield f"{len(got)} items were got, the last is number {max(got)}"
    if len(got - put) > slack:
        yield f"items {sorted(got - put)[:5]} were got and never put"


def _states(reader: RunReader) -> Iterator[str]:
    """The spans of a worker are in order, do not overlap, and lie within its life."""
    for name, cells in reader.blocks().items():
        records = records_of(reader, name)
        spans = records[records["kind"] != Kind.ORDER]
        starts, ends = spans["start"], spans["start"] + spans["duration"]
        if (spans["duration"] < 0).any():
            yield f"{name} has a span of negative length"
        over = np.flatnonzero(starts[1:] < ends[:-1])
        if len(over):
            first = spans[over[0] :][:2]
            yield f"{name}: {len(over)} spans begin before the last has ended: {first}"
        if cells[Cell.ROLE] in (Role.PRODUCER, Role.CONSUMER) and len(spans):
            ended = cells[Cell.ENDED_NS]
            if starts[0] < cells[Cell.STARTED_NS] or (ended and ends[-1] > ended):
                yield f"{name} has spans outside its life"
