"""Finding the records of a thread by time, without reading the log from its beginning.

    segment   0          1          2          3
    opened    |..........|..........|..........|....
                              [ start, end ]        only segments 1 and 2 are read

A segment's header says when it was opened and what the thread had counted before its first record;
so both the records of a range and the counters at an instant cost one or two segments a thread.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.runlog import layout
from engine.runlog.layout import Cell, Kind, SegmentCell
from engine.runlog.reader import RunReader
from engine.runlog.segment_reader import NO_RECORDS, Records, joined, read_header

SEGMENTS_KEPT: Final = 32
"""Whole segments kept in memory, the last ones used: 1 MiB each."""


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
        self._full: OrderedDict[tuple[str, int], Records] = OrderedDict()

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
            return None
        records = self._read(name, segment)
        ends = ends_ns(records)
        if segment and (not len(ends) or ends[0] > at_ns):
            trimmed = self._header(name, segment - 1) is None
            return None if trimmed else Counted(header, records[:0])
        return Counted(header, records[: int(np.searchsorted(ends, at_ns, "right"))])

    def after(self, name: str, at_ns: int, count: int) -> Records:
        """Return the first `count` records of a thread, or fewer, that end after an instant."""
        parts, found = [], 0
        for segment in range(self._segment_at(name, at_ns), self._last_segment(name) + 1):
            records = self._read(name, segment)
            later = records[int(np.searchsorted(ends_ns(records), at_ns, "right")) :]
            parts.append(later[: count - found])
            found += len(parts[-1])
            if found >= count:
                break
        return joined(parts) if parts else NO_RECORDS

    def _last_segment(self, name: str) -> int:
        written = self._reader.cells(name)[Cell.RECORDS]
        return layout.segment_of(max(written - 1, 0))

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
        key = (name, segment)
        if key in self._full:
            self._full.move_to_end(key)
            return self._full[key]
        size = layout.segment_records(segment)
        with self._reader.cursor(name) as cursor:
            cursor.skip_to(layout.first_record(segment))
            records = cursor.read(size)[:size]
        if len(records) == size:  # it does not change any more
            self._full[key] = records
            while len(self._full) > SEGMENTS_KEPT:
                self._full.popitem(last=False)
        return records


def ends_ns(records: Records) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return when each record ended, shape (n,); an ORDER is an instant."""
    duration = np.where(records["kind"] == Kind.ORDER, 0, records["duration"])
    ends: np.ndarray[tuple[int], np.dtype[np.int64]] = records["start"] + duration
    return ends


def _overlapping(records: Records, start_ns: int, end_ns: int) -> Records:
    is_in = (ends_ns(records) >= start_ns) & (records["start"] <= end_ns)
    return records[is_in]
