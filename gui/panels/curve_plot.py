"""A plot of curves over the timeline's range, one pixel a column.

The plot has no axes of its own: its left and right edges are the range, so that everything on the
timeline is aligned to the pixel. It paints in three layers: `paint_ground` (grid), the curves,
`paint_front` and words. It is a plain widget that has only the columns painted that have changed:
a scene of pyqtgraph with the same curves cost more than twice as much a frame.
"""

import functools
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from shiboken6 import VoidPtr

from engine.analysis.view import Floats
from gui.panels import changes
from gui.theme import Theme, font, scaled, type_scale

LABEL_HEIGHT = 14
LARGE = 1.25
"""From this scale of type on, lines are wide as well."""
WIDE = 3


def greatest(series: Floats) -> float:
    """Return the greatest finite value, 0 when there is none."""
    return float(np.fmax.reduce(series, axis=None, initial=0.0))


@functools.lru_cache(maxsize=8)
def _middles(bins: int, width: int) -> Floats:
    """Return the middle of each bin, in pixels: the same in all frames of one size."""
    middles: Floats = (np.arange(bins, dtype=np.float64) + 0.5) * (width / max(bins, 1))
    return middles


def polygon(x: Floats, y: Floats) -> QPolygonF:
    """Return points as a polygon whose memory numpy fills: one QPointF each costs far more."""
    made = QPolygonF()
    made.resize(len(x))
    if len(x):
        pointer: Any = VoidPtr  # its stub lacks size and writable
        memory = np.frombuffer(pointer(made.data(), 16 * len(x), True), np.float64)
        memory[0::2], memory[1::2] = x, y
    return made


def pen(color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a line one pixel wide, whatever the scale of the screen."""
    made = QPen(color, 1, style)
    if style == Qt.PenStyle.DashLine:
        made.setDashPattern([4, 3])
    if style == Qt.PenStyle.DotLine:
        made.setDashPattern([1, 2])
    return made


def stroke(color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return the line of a curve: a pixel wide, and three where type is large as well."""
    made = pen(color, style)
    if type_scale() < LARGE:
        return made
    made.setWidth(WIDE)
    if style == Qt.PenStyle.DashLine:
        made.setDashPattern([2.5, 2])
    if style == Qt.PenStyle.DotLine:
        made.setDashPattern([1, 1.5])
    return made


class Word(NamedTuple):
    """A text in the middle of a rectangle: x, y, width, height in pixels."""

    place: tuple[float, float, float, float]
    text: str
    ink: int
    """As QColor.rgba() returns it."""
    bold: bool = False

    def rect(self) -> QRectF:
        """Return the rectangle."""
        return QRectF(*self.place)


class Curve:
    """One line of a plot: its pen, and its known stretches in pixels."""

    def __init__(self) -> None:
        self.pen = QPen()
        self.stretches: list[QPolygonF] = []


@dataclass(frozen=True)
class Entry:
    """What a legend says of a curve that can be hidden: its key, its name, and how it is drawn."""

    key: str
    name: str
    pen: QPen


class CurvePlot(QWidget):
    """The ground of the plots of depth, throughput and latency.

    A plot keeps no picture of another size: after a change of its height it wants a new view.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.theme = theme
        self.headroom = 12
        """Pixels kept free above the highest value, for labels."""
        self.ticks: list[float] = []
        self.top = 1.0
        self.hidden: frozenset[str] = frozenset()
        """Keys of the curves that the user does not want to see."""
        self._x = (0.0, 10.0)
        self._pads = (0, 0)
        self._plot_height = 1.0
        """Pixels between 0 and the top."""
        self._columns = _middles(1, 1)
        self._curves: list[Curve] = []
        self.words: list[Word] = []
        """What is written on the plot."""
        self._widths: dict[str, float] = {}
        self._kind: object = None
        self._edges: Floats = np.zeros(2)
        self._series: Floats = np.zeros((0, 0))
        self._font = font(11)
        self._bold = font(11, 600)
        self._metrics = QFontMetricsF(self._bold)
        self.label_height = scaled(LABEL_HEIGHT)

    def entries(self) -> tuple[Entry, ...]:
        """Return what the legend of this plot lists, from top to bottom."""
        return ()

    def set_hidden(self, keys: Collection[str]) -> None:
        """Hide some of the entries; takes effect with the next view."""
        self.hidden = frozenset(keys) & {entry.key for entry in self.entries()}
        self._kind = None
        self.top = 1.0  # grows to what is left
        self.update()

    def tick_words(self) -> list[tuple[float, str]]:
        """Return pixel row and words of each tick."""
        return []

    def text_at(self, x: float) -> str:
        """Return the values at a pixel column, a line each: "" where nothing is known."""
        return ""

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        self._kind = None
        self._widths.clear()
        self.update()

    def add_curve(self) -> Curve:
        """Add a curve on top of the others."""
        curve = Curve()
        self._curves.append(curve)
        return curve

    def set_range(self, edges: Floats, top: float, pads: tuple[int, int]) -> None:
        """Show the bins `edges` and 0 ... `top`, with `pads` pixels kept above and below."""
        self._x = float(edges[0]), float(edges[-1])
        self.top, self._pads = top, pads
        self._plot_height = float(max(self.height() - sum(pads), 1))
        self._columns = _middles(len(edges) - 1, self.width())

    def y_of(self, value: float) -> float:
        """Return the pixel row of `value`."""
        return self._pads[0] + (1 - value / self.top) * self._plot_height

    def rows_of(self, values: Floats) -> Floats:
        """Return the pixel rows of many values."""
        return self._pads[0] + (1 - values / self.top) * self._plot_height

    def x_of(self, at_s: float) -> float:
        """Return the pixel column of an instant."""
        start, end = self._x
        return (at_s - start) / (end - start) * float(self.width())

    def first_new(self, edges: Floats, series: Floats) -> int:
        """Return the first column of `series`, shape (k, n), that is not as it was drawn last.

        `set_range` was called for it. Returns 0 when all has to be drawn anew, n when nothing has.
        """
        kind = (self.top, self._pads, self.size(), tuple(self.ticks))
        is_same = kind == self._kind and np.array_equal(self._edges, edges)
        first = changes.first_new(self._series, series) if is_same else 0
        self._kind, self._edges, self._series = kind, edges, series
        return first

    def repaint_from(self, column: int) -> None:
        """Have the plot painted from a column to its right edge."""
        scale = self.width() / max(len(self._edges) - 1, 1)
        left = max(0, math.floor((column - 1) * scale) - 1)
        self.update(left, 0, self.width() - left, self.height())

    def set_words(self, words: list[Word]) -> None:
        """Show these words; the plot is painted anew where any differs."""
        for word in {*words} ^ {*self.words}:
            self.update(word.rect().toAlignedRect())
        self.words = words

    def width_of(self, text: str) -> float:
        """Return how wide a text is at the most, measured once."""
        if text not in self._widths:
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def column_at(self, x: float) -> int | None:
        """Return the column of the view that a pixel column lies in; None if there is none."""
        columns = len(self._edges) - 1
        column = int(x / max(self.width(), 1) * columns)
        return column if 0 <= column < min(columns, self._series.shape[1]) else None

    def forget(self) -> None:
        """Know nothing any more: no curve, no word, no value."""
        for curve in self._curves:
            curve.stretches = []
        self._kind, self._series = None, np.zeros((0, 0))
        self.top = 1.0
        self.set_words([])

    def draw(self, curve: Curve, y: Floats) -> None:
        """Give `curve` a value for each bin; stretches of NaN are left out."""
        x, rows, is_known = self._columns, self.rows_of(y), np.isfinite(y)
        if len(x) and is_known.all():
            curve.stretches = [polygon(x, rows)]
            return
        known = np.flatnonzero(is_known)
        parts = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if len(known) else []
        curve.stretches = [polygon(x[part], rows[part]) for part in parts]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the three layers."""
        with QPainter(self) as painter:
            self.paint_ground(painter)
            for curve in self._curves:
                painter.setPen(curve.pen)
                for stretch in curve.stretches:
                    painter.drawPolyline(stretch)
            self.paint_front(painter, event.rect().left())
            for word in self.words:
                if event.region().intersects(word.rect().toAlignedRect()):
                    painter.setFont(self._bold if word.bold else self._font)
                    painter.setPen(QColor.fromRgba(word.ink))
                    painter.drawText(word.rect(), Qt.AlignmentFlag.AlignCenter, word.text)

    def paint_ground(self, painter: QPainter) -> None:
        """Paint the ground and the grid."""
        painter.fillRect(self.rect(), self.theme.panel)
        painter.setPen(pen(self.theme.grid))
        for tick in self.ticks:
            y = round(self.y_of(tick))
            painter.drawLine(0, y, self.width(), y)

    def paint_front(self, painter: QPainter, left: int) -> None:
        """Paint what lies over the curves and under the words, at the right of `left`."""
