"""Plots and lanes under one another on one time axis, with the gutter that names them."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.analysis.timeline import Floats, Lane, View
from engine.states import State
from gui.panels.depth_plot import DepthPlot
from gui.panels.lanes import LanesView, one_for_each, shown_lanes
from gui.panels.throughput_plot import ThroughputPlot
from gui.panels.timeline_layout import GUTTER, Arrangement, Strip, arrange, lane_rows, lanes_room
from gui.panels.timeline_marks import Label
from gui.panels.timeline_overlay import MarksOverlay
from gui.panels.timeline_ticks import count_text, time_step, time_text, time_ticks
from gui.theme import Theme, font

LABEL_GAP = 7
LEAST_NAME_PITCH = 13
LEAST_HEIGHT = 180
ROOM_FOR_TWO_ROWS = 130
LABEL_ROWS = {False: 20, True: 40}


class TimelineCanvas(QWidget):
    """Everything below the header. It draws what it is given and decides nothing."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.depth_plot = DepthPlot(theme, self)
        self.throughput_plot = ThroughputPlot(theme, self)
        self.lanes_view = LanesView(theme, self)
        self.overlay = MarksOverlay(theme, self)
        self.parts: tuple[QWidget, ...] = (self.depth_plot, self.throughput_plot, self.lanes_view)
        self._shown = {"depth": True, "throughput": True, "lanes": True}
        self._rows: tuple[Lane, ...] = ()
        self._edges: Floats = np.array([0.0, 10.0])
        self._gutter: object = None
        self._redraw: Callable[[], None] = lambda: None
        self._font = font(11)
        self._name_font = font(12)
        self.places = Arrangement(GUTTER, 1, *(Strip(0, 0) for _ in range(4)))

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        for part in (self.depth_plot, self.throughput_plot, self.lanes_view, self.overlay):
            part.set_theme(theme)
        self._redraw()
        self.update()

    def set_shown(self, shown: Mapping[str, bool]) -> None:
        """Show or hide parts: depth, throughput, lanes."""
        self._shown = dict(shown)
        self._place()
        self._redraw()

    def clear(self, maxsize: int, offered_hz: float, lanes: Sequence[Lane], message: str) -> None:
        """Show empty plots, the names of the lanes to come, and a message."""
        self._redraw = lambda: self.clear(maxsize, offered_hz, lanes, message)
        self._set_rows(one_for_each(tuple(lanes), self._lanes_room()))
        self._edges = np.array([0.0, 10.0])
        self.depth_plot.message = message
        self.depth_plot.clear(maxsize)
        self.throughput_plot.clear(offered_hz)
        self.overlay.show_labels((), 0.0, 10.0)
        self.lanes_view.show_lanes(self._rows, self._edges, {}, self.lanes_view.rows)
        self.update()

    def show_view(self, view: View, labels: Sequence[Label], ends: Mapping[str, State]) -> None:
        """Draw one frame: all curves, lanes and marks of the same range."""
        self._redraw = lambda: self.show_view(view, labels, ends)
        if not np.array_equal(self._edges, view.edges_s):
            self._edges = view.edges_s
            self.update(0, self.places.axis.top, self.width(), self.places.axis.height)
        if self._shown["lanes"]:  # first, for a lane more moves all that is above it
            self._set_rows(shown_lanes(view, self._lanes_room()))
            self.lanes_view.show_lanes(self._rows, view.edges_s, ends, self.lanes_view.rows)
        self.depth_plot.message = ""
        if self._shown["depth"]:
            self.depth_plot.show_view(view)
        if self._shown["throughput"]:
            self.throughput_plot.show_view(view)
        self.overlay.show_labels(labels, float(view.edges_s[0]), float(view.edges_s[-1]))
        self._refresh_gutter()

    def text_at(self, part: QWidget, position: QPointF) -> str:
        """Return what is under a point of one of the parts."""
        marks = self.overlay.text_at(position.x())
        if part is self.lanes_view and not marks:
            return self.lanes_view.text_at(position)
        return marks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every part its place and draw what was shown in its new size."""
        self._place()
        self._redraw()

    def _lanes_room(self) -> int:
        return lanes_room(self.height(), self._shown["depth"], self._shown["throughput"])

    def _set_rows(self, lanes: tuple[Lane, ...]) -> None:
        names = [lane.name for lane in lanes]
        changed = names != [lane.name for lane in self._rows]
        self._rows = lanes
        if changed:
            self._place()

    def _place(self) -> None:
        shown = self._shown
        rows = len(self._rows) if shown["lanes"] else 0
        places = arrange(self.width(), self.height(), rows, shown["depth"], shown["throughput"])
        self.places = places
        self.lanes_view.rows = lane_rows(len(self._rows), places.lanes.height)
        strips = (places.depth, places.throughput, places.lanes)
        for name, part, strip in zip(shown, self.parts, strips, strict=True):
            part.setVisible(shown[name])
            part.setGeometry(places.left, strip.top, places.width, strip.height)
        self._make_room()
        self.overlay.setGeometry(QRect(places.left, 0, places.width, places.axis.top))
        self.overlay.raise_()
        self._gutter = None
        self.update()

    def _make_room(self) -> None:
        """Keep room for the labels of marks above the curves of the first plot."""
        first = self.depth_plot if self._shown["depth"] else self.throughput_plot
        zone = LABEL_ROWS[first.height() >= ROOM_FOR_TWO_ROWS] if self._shows_plots() else 0
        self.overlay.label_zone = zone
        self.throughput_plot.headroom = 12
        first.headroom = zone + 4

    def _shows_plots(self) -> bool:
        return self._shown["depth"] or self._shown["throughput"]

    def _refresh_gutter(self) -> None:
        """Repaint the gutter, but only when something in it has changed."""
        told = (
            tuple(self.depth_plot.ticks),
            tuple(self.throughput_plot.ticks),
            self.depth_plot.top,
            self.throughput_plot.top,
            tuple(lane.name for lane in self._rows),
        )
        if told != self._gutter:
            self._gutter = told
            self.update(0, 0, self.places.left, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint gutter and axis; the parts paint themselves."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(self.theme.text2)
        if event.region().intersects(QRect(0, 0, self.places.left, self.places.axis.top)):
            self._paint_gutter(painter)
        self._paint_axis(painter)

    def _paint_gutter(self, painter: QPainter) -> None:
        if self._shown["depth"]:
            for tick in self.depth_plot.ticks:
                y = self.places.depth.top + self.depth_plot.y_of(tick)
                self._paint_label(painter, y, count_text(tick))
        if self._shown["throughput"]:
            last = self.throughput_plot.ticks[-1]
            for tick in self.throughput_plot.ticks:
                y = self.places.throughput.top + self.throughput_plot.y_of(tick)
                self._paint_label(painter, y, count_text(tick) + ("/s" if tick == last else ""))
        if self._shown["lanes"]:
            self._paint_names(painter)
            painter.setFont(self._font)

    def _paint_names(self, painter: QPainter) -> None:
        """Name each lane, or where lanes are too low for that, each role."""
        rows, top = self.lanes_view.rows, self.places.lanes.top
        strips = bool(self._rows) and self._rows[0].index == 0
        if rows.pitch >= LEAST_NAME_PITCH or strips:
            for row, lane in enumerate(self._rows):
                painter.setFont(self._name_font if lane.index else self._font)
                self._paint_label(painter, top + row * rows.pitch + rows.height / 2, lane.name)
            return
        roles = [lane.role for lane in self._rows]
        painter.setFont(self._font)
        words = {"producer": self.tr("{0} producers"), "consumer": self.tr("{0} consumers")}
        for role in dict.fromkeys(roles):
            first, count = roles.index(role), roles.count(role)
            middle = top + (first + count / 2) * rows.pitch
            self._paint_label(painter, middle, words.get(role, "{0}").format(count))

    def _paint_label(self, painter: QPainter, y: float, text: str) -> None:
        place = QRectF(0, y - 8, self.places.left - LABEL_GAP, 16)
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, align, text)

    def _paint_axis(self, painter: QPainter) -> None:
        start, end = float(self._edges[0]), float(self._edges[-1])
        left, width, axis = self.places.left, self.places.width, self.places.axis
        if self.hasFocus():
            painter.fillRect(left, axis.top, width, 2, self.theme.text)
        step = time_step(end - start, width)
        for tick in time_ticks(start, end, width):
            x = left + (tick - start) / (end - start) * width
            painter.setPen(self.theme.text3)
            painter.drawLine(round(x), axis.top, round(x), axis.top + 2)
            text = time_text(tick, step)
            half = painter.fontMetrics().horizontalAdvance(text) / 2
            if tick == 0 or x - half < left or x + half > left + width:
                continue
            painter.setPen(self.theme.text2)
            place = QRectF(x - half - 2, axis.top + 3, 2 * half + 4, axis.height - 3)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
