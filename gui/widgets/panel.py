"""The rounded ground that every region of the window stands on."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from gui.theme import Theme
from gui.widgets.help_button import HelpButton

RADIUS = 8
PADDING = 12


class Panel(QFrame):
    """A frame with rounded corners, the panel's colour and a hairline; 12 px are kept inside.

    Give its layout no margins of its own: `layout.setContentsMargins(0, 0, 0, 0)`.
    """

    help_requested = Signal(str)
    """The page of the guide that explains this panel."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._warning = False
        self._help: HelpButton | None = None
        self._help_corner = QPoint()
        self.setContentsMargins(PADDING, PADDING, PADDING, PADDING)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        if self._help is not None:
            self._help.set_theme(theme)
        self.update()

    def help_button(self, page: str) -> HelpButton:
        """Return the panel's "?", which asks for `page`; its caller finds a place for it."""
        self._help = HelpButton(page, self.theme, self)
        self._help.requested.connect(self.help_requested)
        return self._help

    def pin_help(self, page: str, right: int = 4, top: int = 4) -> None:
        """Add the "?" so far from the upper right corner: for panels that paint all they show."""
        self._help_corner = QPoint(right, top)
        self.help_button(page)
        self._place_help()

    def _place_help(self) -> None:
        if self._help is not None and not self._help_corner.isNull():
            right = self.width() - self._help_corner.x() - self._help.width()
            self._help.move(right, self._help_corner.y())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the "?" in its corner."""
        super().resizeEvent(event)
        self._place_help()

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
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(edge, 1))
            painter.setBrush(ground)
            inner = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(inner, RADIUS, RADIUS, Qt.SizeMode.AbsoluteSize)
