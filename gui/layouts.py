"""The layouts of the window: one for learning, one for engineering, one for a lecture hall.

learn                        engineer                     presentation
controls │ why      │ time   controls │ why (one line)    controls │ why
         │ flow     │ tabs            │ flow, folded      (five of │ flow, high
         │ timeline │ to try          │ timeline          them)    │ timeline
                                      │ time │ tabs, wide
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gui.panels.flow import FlowPanel
from gui.panels.things import ThingsPanel
from gui.panels.timeline import TimelinePanel
from gui.panels.why import WhyPanel

GAP: Final = 8
DETAILS_WIDTH: Final = 320
ENGINEERS_SHARES_WIDTH: Final = 280
CONTROLS_WIDTH: Final = {"learn": 288, "engineer": 248, "presentation": 392}
FOLDED_FLOW: Final = 96
PRESENTED_FLOW: Final = 380
OWN: Final = "own"
"""The name of the user's own layout, made from one of those below."""
TYPE_SCALE: Final = 1.5
"""Of a presentation: type is read from the last row."""
MODEST_TYPE: Final = 1.2
"""On a screen with few pixels, which are large ones."""
LOW_SCREEN: Final = 720


class Layout(StrEnum):
    """The layouts that come with Weir."""

    LEARN = "learn"
    ENGINEER = "engineer"
    PRESENTATION = "presentation"

    def type_scale(self, screen_height: int) -> float:
        """Return how much larger type is than at a desk, on a screen that is so high."""
        if self is not Layout.PRESENTATION:
            return 1.0
        return TYPE_SCALE if screen_height >= LOW_SCREEN else MODEST_TYPE


def layout_of(name: str) -> Layout:
    """Return the layout of a name; anything else is for learning."""
    return next((layout for layout in Layout if layout.value == name), Layout.LEARN)


@dataclass(frozen=True)
class Regions:
    """The parts of the window that a layout puts in their places."""

    controls: QWidget
    why: WhyPanel
    notices: QWidget
    flow: FlowPanel
    timeline: TimelinePanel
    shares: QWidget
    tabs: QWidget
    things: ThingsPanel


@dataclass(frozen=True)
class Arranged:
    """A window's body, laid out."""

    body: QWidget
    details: QWidget
    """What the user can hide as a whole: the tables."""
    splitters: dict[str, QSplitter]
    """What the user can move, by the name under which it is remembered."""


def arrange(layout: Layout, regions: Regions) -> Arranged:
    """Put the regions in their places."""
    details, within = _details(layout, regions)
    upper = _splitter(Qt.Orientation.Vertical, regions.flow, regions.timeline)
    upper.setStretchFactor(1, 1)
    center = _column(regions.why, regions.notices, upper)
    columns = [regions.controls, center]
    if layout is Layout.ENGINEER:
        upper.addWidget(details)
        upper.setStretchFactor(1, 2)
        upper.setStretchFactor(2, 1)
        upper.setSizes([FOLDED_FLOW, 434, 246])
    else:
        high = PRESENTED_FLOW if layout is Layout.PRESENTATION else 232
        upper.setSizes([high, 688 - high])
        columns.append(details)
    across = _splitter(Qt.Orientation.Horizontal, *columns)
    across.setStretchFactor(1, 1)
    width = CONTROLS_WIDTH[layout]
    across.setSizes([width, 1440 - width - DETAILS_WIDTH, DETAILS_WIDTH][: len(columns)])
    details.setVisible(layout is not Layout.PRESENTATION)
    body = QWidget()
    if layout is Layout.ENGINEER:
        regions.things.setParent(body)  # it has no place, and goes when the window does
    around = QHBoxLayout(body)
    around.setContentsMargins(GAP, GAP, GAP, GAP)
    around.addWidget(across)
    return Arranged(body, details, {"columns": across, "center": upper, "details": within})


def _details(layout: Layout, regions: Regions) -> tuple[QWidget, QSplitter]:
    """Return shares and tabs: under one another, or side by side under the timeline."""
    if layout is Layout.ENGINEER:
        beside = _splitter(Qt.Orientation.Horizontal, regions.shares, regions.tabs)
        beside.setSizes([ENGINEERS_SHARES_WIDTH, 900])
        beside.setStretchFactor(1, 1)
        return beside, beside
    above = _splitter(Qt.Orientation.Vertical, regions.shares, regions.tabs)
    above.setSizes([274, 384])
    above.setStretchFactor(1, 1)
    return _column(above, regions.things, stretched=0), above


def _column(*widgets: QWidget, stretched: int = -1) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP)
    for widget in widgets:
        column.addWidget(widget)
    column.setStretchFactor(widgets[stretched], 1)
    return whole


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter
