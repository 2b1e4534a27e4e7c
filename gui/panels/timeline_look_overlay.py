"""Draws over plots and lanes what one looks at: a range, a moment, a lane, who ended a wait."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.panels.curve_plot import pen
from gui.panels.timeline_look import Arrow, Drawn, Look, Scene, Tag, drawn
from gui.theme import Theme, font

SHADE = 0.12
"""Opacity of the ink over the measured range."""
PADDING = 6
OUTLINE = 2
HEAD = 7
HALO = 5


class LookOverlay(QWidget):
    """Lies over plots, lanes and axis and lets the mouse through; hidden while it is empty."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.theme = theme
        self.drawn = Drawn()
        self._metrics = QFontMetrics(font(11, 600))
        self._axis_top = 0
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        self.update()

    def show_look(self, look: Look, scene: Scene) -> None:
        """Draw what is looked at; nothing is painted while nothing has moved."""
        now = drawn(look, scene)
        self._axis_top = scene.places.axis.top
        if now == self.drawn:
            return
        self.drawn = now
        is_empty = now.shade is None and now.moment_x is None and not now.boxes and not now.tag
        self.setVisible(not is_empty)
        self.update()

    def taken_of_axis(self) -> list[tuple[float, float]]:
        """Return from where to where words of its own stand on the axis."""
        now, taken = self.drawn, []
        if now.shade is not None:
            taken.append(self._across(self._middle(*now.shade), now.length))
        if now.moment_x is not None:
            taken.append(self._across(round(now.moment_x), now.moment))
        return taken

    def _across(self, middle: float, text: str) -> tuple[float, float]:
        """Return left and right of a box with words about a place, within the width."""
        width = self._metrics.horizontalAdvance(text) + 2 * PADDING
        left = max(0, min(round(middle - width / 2), self.width() - width - 1))
        return left, left + width

    def _middle(self, start_x: float, end_x: float) -> float:
        return (max(round(start_x), 0) + min(round(end_x), self.width())) / 2

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint from the back to the front."""
        with QPainter(self) as painter:
            painter.setFont(font(11, 600))
            now = self.drawn
            if now.shade is not None:
                self._paint_shade(painter, *now.shade)
            self._paint_boxes(painter)
            if now.arrow is not None:
                self._paint_arrow(painter, now.arrow)
            if now.tag is not None:
                self._paint_tag(painter, now.tag)
            if now.moment_x is not None:
                self._paint_moment(painter, now.moment_x)

    def _paint_shade(self, painter: QPainter, start_x: float, end_x: float) -> None:
        ink = QColor(self.theme.text)
        ink.setAlphaF(SHADE)
        left, right = round(start_x), round(end_x)
        painter.fillRect(left, 0, max(right - left, 1), self._axis_top, ink)
        painter.setPen(pen(self.theme.text))
        for x in (left, right):
            painter.drawLine(x, 0, x, self._axis_top)
        middle = self._middle(start_x, end_x)
        self._paint_words(painter, middle, self._axis_top + 1, self.drawn.length)

    def _paint_boxes(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._outline())
        for left, top, right, bottom in self.drawn.boxes:
            painter.drawRect(QRectF(QPointF(round(left), top), QPointF(round(right), bottom)))

    def _outline(self) -> QPen:
        made = QPen(self.theme.text, OUTLINE)
        made.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        return made

    def _paint_arrow(self, painter: QPainter, arrow: Arrow) -> None:
        """Paint it in ink, with a rim in the colour of the ground so that it shows on any state."""
        tail, head = QPointF(*arrow.tail), QPointF(*arrow.head)
        tip = _tip(tail, head)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for ink, width in ((self.theme.panel, HALO), (self.theme.text, OUTLINE)):
            painter.setPen(QPen(ink, width))
            painter.setBrush(ink)
            painter.drawLine(tail, head)
            painter.drawPolygon(tip)
            painter.drawEllipse(tail, OUTLINE, OUTLINE)
        painter.restore()

    def _paint_tag(self, painter: QPainter, tag: Tag) -> None:
        top = tag.bottom - _box_height(painter) - 4
        self._paint_words(painter, tag.x, top, tag.text, is_centred=False)

    def _paint_words(
        self, painter: QPainter, x: float, top: float, text: str, is_centred: bool = True
    ) -> None:
        metrics = painter.fontMetrics()
        most = self.width() - 2 * PADDING - 1
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, most)
        width = metrics.horizontalAdvance(text) + 2 * PADDING
        left = x - width / 2 if is_centred else x - PADDING
        left = max(0, min(round(left), self.width() - width - 1))
        box = QRectF(left + 0.5, round(max(top, 0)) + 0.5, width, _box_height(painter))
        painter.setPen(pen(self.theme.text))
        painter.setBrush(self.theme.raised)
        painter.drawRect(box)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_moment(self, painter: QPainter, at_x: float) -> None:
        """Paint the line of the moment and the handle at its foot."""
        x = round(at_x)
        painter.fillRect(QRectF(x - OUTLINE / 2, 0, OUTLINE, self._axis_top), self.theme.text)
        left, right = self._across(x, self.drawn.moment)
        handle = QRectF(left, self._axis_top, right - left, _box_height(painter))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.text)
        painter.drawRoundedRect(handle, 4, 4)
        painter.setPen(self.theme.on_text)
        painter.drawText(handle, Qt.AlignmentFlag.AlignCenter, self.drawn.moment)
        painter.restore()


def _box_height(painter: QPainter) -> int:
    """Return how high a line of words with its box is: 18 pixels at a desk."""
    return painter.fontMetrics().height() + 4


def _tip(tail: QPointF, head: QPointF) -> QPolygonF:
    """Return the triangle at the head of an arrow."""
    angle = math.atan2(head.y() - tail.y(), head.x() - tail.x())
    wings = [
        head - QPointF(math.cos(angle + turn), math.sin(angle + turn)) * HEAD
        for turn in (0.5, -0.5)
    ]
    return QPolygonF([head, *wings])
