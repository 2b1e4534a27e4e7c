"""Reads a run folder batch by batch, in turn with all else, so that the window stays alive."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from engine.opened import OpenedRun
    from engine.snapshot import Snapshot

BATCH_S: Final = 0.016
"""For so long it reads before the window has its turn: half a frame."""


class Opening(QObject):
    """At most one folder is being opened."""

    progressed = Signal(float)
    """How much of the folder has been read, 0 to 1."""
    failed = Signal(str)
    """A sentence that says why it cannot be shown."""
    opened = Signal(object, object)
    """The OpenedRun, whose owner is whoever hears this, and the Snapshot of its end."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._run: OpenedRun | None = None
        self._count = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._read_some)

    def begin(self, folder: Path) -> None:
        """Open a folder instead of whatever was being opened."""
        from engine.opened import OpenedRun, OpenError  # a window opens without it

        self.cancel()
        self._count += 1
        try:
            self._run = OpenedRun(folder, -self._count)
        except OpenError as error:
            self.failed.emit(str(error))
            return
        self._timer.start()

    def cancel(self) -> None:
        """Give up; nothing is emitted."""
        self._timer.stop()
        if self._run is not None:
            self._run.close()
            self._run = None

    def _read_some(self) -> None:
        from engine.opened import OpenError

        run = self._run
        if run is None:
            return
        try:
            done = _read(run)
            end = run.snapshot() if done >= 1 else None
        except OpenError as error:
            self.cancel()
            self.failed.emit(str(error))
            return
        self.progressed.emit(done)
        if end is not None:
            self._finish(run, end)

    def _finish(self, run: OpenedRun, end: Snapshot) -> None:
        self._timer.stop()
        self._run = None
        self.opened.emit(run, end)


def _read(run: OpenedRun) -> float:
    """Read for a while; return how much has been read, 0 to 1. Raises OpenError."""
    until = time.perf_counter() + BATCH_S
    done = 0.0
    while done < 1 and time.perf_counter() < until:
        done = run.load()
    return done
