"""What the user looks at in the timeline, and where that stands on the screen. Pure.

Look    a measured range, the moment on show, the worker meant, a span, what unblocked it
Scene   which stretch of time and which lanes are on the screen
drawn(look, scene) -> Drawn, in pixels of the canvas from the left edge of the plots on
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.analysis.view import Lane
from gui.panels.timeline_layout import Arrangement, LaneRows
from gui.panels.timeline_ticks import duration_text, time_text

if TYPE_CHECKING:
    from engine.analysis.spans import Span

Range = tuple[float, float]
Point = tuple[float, float]

LEAST_WIDTH = 2
"""A span that is shorter than so many pixels is outlined as if it were as long."""


@dataclass(frozen=True)
class Link:
    """The line from a wait to what ended it. Times are seconds since the start of the run."""

    worker: str
    """Who waited."""
    ended_s: float
    by: str
    """Who ended the wait, "" for nobody in particular."""
    at_s: float


@dataclass(frozen=True)
class Look:
    """What is pointed out. None, and "", for nothing."""

    measured: Range | None = None
    moment_s: float | None = None
    worker: str = ""
    """The name of a worker, or the role of a strip."""
    span: Span | None = None
    words: str = ""
    """What is said of the span."""
    link: Link | None = None


@dataclass(frozen=True)
class Scene:
    """What is on the screen."""

    start_s: float
    end_s: float
    now_s: float
    """So old is the run: a span under way ends here."""
    places: Arrangement
    rows: LaneRows
    at: Mapping[str, int] = field(default_factory=dict)
    """The row of each lane, by its key."""

    def x(self, at_s: float) -> float:
        """Return the pixel column of an instant, which may lie outside."""
        return (at_s - self.start_s) / (self.end_s - self.start_s) * self.places.width

    def top(self, key: str) -> float | None:
        """Return the pixel row at which a lane begins, None when it is not on the screen."""
        if key not in self.at or not self.places.lanes.height:
            return None
        return self.places.lanes.top + self.at[key] * self.rows.pitch


@dataclass(frozen=True)
class Arrow:
    """From the end of a wait to what ended it."""

    tail: Point
    head: Point


@dataclass(frozen=True)
class Tag:
    """Words in a box whose lower edge is at `bottom`, as near to x as there is room."""

    x: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Drawn:
    """Everything in pixels. Boxes are left, top, right, bottom."""

    shade: Range | None = None
    """From x to x."""
    length: str = ""
    """How long the shaded range is."""
    moment_x: float | None = None
    moment: str = ""
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    arrow: Arrow | None = None
    tag: Tag | None = None


def is_under_way(span: Span | None) -> bool:
    """Return True for a span whose end is still to come; the end of a worker's life lasts."""
    return span is not None and span.end_ns is None and not span.state.is_end


def lane_key(lane: Lane) -> str:
    """Return what tells a lane from others: the name of its worker, or the role of a strip."""
    return lane.name if lane.index else lane.role


def drawn(look: Look, scene: Scene) -> Drawn:
    """Return what there is to draw."""
    shade = None
    if look.measured is not None and _overlaps(look.measured, scene):
        start_x, end_x = (scene.x(each) for each in look.measured)
        shade = max(start_x, -1.0), min(end_x, scene.places.width + 1.0)
    has_moment = look.moment_s is not None and scene.start_s <= look.moment_s <= scene.end_s
    return Drawn(
        shade=shade,
        length=duration_text(look.measured[1] - look.measured[0]) if look.measured else "",
        moment_x=scene.x(look.moment_s) if look.moment_s is not None and has_moment else None,
        moment=_moment_text(look.moment_s or 0.0, scene),
        boxes=tuple(box for box in (_lane_box(look, scene), _span_box(look, scene)) if box),
        arrow=_arrow(look.link, scene),
        tag=_tag(look, scene),
    )


def _overlaps(measured: Range, scene: Scene) -> bool:
    return measured[0] <= scene.end_s and measured[1] >= scene.start_s


def _moment_text(at_s: float, scene: Scene) -> str:
    return time_text(at_s, min((scene.end_s - scene.start_s) / 200, 0.1))


def _lane_box(look: Look, scene: Scene) -> tuple[float, float, float, float] | None:
    top = scene.top(look.worker)
    if top is None:
        return None
    return 0.0, top, float(scene.places.width), top + scene.rows.height


def _span_box(look: Look, scene: Scene) -> tuple[float, float, float, float] | None:
    span = look.span
    top = None if span is None else scene.top(span.worker)
    if span is None or top is None:
        return None
    end_s = scene.now_s if span.end_s is None else span.end_s
    if not _overlaps((span.start_s, end_s), scene):
        return None
    left, right = scene.x(span.start_s), scene.x(end_s)
    missing = max(LEAST_WIDTH - (right - left), 0) / 2
    return left - missing, top, right + missing, top + scene.rows.height


def _arrow(link: Link | None, scene: Scene) -> Arrow | None:
    """Return the arrow between the facing edges of two lanes, or within one."""
    if link is None:
        return None
    tail, head = scene.top(link.worker), scene.top(link.by)
    if tail is None or head is None:
        return None
    height, middle = scene.rows.height, scene.rows.height / 2
    tail, head = (tail + middle, head) if head >= tail else (tail + middle, head + height)
    return Arrow((scene.x(link.ended_s), tail), (scene.x(link.at_s), head))


def _tag(look: Look, scene: Scene) -> Tag | None:
    """Return the words above the upper of the lanes that they are about."""
    if look.link is not None:
        return _tag_at(look.link.ended_s, (look.link.worker, look.link.by), look.words, scene)
    if look.span is not None:
        return _tag_at(look.span.start_s, (look.span.worker,), look.words, scene)
    return None


def _tag_at(at_s: float, lanes: tuple[str, ...], words: str, scene: Scene) -> Tag | None:
    tops = [top for top in map(scene.top, lanes) if top is not None]
    if not tops or not scene.start_s <= at_s <= scene.end_s:
        return None
    return Tag(scene.x(at_s), min(tops), words)
