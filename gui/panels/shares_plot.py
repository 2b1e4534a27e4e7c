"""Shares of states over time: producers above, consumers below, as stacked areas in one image."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.analysis.view import Floats, Lane
from engine.states import State
from gui.panels import lane_image, state_inks
from gui.panels.lane_picture import LanePicture
from gui.panels.timeline_gutter import role_word
from gui.panels.timeline_layout import LaneRows
from gui.panels.words import state_word
from gui.theme import Theme

GAP = 3
LEAST = 0.01
"""Shares under this are not told."""


class SharesPlot(QWidget):
    """One row of stacked shares for each role: what part of its workers' time each state took."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.theme = theme
        self.lanes: tuple[Lane, ...] = ()
        """One for each role."""
        self._edges: Floats = np.array([0.0, 10.0])
        self._filter: State | None = None
        self._picture = LanePicture()
        self._image = QImage()
        self._take_colors()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        self._take_colors()
        self._paint_image()

    def set_filter(self, state: State | None) -> None:
        """Dim all states but one; None dims none."""
        self._filter = state
        self._take_colors()
        self._paint_image()

    def show_lanes(self, lanes: Sequence[Lane], edges: Floats) -> None:
        """Draw the shares of the roles of some lanes over the bins `edges`."""
        self.lanes, self._edges = lane_image.strips(lanes), edges
        self._paint_image()

    @property
    def rows(self) -> LaneRows:
        """Where the roles stand."""
        count = max(len(self.lanes), 1)
        pitch = (self.height() + GAP) // count
        return LaneRows(len(self.lanes), max(pitch - GAP, 1), pitch)

    def text_at(self, x: float, y: float) -> str:
        """Return role and shares of a point."""
        columns = len(self._edges) - 1
        row, column = int(y // max(self.rows.pitch, 1)), int(x / max(self.width(), 1) * columns)
        if not (0 <= row < len(self.lanes) and 0 <= column < columns):
            return ""
        lane = self.lanes[row]
        shares = lane.shares[column]
        order = [int(k) for k in np.argsort(shares)[::-1] if shares[k] >= LEAST]
        lines = [f"{state_word(State(k))} {100 * shares[k]:.0f} %" for k in order]
        return "\n".join([role_word(lane.role), *lines]) if lines else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the image."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.theme.panel)
            if not self._image.isNull():
                painter.drawImage(QRectF(0, 0, self.width(), self._image.height()), self._image)

    def _take_colors(self) -> None:
        self._colors = {
            state: state_inks.fill(self.theme, state, self._filter).rgba()
            for state in lane_image.STACK
        }

    def _paint_image(self) -> None:
        """Bring the picture up to date, and have painted what is not as it was."""
        first = self._picture.show(self.lanes, self._edges, self.rows, self._colors)
        pixels = self._picture.pixels
        height, width = pixels.shape
        form = QImage.Format.Format_ARGB32_Premultiplied
        is_there = bool(pixels.size)
        self._image = QImage(pixels.data, width, height, width * 4, form) if is_there else QImage()
        left = max(0, round((first - 1) * self.width() / max(len(self._edges) - 1, 1)) - 1)
        self.update(left, 0, self.width() - left, self.height())
