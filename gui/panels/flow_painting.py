"""The flow as it is painted: the whole picture, or the one row that it folds into."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from engine.snapshot import Phase, Snapshot
from gui.panels import flow_blocks, flow_gate, flow_lines, flow_vessel
from gui.panels.flow_blocks import CENTER, LEFT, RIGHT, Brushes, fitting, write
from gui.panels.flow_folded import FoldedLayout, paint_folded
from gui.panels.flow_layout import FlowLayout
from gui.panels.flow_picture import Block, Picture
from gui.panels.flow_words import consuming, producing
from gui.panels.words import rate_text
from gui.theme import Theme, font
from gui.widgets.panel import RADIUS

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Scene:
    """What is painted. States and figures have turns of their own to change."""

    picture: Picture
    phase: Phase
    calm: Picture
    """As of the last turn of the figures, as are the two that follow."""
    figures: Snapshot
    rates: tuple[float, float]
    moving: dict[str, float]
    """How far an item is on a worker's line, 0 to 1."""
    is_numbered: bool
    """Items pass slowly enough for their numbers to be read."""
    selected: str
    cursor: str
    """Where the arrow keys are, "" for nowhere."""

    @property
    def rates_hz(self) -> tuple[float, float]:
        """The rates, 0 for one that is not known."""
        first, second = (max(0.0, hz) if hz == hz else 0.0 for hz in self.rates)
        return first, second


def paint_picture(painter: QPainter, brushes: Brushes, at: FlowLayout, scene: Scene) -> None:
    """Paint blocks, lines, semaphores and the vessel."""
    theme, view = brushes.theme, _calm_view(scene)
    vessel = view.vessel
    start = at.consumers.bounds.x()
    producers, consumers = _titles(scene)
    _paint_title(painter, theme, at.producer_title, *producers)
    _paint_title(painter, theme, at.consumer_title, *consumers, start=start)
    lines_in = list(flow_lines.lines_in(at, view, scene.is_numbered))
    lines_out = list(flow_lines.lines_out(at, view, scene.is_numbered))
    for lines, hz in zip((lines_in, lines_out), scene.rates_hz, strict=True):
        width = flow_lines.line_width(hz, at.scale)
        flow_lines.paint_lines(painter, theme, lines, width, scene.phase is Phase.ENDED)
    _paint_moving(painter, theme, [*lines_in, *lines_out], scene.moving, at.scale)
    flow_lines.paint_tags(painter, theme, [*lines_in, *lines_out])
    flow_gate.paint_gate(painter, theme, at.producer_gate, view.producer_gate, at.scale)
    flow_gate.paint_gate(painter, theme, at.consumer_gate, view.consumer_gate, at.scale)
    flow_vessel.paint_vessel(painter, theme, at.channel, vessel)
    flow_vessel.paint_head(painter, theme, at.channel, vessel, scene.figures)
    out_hz = scene.rates_hz[1]
    flow_vessel.paint_captions(painter, theme, at.channel, vessel, scene.figures, out_hz)
    flow_blocks.paint_group(painter, brushes, at.producers, view.producers)
    flow_blocks.paint_group(painter, brushes, at.consumers, view.consumers)
    _paint_rates(painter, theme, (at.rate_in, at.rate_out), (RIGHT, LEFT), scene)
    _paint_rings(painter, theme, at, scene)


def paint_row(painter: QPainter, brushes: Brushes, at: FoldedLayout, scene: Scene) -> None:
    """Paint the flow folded."""
    theme = brushes.theme
    counts = len(scene.calm.producers), len(scene.calm.consumers)
    producers, consumers = _titles(scene)
    _paint_title(painter, theme, at.producers.title, *producers, count=counts[0])
    _paint_title(painter, theme, at.consumers.title, *consumers, count=counts[1])
    paint_folded(painter, brushes, at, scene.calm, scene.figures, scene.rates_hz, scene.selected)
    _paint_rates(painter, theme, (at.rate_in, at.rate_out), (CENTER, CENTER), scene)


def paint_held(painter: QPainter, theme: Theme, panel: QRectF) -> None:
    """Paint the hatched frame that says: this is a moment of the past."""
    ink = QColor(theme.text2)
    painter.setPen(QPen(QBrush(ink, Qt.BrushStyle.BDiagPattern), 6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(panel.adjusted(3, 3, -3, -3), RADIUS, RADIUS)


def _titles(scene: Scene) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the titles over producers and consumers, and what belongs to each."""
    return (
        (translate("FlowPanel", "Producers"), producing(scene.figures)),
        (translate("FlowPanel", "Consumers"), consuming(scene.figures)),
    )


def _paint_title(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    title: str,
    says: tuple[str, ...],
    start: float = 0.0,
    count: int | None = None,
) -> None:
    """Write a title and what belongs to it, from `start` on if there is room from there.

    `says` holds what there may be room for, the longest first.
    """
    counted = "" if count is None else str(count)
    bold = QFontMetricsF(font(13, 600)).horizontalAdvance(title + counted) + 8
    width = bold + 8 * bool(counted) + QFontMetricsF(font(12)).horizontalAdvance(says[0]) + 1
    rect = rect.adjusted(max(0.0, min(start - rect.x(), rect.width() - width)), 0, 0, 0)
    taken = write(painter, rect, title, font(13, 600), theme.text) + 8
    if counted:
        rest = rect.adjusted(taken, 0, 0, 0)
        taken += write(painter, rest, counted, font(13, 600), theme.text2) + 8
    rest = rect.adjusted(taken, 0, 0, 0)
    write(painter, rest, fitting(font(12), rest.width(), *says, ""), font(12), theme.text2)


def _paint_rates(
    painter: QPainter,
    theme: Theme,
    rects: tuple[QRectF, QRectF],
    sides: tuple[Qt.AlignmentFlag, Qt.AlignmentFlag],
    scene: Scene,
) -> None:
    """Write both rates, with "in" and "out" where there is room for both words.

    After the end they are means of the whole run, and say so.
    """
    if scene.phase is Phase.READY:
        return
    has_ended = scene.phase is Phase.ENDED
    style, rates = font(12 if has_ended else 13, 600), [_rate(hz) for hz in scene.rates]
    metrics, room = QFontMetricsF(style), min(rect.width() for rect in rects)
    choices = _rate_words(rates, has_ended)
    fits = (words for words in choices if max(map(metrics.horizontalAdvance, words)) <= room)
    for rect, text, side in zip(rects, next(fits, rates), sides, strict=True):
        write(painter, rect, text, style, theme.text, side)


def _rate(hz: float) -> str:
    return rate_text(hz) if hz == hz else "–"


def _rate_words(rates: list[str], are_means: bool) -> list[list[str]]:
    """Return what can be said of the rates in and out, the longest first."""
    plain = translate("FlowPanel", "{rate} in"), translate("FlowPanel", "{rate} out")
    means = translate("FlowPanel", "avg {rate} in"), translate("FlowPanel", "avg {rate} out")
    short = (translate("FlowPanel", "avg {rate}"),) * 2
    return [
        [words.format(rate=rate) for words, rate in zip(templates, rates, strict=True)]
        for templates in ((means, short) if are_means else (plain,))
    ]


def _paint_moving(
    painter: QPainter,
    theme: Theme,
    lines: list[flow_lines.Line],
    moving: dict[str, float],
    scale: float,
) -> None:
    if not moving:
        return
    painter.setPen(QPen(theme.panel, 1.5))
    painter.setBrush(theme.text)
    side = 4.5 * scale
    for line in lines:
        done = moving.get(line.block.name) if line.block else None
        if done is not None:
            painter.drawEllipse(line.path.pointAtPercent(done), side, side)


def _paint_rings(painter: QPainter, theme: Theme, at: FlowLayout, scene: Scene) -> None:
    """Paint what is selected with a ring at its edge, where the keys are with one around that."""
    view = scene.picture
    for group, blocks in ((at.producers, view.producers), (at.consumers, view.consumers)):
        for rect, block in zip(group.blocks, blocks, strict=True):
            if block.name == scene.selected:
                flow_blocks.paint_ring(painter, theme, rect, 0)
            if block.name == scene.cursor:
                flow_blocks.paint_ring(painter, theme, rect, 4)


def _calm_view(scene: Scene) -> Picture:
    """Return the picture with all figures of one instant: the last turn of those to change."""
    calm = scene.calm
    return replace(
        scene.picture,
        producers=_calm(scene.picture.producers, calm.producers),
        consumers=_calm(scene.picture.consumers, calm.consumers),
        vessel=calm.vessel if scene.is_numbered else replace(calm.vessel, oldest=0),
        waiting=calm.waiting,
        in_hand=calm.in_hand,
    )


def _calm(blocks: tuple[Block, ...], figures: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks in their states, with the figures of the others."""
    known = {block.name: block for block in figures}
    return tuple(
        replace(known[block.name], state=block.state) if block.name in known else block
        for block in blocks
    )
