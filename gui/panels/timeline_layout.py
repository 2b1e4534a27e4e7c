"""Where the parts of the timeline stand: pure geometry in whole pixels.

gutter 92 | depth        150, at least 96   ┐
          | throughput   100, at least 64   │
          | latency      100, at least 64   │ one left and one right edge
          | shares        80, at least 48   │
          | lanes        22 + 4 each        │
          | axis          20                ┘

What the lanes leave goes to the plots. Where even their least heights do not fit, lanes become
lower first, and then the plots in proportion. In a presentation throughput is left out instead.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

GUTTER: Final = 92
AXIS: Final = 20
GAP: Final = 4
LEAST_DEPTH: Final = 96
LEAST_THROUGHPUT: Final = 64
MOST_LANES: Final = 48
"""With more workers than this there is one strip for each role."""
LEAST_PITCH: Final = 3
LEAST_LANES: Final = 26
"""Lanes, or the strips of two roles, never get less together: two names stand beside them."""
LOW_CANVAS: Final = 206
LOST_TO_TYPE: Final = 90
"""What a window 640 pixels high has for the canvas, and what type of twice the size takes of it."""
WORD_HEIGHT: Final = 12
"""A lane lower than this carries no words."""

PARTS: Final = ("depth", "throughput", "latency", "shares", "lanes")
"""From top to bottom."""
AT_FIRST: Final = ("depth", "throughput", "lanes")
"""What is shown until the user says otherwise."""
_LEAST: Final = {"depth": LEAST_DEPTH, "throughput": LEAST_THROUGHPUT, "latency": 64, "shares": 48}
_WANTED: Final = {"depth": 150, "throughput": 100, "latency": 100, "shares": 80}


@dataclass(frozen=True)
class Strip:
    """A horizontal part: top and height in pixels; height 0 when it is not shown."""

    top: int
    height: int

    @property
    def bottom(self) -> int:
        """The pixel row below the last one."""
        return self.top + self.height


@dataclass(frozen=True)
class Arrangement:
    """Where everything stands within the canvas."""

    left: int
    width: int
    depth: Strip
    throughput: Strip
    latency: Strip
    shares: Strip
    lanes: Strip
    axis: Strip

    def strip(self, part: str) -> Strip:
        """Return the place of one of PARTS."""
        strips = (self.depth, self.throughput, self.latency, self.shares, self.lanes)
        return strips[PARTS.index(part)]


NOWHERE: Final = Arrangement(GUTTER, 1, *(Strip(0, 0) for _ in range(6)))


@dataclass(frozen=True)
class LaneRows:
    """Lanes under one another: `height` pixels drawn of every `pitch`."""

    count: int
    height: int
    pitch: int

    @property
    def total(self) -> int:
        """Pixels in all."""
        return self.count * self.pitch


def lane_rows(count: int, available: int | None = None, scale: float = 1.0) -> LaneRows:
    """Return the rows of `count` lanes: as high as their number allows, lower if they must fit.

    `scale` is how much larger the words in them are than at a desk.
    """
    if count <= 6:
        height, gap = round(22 * scale), 4
    elif count <= 16:
        height, gap = round(12 * scale), 4
    else:
        height, gap = 6, 2
    if available is None or count * (height + gap) <= available:
        return LaneRows(count, height, height + gap)
    pitch = max(available // max(count, 1), LEAST_PITCH)
    gap = min(gap, 4 if pitch >= 16 else 2 if pitch >= 8 else 1)
    return LaneRows(count, pitch - gap, pitch)


def with_room(shown: Collection[str], height: int, scale: float = 1.0) -> frozenset[str]:
    """Return the parts of `shown` that are drawn in a canvas `height` pixels high.

    In large type a low plot is nothing but its labels: throughput leaves its room to depth and
    lanes then.
    """
    plots = [part for part in _LEAST if part in shown]
    lanes = LEAST_LANES if "lanes" in shown else 0
    wanted = sum(_LEAST[part] for part in plots) + lanes
    if scale == 1.0 or len(plots) == 1 or round(wanted * scale) <= _free(height, shown, scale):
        return frozenset(shown)
    return frozenset(shown) - {"throughput"}


def lanes_room(height: int, shown: Collection[str] = AT_FIRST, scale: float = 1.0) -> int:
    """Return the most pixels that lanes can have in a canvas `height` pixels high."""
    free = _free(height, shown, scale)
    plots = sum(least for part, least in _LEAST.items() if part in shown)
    return max(free - plots, min(free, round(LEAST_LANES * scale)), 0)


def least_height(scale: float = 1.0, is_low: bool = False) -> int:
    """Return the height that a canvas takes at the least: the parts of AT_FIRST in theirs.

    In a low window there is less, and the larger the type is the less of it.
    """
    if is_low:
        return round(LOW_CANVAS - LOST_TO_TYPE * (scale - 1))
    taken = LEAST_DEPTH + LEAST_THROUGHPUT + round(LEAST_LANES * scale)
    return taken + 2 * GAP + round(AXIS * scale)


def arrange(
    width: int,
    height: int,
    lanes: int,
    shown: Collection[str] = AT_FIRST,
    gutter: int = GUTTER,
    scale: float = 1.0,
) -> Arrangement:
    """Return the places of all parts in `width` × `height` pixels, for `lanes` rows of states."""
    heights = dict.fromkeys(PARTS, 0)
    if "lanes" in shown:
        wanted = lane_rows(lanes, scale=scale).total
        heights["lanes"] = min(wanted, lanes_room(height, shown, scale))
    plots = [part for part in _LEAST if part in shown]
    heights.update(plot_heights(plots, _free(height, shown, scale) - heights["lanes"]))
    strips, top = [], 0
    for part in PARTS:
        strips.append(Strip(top, heights[part]))
        is_last = part == PARTS[-1]
        top += heights[part] + GAP * (part in shown and not is_last)
    axis = round(AXIS * scale)
    places = (*strips, Strip(min(top, max(height - axis, 0)), axis))
    return Arrangement(gutter, max(width - gutter, 1), *places)


def plot_heights(plots: Collection[str], room: int) -> Mapping[str, int]:
    """Share `room` pixels out to plots: their least, and of the rest as they want more."""
    least = sum(_LEAST[part] for part in plots)
    more = sum(_WANTED[part] - _LEAST[part] for part in plots)
    heights, given = {}, 0
    wanted = 0.0
    for part in plots:
        if room >= least:
            wanted += _LEAST[part] + (room - least) * (_WANTED[part] - _LEAST[part]) / more
        else:
            wanted += max(room, 0) * _LEAST[part] / least
        heights[part] = round(wanted) - given  # so that what rounding leaves is not lost
        given += heights[part]
    return heights


def _free(height: int, shown: Collection[str], scale: float) -> int:
    """Return the pixels for plots and lanes: without axis and gaps."""
    gaps = sum(part in shown for part in PARTS[:-1])
    return max(height - round(AXIS * scale) - GAP * gaps, 0)
