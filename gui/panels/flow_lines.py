"""The lines of the flow with what is on them: items that wait at the wall, items in hand."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from engine.states import State
from gui.panels.flow_blocks import CENTER, write
from gui.panels.flow_groups import Group
from gui.panels.flow_layout import FlowLayout
from gui.panels.flow_picture import Block, Picture
from gui.theme import Theme, font

FOLLOWED_HZ = 15.0
"""Up to this rate the eye can follow items; beyond, the thickness of a line tells the rate."""
LINE_WIDTH, MOST_WIDTH = 1.5, 5.0
MOST_TAG = 99_999


@dataclass(frozen=True)
class Line:
    """One line, from left to right, the block it belongs to and the tag on it."""

    path: QPainterPath
    block: Block | None
    """None for a line that stands for all of a role."""
    state: State | None
    """What its worker is in, or most of those that it stands for."""
    tag: QRectF
    words: str


def lines_in(at: FlowLayout, view: Picture, is_numbered: bool = True) -> Iterator[Line]:
    """Yield the lines from the producers to the wall."""
    via = at.producer_gate.middle if at.producer_gate else None
    for block, start, tag in _ends(at.producers, view.producers, at.waiting, right=True):
        words = _words(block, view.waiting, is_numbered)
        end = QPointF(tag.x() if words else tag.right(), tag.center().y())
        state = block.state if block else common(view.producers)
        yield Line(_curve(start, end, via), block, state, tag, words)


def lines_out(at: FlowLayout, view: Picture, is_numbered: bool = True) -> Iterator[Line]:
    """Yield the lines from the vessel to the consumers."""
    via = at.consumer_gate.middle if at.consumer_gate else None
    body, count = at.channel.body, len(at.hands)
    ends = _ends(at.consumers, view.consumers, at.hands, right=False)
    for number, (block, end, tag) in enumerate(ends):
        spread = min(8.0, 40.0 / count) * at.scale * (number - (count - 1) / 2)
        start = QPointF(body.right() + 5, body.center().y() + spread)
        state = block.state if block else common(view.consumers)
        words = _words(block, view.in_hand, is_numbered)
        yield Line(_curve(start, end, via), block, state, tag, words)


def common(blocks: tuple[Block, ...]) -> State | None:
    """Return the state that more than half of the blocks are in, None when there is none."""
    found = Counter(block.state for block in blocks).most_common(1)
    return found[0][0] if found and found[0][1] * 2 > len(blocks) else None


def line_color(theme: Theme, state: State | None) -> QColor:
    """Return the colour of a wait, else that of a line."""
    return theme.state(state) if state is not None and state.is_wait else theme.text3


def line_width(rate_hz: float, scale: float) -> float:
    """Return how thick a line is: at a desk 1.5 px, in a presentation 3, more for a high rate."""
    width = LINE_WIDTH * (2 * scale - 1)
    if rate_hz > FOLLOWED_HZ:
        width = min(MOST_WIDTH * scale, width + math.log10(rate_hz / FOLLOWED_HZ))
    return width


def paint_lines(
    painter: QPainter, theme: Theme, lines: Iterable[Line], width: float, is_capped: bool
) -> None:
    """Paint lines; `is_capped` ends them with a bar, for a run that is over."""
    for line in lines:
        painter.setPen(QPen(line_color(theme, line.state), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(line.path)
        if is_capped:
            end = line.path.pointAtPercent(1.0)
            painter.setPen(QPen(theme.text2, 2))
            painter.drawLine(end + QPointF(0, -5), end + QPointF(0, 5))


def paint_tags(painter: QPainter, theme: Theme, lines: Iterable[Line]) -> None:
    """Paint the tags, over the lines and over what moves along them."""
    for line in lines:
        if line.words:
            _paint_tag(painter, theme, line, line_color(theme, line.state))


def _ends(
    group: Group, blocks: tuple[Block, ...], tags: tuple[QRectF, ...], right: bool
) -> Iterator[tuple[Block | None, QPointF, QRectF]]:
    """Yield block, end of its line at the block, and its tag; one for all when they are small."""
    if not blocks:
        return
    if not group.has_lines:
        side = group.bounds.right() + 4 if right else group.bounds.x() - 4
        yield None, QPointF(side, tags[0].center().y()), tags[0]
        return
    for block, rect, tag in zip(blocks, group.blocks, tags, strict=True):
        side = rect.right() if right else rect.x()
        yield block, QPointF(side, rect.center().y()), tag


def _words(block: Block | None, all_of_them: int, is_numbered: bool) -> str:
    """Return the number of the item, its last figures where it is long, or how many there are.

    A blank, for a tag without a number, where numbers would go by too fast.
    """
    if block is None:
        return f"×{all_of_them}" if all_of_them > 0 else ""
    if not is_numbered:
        return " " if block.tag else ""
    if block.tag > MOST_TAG:
        return f"…{block.tag % 10_000:04}"
    return str(block.tag) if block.tag else ""


def _curve(start: QPointF, end: QPointF, via: QPointF | None) -> QPainterPath:
    """Return a soft line; through a gate it goes straight to it first."""
    path = QPainterPath(start)
    if via is not None and start.x() < via.x() < end.x():
        _bend(path, start, via)
        start = via
    _bend(path, start, end)
    return path


def _bend(path: QPainterPath, start: QPointF, end: QPointF) -> None:
    middle = (start.x() + end.x()) / 2
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)


def _paint_tag(painter: QPainter, theme: Theme, line: Line, color: QColor) -> None:
    style = font(10, 600)
    width = max(line.tag.width(), QFontMetricsF(style).horizontalAdvance(line.words) + 8)
    rect = QRectF(line.tag)
    rect.setLeft(rect.right() - width)
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(theme.panel if line.words.strip() else theme.item)
    painter.drawRoundedRect(rect, 4, 4)
    write(painter, rect, line.words.strip(), style, theme.text, CENTER)
