"""The two roles under one another: name, a bar of its states, and a row for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.states import State
from gui.glyphs import hatch
from gui.panels import state_inks
from gui.panels.state_row import MARGIN, StateRow
from gui.theme import Theme, font, scaled

ROLES = ("producer", "consumer")
TITLE = 16
LEAST_PITCH, MOST_PITCH = 20, 24
"""Of a row, in pixels; where even the least does not fit, the list is scrolled."""
LEAST_BAR, MOST_BAR = 12, 16
LEAST_GAP, MOST_GAP = 2, 6


@dataclass(frozen=True)
class Row:
    """One row of the legend, one stretch of the bar."""

    state: State
    share: float


@dataclass(frozen=True)
class Block:
    """Where a role's name, bar and rows stand."""

    role: str
    top: float
    bar: QRectF
    rows_top: float
    pitch: float


class SharesList(QWidget):
    """Draws names and bars; each row is a control of its own."""

    pressed = Signal(str, object)
    """A row was pressed: its role and its State."""

    def __init__(self, theme: Theme, titles: Mapping[str, str], before: QWidget) -> None:
        """`before` is what Tab visits before the rows."""
        super().__init__()
        self._theme = theme
        self._before = before
        self._titles = titles
        self._rows: Mapping[str, Sequence[Row]] = {}
        self._counts: Mapping[str, int] = {}
        self._wanted: State | None = None
        self._controls: dict[tuple[str, State], StateRow] = {}
        self._order: list[tuple[str, State]] = []
        self._right = 0

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        for control in self._controls.values():
            control.set_theme(theme)
        self.update()

    def set_right(self, margin: int) -> None:
        """Keep `margin` pixels free at the right."""
        self._right = margin
        self._place()

    def show_rows(
        self, rows: Mapping[str, Sequence[Row]], counts: Mapping[str, int], wanted: State | None
    ) -> None:
        """Show the rows of each role and how many workers it has, while `wanted` is seen alone."""
        self._rows, self._counts, self._wanted = rows, counts, wanted
        least = self._height(scaled(LEAST_PITCH), LEAST_GAP, scaled(LEAST_BAR))
        self.setMinimumHeight(round(least + 0.5))
        self._place()
        self.update()

    def control(self, role: str, state: State) -> StateRow:
        """Return what is pressed to see one state alone."""
        return self._controls[role, state]

    def blocks(self) -> list[Block]:
        """Return where the parts of each role stand."""
        return self._blocks(self.height())

    def whole(self, height: int) -> int:
        """Return how many of `height` pixels to show so that none of the parts is cut in half."""
        least = self.minimumHeight()
        if least <= height:
            return height
        ends = [end for block in self._blocks(least) for end in self._ends(block)]
        return max((round(end) for end in ends if end <= height), default=height)

    def _blocks(self, height: int) -> list[Block]:
        pitch, gap, bar_height = self._measures(height)
        top, blocks = float(gap), []
        for role in ROLES:
            bar_top = top + scaled(TITLE) + 3
            bar = QRectF(MARGIN, bar_top, self.width() - MARGIN - self._right, bar_height)
            blocks.append(Block(role, top, bar, bar.bottom() + 4, pitch))
            top = bar.bottom() + 4 + self._count(role) * pitch + 2 * gap
        return blocks

    def _ends(self, block: Block) -> list[float]:
        """Return where name, bar and rows of a role end."""
        rows = range(1, self._count(block.role) + 1)
        name = block.top + scaled(TITLE)
        return [name, block.bar.bottom(), *(block.rows_top + n * block.pitch for n in rows)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the rows their places."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each role's name and bar; the rows paint themselves."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, block in enumerate(self.blocks()):
                if number:
                    y = round(block.top - self._measures(self.height())[1])
                    painter.setPen(self._theme.line)
                    painter.drawLine(round(block.bar.x()), y, round(block.bar.right()), y)
                self._paint_block(painter, block)

    def _count(self, role: str) -> int:
        """Return how many rows a role takes: one at least, for the dash."""
        return max(1, len(self._rows.get(role, ())))

    def _height(self, pitch: float, gap: float, bar: float) -> float:
        """Return what all takes with rows of `pitch`, gaps of `gap` and bars of `bar` pixels."""
        rows = sum(map(self._count, ROLES))
        return len(ROLES) * (scaled(TITLE) + 3 + bar + 4 + 2 * gap) + rows * pitch

    def _measures(self, height: int) -> tuple[float, float, float]:
        """Return the heights of a row, of the gap between parts and of a bar: all rows fit."""
        gap, bar = MOST_GAP, scaled(MOST_BAR)
        if height < self._height(scaled(LEAST_PITCH), gap, bar):
            gap, bar = LEAST_GAP, scaled(LEAST_BAR)
        pitch = (height - self._height(0, gap, bar)) / sum(map(self._count, ROLES))
        return max(scaled(LEAST_PITCH), min(scaled(MOST_PITCH), pitch)), gap, bar

    def _place(self) -> None:
        """Put a control on each row, in the order in which the rows are read."""
        order = []
        for block in self.blocks():
            for number, row in enumerate(self._rows.get(block.role, ())):
                key = block.role, row.state
                order.append(key)
                control = self._controls.get(key) or self._made(*key)
                control.show_share(self._titles[block.role], row.share, self._wanted)
                top = round(block.rows_top + number * block.pitch)
                height = round(block.rows_top + (number + 1) * block.pitch) - top
                width = round(block.bar.width()) + 2 * MARGIN
                control.setGeometry(round(block.bar.x()) - MARGIN, top, width, height)
        if order != self._order:
            self._show_only(order)

    def _show_only(self, order: list[tuple[str, State]]) -> None:
        self._order = order
        for key, control in self._controls.items():
            control.setVisible(key in order)
        for one, other in pairwise([self._before, *(self._controls[key] for key in order)]):
            QWidget.setTabOrder(one, other)

    def _made(self, role: str, state: State) -> StateRow:
        made = self._controls[role, state] = StateRow(self._theme, state, self)
        made.clicked.connect(lambda: self.pressed.emit(role, state))
        return made

    def _paint_block(self, painter: QPainter, block: Block) -> None:
        head = QRectF(block.bar.x(), block.top, block.bar.width(), scaled(TITLE))
        count = self._counts.get(block.role)
        write_ends(
            painter, head, self._theme, self._titles[block.role], "" if count is None else count, 12
        )
        rows = self._rows.get(block.role, ())
        self._paint_bar(painter, block.bar, rows)
        if not rows:
            painter.setPen(self._theme.text3)
            painter.setFont(font(12))
            place = QRectF(block.bar.x(), block.rows_top, block.bar.width(), block.pitch)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, "–")

    def _paint_bar(self, painter: QPainter, bar: QRectF, rows: Sequence[Row]) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(bar, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(bar, self._theme.grid)
        left = bar.x()
        for row in rows:
            piece = QRectF(left, bar.y(), row.share * bar.width(), bar.height())
            painter.fillRect(piece, state_inks.fill(self._theme, row.state, self._wanted))
            if row.state == State.FROZEN:
                painter.fillRect(piece, hatch(self._theme))
            left = piece.right()
            painter.fillRect(QRectF(left - 1, bar.y(), 1, bar.height()), self._theme.panel)
        painter.restore()


def write_ends(
    painter: QPainter, at: QRectF, theme: Theme, left: str, right: object, px: int = 13
) -> None:
    """Write a title at the left of a line, and a quieter text at its right."""
    painter.setFont(font(px, 600))
    painter.setPen(theme.text)
    painter.drawText(at, int(_LEFT), left)
    painter.setFont(font(12))
    painter.setPen(theme.text2)
    painter.drawText(at, int(_RIGHT), str(right))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
