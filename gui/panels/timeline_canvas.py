"""Plots and lanes under one another on one time axis, with the gutter that names them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.analysis.view import Floats, Lane, View
from engine.states import State
from gui.panels import timeline_gutter as gutter
from gui.panels.curve_plot import CurvePlot
from gui.panels.depth_plot import DepthPlot
from gui.panels.lanes import LanesView, one_for_each, shown_lanes
from gui.panels.latency_plot import LatencyPlot
from gui.panels.latency_reader import LatencyReader
from gui.panels.plot_legend import Legend
from gui.panels.shares_plot import SharesPlot
from gui.panels.throughput_plot import ThroughputPlot
from gui.panels.timeline_axis import paint_axis
from gui.panels.timeline_gutter import GutterLabel
from gui.panels.timeline_layout import (
    AT_FIRST,
    GUTTER,
    NOWHERE,
    PARTS,
    arrange,
    lane_rows,
    lanes_room,
    least_height,
    with_room,
)
from gui.panels.timeline_look_overlay import LookOverlay
from gui.panels.timeline_marks import Label
from gui.panels.timeline_overlay import MarksOverlay
from gui.panels.timeline_ticks import time_text
from gui.theme import Theme, font, type_scale
from gui.widgets.focus_ring import AROUND_PARENT

if TYPE_CHECKING:
    from engine.analysis.latency import LatencyView

LABEL_GAP = 7
ROOM_FOR_TWO_ROWS = 130
LABEL_ROWS = {False: 20, True: 40}
HEADROOM = 12


class TimelineCanvas(QWidget):
    """Everything below the header. It draws what it is given and decides nothing."""

    left_out = Signal(frozenset)
    """Which parts are wanted but have no room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._scale = type_scale()
        self.setMinimumHeight(least_height(self._scale))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(AROUND_PARENT, True)
        self.depth_plot = DepthPlot(theme, self)
        self.throughput_plot = ThroughputPlot(theme, self)
        self.latency_plot = LatencyPlot(theme, self)
        self.shares_plot = SharesPlot(theme, self)
        self.lanes_view = LanesView(theme, self)
        self.overlay = MarksOverlay(theme, self)
        self.look = LookOverlay(theme, self)
        self.parts: tuple[QWidget, ...] = (
            self.depth_plot,
            self.throughput_plot,
            self.latency_plot,
            self.shares_plot,
            self.lanes_view,
        )
        """As PARTS has them."""
        self.plots: dict[str, CurvePlot] = {
            "depth": self.depth_plot,
            "throughput": self.throughput_plot,
            "latency": self.latency_plot,
        }
        self.legends = {part: self._legend(plot) for part, plot in self.plots.items()}
        self.latencies = LatencyReader(self)
        self.latencies.came.connect(self._on_latency)
        self._wanted: frozenset[str] = frozenset(AT_FIRST)
        self._shown = self._wanted
        self._rows: tuple[Lane, ...] = ()
        self._edges: Floats = np.array([0.0, 10.0])
        self.rows_note = ""
        """Which of a role's workers the lanes show, when they are not all."""
        self._selected = ""
        self._labels: list[GutterLabel] = []
        self._redraw: Callable[[], None] = lambda: None
        self._font = font(11)
        self.places = NOWHERE

    def _legend(self, plot: CurvePlot) -> Legend:
        legend = Legend(self.theme, plot.entries(), self)
        legend.toggled.connect(self._on_legend)
        return legend

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        for part in (*self.parts, self.overlay, self.look):
            part.set_theme(theme)  # type: ignore[attr-defined]
        for name, legend in self.legends.items():
            legend.set_theme(theme, self.plots[name].entries())
        self._redraw()
        self.update()

    def set_low(self, is_low: bool) -> None:
        """Ask for less height: the window is low."""
        self.setMinimumHeight(least_height(self._scale, is_low))

    def set_shown(self, shown: Mapping[str, bool]) -> None:
        """Show or hide parts, as PARTS names them, where there is room for them."""
        self._wanted = frozenset(part for part in PARTS if shown.get(part))
        self._let_go()
        self.latencies.set_wanted("latency" in self._shown)
        if "latency" not in self._shown:
            self.latency_plot.clear()
        self._place()
        self._redraw()

    @property
    def range_s(self) -> tuple[float, float]:
        """The range that is drawn, in seconds."""
        return float(self._edges[0]), float(self._edges[-1])

    def lanes_room(self) -> int:
        """Return the most pixels that lanes can have."""
        return lanes_room(self.height(), self._shown, self._scale)

    def set_selected(self, name: str) -> None:
        """Show at which lane the user looks: a worker's name, a role, or "" for none."""
        if name != self._selected:
            self._selected = name
            self._refresh_gutter()

    def set_filter(self, state: State | None) -> None:
        """Dim all states but one in lanes and shares; None dims none."""
        self.shares_plot.set_filter(state)
        self.lanes_view.set_filter(state)

    @property
    def hidden_curves(self) -> list[str]:
        """The curves that the user has hidden: "throughput.in"."""
        return [f"{part}.{key}" for part, legend in self.legends.items() for key in legend.hidden]

    def hide_curves(self, names: Collection[object]) -> None:
        """Hide these curves and show all others."""
        for part, legend in self.legends.items():
            keys = [entry.key for entry in self.plots[part].entries()]
            legend.set_hidden([key for key in keys if f"{part}.{key}" in names])
        self._on_legend()

    def clear(self, maxsize: int, offered_hz: float, lanes: Sequence[Lane], message: str) -> None:
        """Show empty plots, the names of the lanes to come, and a message."""
        self._redraw = lambda: self.clear(maxsize, offered_hz, lanes, message)
        self._set_rows(one_for_each(tuple(lanes), self.lanes_room()))
        self._edges = np.array([0.0, 10.0])
        self.depth_plot.message = message
        self.depth_plot.clear(maxsize)
        self.legends["depth"].set_absent(() if maxsize else ("maxsize",))
        self.throughput_plot.clear(offered_hz)
        self.latency_plot.clear()
        self.shares_plot.show_lanes(lanes, self._edges)
        self.overlay.show_labels((), 0.0, 10.0)
        self.lanes_view.show_lanes(self._rows, self._edges, {}, self.lanes_view.rows)
        self._refresh_gutter()
        self.update()

    def show_view(
        self,
        view: View,
        labels: Sequence[Label],
        ends: Mapping[str, State],
        everyone: Sequence[Lane] | None = None,
    ) -> None:
        """Draw one frame: all curves, lanes and marks of the same range.

        `everyone` are the lanes that the shares are of, when the view has some of them only.
        """
        self._redraw = lambda: self.show_view(view, labels, ends, everyone)
        if not np.array_equal(self._edges, view.edges_s):
            self._edges = view.edges_s
            self.update(0, self.places.axis.top, self.width(), self.places.axis.height)
        if "lanes" in self._shown:  # first, for a lane more moves all that is above it
            self._set_rows(shown_lanes(view, self.lanes_room()))
            self.lanes_view.show_lanes(self._rows, view.edges_s, ends, self.lanes_view.rows)
        self.depth_plot.message = ""
        if "depth" in self._shown:
            self.depth_plot.show_view(view)
            is_bounded = bool(np.isfinite(view.maxsize).any())
            self.legends["depth"].set_absent(() if is_bounded else ("maxsize",))
        if "throughput" in self._shown:
            self.throughput_plot.show_view(view)
        if "latency" in self._shown:
            self.latency_plot.show_range(view.edges_s)
            self.latencies.look_at(view.edges_s)
        if "shares" in self._shown:
            self.shares_plot.show_lanes(view.lanes if everyone is None else everyone, view.edges_s)
        self.overlay.show_labels(labels, *self.range_s)
        self._refresh_gutter()

    def text_at(self, part: QWidget, position: QPointF) -> str:
        """Return what is under a point of one of the parts: marks, and in a plot its values."""
        if part is self:
            return ""
        marks = self.overlay.text_at(position.x())
        if part is self.lanes_view:
            return marks or self.lanes_view.text_at(position)
        if isinstance(part, CurvePlot):
            values = part.text_at(position.x())
        else:
            values = self.shares_plot.text_at(position.x(), position.y())
        time = self._time_at(position.x()) if values else ""
        return "\n".join(text for text in (marks, time, values) if text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every part its place and draw what was shown in its new size."""
        self._let_go()
        self._place()
        self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing that nobody sees."""
        self.latencies.rest()

    def _time_at(self, x: float) -> str:
        start, end = self.range_s
        at_s = start + (end - start) * x / max(self.places.width, 1)
        return time_text(at_s, min((end - start) / max(self.places.width, 1) * 10, 0.5))

    def _on_latency(self, view: LatencyView, is_reading: bool) -> None:
        self.latency_plot.show_latency(view, is_reading)
        self._refresh_gutter()

    def _on_legend(self) -> None:
        for part, legend in self.legends.items():
            if set(legend.hidden) != self.plots[part].hidden:
                self.plots[part].set_hidden(legend.hidden)
        self._redraw()

    def _set_rows(self, lanes: tuple[Lane, ...]) -> None:
        names = [lane.name for lane in lanes]
        changed = names != [lane.name for lane in self._rows]
        self._rows = lanes
        if changed:
            self._place()

    def _let_go(self) -> None:
        """Leave out what there is no room for."""
        self._shown = with_room(self._wanted, self.height(), self._scale)
        self.left_out.emit(self._wanted - self._shown)

    def _place(self) -> None:
        places = arrange(
            self.width(),
            self.height(),
            len(self._rows),
            self._shown,
            round(GUTTER * self._scale),
            self._scale,
        )
        self.places = places
        self.lanes_view.rows = lane_rows(len(self._rows), places.lanes.height, self._scale)
        for name, part in zip(PARTS, self.parts, strict=True):
            strip = places.strip(name)
            part.setVisible(name in self._shown)
            part.setGeometry(places.left, strip.top, places.width, strip.height)
        for name, legend in self.legends.items():
            strip = places.strip(name)
            legend.place(0, strip.top, strip.height, at_top=name == "depth")
        self._make_room()
        self.overlay.setGeometry(QRect(places.left, 0, places.width, places.axis.top))
        self.overlay.raise_()
        self.look.setGeometry(QRect(places.left, 0, places.width, self.height()))
        self.look.raise_()
        self.update()

    def _make_room(self) -> None:
        """Keep room for the labels of marks above the curves of the first plot."""
        shown = [plot for part, plot in self.plots.items() if part in self._shown]
        self.overlay.label_zone = 0
        for plot in shown:
            plot.headroom = round(HEADROOM * self._scale)
        if shown:
            self.overlay.label_zone = LABEL_ROWS[shown[0].height() >= ROOM_FOR_TWO_ROWS]
            shown[0].headroom = self.overlay.label_zone + 4

    def _refresh_gutter(self) -> None:
        """Repaint the gutter, but only when something in it has changed."""
        labels = self._gutter_labels()
        if labels != self._labels:
            self._labels = labels
            self.update(0, 0, self.places.left, self.height())

    def _gutter_labels(self) -> list[GutterLabel]:
        places, labels = self.places, []
        for part, plot in self.plots.items():
            if part in self._shown:
                labels += gutter.ticks(places.strip(part), plot.tick_words(), self._scale)
        if "shares" in self._shown:
            shares = self.shares_plot
            labels += gutter.role_names(shares.lanes, shares.rows, places.shares)
        if "lanes" in self._shown:
            rows = self.lanes_view.rows
            names = gutter.lane_names(self._rows, rows, places.lanes, self._scale)
            if self.rows_note and self._rows:
                names = gutter.note(self._rows[0].role, self.rows_note, places.lanes, self._scale)
            names = gutter.selected_alone(names, self._rows, rows, places.lanes, self._selected)
            labels += [
                name._replace(is_selected=name.key == (self._selected or None)) for name in names
            ]
        return labels

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint gutter and axis; the parts paint themselves."""
        with QPainter(self) as painter:
            if event.region().intersects(QRect(0, 0, self.places.left, self.places.axis.top)):
                width = self.places.left - LABEL_GAP
                for label in self._labels:
                    gutter.paint(painter, self.theme, label, width, self._scale)
            painter.setFont(self._font)
            axis = self.places.axis
            if self.hasFocus():
                painter.fillRect(self.places.left, axis.top, self.places.width, 2, self.theme.text)
            taken = self.look.taken_of_axis()
            paint_axis(painter, self.theme, self.places, self.range_s, self._scale, taken)
