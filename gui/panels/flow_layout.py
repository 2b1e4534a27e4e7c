"""Where everything of the flow stands, in pixels, from the panel's size and what there is.

    producers | gate | tags | wall | queue | gate | hands | consumers

Pure geometry: nothing overlaps for 0 to 128 workers a role. All but the margins grows with the
type: `scale` is how much larger that is than at a desk.
"""

import functools
import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from gui.panels.flow_groups import Group, group

MARGIN = 16.0
CORNER = 30.0
"""What the "?" takes of the upper right corner."""
TITLE_TOP, TITLE_HEIGHT, TOP = 12.0, 18.0, 44.0
COLUMN, LEAST_COLUMN, TIGHT_COLUMN = 168.0, 46.0, 36.0
VESSEL_HEIGHT = 64.0
MOST_VESSEL, LEAST_VESSEL, TIGHT_VESSEL = 420.0, 150.0, 110.0
HEAD_HEIGHT, CAPTION_HEIGHT = 36.0, 16.0
TAG_WIDTH, TAG_HEIGHT, TAG_PITCH = 28.0, 15.0, 18.0
TAG_ROOM = 42.0
"""The longest words of a tag take no more."""
SIDE, ROOMY_SIDE = 80.0, 100.0
"""Of a side between blocks and vessel: a tag, the wall and some line; with room for a rate."""
GATE_WIDTH = 52.0
TOKEN_PITCH = 12.0
MOST_TOKENS = 12
RATE_HEIGHT = 16.0


@dataclass(frozen=True)
class GatePlace:
    """Where a semaphore stands."""

    middle: QPointF
    ground: QRectF
    tokens: tuple[QPointF, ...]
    """A place for each permit; a single one when there are too many to draw."""
    label: QRectF


@dataclass(frozen=True)
class VesselPlace:
    """Where the channel stands."""

    body: QRectF
    head: QRectF
    """The depth, its words and the badge."""
    captions: QRectF
    wall: QRectF
    head_px: int
    """Of the depth's type."""
    scale: float


@dataclass(frozen=True)
class FlowLayout:
    """All places of the picture."""

    producers: Group
    consumers: Group
    producer_title: QRectF
    consumer_title: QRectF
    """All there is room for; the words begin over the blocks if they can."""
    channel: VesselPlace
    waiting: tuple[QRectF, ...]
    """A tag for each producer that has a line, else one for all."""
    hands: tuple[QRectF, ...]
    """A tag for each consumer that has a line, else one for all."""
    rate_in: QRectF
    rate_out: QRectF
    producer_gate: GatePlace | None
    consumer_gate: GatePlace | None
    scale: float


@functools.lru_cache(maxsize=8)
def lay_out(
    width: float,
    height: float,
    producers: int,
    consumers: int,
    permits: tuple[int, int] = (0, 0),
    scale: float = 1.0,
) -> FlowLayout:
    """Return the layout of a panel of this size; `permits` at put and at work, 0 = no semaphore."""
    area = QRectF(0, TOP * scale, width, max(60.0, height - TOP * scale - MARGIN))
    sides = [(SIDE + GATE_WIDTH * bool(count)) * scale for count in permits]
    column, vessel_width = _widths(width, sides, scale)
    left = QRectF(MARGIN, area.y(), column, area.height())
    right = QRectF(width - MARGIN - column, area.y(), column, area.height())
    at_producers, at_consumers = group(left, producers, scale), group(right, consumers, scale)
    most_left = right.x() - sides[1] - vessel_width
    x = max(left.right() + sides[0], min((width - vessel_width) / 2, most_left))
    channel = _channel(x, vessel_width, area.center().y(), height, scale)
    waiting = _waiting_tags(channel.wall, at_producers)
    hands = _hand_tags(at_consumers)
    gaps = _gaps(left, channel, right, scale)
    rates = _rates(left, channel, right, at_producers, at_consumers)
    room = height - MARGIN - rates[0].bottom()
    return FlowLayout(
        producers=at_producers,
        consumers=at_consumers,
        producer_title=_title(MARGIN, x - 8, scale),
        consumer_title=_title(channel.body.right() + 8, width - CORNER, scale),
        channel=channel,
        waiting=waiting,
        hands=hands,
        rate_in=rates[0],
        rate_out=rates[1],
        producer_gate=_gate(gaps[0], permits[0], room, scale),
        consumer_gate=_gate(gaps[1], permits[1], room, scale),
        scale=scale,
    )


def _title(start: float, end: float, scale: float) -> QRectF:
    return QRectF(start, TITLE_TOP, end - start, TITLE_HEIGHT * scale)


def _widths(width: float, sides: list[float], scale: float) -> tuple[float, float]:
    """Return the widths of a column of blocks and of the vessel.

    The blocks give way first. What is left goes to the sides until their rates have room.
    """
    spare = width - 2 * MARGIN - sum(sides)
    fitting = (spare - LEAST_VESSEL * scale) / 2
    is_tight = spare < (2 * LEAST_COLUMN + TIGHT_VESSEL) * scale
    least = TIGHT_COLUMN if is_tight else LEAST_COLUMN
    column = max(least * scale, min(COLUMN * scale, fitting))
    wanted = min(MOST_VESSEL * scale, max(LEAST_VESSEL * scale, 0.275 * width))
    room = spare - 2 * column
    roomy = max(LEAST_VESSEL * scale, room - 2 * (ROOMY_SIDE - SIDE) * scale)
    return column, max(60.0, min(wanted, roomy, room))


def _channel(x: float, width: float, middle: float, height: float, scale: float) -> VesselPlace:
    """Return the vessel in the middle, lower where its head would not fit over it."""
    over, under = (HEAD_HEIGHT + 8) * scale, 6 + CAPTION_HEIGHT * scale
    high = min(VESSEL_HEIGHT * scale, height - over - under - 16)
    top = min(max(middle - high / 2, over + 4), height - under - 8 - high)
    body = QRectF(x, top, width, high)
    return VesselPlace(
        body=body,
        head=QRectF(x, top - over, width, HEAD_HEIGHT * scale),
        captions=QRectF(x, body.bottom() + 6, width, CAPTION_HEIGHT * scale),
        wall=QRectF(x - 10 * scale, top - 1, 4 * scale, high + 2),
        head_px=26,
        scale=scale,
    )


def _gaps(
    left: QRectF, channel: VesselPlace, right: QRectF, scale: float
) -> tuple[QPointF, QPointF]:
    """Return the middles of what is left for the semaphores."""
    tags = channel.wall.x() - (4 + TAG_ROOM) * scale
    at_work = channel.body.right() + 6 + GATE_WIDTH * scale / 2
    y = channel.body.center().y()
    return QPointF((left.right() + tags) / 2, y), QPointF(at_work, y)


def _rates(
    left: QRectF, channel: VesselPlace, right: QRectF, *groups: Group
) -> tuple[QRectF, QRectF]:
    """Return the places of the rates: over the lines, higher up where there are many."""
    scale, body = channel.scale, channel.body
    is_crowded = any(one.has_lines and len(one.blocks) > 3 for one in groups)
    top = (TITLE_TOP + TITLE_HEIGHT) * scale
    if not is_crowded:
        top = max(top, body.center().y() - 82 * scale)
    high = RATE_HEIGHT * scale
    start = left.right() + 4
    end = channel.wall.x() - 2
    begin = body.right() + 12 * scale
    return QRectF(start, top, end - start, high), QRectF(begin, top, right.x() - begin - 4, high)


def _gate(middle: QPointF, permits: int, room: float, scale: float) -> GatePlace | None:
    """Return the place of a semaphore: its permits in one or two columns, or one for many."""
    if not permits:
        return None
    pitch, high = TOKEN_PITCH * scale, 20 * scale
    most_rows = max(1, int((room - high - 22 * scale) // pitch))
    columns = 1 if permits <= min(6, most_rows) else 2
    rows = math.ceil(permits / columns)
    if permits > MOST_TOKENS or rows > most_rows:
        columns = rows = permits = 1
    width, high = (columns - 1) * pitch, (rows - 1) * pitch
    tokens = tuple(
        middle + QPointF(n % columns * pitch - width / 2, n // columns * pitch - high / 2)
        for n in range(permits)
    )
    ground = QRectF(0, 0, width + 18 * scale, high + 20 * scale)
    ground.moveCenter(middle)
    label = QRectF(0, ground.bottom() + 3, GATE_WIDTH * scale, CAPTION_HEIGHT * scale)
    label.moveLeft(middle.x() - label.width() / 2)
    return GatePlace(middle, ground, tokens, label)


def _waiting_tags(wall: QRectF, at: Group) -> tuple[QRectF, ...]:
    count = len(at.blocks) if at.has_lines else 1
    high, pitch = TAG_HEIGHT * at.scale, TAG_PITCH * at.scale
    top = wall.center().y() - (count * pitch - (pitch - high)) / 2
    left = wall.x() - (4 + TAG_WIDTH) * at.scale
    return tuple(QRectF(left, top + n * pitch, TAG_WIDTH * at.scale, high) for n in range(count))


def _hand_tags(at: Group) -> tuple[QRectF, ...]:
    middle = at.bounds.center().y()
    centers = [block.center().y() for block in at.blocks] if at.has_lines else [middle]
    width, high = TAG_WIDTH * at.scale, TAG_HEIGHT * at.scale
    left = at.bounds.x() - 8 * at.scale - width
    return tuple(QRectF(left, y - high / 2, width, high) for y in centers)
