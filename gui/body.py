"""The regions of the window in the places of a layout: what makes room, what the user has moved."""

from typing import Final

from PySide6.QtCore import QByteArray

from gui.layouts import Layout, Regions, arrange
from gui.preferences import Preferences
from gui.room import Flow, Room, room

ANY_HEIGHT: Final = 10_000
"""More than there is: a splitter gives what it has."""
LOW_FOR_ENGINEERS: Final = (0, 302, 234)
"""Heights of flow, timeline and tables in a low window: the rows of the tables are worth more."""
MOVED: Final = ("columns", "details")
"""Splitters that are divided one way only; the center is divided in as many as there are Flows."""


class Body:
    """What lies between the toolbar and the status bar."""

    def __init__(self, layout: Layout, regions: Regions) -> None:
        self._layout = layout
        self._regions = regions
        self._room: Room | None = None
        self._centers: dict[Flow, QByteArray] = {}
        regions.flow.set_folded(layout is Layout.ENGINEER)  # first, for its least height
        arranged = arrange(layout, regions)
        self.widget, self.details = arranged.body, arranged.details
        self.splitters = arranged.splitters

    def fit(self, width: int, height: int) -> Room:
        """Let some parts make room in a small window, and come back in a larger one."""
        before, now = self._room, room(self._layout, width, height)
        self._room = now
        self._regions.why.set_compact(now.why_is_compact)
        self._regions.timeline.canvas.set_low(now.timeline_is_low)
        self._regions.things.set_room(now.has_things)
        if before is None or before.flow is not now.flow:
            self._show_flow(before.flow if before else None, now.flow)
        is_news = before is None or before.has_tables != now.has_tables
        self.show_details(now.has_tables if is_news else not self.details.isHidden())
        return now

    def show_details(self, shown: bool) -> None:
        """Show or hide the tables; in a small window they take the place of something else."""
        self.details.setVisible(shown)
        if self._room is not None:
            self._regions.controls.setVisible(not shown or self._room.has_controls)
            self._regions.timeline.setVisible(not shown or self._room.has_timeline)

    def _show_flow(self, before: Flow | None, now: Flow) -> None:
        """Show the flow as there is room for it; each way has the heights the user gave it."""
        center, flow = self.splitters["center"], self._regions.flow
        if before is not None:
            self._centers[before] = center.saveState()
        flow.setVisible(now is not Flow.GONE)
        flow.set_folded(now is Flow.FOLDED)
        if now in self._centers:
            center.restoreState(self._centers[now])
        elif now is Flow.LOW or (now is Flow.FOLDED and self._layout is not Layout.ENGINEER):
            center.setSizes([flow.minimumSizeHint().height(), ANY_HEIGHT])
        elif now is Flow.GONE and self._layout is Layout.ENGINEER:
            center.setSizes(LOW_FOR_ENGINEERS)

    def remember(self, kept: Preferences, name: str) -> None:
        """Keep what the user has moved, under a name."""
        if self._room is not None:
            self._centers[self._room.flow] = self.splitters["center"].saveState()
        states = {f"center-{flow}": state for flow, state in self._centers.items()}
        states |= {moved: self.splitters[moved].saveState() for moved in MOVED}
        for each, state in states.items():
            kept.set_bytes(f"{name}/{each}", state)

    def restore(self, kept: Preferences, name: str) -> None:
        """Divide it as was kept under a name, before it is shown."""
        for moved in MOVED:
            if (state := kept.bytes(f"{name}/{moved}")) is not None:
                self.splitters[moved].restoreState(state)
        self._centers[Flow.WHOLE] = self.splitters["center"].saveState()
        for flow in Flow:
            if (state := kept.bytes(f"{name}/center-{flow}")) is not None:
                self._centers[flow] = state
