"""Where time goes: for each role one bar of its states, and the legend that is the data."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.snapshot import Snapshot
from engine.states import State
from gui.glyphs import hatch, paint_tile
from gui.panels.steady import SHARES_AT_S, Clock, Pace
from gui.panels.words import state_word
from gui.theme import Theme, font
from gui.widgets.panel import PADDING, Panel

Shares = Mapping[str, Mapping[State, float]]
ROLES = ("producer", "consumer")
LEAST = 0.01
"""Shares under this are not listed."""
BAR = 16
TILE = 18
HELP_WIDTH = 20
"""What the "?" takes of the header."""

_FAMILIES = (
    "work",
    "back-pressure",
    "starvation",
    "contention",
    "suspended",
    "neutral",
    "end",
)


@dataclass(frozen=True)
class Row:
    """One row of the legend, one stretch of the bar."""

    state: State
    share: float


def rows_of(shares: Mapping[State, float]) -> list[Row]:
    """Return the rows to list, in an order that stays when the shares change.

    Waiting behind another consumer's get() counts as waiting for an item: nobody made that lock.
    """
    merged = {state: share for state, share in shares.items() if state != State.WAIT_READ_LOCK}
    behind = shares.get(State.WAIT_READ_LOCK, 0.0)
    if behind:
        merged[State.WAIT_ITEM] = merged.get(State.WAIT_ITEM, 0.0) + behind
    listed = [Row(state, share) for state, share in merged.items() if share >= LEAST]
    return sorted(listed, key=lambda row: (_FAMILIES.index(row.state.family), row.state))


class SharesPanel(Panel):
    """Where time goes, over the range that is in view."""

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Clock | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._pace = Pace(clock=clock or time.monotonic, offset_s=SHARES_AT_S)
        self._rows: dict[str, list[Row]] = {}
        self._counts: dict[str, int] = {}
        self._span = ""
        self.pin_help("shares", right=4, top=6)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Nothing here comes from a snapshot; see `show_shares`."""

    def show_shares(self, shares: Shares, counts: Mapping[str, int], span_text: str) -> None:
        """Show shares of time (0 to 1 per role), how many workers there are, over what span."""
        if not self._pace.due(force=span_text != self._span or dict(counts) != self._counts):
            return
        self._rows = {role: rows_of(shares.get(role, {})) for role in ROLES}
        self._counts = dict(counts)
        self._span = span_text
        self._tell()
        self.update()

    def rows(self, role: str) -> list[Row]:
        """Return the rows that are listed for a role."""
        return self._rows.get(role, [])

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(320, 238)

    def minimumSizeHint(self) -> QSize:
        """Return the least that two rows a role take."""
        return QSize(240, 190)

    def _tell(self) -> None:
        lines = [
            f"{self._title(role)}: {state_word(row.state)} {100 * row.share:.1f} %"
            for role in ROLES
            for row in self.rows(role)
        ]
        self.setToolTip("\n".join(lines))
        self.setAccessibleDescription("; ".join(lines))

    def _title(self, role: str) -> str:
        return self.tr("Producers") if role == "producer" else self.tr("Consumers")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the header, and a bar with its legend for each role."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self.rect().toRectF().adjusted(PADDING, 9, -PADDING, -8)
        head = QRectF(inner.x(), inner.y(), inner.width() - HELP_WIDTH, 18)
        self._words(painter, head, self.tr("Where time goes"), self._span)
        pitch, gap = self._pitch(inner.height() - 18)
        top = head.bottom() + gap
        for number, role in enumerate(ROLES):
            if number:
                painter.setPen(self.theme.line)
                painter.drawLine(round(inner.x()), round(top), round(inner.right()), round(top))
                top += gap
            top = self._paint_role(painter, role, QRectF(inner.x(), top, inner.width(), 0), pitch)
            top += gap

    def _pitch(self, height: float) -> tuple[float, float]:
        """Return the height of a row and the gap between parts, so that all rows fit."""
        rows = sum(max(1, len(self.rows(role))) for role in ROLES)
        fixed = 2 * (16 + 3 + BAR + 4)
        gap = 6.0 if height >= fixed + rows * 20 + 4 * 6 else 3.0
        return max(13.0, min(24.0, (height - fixed - 4 * gap) / rows)), gap

    def _paint_role(self, painter: QPainter, role: str, at: QRectF, pitch: float) -> float:
        head = QRectF(at.x(), at.y(), at.width(), 16)
        count = self._counts.get(role)
        self._words(painter, head, self._title(role), "" if count is None else str(count), 12)
        bar = QRectF(at.x(), head.bottom() + 3, at.width(), BAR)
        self._paint_bar(painter, bar, self.rows(role))
        top = bar.bottom() + 4
        for row in self.rows(role):
            self._paint_row(painter, row, QRectF(at.x(), top, at.width(), pitch))
            top += pitch
        if not self.rows(role):
            painter.setPen(self.theme.text3)
            painter.setFont(font(12))
            painter.drawText(
                QRectF(at.x(), top, at.width(), pitch), Qt.AlignmentFlag.AlignVCenter, "–"
            )
            top += pitch
        return top

    def _paint_bar(self, painter: QPainter, bar: QRectF, rows: list[Row]) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(bar, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(bar, self.theme.grid)
        left = bar.x()
        for row in rows:
            piece = QRectF(left, bar.y(), row.share * bar.width(), bar.height())
            painter.fillRect(piece, self.theme.state(row.state))
            if row.state == State.FROZEN:
                painter.fillRect(piece, hatch(self.theme))
            left = piece.right()
            painter.fillRect(QRectF(left - 1, bar.y(), 1, bar.height()), self.theme.panel)
        painter.restore()

    def _paint_row(self, painter: QPainter, row: Row, at: QRectF) -> None:
        side = min(TILE, at.height() - 2)
        tile = QRectF(at.x(), at.center().y() - side / 2, side, side)
        paint_tile(painter, tile, row.state, self.theme, 4.0)
        painter.setFont(font(12, 600))
        painter.setPen(self.theme.text)
        percent = f"{100 * row.share:.0f} %"
        painter.drawText(at, int(_RIGHT), percent)
        painter.setFont(font(12))
        words = at.adjusted(TILE + 8, 0, -48, 0)
        metrics = QFontMetrics(painter.font())
        text = metrics.elidedText(
            state_word(row.state), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, int(_LEFT), text)

    def _words(self, painter: QPainter, at: QRectF, left: str, right: str, px: int = 13) -> None:
        painter.setFont(font(px, 600))
        painter.setPen(self.theme.text)
        painter.drawText(at, int(_LEFT), left)
        painter.setFont(font(12))
        painter.setPen(self.theme.text2)
        painter.drawText(at, int(_RIGHT), right)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
