"""The picture of the lanes from frame to frame: only the columns that have changed are made anew.

What has been goes on to be drawn for minutes; what changes is at the end. A column has changed when
its checksum has, a sum of its shares in which each state weighs differently.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.view import Floats, Lane
from engine.states import State
from gui.panels import lane_image
from gui.panels.changes import first_false, moved
from gui.panels.timeline_layout import LaneRows

_WEIGHTS: Final = np.sqrt(np.arange(2, 22, dtype=np.float32))
_SAME: Final = 1e-4
"""Checksums that differ by less are those of one and the same column: rounding moves them."""

Pixels = npt.NDArray[np.uint32]
States = npt.NDArray[np.uint8]
Sums = npt.NDArray[np.float32]


class LanePicture:
    """Pixels and leading states of all lanes over the columns of a view."""

    def __init__(self) -> None:
        self.pixels: Pixels = np.zeros((0, 0), np.uint32)
        """Shape (rows.total, n), ARGB; 0 where nobody lives."""
        self.leading: States = np.zeros((0, 0), np.uint8)
        """Shape (lanes, n), as `lane_image.leading` returns it."""
        self._sums: Sums = np.zeros((0, 0), np.float32)
        """Of the columns as they are painted, shape (lanes, n)."""
        self._edges: Floats = np.zeros(2)
        self._kind: object = None

    def show(
        self,
        lanes: Sequence[Lane],
        edges: Floats,
        rows: LaneRows,
        colors: Mapping[State, int],
    ) -> int:
        """Paint `lanes` over the bins `edges`; return the first column that is not as it was."""
        sums = checksums(lanes, len(edges) - 1)
        kind = (tuple(lane.name for lane in lanes), sums.shape, rows, colors)
        by = moved(self._edges, edges)
        if kind != self._kind or by is None:
            self._begin(rows, sums)
            by, first = 0, 0
        else:
            self._move(by)
            first = first_other(self._sums[:, : sums.shape[1] - by], sums)
        self._kind, self._edges = kind, edges
        if lanes and first < sums.shape[1]:
            mixed = lane_image.mix(lanes, first)
            self.pixels[:, first:] = lane_image.paint(mixed, rows, colors)
            self.leading[:, first:] = lane_image.leading(mixed)
            self._sums[:, first:] = sums[:, first:]
        return 0 if by else first

    def _begin(self, rows: LaneRows, sums: Sums) -> None:
        self.pixels = np.zeros((rows.total, sums.shape[1]), np.uint32)
        self.leading = np.zeros(sums.shape, np.uint8)
        self._sums = sums.copy()

    def _move(self, by: int) -> None:
        if by:
            for array in (self.pixels, self.leading, self._sums):
                array[:, :-by] = array[:, by:]


def checksums(lanes: Sequence[Lane], columns: int) -> Sums:
    """Return a number for each column of each lane, shape (lanes, columns)."""
    if not lanes:
        return np.zeros((0, columns), np.float32)
    return np.stack([lane.shares @ _WEIGHTS for lane in lanes], dtype=np.float32)


def first_other(before: Sums, now: Sums) -> int:
    """Return the first column of `now` that is not the same in `before` or lies beyond it."""
    if not before.size:
        return 0
    return first_false((np.abs(now[:, : before.shape[1]] - before) <= _SAME).all(axis=0))
