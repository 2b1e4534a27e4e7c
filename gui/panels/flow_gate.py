"""A semaphore of the flow: its permits as tokens, a full diamond for one that is held."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from engine.states import State
from gui.panels.flow_blocks import CENTER, fitting, write
from gui.panels.flow_layout import GatePlace
from gui.panels.flow_picture import Gate
from gui.theme import Theme, font

TOKEN = 9.0


def paint_gate(
    painter: QPainter, theme: Theme, at: GatePlace | None, gate: Gate | None, scale: float
) -> None:
    """Paint the tokens on their ground, over the lines, and under them how many are held."""
    if at is None or gate is None:
        return
    ink = gate_ink(theme, gate)
    painter.setPen(QPen(ink, 2 if gate.is_short else 1))
    painter.setBrush(theme.field)
    painter.drawRoundedRect(at.ground, 6, 6)
    for number, middle in enumerate(at.tokens):
        paint_token(painter, ink, middle, TOKEN * scale, number < gate.held)
    _paint_label(painter, theme, at.label, gate)


def gate_ink(theme: Theme, gate: Gate) -> QColor:
    """Return the colour of contention while somebody waits for a permit, else neutral ink."""
    return theme.state(State.WAIT_PERMIT) if gate.is_short else theme.text2


def gate_words(gate: Gate, width: float) -> str:
    """Return how many permits are held, in as many words as `width` has room for."""
    words = QCoreApplication.translate("Flow", "{held} of {n}")
    whole = words.format(held=gate.held, n=gate.permits)
    return fitting(font(11), width, whole, f"{gate.held}/{gate.permits}", str(gate.held))


def paint_token(painter: QPainter, ink: QColor, middle: QPointF, side: float, held: bool) -> None:
    """Paint a diamond, full or empty."""
    half = side / 2
    path = QPainterPath(middle + QPointF(0, -half))
    for x, y in ((half, 0), (0, half), (-half, 0)):
        path.lineTo(middle + QPointF(x, y))
    path.closeSubpath()
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(ink if held else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _paint_label(painter: QPainter, theme: Theme, rect: QRectF, gate: Gate) -> None:
    words = gate_words(gate, rect.width())
    ground = QRectF(rect)
    ground.setWidth(min(rect.width(), QFontMetricsF(font(11)).horizontalAdvance(words) + 4))
    ground.moveCenter(rect.center())
    painter.fillRect(ground, theme.panel)
    write(painter, rect, words, font(11), theme.text2, CENTER)
