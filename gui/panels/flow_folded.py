"""The flow folded into one row: who produces, the level of the channel, who consumes.

Producers 3  offer 12.0/s       8.0/s in     10 of 10 slots  FULL    8.0/s out     Consumers …
▆▆▆▆▆▆▆▆ mix of states ▆▆▆▆ ──────◆────── ┃ ▆▆▆▆▆ level ▆▆▆▆▆▆ ┃ ──────◇────── ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
▣ waiting: slot 3               2 of 2        oldest, ≈ 1.2 s       1 of 2      ▣ working (I/O) 2
"""

import functools
from collections import Counter
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from engine.snapshot import Snapshot
from engine.states import State
from gui.glyphs import paint_glyph
from gui.panels.flow_blocks import CENTER, Brushes, fitting, paint_ring, write
from gui.panels.flow_gate import gate_ink, gate_words, paint_token
from gui.panels.flow_layout import CORNER, GATE_WIDTH, MARGIN, VesselPlace
from gui.panels.flow_lines import common, line_color, line_width
from gui.panels.flow_picture import Block, Gate, Picture
from gui.panels.flow_vessel import paint_captions, paint_head, paint_vessel
from gui.panels.words import state_word
from gui.theme import Theme, font

HEIGHT = 96.0
ROW, BAR, VESSEL = 20.0, 18.0, 26.0
RATE_WIDTH = 96.0
LEAST_SUMMARY, MOST_SUMMARY = 150.0, 280.0
SWATCH = 14.0


@dataclass(frozen=True)
class SummaryPlace:
    """Where the summary of one role stands, three rows of it."""

    title: QRectF
    mix: QRectF
    legend: QRectF


@dataclass(frozen=True)
class FoldedLayout:
    """All places of the row."""

    producers: SummaryPlace
    consumers: SummaryPlace
    channel: VesselPlace
    rate_in: QRectF
    rate_out: QRectF
    producer_gate: QPointF | None
    consumer_gate: QPointF | None
    scale: float


@functools.lru_cache(maxsize=8)
def lay_out_folded(
    width: float, height: float, permits: tuple[int, int] = (0, 0), scale: float = 1.0
) -> FoldedLayout:
    """Return the layout of the row, in the middle of the panel's height."""
    middle = height / 2 + 1
    gates = [max(RATE_WIDTH, GATE_WIDTH * 1.6 if one else 0) * scale for one in permits]
    summary = min(MOST_SUMMARY * scale, max(LEAST_SUMMARY * scale, 0.22 * width))
    left, right = MARGIN + summary, width - MARGIN - summary
    start, end = left + gates[0] + 10 * scale, right - gates[1]
    rate_top = middle - BAR * scale / 2 - 4 - ROW * scale
    rate_in = QRectF(left + 6, rate_top, start - left - 16 * scale, ROW * scale)
    rate_out = QRectF(end + 6, rate_top, right - end - 12, ROW * scale)
    return FoldedLayout(
        producers=_summary(MARGIN, summary, middle, scale, MARGIN + summary),
        consumers=_summary(right, summary, middle, scale, width - CORNER),
        channel=_channel(start, end - start - 4, middle, scale),
        rate_in=rate_in,
        rate_out=rate_out,
        producer_gate=QPointF(rate_in.center().x(), middle) if permits[0] else None,
        consumer_gate=QPointF(rate_out.center().x(), middle) if permits[1] else None,
        scale=scale,
    )


def paint_folded(
    painter: QPainter,
    brushes: Brushes,
    at: FoldedLayout,
    view: Picture,
    snapshot: Snapshot,
    rates: tuple[float, float],
    selected: str,
) -> None:
    """Paint the row but for its titles and rates, which the whole picture has as well."""
    theme = brushes.theme
    _paint_lines(painter, theme, at, view, rates)
    for middle, gate in (
        (at.producer_gate, view.producer_gate),
        (at.consumer_gate, view.consumer_gate),
    ):
        _paint_gate(painter, theme, middle, gate, at.scale)
    paint_vessel(painter, theme, at.channel, replace(view.vessel, places=0))
    paint_head(painter, theme, at.channel, view.vessel, snapshot)
    paint_captions(painter, theme, at.channel, view.vessel, snapshot, rates[1])
    for place, blocks in ((at.producers, view.producers), (at.consumers, view.consumers)):
        _paint_mix(painter, theme, place.mix, blocks, at.scale)
        _paint_legend(painter, brushes, place.legend, blocks, selected, at.scale)


def mix(blocks: tuple[Block, ...]) -> list[tuple[State, int]]:
    """Return how many blocks are in each state, in the order of the states."""
    return sorted(Counter(block.state for block in blocks if block.state is not None).items())


def _summary(x: float, width: float, middle: float, scale: float, end: float) -> SummaryPlace:
    bar = QRectF(x, middle - BAR * scale / 2, width, BAR * scale)
    return SummaryPlace(
        title=QRectF(x, bar.y() - 4 - ROW * scale, end - x, ROW * scale),
        mix=bar,
        legend=QRectF(x, bar.bottom() + 5, width, ROW * scale),
    )


def _channel(x: float, width: float, middle: float, scale: float) -> VesselPlace:
    body = QRectF(x, middle - VESSEL * scale / 2, width, VESSEL * scale)
    return VesselPlace(
        body=body,
        head=QRectF(x, body.y() - 2 - ROW * scale, width, ROW * scale),
        captions=QRectF(x, body.bottom() + 3, width, 16 * scale),
        wall=QRectF(x - 9 * scale, body.y(), 4 * scale, body.height()),
        head_px=16,
        scale=scale,
    )


def _paint_lines(
    painter: QPainter,
    theme: Theme,
    at: FoldedLayout,
    view: Picture,
    rates: tuple[float, float],
) -> None:
    y = at.channel.body.center().y()
    ends = (
        (at.producers.mix.right() + 4, at.channel.wall.x() - 3, view.producers),
        (at.channel.body.right() + 4, at.consumers.mix.x() - 4, view.consumers),
    )
    for (start, end, blocks), hz in zip(ends, rates, strict=True):
        painter.setPen(QPen(line_color(theme, common(blocks)), line_width(hz, at.scale)))
        painter.drawLine(QPointF(start, y), QPointF(end, y))


def _paint_gate(
    painter: QPainter, theme: Theme, middle: QPointF | None, gate: Gate | None, scale: float
) -> None:
    if middle is None or gate is None:
        return
    ink = gate_ink(theme, gate)
    ground = QRectF(0, 0, 20 * scale, 20 * scale)
    ground.moveCenter(middle)
    painter.setPen(QPen(ink, 2 if gate.is_short else 1))
    painter.setBrush(theme.field)
    painter.drawRoundedRect(ground, 6, 6)
    paint_token(painter, ink, middle, 9 * scale, gate.held >= gate.permits)
    label = QRectF(0, ground.bottom() + 3, GATE_WIDTH * scale, 16 * scale)
    label.moveLeft(middle.x() - label.width() / 2)
    write(painter, label, gate_words(gate, label.width()), font(11), theme.text2, CENTER)


def _paint_mix(
    painter: QPainter, theme: Theme, bar: QRectF, blocks: tuple[Block, ...], scale: float
) -> None:
    """Paint one segment for each state, as wide as its share; an outline before Start."""
    counts = mix(blocks)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if not counts:
        painter.setPen(QPen(theme.text3, 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        return
    x, room = bar.x(), bar.width() - 2 * (len(counts) - 1)
    for state, count in counts:
        part = QRectF(x, bar.y(), room * count / len(blocks), bar.height())
        _paint_part(painter, theme, part, state, 12 * scale)
        x = part.right() + 2


def _paint_part(painter: QPainter, theme: Theme, part: QRectF, state: State, side: float) -> None:
    """An end is an outline, as it is on a tile."""
    painter.setPen(QPen(theme.text, 1.5) if state.is_end else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if state.is_end else theme.state(state))
    painter.drawRoundedRect(part.adjusted(0.75, 0.75, -0.75, -0.75) if state.is_end else part, 4, 4)
    if part.width() >= side + 6:
        ink = theme.text if state.is_end else theme.on_state(state)
        glyph = QRectF(0, 0, side, side)
        glyph.moveCenter(part.center())
        paint_glyph(painter, glyph, state, ink)


def _paint_legend(
    painter: QPainter,
    brushes: Brushes,
    rect: QRectF,
    blocks: tuple[Block, ...],
    selected: str,
    scale: float,
) -> None:
    """Write how many are in which state, the most first; or of the selected worker, its state."""
    meant = next((block for block in blocks if block.name == selected), None)
    if meant is not None and meant.state is not None:
        place = rect.adjusted(4, 0, 0, 0)
        tile, room = _entry(place, scale)
        whole = f"{meant.name} · {state_word(meant.state)}"
        words = fitting(font(11), room.width(), whole, meant.name)
        paint_ring(painter, brushes.theme, tile, 1)
        _paint_entry(painter, brushes, place, meant.state, words, scale)
        return
    room = QRectF(rect)
    for state, count in sorted(mix(blocks), key=lambda one: -one[1]):
        words = f"{count} {state_word(state)}"
        width = (SWATCH + 6) * scale + QFontMetricsF(font(11)).horizontalAdvance(words)
        if width > room.width() and room != rect:
            return
        _paint_entry(painter, brushes, room, state, words, scale)
        room.setLeft(room.x() + width + 12 * scale)


def _entry(rect: QRectF, scale: float) -> tuple[QRectF, QRectF]:
    """Return the places of tile and words."""
    side = SWATCH * scale
    tile = QRectF(rect.x(), rect.center().y() - side / 2, side, side)
    return tile, rect.adjusted(side + 6 * scale, 0, 0, 0)


def _paint_entry(
    painter: QPainter, brushes: Brushes, rect: QRectF, state: State, words: str, scale: float
) -> None:
    tile, text = _entry(rect, scale)
    brushes.tile(painter, tile, state, 3.0)
    write(painter, text, words, font(11), brushes.theme.text2)
