"""The main window: where the panels stand, what the menus do, and who hears whom."""

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget, QVBoxLayout, QWidget

from engine import scenario as scenarios
from engine.config import Config
from engine.scenario import Scenario
from gui.actions import Actions
from gui.controller import Controller
from gui.layouts import Layout, Regions, arrange
from gui.panels.controls import ControlsPanel
from gui.panels.events import EventsPanel
from gui.panels.flow import FlowPanel
from gui.panels.processes import ProcessesPanel
from gui.panels.shares import SharesPanel
from gui.panels.status import StatusPanel
from gui.panels.things import ThingsPanel
from gui.panels.timeline import TimelinePanel
from gui.panels.why import WhyPanel
from gui.panels.xray import XrayPanel
from gui.preferences import Preferences
from gui.presenter import Panels, Presenter
from gui.theme import Theme
from gui.toolbar import Toolbar
from gui.widgets.focus_ring import FocusRing
from gui.widgets.help_button import PAGE, page_of
from gui.widgets.notice_bar import NoticeBar
from gui.widgets.panel import Panel

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

    def __init__(
        self,
        controller: Controller,
        theme: Theme,
        preferences: Preferences,
        layout: Layout = Layout.LEARN,
        layout_name: str = "",
    ) -> None:
        """`layout_name` is that under which the user's changes to the layout are remembered."""
        super().__init__()
        self.layout_ = layout
        self._layout_name = layout_name or layout.value
        self.controller = controller
        self._preferences = preferences
        self._theme = theme
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
        self.xray = XrayPanel(theme)
        self.events = EventsPanel(theme)
        self.things = ThingsPanel(theme)
        self.status = StatusPanel(theme)
        self._lay_out()
        panels = Panels(
            self.toolbar,
            self.why,
            self.flow,
            self.timeline,
            self.shares,
            self.processes,
            self.xray,
            self.events,
            self.status,
        )
        self.presenter = Presenter(controller, panels, self)
        self.actions_ = Actions(self)
        self._focus_ring = FocusRing(theme, self)
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
            self.xray,
            self.events,
            self.things,
            self.status,
            self._tabs_panel,
            self._focus_ring,
        )

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        for widget in self.themed():
            widget.set_theme(theme)  # type: ignore[union-attr]
        self.actions_.set_theme(theme)

    def _lay_out(self) -> None:
        regions = Regions(
            self.controls,
            self.why,
            self.notices,
            self.flow,
            self.timeline,
            self.shares,
            self._made_tabs(),
            self.things,
        )
        self.flow.set_folded(self.layout_ is Layout.ENGINEER)  # first, for its least height
        arranged = arrange(self.layout_, regions)
        self.details, self._splitters = arranged.details, arranged.splitters
        self.controls.set_reduced(self.layout_ is Layout.PRESENTATION)
        self.processes.set_wide(self.layout_ is Layout.ENGINEER)
        self.menuBar().setVisible(self.layout_ is not Layout.PRESENTATION)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for widget, stretch in ((self.toolbar, 0), (arranged.body, 1), (self.status, 0)):
            rows.addWidget(widget, stretch)
        self.setCentralWidget(whole)

    def _made_tabs(self) -> QWidget:
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Tables"))
        self.tabs.tabBar().setAccessibleName(self.tr("Tables"))
        self._tabs_panel = Panel(self._theme)
        for page, widget, title in (
            ("processes", self.processes, self.tr("Processes")),
            ("xray", self.xray, self.tr("X-ray")),
            ("events", self.events, self.tr("Events")),
        ):
            widget.setProperty(PAGE, page)
            self.tabs.addTab(widget, title)
        self.tabs.setCornerWidget(explain := self._tabs_panel.help_button("processes"))
        QWidget.setTabOrder(self.tabs.tabBar(), explain)
        inside = QVBoxLayout(self._tabs_panel)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.tabs)
        return self._tabs_panel

    def _connect(self) -> None:
        controller, toolbar = self.controller, self.toolbar
        controller.frame_ready.connect(self.presenter.show_frame)
        controller.config_changed.connect(self._on_config)
        controller.scenario_changed.connect(self._on_scenario)
        controller.refused.connect(self.controls.show_error)
        controller.restart_needed.connect(self.controls.show_restart_offer)
        controller.failed.connect(self.notices.add)
        controller.run_started.connect(self._on_started)
        controller.run_ended.connect(self._on_ended)
        controller.run_opened.connect(self._on_started)
        self.controls.change_requested.connect(controller.change)
        self.controls.restart_offered.connect(controller.restart)
        toolbar.scenario_chosen.connect(
            lambda name: controller.choose_scenario(scenarios.load(name))
        )
        toolbar.start_clicked.connect(controller.start)
        toolbar.stop_clicked.connect(controller.stop)
        toolbar.pause_clicked.connect(controller.toggle_pause)
        toolbar.restart_clicked.connect(lambda: controller.restart())
        toolbar.hold_toggled.connect(self.presenter.hold)
        self.presenter.held_changed.connect(toolbar.hold.setChecked)
        toolbar.tempo_chosen.connect(lambda tempo: controller.change("run.tempo", tempo))
        toolbar.export_clicked.connect(self.actions_.export_log)
        self.processes.pause_requested.connect(controller.pause_workers)
        self.processes.resume_requested.connect(controller.resume_workers)
        self.processes.retire_requested.connect(controller.retire_workers)
        self.processes.kill_requested.connect(controller.kill_workers)
        self.why.cure_chosen.connect(controller.apply)
        self.why.export_requested.connect(self.actions_.export_log)
        self.why.restart_requested.connect(lambda: controller.restart())
        self.why.folder_requested.connect(self.actions_.open_folder)
        self.tabs.currentChanged.connect(lambda: self.presenter.draw())
        for panel in self.findChildren(Panel):
            panel.help_requested.connect(self._open_help)

    def _open_help(self, page: str) -> None:
        """Open a page of the guide; the "?" of the tabs means the tab in front."""
        in_front = page_of(self.tabs.currentWidget())
        self.actions_.open_help(in_front if page == "processes" else page)

    def _on_config(self, config: Config, live: bool) -> None:
        self.controls.set_config(config, live)
        self.toolbar.show_tempo(config.run_tempo)

    def _on_scenario(self, scenario: Scenario) -> None:
        self.toolbar.show_scenarios(scenarios.builtin(), scenario)
        self.things.show_scenario(scenario)
        self.controls.set_scenario(scenario.config)
        self.controls.clear_errors()

    def _on_started(self) -> None:
        self.notices.clear()
        self.controls.clear_errors()
        self.presenter.run_began()

    def _on_ended(self) -> None:
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
        is_terse = self.layout_ is Layout.ENGINEER
        self.why.set_compact(is_terse or event.size().height() < LOW)
        self.timeline.canvas.set_low(event.size().height() < LOW)
        self.things.set_room(not is_terse and event.size().height() >= LOW_FOR_THINGS)
        was, now = event.oldSize().width(), event.size().width()
        is_learning = self.layout_ is Layout.LEARN
        if is_learning and ((was < NARROW) != (now < NARROW) or was < 0):
            self.show_details(now >= NARROW)

    def show_details(self, shown: bool) -> None:
        """Show or hide the tables; beside a narrow timeline they take the controls' place."""
        self.details.setVisible(shown)
        is_beside = self.layout_ is not Layout.ENGINEER
        self.controls.setVisible(not (shown and is_beside) or self.width() >= NARROWER)
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
        self.remember()
        self.actions_.close()
        self.controller.close(timeout_s=0.2)
        super().closeEvent(event)

    def _close_by_force(self) -> None:
        self.controller.close(timeout_s=0.1)
        self.close()

    def remember(self) -> None:
        """Keep size, layout and choices for the next window."""
        kept = self._preferences
        kept.set_bytes("geometry", self.saveGeometry())
        self._remember_splitters(self._layout_name)
        kept.set_mapping("timeline", self.timeline.preferences())
        kept.set_mapping("processes", self.processes.preferences())
        kept.set_mapping("log", {"limit_bytes": self.controller.log_limit_bytes})

    def _restore(self) -> None:
        kept = self._preferences
        if (geometry := kept.bytes("geometry")) is not None:
            self.restoreGeometry(geometry)
        for name, splitter in self._splitters.items():
            if (state := kept.bytes(f"{self._layout_name}/{name}")) is not None:
                splitter.restoreState(state)
        self.timeline.apply_preferences(kept.mapping("timeline"))
        self.processes.apply_preferences(kept.mapping("processes"))
        limit = kept.mapping("log").get("limit_bytes")
        if limit in self.actions_.log_limits:
            self.actions_.limit_log(limit)

    @property
    def has_own_layout(self) -> bool:
        """True once the user has kept a layout of their own."""
        return bool(self._preferences.text("own_base"))

    def keep_layout(self, name: str) -> None:
        """Remember the layout as it stands now under a name of its own."""
        self._layout_name = name
        self._remember_splitters(name)

    def _remember_splitters(self, layout_name: str) -> None:
        for name, splitter in self._splitters.items():
            self._preferences.set_bytes(f"{layout_name}/{name}", splitter.saveState())

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(1440, 900)
