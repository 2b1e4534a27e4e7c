"""The window as the user gets it, and as a test can leave it: nothing of it stays."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import runs
from engine import scenario as scenarios
from engine.scenario import Scenario
from engine.session import Session
from gui import language
from gui.app import build
from gui.controller import Controller
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.theme import DARK, apply, load_inter, set_type_scale
from tests.gui.fakes import FakeSession

CLOSES_WITHIN_MS = 6_000

OpenWindow = Callable[..., MainWindow]


def delete(thing: QObject) -> None:
    """Delete now what Qt would keep until an event loop comes round."""
    thing.deleteLater()
    QCoreApplication.sendPostedEvents(thing, QEvent.Type.DeferredDelete)


def shut(window: MainWindow, qtbot: QtBot) -> None:
    """Close a window and wait until it and its run have gone."""
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=CLOSES_WITHIN_MS)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """Return the application in the dark theme and the font that is shipped."""
    apply(qapp, DARK, load_inter())
    yield qapp
    language.install(qapp, "en")  # a window may have been in Chinese, at random in the masher's


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Return preferences in a file of the test's own."""
    return QSettings(str(tmp_path / "weir.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def runs_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the run folders of a test in a folder of its own."""
    home = tmp_path / "runs"
    monkeypatch.setattr(runs, "home", lambda: home)
    return home


@pytest.fixture
def open_window(
    app: QApplication, settings: QSettings, runs_home: Path, qtbot: QtBot
) -> Iterator[OpenWindow]:
    """Return what opens a window: over real processes, or over the session that it is given."""
    opened: list[MainWindow] = []

    def open_(scenario: str | None = None, session: Session | None = None) -> MainWindow:
        settings.setValue("theme", settings.value("theme", "dark"))
        settings.setValue("language", settings.value("language", "en"))
        if session is None:
            window = build(app, scenario, settings)
        else:
            chosen = scenarios.load(scenario or scenarios.OPENS_FIRST)
            window = MainWindow(Controller(session, chosen), DARK, Preferences(settings))
            window.controller.setParent(window)
        opened.append(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        return window

    yield open_
    for window in opened:
        shut(window, qtbot)
        delete(window)
    set_type_scale(1.0)  # a presentation has made it larger for the windows after it


@pytest.fixture
def slow_consumer() -> Scenario:
    """Return the scenario that a window opens with."""
    return scenarios.load(scenarios.OPENS_FIRST)


@pytest.fixture
def session() -> FakeSession:
    """Return a session without processes."""
    return FakeSession()


@pytest.fixture
def controller(
    qapp: QApplication, session: FakeSession, slow_consumer: Scenario
) -> Iterator[Controller]:
    """Return a controller of the fake session."""
    made = Controller(session, slow_consumer)
    yield made
    made.close(0)
    delete(made)
