"""The blocks of the flow: a worker in the colour, glyph and word of its state."""

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from engine.states import State
from gui.glyphs import paint_tile
from gui.panels.flow_groups import Detail, Group
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
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _ground(painter, self.theme, rect, block, radius)
            if block.state is not None:
                place = QRectF(rect.x(), rect.y(), tile, rect.height())
                self.tile(painter, place, block.state, radius)
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
        with QPainter(pixmap) as painter:
            paint_tile(painter, QRectF(QPointF(), rect.size()), state, self.theme, radius)
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


def fitting(style: QFont, width: float, *texts: str) -> str:
    """Return the first of `texts` that is no wider than `width`; the last when none is."""
    metrics = QFontMetricsF(style)
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), texts[-1])


def paint_group(
    painter: QPainter, brushes: Brushes, group: Group, blocks: tuple[Block, ...]
) -> None:
    """Paint the blocks of one role."""
    paint = {Detail.FULL: _full, Detail.CELL: _cell, Detail.TILE: _tile}[group.detail]
    words = _words_of(group, blocks)
    for rect, block in zip(group.blocks, blocks, strict=True):
        paint(painter, brushes, rect, block, words)


@dataclass(frozen=True)
class _Words:
    """What all blocks of a role have room for, whatever their figures are now.

    Of the names the longer one decides for both roles.
    """

    scale: float
    has_names: bool
    """Names; else only numbers."""
    name_size: int
    """Type of the names: a wide font of the system has them smaller, before they become numbers."""
    has_items: bool


def _words_of(group: Group, blocks: tuple[Block, ...]) -> _Words:
    if not blocks or group.detail is Detail.TILE:
        return _Words(group.scale, has_names=False, name_size=11, has_items=False)
    rect, is_full = group.blocks[0], group.detail is Detail.FULL
    pads = (TILE + 18) * group.scale if is_full else rect.height() + 8 * group.scale
    styles = {12: font(12, 600), 11: font(11, 600)} if is_full else {11: font(11)}
    items = QFontMetricsF(font(13 if is_full else 11, 600)).horizontalAdvance("999k") + 4
    room = rect.width() - pads - items

    def sizes(text: str) -> list[int]:
        """Return the sizes of type in which `text` has room."""
        metrics = {size: QFontMetricsF(style) for size, style in styles.items()}
        return [size for size in metrics if metrics[size].horizontalAdvance(text) <= room]

    named = sizes(f"consumer-{blocks[-1].index}")
    return _Words(
        group.scale,
        has_names=bool(named),
        name_size=(named or list(styles))[0],
        has_items=bool(sizes(str(blocks[-1].index))),
    )


def paint_ring(painter: QPainter, theme: Theme, rect: QRectF, off: float) -> None:
    """Paint a ring of 2 px of ink around a block, `off` px away from it."""
    painter.setPen(QPen(theme.text, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    out = off + 1
    painter.drawRoundedRect(rect.adjusted(-out, -out, out, out), 4 + out, 4 + out)


def _full(painter: QPainter, brushes: Brushes, rect: QRectF, block: Block, words: _Words) -> None:
    theme, scale, style = brushes.theme, words.scale, font(words.name_size, 600)
    brushes.ground(painter, rect, block, TILE * scale, 6.0)
    inner = rect.adjusted((TILE + 9) * scale, 0, -9 * scale, 0)
    half = min(18.0 * scale, rect.height() / 2 - 1)
    name = block.name if words.has_names else str(block.index)
    if block.state is None:
        write(painter, inner, name, style, theme.text2)
        return
    upper = QRectF(inner.x(), rect.center().y() - half, inner.width(), half)
    rest = upper.adjusted(write(painter, upper, name, style, theme.text) + 4, 0, 0, 0)
    if block.items is not None:
        items = fitting(font(13, 600), rest.width(), compact(block.items), brief(block.items))
        write(painter, rest, items, font(13, 600), theme.text, RIGHT)
    _second_line(painter, theme, upper.translated(0, half), block)


def _second_line(painter: QPainter, theme: Theme, rect: QRectF, block: Block) -> None:
    """Write the state, and how long it has lasted if there is room for both."""
    if block.state is None or block.worker is None:
        return
    style = font(11)
    ink = theme.error if block.died else theme.text2
    taken = write(painter, rect, state_line(block.worker, block.state), style, ink)
    if block.seconds is not None:
        seconds, room = _seconds(block.seconds), rect.width() - taken - 4
        write(painter, rect, fitting(style, room, seconds, ""), style, theme.text2, RIGHT)


def _cell(painter: QPainter, brushes: Brushes, rect: QRectF, block: Block, words: _Words) -> None:
    """Paint one line: who it is, and its items."""
    theme, side = brushes.theme, rect.height()
    brushes.ground(painter, rect, block, side, 4.0)
    inner = rect.adjusted(side + 4 * words.scale, 0, -4 * words.scale, 0)
    name = block.name if words.has_names else str(block.index)
    rest = inner.adjusted(write(painter, inner, name, font(11), theme.text2) + 4, 0, 0, 0)
    if words.has_items and block.items is not None:
        bold = font(11, 600)
        items = fitting(bold, rest.width(), compact(block.items), brief(block.items))
        write(painter, rest, items, bold, theme.text, RIGHT)


def _tile(painter: QPainter, brushes: Brushes, rect: QRectF, block: Block, words: _Words) -> None:
    if block.state is None:
        painter.setPen(QPen(brushes.theme.text3, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        return
    brushes.tile(painter, rect, block.state, 2.0)


def brief(number: int) -> str:
    """Return a count that fits four figures: "999", "1.2k", "999k", "1.2M", "12M"."""
    if number < 1_000:
        return str(number)
    in_units, unit = (number / 1e3, "k") if number < 999_500 else (number / 1e6, "M")
    return f"{in_units:.1f}{unit}" if in_units < 9.95 else f"{in_units:.0f}{unit}"


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
