"""A run folder of any size made with numpy, byte for byte as engine/runlog/layout.py says.

Producers and consumers on a queue at 1,000 items a second: random arrivals, random lengths of
work, each item put and read by a worker drawn at random. Depth goes slowly up and down between 0
and maxsize. An item leaves four spans (pacing, put, get, work) and mostly one ORDER of a feeder,
which is an instant and no span.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.config import DEFAULT
from engine.runlog import layout, manifest
from engine.runlog.layout import Cell, Channel, ChannelCell, Kind, Role, SegmentCell
from engine.runlog.manifest import End, Manifest, WorkerEntry
from engine.runlog.segment_reader import RECORD_DTYPE, Records
from engine.runlog.writer import make_folders
from engine.states import State

ORIGIN_NS: Final = 50_000_000_000
WORKERS: Final = 4
"""Producers, and as many consumers."""
MAXSIZE: Final = 1000
SPANS_AN_ITEM: Final = 4
_ITEM_NS: Final = 1_000_000
_PUT_NS: Final = 20_000
_WORK_NS: Final = 2_000_000
_SWINGS: Final = 7

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Items:
    """When each item entered and left the queue, and through whose hands. Shape (n,) each."""

    entered_ns: Ints
    left_ns: Ints
    producer: Ints
    consumer: Ints


def make(run: Path, spans: int) -> int:
    """Make the log of an ended run of about `spans` spans. Return its records, ORDERs included."""
    make_folders(run)
    items = _items(spans // SPANS_AN_ITEM)
    end_ns = int(items.left_ns[-1]) + 10 * _WORK_NS
    count = 0
    for number in range(WORKERS):
        mine = items.producer == number
        accepted = int(np.count_nonzero(mine))
        cells = {Cell.ATTEMPTED: accepted, Cell.ENTERED: accepted}
        records = _puts(items.entered_ns[mine])
        count += _thread(run, "producer", number, Role.PRODUCER, records, end_ns, cells)
        orders = _orders(np.flatnonzero(mine) + 1, items.entered_ns[mine])
        written = {Cell.WRITTEN: accepted}
        count += _thread(run, "producer", number, Role.FEEDER, orders, end_ns, written)
        mine = items.consumer == number
        done = int(np.count_nonzero(mine))
        records = _gets(np.flatnonzero(mine) + 1, items.left_ns[mine], end_ns)
        cells = {Cell.RETURNED: done, Cell.DONE: done}
        count += _thread(run, "consumer", number, Role.CONSUMER, records, end_ns, cells)
    _channel(run)
    _manifest(run, len(items.left_ns), end_ns)
    return count


def _items(count: int) -> Items:
    rng = np.random.default_rng(1)
    entered = ORIGIN_NS + np.cumsum(rng.exponential(_ITEM_NS, count + MAXSIZE)).astype(np.int64)
    swing = np.sin(np.linspace(0, _SWINGS * 2 * np.pi, count))
    behind = np.rint((MAXSIZE - 1) / 2 * (1 - swing)).astype(np.int64)
    # Item k is read between two entries, when `behind` items stand behind it; the last ones, too.
    at = np.minimum(np.maximum.accumulate(np.arange(count) + behind), count - 1)
    left = (entered[at] + entered[at + 1]) // 2
    return Items(
        entered[:count],
        left,
        rng.integers(0, WORKERS, count),
        rng.integers(0, WORKERS, count),
    )


def _records(count: int) -> Records:
    records = np.zeros(count, RECORD_DTYPE)
    records["count"] = 1
    return records


def _puts(ends: Ints) -> Records:
    """Return pacing and put, in turns."""
    before = np.append(ORIGIN_NS, ends[:-1])
    begun = np.maximum(before, ends - _PUT_NS)
    records = _records(2 * len(ends))
    pacing, puts = records[::2], records[1::2]
    pacing["start"], pacing["duration"] = before, begun - before
    pacing["kind"], pacing["state"] = Kind.STATE, State.PACING
    puts["start"], puts["duration"], puts["item"] = begun, ends - begun, np.arange(len(ends)) + 1
    puts["kind"], puts["state"] = Kind.PUT, State.WAIT_SLOT
    return records


def _gets(sequence: Ints, ends: Ints, end_ns: int) -> Records:
    """Return get and work, in turns."""
    service = np.random.default_rng(2).exponential(_WORK_NS, len(ends)).astype(np.int64)
    done = np.minimum(ends + service, np.append(ends[1:], end_ns))
    before = np.append(ORIGIN_NS, done[:-1])
    records = _records(2 * len(ends))
    gets, works = records[::2], records[1::2]
    gets["start"], gets["duration"] = before, ends - before
    gets["kind"], gets["state"] = Kind.GET, State.WAIT_ITEM
    works["start"], works["duration"] = ends, done - ends
    works["kind"], works["state"] = Kind.WORK, State.WORKING_IO
    gets["item"] = works["item"] = sequence
    return records


def _orders(sequence: Ints, times: Ints) -> Records:
    """Return an ORDER wherever the sequence number minus the own count changes."""
    own = np.arange(len(sequence)) + 1
    changes = np.flatnonzero(np.diff(sequence - own, prepend=0))
    records = _records(len(changes))
    records["start"], records["item"] = times[changes], own[changes]
    records["duration"], records["kind"] = (sequence - own)[changes], Kind.ORDER
    return records


def _thread(
    run: Path,
    role: str,
    number: int,
    kind: Role,
    records: Records,
    end_ns: int,
    counters: dict[Cell, int],
) -> int:
    worker = f"{role}-{number + 1}"
    name = layout.feeder_name(worker) if kind == Role.FEEDER else worker
    cells = np.zeros(layout.BLOCK_BYTES // 8, "<i8")
    known = {
        Cell.MAGIC: layout.BLOCK_MAGIC,
        Cell.VERSION: layout.VERSION,
        Cell.PID: 1000 + number,
        Cell.ROLE: kind,
        Cell.INDEX: number + 1,
        Cell.STARTED_NS: ORIGIN_NS,
        Cell.RUNNING_NS: ORIGIN_NS,
        Cell.ENDED_NS: end_ns,
        Cell.STATE: end_ns << layout.STATE_BITS | State.FINISHED,
        Cell.RECORDS: len(records),
    }
    for cell, value in (known | counters).items():
        cells[cell] = value
    layout.block_path(run, name).write_bytes(cells.tobytes())
    _segments(run, name, records)
    return len(records)


def _segments(run: Path, name: str, records: Records) -> None:
    for segment in range(layout.segment_of(max(0, len(records) - 1)) + 1):
        first = layout.first_record(segment)
        part = records[first : first + layout.segment_records(segment)]
        with open(layout.segment_path(run, name, segment), "wb") as file:
            file.write(_header(segment, first, records))
            file.write(part.tobytes())


def _header(segment: int, first: int, records: Records) -> bytes:
    header = np.zeros(layout.HEADER_BYTES // 8, "<i8")
    header[SegmentCell.MAGIC] = layout.SEGMENT_MAGIC
    header[SegmentCell.VERSION] = layout.VERSION
    header[SegmentCell.SEGMENT] = segment
    header[SegmentCell.FIRST_RECORD] = first
    header[SegmentCell.OPENED_NS] = records["start"][first] if len(records) else ORIGIN_NS
    # Every second record of a worker is a put, a get or a work.
    is_put, is_get = (kind in records["kind"][:2] for kind in (Kind.PUT, Kind.GET))
    header[SegmentCell.ATTEMPTED] = header[SegmentCell.ENTERED] = first // 2 * is_put
    header[SegmentCell.RETURNED] = (first + 1) // 2 * is_get
    header[SegmentCell.DONE] = first // 2 * is_get
    return header.tobytes()


def _channel(run: Path) -> None:
    cells = np.zeros(layout.CHANNEL_BYTES // 8, "<i8")
    cells[ChannelCell.MAGIC], cells[ChannelCell.VERSION] = layout.CHANNEL_MAGIC, layout.VERSION
    cells[ChannelCell.KIND], cells[ChannelCell.MAXSIZE] = Channel.QUEUE, MAXSIZE
    layout.channel_path(run, "channel").write_bytes(cells.tobytes())


def _manifest(run: Path, items: int, end_ns: int) -> None:
    changes = {
        "channel.maxsize": MAXSIZE,
        "producers.count": WORKERS,
        "consumers.count": WORKERS,
    }
    none = dict.fromkeys(("refused", "waiting", "in_buffer", "in_pipe", "in_hand"), 0)
    totals = {"attempted": items, **none, "done": items}
    entries = [
        WorkerEntry(f"{role}-{n + 1}", role, n + 1, 1000 + n, ORIGIN_NS, end_ns, 0, True)
        for role in ("producer", "consumer")
        for n in range(WORKERS)
    ]
    made = Manifest(
        settings={**DEFAULT.values(), **changes},
        origin_ns=ORIGIN_NS,
        started_at="2026-01-01T00:00:00+00:00",
        workers=entries,
        end=End("stopped", "Stopped.", end_ns, totals, {}, True),
    )
    manifest.write(run, made)


def segment_files(run: Path) -> list[Path]:
    """Return the files that hold the records of a made run; the last of each thread is short."""
    return sorted((run / "spans").iterdir())
