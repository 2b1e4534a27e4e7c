"""The lanes: one row of states for each worker, painted from one image."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.analysis.view import Floats, Lane, View
from engine.states import State
from gui.glyphs import paint_glyph
from gui.panels import lane_image, state_inks
from gui.panels.lane_image import Run
from gui.panels.lane_picture import LanePicture
from gui.panels.timeline_layout import LEAST_PITCH, MOST_LANES, WORD_HEIGHT, LaneRows
from gui.panels.timeline_ticks import time_text
from gui.panels.words import state_word, strip_name
from gui.theme import Theme, font, scaled

CAP_WIDTH = 2
WORD_INDENT = 8


def shown_lanes(view: View, room: int) -> tuple[Lane, ...]:
    """Return what gets a row in `room` pixels: workers that live within the view, or else roles."""
    start, end = float(view.edges_s[0]), float(view.edges_s[-1])
    lanes = tuple(
        lane if lane.members == 1 else replace(lane, name=strip_name(lane.role, lane.members))
        for lane in view.lanes
        if lane.started_s <= end and (lane.ended_s is None or lane.ended_s >= start)
    )
    return one_for_each(lanes, room)


def one_for_each(lanes: tuple[Lane, ...], room: int) -> tuple[Lane, ...]:
    """Return `lanes`, or a strip for each role where there are too many to be told apart."""
    fits = len(lanes) <= MOST_LANES and len(lanes) * LEAST_PITCH <= room
    return lanes if fits or not lanes else lane_image.strips(lanes)


class LanesView(QWidget):
    """All lanes in one widget, as wide as the plots above it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.theme = theme
        self.lanes: tuple[Lane, ...] = ()
        self.rows = LaneRows(0, 22, 26)
        self._edges: Floats = np.array([0.0, 10.0])
        self._ends: Mapping[str, State] = {}
        self._filter: State | None = None
        self._picture = LanePicture()
        self._image = QImage()
        self._runs: list[list[Run]] = []
        self._widths: dict[State, int] = {}
        self._font = font(11, 600)
        self._take_colors()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        self._recolor()

    def set_filter(self, state: State | None) -> None:
        """Dim all states but one; None dims none."""
        self._filter = state
        self._recolor()

    def _recolor(self) -> None:
        self._take_colors()
        self._paint_image()
        self.update()

    def show_lanes(
        self, lanes: Sequence[Lane], edges: Floats, ends: Mapping[str, State], rows: LaneRows
    ) -> None:
        """Draw lanes over the bins `edges`; `ends` has the end of each worker that is gone."""
        before = (self._runs, self._caps())
        self.lanes, self._edges, self._ends, self.rows = tuple(lanes), edges, ends, rows
        first = self._paint_image()
        if before != (self._runs, self._caps()):
            first = 0
        left = max(0, round((first - 1) * self.width() / max(len(edges) - 1, 1)) - 1)
        self.update(left, 0, self.width() - left, self.height())

    def _caps(self) -> list[object]:
        """Return what is drawn where workers have ended."""
        return [
            (row, lane.ended_s, self._ends.get(lane.name))
            for row, lane in enumerate(self.lanes)
            if lane.ended_s is not None
        ]

    def _take_colors(self) -> None:
        theme, wanted = self.theme, self._filter
        states = lane_image.STACK
        self._inks = {state: state_inks.ink(theme, state, wanted) for state in states}
        self._colors = {state: state_inks.fill(theme, state, wanted).rgba() for state in states}

    def _paint_image(self) -> int:
        """Bring the picture up to date; return the first column that is not as it was."""
        first = self._picture.show(self.lanes, self._edges, self.rows, self._colors)
        worded = self.rows.height >= scaled(WORD_HEIGHT) - 1
        if not worded:
            self._runs = [[] for _ in self.lanes]
        elif first < self._picture.leading.shape[1]:
            self._runs = lane_image.runs(self._picture.leading)
        pixels = self._picture.pixels
        height, width = pixels.shape
        form = QImage.Format.Format_ARGB32_Premultiplied
        self._image = (
            QImage(pixels.data, width, height, width * 4, form) if pixels.size else QImage()
        )
        return first

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the image, then the words in it and the caps of workers that have ended."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.theme.panel)
            if self._image.isNull():
                return
            painter.drawImage(QRectF(0, 0, self.width(), self._image.height()), self._image)
            painter.setFont(self._font)
            for row, runs in enumerate(self._runs):
                if runs:
                    self._paint_words(painter, row, runs, event.rect().left())
            for row, lane in enumerate(self.lanes):
                if lane.ended_s is not None:
                    self._paint_cap(painter, row, lane)

    def _paint_words(
        self, painter: QPainter, row: int, runs: Sequence[Run], dirty_from: int
    ) -> None:
        scale = self.width() / max(len(self._edges) - 1, 1)
        # Between cap height and x height: words stay within a lane of 12 pixels.
        baseline = (self.rows.height + painter.fontMetrics().capHeight()) / 2 - 0.5
        for run in runs:
            left, right = run.start * scale + WORD_INDENT, run.end * scale
            width = self._width_of(run.state)
            if width > right - left - 4 or left + width < dirty_from:
                continue
            painter.setPen(self._inks[run.state])
            place = QPointF(left, row * self.rows.pitch + baseline)
            painter.drawText(place, state_word(run.state))

    def _width_of(self, state: State) -> int:
        width = self._widths.get(state)
        if width is None:
            metrics = QFontMetrics(self._font)
            width = self._widths[state] = metrics.horizontalAdvance(state_word(state))
        return width

    def _paint_cap(self, painter: QPainter, row: int, lane: Lane) -> None:
        assert lane.ended_s is not None
        start, end = float(self._edges[0]), float(self._edges[-1])
        x = (lane.ended_s - start) / (end - start) * self.width()
        if not 0 <= x <= self.width() + 0.5:
            return
        top, height = row * self.rows.pitch, self.rows.height
        left = min(round(x), self.width() - CAP_WIDTH)
        painter.fillRect(QRectF(left, top, CAP_WIDTH, height), self.theme.text)
        size = min(height, 14)
        if size < 10:
            return
        state = self._ends.get(lane.name, State.FINISHED)
        place = QRectF(left + CAP_WIDTH + 3, top + (height - size) / 2, size, size)
        if place.right() + 1 <= self.width():
            paint_glyph(painter, place, state, self.theme.text)
        else:  # at the end of the run: within the lane, as its words are
            place.moveRight(left - 3)
            paint_glyph(painter, place, state, self._ink_at(lane, place))

    def _ink_at(self, lane: Lane, place: QRectF) -> QColor:
        """Return what can be read on the state that fills most of a lane at a place."""
        columns = len(self._edges) - 1
        first, last = (round(x / self.width() * columns) for x in (place.left(), place.right()))
        shares = lane.shares[max(first, 0) : last + 1].sum(axis=0)
        return self._inks[State(int(shares.argmax()))] if shares.any() else self.theme.text

    def lane_at(self, position: QPointF) -> Lane | None:
        """Return the lane at a point, None where there is none."""
        row = int(position.y() // max(self.rows.pitch, 1))
        return self.lanes[row] if 0 <= row < len(self.lanes) else None

    def text_at(self, position: QPointF) -> str:
        """Return what is under a point: worker, time, and the share of each state there."""
        lane = self.lane_at(position)
        column = int(position.x() / max(self.width(), 1) * (len(self._edges) - 1))
        if lane is None or not 0 <= column < len(self._edges) - 1:
            return ""
        shares = lane.shares[column]
        width = float(self._edges[1] - self._edges[0])
        head = f"{lane.name} · {time_text(float(self._edges[column]), min(width, 0.5))}"
        order = [int(k) for k in np.argsort(shares)[::-1] if shares[k] >= 0.01]
        lines = [f"{state_word(State(k))} {shares[k]:.0%}".replace("%", " %") for k in order]
        return "\n".join([head, *lines])
