"""What there is room for: which parts of a window give way when it is small, and in what order.

lower than     780            770    750     720          690         620     590
learn          things to try  ·      flow*   why, plots   flow folds  ·       flow
engineer       ·              flow   ·       plots        ·           tables  ·
presentation   ·              ·      flow*,  status line  flow folds  ·       flow
                                     plots

Why, the plots and the flow* are lower then, and all others are gone. The flow gives way so early
that nine lanes have 6 pixels each. Narrower than 1360 the tables make room for the timeline. Where
the user wants them all the same they take the place of the controls, if it is narrower than 1100,
and in a low window for engineers that of the timeline.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gui.layouts import Layout

NARROW: Final = 1360
"""Below this the tables make room."""
NARROWER: Final = 1100
"""Below this the controls do too, when the tables are shown."""
LOW_FOR_THINGS: Final = 780
LOW_FOR_ENGINEERS_FLOW: Final = 770
LOW_FOR_FLOW: Final = 750
LOW: Final = 720
LOW_FOR_UNFOLDED: Final = 690
LOW_FOR_TABLES: Final = 620
LOW_FOR_FOLDED: Final = 590


class Flow(StrEnum):
    """How much of the flow is shown."""

    WHOLE = "whole"
    LOW = "low"
    """In the least height, for the sake of the timeline."""
    FOLDED = "folded"
    """As one row."""
    GONE = "gone"


@dataclass(frozen=True)
class Room:
    """What a window of some size shows; the user can still ask for the tables."""

    why_is_compact: bool
    timeline_is_low: bool
    flow: Flow
    has_tables: bool
    has_controls: bool
    has_timeline: bool
    """Both beside the tables, when those are shown."""
    has_things: bool
    has_status: bool


def room(layout: Layout, width: int, height: int) -> Room:
    """Return what there is room for in a window of `width` × `height` pixels."""
    engineering = layout is Layout.ENGINEER
    presenting = layout is Layout.PRESENTATION
    tables = height >= LOW_FOR_TABLES if engineering else width >= NARROW and not presenting
    low = LOW_FOR_FLOW if presenting else LOW
    return Room(
        why_is_compact=engineering or (height < LOW and not presenting),
        timeline_is_low=height < low,
        flow=_engineers_flow(height) if engineering else _flow(height),
        has_tables=tables,
        has_controls=engineering or width >= NARROWER,
        has_timeline=not engineering or tables,
        has_things=not engineering and height >= LOW_FOR_THINGS,
        has_status=not presenting or height >= LOW,
    )


def _flow(height: int) -> Flow:
    if height < LOW_FOR_FOLDED:
        return Flow.GONE
    if height < LOW_FOR_UNFOLDED:
        return Flow.FOLDED
    return Flow.LOW if height < LOW_FOR_FLOW else Flow.WHOLE


def _engineers_flow(height: int) -> Flow:
    return Flow.GONE if height < LOW_FOR_ENGINEERS_FLOW else Flow.FOLDED
