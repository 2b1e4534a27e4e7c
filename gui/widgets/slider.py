"""A horizontal slider in neutral ink that jumps to where it is pressed."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSlider, QWidget

from gui.theme import Theme, scaled

MARGIN = 4
"""Pixels left and right of the track that the focus ring may use."""
HANDLE = 7
BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_TRACK = 4


class Slider(QSlider):
    """Emits `moved` for what the user does (mouse, keys, wheel), never for `setValue`."""

    moved = Signal(int)
    released = Signal()

    def __init__(self, theme: Theme, last: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._dimmed = False
        self._ringed = False
        self.setRange(0, last)
        self.setPageStep(max(1, round(last / 12)))
        self._handle = scaled(HANDLE)
        self.setFixedHeight(scaled(24))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.actionTriggered.connect(self._on_action)
        self.sliderReleased.connect(self.released)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:
        """Show the handle hollow: the value is not in force (a switch overrides it)."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.update()

    def handle_center(self, position: int | None = None) -> QPointF:
        """Return the middle of the handle, now or at a position, in the widget's coordinates."""
        shown = self.sliderPosition() if position is None else position
        share = shown / max(1, self.maximum())
        left, right = self._ends()
        return QPointF(left + share * (right - left), self.height() / 2)

    def _ends(self) -> tuple[int, int]:
        """Return where the middle of the handle is at the least and at the greatest value."""
        return MARGIN + self._handle, self.width() - MARGIN - self._handle

    def _on_action(self, _action: int) -> None:
        """Tell what the user did; `setValue` triggers no action."""
        if self.sliderPosition() != self.value():
            self.moved.emit(self.sliderPosition())

    def _position_at(self, x: float) -> int:
        left, right = self._ends()
        share = (x - left) / max(1, right - left)
        return round(max(0.0, min(1.0, share)) * self.maximum())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring when the keyboard led here."""
        super().focusInEvent(event)
        self._show_ring(event.reason() in BY_KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._show_ring(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the ring from the first key on."""
        self._show_ring(True)
        super().keyPressEvent(event)

    def _show_ring(self, on: bool) -> None:
        self._ringed = on
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to the pointer; a press on it does not move it."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        if abs(event.position().x() - self.handle_center().x()) > self._handle:
            self.setSliderPosition(self._position_at(event.position().x()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self.isSliderDown():
            self.setSliderPosition(self._position_at(event.position().x()))
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only when focused: else a wheel that scrolls the panel would change settings."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track, filled part, handle and focus ring."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_track(painter)
            self._paint_handle(painter)

    def _paint_track(self, painter: QPainter) -> None:
        theme, middle = self._theme, self.height() / 2
        track = QRectF(MARGIN, middle - _TRACK / 2, self.width() - 2 * MARGIN, _TRACK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.track if self.isEnabled() else theme.line)
        painter.drawRoundedRect(track, _TRACK / 2, _TRACK / 2)
        if self.isEnabled() and not self._dimmed:
            track.setRight(self.handle_center().x())
            painter.setBrush(theme.text2)
            painter.drawRoundedRect(track, _TRACK / 2, _TRACK / 2)

    def _paint_handle(self, painter: QPainter) -> None:
        theme, center = self._theme, self.handle_center()
        hollow = self._dimmed or not self.isEnabled()
        painter.setBrush(theme.panel if hollow else theme.text)
        painter.setPen(QPen(theme.text3, 1.5) if hollow else Qt.PenStyle.NoPen)
        radius = self._handle - 0.75 if hollow else self._handle
        painter.drawEllipse(center, radius, radius)
        if self._ringed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.text, 2))
            ring = self._handle + 3
            painter.drawEllipse(center, ring, ring)
