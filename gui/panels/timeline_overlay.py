"""Dashed lines through all plots where something was done to the run, and a label at each."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.panels.curve_plot import pen
from gui.panels.timeline_marks import Label, Placed, place
from gui.sentences import translated
from gui.theme import Theme, font

BOX_HEIGHT = 18
BOX_PADDING = 5
HIT = 4


class MarksOverlay(QWidget):
    """Lies over plots and lanes and lets the mouse through."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.theme = theme
        self.placed: list[Placed] = []
        self.label_zone = 0
        """Pixels at the top that labels may cover."""
        self._font = font(11, 600)
        self._metrics = QFontMetricsF(self._font)
        self._widths: dict[str, float] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        self.update()

    def show_labels(self, labels: Sequence[Label], start_s: float, end_s: float) -> None:
        """Draw the labels that fall into the range."""
        scale = self.width() / (end_s - start_s)
        wanted = [
            (label, round((label.at_s - start_s) * scale))
            for label in labels
            if start_s <= label.at_s <= end_s
        ]
        rows = self.label_zone // (BOX_HEIGHT + 2)
        placed = place(wanted, self.width(), rows, self._width_of)
        if placed != self.placed:
            self.placed = placed
            self.update()

    def _width_of(self, text: str) -> float:
        width = self._widths.get(text)
        if width is None:
            width = self._widths[text] = self._metrics.horizontalAdvance(text) + 2 * BOX_PADDING
        return width

    def text_at(self, x: float) -> str:
        """Return the sentences of the marks at a pixel column."""
        return "\n".join(
            translated(one.label.sentence) for one in self.placed if abs(one.x - x) <= HIT
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all lines, then all boxes."""
        with QPainter(self) as painter:
            painter.setFont(self._font)
            for one in self.placed:
                ink = self.theme.text if one.label.urgent else self.theme.text3
                painter.setPen(pen(ink, Qt.PenStyle.DashLine))
                painter.drawLine(round(one.x), 0, round(one.x), self.height())
            for one in self.placed:
                if one.row is not None:
                    self._paint_box(painter, one)

    def _paint_box(self, painter: QPainter, one: Placed) -> None:
        top = one.row * (BOX_HEIGHT + 2) if one.row else 0
        box = QRectF(round(one.left) + 0.5, top + 0.5, round(one.width), BOX_HEIGHT)
        painter.setPen(pen(self.theme.text if one.label.urgent else self.theme.line))
        painter.setBrush(self.theme.raised)
        painter.drawRect(box)
        painter.setPen(self.theme.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.label.text)
