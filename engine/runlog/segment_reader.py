"""Reads the records of one thread, segment after segment, while the thread appends to them.

    spans/NAME-0.bin   NAME-1.bin   NAME-2.bin
    [trimmed]          [#########]  [#####....]
                       ^ gap        ^ mapped: the live one

Only the live segment stays mapped, for a map keeps a descriptor. A batch never holds records from
both sides of a gap, so that a consumer can count up to the gap and take over its totals.
"""

import mmap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np
import numpy.typing as npt

from engine.runlog import layout
from engine.runlog.block_reader import RunLogError, check_header
from engine.runlog.layout import Kind, Result, SegmentCell

RECORD_DTYPE: Final = np.dtype(
    [
        ("start", "<i8"),
        ("duration", "<i8"),
        ("item", "<i8"),
        ("kind", "u1"),
        ("state", "u1"),
        ("result", "u1"),
        ("flags", "u1"),
        ("count", "<u4"),
    ]
)
"""One record of 32 bytes; start and duration in ns, see layout.py."""

Records = npt.NDArray[np.void]
"""Shape (n,), dtype RECORD_DTYPE."""

NO_RECORDS: Final[Records] = np.empty(0, RECORD_DTYPE)

# A record that ended so may be the first of several merged ones: it grows while it is the last.
_GROWS: Final = frozenset(map(int, (Result.FULL, Result.TIMEOUT, Result.EMPTY)))
_RECORD_CELLS: Final = layout.RECORD_BYTES // 8
_RESULT: Final = list(RECORD_DTYPE.fields or ()).index("result")


@dataclass(frozen=True)
class Gap:
    """Records of a thread that are gone: retention trimmed them."""

    name: str
    at_ns: int
    """The first time from which the records are there again."""
    totals: Mapping[SegmentCell, int]
    """The thread's counters before the first record after the gap."""
    passed_over: int
    """How many records are gone."""


class SegmentReader:
    """A cursor over the records of one thread."""

    def __init__(self, run: Path, name: str, written: Callable[[], int]) -> None:
        """`written` returns the number of records the thread has written."""
        self._run = run
        self._name = name
        self._written = written
        self._next = 0
        self._live: mmap.mmap | None = None
        self._live_segment = -1
        self._tail: Records = NO_RECORDS
        self.gaps: list[Gap] = []

    @property
    def missing(self) -> int:
        """Records that cannot be had, trimmed or lost, once `read` returns nothing any more."""
        return sum(gap.passed_over for gap in self.gaps) + self._written() - self._next

    @property
    def is_cut(self) -> bool:
        """True when the last records cannot be had, once `read` returns nothing any more."""
        return self._written() > self._next

    def has_more(self, written: int) -> bool:
        """False when `read` has nothing to return, nor anything to look at again."""
        return written != self._next or self._tail is not NO_RECORDS

    def read(self, limit: int | None = None) -> Records:
        """Return the records since the last call (a copy), at most about `limit` of them.

        When the last record of the last call has grown in place since, what it grew by comes
        first, as a record of its own.
        """
        written = self._written()
        parts = [self._growth(written)]
        wanted = written if limit is None else min(written, self._next + limit)
        while self._next < wanted:
            part = self._part(wanted, live=layout.segment_of(written - 1))
            if part is None:
                if len(parts) > 1 or not self._jump(written):
                    break
                wanted = written if limit is None else min(written, self._next + limit)
                continue
            count = _valid(part)
            if count:
                parts.append(part[:count])
                self._next += count
            if count < len(part) or not len(part):  # not visible yet, or cut off for ever
                break
        if len(parts) > 1:
            self._keep_tail(parts[-1][-1:])
        parts = [part for part in parts if len(part)]
        return parts[0] if len(parts) == 1 else joined(parts)

    def skip_to(self, record: int) -> None:
        """Go on at record number `record` (from 0), whatever was read before."""
        self._next = max(0, record)
        self._tail = NO_RECORDS

    def release(self) -> None:
        """Unmap the live segment; a later read maps it again."""
        if self._live is not None:
            self._live.close()
            self._live = None
        self._live_segment = -1

    close = release

    def _part(self, wanted: int, live: int) -> Records | None:
        """Return the records from the cursor to `wanted`, within one segment; None if missing."""
        segment = layout.segment_of(self._next)
        offset = self._next - layout.first_record(segment)
        count = min(wanted - self._next, layout.segment_records(segment) - offset)
        if segment != live:
            return self._from_file(segment, offset, count)
        if segment != self._live_segment and not self._map(segment):
            return None
        return self._from_map(offset, count)

    def _map(self, segment: int) -> bool:
        self.release()
        path = layout.segment_path(self._run, self._name, segment)
        try:
            with open(path, "rb") as file:
                if _header(path, file) is None:
                    return False
                self._live = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise RunLogError(f"{path} cannot be read: {error}.") from None
        self._live_segment = segment
        return True

    def _from_map(self, offset: int, count: int) -> Records:
        assert self._live is not None
        start = layout.HEADER_BYTES + offset * layout.RECORD_BYTES
        there = max(0, (len(self._live) - start) // layout.RECORD_BYTES)
        if not there:
            return NO_RECORDS
        count = min(count, there)
        # As plain numbers, for numpy copies structures field by field.
        numbers = np.frombuffer(self._live, np.int64, count * _RECORD_CELLS, start).copy()
        records: Records = numbers.view(RECORD_DTYPE)
        return records

    def _from_file(self, segment: int, offset: int, count: int) -> Records | None:
        """Return records of a segment that is not being written, None if the file is missing."""
        path = layout.segment_path(self._run, self._name, segment)
        try:
            with open(path, "rb") as file:
                if _header(path, file) is None:
                    return None
                file.seek(layout.HEADER_BYTES + offset * layout.RECORD_BYTES)
                data = file.read(count * layout.RECORD_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RunLogError(f"{path} cannot be read: {error}.") from None
        whole = len(data) // layout.RECORD_BYTES
        records: Records = np.frombuffer(data, RECORD_DTYPE, whole)
        return records if whole else None

    def _jump(self, written: int) -> bool:
        """Move to the first segment that is there; False if none is left."""
        last = layout.segment_of(written - 1)
        for segment in range(layout.segment_of(self._next) + 1, last + 1):
            path = layout.segment_path(self._run, self._name, segment)
            try:
                with open(path, "rb") as file:
                    cells = _header(path, file)
            except FileNotFoundError:
                continue
            if cells is not None:
                passed_over = layout.first_record(segment) - self._next
                self._next = layout.first_record(segment)
                self._tail = NO_RECORDS
                at_ns = cells[SegmentCell.OPENED_NS]
                self.gaps.append(Gap(self._name, at_ns, cells, passed_over))
                return True
        return False

    def _keep_tail(self, last: Records) -> None:
        self._tail = last.copy() if last.item()[_RESULT] in _GROWS else NO_RECORDS

    def _growth(self, written: int) -> Records:
        """Return what the last record read has grown by, shape (0,) or (1,)."""
        if not len(self._tail):
            return NO_RECORDS
        now = self._again()
        # Once another record follows it (and `written` was read before), it has its last value.
        old, self._tail = self._tail, NO_RECORDS if written > self._next else self._tail
        if now is None or not _is_grown(old, now):
            return NO_RECORDS
        if len(self._tail):
            self._tail = now
        grown = now.copy()
        grown["start"] = old["start"] + old["duration"]
        grown["duration"] -= old["duration"]
        grown["count"] -= old["count"]
        return grown

    def _again(self) -> Records | None:
        """Return the last record read as it stands now."""
        segment = layout.segment_of(self._next - 1)
        offset = self._next - 1 - layout.first_record(segment)
        if segment == self._live_segment:
            return self._from_map(offset, 1)
        return self._from_file(segment, offset, 1)


def joined(parts: Iterable[Records]) -> Records:
    """Return batches as one; as plain numbers, for numpy compares structures field by field."""
    numbers = np.concatenate([NO_RECORDS.view(np.int64), *(p.view(np.int64) for p in parts)])
    records: Records = numbers.view(RECORD_DTYPE)
    return records


def record_end_ns(record: np.void) -> int:
    """Return when a record ended, in ns; an ORDER is an instant, its duration is none."""
    return int(record["start"]) + (int(record["duration"]) if record["kind"] != Kind.ORDER else 0)


def _valid(records: Records) -> int:
    """Return how many records stand before the first that is not visible yet."""
    hidden = records["kind"].tobytes().find(0)
    return len(records) if hidden < 0 else hidden


def _is_grown(old: Records, now: Records) -> bool:
    """True for a later value of the same record; a half-written one is not (yet)."""
    if not len(now) or now["kind"][0] != old["kind"][0] or now["start"][0] != old["start"][0]:
        return False
    longer, more = now["duration"][0] - old["duration"][0], int(now["count"][0]) - old["count"][0]
    return bool(longer >= 0 and more >= 0 and (longer or more))


def read_header(path: Path) -> dict[SegmentCell, int] | None:
    """Return the header of a segment; None if the file is missing, cut short or not filled in."""
    try:
        with open(path, "rb") as file:
            return _header(path, file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RunLogError(f"{path} cannot be read: {error}.") from None


def _header(path: Path, file: IO[bytes]) -> dict[SegmentCell, int] | None:
    """Return the header of a segment; None if it is cut short or not filled in yet."""
    cells = np.frombuffer(file.read(layout.HEADER_BYTES), "<i8")
    if len(cells) * 8 < layout.HEADER_BYTES or cells[SegmentCell.MAGIC] == 0:
        return None
    header = {cell: int(cells[cell]) for cell in SegmentCell}
    check_header(
        path,
        header[SegmentCell.MAGIC],
        header[SegmentCell.VERSION],
        layout.SEGMENT_MAGIC,
        "a segment",
    )
    return header
