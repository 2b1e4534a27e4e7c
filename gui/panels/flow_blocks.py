"""The blocks of the flow: a worker in the colour, glyph and word of its state."""

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from engine.states import State
from gui.glyphs import paint_tile
from gui.panels.flow_layout import Detail, Group
from gui.panels.flow_picture import Block
from gui.panels.words import compact, state_line
from gui.theme import Theme, font

TILE = 34.0
MOST_GROUNDS = 256
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass
class Brushes:
    """A painter with the theme; what many blocks have in common is drawn once and kept."""

    theme: Theme
    _tiles: dict[tuple[State, int, int, float], QPixmap] = field(default_factory=dict)
    _grounds: dict[object, QPixmap] = field(default_factory=dict)

    def ground(
        self, painter: QPainter, rect: QRectF, block: Block, tile: float, radius: float
    ) -> None:
        """Paint the ground of a block with the tile of its state, `tile` wide, at its left."""
        ratio = painter.device().devicePixelRatioF()
        corner = QPointF(math.floor(rect.x()), math.floor(rect.y()))
        inside = rect.translated(-corner)
        sides = (inside.x(), inside.y(), inside.width(), inside.height())
        places = tuple(round(16 * side) for side in sides)
        key = (block.state, block.died, places, tile, radius, ratio)
        if key not in self._grounds:
            if len(self._grounds) >= MOST_GROUNDS:  # the panel is being resized
                self._grounds.clear()
            self._grounds[key] = self._drawn_ground(inside, block, tile, radius, ratio)
        painter.drawPixmap(corner, self._grounds[key])

    def _drawn_ground(
        self, rect: QRectF, block: Block, tile: float, radius: float, ratio: float
    ) -> QPixmap:
        size = QSizeF(math.ceil(rect.right()) + 1, math.ceil(rect.bottom()) + 1)
        pixmap = QPixmap((size * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _ground(painter, self.theme, rect, block, radius)
        if block.state is not None:
            place = QRectF(rect.x(), rect.y(), tile, rect.height())
            self.tile(painter, place, block.state, radius)
        painter.end()
        return pixmap

    def tile(self, painter: QPainter, rect: QRectF, state: State, radius: float) -> None:
        """Paint the tile of a state."""
        ratio = painter.device().devicePixelRatioF()
        key = (state, round(rect.width() * 4), round(rect.height() * 4), ratio)
        if key not in self._tiles:
            self._tiles[key] = self._drawn(rect, state, radius, ratio)
        painter.drawPixmap(rect.topLeft(), self._tiles[key])

    def _drawn(self, rect: QRectF, state: State, radius: float, ratio: float) -> QPixmap:
        pixmap = QPixmap((rect.size() * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_tile(painter, QRectF(QPointF(), rect.size()), state, self.theme, radius)
        painter.end()
        return pixmap


def write(
    painter: QPainter,
    rect: QRectF,
    text: str,
    style: QFont,
    ink: QColor,
    flags: Qt.AlignmentFlag = LEFT,
) -> float:
    """Write `text` into `rect`, elided where it does not fit; return the width it took."""
    painter.setFont(style)
    painter.setPen(ink)
    metrics = QFontMetricsF(style)
    width = metrics.horizontalAdvance(text)
    if width > rect.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(text)
    painter.drawText(rect, int(flags), text)
    return width


def paint_group(
    painter: QPainter, brushes: Brushes, group: Group, blocks: tuple[Block, ...]
) -> None:
    """Paint the blocks of one role."""
    paint = {Detail.FULL: _full, Detail.CELL: _cell, Detail.TILE: _tile}[group.detail]
    for rect, block in zip(group.blocks, blocks, strict=True):
        paint(painter, brushes, rect, block)


def _full(painter: QPainter, brushes: Brushes, rect: QRectF, block: Block) -> None:
    theme = brushes.theme
    brushes.ground(painter, rect, block, TILE, 6.0)
    inner = rect.adjusted(TILE + 9, 0, -9, 0)
    half = min(18.0, rect.height() / 2 - 1)
    if block.state is None:
        write(painter, inner, block.name, font(12, 600), theme.text2)
        return
    upper = QRectF(inner.x(), rect.center().y() - half, inner.width(), half)
    lower = upper.translated(0, half)
    items = "" if block.items is None else compact(block.items)
    taken = write(painter, upper, items, font(13, 600), theme.text, RIGHT)
    name = upper.adjusted(0, 0, -taken - 4, 0)
    write(painter, name, block.name, font(12, 600), theme.text)
    _second_line(painter, theme, lower, block)


def _second_line(painter: QPainter, theme: Theme, rect: QRectF, block: Block) -> None:
    if block.state is None or block.worker is None:
        return
    seconds = "" if block.seconds is None else _seconds(block.seconds)
    taken = write(painter, rect, seconds, font(11), theme.text2, RIGHT)
    words = state_line(block.worker, block.state)
    ink = theme.error if block.died else theme.text2
    write(painter, rect.adjusted(0, 0, -taken - 4, 0), words, font(11), ink)


def _cell(painter: QPainter, brushes: Brushes, rect: QRectF, block: Block) -> None:
    theme = brushes.theme
    side = rect.height()
    brushes.ground(painter, rect, block, side, 4.0)
    inner = rect.adjusted(side + 4, 0, -4, 0)
    roomy = rect.width() > 60
    items = compact(block.items) if roomy and block.items is not None else ""
    taken = write(painter, inner, items, font(11, 600), theme.text, RIGHT)
    name = inner.adjusted(0, 0, -taken - 2, 0)
    write(painter, name, str(block.index), font(11), theme.text2)


def _tile(painter: QPainter, brushes: Brushes, rect: QRectF, block: Block) -> None:
    if block.state is None:
        painter.setPen(QPen(brushes.theme.text3, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        return
    brushes.tile(painter, rect, block.state, 2.0)


def _ground(painter: QPainter, theme: Theme, rect: QRectF, block: Block, radius: float) -> None:
    planned = block.state is None
    edge = theme.error if block.died else theme.text3 if planned else theme.line
    pen = QPen(edge, 1)
    if planned:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush if planned else theme.raised)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def _seconds(seconds: float) -> str:
    if seconds < 99.95:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"
