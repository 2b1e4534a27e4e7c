"""The flow: producers → queue → consumers, each process in the colour of its state."""

import math
import time
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from engine.analysis.load import capacity_hz, offered_hz
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.panels import flow_blocks, flow_lines, flow_vessel
from gui.panels.flow_blocks import LEFT, RIGHT, write
from gui.panels.flow_layout import FlowLayout, lay_out
from gui.panels.flow_motion import Motion
from gui.panels.flow_picture import Block, Picture, picture
from gui.panels.steady import Clock, Pace, SteadyStates
from gui.panels.words import rate_text, state_line
from gui.theme import Theme, font
from gui.widgets.panel import RADIUS, Panel


class FlowPanel(Panel):
    """One painted picture. Tiles change at most twice a second, figures four times."""

    worker_selected = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Clock = time.monotonic
    ) -> None:
        super().__init__(theme, parent)
        self._clock = clock
        self._pace = Pace(clock=clock)
        self._steady = SteadyStates(clock)
        self._motion = Motion()
        self._moving: dict[str, float] = {}
        self._brushes = flow_blocks.Brushes(theme)
        self._dominant: dict[str, State] = {}
        self._snapshot = Snapshot()
        self._figures = Snapshot()
        self._picture = picture(self._snapshot, {})
        self._figure_picture = self._picture
        self._rates = (0.0, 0.0)
        self._rates_shown = (0.0, 0.0)
        self._held = False
        self.setAccessibleName(self.tr("Flow"))
        self.pin_help("flow")

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._brushes = flow_blocks.Brushes(theme)
        super().set_theme(theme)

    def set_held(self, held: bool) -> None:
        """Show with a hatched frame that this is a moment of the past."""
        self._held = held
        self.update()

    def set_motion(self, on: bool) -> None:
        """Let items move along the lines, or not, as the system asks for."""
        self._motion.enabled = on

    def show_states(self, states: Mapping[str, State]) -> None:
        """Take the state that filled most of the last 500 ms of each worker."""
        self._dominant = dict(states)

    def show_rates(self, in_hz: float, out_hz: float) -> None:
        """Take the rates to show, items a second; NaN shows as unknown."""
        self._rates = (in_hz, out_hz)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show a run at one instant; cheap when nothing that can be seen has changed."""
        anew = (snapshot.run_id, snapshot.phase) != (self._snapshot.run_id, self._snapshot.phase)
        changed = snapshot.config != self._snapshot.config
        self._snapshot = snapshot
        before = (self._picture, self._figures, self._rates_shown)
        due = self._pace.due(force=anew or changed)
        calm = max(*self._rates, 0.0) < flow_lines.FOLLOWED_HZ
        if due or calm:
            now = {w.name: self._dominant.get(w.name, w.state) for w in snapshot.workers}
            self._picture = picture(snapshot, self._steady.take(now))
        if due:
            self._figures, self._rates_shown = snapshot, self._rates
            self._figure_picture = self._picture
        were_moving = self._moving
        self._motion.take(snapshot, self._clock(), calm)
        self._moving = self._motion.progress(self._clock())
        if (
            self._moving
            or were_moving
            or before != (self._picture, self._figures, self._rates_shown)
        ):
            self.update()

    def set_folded(self, folded: bool) -> None:
        """Take one row instead of a picture."""

    def select_worker(self, name: str) -> None:
        """Show which worker is meant, "" for none."""

    def shown(self) -> Picture:
        """Return the picture that is painted."""
        return self._picture

    def layout_now(self) -> FlowLayout:
        """Return where everything stands at the present size."""
        view = self._picture
        return lay_out(self.width(), self.height(), len(view.producers), len(view.consumers))

    def worker_at(self, point: QPointF) -> Block | None:
        """Return the worker whose block is under a point."""
        at, view = self.layout_now(), self._picture
        for group, blocks in ((at.producers, view.producers), (at.consumers, view.consumers)):
            for rect, block in zip(group.blocks, blocks, strict=True):
                if rect.contains(point):
                    return block
        return None

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(800, 232)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which nothing overlaps."""
        return QSize(680, 190)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a block selects its worker."""
        block = self.worker_at(event.position())
        if block is not None and event.button() == Qt.MouseButton.LeftButton:
            self.worker_selected.emit(block.name)

    def event(self, event: QEvent) -> bool:
        """Tell what a small block cannot."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            block = self.worker_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), _tooltip(block) if block else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the whole picture."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        at, view = self.layout_now(), self._with_calm_figures()
        ended = self._snapshot.phase == Phase.ENDED
        in_hz, out_hz = (max(0.0, hz) if hz == hz else 0.0 for hz in self._rates_shown)
        self._paint_titles(painter, at)
        flow_lines.paint_lines(painter, self.theme, flow_lines.lines_in(at, view), in_hz, ended)
        flow_lines.paint_lines(painter, self.theme, flow_lines.lines_out(at, view), out_hz, ended)
        flow_lines.paint_gate(painter, self.theme, at.producer_gate, view.producer_gate)
        flow_lines.paint_gate(painter, self.theme, at.consumer_gate, view.consumer_gate)
        flow_vessel.paint_vessel(painter, self.theme, at, view.vessel)
        head = self._figure_picture.vessel
        flow_vessel.paint_head(painter, self.theme, at, head, self._figures)
        flow_vessel.paint_captions(painter, self.theme, at, head, self._figures, out_hz)
        flow_blocks.paint_group(painter, self._brushes, at.producers, view.producers)
        flow_blocks.paint_group(painter, self._brushes, at.consumers, view.consumers)
        self._paint_moving(painter, at, view)
        self._paint_rates(painter, at)
        if self._held:
            self._paint_held(painter)

    def _with_calm_figures(self) -> Picture:
        """Return the picture with the blocks' figures as of their last turn to change."""
        return replace(
            self._picture,
            producers=_calm(self._picture.producers, self._figure_picture.producers),
            consumers=_calm(self._picture.consumers, self._figure_picture.consumers),
        )

    def _paint_titles(self, painter: QPainter, at: FlowLayout) -> None:
        config = self._snapshot.config
        offered, capacity = offered_hz(config), capacity_hz(config)
        says = self.tr("offer {rate}").format(rate=rate_text(offered))
        if math.isinf(offered):
            says = self.tr("flat out")
        self._paint_title(painter, at.producer_title, self.tr("Producers"), says)
        says = self.tr("serve {rate}").format(rate=rate_text(capacity))
        if math.isinf(capacity):
            says = self.tr("serve at once")
        self._paint_title(painter, at.consumer_title, self.tr("Consumers"), says)

    def _paint_title(self, painter: QPainter, rect: QRectF, title: str, says: str) -> None:
        taken = write(painter, rect, title, font(13, 600), self.theme.text)
        write(painter, rect.adjusted(taken + 10, 0, 0, 0), says, font(12), self.theme.text2)

    def _paint_rates(self, painter: QPainter, at: FlowLayout) -> None:
        if self._snapshot.phase == Phase.READY:
            return
        in_hz, out_hz = self._rates_shown
        words = self.tr("{rate} in").format(rate=rate_text(in_hz) if in_hz == in_hz else "–")
        write(painter, at.rate_in, words, font(13, 600), self.theme.text, RIGHT)
        words = self.tr("{rate} out").format(rate=rate_text(out_hz) if out_hz == out_hz else "–")
        write(painter, at.rate_out, words, font(13, 600), self.theme.text, LEFT)

    def _paint_moving(self, painter: QPainter, at: FlowLayout, view: Picture) -> None:
        if not self._moving:
            return
        painter.setPen(QPen(self.theme.panel, 1.5))
        painter.setBrush(self.theme.text)
        for line in (*flow_lines.lines_in(at, view), *flow_lines.lines_out(at, view)):
            done = self._moving.get(line.block.name) if line.block else None
            if done is not None:
                painter.drawEllipse(line.path.pointAtPercent(done), 4.5, 4.5)

    def _paint_held(self, painter: QPainter) -> None:
        ink = QColor(self.theme.text2)
        painter.setPen(QPen(QBrush(ink, Qt.BrushStyle.BDiagPattern), 6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(3, 3, -3, -3), RADIUS, RADIUS)


def _calm(blocks: tuple[Block, ...], figures: tuple[Block, ...]) -> tuple[Block, ...]:
    known = {block.name: block for block in figures}
    return tuple(
        replace(block, items=known[block.name].items, seconds=known[block.name].seconds)
        if block.name in known
        else block
        for block in blocks
    )


def _tooltip(block: Block) -> str:
    if block.state is None or block.worker is None:
        return block.name
    return f"{block.name} · {state_line(block.worker, block.state)} · {block.items or 0:,}"
