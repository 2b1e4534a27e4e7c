"""Drag, wheel and keys on the timeline: they move its range, wherever the pointer is on it."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

ZOOM_A_NOTCH = 1.25
KEY_PAN = 0.1


class Gestures(QObject):
    """Turns events of the widgets it watches into moves; all of them have the same edges.

    A click gives the focus to the widget that takes the keys, which is watched as well.
    """

    panned = Signal(float)
    """By this share of the width, positive: to later times."""
    zoomed = Signal(float, float)
    """The span by this factor, about this share of the width."""
    whole = Signal()
    """Show all of it."""
    pointed = Signal(QWidget, QPointF)
    """The pointer moved here, with no button held."""
    left = Signal()
    """The pointer is no longer over the timeline."""

    def __init__(self, keys: QWidget) -> None:
        super().__init__(keys)
        self._keys = keys
        self._drag_x: float | None = None
        self.watch(keys)

    def watch(self, widget: QWidget) -> None:
        """Take part in the events of `widget`."""
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle what moves the range; the rest goes on to the widget."""
        if not isinstance(watched, QWidget):
            return False
        if watched is self._keys:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            return False
        if isinstance(event, QWheelEvent):
            return self._wheel(watched, event)
        if isinstance(event, QMouseEvent):
            return self._mouse(watched, event)
        if event.type() == QEvent.Type.Leave:
            self.left.emit()
        return False

    def _wheel(self, widget: QWidget, event: QWheelEvent) -> bool:
        delta = event.angleDelta()
        sideways = delta.x() or (
            delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        if sideways:
            self.panned.emit(-sideways / 120 * KEY_PAN)
        elif delta.y():
            at = event.position().x() / max(widget.width(), 1)
            self.zoomed.emit(ZOOM_A_NOTCH ** (-delta.y() / 120), at)
        return True

    def _mouse(self, widget: QWidget, event: QMouseEvent) -> bool:
        x = event.globalPosition().x()
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() == Qt.MouseButton.LeftButton:
                self._drag_x = x
                self._keys.setFocus(Qt.FocusReason.MouseFocusReason)
            case QEvent.Type.MouseButtonRelease:
                self._drag_x = None
                widget.unsetCursor()
            case QEvent.Type.MouseMove if self._drag_x is not None:
                widget.setCursor(Qt.CursorShape.ClosedHandCursor)
                if x != self._drag_x:
                    self.panned.emit((self._drag_x - x) / max(widget.width(), 1))
                self._drag_x = x
            case QEvent.Type.MouseMove:
                self.pointed.emit(widget, event.position())
        return True

    def _key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Left:
                self.panned.emit(-KEY_PAN)
            case Qt.Key.Key_Right:
                self.panned.emit(KEY_PAN)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoomed.emit(1 / ZOOM_A_NOTCH, 0.5)
            case Qt.Key.Key_Minus:
                self.zoomed.emit(ZOOM_A_NOTCH, 0.5)
            case Qt.Key.Key_Home:
                self.whole.emit()
            case _:
                return False
        return True
