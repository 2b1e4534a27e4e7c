"""A plot of curves over the timeline's range, one pixel a column.

The plot has no axes of its own: its left and right edges are the range, so that everything on the
timeline is aligned to the pixel. It paints in three layers: `paint_ground` (grid), the curves,
`paint_front` and words. It is a plain widget that has only the columns painted that have changed:
a scene of pyqtgraph with the same curves cost more than twice as much a frame.
"""

import functools
import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from pyqtgraph.functions import arrayToQPolygonF  # isort: skip  (after PySide6, to find it loaded)

from engine.analysis.timeline import Floats
from gui.panels import changes
from gui.theme import Theme, font

LABEL_HEIGHT = 14


def greatest(series: Floats) -> float:
    """Return the greatest finite value, 0 when there is none."""
    return float(np.fmax.reduce(series, axis=None, initial=0.0))


@functools.lru_cache(maxsize=8)
def _middles(bins: int, width: int) -> Floats:
    """Return the middle of each bin, in pixels: the same in all frames of one size."""
    middles: Floats = (np.arange(bins, dtype=np.float64) + 0.5) * (width / max(bins, 1))
    return middles


def pen(color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a line one pixel wide, which is what Qt draws fast."""
    made = QPen(color, 1, style)
    made.setCosmetic(True)
    if style == Qt.PenStyle.DashLine:
        made.setDashPattern([4, 3])
    if style == Qt.PenStyle.DotLine:
        made.setDashPattern([1, 2])
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


class CurvePlot(QWidget):
    """The ground of the depth and of the throughput plot.

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
        self._x = (0.0, 10.0)
        self._pads = (0, 0)
        self._plot_height = 1.0
        """Pixels between 0 and the top."""
        self._columns = _middles(1, 1)
        self._curves: list[Curve] = []
        self._words: list[Word] = []
        self._widths: dict[str, float] = {}
        self._kind: object = None
        self._edges: Floats = np.zeros(2)
        self._series: Floats = np.zeros((0, 1))
        self._font = font(11)
        self._bold = font(11, 600)

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
        for word in {*words} ^ {*self._words}:
            self.update(word.rect().toAlignedRect())
        self._words = words

    def width_of(self, text: str) -> float:
        """Return how wide a text is, measured once."""
        if text not in self._widths:
            self._widths[text] = float(self.fontMetrics().horizontalAdvance(text))
        return self._widths[text]

    def draw(self, curve: Curve, y: Floats) -> None:
        """Give `curve` a value for each bin; stretches of NaN are left out."""
        x, rows, is_known = self._columns, self.rows_of(y), np.isfinite(y)
        if is_known.all():
            curve.stretches = [arrayToQPolygonF(x, rows)]
            return
        known = np.flatnonzero(is_known)
        parts = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if len(known) else []
        curve.stretches = [arrayToQPolygonF(x[part], rows[part]) for part in parts]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the three layers."""
        painter = QPainter(self)
        self.paint_ground(painter)
        for curve in self._curves:
            painter.setPen(curve.pen)
            for stretch in curve.stretches:
                painter.drawPolyline(stretch)
        self.paint_front(painter, event.rect().left())
        for word in self._words:
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
