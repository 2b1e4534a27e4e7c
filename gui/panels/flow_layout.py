"""Where everything of the flow stands, in pixels, from the panel's size and two counts.

    producers | tags | wall | queue | gate | hands | consumers

Pure geometry: nothing overlaps for 0 to 128 workers a role.
"""

import math
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF

MARGIN = 16.0
TOP = 44.0
COLUMN = 168.0
BLOCK, LEAST_BLOCK = 46.0, 30.0
CELL, LEAST_CELL = 26.0, 20.0
GAP = 10.0
VESSEL_HEIGHT = 64.0
TAG_WIDTH, TAG_HEIGHT, TAG_PITCH = 28.0, 15.0, 18.0
MOST_TILE = 26.0


class Detail(Enum):
    """How much a worker's block shows."""

    FULL = "full"  # tile, name, items, state, seconds
    CELL = "cell"  # tile and number
    TILE = "tile"  # tile alone


@dataclass(frozen=True)
class Group:
    """The blocks of one role."""

    detail: Detail
    blocks: tuple[QRectF, ...]
    bounds: QRectF


@dataclass(frozen=True)
class FlowLayout:
    """All places of the picture."""

    producers: Group
    consumers: Group
    producer_title: QRectF
    consumer_title: QRectF
    vessel: QRectF
    head: QRectF
    """The big number, its words and the badge, over the vessel."""
    captions: QRectF
    wall: QRectF
    waiting: tuple[QRectF, ...]
    """A tag for each producer in full detail, else one for all."""
    hands: tuple[QRectF, ...]
    """A tag for each consumer in full detail, else one for all."""
    rate_in: QRectF
    rate_out: QRectF
    producer_gate: QPointF
    consumer_gate: QPointF
    """Middle of the column of permits."""


def lay_out(width: float, height: float, producers: int, consumers: int) -> FlowLayout:
    """Return the layout of a panel of this size."""
    area = QRectF(0, TOP, width, max(60.0, height - TOP - MARGIN))
    middle = area.center().y()
    vessel_width = min(420.0, max(150.0, 0.275 * width))
    vessel = QRectF((width - vessel_width) / 2, middle - 32, vessel_width, VESSEL_HEIGHT)
    left = group(QRectF(MARGIN, area.y(), COLUMN, area.height()), producers)
    right = group(QRectF(width - MARGIN - COLUMN, area.y(), COLUMN, area.height()), consumers)
    wall = QRectF(vessel.x() - 10, vessel.y() - 1, 4, vessel.height() + 2)
    crowded = max(producers, consumers) > 3
    rate_top = 26 if crowded else vessel.y() - 50
    return FlowLayout(
        producers=left,
        consumers=right,
        producer_title=QRectF(MARGIN, 12, vessel.x() - MARGIN - 8, 20),
        consumer_title=QRectF(right.bounds.x(), 12, COLUMN, 20),
        vessel=vessel,
        head=QRectF(vessel.x(), vessel.y() - 44, vessel.width(), 36),
        captions=QRectF(vessel.x(), vessel.bottom() + 6, vessel.width(), 16),
        wall=wall,
        waiting=_waiting_tags(wall, middle, left),
        hands=_hand_tags(right, middle),
        rate_in=QRectF(MARGIN + COLUMN + 2, rate_top, wall.x() - MARGIN - COLUMN - 6, 20),
        rate_out=QRectF(vessel.right() + 12, rate_top, right.bounds.x() - vessel.right() - 14, 20),
        producer_gate=QPointF((MARGIN + COLUMN + wall.x() - TAG_WIDTH - 6) / 2, middle),
        consumer_gate=QPointF(vessel.right() + 26, middle),
    )


def group(column: QRectF, count: int) -> Group:
    """Return the blocks of one role in its column: as much detail as fits."""
    if not count:
        return Group(Detail.FULL, (), column)
    if count * (LEAST_BLOCK + 4) - 4 <= column.height():
        return Group(Detail.FULL, _stacked(column, count), column)
    for columns in (2, 3):
        rows = math.ceil(count / columns)
        if rows * (LEAST_CELL + 4) - 4 <= column.height():
            return Group(Detail.CELL, _cells(column, count, columns), column)
    return Group(Detail.TILE, _tiles(column, count), column)


def _stacked(column: QRectF, count: int) -> tuple[QRectF, ...]:
    height = min(BLOCK, (column.height() - 4 * (count - 1)) / count)
    gap = min(GAP, (column.height() - count * height) / max(1, count - 1))
    top = column.center().y() - (count * (height + gap) - gap) / 2
    return tuple(
        QRectF(column.x(), top + n * (height + gap), column.width(), height) for n in range(count)
    )


def _cells(column: QRectF, count: int, columns: int) -> tuple[QRectF, ...]:
    rows = math.ceil(count / columns)
    height = min(CELL, (column.height() - 4 * (rows - 1)) / rows)
    width = (column.width() - 4 * (columns - 1)) / columns
    return _grid(column, count, columns, width, height, 4)


def _tiles(column: QRectF, count: int) -> tuple[QRectF, ...]:
    pitch = MOST_TILE + 2
    while math.ceil(count / _fitting(column.width(), pitch)) > _fitting(column.height(), pitch):
        pitch -= 0.5
    side = pitch - 2
    return _grid(column, count, _fitting(column.width(), pitch), side, side, 2)


def _fitting(length: float, pitch: float) -> int:
    return int((length + 2) // pitch)


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


def _waiting_tags(wall: QRectF, middle: float, group: Group) -> tuple[QRectF, ...]:
    count = len(group.blocks) if group.detail == Detail.FULL else 1
    top = middle - (count * TAG_PITCH - (TAG_PITCH - TAG_HEIGHT)) / 2
    left = wall.x() - 4 - TAG_WIDTH
    return tuple(QRectF(left, top + n * TAG_PITCH, TAG_WIDTH, TAG_HEIGHT) for n in range(count))


def _hand_tags(group: Group, middle: float) -> tuple[QRectF, ...]:
    full = group.detail == Detail.FULL
    centers = [block.center().y() for block in group.blocks] if full else [middle]
    left = group.bounds.x() - 8 - TAG_WIDTH
    return tuple(QRectF(left, y - TAG_HEIGHT / 2, TAG_WIDTH, TAG_HEIGHT) for y in centers)
