"""Drag, wheel, click and keys on the timeline, wherever the pointer is on it.

    plots, lanes     drag                   measures a range
                     Shift or middle drag   pans
                     click, double click
    axis             drag, click            scrubs
    gutter           click
    everywhere       wheel, keys

It knows pixels and nothing of time: a place across is told as a share of the width.
"""

from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui.panels.timeline_canvas import TimelineCanvas
from gui.panels.timeline_keys import Act, act_of

ZOOM_A_NOTCH: Final = 1.25
KEY_PAN: Final = 0.1
DRAG_FROM: Final = 4
"""Pixels: a press that moves less is a click."""
_A_NOTCH: Final = 120
_PANS: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class _Drag(Enum):
    """What moving the pointer does, between press and release."""

    CLICK = auto()
    """Nothing yet: where a range may be measured."""
    MEASURE = auto()
    PAN = auto()
    SCRUB = auto()
    NOTHING = auto()


class Gestures(QObject):
    """Turns events of the canvas and its parts into what the user wants of the timeline."""

    panned = Signal(float)
    """By this share of the width, positive: to later times."""
    zoomed = Signal(float, float)
    """The span by this factor, about this share of the width."""
    scrolled = Signal(int)
    """The lanes, by so many notches, positive: further down."""
    measuring = Signal(float, float)
    """A range is being drawn, between two shares of the width."""
    measured = Signal()
    """It is drawn."""
    scrubbing = Signal(float)
    scrubbed = Signal()
    """The pointer is let go."""
    clicked = Signal(QWidget, QPointF)
    double_clicked = Signal(float)
    pointed = Signal(QWidget, QPointF)
    """The pointer moved here, with no button held."""
    asked = Signal(QWidget, QPointF)
    """The pointer has rested here for as long as a tooltip takes."""
    left = Signal()
    """The pointer is no longer over the timeline."""
    acted = Signal(Act)
    """A key of the timeline."""

    def __init__(self, canvas: TimelineCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._drag: _Drag | None = None
        self._from = 0.0
        self._last = 0.0
        self.pointer: tuple[QWidget, QPointF] | None = None
        """Where the pointer is, None when it is not over plots, lanes or axis."""
        for widget in (canvas, *canvas.parts):
            widget.setMouseTracking(True)
            widget.installEventFilter(self)

    @property
    def pointer_share(self) -> float:
        """Where the pointer is across the width, the middle when it is elsewhere."""
        return 0.5 if self.pointer is None else self._share(*self.pointer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle what is meant for the timeline; the rest goes on to the widget."""
        if not isinstance(watched, QWidget):
            return False
        match event:
            case QKeyEvent():
                return watched is self._canvas and self._key(event)
            case QWheelEvent():
                return self._wheel(watched, event)
            case QMouseEvent():
                return self._mouse(watched, event)
            case QHelpEvent() if event.type() == QEvent.Type.ToolTip:
                self.asked.emit(watched, QPointF(event.pos()))
                return True
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
            self.pointer = None
            self.left.emit()
        return False

    def key_from_elsewhere(self, event: QKeyEvent) -> bool:
        """Take a letter that nobody else took while the pointer is over the timeline.

        So that who has just come with the mouse need not click first.
        """
        return self.pointer is not None and bool(event.text().strip()) and self._key(event)

    def _share(self, widget: QWidget, position: QPointF) -> float:
        x, places = position.x(), self._canvas.places
        x -= places.left if widget is self._canvas else 0
        return min(max(x / max(places.width, 1), 0.0), 1.0)

    def _wheel(self, widget: QWidget, event: QWheelEvent) -> bool:
        delta, held = event.angleDelta(), event.modifiers()
        sideways = delta.x() or (delta.y() if held & Qt.KeyboardModifier.ShiftModifier else 0)
        if held & Qt.KeyboardModifier.AltModifier:  # with Alt, Qt turns the wheel sideways
            self.scrolled.emit(round(-(delta.y() or delta.x()) / _A_NOTCH))
        elif sideways:
            self.panned.emit(-sideways / _A_NOTCH * KEY_PAN)
        elif delta.y():
            share = self._share(widget, event.position())
            self.zoomed.emit(ZOOM_A_NOTCH ** (-delta.y() / _A_NOTCH), share)
        return True

    def _mouse(self, widget: QWidget, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._press(widget, event)
            case QEvent.Type.MouseButtonDblClick if self._is_drawn(widget):
                self._drag = _Drag.NOTHING
                if event.button() == Qt.MouseButton.LeftButton:
                    self.double_clicked.emit(self._share(widget, event.position()))
            case QEvent.Type.MouseButtonRelease:
                self._release(widget, event)
            case QEvent.Type.MouseMove if self._drag is not None:
                self._move(widget, event)
            case QEvent.Type.MouseMove:
                self._hover(widget, event.position())
        return True

    def _press(self, widget: QWidget, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        self._from = self._last = self._share(widget, event.position())
        pans = event.button() == Qt.MouseButton.MiddleButton or bool(event.modifiers() & _PANS)
        if self._is_axis(widget, event.position()):
            self._drag = _Drag.SCRUB
            self.scrubbing.emit(self._from)
        elif not self._is_drawn(widget):
            self._drag = _Drag.NOTHING if pans else _Drag.CLICK
        else:
            self._drag = _Drag.PAN if pans else _Drag.CLICK

    def _move(self, widget: QWidget, event: QMouseEvent) -> None:
        share = self._share(widget, event.position())
        match self._drag:
            case _Drag.PAN:
                widget.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._pan(widget, event.position())
            case _Drag.SCRUB:
                self.scrubbing.emit(share)
            case _Drag.CLICK if self._is_drawn(widget) and self._has_moved(share):
                self._drag = _Drag.MEASURE
                self.measuring.emit(self._from, share)
            case _Drag.MEASURE:
                self.measuring.emit(self._from, share)

    def _pan(self, widget: QWidget, position: QPointF) -> None:
        """Pan with the pointer, also while it is beyond the edges."""
        share = position.x() / max(widget.width(), 1)
        if share != self._last:
            self.panned.emit(self._last - share)
        self._last = share

    def _release(self, widget: QWidget, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        match drag:
            case _Drag.PAN:
                widget.unsetCursor()
            case _Drag.SCRUB:
                self.scrubbed.emit()
            case _Drag.MEASURE:
                self.measured.emit()
            case _Drag.CLICK:
                self.clicked.emit(widget, event.position())

    def _hover(self, widget: QWidget, position: QPointF) -> None:
        is_axis = self._is_axis(widget, position)
        self.pointer = (widget, position) if is_axis or self._is_drawn(widget) else None
        if is_axis:
            widget.setCursor(Qt.CursorShape.SplitHCursor)
        elif not self._is_drawn(widget):
            widget.unsetCursor()
        self.pointed.emit(widget, position)

    def _has_moved(self, share: float) -> bool:
        return abs(share - self._from) * self._canvas.places.width >= DRAG_FROM

    def _is_drawn(self, widget: QWidget) -> bool:
        """True for plots and lanes, false for the axis and the gutter."""
        return widget is not self._canvas

    def _is_axis(self, widget: QWidget, position: QPointF) -> bool:
        places = self._canvas.places
        is_right = position.x() >= places.left and position.y() >= places.axis.top
        return widget is self._canvas and is_right

    def _key(self, event: QKeyEvent) -> bool:
        act = act_of(event)
        if act is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # here D pans, and does not show or hide the details
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        match act:
            case Act.PAN_EARLIER:
                self.panned.emit(-KEY_PAN)
            case Act.PAN_LATER:
                self.panned.emit(KEY_PAN)
            case Act.ZOOM_IN:
                self.zoomed.emit(1 / ZOOM_A_NOTCH, self.pointer_share)
            case Act.ZOOM_OUT:
                self.zoomed.emit(ZOOM_A_NOTCH, self.pointer_share)
            case _:
                self.acted.emit(act)
        return True
