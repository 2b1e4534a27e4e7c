"""Asks for the latencies of the range on show: only while they are shown, and not too often.

Latencies are read from the log, a batch with each question. While a run is live it is asked 8 times
a second, more often only when it writes faster than that reads; of a run that stands still as long
as there is something left to read.
"""

import math
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from engine.analysis.view import Floats
from gui.run_view import RunView

MOST_COLUMNS: Final = 200
LIVE_MS: Final = 125
BEHIND_MS: Final = 40
TOLERATED: Final = 3
"""So often in a row may a run get ahead of what was read before it is told: no word flashes."""
STILL_MS: Final = 15
"""Between two batches of a run that has ended: the window has its turn in between."""


class LatencyReader(QObject):
    """Follows the run on show while it is wanted."""

    came = Signal(object, bool)
    """A LatencyView, and whether more is still being read."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._run: RunView | None = None
        self._wanted = False
        self._times_behind = TOLERATED
        """Answers in a row after which more was left to read; before the first that is told."""
        self._range: tuple[float, float, int] | None = None
        """What is to be asked when it is time again."""
        self._last: tuple[float, float, int] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ask)

    def set_run(self, run: RunView) -> None:
        """Ask about another run from now on, and forget what was read of the one before."""
        if self._run is not None and self._run is not run:
            self._run.forget_latency()
        self._run = run
        self.rest()

    def rest(self) -> None:
        """Ask nothing until a range is looked at again."""
        self._timer.stop()
        self._range = self._last = None
        self._times_behind = TOLERATED

    def set_wanted(self, wanted: bool) -> None:
        """Begin to follow, or forget all that was read."""
        if self._wanted and not wanted:
            self.rest()
            if self._run is not None:
                self._run.forget_latency()
        self._wanted = wanted

    def look_at(self, edges: Floats) -> None:
        """Ask for the range `edges`, now or when it is time."""
        if not self._wanted or self._run is None:
            return
        start, end = float(edges[0]), float(edges[-1])
        self._range = start, end, min(len(edges) - 1, MOST_COLUMNS)
        if not self._timer.isActive():
            self._ask()

    def _ask(self) -> None:
        """Ask what is due; go on asking while there is more to be read."""
        run, asked = self._run, self._range or self._last
        if run is None or asked is None or not (self._range or run.is_catching_up):
            return
        is_new, self._range, self._last = self._range is not None, None, asked
        view = run.latency(*whole_columns(*asked))
        if view is None:
            return
        is_behind = run.is_catching_up
        self._times_behind = self._times_behind + 1 if is_behind else 0
        self.came.emit(view, self._times_behind > TOLERATED)
        # Frames of a live run bring a new range all the time; nobody brings one of a still run.
        live_ms = BEHIND_MS if is_behind else LIVE_MS
        self._timer.start(live_ms if is_new else STILL_MS)


def whole_columns(start_s: float, end_s: float, columns: int) -> tuple[float, float, int]:
    """Return a range that covers `start_s` to `end_s` in whole columns, counted from time 0.

    So a column always holds the same stretch of time, and what is drawn does not shimmer.
    """
    width = (end_s - start_s) / max(columns, 1)
    first = math.floor(start_s / width + 1e-6)
    return first * width, (first + columns + 1) * width, columns + 1
