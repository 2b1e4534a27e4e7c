"""The peer of the window: three plots of pyqtgraph and nothing else.

It gets the series of the timeline once, finished, and draws them in every frame as any live plot
does: each curve and the picture of the lanes anew, in the pens of the window, along an axis of
seconds that moves on a column at a time.
"""

import time
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPen

import pyqtgraph as pg  # isort: skip  (after PySide6, which it must find loaded)

from bench.open_window import HEIGHT, WIDTH
from engine.analysis.view import Floats, View
from engine.states import State
from gui.main_window import MainWindow
from gui.panels import lane_image
from gui.panels.curve_plot import pen
from gui.panels.timeline_layout import LaneRows
from gui.theme import DARK

FRAME_MS: Final = 33

Pixels = npt.NDArray[np.uint8]


class BareWindow(QObject):
    """As large as `window`, with what its timeline shows now: the same curves, points and lanes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        timeline, controller = window.timeline, window.controller
        view = controller.view(*timeline.wanted_range(controller.snapshot.elapsed_s))
        if view is None or not view.depth[: len(view.depth) // 2].max() > 0:
            raise RuntimeError("The window shows no history: there is nothing to compare with.")
        self._edges = view.edges_s
        self._view = pg.GraphicsLayoutWidget()
        self._view.resize(WIDTH, HEIGHT)
        depth, rates, lanes = (self._view.addPlot(row, 0) for row in range(3))
        self._plots = (depth, rates, lanes)
        self._curves = [*_depth_curves(depth, view), *_rate_curves(rates, view)]
        self._pixels = _picture(view, timeline.canvas.lanes_view.rows)
        self._image = pg.ImageItem(axisOrder="row-major")
        lanes.addItem(self._image)
        for plot, top in zip(self._plots, (1000.0, _top(view), 1.0), strict=True):
            plot.disableAutoRange()
            plot.setYRange(0, top, padding=0)
        self.timer = QTimer(self, interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self._draw)
        self._begun = time.monotonic()
        self._view.show()

    def close(self) -> None:
        """Close the window."""
        self.timer.stop()
        self._view.close()

    def _draw(self) -> None:
        width = self._edges[1] - self._edges[0]
        edges = self._edges + width * ((time.monotonic() - self._begun) // width)
        middle = edges[:-1] + width / 2
        for plot in self._plots:
            plot.setXRange(edges[0], edges[-1], padding=0)
        for curve, values in self._curves:
            curve.setData(middle, values)
        self._image.setImage(self._pixels, autoLevels=False)
        self._image.setRect(edges[0], 0, edges[-1] - edges[0], 1)


def _line(color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return the window's pen for a plot scaled to its data: one pixel wide all the same."""
    made = pen(color, style)
    made.setCosmetic(True)
    return made


def _depth_curves(plot: pg.PlotItem, view: View) -> list[tuple[pg.PlotDataItem, Floats]]:
    """Mean, least and greatest depth, maxsize, and where the queue is full or empty."""
    dashed = _line(DARK.text2, Qt.PenStyle.DashLine)
    full = np.where(view.depth >= view.maxsize - 0.5, view.maxsize, np.nan)
    empty = np.where(view.depth < 0.05, 0.0, np.nan)
    curves = (
        (full, _line(DARK.state(State.WAIT_SLOT))),
        (empty, _line(DARK.state(State.WAIT_ITEM))),
        (view.depth_low, _line(DARK.text3)),
        (view.depth_high, _line(DARK.text3)),
        (view.maxsize, dashed),
        (view.depth, _line(DARK.text)),
    )
    return [(plot.plot(pen=line), values) for values, line in curves]


def _rate_curves(plot: pg.PlotItem, view: View) -> list[tuple[pg.PlotDataItem, Floats]]:
    """Throughput in and out; what is offered has no number, flat out."""
    dashed = _line(DARK.text2, Qt.PenStyle.DashLine)
    curves = ((view.entered_hz, dashed), (view.left_hz, _line(DARK.text)))
    return [(plot.plot(pen=line), values) for values, line in curves]


def _top(view: View) -> float:
    return float(np.nanmax([view.entered_hz, view.left_hz]))


def _picture(view: View, rows: LaneRows) -> Pixels:
    """Return the picture of the lanes: shape (rows.total, columns, 4), red, green, blue, alpha."""
    colors = {state: DARK.state(state).rgba() for state in lane_image.STACK}
    packed = lane_image.paint(lane_image.mix(view.lanes), rows, colors)[::-1]
    channels = [packed >> shift & 0xFF for shift in (16, 8, 0, 24)]
    return np.stack(channels, axis=-1).astype(np.uint8)
