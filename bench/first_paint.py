"""When a window has been painted for the first time: printed by the process that opened it.

It is imported after Qt. What opens the windows is launch.py.
"""

import os
from time import perf_counter_ns

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QMainWindow


class FirstPaint(QObject):
    """Prints `perf_counter_ns()` once `window` and all in it are painted, and ends the process."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait until the window is exposed: Qt then paints everything before the next timer."""
        if event.type() == QEvent.Type.Show and watched is self._window:
            self._window.windowHandle().installEventFilter(self)
        elif event.type() == QEvent.Type.Expose:
            QTimer.singleShot(0, _stamp)
        return False


def _stamp() -> None:
    print(perf_counter_ns(), flush=True)
    os._exit(0)
