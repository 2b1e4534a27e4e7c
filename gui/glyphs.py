"""The glyph of each state, drawn as vectors on a 16 × 16 grid, and the tile that carries it."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGuiApplication,
    QIcon,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPixmapCache,
    QTransform,
)

from engine.states import State
from gui.theme import Theme

GRID = 16.0
STROKE = 1.9

Drawing = Callable[[QPainter, QColor], None]


def paint_glyph(painter: QPainter, rect: QRectF, state: State, ink: QColor) -> None:
    """Paint the glyph of `state` in `ink`, as large as fits into the middle of `rect`."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center() - QPointF(side / 2, side / 2))
    painter.scale(side / GRID, side / GRID)
    _use_pen(painter, ink)
    _DRAWINGS[state](painter, ink)
    painter.restore()


def paint_tile(
    painter: QPainter, rect: QRectF, state: State, theme: Theme, radius: float = 4.0
) -> None:
    """Paint the ground of `state` with its glyph in the middle.

    Frozen is hatched. An end is an outline, so that it does not look like paused.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state.is_end:
        _paint_outline(painter, rect, theme.text, radius)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.state(state))
        painter.drawRoundedRect(rect, radius, radius)
    if state == State.FROZEN:
        painter.setBrush(hatch(theme))
        painter.drawRoundedRect(rect, radius, radius)
    painter.restore()
    ink = theme.text if state.is_end else theme.on_state(state)
    paint_glyph(painter, _glyph_rect(rect), state, ink)


def _paint_outline(painter: QPainter, rect: QRectF, ink: QColor, radius: float) -> None:
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)


def hatch(theme: Theme) -> QBrush:
    """Return the diagonal hatch that tells frozen from paused, to be laid over the fill."""
    ink = QColor(theme.on_state(State.FROZEN))
    ink.setAlphaF(0.35)
    return QBrush(ink, Qt.BrushStyle.BDiagPattern)


def tile_pixmap(state: State, theme: Theme, size: int = 18, ratio: float | None = None) -> QPixmap:
    """Return the tile as a pixmap of `size` device-independent pixels, sharp at `ratio`.

    Without a ratio that of the sharpest screen is taken.
    """
    screens = QGuiApplication.screens()
    ratio = ratio or max((screen.devicePixelRatio() for screen in screens), default=1.0)
    key = f"weir tile {theme.name} {state} {size} {ratio}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    pixmap = QPixmap(QSize(math.ceil(size * ratio), math.ceil(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        paint_tile(painter, QRectF(0, 0, size, size), state, theme, radius=min(4.0, size / 5))
    QPixmapCache.insert(key, pixmap)
    return pixmap


def tile_icon(state: State, theme: Theme, size: int = 18) -> QIcon:
    """Return the tile as an icon for tables, lists and buttons, sharp at one to three times."""
    icon = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        tile = tile_pixmap(state, theme, size, ratio)
        icon.addPixmap(tile)
        icon.addPixmap(tile, QIcon.Mode.Selected)  # else Qt mixes the row's colour into it
    return icon


def _glyph_rect(rect: QRectF) -> QRectF:
    """Return the square for the glyph: smaller in a tall tile, which has a word beside it."""
    side = min(rect.width(), rect.height())
    square = max(rect.width(), rect.height()) < side * 1.2
    side *= 0.66 if square else 0.5
    return QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)


def _use_pen(painter: QPainter, ink: QColor, width: float = STROKE) -> None:
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _lines(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolyline([QPointF(x, y) for x, y in points])


def _filled(painter: QPainter, path: QPainterPath, ink: QColor) -> None:
    painter.fillPath(path, ink)


def _starting(painter: QPainter, ink: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for step in range(8):
        angle = step * math.pi / 4
        painter.drawEllipse(QPointF(8 + 6 * math.cos(angle), 8 + 6 * math.sin(angle)), 1.25, 1.25)


def _pacing(painter: QPainter, ink: QColor) -> None:
    painter.drawEllipse(QPointF(8, 8), 6.2, 6.2)
    _lines(painter, (8, 4.6), (8, 8.4), (10.6, 9.8))


def _working_io(painter: QPainter, ink: QColor) -> None:
    painter.drawEllipse(QPointF(8, 8), 6.0, 6.0)
    half = QPainterPath(QPointF(8, 2))
    half.arcTo(QRectF(2, 2, 12, 12), 90, -180)
    _filled(painter, half, ink)


def _working_cpu(painter: QPainter, ink: QColor) -> None:
    path = QPainterPath(QPointF(4.2, 2.6))
    path.lineTo(13.4, 8)
    path.lineTo(4.2, 13.4)
    path.closeSubpath()
    _filled(painter, path, ink)


def _arrow(painter: QPainter, tip: float) -> None:
    _lines(painter, (1.2, 8), (tip, 8))
    _lines(painter, (tip - 3.8, 4.2), (tip, 8), (tip - 3.8, 11.8))


def _wait_slot(painter: QPainter, ink: QColor) -> None:
    _arrow(painter, 10.6)
    _lines(painter, (14.4, 1.8), (14.4, 14.2))


def _wait_pipe(painter: QPainter, ink: QColor) -> None:
    _arrow(painter, 7.8)
    _lines(painter, (10.9, 1.8), (10.9, 14.2))
    _lines(painter, (14.6, 1.8), (14.6, 14.2))


def _wait_item(painter: QPainter, ink: QColor) -> None:
    _lines(painter, (2.2, 2.6), (2.2, 13.4), (13.8, 13.4), (13.8, 2.6))


def _wait_read_lock(painter: QPainter, ink: QColor) -> None:
    _lines(painter, (2.8, 6.2), (2.8, 13.8), (13.2, 13.8), (13.2, 6.2))
    _lines(painter, (1.2, 2.6), (14.8, 2.6))


def _wait_permit(painter: QPainter, ink: QColor) -> None:
    _lines(painter, (8, 1.6), (14.4, 8), (8, 14.4), (1.6, 8), (8, 1.6))


def _padlock(painter: QPainter, ink: QColor) -> None:
    body = QPainterPath()
    body.addRoundedRect(QRectF(2.6, 7, 10.8, 7.6), 1.4, 1.4)
    _filled(painter, body, ink)
    shackle = QPainterPath(QPointF(4.9, 7))
    shackle.lineTo(4.9, 4.9)
    shackle.arcTo(QRectF(4.9, 1.8, 6.2, 6.2), 180, -180)
    shackle.lineTo(11.1, 7)
    painter.drawPath(shackle)


def _paused(painter: QPainter, ink: QColor) -> None:
    for x in (3.4, 9.4):
        bar = QPainterPath()
        bar.addRoundedRect(QRectF(x, 2.4, 3.2, 11.2), 0.8, 0.8)
        _filled(painter, bar, ink)


def _frozen(painter: QPainter, ink: QColor) -> None:
    for turn in range(6):
        painter.save()
        painter.setTransform(QTransform().translate(8, 8).rotate(turn * 60), combine=True)
        _lines(painter, (0, 0), (0, -6.6))
        _use_pen(painter, ink, 1.3)
        _lines(painter, (-1.8, -5.6), (0, -3.9), (1.8, -5.6))
        painter.restore()


def _finished(painter: QPainter, ink: QColor) -> None:
    _lines(painter, (2.2, 8.6), (6.2, 12.6), (13.8, 4))


def _failed(painter: QPainter, ink: QColor) -> None:
    _use_pen(painter, ink, 2.4)
    _lines(painter, (8, 2.2), (8, 9.2))
    dot = QPainterPath()
    dot.addEllipse(QPointF(8, 13.2), 1.5, 1.5)
    _filled(painter, dot, ink)


def _killed(painter: QPainter, ink: QColor) -> None:
    _lines(painter, (3, 3), (13, 13))
    _lines(painter, (13, 3), (3, 13))


_DRAWINGS: dict[State, Drawing] = {
    State.STARTING: _starting,
    State.WORKING_CPU: _working_cpu,
    State.WORKING_IO: _working_io,
    State.PACING: _pacing,
    State.WAIT_SLOT: _wait_slot,
    State.WAIT_PIPE: _wait_pipe,
    State.WAIT_ITEM: _wait_item,
    State.WAIT_READ_LOCK: _wait_read_lock,
    State.WAIT_PERMIT: _wait_permit,
    State.WAIT_LOCK: _padlock,
    State.WAIT_EVENT: _padlock,
    State.WAIT_CONDITION: _padlock,
    State.WAIT_BARRIER: _padlock,
    State.WAIT_JOIN: _padlock,
    State.PAUSED: _paused,
    State.FROZEN: _frozen,
    State.FINISHED: _finished,
    State.FAILED: _failed,
    State.KILLED: _killed,
}
