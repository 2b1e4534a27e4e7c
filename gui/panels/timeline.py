"""The timeline panel: depth, throughput and lanes of states on one axis of time.

    header     what is shown · which range · Live            timeline_header.py
    canvas     depth, throughput, lanes, marks, axis         timeline_canvas.py
    explorer   what the user points out in it                timeline_explorer.py
    range      follows the run, or stays where it was put    gui/window_range.py

Each frame the controller asks `wanted_range`, gets a View of that range from the engine and hands
it to `show_view`.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.analysis.load import offered_hz
from engine.analysis.view import Lane, View
from engine.config import Config
from engine.runlog.marks import Mark
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.panels.timeline_canvas import TimelineCanvas
from gui.panels.timeline_explorer import Explorer
from gui.panels.timeline_gestures import Gestures
from gui.panels.timeline_header import PARTS, TimelineHeader
from gui.panels.timeline_marks import Label, labels
from gui.panels.words import state_word
from gui.run_view import RunView
from gui.theme import Theme
from gui.widgets.copying import make_copyable
from gui.widgets.panel import Panel
from gui.window_range import CHOICES, WindowRange


class TimelinePanel(Panel):
    """Depth with maxsize, throughput in and out, and a lane of states for every worker."""

    following_changed = Signal(bool)
    """The range began or ceased to move with the run."""
    range_changed = Signal()
    """The user, or the end of the run, asks for another range: draw a frame of it."""
    moment_requested = Signal(float)
    """The user points at a time to see the run as it was then."""
    range_selected = Signal(float, float)
    range_cleared = Signal()
    worker_selected = Signal(str)
    hovered = Signal(str)
    """What is under the pointer, empty when nothing is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._range = WindowRange()
        self._origin_ns = 0
        self._finished_run: int | None = None
        self._was_following = True
        self._shown_range: tuple[float, float] | None = None
        self._lanes: set[str] = set()
        """Names of the lanes of the range on show."""
        self._labelled: tuple[tuple[Mark, ...], dict[str, str]] | None = None
        self._labels: list[Label] = []
        """Of the marks and deaths in `_labelled`: a run may have thousands."""
        self._told = ""
        """What was last told of what is under the pointer: what can be copied."""
        self.header = TimelineHeader(self)
        self.canvas = TimelineCanvas(theme, self)
        head = QHBoxLayout()
        head.addWidget(self.header, 1)
        explain = self.help_button("timeline")
        head.addWidget(explain)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.canvas, 1)
        self.header.switched.connect(self._on_switched)
        self.canvas.left_out.connect(self.header.leave_out)
        self.header.chosen.connect(self._on_chosen)
        self.header.live_clicked.connect(self.follow)
        self._listen()
        for before, after in pairwise(
            (self.header.range_button, self.header.live, explain, self.canvas)
        ):
            QWidget.setTabOrder(before, after)
        make_copyable(self.canvas, lambda: self._told)
        self.canvas.setAccessibleName(self.tr("Timeline"))
        self.header.show_range(self._range)

    def _listen(self) -> None:
        self.gestures = gestures = Gestures(self.canvas)
        gestures.panned.connect(self._on_panned)
        gestures.zoomed.connect(self._on_zoomed)
        self.explorer = explorer = Explorer(self.canvas, self._range, gestures)
        explorer.moved.connect(self._moved)
        explorer.moment_requested.connect(self.moment_requested)
        explorer.range_selected.connect(self.range_selected)
        explorer.range_cleared.connect(self.range_cleared)
        explorer.worker_selected.connect(self.worker_selected)
        explorer.hovered.connect(self._on_hovered)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self.canvas.set_theme(theme)

    def set_origin(self, origin_ns: int) -> None:
        """Say which instant on the clock of the run log is 0 s; the marks are told in it."""
        self._origin_ns = origin_ns
        self._labelled = None

    @property
    def following(self) -> bool:
        """True while the range moves with the run."""
        return self._range.following

    @property
    def fits_run(self) -> bool:
        """True after the end of a run, while the range is exactly the run."""
        return self._range.fits_run

    def wanted_range(self, elapsed_s: float) -> tuple[float, float, int]:
        """Return (start_s, end_s, columns) to ask of the engine for a run `elapsed_s` old."""
        columns = self.canvas.places.width
        return (*self._range.wanted(elapsed_s, columns), columns)

    def clear(self, config: Config) -> None:
        """Show what is known before Start: axes, maxsize, and the lanes that there will be."""
        self._finished_run = None
        self._range.reset()
        self.explorer.forget()
        bounded = config.channel_maxsize if config.channel_kind == "queue" else 0
        message = self.tr("Space starts")
        self.canvas.clear(bounded, offered_hz(config), _lanes_to_come(config), message)
        self._show_range()

    def show_view(self, view: View, snapshot: Snapshot) -> None:
        """Draw one frame of a run."""
        ends = {worker.name: worker.state for worker in snapshot.workers if worker.ended}
        deaths = {
            worker.name: f"{worker.name} {state_word(worker.state)}"
            for worker in snapshot.workers
            if worker.ended and not worker.asked
        }
        if (view.marks, deaths) != self._labelled:
            self._labelled = view.marks, deaths
            self._labels = labels(view.marks, self._origin_ns, deaths)
        strip, everyone = self.explorer.strip, view.lanes
        view = strip.shown(self._with_same_lanes(view), self.explorer.run, self.canvas.lanes_room())
        self.canvas.rows_note = strip.note
        self.canvas.show_view(view, self._labels, ends, everyone)
        self.explorer.draw()
        self.header.show_range(self._range)
        if snapshot.phase is Phase.ENDED and self._finished_run != snapshot.run_id:
            self._finished_run = snapshot.run_id
            self._range.finish()
            self._moved()

    def _with_same_lanes(self, view: View) -> View:
        """Keep the lanes of a range that the user looks at: one more moves all that is above it."""
        before, self._shown_range = self._shown_range, self._range.current
        same = tuple(lane for lane in view.lanes if lane.name in self._lanes)
        if same and not self._range.following and before == self._shown_range:
            return replace(view, lanes=same)
        self._lanes = {lane.name for lane in view.lanes}
        return view

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a frame with as many columns, and rows, as there are pixels now."""
        super().resizeEvent(event)
        self.range_changed.emit()

    def set_held(self, held: bool) -> None:
        """Stand still while the processes go on, or follow them again."""
        if held:
            self._range.hold()
        else:
            self._range.follow()
        self._moved()

    def set_run(self, run: RunView) -> None:
        """Take what can be asked of the run on show; nothing is pointed out in it yet."""
        self.explorer.set_run(run)
        self.canvas.latencies.set_run(run)

    def set_moment(self, at_s: float | None) -> None:
        """Show at which moment the display is held; None while it is not."""
        self.explorer.set_moment(at_s)

    def set_filter(self, state: State | None) -> None:
        """Keep one state in colour and dim all others; None dims none."""
        self.canvas.set_filter(state)

    def select_worker(self, name: str) -> None:
        """Show which worker is meant, "" for none; no signal tells of it."""
        self.explorer.select_worker(name)

    def show_range(self, start_s: float, end_s: float) -> None:
        """Go to a range, with a little room around it, and cease to follow."""
        self._range.show(start_s, end_s)
        self._moved()

    def follow(self) -> None:
        """Move with the run again (the Live pill)."""
        self.explorer.leave_range()
        self._range.follow()
        self._moved()

    def preferences(self) -> dict[str, object]:
        """Return what is worth remembering: the span, the parts shown, the curves hidden."""
        parts = [part for part in PARTS if self.header.shows(part)]
        hidden = self.canvas.hidden_curves
        return {"span": self._range.choice, "parts": parts, "hidden": hidden}

    def apply_preferences(self, kept: Mapping[str, object]) -> None:
        """Take what `preferences` returned; what is missing or unknown stays as it is."""
        for choice in CHOICES:
            if kept.get("span") == choice:
                self._range.choose(choice)
        parts = kept.get("parts")
        if isinstance(parts, list):
            for part in PARTS:
                self.header.switches[part].setChecked(part in parts)
        hidden = kept.get("hidden")
        if isinstance(hidden, list):
            self.canvas.hide_curves(hidden)
        self._moved()

    def export_png(self, path: str, scale: float = 2) -> bool:
        """Write the panel with its ground as a PNG, `scale` times as fine; False if it cannot."""
        picture = QPixmap(self.size() * scale)
        picture.setDevicePixelRatio(scale)
        picture.fill(self.theme.window)
        with QPainter(picture) as painter:
            self.render(painter, QPointF(0, 0).toPoint())
        return picture.save(path, "PNG")

    def _on_switched(self) -> None:
        self.canvas.set_shown({part: self.header.shows(part) for part in PARTS})
        self.range_changed.emit()

    def _on_chosen(self, text: str) -> None:
        for choice in CHOICES:
            if choice == text:
                self._range.choose(choice)
        self._moved()

    def _on_panned(self, share: float) -> None:
        start, end = self._range.current
        self._range.pan(share * (end - start))
        self._moved()

    def _on_zoomed(self, factor: float, share: float) -> None:
        start, end = self._range.current
        self._range.zoom(factor, start + share * (end - start))
        self._moved()

    def _moved(self) -> None:
        self._show_range()
        self.range_changed.emit()

    def _show_range(self) -> None:
        self.header.show_range(self._range)
        if self._was_following != self._range.following:
            self._was_following = self._range.following
            self.following_changed.emit(self._was_following)

    def _on_hovered(self, text: str) -> None:
        self.canvas.setAccessibleDescription(text)
        self._told = text or self._told
        self.hovered.emit(text)


def _lanes_to_come(config: Config) -> tuple[Lane, ...]:
    """Return an empty lane for every worker that Start will start."""
    counts = {"producer": config.producers_count, "consumer": config.consumers_count}
    nothing = np.zeros((1, 20), np.float32)
    return tuple(
        Lane(f"{role}-{index}", role, index, 0.0, None, nothing)
        for role, count in counts.items()
        for index in range(1, count + 1)
    )
