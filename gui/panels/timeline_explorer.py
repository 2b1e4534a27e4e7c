"""Looking into the timeline: measure, step from span to span, ask who ended a wait.

    hover     what is under the pointer                 timeline_hover.py
    scrub     the moment that the axis is dragged to    timeline_scrubber.py
    strip     the workers of a role                     lane_strip.py

It keeps what is looked at (Look), asks the run about it, and has it drawn over the canvas. What it
changes about the range goes through the WindowRange that it shares with its panel.
"""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QPointF, QTimer, Signal
from PySide6.QtWidgets import QWidget

from engine.analysis.view import Lane
from gui.panels.lane_strip import LaneStrip
from gui.panels.span_words import span_text
from gui.panels.timeline_answers import Answer, Answers, asked, told
from gui.panels.timeline_canvas import TimelineCanvas
from gui.panels.timeline_gestures import Gestures
from gui.panels.timeline_hover import Hover
from gui.panels.timeline_keys import Act
from gui.panels.timeline_look import Look, Scene, is_under_way, lane_key
from gui.panels.timeline_scrubber import Scrubber
from gui.panels.timeline_ticks import duration_text, time_text
from gui.window_range import WindowRange

LEAST_PIXELS: Final = 2
"""Steps pass over spans that are shorter."""
NUDGE: Final = 0.01
"""How far a key scrubs, as a share of the range."""
AGAIN_MS: Final = 250
"""So often the log is asked whether a span that is pointed out is over."""


class Explorer(QObject):
    """What the user points out in the timeline."""

    moment_requested = Signal(float)
    range_selected = Signal(float, float)
    range_cleared = Signal()
    worker_selected = Signal(str)
    hovered = Signal(str)
    moved = Signal()
    """Another range, or other lanes, are wanted."""

    def __init__(self, canvas: TimelineCanvas, window: WindowRange, gestures: Gestures) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._window = window
        self._gestures = gestures
        self._run: Answers | None = None
        self._has_opened = False
        self.look = Look()
        self.strip = LaneStrip(canvas)
        self.strip.moved.connect(self._on_strip)
        self._hover = Hover(canvas, window, gestures)
        self._hover.hovered.connect(self.hovered)
        self._scrubber = Scrubber(self)
        self._scrubber.moment_requested.connect(self.moment_requested)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask_again)
        gestures.measuring.connect(self._on_measuring)
        gestures.measured.connect(self._on_measured)
        gestures.scrubbing.connect(lambda share: self._scrubber.point_at(self._time(share)))
        gestures.scrubbed.connect(self._scrubber.finish)
        gestures.clicked.connect(self._on_clicked)
        gestures.double_clicked.connect(self._on_double_clicked)
        gestures.scrolled.connect(self.strip.scroll)
        gestures.acted.connect(self._on_act)

    def set_run(self, run: Answers) -> None:
        """Take another run to ask; nothing of the one before is looked at any more."""
        self._run = run
        self._hover.set_run(run)
        self.forget()

    @property
    def run(self) -> Answers | None:
        """The run on show."""
        return self._run

    def forget(self) -> None:
        """Look at nothing, as before Start; nobody is told."""
        self._hover.forget()
        self._scrubber.forget()
        self.strip.reset()
        self._show(Look())

    def set_moment(self, at_s: float | None) -> None:
        """Show at which moment the display is held; None while it is not."""
        self._show(replace(self.look, moment_s=at_s))

    def select_worker(self, name: str) -> None:
        """Show which worker is meant; nobody is told."""
        look = replace(self.look, worker=name)
        if look.span is not None and look.span.worker != name:
            look = replace(look, span=None, words="", link=None)
        self._show(look)

    def draw(self) -> None:
        """Draw what is looked at over what the canvas shows now."""
        canvas, lanes = self._canvas, self._canvas.lanes_view
        canvas.set_selected(self.look.worker)
        self.strip.place(canvas.places)
        start_s, end_s = canvas.range_s
        rows = {lane_key(lane): row for row, lane in enumerate(lanes.lanes)}
        now_s = self._window.elapsed_s
        scene = Scene(start_s, end_s, now_s, canvas.places, lanes.rows, rows)
        canvas.look.show_look(self.look, scene)

    def _show(self, look: Look) -> None:
        if look != self.look:
            self.look = look
            self.draw()
        if not is_under_way(self.look.span):
            self._again.stop()
        elif not self._again.isActive():
            self._again.start()

    def _on_strip(self) -> None:
        self._has_opened = True
        self.moved.emit()

    # Measuring

    def _on_measuring(self, from_share: float, to_share: float) -> None:
        self._hold()
        start_s, end_s = sorted((self._time(from_share), self._time(to_share)))
        self._show(replace(self.look, measured=(start_s, end_s)))

    def _on_measured(self) -> None:
        if self.look.measured is not None:
            self._tell_range(*self.look.measured)

    def _tell_range(self, start_s: float, end_s: float) -> None:
        self.range_selected.emit(start_s, end_s)
        step = (end_s - start_s) / 10
        ends = f"{time_text(start_s, step)} – {time_text(end_s, step)}"
        self.hovered.emit(f"{ends} · {duration_text(end_s - start_s)}")

    def leave_range(self) -> None:
        """Let go of what stands still: the measured range and the span that is pointed out."""
        was = self.look
        self._show(replace(was, measured=None, span=None, words="", link=None))
        if was.measured is not None:
            self.range_cleared.emit()

    def _nudge(self, direction: int) -> None:
        """Scrub by keys, from the moment on show or the present."""
        start_s, end_s = self._window.current
        held_s = self.look.moment_s
        at_s = self._window.elapsed_s if held_s is None else held_s
        at_s = min(max(at_s + direction * NUDGE * (end_s - start_s), 0.0), self._window.elapsed_s)
        self._window.reveal(at_s, at_s)
        self.moved.emit()
        self.moment_requested.emit(at_s)

    # Clicks

    def _on_clicked(self, widget: QWidget, position: QPointF) -> None:
        self._has_opened = False
        lanes = self._canvas.lanes_view
        if widget is self._canvas:  # the gutter, beside a lane
            place = QPointF(0, position.y() - self._canvas.places.lanes.top)
            self._choose(lanes.lane_at(place))
            return
        if self.look.measured is not None and not self._is_measured(self._pointed_s(position)):
            self.leave_range()
            return
        lane = lanes.lane_at(position) if widget is lanes else None
        if lane is None:
            self._show(replace(self.look, span=None, words="", link=None))
        elif self._choose(lane):
            self._ask(lane.name, self._pointed_s(position))

    def _choose(self, lane: Lane | None) -> bool:
        """Select the worker of a lane, or open a strip; True for a worker."""
        if lane is None:
            return False
        if not lane.index:
            self.strip.open(lane.role)
            return False
        self._select(lane.name)
        return True

    def _select(self, name: str) -> None:
        if name != self.look.worker:
            self.select_worker(name)
            self.worker_selected.emit(name)

    def _ask(self, worker: str, at_s: float) -> None:
        """Point out the wait of a worker at a time that is not to come, and who ended it."""
        is_past = at_s <= self._window.elapsed_s
        answer = asked(self._run, worker, at_s) if self._run and is_past else None
        if answer is not None:
            self._hold()
        self._point_out(answer)

    def _ask_again(self) -> None:
        """See whether the span that is pointed out is over: it has an end then, and other words."""
        span, has_ended = self.look.span, self._window.has_ended
        if self._run is None or span is None:
            return
        answer = told(self._run, span.worker, span.start_s)
        if answer is None or not is_under_way(answer.span):
            self._point_out(answer)
        elif not has_ended:  # a log that was cut off never says more
            self._again.start()

    def _point_out(self, answer: Answer | None) -> None:
        if answer is None:
            self._show(replace(self.look, span=None, words="", link=None))
            return
        self._show(replace(self.look, span=answer.span, words=answer.words, link=answer.link))
        self.hovered.emit(f"{answer.span.worker} · {answer.words}")

    def _on_double_clicked(self, share: float) -> None:
        """Zoom to the measured range, if it is there, or else, and then, show the whole run."""
        measured = self.look.measured
        is_in = measured is not None and self._is_measured(self._time(share))
        if measured is not None and is_in and not self._window.is_shown(*measured):
            self._window.show(*measured)
            self.moved.emit()
        elif not self._has_opened:
            self._window.show_all()
            self.moved.emit()

    def _is_measured(self, at_s: float) -> bool:
        measured = self.look.measured
        return measured is not None and measured[0] <= at_s <= measured[1]

    # Keys

    def _on_act(self, act: Act) -> None:
        match act:
            case Act.WHOLE:
                self._window.show_all()
                self.moved.emit()
            case Act.FIT:
                self._fit()
            case Act.NEXT_SPAN | Act.PREVIOUS_SPAN:
                self._step(act is Act.NEXT_SPAN)
            case Act.LANE_ABOVE | Act.LANE_BELOW:
                self._go_to_lane(1 if act is Act.LANE_BELOW else -1)
            case Act.SCROLL_UP | Act.SCROLL_DOWN:
                self.strip.scroll(1 if act is Act.SCROLL_DOWN else -1)
            case Act.ASK:
                self._ask_by_key()
            case Act.MEASURE:
                self._measure_span()
            case Act.SCRUB_EARLIER | Act.SCRUB_LATER:
                self._nudge(1 if act is Act.SCRUB_LATER else -1)
            case Act.CLEAR:
                self._clear()

    def _fit(self) -> None:
        wanted = self.look.measured or self._span_range()
        if wanted is not None:
            self._window.show(*wanted)
            self.moved.emit()

    def _span_range(self) -> tuple[float, float] | None:
        span = self.look.span
        if span is None:
            return None
        return span.start_s, self._window.elapsed_s if span.end_s is None else span.end_s

    def _measure_span(self) -> None:
        wanted = self._span_range()
        if wanted is not None:
            self._hold()
            self._show(replace(self.look, measured=wanted))
            self._tell_range(*wanted)

    def _step(self, is_later: bool) -> None:
        """Go to the next or previous span of the worker, so long that it can be seen."""
        worker = self._stepped_worker()
        if self._run is None or not worker:
            return
        start_s, end_s = self._window.current
        least_s = LEAST_PIXELS * (end_s - start_s) / max(self._canvas.places.width, 1)
        at_s = self.look.span.start_s if self.look.span else self._pointed_s()
        find = self._run.next_span if is_later else self._run.previous_span
        span = find(worker, at_s, least_s)
        self._select(worker)
        if span is not None:
            words = span_text(span)
            self._show(replace(self.look, span=span, words=words, link=None))
            self._window.reveal(span.start_s, span.start_s if span.end_s is None else span.end_s)
            self.moved.emit()
            self.hovered.emit(f"{worker} · {words}")

    def _stepped_worker(self) -> str:
        """Return whose spans are stepped through: of the one selected, pointed at, or the first."""
        lanes, pointer = self._canvas.lanes_view, self._gestures.pointer
        names = [lane.name for lane in lanes.lanes if lane.index]
        if self.look.worker in names:
            return self.look.worker
        pointed = lanes.lane_at(pointer[1]) if pointer and pointer[0] is lanes else None
        return pointed.name if pointed is not None and pointed.index else next(iter(names), "")

    def _go_to_lane(self, direction: int) -> None:
        lanes = self._canvas.lanes_view.lanes
        keys = [lane_key(lane) for lane in lanes]
        if not keys:
            return
        if self.look.worker in keys:
            row = min(max(keys.index(self.look.worker) + direction, 0), len(keys) - 1)
        else:
            row = 0 if direction > 0 else len(keys) - 1
        if lanes[row].index:
            self._select(keys[row])
        else:
            self.select_worker(keys[row])

    def _ask_by_key(self) -> None:
        """Ask who ended the wait that is pointed out, or open the strip that is meant."""
        strips = [lane.role for lane in self._canvas.lanes_view.lanes if not lane.index]
        if self.look.worker in strips:
            self.strip.open(self.look.worker)
        elif self.look.span is not None:
            self._ask(self.look.span.worker, self.look.span.start_s)

    def _clear(self) -> None:
        """Take away what is pointed out; when nothing is, close the strip."""
        if self.look == Look(moment_s=self.look.moment_s):
            self.strip.close()
            return
        was = self.look
        self._show(Look(moment_s=self.look.moment_s))
        self.hovered.emit("")
        if was.measured is not None:
            self.range_cleared.emit()
        if was.worker:
            self.worker_selected.emit("")

    # Where

    def _hold(self) -> None:
        """Let the range stand still: the user looks at something in it."""
        if self._window.following:
            self._window.hold()
            self.moved.emit()

    def _time(self, share: float) -> float:
        start_s, end_s = self._window.current
        return start_s + share * (end_s - start_s)

    def _pointed_s(self, position: QPointF | None = None) -> float:
        """Return the time at a place, or at the pointer: the middle when that is elsewhere."""
        if position is None:
            return self._time(self._gestures.pointer_share)
        return self._time(position.x() / max(self._canvas.places.width, 1))
