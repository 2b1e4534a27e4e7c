"""What a log says of each item: when it came, was read and let its consumer go again.

put ──slot taken──▶ waits ──slot given back──▶ service ──▶ the consumer asks for the next
    (arrival)                (begin)                        (end)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.analysis.items import ItemNumbers
from engine.runlog.layout import Kind, Result
from engine.runlog.reader import Records, RunReader
from tests.engine.audit import records_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Arrivals:
    """Every put that was decided, by time. Shape (n,) each."""

    times_ns: Ints
    is_lost: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Items:
    """Every item that was put, read and done, by its number in the channel. Shape (n,) each."""

    arrival_ns: Ints
    begin_ns: Ints
    end_ns: Ints
    done_ns: Ints

    @property
    def waits_s(self) -> Floats:
        """How long each stood in the queue."""
        return (self.begin_ns - self.arrival_ns) / 1e9

    @property
    def services_s(self) -> Floats:
        """How long each held its consumer."""
        return (self.end_ns - self.begin_ns) / 1e9


def workers(reader: RunReader, role: str) -> list[str]:
    """Return the names of the workers of a role."""
    return [entry.name for entry in reader.manifest.workers if entry.role == role]


def arrivals(reader: RunReader) -> Arrivals:
    """Return all puts that got in or were refused, without those that Stop cut short."""
    times, lost = [], []
    for name in workers(reader, "producer"):
        records = records_of(reader, name)
        puts = records[np.isin(records["kind"], (Kind.PUT, Kind.SEND))]
        puts = puts[puts["result"] != Result.STOPPED]
        # Refusals in a row are one record with a count.
        times.append(np.repeat(puts["start"] + puts["duration"], puts["count"]))
        lost.append(np.repeat(puts["result"] != Result.OK, puts["count"]))
    joined = np.concatenate(times)
    order = np.argsort(joined, kind="stable")
    return Arrivals(joined[order], np.concatenate(lost)[order])


def items(reader: RunReader) -> Items:
    """Return all items that were done."""
    numbers = ItemNumbers(reader)
    came: dict[int, int] = {}
    served: dict[int, tuple[int, int, int]] = {}
    for name in workers(reader, "producer"):
        records = records_of(reader, name)
        is_in = np.isin(records["kind"], (Kind.PUT, Kind.SEND)) & (records["result"] == Result.OK)
        of = numbers.of(name, records)[is_in]
        ends = (records["start"] + records["duration"])[is_in]
        came |= dict(zip(of.tolist(), ends.tolist(), strict=True))
    for name in workers(reader, "consumer"):
        served |= _served(records_of(reader, name))
    both = sorted(came.keys() & served.keys())
    table = np.array([(came[number], *served[number]) for number in both], np.int64)
    return Items(*table.reshape(-1, 4).T)


def _served(records: Records) -> dict[int, tuple[int, int, int]]:
    """Return by item when a consumer had read it, asked for the next, and had done it."""
    found = {}
    for item, begin, done, end in _turns(records):
        found[item] = (begin, end, done)
    return found


def _turns(records: Records) -> Iterator[tuple[int, int, int, int]]:
    ends = (records["start"] + records["duration"]).tolist()
    starts, kinds = records["start"].tolist(), records["kind"].tolist()
    oks, numbers = (records["result"] == Result.OK).tolist(), records["item"].tolist()
    begin = 0
    for k, kind in enumerate(kinds):
        if kind == Kind.GET and oks[k]:
            begin = ends[k]
        elif kind == Kind.WORK and begin:
            after = starts[k + 1] if k + 1 < len(kinds) else ends[k]
            yield numbers[k], begin, ends[k], after
