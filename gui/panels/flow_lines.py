"""The lines of the flow with what is on them: items waiting at the wall, permits, items in hand."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from engine.states import State
from gui.panels.flow_blocks import CENTER, write
from gui.panels.flow_layout import TAG_WIDTH, Detail, FlowLayout, Group
from gui.panels.flow_picture import Block, Gate, Picture
from gui.theme import Theme, font

FOLLOWED_HZ = 15.0
"""Up to this rate the eye can follow items; beyond, the thickness of a line tells the rate."""
MOST_TOKENS = 6
TOKEN, TOKEN_PITCH = 9.0, 12.0


@dataclass(frozen=True)
class Line:
    """One line, from left to right, the block it belongs to and the tag on it."""

    path: QPainterPath
    block: Block | None
    tag: QRectF
    words: str
    left_tag: bool
    """True for a tag at the wall (at the line's right end)."""


def lines_in(at: FlowLayout, view: Picture) -> Iterator[Line]:
    """Yield the lines from the producers to the wall."""
    gate = view.producer_gate is not None
    for block, start, tag in _ends(at.producers, view.producers, at.waiting, right=True):
        end = QPointF(tag.right() if not _words(block, view.waiting) else tag.x(), tag.center().y())
        via = at.producer_gate if gate else None
        yield Line(curve(start, end, via), block, tag, _words(block, view.waiting), True)


def lines_out(at: FlowLayout, view: Picture) -> Iterator[Line]:
    """Yield the lines from the vessel to the consumers."""
    gate = view.consumer_gate is not None
    count = len(at.hands)
    for number, (block, end, tag) in enumerate(
        _ends(at.consumers, view.consumers, at.hands, right=False)
    ):
        spread = min(8.0, 40.0 / count) * (number - (count - 1) / 2)
        start = QPointF(at.vessel.right() + 5, at.vessel.center().y() + spread)
        via = at.consumer_gate if gate else None
        yield Line(curve(start, end, via), block, tag, _words(block, view.in_hand), False)


def curve(start: QPointF, end: QPointF, via: QPointF | None = None) -> QPainterPath:
    """Return a soft line; through a gate it goes straight to it first."""
    path = QPainterPath(start)
    if via is not None and start.x() < via.x() < end.x():
        _bend(path, start, via)
        start = via
    _bend(path, start, end)
    return path


def paint_lines(
    painter: QPainter, theme: Theme, lines: Iterator[Line], rate_hz: float, capped: bool
) -> None:
    """Paint lines and tags; `capped` ends them with a bar, for a run that is over."""
    width = 1.5
    if rate_hz > FOLLOWED_HZ:
        width = min(5.0, 1.5 + math.log10(rate_hz / FOLLOWED_HZ))
    for line in lines:
        color = _line_color(theme, line.block)
        painter.setPen(QPen(color, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(line.path)
        if capped:
            end = line.path.pointAtPercent(1.0)
            painter.setPen(QPen(theme.text2, 2))
            painter.drawLine(end + QPointF(0, -5), end + QPointF(0, 5))
        if line.words:
            _paint_tag(painter, theme, line, color)


def paint_gate(painter: QPainter, theme: Theme, middle: QPointF, gate: Gate | None) -> None:
    """Paint a semaphore: a column of permits, a full diamond for one that is held."""
    if gate is None:
        return
    tokens = gate.permits if gate.permits <= MOST_TOKENS else 1
    top = middle.y() - (tokens - 1) * TOKEN_PITCH / 2
    ground = QRectF(middle.x() - 9, top - 10, 18, (tokens - 1) * TOKEN_PITCH + 20)
    painter.setPen(QPen(theme.text3, 1))
    painter.setBrush(theme.field)
    painter.drawRoundedRect(ground, 6, 6)
    for number in range(tokens):
        held = number < gate.held
        _paint_token(painter, theme, QPointF(middle.x(), top + number * TOKEN_PITCH), held)
    words = QCoreApplication.translate("Flow", "{held} of {n}").format(
        held=gate.held, n=gate.permits
    )
    label = QRectF(middle.x() - 22, ground.bottom() + 3, 44, 15)
    painter.fillRect(label, theme.panel)
    write(painter, label, words, font(11), theme.text2, CENTER)


def _ends(
    group: Group, blocks: tuple[Block, ...], tags: tuple[QRectF, ...], right: bool
) -> Iterator[tuple[Block | None, QPointF, QRectF]]:
    """Yield block, end of its line at the block, and its tag; one for all when they are small."""
    if not blocks:
        return
    if group.detail != Detail.FULL:
        side = group.bounds.right() + 4 if right else group.bounds.x() - 4
        yield None, QPointF(side, tags[0].center().y()), tags[0]
        return
    for block, rect, tag in zip(blocks, group.blocks, tags, strict=True):
        side = rect.right() if right else rect.x()
        yield block, QPointF(side, rect.center().y()), tag


def _words(block: Block | None, all_of_them: int) -> str:
    if block is None:
        return f"×{all_of_them}" if all_of_them > 0 else ""
    return str(block.tag) if block.tag else ""


def _bend(path: QPainterPath, start: QPointF, end: QPointF) -> None:
    middle = (start.x() + end.x()) / 2
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)


def _line_color(theme: Theme, block: Block | None) -> QColor:
    if block is None or block.state is None or not block.state.is_wait:
        return theme.text3
    return theme.state(block.state)


def _paint_tag(painter: QPainter, theme: Theme, line: Line, color: QColor) -> None:
    style = font(10, 600)
    width = max(TAG_WIDTH, QFontMetricsF(style).horizontalAdvance(line.words) + 8)
    rect = QRectF(line.tag)
    rect.setLeft(rect.right() - width)
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(rect, 4, 4)
    write(painter, rect, line.words, style, theme.text, CENTER)


def _paint_token(painter: QPainter, theme: Theme, middle: QPointF, held: bool) -> None:
    half = TOKEN / 2
    path = QPainterPath(middle + QPointF(0, -half))
    for x, y in ((half, 0), (0, half), (-half, 0)):
        path.lineTo(middle + QPointF(x, y))
    path.closeSubpath()
    ink = theme.state(State.WAIT_PERMIT)
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(ink if held else QColor(0, 0, 0, 0))
    painter.drawPath(path)
