"""The main window: where the panels stand, what the menus do, and who hears whom."""

from collections import Counter
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from engine import scenario as scenarios
from engine.config import Config
from engine.scenario import Scenario
from engine.snapshot import Phase, Snapshot
from gui.actions import Actions
from gui.controller import Controller, Frame
from gui.panels.controls import ControlsPanel
from gui.panels.flow import FlowPanel
from gui.panels.processes import ProcessesPanel
from gui.panels.shares import SharesPanel
from gui.panels.status import StatusPanel
from gui.panels.steady import Pace
from gui.panels.things import ThingsPanel
from gui.panels.timeline import TimelinePanel
from gui.panels.why import WhyPanel
from gui.preferences import Preferences
from gui.theme import Theme
from gui.toolbar import Toolbar, clock_text
from gui.widgets.notice_bar import NoticeBar
from gui.widgets.panel import Panel

GAP: Final = 8
CONTROLS_WIDTH: Final = 288
DETAILS_WIDTH: Final = 320
NARROW: Final = 1360
"""Below this the details make room."""
NARROWER: Final = 1100
"""Below this the controls do too, when the details are shown."""
LOW: Final = 720
"""Below this height the sentence takes one line."""
LOW_FOR_THINGS: Final = 780
"""Below this height the things to try make room."""
CLOSE_AFTER_MS: Final = 2_500
"""A run that has not ended by then is ended by force, so that the window closes within 3 s."""


class MainWindow(QMainWindow):
    """One window, one controller."""

    def __init__(self, controller: Controller, theme: Theme, preferences: Preferences) -> None:
        super().__init__()
        self.controller = controller
        self._preferences = preferences
        self._theme = theme
        self._held: Snapshot | None = None
        self._frame: Frame | None = None
        self._sentence_pace = Pace(1.0)
        self._figures_pace = Pace(0.2)
        self._closing = False
        self._patience = QTimer(self, singleShot=True, interval=CLOSE_AFTER_MS)
        self._patience.timeout.connect(self._close_by_force)
        self.toolbar = Toolbar(theme)
        self.controls = ControlsPanel(theme)
        self.why = WhyPanel(theme)
        self.notices = NoticeBar(theme)
        self.flow = FlowPanel(theme)
        self.timeline = TimelinePanel(theme)
        self.shares = SharesPanel(theme)
        self.processes = ProcessesPanel(theme)
        self.things = ThingsPanel(theme)
        self.status = StatusPanel(theme)
        self._lay_out()
        self.actions_ = Actions(self)
        self._connect()
        self.setWindowTitle("Weir")
        self.setMinimumSize(1024, 640)
        self.resize(1440, 900)
        self._restore()
        controller.show()
        self.toolbar.start.setFocus()

    def themed(self) -> tuple[Toolbar | Panel | QWidget, ...]:
        """Return everything that takes a theme."""
        return (
            self.toolbar,
            self.controls,
            self.why,
            self.notices,
            self.flow,
            self.timeline,
            self.shares,
            self.processes,
            self.things,
            self.status,
            self._tabs_panel,
        )

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        for widget in self.themed():
            widget.set_theme(theme)  # type: ignore[union-attr]

    def _lay_out(self) -> None:
        center = QWidget()
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.why)
        column.addWidget(self.notices)
        self._vertical = _splitter(Qt.Orientation.Vertical, self.flow, self.timeline)
        self._vertical.setSizes([232, 456])
        column.addWidget(self._vertical, 1)
        self._columns = _splitter(Qt.Orientation.Horizontal, self.controls, center, self._details())
        self._columns.setStretchFactor(1, 1)
        self._columns.setSizes([CONTROLS_WIDTH, 800, DETAILS_WIDTH])
        body = QWidget()
        around = QHBoxLayout(body)
        around.setContentsMargins(GAP, GAP, GAP, GAP)
        around.addWidget(self._columns)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for widget, stretch in ((self.toolbar, 0), (body, 1), (self.status, 0)):
            rows.addWidget(widget, stretch)
        self.setCentralWidget(whole)

    def _details(self) -> QWidget:
        self.tabs = QTabWidget()
        self.tabs.addTab(self.processes, self.tr("Processes"))
        self._tabs_panel = Panel(self._theme)
        inside = QVBoxLayout(self._tabs_panel)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.tabs)
        self._right = _splitter(Qt.Orientation.Vertical, self.shares, self._tabs_panel)
        self._right.setSizes([238, 420])
        self._right.setStretchFactor(1, 1)
        self.details = QWidget()
        column = QVBoxLayout(self.details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._right, 1)
        column.addWidget(self.things)
        return self.details

    def _connect(self) -> None:
        controller, toolbar = self.controller, self.toolbar
        controller.frame_ready.connect(self._on_frame)
        controller.config_changed.connect(self._on_config)
        controller.scenario_changed.connect(self._on_scenario)
        controller.refused.connect(self.controls.show_error)
        controller.restart_needed.connect(self.controls.show_restart_offer)
        controller.failed.connect(self.notices.add)
        controller.run_started.connect(self._on_started)
        controller.run_ended.connect(self._on_ended)
        self.controls.change_requested.connect(controller.change)
        self.controls.restart_offered.connect(controller.restart)
        toolbar.scenario_chosen.connect(
            lambda name: controller.choose_scenario(scenarios.load(name))
        )
        toolbar.start_clicked.connect(controller.start)
        toolbar.stop_clicked.connect(controller.stop)
        toolbar.pause_clicked.connect(controller.toggle_pause)
        toolbar.restart_clicked.connect(lambda: controller.restart())
        toolbar.hold_toggled.connect(self.hold)
        toolbar.tempo_chosen.connect(lambda tempo: controller.change("run.tempo", tempo))
        toolbar.export_clicked.connect(self.actions_.export_log)
        self.why.cure_chosen.connect(controller.apply)
        self.why.export_requested.connect(self.actions_.export_log)
        self.why.restart_requested.connect(lambda: controller.restart())
        self.why.folder_requested.connect(self.actions_.open_folder)
        self.why.live_requested.connect(lambda: toolbar.hold.setChecked(False))
        self.flow.worker_selected.connect(self.processes.select_worker)
        self.timeline.range_changed.connect(self._draw_timeline)
        self.timeline.header.live_clicked.connect(self.back_to_live)

    def hold(self, held: bool) -> None:
        """Hold the display while the processes go on, or go back to live."""
        self._held = self.controller.snapshot if held else None
        self.timeline.set_held(held)
        self.flow.set_held(held)
        self.toolbar.hold.setChecked(held)
        self._show_sentence(force=True)
        if self._frame is not None and not held:
            self._on_frame(self._frame)

    def back_to_live(self) -> None:
        """Follow the run again, whatever was held, panned or zoomed."""
        self.toolbar.hold.setChecked(False)
        self.timeline.follow()

    def _on_frame(self, frame: Frame) -> None:
        """Show one frame. A held display stays: only clock, status and sentence go on."""
        self._frame = frame
        self.toolbar.show_snapshot(frame.snapshot)
        self.status.show_snapshot(frame.snapshot)
        self._show_sentence()
        if self._held is not None:
            return
        self.why.show_snapshot(frame.snapshot)
        self.flow.show_states(frame.dominant)
        self.flow.show_rates(frame.in_hz, frame.out_hz)
        self.flow.show_snapshot(frame.snapshot)
        self._draw_timeline()

    def _draw_timeline(self) -> None:
        """Draw the range that the timeline wants, and the figures that go with it."""
        snapshot = self._held or self.controller.snapshot
        start, end, columns = self.timeline.wanted_range(snapshot.elapsed_s)
        view = None if snapshot.phase is Phase.READY else self.controller.view(start, end, columns)
        if view is None:
            self.timeline.clear(self.controller.config)
            self.processes.show_snapshot(snapshot)
            self._show_shares(snapshot, start, end)
            return
        self.timeline.set_origin(self.controller.origin_ns)
        self.timeline.show_view(view, snapshot)
        if self.details.isVisible() and self._figures_pace.due(not snapshot.phase.is_live):
            self._show_shares(snapshot, start, end)
            dominant = self._frame.dominant if self._frame is not None else {}
            self.processes.show_snapshot(snapshot, self.controller.waits(start, end), dominant)

    def _show_shares(self, snapshot: Snapshot, start: float, end: float) -> None:
        shares = {} if snapshot.phase is Phase.READY else self.controller.shares(start, end)
        roles = Counter(worker.role for worker in snapshot.workers if not worker.ended)
        config = snapshot.config
        counts = roles or {
            "producer": config.producers_count,
            "consumer": config.consumers_count,
        }
        span = round(min(end, snapshot.elapsed_s) - max(start, 0.0))
        words = self.tr("last {n} s").format(n=span) if span > 0 else ""
        self.shares.show_shares(shares, counts, words)

    def _show_sentence(self, force: bool = False) -> None:
        frame = self._frame
        if frame is None:
            return
        if self._held is not None:
            held = self.tr("View held at {held} · live is {live}").format(
                held=clock_text(self._held.elapsed_s), live=clock_text(frame.snapshot.elapsed_s)
            )
            self.why.show_sentence(frame.sentence, False, held)
        elif self._sentence_pace.due(force or not frame.snapshot.phase.is_live):
            self.why.show_sentence(frame.sentence, frame.is_expected)

    def _on_config(self, config: Config, live: bool) -> None:
        self.controls.set_config(config, live)
        self.toolbar.show_tempo(config.run_tempo)

    def _on_scenario(self, scenario: Scenario) -> None:
        self.toolbar.show_scenarios(scenarios.builtin(), scenario)
        self.things.show_scenario(scenario)
        self.controls.clear_errors()

    def _on_started(self) -> None:
        self.notices.clear()
        self.controls.clear_errors()
        self.toolbar.hold.setChecked(False)
        self.timeline.clear(self.controller.config)
        self._show_sentence(force=True)

    def _on_ended(self) -> None:
        self.toolbar.hold.setChecked(False)
        if self._closing:
            self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, where no control takes it, starts and stops."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.toolbar.start.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the details make room in a narrow window, and come back in a wide one."""
        super().resizeEvent(event)
        self.why.set_compact(event.size().height() < LOW)
        self.things.set_room(event.size().height() >= LOW_FOR_THINGS)
        was, now = event.oldSize().width(), event.size().width()
        if (was < NARROW) != (now < NARROW) or was < 0:
            self.show_details(now >= NARROW)

    def show_details(self, shown: bool) -> None:
        """Show or hide the column at the right; in a narrow window it takes the controls' place."""
        self.details.setVisible(shown)
        self.controls.setVisible(not shown or self.width() >= NARROWER)
        self.actions_.details.setChecked(shown)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End a run first, without a frozen window; the window closes when it has ended."""
        if self.controller.is_live and not self._closing:
            self._closing = True
            self.setEnabled(False)
            self.setWindowTitle(self.tr("Weir – ending the processes…"))
            self.controller.stop()
            self._patience.start()
        if self.controller.is_live:
            event.ignore()
            return
        self._patience.stop()
        self._remember()
        self.actions_.close()
        self.controller.close(timeout_s=0.2)
        super().closeEvent(event)

    def _close_by_force(self) -> None:
        self.controller.close(timeout_s=0.1)
        self.close()

    def _remember(self) -> None:
        kept = self._preferences
        kept.set_bytes("geometry", self.saveGeometry())
        for name, splitter in self._splitters():
            kept.set_bytes(name, splitter.saveState())
        kept.set_mapping("timeline", self.timeline.preferences())
        kept.set_mapping("log", {"limit_bytes": self.controller.log_limit_bytes})

    def _restore(self) -> None:
        kept = self._preferences
        if (geometry := kept.bytes("geometry")) is not None:
            self.restoreGeometry(geometry)
        for name, splitter in self._splitters():
            if (state := kept.bytes(name)) is not None:
                splitter.restoreState(state)
        self.timeline.apply_preferences(kept.mapping("timeline"))
        limit = kept.mapping("log").get("limit_bytes")
        if limit in self.actions_.log_limits:
            self.actions_.limit_log(limit)

    def _splitters(self) -> tuple[tuple[str, QSplitter], ...]:
        return (
            ("columns", self._columns),
            ("center", self._vertical),
            ("details", self._right),
        )

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(1440, 900)


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter
