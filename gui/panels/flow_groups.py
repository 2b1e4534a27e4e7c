"""Where the blocks of one role stand in their column: as much detail as fits.

Pure geometry, in pixels: nothing overlaps for 0 to 128 workers.
"""

import math
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF

BLOCK, LEAST_BLOCK = 46.0, 30.0
LEAST_BLOCK_WIDTH = 140.0
CELL, LEAST_CELL, LEAST_CELL_WIDTH = 26.0, 20.0, 46.0
MOST_CELL_COLUMNS = 3
GAP = 10.0
MOST_TILE = 26.0


class Detail(Enum):
    """How much a worker's block shows."""

    FULL = "full"  # tile, name, items, state, seconds
    CELL = "cell"  # tile, name or number, items
    TILE = "tile"  # tile alone


@dataclass(frozen=True)
class Group:
    """The blocks of one role."""

    detail: Detail
    blocks: tuple[QRectF, ...]
    bounds: QRectF
    columns: int = 1
    scale: float = 1.0
    """How much larger type is than at a desk."""

    @property
    def has_lines(self) -> bool:
        """True when each block has a line of its own; else one line stands for all."""
        return self.columns == 1 and self.detail is not Detail.TILE


def group(column: QRectF, count: int, scale: float = 1.0) -> Group:
    """Return the blocks of one role in its column."""
    is_wide = column.width() >= LEAST_BLOCK_WIDTH * scale
    if not count:
        return Group(Detail.FULL, (), column, scale=scale)
    if is_wide and count * (LEAST_BLOCK * scale + 4) - 4 <= column.height():
        return Group(Detail.FULL, _stacked(column, count, scale), column, scale=scale)
    for columns in range(1, MOST_CELL_COLUMNS + 1):
        rows = math.ceil(count / columns)
        width = (column.width() - 4 * (columns - 1)) / columns
        fits = rows * (LEAST_CELL * scale + 4) - 4 <= column.height()
        if fits and width >= LEAST_CELL_WIDTH * scale:
            cells = _cells(column, count, columns, scale)
            return Group(Detail.CELL, cells, column, columns, scale)
    tiles, columns = _tiles(column, count, scale)
    return Group(Detail.TILE, tiles, column, columns, scale)


def _stacked(column: QRectF, count: int, scale: float) -> tuple[QRectF, ...]:
    height = min(BLOCK * scale, (column.height() - 4 * (count - 1)) / count)
    gap = min(GAP * scale, (column.height() - count * height) / max(1, count - 1))
    return _grid(column, count, 1, column.width(), height, gap)


def _cells(column: QRectF, count: int, columns: int, scale: float) -> tuple[QRectF, ...]:
    rows = math.ceil(count / columns)
    height = min(CELL * scale, (column.height() - 4 * (rows - 1)) / rows)
    width = (column.width() - 4 * (columns - 1)) / columns
    return _grid(column, count, columns, width, height, 4)


def _tiles(column: QRectF, count: int, scale: float) -> tuple[tuple[QRectF, ...], int]:
    pitch = MOST_TILE * scale + 2
    while math.ceil(count / _fitting(column.width(), pitch)) > _fitting(column.height(), pitch):
        pitch -= 0.5
    columns = _fitting(column.width(), pitch)
    return _grid(column, count, columns, pitch - 2, pitch - 2, 2), columns


def _fitting(length: float, pitch: float) -> int:
    return max(1, int((length + 2) // pitch))


def _grid(
    column: QRectF, count: int, columns: int, width: float, height: float, gap: float
) -> tuple[QRectF, ...]:
    """Return `count` places, row by row, in the middle of the column's height."""
    rows = math.ceil(count / columns)
    top = column.center().y() - (rows * (height + gap) - gap) / 2
    return tuple(
        QRectF(
            column.x() + (n % columns) * (width + gap),
            top + (n // columns) * (height + gap),
            width,
            height,
        )
        for n in range(count)
    )
