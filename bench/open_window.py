"""The real window over a real run that seems older than it is, opened for a measurement."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from bench.aged_session import AgedSession
from engine import scenario
from engine.config import Value
from engine.snapshot import Phase
from gui import theme
from gui.controller import Controller
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.theme import DARK

WIDTH, HEIGHT = 1440, 900
_PATIENCE_S: Final = 60.0


def application() -> QApplication:
    """Return the application: software rendering, without a display, in our font and colours."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    theme.apply(app, DARK, theme.load_inter())
    return app


@contextmanager
def open_window(
    settings: Mapping[str, Value], past_s: float, span: str = "10 min"
) -> Iterator[MainWindow]:
    """Open the window over a run of `settings` that seems `past_s` older, with the range `span`.

    The timer of its frames stands still. Window, processes and run folder are gone afterwards.
    """
    application()
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        kept = QSettings(str(Path(folder) / "bench.ini"), QSettings.Format.IniFormat)
        session = AgedSession(Path(folder) / "run")
        controller = Controller(session, scenario.load("balanced"))
        window = MainWindow(controller, DARK, Preferences(kept))
        controller.setParent(window)
        window.resize(WIDTH, HEIGHT)
        window.timeline.apply_preferences({"span": span})
        window.show()
        try:
            controller.apply(settings)
            controller.start()
            wait_until(lambda: controller.snapshot.phase is Phase.RUNNING)
            frame_timer(window).stop()
            if past_s:
                session.age(past_s)
            yield window
        finally:
            _shut(window)
            kept.sync()  # or Qt would write it later, into a folder that is gone


def frame_timer(window: MainWindow) -> QTimer:
    """Return the timer that makes the frames of a window."""
    found = window.controller.findChild(QTimer)
    assert found is not None
    return found


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the event loop run until a condition holds. Raises TimeoutError after a minute."""
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not get there")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _shut(window: MainWindow) -> None:
    """End the run, by force if need be, then the window."""
    window.controller.close(timeout_s=5.0)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
