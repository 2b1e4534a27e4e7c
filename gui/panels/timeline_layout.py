"""Where the parts of the timeline stand: pure geometry in whole pixels.

gutter 92 | depth        150, at least 96   ┐
          | throughput   100, at least 64   │ one left and one right edge
          | lanes        22 + 4 each        │
          | axis          20                ┘
"""

from dataclasses import dataclass
from typing import Final

GUTTER: Final = 92
AXIS: Final = 20
GAP: Final = 4
LEAST_DEPTH: Final = 96
LEAST_THROUGHPUT: Final = 64
DEPTH_SHARE: Final = 0.6
MOST_LANES: Final = 48
"""With more workers than this there is one strip for each role."""
LEAST_PITCH: Final = 3
WORD_HEIGHT: Final = 12
"""A lane lower than this carries no words."""


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
    lanes: Strip
    axis: Strip


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


def lane_rows(count: int, available: int | None = None) -> LaneRows:
    """Return the rows of `count` lanes: as high as their number allows, lower if they must fit."""
    if count <= 6:
        height, gap = 22, 4
    elif count <= 16:
        height, gap = 12, 4
    else:
        height, gap = 6, 2
    if available is None or count * (height + gap) <= available:
        return LaneRows(count, height, height + gap)
    pitch = max(available // max(count, 1), LEAST_PITCH)
    gap = min(gap, 4 if pitch >= 16 else 2 if pitch >= 8 else 1)
    return LaneRows(count, pitch - gap, pitch)


def lanes_room(height: int, depth: bool = True, throughput: bool = True) -> int:
    """Return the most pixels that lanes can have in a canvas `height` pixels high."""
    least = LEAST_DEPTH * depth + LEAST_THROUGHPUT * throughput
    return max(height - AXIS - GAP * (depth + throughput) - least, 0)


def arrange(
    width: int,
    height: int,
    lanes: int,
    depth: bool = True,
    throughput: bool = True,
) -> Arrangement:
    """Return the places of all parts in `width` × `height` pixels, for `lanes` rows of states.

    What the lanes do not need goes to the plots, 3 to 2; the plots keep their least height.
    """
    free = max(height - AXIS - GAP * (depth + throughput), 0)
    lanes_height = min(lane_rows(lanes).total, lanes_room(height, depth, throughput))
    rest = free - lanes_height
    depth_height = 0
    if depth:
        depth_height = round(rest * DEPTH_SHARE) if throughput else rest
    throughput_height = rest - depth_height if throughput else 0
    depth_strip = Strip(0, depth_height)
    throughput_strip = Strip(depth_height + GAP * depth, throughput_height)
    lanes_strip = Strip(throughput_strip.bottom + GAP * throughput, lanes_height)
    axis = Strip(min(lanes_strip.bottom, max(height - AXIS, 0)), AXIS)
    return Arrangement(
        GUTTER, max(width - GUTTER, 1), depth_strip, throughput_strip, lanes_strip, axis
    )
