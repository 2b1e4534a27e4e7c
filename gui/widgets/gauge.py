"""A gauge: a neutral track, of which a share is filled. Colour belongs to states."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.theme import Theme

HEIGHT = 8
LEAST = 2
"""Pixels that anything but nothing fills."""


class Gauge(QWidget):
    """Shows how much of a whole there is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self.setFixedHeight(HEIGHT)

    @property
    def share(self) -> float:
        """The share of the track that is filled, 0 to 1."""
        return self._share

    def show_share(self, share: float) -> None:
        """Fill `share` of the track."""
        self._share = share
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track, and within its round ends what is filled."""
        track = QPainterPath()
        track.addRoundedRect(self.rect().toRectF(), HEIGHT / 2, HEIGHT / 2)
        width = max(LEAST, self._share * self.width()) if self._share else 0.0
        filled = QPainterPath()
        filled.addRect(QRectF(0, 0, width, HEIGHT))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillPath(track, self._theme.grid)
            painter.fillPath(track.intersected(filled), self._theme.text3)
