"""The flow: producers → queue → consumers, each process in the colour of its state."""

import math
import time
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QStyle, QToolTip, QWidget

from engine.snapshot import Snapshot
from engine.states import State
from gui.panels import flow_blocks, flow_folded, flow_keys, flow_lines, flow_painting
from gui.panels.flow_folded import FoldedLayout, lay_out_folded
from gui.panels.flow_layout import FlowLayout, lay_out
from gui.panels.flow_motion import Motion
from gui.panels.flow_picture import Block, Picture, lasting, picture
from gui.panels.flow_words import block_words, description
from gui.panels.steady import Clock, Pace, SteadyStates
from gui.theme import Theme, font, type_scale
from gui.widgets.copying import make_copyable
from gui.widgets.panel import Panel

TEXT_ROW = 18.0
"""What a line of 13 px type has room for at a desk."""
NUMBERED_HZ = 100.0
"""Beyond this rate the numbers of items go by too fast to mean anything."""
RATES_OF_S = 0.5
"""Rates are of their moment: further from it they are unknown."""
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FlowPanel(Panel):
    """One painted picture. Tiles change at most twice a second, figures four times.

    With the focus, arrow keys go from block to block and Enter selects.
    """

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
        self._rates_at_s: float | None = None
        self._held = False
        self._folded = False
        self._selected = ""
        self._cursor = ""
        self._has_keys = False
        self._scale = _scale()
        make_copyable(self, lambda: description(self._picture, self._figures, None))
        self.setAccessibleName(self.tr("Flow"))
        self.pin_help("flow")
        self._ask_for_motion()
        self._describe()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._brushes = flow_blocks.Brushes(theme)
        super().set_theme(theme)

    def set_held(self, held: bool) -> None:
        """Show with a hatched frame that this is a moment of the past."""
        self._held = held
        self._steady = SteadyStates(self._clock)  # what it showed before is of another time
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Take one row instead of a picture."""
        self._folded = folded
        self.updateGeometry()
        self.update()

    def select_worker(self, name: str) -> None:
        """Show which worker is meant, "" for none; nobody is told."""
        self._selected = self._cursor = name
        self._describe()
        self.update()

    def show_states(self, states: Mapping[str, State]) -> None:
        """Take the state that filled most of the last 500 ms of each worker."""
        self._dominant = dict(states)

    def show_rates(self, in_hz: float, out_hz: float) -> None:
        """Take the rates to show, items a second; NaN shows as unknown."""
        self._rates = (in_hz, out_hz)
        self._rates_at_s = None  # of the snapshot that comes next

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show a run at one instant; cheap when nothing that can be seen has changed.

        A moment of the past stands still: it is shown at once, and as it was.
        """
        anew = (snapshot.run_id, snapshot.phase) != (self._snapshot.run_id, self._snapshot.phase)
        changed = snapshot.config != self._snapshot.config
        self._snapshot = snapshot
        before = (self._picture, self._figures, self._rates_shown)
        self._check_rates(snapshot.elapsed_s)
        due = self._pace.due(force=anew or changed or self._held)
        calm = max(*self._rates, 0.0) < flow_lines.FOLLOWED_HZ
        if self._held:
            self._steady = SteadyStates(self._clock)
        if due or (calm and not self._folded):
            now = {w.name: self._dominant.get(w.name, w.state) for w in snapshot.workers}
            self._picture = picture(snapshot, self._steady.take(now))
        if due:
            self._figures, self._rates_shown = snapshot, self._rates
            vessel, last = self._picture.vessel, self._figure_picture.vessel
            vessel = vessel if anew or self._held else lasting(vessel, last)
            self._figure_picture = replace(self._picture, vessel=vessel)
        were_moving = self._moving
        self._move(snapshot, calm)
        shown = (self._picture, self._figures, self._rates_shown)
        if self._moving or were_moving or before != shown:
            self.update()

    def shown(self) -> Picture:
        """Return the picture that is painted."""
        return self._picture

    def layout_now(self) -> FlowLayout:
        """Return where everything stands at the present size, unless it is folded."""
        view = self._picture
        counts = len(view.producers), len(view.consumers)
        return lay_out(self.width(), self.height(), *counts, self._permits(), self._scale)

    def folded_layout(self) -> FoldedLayout:
        """Return where everything stands when it is folded."""
        return lay_out_folded(self.width(), self.height(), self._permits(), self._scale)

    def worker_at(self, point: QPointF) -> Block | None:
        """Return the worker whose block is under a point."""
        places = self._places()
        name = next((name for name, rect in places.items() if rect.contains(point)), "")
        return self._block(name)

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(800, round(flow_folded.HEIGHT * self._scale) if self._folded else 232)

    def minimumSizeHint(self) -> QSize:
        """Return the least in which nothing overlaps."""
        if self._folded:
            return QSize(680, round(flow_folded.HEIGHT * self._scale))
        return QSize(600 if self._scale > 1 else 680, 190)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a block selects its worker. Who points knows where: no ring of the keys."""
        self._has_keys = False
        block = self.worker_at(event.position())
        if block is not None and event.button() == Qt.MouseButton.LeftButton:
            self.worker_selected.emit(block.name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The click before it has done all there is to do."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go from block to block, Enter selects."""
        places, at = self._places(), self._cursor_now()
        if not at or not (flow_keys.is_arrow(event.key()) or event.key() in ENTER):
            super().keyPressEvent(event)
        elif event.key() in ENTER:
            self.worker_selected.emit(at)
        else:
            self._has_keys = True
            self._cursor = flow_keys.neighbour(places, at, event.key())
            self._describe()
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are, and say it. Who clicks knows where."""
        super().focusInEvent(event)
        self._has_keys = event.reason() != Qt.FocusReason.MouseFocusReason
        self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no more."""
        super().focusOutEvent(event)
        self._has_keys = False
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell what a small block cannot."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            block = self.worker_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), block_words(block) if block else "", self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the style and the fonts of the application."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._scale = _scale()
            self._ask_for_motion()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, or the row."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._folded:
                flow_painting.paint_row(painter, self._brushes, self.folded_layout(), self.scene())
            else:
                flow_painting.paint_picture(painter, self._brushes, self.layout_now(), self.scene())
            if self._held:
                flow_painting.paint_held(painter, self.theme, self.rect().toRectF())

    def scene(self) -> flow_painting.Scene:
        """Return all that is painted."""
        return flow_painting.Scene(
            picture=self._picture,
            phase=self._snapshot.phase,
            calm=self._figure_picture,
            figures=self._figures,
            rates=self._rates_shown,
            moving=self._moving,
            is_numbered=self._held or not max(self._rates_shown) > NUMBERED_HZ,
            selected=self._selected,
            cursor=self._cursor_now() if self._has_keys else "",
        )

    def _permits(self) -> tuple[int, int]:
        gates = self._picture.producer_gate, self._picture.consumer_gate
        at_put, at_work = (gate.permits if gate else 0 for gate in gates)
        return at_put, at_work

    def _places(self) -> dict[str, QRectF]:
        """Return where the block of each worker stands; nothing when it is folded."""
        if self._folded:
            return {}
        at, view = self.layout_now(), self._picture
        rects = (*at.producers.blocks, *at.consumers.blocks)
        blocks = (*view.producers, *view.consumers)
        return {block.name: rect for block, rect in zip(blocks, rects, strict=True)}

    def _block(self, name: str) -> Block | None:
        blocks = (*self._picture.producers, *self._picture.consumers)
        return next((block for block in blocks if block.name == name), None)

    def _cursor_now(self) -> str:
        """Return the block where the keys are: the first when that has gone, "" for none."""
        places = self._places()
        return self._cursor if self._cursor in places else next(iter(places), "")

    def _describe(self) -> None:
        """Tell what is on the picture to those who do not see it."""
        meant = self._block(self._cursor_now() if self._has_keys else self._selected)
        self.setAccessibleDescription(description(self._picture, self._figures, meant))

    def _ask_for_motion(self) -> None:
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration  # 0 where the system wants no motion
        self._motion.enabled = self.style().styleHint(hint, None, self) > 0

    def _check_rates(self, at_s: float) -> None:
        if self._rates_at_s is None:
            self._rates_at_s = at_s
        elif self._held and abs(at_s - self._rates_at_s) > RATES_OF_S:
            self._rates = (math.nan, math.nan)

    def _move(self, snapshot: Snapshot, calm: bool) -> None:
        now = self._clock()
        self._motion.take(snapshot, now, calm and not self._held and not self._folded)
        self._moving = {} if self._held else self._motion.progress(now)


def _scale() -> float:
    """Return how much larger type is than at a desk, by what it takes of height."""
    return max(type_scale(), QFontMetricsF(font(13, 600)).height() / TEXT_ROW)
