"""The composition root of the window: builds everything once and connects it."""

import sys

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from engine import scenario as scenarios
from engine.session import Session
from gui import theme as themes
from gui.controller import Controller
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.theme import DARK, LIGHT, Theme


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


def build(app: QApplication, scenario: str | None, settings: QSettings) -> MainWindow:
    """Return the window, opened on a scenario (by name or file), not yet shown."""
    preferences = Preferences(settings)
    theme = chosen_theme(preferences.text("theme", "system"))
    themes.apply(app, theme)
    chosen = scenarios.load(scenario or scenarios.OPENS_FIRST)
    controller = Controller(Session(), chosen)
    window = MainWindow(controller, theme, preferences)
    controller.setParent(window)
    Appearance(app, window, preferences)
    return window


def main(scenario: str | None) -> int:
    """Open the window and run until it closes. Raises ScenarioError before anything is shown."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Weir")
    app.setOrganizationName("Weir")
    window = build(app, scenario, QSettings())
    window.show()
    return app.exec()
