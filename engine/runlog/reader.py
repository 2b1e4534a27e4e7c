"""The reader of a run folder: the same for a run under way, an ended one, and one cut off.

It only reads, never waits, and keeps two descriptors a thread at most: its block and its live
segment. Threads, marks and the manifest may appear and change at any time.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from engine.runlog import layout, manifest
from engine.runlog.block_reader import (
    CellFile,
    RunLogError,
    block_cells,
    channel_cells,
    open_block,
    open_channel,
)
from engine.runlog.block_table import BlockTable, read_table
from engine.runlog.layout import Cell, ChannelCell, Role
from engine.runlog.manifest import Manifest, ManifestError
from engine.runlog.marks import Mark, MarkReader
from engine.runlog.segment_reader import (
    NO_RECORDS,
    RECORD_DTYPE,
    Gap,
    Records,
    SegmentReader,
)

__all__ = ["NO_RECORDS", "RECORD_DTYPE", "Gap", "Records", "RunLogError", "RunReader"]

CHANNEL_NAME = "channel"
# A member of an enum that is looked up hundreds of times a frame is costly on Python 3.11.
_ENDED_NS = int(Cell.ENDED_NS)
_RECORDS = int(Cell.RECORDS)


@dataclass
class _Thread:
    block: CellFile
    segments: SegmentReader

    def close(self) -> None:
        self.segments.close()
        self.block.close()


class RunReader:
    """Everything that stands in a run folder, as it stands now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._threads: dict[str, _Thread] = {}
        self._against_the_stream: tuple[str, ...] = ()
        self._channel: CellFile | None = None
        self._manifest: Manifest | None = None
        self._manifest_stamp: tuple[int, int, int] | None = None
        self._mark_reader = MarkReader(folder)
        self._marks: tuple[Mark, ...] = ()

    def __enter__(self) -> "RunReader":
        """Return the reader; leaving the block closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    @property
    def manifest(self) -> Manifest:
        """The manifest, read anew when it was replaced. Raises ManifestError.

        Once read it stays known, whatever becomes of its folder: what shows the run goes on.
        """
        stamp = _stamp(layout.manifest_path(self.folder))
        if self._manifest is None:
            self._manifest, self._manifest_stamp = manifest.read(self.folder), stamp
        elif stamp not in (None, self._manifest_stamp):
            with contextlib.suppress(ManifestError):
                self._manifest, self._manifest_stamp = manifest.read(self.folder), stamp
        return self._manifest

    def marks(self) -> tuple[Mark, ...]:
        """All marks so far, oldest first."""
        new = self._mark_reader.read_new()
        if new:
            self._marks = (*self._marks, *new)
        return self._marks

    def threads(self) -> tuple[str, ...]:
        """The names of all threads that have a block, new ones looked for."""
        with contextlib.suppress(FileNotFoundError):
            entries = os.listdir(self.folder / "blocks")
            if len(entries) != len(self._threads):
                for entry in sorted(entries):
                    name, suffix = os.path.splitext(entry)
                    if suffix == ".bin" and name not in self._threads:
                        self._take(name)
        return tuple(self._threads)

    def knows(self, name: str) -> bool:
        """Return True for a thread that had a block when new ones were last looked for."""
        return name in self._threads

    def cells(self, name: str) -> dict[Cell, int]:
        """The telemetry cells of one thread, STATE and RECORDS of one and the same instant."""
        return block_cells(self._threads[name].block)

    def blocks(self) -> dict[str, dict[Cell, int]]:
        """The telemetry cells of all threads, new ones included."""
        return {name: self.cells(name) for name in self.threads()}

    def table(self) -> BlockTable:
        """The telemetry cells of all threads, new ones included, as fast as they can be read."""
        threads = self.threads()
        if len(threads) != len(self._against_the_stream):
            self._against_the_stream = tuple(
                sorted(threads, key=lambda name: _place_in_the_stream(self._threads[name].block))
            )
        names = self._against_the_stream
        return read_table(names, [self._threads[name].block for name in names])

    def total(self, cell: Cell) -> int:
        """The sum of one cell over all threads."""
        return sum(thread.block[cell] for thread in self._threads.values())

    @property
    def channel(self) -> dict[ChannelCell, int] | None:
        """The cells of the channel, None before it exists."""
        if self._channel is None:
            self._channel = open_channel(self.folder, CHANNEL_NAME)
        return None if self._channel is None else channel_cells(self._channel)

    def read_new(self, limit: int | None = None, look: bool = True) -> dict[str, Records]:
        """Return the new records of each thread that has any; `limit` is per thread and call.

        An empty dict means that there is nothing new. Without `look` new threads are not looked
        for: somebody has just done so.
        """
        if look:
            self.threads()
        found = {}
        for name, thread in self._threads.items():
            if not (thread.segments.has_more(thread.block[_RECORDS]) or thread.block[_ENDED_NS]):
                continue
            records = thread.segments.read(limit)
            if len(records):
                found[name] = records
            elif thread.block[_ENDED_NS]:
                thread.segments.release()
                thread.block.freeze()
        return found

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps that `read_new` has met, by thread."""
        return tuple(gap for thread in self._threads.values() for gap in thread.segments.gaps)

    @property
    def missing(self) -> int:
        """Records that are neither here nor trimmed, once `read_new` returns nothing any more."""
        missing = sum(thread.segments.missing for thread in self._threads.values())
        return missing - sum(map(layout.first_record, self.manifest.trimmed.values()))

    @property
    def cut_short(self) -> tuple[str, ...]:
        """The threads whose last records are not here, likewise."""
        return tuple(name for name, thread in self._threads.items() if thread.segments.is_cut)

    @contextlib.contextmanager
    def cursor(self, name: str) -> Iterator[SegmentReader]:
        """Give a cursor of its own over the records of a thread, from the first one on."""
        block = self._threads[name].block
        segments = SegmentReader(self.folder, name, lambda: block[_RECORDS])
        try:
            yield segments
        finally:
            segments.close()

    def scan(self, name: str, limit: int = layout.SEGMENT_RECORDS) -> Iterator[Records]:
        """Yield all records of a thread in batches, whatever `read_new` has returned."""
        with self.cursor(name) as segments:
            while len(records := segments.read(limit)):
                yield records

    def last_record(self, name: str) -> Records:
        """Return the newest record of a thread, shape (1,), or (0,) if there is none."""
        written = self._threads[name].block[Cell.RECORDS]
        with self.cursor(name) as segments:
            segments.skip_to(written - 1)
            return segments.read()

    def size_bytes(self) -> int:
        """Bytes of the log that were written and not trimmed; from the counters alone."""
        records = np.array([thread.block[_RECORDS] for thread in self._threads.values()], np.int64)
        beyond_first = np.maximum(records - layout.FIRST_SEGMENT_RECORDS, 0)
        segments = (records > 0) - (-beyond_first // layout.SEGMENT_RECORDS)  # rounded up
        total = len(records) * layout.BLOCK_BYTES
        total += int(records.sum()) * layout.RECORD_BYTES
        total += int(segments.sum()) * layout.HEADER_BYTES
        trimmed = self._manifest.trimmed if self._manifest else {}
        return total - sum(
            _bytes_before(first) for name, first in trimmed.items() if name in self._threads
        )

    def close(self) -> None:
        """Give every descriptor back."""
        for thread in self._threads.values():
            thread.close()
        self._threads.clear()
        self._against_the_stream = ()
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _take(self, name: str) -> None:
        block = open_block(self.folder, name)
        if block is not None:
            segments = SegmentReader(self.folder, name, lambda: block[_RECORDS])
            self._threads[name] = _Thread(block, segments)


def _place_in_the_stream(block: CellFile) -> int:
    """Return where a thread stands against the stream: consumers, feeders, producers."""
    return {Role.CONSUMER: 0, Role.FEEDER: 1}.get(Role(block[Cell.ROLE]), 2)


def _bytes_before(segment: int) -> int:
    """Return the size of all segments before number `segment`."""
    if not segment:
        return 0
    return layout.FIRST_SEGMENT_BYTES + (segment - 1) * layout.SEGMENT_BYTES


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what tells two versions of a file apart that is replaced atomically."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
