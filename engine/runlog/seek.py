"""Finding the records of a thread by time, without reading the log from its beginning.

    segment   0          1          2          3
    opened    |..........|..........|..........|....
                              [ start, end ]        only segments 1 and 2 are read

A segment's header says when it was opened and what the thread had counted before its first record;
so both the records of a range and the counters at an instant cost one or two segments a thread.
Within a segment the records stand in order, so that only those looked for are read from its file.
"""

import mmap
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.runlog import layout
from engine.runlog.layout import Cell, Kind, SegmentCell
from engine.runlog.reader import RunReader
from engine.runlog.segment_reader import (
    NO_RECORDS,
    RECORD_DTYPE,
    Records,
    joined,
    read_header,
)


@dataclass(frozen=True)
class Counted:
    """What a thread had counted before one of its records, and its records from there on."""

    totals: Mapping[SegmentCell, int]
    """The header of the segment that `records` begin in."""
    records: Records
    """Shape (n,): all that ended by the instant asked for, since `totals`."""


class Seeker:
    """Looks records up in the segments of a run, and remembers their headers."""

    def __init__(self, reader: RunReader) -> None:
        self._reader = reader
        self._headers: dict[tuple[str, int], Mapping[SegmentCell, int]] = {}
        self._kept: dict[tuple[str, int], Records] | None = None
        self._written: dict[str, int] = {}

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Look at each block and map each segment only once, for many questions in a row."""
        if self._kept is not None:  # one of many questions in a row
            yield
            return
        self._kept, self._written = {}, {}
        try:
            yield
        finally:
            self._kept = None

    def between(self, name: str, start_ns: int, end_ns: int) -> Records:
        """Return the records of a thread that overlap a range, shape (n,), in order.

        A record of no length counts as lying within a range that it stands at the border of.
        """
        parts = []
        first = self._segment_at(name, start_ns)
        for segment in range(first, self._last_segment(name) + 1):
            header = self._header(name, segment)
            if header is None or (segment > first and header[SegmentCell.OPENED_NS] > end_ns):
                # A segment is opened right before its first record is written, and a wait that
                # reaches into the range can be the first record after it.
                if header is not None:
                    parts.append(_overlapping(self._read(name, segment)[:1], start_ns, end_ns))
                break
            parts.append(_overlapping(self._read(name, segment), start_ns, end_ns))
        return joined(parts) if parts else NO_RECORDS

    def before(self, name: str, at_ns: int) -> Counted | None:
        """Return the counters of a thread at an instant, as a header and records to add to it.

        None where the log begins later: retention has trimmed what came before.
        """
        segment = self._segment_at(name, at_ns)
        header = self._header(name, segment)
        if header is None:
            # A process that never came to its program has a block, and nothing counted in it.
            is_new = not self._records(name)
            return Counted(dict.fromkeys(SegmentCell, 0), NO_RECORDS) if is_new else None
        records = self._read(name, segment)
        if self._header(name, segment) is None:  # trimmed meanwhile, and known now to be gone
            return self.before(name, at_ns)
        count = _ended_by(records, at_ns)
        if segment and not count:
            trimmed = self._header(name, segment - 1) is None
            return None if trimmed else Counted(header, records[:0])
        return Counted(header, records[:count])

    def whole_from_ns(self) -> int:
        """Return since when nothing is missing at the beginning of any thread; 0: since ever."""
        return max(map(self._begins_ns, self._reader.threads()), default=0)

    def _begins_ns(self, name: str) -> int:
        first = self._reader.manifest.trimmed.get(name, 0)
        last = self._last_segment(name)
        while first < last and not len(self._read(name, first)):
            first += 1
        if not first:
            return 0
        ends = ends_ns(self._read(name, first)[:1])
        return int(ends[0]) if len(ends) else 0

    def after(self, name: str, at_ns: int, count: int) -> Records:
        """Return the first `count` records of a thread, or fewer, that end after an instant."""
        parts, found = [], 0
        for segment in range(self._segment_at(name, at_ns), self._last_segment(name) + 1):
            records = self._read(name, segment)
            first = _ended_by(records, at_ns)
            parts.append(records[first : first + count - found])
            found += len(parts[-1])
            if found >= count:
                break
        return joined(parts) if parts else NO_RECORDS

    def count(self, name: str, start_ns: int, end_ns: int) -> int:
        """Return how many records of a thread end in a range; none of them is read."""
        return max(0, self._place(name, end_ns) - self._place(name, start_ns))

    def _place(self, name: str, at_ns: int) -> int:
        """Return the number of the first record of a thread that ends after an instant."""
        segment = self._segment_at(name, at_ns)
        return layout.first_record(segment) + _ended_by(self._read(name, segment), at_ns)

    def _last_segment(self, name: str) -> int:
        return layout.segment_of(max(self._records(name) - 1, 0))

    def _records(self, name: str) -> int:
        """Return how many records a thread has written."""
        if self._kept is None:
            return self._reader.cells(name)[Cell.RECORDS]
        if name not in self._written:
            self._written[name] = self._reader.cells(name)[Cell.RECORDS]
        return self._written[name]

    def _segment_at(self, name: str, at_ns: int) -> int:
        """Return the last segment that was opened by `at_ns`, or the first that is there."""
        low, high = 0, self._last_segment(name)
        while low < high:
            middle = (low + high + 1) // 2
            header = self._header(name, middle)
            if header is None or header[SegmentCell.OPENED_NS] <= at_ns:
                low = middle  # what is missing was trimmed: it is older
            else:
                high = middle - 1
        while self._header(name, low) is None and low < self._last_segment(name):
            low += 1
        return low

    def _header(self, name: str, segment: int) -> Mapping[SegmentCell, int] | None:
        key = (name, segment)
        if key not in self._headers:
            header = read_header(layout.segment_path(self._reader.folder, name, segment))
            if header is None:
                return None
            self._headers[key] = header
        return self._headers[key]

    def _read(self, name: str, segment: int) -> Records:
        """Return the records of a segment, in its file: what is not looked at costs nothing."""
        if self._kept is None:
            return self._mapped(name, segment)
        if (name, segment) not in self._kept:
            self._kept[name, segment] = self._mapped(name, segment)
        return self._kept[name, segment]

    def _mapped(self, name: str, segment: int) -> Records:
        first = layout.first_record(segment)
        count = min(self._records(name) - first, layout.segment_records(segment))
        path = layout.segment_path(self._reader.folder, name, segment)
        try:
            with open(path, "rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:  # trimmed
            self._headers.pop((name, segment), None)
            return NO_RECORDS
        except ValueError:  # empty as yet
            return NO_RECORDS
        there = (len(mapped) - layout.HEADER_BYTES) // layout.RECORD_BYTES
        if min(count, there) <= 0:
            return NO_RECORDS
        records: Records = np.frombuffer(
            mapped, RECORD_DTYPE, min(count, there), layout.HEADER_BYTES
        )
        while len(records) and not records["kind"][-1]:  # counted before it was visible
            records = records[:-1]
        return records


def ends_ns(records: Records) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return when each record ended, shape (n,); an ORDER is an instant."""
    duration = np.where(records["kind"] == Kind.ORDER, 0, records["duration"])
    ends: np.ndarray[tuple[int], np.dtype[np.int64]] = records["start"] + duration
    return ends


def _ended_by(records: Records, at_ns: int) -> int:
    """Return how many records of a thread, which stand in order, ended by an instant."""
    numbers = _numbers(records)

    def end_ns(place: int) -> int:
        start, duration, _, code = numbers[place].tolist()
        return int(start if code & 0xFF == Kind.ORDER else start + duration)

    return bisect_right(range(len(records)), at_ns, key=end_ns)


def _overlapping(records: Records, start_ns: int, end_ns: int) -> Records:
    first = _ended_by(records, start_ns - 1)
    starts = _numbers(records)[:, 0]
    last = bisect_right(range(first, len(records)), end_ns, key=lambda at: int(starts[at]))
    return records[first : first + last]


def _numbers(records: Records) -> npt.NDArray[np.int64]:
    """Return records as the four numbers that each of them is, shape (n, 4)."""
    return records.view(np.int64).reshape(-1, layout.RECORD_BYTES // 8)
