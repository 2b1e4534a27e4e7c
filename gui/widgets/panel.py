"""The rounded ground that every region of the window stands on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from gui.theme import Theme

RADIUS = 8
PADDING = 12


class Panel(QFrame):
    """A frame with rounded corners, the panel's colour and a hairline; 12 px are kept inside.

    Give its layout no margins of its own: `layout.setContentsMargins(0, 0, 0, 0)`.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._warning = False
        self.setContentsMargins(PADDING, PADDING, PADDING, PADDING)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        self.update()

    def set_warning(self, on: bool) -> None:
        """Use the warning's ground and edge, as the sentence panel does."""
        self._warning = on
        self.update()

    def _colors(self) -> tuple[QColor, QColor]:
        if self._warning:
            return self.theme.warn_ground, self.theme.warn_edge
        return self.theme.panel, self.theme.line

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and edge; what is on it paints itself."""
        ground, edge = self._colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        inner = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inner, RADIUS, RADIUS, Qt.SizeMode.AbsoluteSize)
