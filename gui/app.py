"""The composition root of the window: builds everything once and connects it."""

import gc
import importlib
import sys
from typing import Final

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from engine import scenario as scenarios
from engine.session import Session
from gui import language
from gui import theme as themes
from gui.controller import Controller
from gui.ctrl_c import closes_windows
from gui.layouts import OWN, Layout, layout_of
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.theme import DARK, LIGHT, Theme
from gui.unexpected import Unexpected

FOR_A_RUN: Final = (
    *("engine.analysis.timeline", "engine.analysis.workers", "engine.observation"),
    *("engine.analysis.unblocked", "engine.analysis.ranges", "gui.past"),
)
IDLE_MS: Final = 50


class Appearance(QObject):
    """Which theme is shown: the system's, followed while it changes, or the user's choice."""

    def __init__(self, app: QApplication, window: MainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._preferences = preferences
        self._choice = preferences.text("theme", "system")
        for name, action in window.actions_.themes.items():
            action.setChecked(name == self._choice)
            action.triggered.connect(lambda _=False, name=name: self.choose(name))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.apply)

    def choose(self, name: str) -> None:
        """Show a theme: system, light or dark."""
        self._choice = name
        self._preferences.set_text("theme", name)
        self.apply()

    def apply(self) -> None:
        """Dress the application anew."""
        theme = chosen_theme(self._choice)
        themes.apply(self._app, theme)
        self._window.set_theme(theme)


def chosen_theme(choice: str) -> Theme:
    """Return the theme for a choice: light, dark, or anything else for the system's."""
    if choice in ("light", "dark"):
        return DARK if choice == "dark" else LIGHT
    is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if is_dark else LIGHT


class Desk(QObject):
    """The window that is open. Another language needs other widgets, and so another window.

    The new window takes the place of the one before it around the same controller: a run goes on,
    and only the display begins anew.
    """

    replaced = Signal(QObject)
    """Another window has taken the place of the one before it."""

    def __init__(self, app: QApplication, controller: Controller, preferences: Preferences) -> None:
        super().__init__(controller)
        self._app = app
        self._controller = controller
        self._preferences = preferences
        self._leaving: list[MainWindow] = []
        self.window = self._open()

    def _open(self) -> MainWindow:
        """Return a window in the language, the theme and the layout of the preferences."""
        choice = self._preferences.text("language", "system")
        language.install(self._app, choice)
        theme = chosen_theme(self._preferences.text("theme", "system"))
        name = self._preferences.text("layout", Layout.LEARN.value)
        layout = layout_of(self._preferences.text("own_base") if name == OWN else name)
        screen = self._app.primaryScreen().availableSize()
        themes.set_type_scale(layout.type_scale(screen.height()))
        themes.prepare(self._app, theme)
        window = MainWindow(self._controller, theme, self._preferences, layout, name)
        self._app.setStyleSheet(themes.stylesheet(theme))
        self._controller.setParent(window)
        Appearance(self._app, window, self._preferences)
        for name, action in window.actions_.languages.items():
            action.setChecked(name == choice)
            action.triggered.connect(lambda _=False, name=name: self.speak(name))
        for each, action in window.actions_.layouts.items():
            action.setChecked(each == name)
            action.triggered.connect(lambda _=False, name=each: self.lay_out(name))
        window.actions_.keep_layout.triggered.connect(self.keep_layout)
        return window

    def speak(self, choice: str) -> None:
        """Change the language: one of `language.LANGUAGES`, or the system's."""
        self._preferences.set_text("language", choice)
        QTimer.singleShot(0, self._replace)  # the menu that asked for it closes first

    def lay_out(self, name: str) -> None:
        """Change the layout: one of `Layout`, or the user's own."""
        self.window.remember()
        self._preferences.set_text("layout", name)
        QTimer.singleShot(0, self._replace)

    def keep_layout(self) -> None:
        """Keep the layout as it is now as the user's own."""
        self._preferences.set_text("own_base", self.window.layout_.value)
        self._preferences.set_text("layout", OWN)
        self.window.keep_layout(OWN)
        self.window.actions_.layouts[OWN].setEnabled(True)
        self.window.actions_.layouts[OWN].setChecked(True)

    def _replace(self) -> None:
        before = self.window
        before.remember()
        self.window = self._open()
        self.window.actions_.take_over(before.actions_)
        self.window.show()
        self.window.presenter.draw()  # now that the timeline knows its width
        if before.presenter.held_at_s is not None:
            self.window.presenter.show_moment(before.presenter.held_at_s)
        before.hide()
        # Kept until Qt deletes it: else Python's garbage collection may, amid something else.
        self._leaving.append(before)
        before.destroyed.connect(lambda: self._leaving.pop(0))
        before.deleteLater()
        self.replaced.emit(self.window)


def build(app: QApplication, scenario: str | None, settings: QSettings) -> MainWindow:
    """Return the window, opened on a scenario (by name or file), not yet shown."""
    chosen = scenarios.load(scenario or scenarios.OPENS_FIRST)
    return Desk(app, Controller(Session(), chosen), Preferences(settings)).window


def main(scenario: str | None) -> int:
    """Open the window and run until it closes. Raises ScenarioError before anything is shown."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Weir")
    app.setOrganizationName("Weir")
    window = build(app, scenario, QSettings())
    sys.excepthook = Unexpected(window.controller.failed.emit)
    window.resize(window.size().boundedTo(window.screen().availableSize()))
    window.show()
    QTimer.singleShot(0, _collect_from_now_on)
    QTimer.singleShot(IDLE_MS, _import_the_rest)
    with closes_windows(app):
        return app.exec()


def _import_the_rest() -> None:
    """Import, one after the other, what the first run needs and the window did not."""
    for place, name in enumerate(FOR_A_RUN):
        QTimer.singleShot(place * IDLE_MS, lambda name=name: importlib.import_module(name))


def _collect_from_now_on() -> None:
    """Look for garbage again, but never in what the modules and the window are made of."""
    gc.freeze()
    gc.enable()
