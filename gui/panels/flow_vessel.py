"""The queue of the flow: its places, its level, the wall that closes, and the number over it."""

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from engine.analysis import figures
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.glyphs import paint_glyph
from gui.panels.flow_blocks import CENTER, LEFT, RIGHT, fitting, write
from gui.panels.flow_layout import VesselPlace
from gui.panels.flow_picture import NUMBERED, Vessel, pipe_bytes
from gui.panels.words import pipe_words
from gui.theme import Theme, font

LEAST_NUMBERED = 7.0
"""A place that is narrower has no room for figures."""

translate = QCoreApplication.translate


def paint_vessel(painter: QPainter, theme: Theme, at: VesselPlace, vessel: Vessel) -> None:
    """Paint the vessel with what it holds; full or empty, its edge says so."""
    state = _full_state(vessel) if vessel.is_full else State.WAIT_ITEM
    is_marked = vessel.is_full or vessel.is_empty
    edge = theme.state(state) if is_marked else theme.text3
    painter.setPen(QPen(edge, (2 if is_marked else 1.5) * at.scale))
    painter.setBrush(theme.field)
    painter.drawRoundedRect(at.body, 8, 8)
    inner = at.body.adjusted(6, 6, -6, -6)
    if vessel.places:
        _paint_places(painter, theme, inner, vessel, at.scale)
    else:
        _paint_bar(painter, theme, inner, vessel)
    _paint_wall(painter, theme, at.wall, vessel)


def paint_head(
    painter: QPainter, theme: Theme, at: VesselPlace, vessel: Vessel, snapshot: Snapshot
) -> None:
    """Paint the depth as the one big number, of how many, and the badge."""
    number = f"{vessel.depth:,}"
    style = _fitting_style(number, at.head_px, at.head.width() - 2)
    least = QFontMetricsF(style).horizontalAdvance(number) + 8
    room = at.head.adjusted(2, 0, -_paint_badge(painter, theme, at, vessel, least), 0)
    taken = write(painter, room, number, style, theme.text)
    lower = 7 * at.scale if at.head_px > 20 else 0.0
    rest = room.adjusted(taken + 8, lower, 0, 0)
    words = fitting(font(13), rest.width(), *of_how_many(vessel, snapshot), "")
    write(painter, rest, words, font(13), theme.text2)


def paint_captions(
    painter: QPainter,
    theme: Theme,
    at: VesselPlace,
    vessel: Vessel,
    snapshot: Snapshot,
    out_hz: float,
) -> None:
    """Paint what is old and what is new. The age of the oldest is depth over rate, thus "≈"."""
    style, ink, room = font(11), theme.text2, at.captions
    metrics = QFontMetricsF(style)
    names = pipe_captions(vessel, snapshot) if vessel.is_pipe else (translate("Flow", "newest"),)
    left = fitting(style, room.width(), *names)
    taken = write(painter, room, left, style, ink, LEFT) + 10
    ages = [translate("Flow", "oldest")]
    if vessel.depth and out_hz > 0.05 and snapshot.phase is not Phase.ENDED:
        age = _age(vessel.depth / out_hz)
        ages[:0] = [translate("Flow", "oldest, ≈ {age}").format(age=age), f"≈ {age}"]
    right = fitting(style, room.width() - taken, *ages, "")
    width = write(painter, room.adjusted(taken, 0, 0, 0), right, style, ink, RIGHT) + 10
    middle = "" if vessel.is_pipe else translate("Flow", "Queue")
    if metrics.horizontalAdvance(middle) / 2 + max(taken, width) <= room.width() / 2:
        write(painter, room, middle, style, ink, CENTER)


def place(inner: QRectF, number: int, places: int) -> QRectF:
    """Return the rectangle of a place; number 0 is the oldest, at the right."""
    gap = 4.0 if places <= NUMBERED else 1.0
    width = (inner.width() - gap * (places - 1)) / places
    left = inner.right() - (number + 1) * width - number * gap
    return QRectF(left, inner.y(), width, inner.height())


def _paint_places(
    painter: QPainter, theme: Theme, inner: QRectF, vessel: Vessel, scale: float
) -> None:
    numbered = vessel.places <= NUMBERED
    radius = 4.0 if numbered else 1.0
    for number in range(vessel.places):
        rect = place(inner, number, vessel.places)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.item if number < vessel.depth else theme.grid)
        painter.drawRoundedRect(rect, radius, radius)
        if numbered and number < vessel.depth and vessel.oldest:
            _paint_number(painter, theme, rect, str(vessel.oldest + number), scale)


def _paint_number(painter: QPainter, theme: Theme, rect: QRectF, text: str, scale: float) -> None:
    """Write the number of an item, upright where there is room, not at all where there is none."""
    style = font(10, 600)
    if rect.width() < LEAST_NUMBERED * scale:
        return
    if rect.width() >= (8 + 7 * len(text)) * scale:
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
    stump = max(6.0, wall.height() * 0.15)
    for top in (wall.y(), wall.bottom() - stump):
        painter.drawRoundedRect(QRectF(wall.x(), top, wall.width(), stump), 2, 2)


def _fitting_style(text: str, most_px: int, width: float) -> QFont:
    """Return the largest type for one line that is no wider than `width`."""
    styles = [font(px, 600) for px in range(most_px, 10, -2)]
    fits = (one for one in styles if QFontMetricsF(one).horizontalAdvance(text) <= width)
    return next(fits, styles[-1])


def _paint_badge(
    painter: QPainter, theme: Theme, at: VesselPlace, vessel: Vessel, left: float
) -> float:
    """Say FULL or EMPTY at the right of the head; return the width that took.

    Where all but `left` px has no room for the word the glyph stands alone, and where it has none
    for that nothing does: the wall and the edge say it too.
    """
    state = badge_state(vessel)
    if state is None:
        return 0.0
    text = translate("Flow", "FULL") if vessel.is_full else translate("Flow", "EMPTY")
    style, scale = font(11, 600), at.scale
    high, side = min(22 * scale, at.head.height()), 12 * scale
    width = QFontMetricsF(style).horizontalAdvance(text) + 36 * scale
    if width + left > at.head.width():
        width, text = high, ""
    if width + left > at.head.width():
        return 0.0
    rect = QRectF(at.head.right() - width, at.head.center().y() - high / 2, width, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.state(state))
    painter.drawRoundedRect(rect, high / 2, high / 2)
    indent = 9 * scale if text else (high - side) / 2
    glyph = QRectF(rect.x() + indent, rect.center().y() - side / 2, side, side)
    ink = theme.on_state(state)
    paint_glyph(painter, glyph, state, ink)
    write(painter, rect.adjusted(25 * scale, 0, -9 * scale, 0), text, style, ink, CENTER)
    return width + 6


def badge_state(vessel: Vessel) -> State | None:
    """Return the state whose badge stands at the head: FULL, EMPTY, or None for no badge.

    The edge stays as it is for an item that comes and goes; EMPTY stands beside 0 only.
    """
    if vessel.is_full:
        return _full_state(vessel)
    return State.WAIT_ITEM if vessel.is_empty and not vessel.depth else None


def of_how_many(vessel: Vessel, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the words after the depth, the longest first."""
    if vessel.is_pipe:
        return (translate("Flow", "item") if vessel.depth == 1 else translate("Flow", "items"),)
    maxsize = snapshot.maxsize if snapshot.workers else snapshot.config.channel_maxsize
    if not maxsize:
        return translate("Flow", "items · no bound"), "/ ∞"
    words = translate("Flow", "of {n} slot") if maxsize == 1 else translate("Flow", "of {n} slots")
    return words.format(n=f"{maxsize:,}"), f"/ {maxsize:,}"


def _age(age_s: float) -> str:
    return figures.seconds(age_s) if age_s >= 0.095 else f"{1000 * age_s:.2g} ms"


def pipe_caption(snapshot: Snapshot) -> str:
    """Return the bytes in the pipe, of those it has room for, in words."""
    level = _pipe_level(snapshot)
    name = translate("Flow", "Pipe")
    return f"{name} · {level}" if level else name


def pipe_captions(vessel: Vessel, snapshot: Snapshot) -> tuple[str, ...]:
    """Return what stands under the pipe, the longest first.

    A full pipe can have bytes to spare, but fewer than the next item takes: then that stands there.
    """
    caption = pipe_caption(snapshot)
    spare = snapshot.pipe_capacity - pipe_bytes(snapshot)[0]
    if not vessel.is_full or not 0 < spare < snapshot.config.producers_payload_bytes:
        return (caption,)
    why = translate("Flow", "no room for an item")
    return f"{_pipe_level(snapshot)} · {why}", caption


def _pipe_level(snapshot: Snapshot) -> str:
    used, is_known = pipe_bytes(snapshot)
    if not snapshot.pipe_capacity:
        return ""
    return pipe_words(used, snapshot.pipe_capacity, "" if is_known else "≈ ")


def _full_state(vessel: Vessel) -> State:
    return State.WAIT_PIPE if vessel.is_pipe else State.WAIT_SLOT
