"""The strip of a role, opened: as many of its workers as fit, and what moves through them.

With more workers than lanes have room for there is a strip for each role. Opened, it gives way to
lanes of 6 pixels; a scroll bar in the gutter moves through them and "‹ all" closes it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QScrollBar, QToolButton, QWidget

from engine.analysis.view import Lane, View
from gui.panels.timeline_layout import Arrangement

LEAST_PITCH: Final = 8
BAR_WIDTH: Final = 10
LANES_A_NOTCH: Final = 3


class LaneSource(Protocol):
    """Where the lanes of single workers come from."""

    def lanes(
        self, role: str, start_s: float, end_s: float, columns: int, first: int, count: int
    ) -> tuple[Lane, ...]:
        """Return the lanes of `count` workers of a role that live in a range, from `first` on."""


class LaneStrip(QObject):
    """Which strip is open, and where in it one is."""

    moved = Signal()
    """Another strip is open, or none, or other workers of it are shown."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.role = ""
        """Whose strip is open: "" for none."""
        self.note = ""
        """Which of its workers are shown, when not all of them are: "1–28 of 128"."""
        self.bar = QScrollBar(Qt.Orientation.Vertical, canvas)
        self.bar.setAccessibleName(self.tr("Workers shown"))
        self.bar.valueChanged.connect(self.moved)
        self.back = QToolButton(canvas)
        self.back.setText(self.tr("‹ all"))
        self.back.setToolTip(self.tr("Back to one strip for each role (Esc)"))
        self.back.setProperty("kind", "flat")
        self.back.clicked.connect(self.close)
        for widget in (self.bar, self.back):
            widget.hide()

    def open(self, role: str) -> None:
        """Show the workers of a role, from the first one on."""
        self.role = role
        self.bar.setValue(0)
        self.moved.emit()

    def close(self) -> None:
        """Go back to one strip for each role."""
        if self.role:
            self.reset()
            self.moved.emit()

    def reset(self) -> None:
        """Close it without a word."""
        self.role = self.note = ""

    def scroll(self, notches: int) -> None:
        """Move through the workers, positive: further down."""
        self.bar.setValue(self.bar.value() + notches * LANES_A_NOTCH)

    def shown(self, view: View, source: LaneSource | None, room: int) -> View:
        """Return a view whose lanes are those that the open strip has room for."""
        if not self.role:
            return view
        members = [lane for lane in _living(view) if lane.role == self.role]
        total = sum(lane.members for lane in members)
        count = min(total, max(room // LEAST_PITCH, 1))
        self._set_reach(total, count)
        first = self.bar.value()
        if all(lane.index for lane in members):
            lanes: Sequence[Lane] = members[first : first + count]
        else:
            start_s, end_s = float(view.edges_s[0]), float(view.edges_s[-1])
            columns = len(view.edges_s) - 1
            lanes = source.lanes(self.role, start_s, end_s, columns, first, count) if source else ()
        words = self.tr("{first}–{last} of {n}")
        words = words.format(first=first + 1, last=first + len(lanes), n=total)
        self.note = words if len(lanes) < total else ""
        return replace(view, lanes=tuple(lanes))

    def place(self, places: Arrangement) -> None:
        """Put scroll bar and button into the gutter."""
        lanes, axis = places.lanes, places.axis
        self.bar.setGeometry(0, lanes.top, BAR_WIDTH, lanes.height)
        self.bar.setVisible(bool(self.role) and self.bar.maximum() > 0)
        self.back.setGeometry(0, axis.top, places.left, axis.height)
        self.back.setVisible(bool(self.role))

    def _set_reach(self, total: int, count: int) -> None:
        """Let the bar reach all workers; where it has to move, what it shows is drawn right now."""
        self.bar.blockSignals(True)
        self.bar.setRange(0, total - count)
        self.bar.setPageStep(max(count, 1))
        self.bar.blockSignals(False)


def _living(view: View) -> list[Lane]:
    """Return the lanes of those who live within a view."""
    start_s, end_s = float(view.edges_s[0]), float(view.edges_s[-1])
    return [
        lane
        for lane in view.lanes
        if lane.started_s <= end_s and (lane.ended_s is None or lane.ended_s >= start_s)
    ]
