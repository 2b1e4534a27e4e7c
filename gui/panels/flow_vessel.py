"""The queue of the flow: its places, its level, the wall that closes, and the number over it."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from engine.analysis import figures
from engine.snapshot import Snapshot
from engine.states import State
from gui.glyphs import paint_glyph
from gui.panels.flow_blocks import CENTER, LEFT, RIGHT, write
from gui.panels.flow_layout import FlowLayout
from gui.panels.flow_picture import NUMBERED, Vessel
from gui.theme import Theme, font

BADGE_WIDTH = 72.0

translate = QCoreApplication.translate


def paint_vessel(painter: QPainter, theme: Theme, at: FlowLayout, vessel: Vessel) -> None:
    """Paint the vessel with what it holds."""
    state = _full_state(vessel)
    edge = theme.state(state) if vessel.is_full else theme.text3
    painter.setPen(QPen(edge, 2 if vessel.is_full else 1.5))
    painter.setBrush(theme.field)
    painter.drawRoundedRect(at.vessel, 8, 8)
    inner = at.vessel.adjusted(6, 6, -6, -6)
    if vessel.places:
        _paint_places(painter, theme, inner, vessel)
    else:
        _paint_bar(painter, theme, inner, vessel)
    _paint_wall(painter, theme, at.wall, vessel)


def paint_head(
    painter: QPainter, theme: Theme, at: FlowLayout, vessel: Vessel, snapshot: Snapshot
) -> None:
    """Paint the depth as the one big number, of how many, and the badge."""
    badge = BADGE_WIDTH if vessel.is_full or vessel.is_empty else 0.0
    rect = at.head.adjusted(2, 0, -badge, 0)
    style = font(26, 600)
    taken = write(painter, rect, f"{vessel.depth:,}", style, theme.text)
    words = rect.adjusted(taken + 8, 7, 0, 0)
    write(painter, words, _of_how_many(vessel, snapshot), font(13), theme.text2)
    if vessel.is_full:
        _paint_badge(painter, theme, at.head, _full_state(vessel), translate("Flow", "FULL"))
    elif vessel.is_empty:
        _paint_badge(painter, theme, at.head, State.WAIT_ITEM, translate("Flow", "EMPTY"))


def paint_captions(
    painter: QPainter,
    theme: Theme,
    at: FlowLayout,
    vessel: Vessel,
    snapshot: Snapshot,
    out_hz: float,
) -> None:
    """Paint what is old and what is new. The age of the oldest is depth over rate, thus "≈"."""
    style, ink = font(11), theme.text2
    oldest = translate("Flow", "oldest")
    if vessel.depth and out_hz > 0.05:
        age = figures.seconds(vessel.depth / out_hz)
        oldest = translate("Flow", "oldest, ≈ {age}").format(age=age)
    if vessel.is_pipe:
        left = at.captions.adjusted(0, 0, -at.captions.width() * 0.42, 0)
        write(painter, left, _bytes(snapshot), style, ink, LEFT)
    else:
        write(painter, at.captions, translate("Flow", "newest"), style, ink, LEFT)
        write(painter, at.captions, translate("Flow", "Queue"), style, ink, CENTER)
    right = at.captions.adjusted(at.captions.width() / 2 + 20, 0, 0, 0)
    write(painter, right, oldest, style, ink, RIGHT)


def place(inner: QRectF, number: int, places: int) -> QRectF:
    """Return the rectangle of a place; number 0 is the oldest, at the right."""
    gap = 4.0 if places <= NUMBERED else 1.0
    width = (inner.width() - gap * (places - 1)) / places
    left = inner.right() - (number + 1) * width - number * gap
    return QRectF(left, inner.y(), width, inner.height())


def _paint_places(painter: QPainter, theme: Theme, inner: QRectF, vessel: Vessel) -> None:
    numbered = vessel.places <= NUMBERED
    painter.setPen(Qt.PenStyle.NoPen)
    radius = 4.0 if numbered else 1.0
    for number in range(vessel.places):
        rect = place(inner, number, vessel.places)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.item if number < vessel.depth else theme.grid)
        painter.drawRoundedRect(rect, radius, radius)
        if numbered and number < vessel.depth and vessel.oldest:
            _paint_number(painter, theme, rect, str(vessel.oldest + number))


def _paint_number(painter: QPainter, theme: Theme, rect: QRectF, text: str) -> None:
    style = font(10, 600)
    if rect.width() >= 8 + 7 * len(text):
        write(painter, rect, text, style, theme.item_text, CENTER)
        return
    painter.save()
    painter.translate(rect.center())
    painter.rotate(-90)
    turned = QRectF(-rect.height() / 2, -rect.width() / 2, rect.height(), rect.width())
    write(painter, turned, text, style, theme.item_text, CENTER)
    painter.restore()


def _paint_bar(painter: QPainter, theme: Theme, inner: QRectF, vessel: Vessel) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.grid)
    painter.drawRoundedRect(inner, 4, 4)
    width = max(2.0, inner.width() * vessel.fraction) if vessel.depth else 0.0
    painter.setBrush(theme.item)
    painter.drawRoundedRect(QRectF(inner.right() - width, inner.y(), width, inner.height()), 4, 4)


def _paint_wall(painter: QPainter, theme: Theme, wall: QRectF, vessel: Vessel) -> None:
    """Closed while the queue is full; else only its two ends stand."""
    painter.setPen(Qt.PenStyle.NoPen)
    if vessel.is_full:
        painter.setBrush(theme.state(_full_state(vessel)))
        painter.drawRoundedRect(wall, 2, 2)
        return
    painter.setBrush(theme.text3)
    for top in (wall.y(), wall.bottom() - 10):
        painter.drawRoundedRect(QRectF(wall.x(), top, wall.width(), 10), 2, 2)


def _paint_badge(painter: QPainter, theme: Theme, head: QRectF, state: State, text: str) -> None:
    rect = QRectF(head.right() - BADGE_WIDTH + 2, head.center().y() - 10, BADGE_WIDTH - 2, 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.state(state))
    painter.drawRoundedRect(rect, 11, 11)
    ink = theme.on_state(state)
    glyph = QRectF(QPointF(rect.x() + 8, rect.center().y() - 6), rect.center() + QPointF(0, 6))
    glyph.setWidth(12)
    paint_glyph(painter, glyph, state, ink)
    write(painter, rect.adjusted(22, 0, -6, 0), text, font(11, 600), ink, CENTER)


def _of_how_many(vessel: Vessel, snapshot: Snapshot) -> str:
    if vessel.is_pipe:
        return translate("Flow", "item") if vessel.depth == 1 else translate("Flow", "items")
    maxsize = snapshot.maxsize if snapshot.workers else snapshot.config.channel_maxsize
    if not maxsize:
        return translate("Flow", "items · no bound")
    words = translate("Flow", "of {n} slot") if maxsize == 1 else translate("Flow", "of {n} slots")
    return words.format(n=f"{maxsize:,}")


def _bytes(snapshot: Snapshot) -> str:
    if not snapshot.pipe_capacity:
        return translate("Flow", "Pipe")
    used, capacity = snapshot.pipe_bytes / 1024, snapshot.pipe_capacity / 1024
    words = translate("Flow", "Pipe · {used} of {capacity} KiB")
    return words.format(used=f"{used:.0f}", capacity=f"{capacity:.0f}")


def _full_state(vessel: Vessel) -> State:
    return State.WAIT_PIPE if vessel.is_pipe else State.WAIT_SLOT
