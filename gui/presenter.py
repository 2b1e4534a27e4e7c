"""What the panels show: the run as it is, a moment of its past, or a range that was chosen.

    live      every frame, all panels                     ── hold, scrub, click an event ──▶ moment
    moment    flow, tables and X-ray as they were then;   ◀── Back to live ──
              clock, status and processes go on

A chosen range changes the sentence only: it then tells of that range.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from engine.analysis.sentence import Phrase, Sentence
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.controller import Controller, Frame
from gui.panels.events import EventsPanel
from gui.panels.flow import FlowPanel
from gui.panels.load import LoadBox
from gui.panels.processes import ProcessesPanel
from gui.panels.shares import SharesPanel
from gui.panels.status import StatusPanel
from gui.panels.steady import PROCESSES_AT_S, SHARES_AT_S, Pace
from gui.panels.timeline import TimelinePanel
from gui.panels.timeline_layout import MOST_LANES
from gui.panels.timeline_ticks import duration_text
from gui.panels.why import WhyPanel
from gui.panels.words import phrase_text
from gui.panels.xray import XrayPanel
from gui.run_figures import DOMINANT_SPAN_S, RATES_SPAN_S, dominant_states
from gui.steady_sentence import SteadySentence
from gui.toolbar import Toolbar, clock_text

LARGE_S: Final = 1.0
"""So often the table of a large run is filled: it has more rows than anyone can read faster."""
LEAST_RANGE_S: Final = 0.05
"""A range that is shorter says nothing about who waits."""

Range = tuple[float, float]


@dataclass(frozen=True)
class Panels:
    """Everything that shows a run."""

    toolbar: Toolbar
    why: WhyPanel
    flow: FlowPanel
    timeline: TimelinePanel
    shares: SharesPanel
    processes: ProcessesPanel
    xray: XrayPanel
    events: EventsPanel
    status: StatusPanel
    load: LoadBox


@dataclass(frozen=True)
class Moment:
    """The run as it was."""

    at_s: float
    snapshot: Snapshot
    dominant: Mapping[str, State]
    sentence: Sentence | None


class Presenter(QObject):
    """Hands the panels what they show. It decides nothing about the run."""

    held_changed = Signal(bool)
    """The display began or ceased to stand still."""

    def __init__(self, controller: Controller, panels: Panels, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._panels = panels
        self._frame: Frame | None = None
        self._moment: Moment | None = None
        self._range: Range | None = None
        self._shown_sentence: Sentence | None = None
        self._steady = SteadySentence()
        self._shown_phrase: Phrase | None = None
        self._sentence_pace = Pace(1.0)
        self._shares_pace = Pace(offset_s=SHARES_AT_S)
        self._processes_pace = Pace(offset_s=PROCESSES_AT_S)
        self._large_pace = Pace(LARGE_S, offset_s=PROCESSES_AT_S)
        self._connect()
        panels.timeline.set_run(controller.run)  # a window may open on a run that is there

    @property
    def is_held(self) -> bool:
        """True while a moment of the past is shown."""
        return self._moment is not None

    @property
    def held_at_s(self) -> float | None:
        """The moment of the past that is shown, None while live."""
        return self._moment.at_s if self._moment else None

    def show_frame(self, frame: Frame) -> None:
        """Show one frame. A held display stays: clock, status, load, events and sentence go on."""
        self._frame = frame
        panels = self._panels
        panels.toolbar.show_snapshot(frame.snapshot)
        panels.status.show_snapshot(frame.snapshot)
        panels.load.show_snapshot(frame.snapshot)
        self._show_events()
        self._show_sentence()
        if self._moment is not None:
            return
        panels.why.show_snapshot(frame.snapshot)
        panels.flow.show_states(frame.dominant)
        panels.flow.show_rates(frame.in_hz, frame.out_hz)
        panels.flow.show_snapshot(frame.snapshot)
        self.draw()

    def draw(self) -> None:
        """Draw the range that the timeline wants, and the figures that go with it."""
        controller, panels = self._controller, self._panels
        snapshot = self._snapshot()
        start, end, columns = panels.timeline.wanted_range(controller.snapshot.elapsed_s)
        view = None if snapshot.phase is Phase.READY else controller.view(start, end, columns)
        if view is None:
            panels.timeline.clear(controller.config)
            panels.processes.show_snapshot(snapshot)
            panels.xray.show_xray(None)
            self._show_shares(snapshot, start, end)
            return
        panels.timeline.set_origin(controller.run.origin_ns)
        panels.timeline.show_view(view, snapshot)
        self._show_figures(snapshot, start, end)

    def hold(self, held: bool) -> None:
        """Hold the display while the processes go on, or go back to live."""
        if held == self.is_held:
            return
        if held:
            self.show_moment(self._controller.snapshot.elapsed_s)
        else:
            self._leave_moment()

    def show_moment(self, at_s: float) -> None:
        """Hold the display at an instant of the run, or the first that its log still tells of."""
        now = self._controller.snapshot
        if now.phase is Phase.READY:
            return
        at_s = min(max(at_s, self._controller.run.begins_s), now.elapsed_s)
        was_held = self.is_held
        self._moment = self._moment_at(at_s, now)
        panels = self._panels
        if not was_held:
            panels.timeline.set_held(True)
            panels.flow.set_held(True)
            self.held_changed.emit(True)
        panels.timeline.set_moment(at_s)
        panels.flow.show_states(self._moment.dominant)
        panels.flow.show_rates(*self._controller.run.rates(at_s - RATES_SPAN_S, at_s))
        panels.flow.show_snapshot(self._moment.snapshot)
        self._show_sentence(force=True)
        self.draw()

    def back_to_live(self) -> None:
        """Follow the run again, whatever was held, chosen, panned or zoomed."""
        self._leave_moment()
        self._panels.timeline.follow()

    def select_worker(self, name: str) -> None:
        """Show everywhere which process is meant."""
        self._panels.flow.select_worker(name)
        self._panels.processes.select_worker(name)
        self._panels.timeline.select_worker(name)

    def show_proof(self) -> None:
        """Go to the stretch of the lanes that the sentence rests on."""
        proof = self._shown_sentence.proof if self._shown_sentence else None
        if proof is not None:
            self._panels.timeline.show_range(proof.start_s, proof.end_s)

    def run_began(self) -> None:
        """Another run: nothing is held, chosen or selected."""
        self._range = None
        self._controller.run.forget_latency()
        self._leave_moment()
        self._panels.timeline.clear(self._controller.config)
        self._panels.timeline.set_run(self._controller.run)
        self._show_sentence(force=True)

    def _connect(self) -> None:
        panels = self._panels
        panels.timeline.range_changed.connect(self.draw)
        panels.timeline.header.live_clicked.connect(self.back_to_live)
        panels.timeline.moment_requested.connect(self.show_moment)
        panels.timeline.range_selected.connect(self._choose_range)
        panels.timeline.range_cleared.connect(lambda: self._choose_range(0.0, 0.0))
        panels.events.moment_chosen.connect(self._go_to)
        for source in (panels.flow, panels.processes, panels.timeline):
            source.worker_selected.connect(self.select_worker)
        panels.events.worker_chosen.connect(self.select_worker)
        panels.why.proof_requested.connect(self.show_proof)
        panels.why.live_requested.connect(self.back_to_live)
        panels.shares.state_filtered.connect(panels.timeline.set_filter)

    def _snapshot(self) -> Snapshot:
        return self._moment.snapshot if self._moment else self._controller.snapshot

    def _moment_at(self, at_s: float, now: Snapshot) -> Moment:
        run = self._controller.run
        recent = run.worker_shares(max(0.0, at_s - DOMINANT_SPAN_S), at_s)
        return Moment(
            at_s=at_s,
            snapshot=run.moment(at_s, now),
            dominant=dominant_states(recent),
            sentence=run.why_at(at_s, now),
        )

    def _leave_moment(self) -> None:
        if self._moment is None:
            return
        self._moment = None
        panels = self._panels
        panels.timeline.set_moment(None)
        panels.timeline.set_held(False)
        panels.flow.set_held(False)
        self.held_changed.emit(False)
        self._show_sentence(force=True)
        if self._frame is not None:
            self.show_frame(self._frame)

    def _go_to(self, at_s: float) -> None:
        """Show a moment, and bring it into view."""
        self.show_moment(at_s)
        elapsed_s = self._controller.snapshot.elapsed_s
        start, end, _ = self._panels.timeline.wanted_range(elapsed_s)
        if not start <= at_s <= end:
            half = (end - start) / 2
            self._panels.timeline.show_range(at_s - half, at_s + half)

    def _choose_range(self, start_s: float, end_s: float) -> None:
        self._range = (start_s, end_s) if end_s - start_s >= LEAST_RANGE_S else None
        self._show_sentence(force=True)

    def _show_figures(self, snapshot: Snapshot, start: float, end: float) -> None:
        """Show the figures of a range whose turn it is: each panel's in a frame of its own."""
        panels, run = self._panels, self._controller.run
        is_still = self._moment is not None or not snapshot.phase.is_live
        if panels.shares.isVisible() and self._shares_pace.due(is_still):
            self._show_shares(snapshot, start, end)
        is_large = len(snapshot.workers) > MOST_LANES
        pace = self._large_pace if is_large else self._processes_pace
        if panels.processes.isVisible() and pace.due(is_still):
            held, frame = self._moment, self._frame
            dominant = held.dominant if held else frame.dominant if frame else {}
            panels.processes.show_snapshot(
                snapshot, run.waits(start, end), dominant, is_still=held is not None
            )
        if panels.xray.isVisible() and panels.xray.is_due(is_still):
            held = self._moment
            panels.xray.show_xray(run.xray_at(held.at_s) if held else run.xray())

    def _show_shares(self, snapshot: Snapshot, start: float, end: float) -> None:
        is_ready = snapshot.phase is Phase.READY
        shares = {} if is_ready else self._controller.run.shares(start, end)
        roles = Counter(worker.role for worker in snapshot.workers if not worker.ended)
        config = snapshot.config
        planned = {"producer": config.producers_count, "consumer": config.consumers_count}
        span = min(end, self._controller.snapshot.elapsed_s) - max(start, 0.0)
        self._panels.shares.show_shares(shares, roles or planned, self._span_words(span))

    def _span_words(self, span_s: float) -> str:
        timeline = self._panels.timeline
        if span_s <= 0:
            return ""
        if timeline.fits_run:
            return self.tr("whole run")
        if span_s < 1 and not timeline.following:
            return self.tr("{duration} shown").format(duration=duration_text(span_s))
        words = self.tr("last {n} s") if timeline.following else self.tr("{n} s shown")
        return words.format(n=max(1, round(span_s)))

    def _show_events(self) -> None:
        events = self._panels.events
        is_over = self._frame is not None and not self._frame.snapshot.phase.is_live
        if events.is_due(is_over):
            found = self._controller.run.happened()
            events.show_events(found.events, found.dropped, phrase_text(found.note))

    def _show_sentence(self, force: bool = False) -> None:
        frame, moment = self._frame, self._moment
        if frame is None:
            return
        is_live = frame.snapshot.phase.is_live
        take = self._steady.take if is_live else self._steady.say
        sentence = take(frame.sentence)
        force = force or sentence.phrase != self._shown_phrase
        if not self._sentence_pace.due(force or (not is_live and self._range is None)):
            return
        self._shown_phrase = sentence.phrase
        if moment is not None:
            words = self.tr("View held at {held} · live is {live}")
            if frame.snapshot.phase is Phase.ENDED:
                words = self.tr("View held at {held} · the run ended at {live}")
            words = words.format(
                held=clock_text(moment.at_s), live=clock_text(frame.snapshot.elapsed_s)
            )
            self._say(moment.sentence or sentence, held=words)
        elif self._range is not None:
            self._say_of_range(*self._range)
        else:
            self._say(sentence, frame.is_expected)

    def _say_of_range(self, start_s: float, end_s: float) -> None:
        sentence = self._controller.run.why(start_s, end_s, self._controller.snapshot)
        if sentence is not None and self._frame is not None:
            about = self.tr("{start} to {end}").format(
                start=clock_text(start_s), end=clock_text(end_s)
            )
            self._say(sentence, about=about)

    def _say(
        self,
        sentence: Sentence,
        is_expected: bool = False,
        held: str | None = None,
        about: str = "",
    ) -> None:
        self._shown_sentence = sentence
        self._panels.why.show_sentence(sentence, is_expected, held, about)
