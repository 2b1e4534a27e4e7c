"""Asks for the moment that the pointer is at, no more than fifteen times a second."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

EVERY_MS: Final = 67


class Scrubber(QObject):
    """Takes every place of the pointer; the last one is always asked for."""

    moment_requested = Signal(float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted_s: float | None = None
        self._pace = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._pace.timeout.connect(self._ask)

    def point_at(self, at_s: float) -> None:
        """Ask for a moment now, or when it is time again."""
        self._wanted_s = at_s
        if not self._pace.isActive():
            self._ask()

    def finish(self) -> None:
        """Ask now for what was pointed at last: the pointer was let go."""
        self._ask()
        self._pace.stop()

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._wanted_s = None
        self._pace.stop()

    def _ask(self) -> None:
        at_s, self._wanted_s = self._wanted_s, None
        if at_s is not None:
            self._pace.start()
            self.moment_requested.emit(at_s)
