"""What is under the pointer: at once what the picture shows, and at rest what the log says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QPointF, QTimer, Signal
from PySide6.QtWidgets import QToolTip, QWidget

from gui.panels.span_words import span_text
from gui.panels.timeline_canvas import TimelineCanvas
from gui.panels.timeline_gestures import Gestures
from gui.window_range import WindowRange

if TYPE_CHECKING:
    from engine.analysis.spans import Span

REST_MS: Final = 60
"""The pointer has to rest for so long before the log is asked what is under it."""


class SpanSource(Protocol):
    """What is asked of the run on show."""

    def span_at(self, worker: str, at_s: float) -> Span | None:
        """Return the span of a worker at a time."""


class Hover(QObject):
    """Tells what is under the pointer, in a tooltip and by signal."""

    hovered = Signal(str)
    """On one line; empty when there is nothing."""

    def __init__(self, canvas: TimelineCanvas, window: WindowRange, gestures: Gestures) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._window = window
        self._gestures = gestures
        self._run: SpanSource | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._look_up)
        gestures.pointed.connect(self._on_pointed)
        gestures.asked.connect(self._on_asked)
        gestures.left.connect(self._on_left)

    def set_run(self, run: SpanSource) -> None:
        """Take another run to ask."""
        self._run = run

    def forget(self) -> None:
        """Look nothing up any more."""
        self._rest.stop()

    def _on_pointed(self, widget: QWidget, position: QPointF) -> None:
        self._rest.stop()
        text = self._canvas.text_at(widget, position)
        self._tell(widget, position, text)
        if widget is self._canvas.lanes_view and text:
            self._rest.start()

    def _on_asked(self, widget: QWidget, position: QPointF) -> None:
        """Show how the timeline is used, where nothing else is to be told."""
        if not self._canvas.text_at(widget, position):
            _show_tip(widget, position, self._hint(widget, position))

    def _hint(self, widget: QWidget, position: QPointF) -> str:
        if widget is not self._canvas:
            return self.tr(
                "Drag: measure · Shift + drag: move · wheel, W S: zoom · A D: move\n"
                "Double click, Home: the whole run · L: live"
            )
        if position.x() >= self._canvas.places.left:
            return self.tr("Drag along the axis to see the run as it was then (Ctrl + ← →)")
        return ""

    def _on_left(self) -> None:
        self._rest.stop()
        self.hovered.emit("")

    def _look_up(self) -> None:
        """Ask the log for the span under the pointer, which has come to rest."""
        pointer, lanes = self._gestures.pointer, self._canvas.lanes_view
        if pointer is None or pointer[0] is not lanes or self._run is None:
            return
        position = pointer[1]
        lane, text = lanes.lane_at(position), self._canvas.text_at(lanes, position)
        if lane is None or not lane.index or not text:
            return
        start_s, end_s = self._window.current
        share = self._gestures.pointer_share
        span = self._run.span_at(lane.name, start_s + share * (end_s - start_s))
        if span is not None:
            self._tell(lanes, position, f"{text}\n{span_text(span)}")

    def _tell(self, widget: QWidget, position: QPointF, text: str) -> None:
        self.hovered.emit(text.replace("\n", " · "))
        _show_tip(widget, position, text)


def _show_tip(widget: QWidget, position: QPointF, text: str) -> None:
    if text:
        QToolTip.showText(widget.mapToGlobal(position.toPoint()), text, widget)
    else:
        QToolTip.hideText()
