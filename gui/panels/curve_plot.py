"""A plot of curves over the timeline's range: pyqtgraph for the curves, one pixel a column.

The plot has no axes of its own: its left and right edges are the range, so that everything on the
timeline is aligned to the pixel. What frames the curves is painted by `drawBackground` (grid) and
`drawForeground` (words).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

import pyqtgraph as pg  # isort: skip  (after PySide6, which it must find loaded)

from engine.analysis.timeline import Floats
from gui.theme import Theme, font

LABEL_HEIGHT = 14


def pen(color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a line one pixel wide, which is what Qt draws fast."""
    made = QPen(color, 1, style)
    made.setCosmetic(True)
    if style == Qt.PenStyle.DashLine:
        made.setDashPattern([4, 3])
    if style == Qt.PenStyle.DotLine:
        made.setDashPattern([1, 2])
    return made


class CurvePlot(pg.GraphicsView):  # type: ignore[misc]
    """The ground of the depth and of the throughput plot.

    A plot keeps no picture of another size: after a change of its height it wants a new view.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self.theme = theme
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self._box.disableAutoRange()
        self.setCentralItem(self._box)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setMouseTracking(True)
        self.headroom = 12
        """Pixels kept free above the highest value, for labels."""
        self.ticks: list[float] = []
        self.top = 1.0
        self._x = (0.0, 10.0)
        self._pads = (0, 0)
        self._drawn_range: object = None
        self._curves: list[pg.PlotCurveItem] = []
        self._font = font(11)
        self._bold = font(11, 600)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        self.viewport().update()

    def add_curve(self) -> pg.PlotCurveItem:
        """Add a curve on top of the others."""
        curve = pg.PlotCurveItem(antialias=False, skipFiniteCheck=False)
        curve.setSegmentedLineMode("off")
        self._box.addItem(curve, ignoreBounds=True)
        self._curves.append(curve)
        return curve

    def set_range(self, edges: Floats, top: float, pads: tuple[int, int]) -> None:
        """Show the bins `edges` and 0 ... `top`, with `pads` pixels kept above and below.

        For pyqtgraph x is the number of the bin, so that sliding through time moves nothing.
        """
        self._x = float(edges[0]), float(edges[-1])
        wanted = (len(edges) - 1, top, pads, self.height())
        if wanted == self._drawn_range:
            return
        self._drawn_range = wanted
        self.top, self._pads = top, pads
        unit = top / self._plot_height()
        above, below = pads
        self._box.setRange(
            xRange=(0, len(edges) - 1),
            yRange=(-below * unit, top + above * unit),
            padding=0,
            disableAutoRange=False,
        )

    def _plot_height(self) -> float:
        return float(max(self.height() - sum(self._pads), 1))

    def y_of(self, value: float) -> float:
        """Return the pixel row of `value`."""
        return self._pads[0] + (1 - value / self.top) * self._plot_height()

    def rows_of(self, values: Floats) -> npt.NDArray[np.float32]:
        """Return the pixel rows of many values; what is not known lies far below."""
        rows = self._pads[0] + (1 - values / self.top) * self._plot_height()
        return np.nan_to_num(rows, nan=1e9).astype(np.float32)

    def x_of(self, at_s: float) -> float:
        """Return the pixel column of an instant."""
        start, end = self._x
        return (at_s - start) / (end - start) * float(self.width())

    def draw(self, curve: pg.PlotCurveItem, y: Floats) -> None:
        """Give `curve` a value for each bin; stretches of NaN are left out."""
        known = np.flatnonzero(np.isfinite(y))
        if not len(known):
            curve.setData(x=[], y=[])
            return
        first, last = known[0], known[-1] + 1
        whole = len(known) == last - first
        curve.setData(
            x=np.arange(first, last) + 0.5,
            y=y[first:last],
            connect="all" if whole else "finite",
            skipFiniteCheck=whole,
        )

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the ground and the grid."""
        painter.fillRect(rect, self.theme.panel)
        painter.setPen(pen(self.theme.grid))
        for tick in self.ticks:
            y = round(self.y_of(tick))
            painter.drawLine(0, y, self.width(), y)

    def words(
        self,
        painter: QPainter,
        boxes: Sequence[tuple[QRectF, str, QColor, bool]],
    ) -> None:
        """Paint words: place, text, ink and whether they are bold."""
        for place, text, ink, bold in boxes:
            painter.setFont(self._bold if bold else self._font)
            painter.setPen(ink)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
