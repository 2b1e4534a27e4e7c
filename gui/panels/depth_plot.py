"""Queue depth over time: mean, least and greatest of each pixel, maxsize, full and empty."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from engine.analysis.timeline import Floats, View
from engine.states import State
from gui.panels.curve_plot import CurvePlot, pen
from gui.panels.timeline_ticks import MOST_DEPTH_SHOWN, count_text, count_ticks, grown_top, nice_top
from gui.theme import Theme

FULL_BAND = 4
EMPTY_S = 0.25
TINT = 0.10
"""Opacity of the ink under the curve, and again of the band between least and greatest."""

Flags = npt.NDArray[np.bool_]


class DepthPlot(CurvePlot):
    """The depth of the queue, with maxsize as a dashed line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.message = ""
        self._curve = self.add_curve()
        self._area = QImage()
        self._area_pixels = np.zeros((0, 0), np.uint32)
        self._maxsize: Floats = np.array([np.nan])
        self._full: list[tuple[float, float, float]] = []
        self._empty: list[tuple[float, float, float]] = []
        self._deepest = 0.0
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self._curve.setPen(pen(theme.text))

    def clear(self, maxsize: int) -> None:
        """Show an empty plot with the maxsize that is set (0 = none)."""
        self.top = 1.0
        self._maxsize = np.array([float(maxsize) or np.nan])
        self._full, self._empty, self._deepest = [], [], 0.0
        self._area = QImage()
        self._curve.setData(x=[], y=[])
        self._scale(np.array([0.0, 10.0]))

    def show_view(self, view: View) -> None:
        """Draw a new view."""
        self._maxsize = view.maxsize
        self._deepest = _greatest(view.depth_high, view.depth)
        self._scale(view.edges_s)
        self.draw(self._curve, view.depth)
        full = view.depth >= view.maxsize - 0.5
        self._full = bands(full, view.edges_s, view.maxsize, least_s=0.0)
        zero = np.zeros_like(view.depth)
        self._empty = bands(view.depth < 0.05, view.edges_s, zero, least_s=EMPTY_S)
        self._paint_area(view)
        self.viewport().update()

    @property
    def maxsize(self) -> float:
        """The maxsize in force at the right edge; NaN when there is none."""
        known = self._maxsize[np.isfinite(self._maxsize)]
        return float(known[-1]) if len(known) and np.isfinite(self._maxsize[-1]) else float("nan")

    def _scale(self, edges: Floats) -> None:
        limit = _greatest(self._maxsize)
        bounded = limit > 0 and (limit <= MOST_DEPTH_SHOWN or 2 * self._deepest >= limit)
        fits_limit = bounded and limit >= self._deepest
        fitting = limit if fits_limit else nice_top(max(self._deepest, 5.0))
        self.top = grown_top(self.top, fitting)
        extra = self.maxsize if self.maxsize <= self.top else 0.0
        self.set_range(edges, self.top, (self.headroom, 4))
        self.ticks = count_ticks(self.top, self._plot_height(), extra)

    def _paint_area(self, view: View) -> None:
        """Fill under the mean and between least and greatest: a tint for each pixel."""
        columns, height = len(view.depth), self.height()
        rows = np.arange(height, dtype=np.float32)[:, None]
        mean, low, high = (
            self.rows_of(values) for values in (view.depth, view.depth_low, view.depth_high)
        )
        base = np.float32(self.y_of(0.0))
        tints = self._tints()
        level = ((rows >= mean) & (rows <= base)).astype(np.uint8)
        level += (rows >= np.minimum(high, mean)) & (rows <= low) & lasting(low - high > 1)
        self._area_pixels = np.ascontiguousarray(tints[level])
        self._area = QImage(
            self._area_pixels.data,
            columns,
            height,
            columns * 4,
            QImage.Format.Format_ARGB32_Premultiplied,
        )

    def _tints(self) -> npt.NDArray[np.uint32]:
        ink = self.theme.text
        tints = [0]
        for opacity in (TINT, 2 * TINT):
            parts = (ink.red(), ink.green(), ink.blue(), 255)
            red, green, blue, alpha = (round(part * opacity) for part in parts)
            tints.append(alpha << 24 | red << 16 | green << 8 | blue)
        return np.array(tints, np.uint32)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the grid, the area under the curve and the maxsize line."""
        super().drawBackground(painter, rect)
        if not self._area.isNull():
            painter.drawImage(self.rect(), self._area)
        painter.setPen(pen(self.theme.text2, Qt.PenStyle.DashLine))
        painter.drawPolyline(self._maxsize_line())

    def _maxsize_line(self) -> QPolygonF:
        """The maxsize as a line with a step at every change; left out where there is none."""
        values = self._maxsize
        steps = np.flatnonzero(np.diff(values)) + 1
        starts = np.concatenate(([0], steps))
        ends = np.concatenate((steps, [len(values)]))
        points = []
        scale = self.width() / len(values)
        for first, last in zip(starts, ends, strict=True):
            if np.isfinite(values[first]) and values[first] <= self.top:
                y = round(self.y_of(float(values[first])))
                points += [QPointF(first * scale, y), QPointF(last * scale, y)]
        return QPolygonF(points)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the bands where the queue is full or empty, and the words."""
        for spans, state, lift in (
            (self._full, State.WAIT_SLOT, FULL_BAND + 1),
            (self._empty, State.WAIT_ITEM, FULL_BAND // 2),
        ):
            for start, end, value in spans:
                left, right = self.x_of(start), self.x_of(end)
                y = round(self.y_of(value)) - lift
                painter.fillRect(QRectF(left, y, right - left, FULL_BAND), self.theme.state(state))
        self._draw_words(painter)

    def _draw_words(self, painter: QPainter) -> None:
        boxes = []
        if np.isfinite(self.maxsize):
            text = self.tr("maxsize {0}").format(count_text(self.maxsize))
            hidden = self.maxsize > self.top
            y = self._pads[0] if hidden else round(self.y_of(self.maxsize))
            width = self.fontMetrics().horizontalAdvance(text) + 20
            place = QRectF(self.width() - width - 4, y + 4, width, 16)
            boxes.append((place, text + " ↑" * hidden, self.theme.text3, False))
        if self.message:
            middle = QRectF(0, self.y_of(self.top * 0.75) - 10, self.width(), 20)
            boxes.append((middle, self.message, self.theme.text2, False))
        self.words(painter, boxes)


def _greatest(*series: Floats) -> float:
    """Return the greatest finite value of all, 0 when there is none."""
    return max(float(np.max(one, initial=0.0, where=np.isfinite(one))) for one in series)


def lasting(flags: Flags) -> Flags:
    """Return `flags` without those that last for fewer than three columns."""
    middle = np.zeros_like(flags)
    middle[1:-1] = flags[1:-1] & flags[:-2] & flags[2:]
    found = middle.copy()
    found[:-1] |= middle[1:]
    found[1:] |= middle[:-1]
    return found


def bands(
    flags: Flags, edges: Floats, values: Floats, least_s: float
) -> list[tuple[float, float, float]]:
    """Return (start_s, end_s, value) for the stretches where `flags` and the value hold.

    Stretches of `least_s` or less are left out, but for one that reaches over an edge.
    """
    value = np.where(flags, values, np.nan)
    change = (value[1:] != value[:-1]) & ~(np.isnan(value[1:]) & np.isnan(value[:-1]))
    borders = np.flatnonzero(change) + 1
    starts = np.concatenate(([0], borders))
    ends = np.concatenate((borders, [len(value)]))
    found = []
    for first, last in zip(starts, ends, strict=True):
        start, end = float(edges[first]), float(edges[last])
        reaches_over = first == 0 and start > 0
        if np.isfinite(value[first]) and (end - start > least_s or reaches_over):
            found.append((start, end, float(value[first])))
    return found
