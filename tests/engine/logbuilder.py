"""Builds run folders by hand, byte for byte as layout.py says: what the readers are tested on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.config import DEFAULT
from engine.runlog import layout, manifest
from engine.runlog.layout import Cell, Channel, ChannelCell, Kind, Result, Role, SegmentCell
from engine.runlog.manifest import End, Manifest, WorkerEntry
from engine.runlog.marks import Mark, MarkKind, MarkWriter
from engine.runlog.segment_reader import RECORD_DTYPE, Records
from engine.states import State

MS = 1_000_000
S = 1_000_000_000
ORIGIN = 50 * S
"""Time zero of every built run; times given to a builder are ns since then."""


def record(
    kind: int,
    start: int,
    duration: int,
    state: int = State.WORKING_CPU,
    result: int = Result.OK,
    item: int = 0,
    count: int = 1,
) -> tuple[int, ...]:
    """Return one record; `start` in ns since the origin."""
    return (ORIGIN + start, duration, item, kind, state, result, 0, count)


def put(start: int, duration: int = 0, result: int = Result.OK, **more: int) -> tuple[int, ...]:
    return record(Kind.PUT, start, duration, State.WAIT_SLOT, result, **more)


def send(start: int, duration: int, item: int) -> tuple[int, ...]:
    return record(Kind.SEND, start, duration, State.WAIT_PIPE, item=item)


def get(start: int, duration: int = 0, result: int = Result.OK, **more: int) -> tuple[int, ...]:
    return record(Kind.GET, start, duration, State.WAIT_ITEM, result, **more)


def work(start: int, duration: int, item: int = 0) -> tuple[int, ...]:
    return record(Kind.WORK, start, duration, State.WORKING_IO, item=item)


@dataclass
class ThreadLog:
    """One thread of a built run."""

    run: Path
    name: str
    records: Records = field(default_factory=lambda: np.empty(0, RECORD_DTYPE))
    counts: dict[int, int] = field(default_factory=dict)

    def cells(self, **values: int) -> "ThreadLog":
        """Set cells of the block, by name."""
        with open(layout.block_path(self.run, self.name), "r+b") as file:
            for cell, value in values.items():
                file.seek(8 * Cell[cell])
                file.write(value.to_bytes(8, "little", signed=True))
        return self

    def state(self, state: int, since: int) -> "ThreadLog":
        """Say that the thread is in `state` since `since` (ns since the origin)."""
        return self.cells(STATE=(ORIGIN + since) << layout.STATE_BITS | state)

    def ended(self, at: int, state: int = State.FINISHED) -> "ThreadLog":
        """Say that the process is gone."""
        return self.cells(ENDED_NS=ORIGIN + at).state(state, at)

    def append(self, records: Iterable[tuple[int, ...]] | Records) -> "ThreadLog":
        """Append records and count them."""
        new = (
            records
            if isinstance(records, np.ndarray)
            else np.array(list(records), dtype=RECORD_DTYPE)
        )
        first = len(self.records)
        self.records = np.concatenate((self.records, new))
        while first < len(self.records):
            segment = layout.segment_of(first)
            start = layout.first_record(segment)
            end = min(start + layout.segment_records(segment), len(self.records))
            self._write(segment, first, end)
            first = end
        return self.cells(RECORDS=len(self.records))

    def grow(self, duration: int, count: int) -> "ThreadLog":
        """Let the last record grow in place, as merged refusals do."""
        last = len(self.records) - 1
        self.records["duration"][last], self.records["count"][last] = duration, count
        self._write(layout.segment_of(last), last, last + 1)
        return self

    def _write(self, segment: int, first: int, end: int) -> None:
        path = layout.segment_path(self.run, self.name, segment)
        if not path.exists():
            path.write_bytes(self._header(segment) + bytes(layout.segment_bytes(segment) - 256))
        with open(path, "r+b") as file:
            offset = first - layout.first_record(segment)
            file.seek(layout.HEADER_BYTES + offset * layout.RECORD_BYTES)
            file.write(self.records[first:end].tobytes())

    def _header(self, segment: int) -> bytes:
        first = layout.first_record(segment)
        before = self.records[:first]
        is_ok = before["result"] == Result.OK
        header = np.zeros(layout.HEADER_BYTES // 8, "<i8")
        header[SegmentCell.MAGIC] = layout.SEGMENT_MAGIC
        header[SegmentCell.VERSION] = layout.VERSION
        header[SegmentCell.SEGMENT] = segment
        header[SegmentCell.FIRST_RECORD] = first
        header[SegmentCell.OPENED_NS] = self.records["start"][first]
        entries = np.isin(before["kind"], (Kind.PUT, Kind.SEND)) & is_ok
        header[SegmentCell.ENTERED] = np.count_nonzero(entries)
        header[SegmentCell.RETURNED] = np.count_nonzero((before["kind"] == Kind.GET) & is_ok)
        header[SegmentCell.DONE] = np.count_nonzero((before["kind"] == Kind.WORK) & is_ok)
        return header.tobytes()


class LogBuilder:
    """A run folder in the making."""

    def __init__(self, run: Path, **settings: Any) -> None:
        self.run = run
        for folder in ("blocks", "spans", "channels"):
            (run / folder).mkdir(parents=True)
        values = {**DEFAULT.values(), **{k.replace("__", "."): v for k, v in settings.items()}}
        self.manifest = Manifest(values, ORIGIN, "2026-01-01T00:00:00+00:00")
        manifest.write(run, self.manifest)

    def thread(
        self, name: str, role: int, index: int = 1, started: int = 0, running: int = 0
    ) -> ThreadLog:
        """Make a thread that works on its CPU since `running`."""
        layout.block_path(self.run, name).write_bytes(bytes(layout.BLOCK_BYTES))
        log = ThreadLog(self.run, name)
        log.cells(VERSION=layout.VERSION, ROLE=role, INDEX=index, PID=1000 + index)
        log.cells(STARTED_NS=ORIGIN + started, RUNNING_NS=ORIGIN + running)
        return log.state(State.WORKING_CPU, running).cells(MAGIC=layout.BLOCK_MAGIC)

    def producer(self, index: int = 1) -> ThreadLog:
        return self.thread(f"producer-{index}", Role.PRODUCER, index)

    def consumer(self, index: int = 1) -> ThreadLog:
        return self.thread(f"consumer-{index}", Role.CONSUMER, index)

    def channel(self, kind: int = Channel.QUEUE, maxsize: int = 10, capacity: int = 0) -> None:
        cells = np.zeros(layout.CHANNEL_BYTES // 8, "<i8")
        cells[ChannelCell.MAGIC] = layout.CHANNEL_MAGIC
        cells[ChannelCell.VERSION] = layout.VERSION
        cells[ChannelCell.KIND], cells[ChannelCell.MAXSIZE] = kind, maxsize
        cells[ChannelCell.CAPACITY_BYTES] = capacity
        layout.channel_path(self.run, "channel").write_bytes(cells.tobytes())

    def mark(self, at: int, key: str, new: int | float | str) -> None:
        self._append(Mark(ORIGIN + at, "setting", key, None, new))

    def did(self, at: int, kind: MarkKind, key: str = "") -> None:
        self._append(Mark(ORIGIN + at, kind, key))

    def _append(self, mark: Mark) -> None:
        writer = MarkWriter(self.run)
        writer.append(mark)
        writer.close()

    def worker(self, name: str, exitcode: int | None, ended: int | None = None) -> None:
        role, _, index = name.partition("-")
        at = None if ended is None else ORIGIN + ended
        entry = WorkerEntry(name, role, int(index), 1000 + int(index), ORIGIN, at, exitcode)
        self.manifest.workers.append(entry)
        manifest.write(self.run, self.manifest)

    def end(self, at: int, closes: bool = True, **totals: int) -> None:
        compartments = ("attempted", "refused", "waiting", "in_buffer", "in_pipe", "in_hand")
        whole = {**dict.fromkeys((*compartments, "done"), 0), **totals}
        self.manifest.end = End("stopped", "Stopped.", ORIGIN + at, whole, {}, closes)
        manifest.write(self.run, self.manifest)

    def trim(self, name: str, first: int) -> None:
        """Remove the segments before number `first`, as retention does."""
        for segment in range(first):
            layout.segment_path(self.run, name, segment).unlink(missing_ok=True)
        self.manifest.trimmed[name] = first
        manifest.write(self.run, self.manifest)
