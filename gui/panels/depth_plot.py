"""Queue depth over time: mean, least and greatest of each pixel, maxsize, full and empty."""

import math
from itertools import pairwise, zip_longest
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from engine.analysis.view import Floats, View
from engine.states import State
from gui.panels.curve_plot import CurvePlot, Entry, Word, greatest, pen, stroke
from gui.panels.plot_names import Names, Wanted
from gui.panels.timeline_ticks import MOST_DEPTH_SHOWN, count_text, count_ticks, grown_top, nice_top
from gui.theme import Theme, type_scale

FULL_BAND = 4
EMPTY_S = 0.25
TINT = 0.10
"""Opacity of the ink under the curve, and again of the band between least and greatest."""
LEAST_SPREAD = 0.05
"""Least and greatest depth that are nearer than this are told as one."""

Flags = npt.NDArray[np.bool_]


class Band(NamedTuple):
    """A stretch of time in which the queue is full or empty, at this depth."""

    start_s: float
    end_s: float
    value: float


class DepthPlot(CurvePlot):
    """The depth of the queue, with maxsize as a dashed line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.message = ""
        self._curve = self.add_curve()
        self._area = QImage()
        self._area_pixels = np.zeros((0, 0), np.uint32)
        self._maxsize: Floats = np.array([np.nan])
        self._limit = QPolygonF()
        self._full: list[Band] = []
        self._empty: list[Band] = []
        self._drawn: Floats = np.full((1, 1), np.nan)
        """The depth, shape (1, n)."""
        self._deepest = 0.0
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self._curve.pen = stroke(theme.text)
        self._tints = _tints(theme)

    def entries(self) -> tuple[Entry, ...]:
        """Return what can be hidden: the band between least and greatest, and maxsize."""
        block = QColor(self.theme.text)
        block.setAlphaF(3 * TINT)
        band = QPen(block, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        line = pen(self.theme.text2, Qt.PenStyle.DashLine)
        return (
            Entry("band", self.tr("min–max"), band),
            Entry("maxsize", self.tr("maxsize"), line),
        )

    def tick_words(self) -> list[tuple[float, str]]:
        """Return pixel row and words of each tick."""
        return [(self.y_of(tick), count_text(tick, max(self.ticks))) for tick in self.ticks]

    def text_at(self, x: float) -> str:
        """Return the depth at a pixel column, how far it went up and down there, and maxsize."""
        column = self.column_at(x)
        if column is None or not np.isfinite(self._series[0, column]):
            return ""
        mean, low, high, maxsize = self._series[:, column].tolist()
        text = self.tr("depth {0}").format(_depth_text(mean))
        if high - low > LEAST_SPREAD:
            spread = f"{_depth_text(low)} – {_depth_text(high)}"
            text += " " + self.tr("({0} within the pixel)").format(spread)
        if not np.isfinite(maxsize):
            return text
        return text + "\n" + self.tr("maxsize {0}").format(count_text(maxsize))

    def clear(self, maxsize: int) -> None:
        """Show an empty plot with the maxsize that is set (0 = none)."""
        self.forget()
        self._maxsize = np.array([float(maxsize) or np.nan])
        self._drawn = np.full((1, 1), np.nan)
        self._full, self._empty, self._deepest = [], [], 0.0
        self._area = QImage()
        self._scale(np.array([0.0, 10.0]))
        self._limit = self._maxsize_line()
        self.set_words(self._named())
        self.update()

    def show_view(self, view: View) -> None:
        """Draw a new view."""
        self._maxsize = view.maxsize
        series = np.array((view.depth, view.depth_low, view.depth_high, view.maxsize))
        self._deepest = greatest(series[:3])
        self._drawn = series[:1]
        self._scale(view.edges_s)
        first = self.first_new(view.edges_s, series)
        self.draw(self._curve, view.depth)
        self._limit = self._maxsize_line()
        self._paint_area(series[:3], first)
        self.set_words(self._named())
        self.repaint_from(min(first, self._take_bands(view)))

    def _take_bands(self, view: View) -> int:
        """Take where the queue is full or empty; return the first column where that differs."""
        before = self._full, self._empty
        full = view.depth >= view.maxsize - 0.5
        self._full = bands(full, view.edges_s, view.maxsize, least_s=0.0)
        zero = np.zeros_like(view.depth)
        self._empty = bands(view.depth < 0.05, view.edges_s, zero, least_s=EMPTY_S)
        if before == (self._full, self._empty):
            return len(view.depth)
        change_s = min(map(first_change, before, (self._full, self._empty)))
        return int(np.searchsorted(view.edges_s, change_s))

    @property
    def maxsize(self) -> float:
        """The maxsize in force at the right edge; NaN when there is none."""
        return float(self._maxsize[-1])

    def _scale(self, edges: Floats) -> None:
        limit = 0.0 if "maxsize" in self.hidden else greatest(self._maxsize)
        bounded = limit > 0 and (limit <= MOST_DEPTH_SHOWN or 2 * self._deepest >= limit)
        fits_limit = bounded and limit >= self._deepest
        fitting = limit if fits_limit else nice_top(max(self._deepest, 5.0))
        self.top = grown_top(self.top, fitting)
        extra = self.maxsize if limit and self.maxsize <= self.top else 0.0
        self.set_range(edges, self.top, (self.headroom, 4))
        self.ticks = count_ticks(self.top, self._plot_height / type_scale(), extra)

    def _paint_area(self, series: Floats, first: int) -> None:
        """Fill under the mean and between least and greatest: a tint for each pixel.

        The columns before `first` are painted; whether a band lasts is seen from two columns.
        """
        columns, height = series.shape[1], self.height()
        start = max(0, first - 2)
        if not first:
            self._area_pixels = np.zeros((height, columns), np.uint32)
        known = max(0, start - 2)
        level = self._levels(series[:, known:])
        self._area_pixels[:, start:] = self._tints[level[:, start - known :]]
        form = QImage.Format.Format_ARGB32_Premultiplied
        self._area = QImage(self._area_pixels.data, columns, height, columns * 4, form)

    def _levels(self, series: Floats) -> npt.NDArray[np.uint8]:
        """Return how often each pixel is tinted: shape (height, columns), 0 to 2."""
        rows = np.arange(self.height(), dtype=np.int16)[:, None]
        mean, low, high = np.fmin(self.rows_of(series), 1e9)  # NaN: far below
        level = (rows >= _whole(np.ceil(mean))).view(np.uint8)
        level[rows[:, 0] > self.y_of(0.0)] = 0
        wide = lasting(low - high > 1)
        if "band" not in self.hidden and wide.any():
            top, bottom = np.ceil(np.minimum(high, mean)), np.where(wide, np.floor(low), -1)
            level += (rows >= _whole(top)) & (rows <= _whole(bottom))
        return level

    def paint_ground(self, painter: QPainter) -> None:
        """Paint the grid, the area under the curve and the maxsize line."""
        super().paint_ground(painter)
        if not self._area.isNull():
            painter.drawImage(self.rect(), self._area)
        painter.setPen(pen(self.theme.text2, Qt.PenStyle.DashLine))
        painter.drawPolyline(self._limit)

    def _maxsize_line(self) -> QPolygonF:
        """The maxsize as a line with a step at every change; left out where there is none."""
        if "maxsize" in self.hidden:
            return QPolygonF()
        values = self._maxsize
        steps = (np.flatnonzero(values[1:] != values[:-1]) + 1).tolist()
        points = []
        scale = self.width() / len(values)
        for first, last in pairwise((0, *steps, len(values))):
            if np.isfinite(values[first]) and values[first] <= self.top:
                y = round(self.y_of(float(values[first])))
                points += [QPointF(first * scale, y), QPointF(last * scale, y)]
        return QPolygonF(points)

    def paint_front(self, painter: QPainter, left: int) -> None:
        """Paint the bands where the queue is full or empty."""
        for spans, state, lift in (
            (self._full, State.WAIT_SLOT, FULL_BAND + 1),
            (self._empty, State.WAIT_ITEM, FULL_BAND // 2),
        ):
            for band in spans:
                start, end = self.x_of(band.start_s), self.x_of(band.end_s)
                if end >= left:
                    y = round(self.y_of(band.value)) - lift
                    place = QRectF(start, y, end - start, FULL_BAND)
                    painter.fillRect(place, self.theme.state(state))

    def _named(self) -> list[Word]:
        words = []
        if np.isfinite(self.maxsize) and "maxsize" not in self.hidden:
            words += self._limit_named()
        if self.message:
            middle = (0, self.y_of(self.top * 0.75) - 15, self.width(), 30)
            words.append(Word(middle, self.message, self.theme.text2.rgba()))
        return words

    def _limit_named(self) -> list[Word]:
        """Return the word below the maxsize line, at an end where no curve goes through it."""
        is_beyond = self.maxsize > self.top
        text = self.tr("maxsize {0}").format(count_text(self.maxsize)) + " ↑" * is_beyond
        width, right = self.width_of(text) + 8, self.width() - 4.0
        rows = self.rows_of(np.array((np.fmin(self._maxsize, self.top), *self._drawn)))
        names = Names(rows, self.width(), self.height(), self.label_height)
        # Above it the marks have their labels.
        wanted = Wanted(text, 0, width, is_above=False, stays=True)
        names.place(wanted, [right - width / 2, width / 2 + 4])
        half = self.label_height / 2
        ink = self.theme.text3.rgba()
        return [
            Word((name.x - width / 2, name.y - half, width, 2 * half), text, ink)
            for name in names.placed
        ]


def _depth_text(depth: float) -> str:
    """Return a mean depth with as many figures as mean something: 9.4, 10, 132."""
    return f"{depth:,.0f}" if depth >= 100 else f"{depth:.1f}".removesuffix(".0")


def _tints(theme: Theme) -> npt.NDArray[np.uint32]:
    """Return the premultiplied ink of no tint, one and two: shape (3,)."""
    tints = [0]
    for opacity in (TINT, 2 * TINT):
        parts = (theme.text.red(), theme.text.green(), theme.text.blue(), 255)
        red, green, blue, alpha = (round(part * opacity) for part in parts)
        tints.append(alpha << 24 | red << 16 | green << 8 | blue)
    return np.array(tints, np.uint32)


def _whole(rows: Floats) -> npt.NDArray[np.int16]:
    """Return pixel rows as whole numbers, for which comparing many is fastest."""
    whole: npt.NDArray[np.int16] = np.clip(rows, -1, 32_000).astype(np.int16)
    return whole


def lasting(flags: Flags) -> Flags:
    """Return `flags` without those that last for fewer than three columns."""
    middle = np.zeros_like(flags)
    middle[1:-1] = flags[1:-1] & flags[:-2] & flags[2:]
    found = middle.copy()
    found[:-1] |= middle[1:]
    found[1:] |= middle[:-1]
    return found


def first_change(before: list[Band], now: list[Band]) -> float:
    """Return the first instant at which bands differ, in seconds: infinity if they do not."""
    for old, new in zip_longest(before, now):
        if old != new:
            both = [band for band in (old, new) if band is not None]
            grown = len(both) == 2 and old.start_s == new.start_s and old.value == new.value
            return min(band.end_s if grown else band.start_s for band in both)
    return math.inf


def bands(flags: Flags, edges: Floats, values: Floats, least_s: float) -> list[Band]:
    """Return the stretches where `flags` and the value hold.

    Stretches of `least_s` or less are left out, but for one that reaches over an edge.
    """
    if not flags.any():
        return []
    change = (flags[1:] != flags[:-1]) | (flags[1:] & (values[1:] != values[:-1]))
    borders = (np.flatnonzero(change) + 1).tolist()
    found = []
    for first, last in pairwise((0, *borders, len(flags))):
        start, end = float(edges[first]), float(edges[last])
        reaches_over = first == 0 and start > 0
        if flags[first] and (end - start > least_s or reaches_over):
            found.append(Band(start, end, float(values[first])))
    return found
