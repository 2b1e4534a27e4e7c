"""How far the log of each thread has been read: what may be relied on already.

A run under way is read whole at each look. An old log is read in parts, and one thread is read
further than another: what a feeder wrote is then not known before its own records are.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from engine.runlog.block_table import Cells
from engine.runlog.layout import Cell, SegmentCell, feeder_name
from engine.runlog.segment_reader import Gap, Records, record_end_ns

_FEEDER: Final = feeder_name("")
# A member of an enum that is looked up hundreds of times a frame is costly on Python 3.11.
_RECORDS, _ENDED = Cell.RECORDS, Cell.ENDED_NS
_WRITTEN, _UNSENDABLE = Cell.WRITTEN, Cell.UNSENDABLE


class Progress:
    """The records of each thread that were taken, and the blocks as they were at the last look."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._last: dict[str, np.void] = {}
        self._gaps: set[tuple[str, int]] = set()
        self._accepted: dict[str, tuple[int, int]] = {}
        """By feeder: items dealt with, and records written, at the last look."""

    def take(self, records: Mapping[str, Records], gaps: Iterable[Gap]) -> None:
        """Count records that are taken in; a gap says which number the first after it has."""
        for gap in gaps:
            if (gap.name, gap.at_ns) not in self._gaps:
                self._gaps.add((gap.name, gap.at_ns))
                self._taken[gap.name] = gap.totals[SegmentCell.FIRST_RECORD]
        for name, batch in records.items():
            self._taken[name] = self._taken.get(name, 0) + len(batch)
            self._last[name] = batch[-1]

    def look(self, blocks: Mapping[str, Cells]) -> None:
        """Keep what the feeders had counted: for the next look."""
        for name, cells in blocks.items():
            if name.endswith(_FEEDER):
                self._accepted[name] = cells[_WRITTEN] + cells[_UNSENDABLE], cells[_RECORDS]

    def written(self, producer: str, blocks: Mapping[str, Cells]) -> int:
        """Return how many items a feeder wrote of which every record is taken; 0 = unknown.

        A feeder counts an item before it records a change of order: at the next look it has.
        """
        feeder = producer + _FEEDER
        cells = blocks.get(feeder)
        if cells is None:
            return 0
        accepted, records = self._accepted.get(feeder, (0, 0))
        if cells[_ENDED]:
            accepted, records = cells[_WRITTEN] + cells[_UNSENDABLE], cells[_RECORDS]
        return accepted if self._taken.get(feeder, 0) >= records else 0

    def ended_ns(self, worker: str, blocks: Mapping[str, Cells]) -> int:
        """Return when a worker ended, once all records of it and its feeder are taken; else 0."""
        cells = blocks.get(worker)
        if cells is None or not cells[_ENDED] or self._is_behind(worker, cells):
            return 0
        feeder = worker + _FEEDER
        if feeder in blocks and self._is_behind(feeder, blocks[feeder]):
            return 0
        return cells[_ENDED]

    def whole_until(self, blocks: Mapping[str, Cells], now_ns: int) -> int:
        """Return the time until which the records of every thread are taken."""
        behind = [name for name, cells in blocks.items() if self._is_behind(name, cells)]
        return min([now_ns, *(self._end_ns(name) for name in behind)])

    def _end_ns(self, name: str) -> int:
        return record_end_ns(self._last[name]) if name in self._last else 0

    def _is_behind(self, name: str, cells: Cells) -> bool:
        return self._taken.get(name, 0) < cells[_RECORDS]
