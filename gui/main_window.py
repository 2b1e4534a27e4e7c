"""The main window: where the panels stand, what the menus do, and who hears whom."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from engine import scenario as scenarios
from engine.config import Config
from engine.scenario import Scenario
from gui.actions import Actions
from gui.body import Body
from gui.controller import Controller
from gui.layouts import MODEST_TYPE, Layout, Regions
from gui.news import News
from gui.panels.controls import ControlsPanel
from gui.panels.events import EventsPanel
from gui.panels.flow import FlowPanel
from gui.panels.processes import ProcessesPanel
from gui.panels.shares import SharesPanel
from gui.panels.status import StatusPanel
from gui.panels.tables import Tables
from gui.panels.things import ThingsPanel
from gui.panels.timeline import TimelinePanel
from gui.panels.why import WhyPanel
from gui.panels.xray import XrayPanel
from gui.preferences import Preferences
from gui.presenter import Panels, Presenter
from gui.theme import Theme, type_scale
from gui.toolbar import Toolbar
from gui.widgets.focus_ring import FocusRing
from gui.widgets.help_button import PAGE, page_of
from gui.widgets.notice_bar import NoticeBar
from gui.widgets.panel import Panel

LEAST_SIZE: Final = QSize(960, 480)
"""Of a screen of 1920 × 1080 at 200 %, less the system's bars."""
LEAST_PRESENTED: Final = QSize(1024, 640)
"""With type for the last row."""
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
            self.controls.load_box,
        )
        self.presenter = Presenter(controller, panels, self)
        self.actions_ = Actions(self)
        self._news = News(controller, self.tabs)
        self._focus_ring = FocusRing(theme, self)
        self._connect()
        self.setWindowTitle("Weir")
        self.setMinimumSize(LEAST_PRESENTED if type_scale() > MODEST_TYPE else LEAST_SIZE)
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
            self.tabs,
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
        self.body = Body(self.layout_, regions)
        self.details, self._splitters = self.body.details, self.body.splitters
        self.controls.set_reduced(self.layout_ is Layout.PRESENTATION)
        self.processes.set_wide(self.layout_ is Layout.ENGINEER)
        self.menuBar().setVisible(self.layout_ is not Layout.PRESENTATION)
        self.toolbar.setProperty(PAGE, "window")
        self.status.setProperty(PAGE, "ledger")
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for widget, stretch in ((self.toolbar, 0), (self.body.widget, 1), (self.status, 0)):
            rows.addWidget(widget, stretch)
        self.setCentralWidget(whole)

    def _made_tabs(self) -> QWidget:
        self.tabs = Tables(self._theme)
        self.tabs.setAccessibleName(self.tr("Tables"))
        self.tabs.tabBar().setAccessibleName(self.tr("Tables"))
        self._tabs_panel = Panel(self._theme)
        for page, widget, title in (
            ("processes", self.processes, self.tr("Processes")),
            ("xray", self.xray, self.tr("X-ray")),
            ("events", self.events, self.tr("Events")),
        ):
            widget.setProperty(PAGE, page)
            self.tabs.add_page(page, widget, title)
        self.tabs.setCornerWidget(explain := self._tabs_panel.help_button("processes"))
        self.tabs.currentChanged.connect(
            lambda index: explain.set_page(page_of(self.tabs.widget(index)))
        )
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
        controller.run_forgotten.connect(self.presenter.run_began)
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
        toolbar.addActions(list(self.actions_.layouts.values()))  # where there is no menu bar
        toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.why.cure_chosen.connect(controller.apply)
        self.why.export_requested.connect(self.actions_.export_log)
        self.why.restart_requested.connect(lambda: controller.restart())
        self.why.folder_requested.connect(self.actions_.open_folder)
        self.tabs.currentChanged.connect(lambda: self.presenter.draw())
        for panel in self.findChildren(Panel):
            panel.help_requested.connect(self.actions_.open_help)

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

    def event(self, event: QEvent) -> bool:
        """Let the timeline under the pointer have its letters before they are shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            return self.timeline.gestures.key_from_elsewhere(event) or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, where no control takes it, starts and stops."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.toolbar.start.click()
        elif not self.timeline.gestures.key_from_elsewhere(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let some parts make room in a small window, and come back in a larger one."""
        super().resizeEvent(event)
        now = self.body.fit(self.width(), self.height())
        self.status.setVisible(now.has_status)
        self.actions_.details.setChecked(not self.details.isHidden())

    def show_details(self, shown: bool) -> None:
        """Show or hide the tables."""
        self.body.show_details(shown)
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
        self.body.remember(kept, self._layout_name)
        kept.set_mapping("timeline", self.timeline.preferences())
        kept.set_mapping("processes", self.processes.preferences())
        kept.set_mapping("log", {"limit_bytes": self.controller.log_limit_bytes})

    def _restore(self) -> None:
        kept = self._preferences
        if (geometry := kept.bytes("geometry")) is not None:
            self.restoreGeometry(geometry)
        self.body.restore(kept, self._layout_name)
        self.timeline.apply_preferences(kept.mapping("timeline"))
        self.processes.apply_preferences(kept.mapping("processes"))
        limit = kept.mapping("log").get("limit_bytes")
        if isinstance(limit, int) and limit in self.actions_.log_limits:
            self.actions_.limit_log(limit)

    @property
    def has_own_layout(self) -> bool:
        """True once the user has kept a layout of their own."""
        return bool(self._preferences.text("own_base"))

    def keep_layout(self, name: str) -> None:
        """Remember the layout as it stands now under a name of its own."""
        self._layout_name = name
        self.body.remember(self._preferences, name)

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(1440, 900)
