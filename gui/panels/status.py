"""The status bar: workers alive, the ledger, the size of the log, what recording costs."""

import time

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.analysis import figures
from engine.ledger import Ledger
from engine.snapshot import Snapshot
from gui.panels.steady import Clock, Pace
from gui.theme import Theme, scaled
from gui.widgets.copying import add_copy, make_copyable
from gui.widgets.steady_text import Piece, SteadyText

HEIGHT = 28
MARGIN, SPACING = 14, 25
SETTLES_S = 1.0
"""A live ledger that does not add up for this long is said not to close: its counters are read
while they change."""


class StatusPanel(QWidget):
    """One line at the foot of the window; figures change at most four times a second.

    In a narrow window the cost of recording goes first, then the size of the log, then what is 0 in
    the ledger.
    """

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Clock = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._pace = Pace(clock=clock)  # with the flow: one picture, one instant
        self._snapshot = Snapshot()
        self._ledger = Ledger()
        self._closed_at = clock()
        self._leaves_out_zeros = False
        self._alive, self._ledger_text = SteadyText(), SteadyText(gives_way=True)
        self._log, self._cost = SteadyText(), SteadyText()
        self._lay_out()
        self.setFixedHeight(scaled(HEIGHT))
        self.setAccessibleName(self.tr("Status"))
        make_copyable(self, self.ledger_text)
        add_copy(self, self.tr("Copy the whole line"), self.text)
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self._fill()
        self.update()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show a run at one instant."""
        anew = snapshot.run_id != self._snapshot.run_id
        was_live = self._snapshot.phase.is_live
        if not self._pace.due(force=anew or snapshot.phase != self._snapshot.phase):
            return
        self._snapshot = snapshot
        self._take_ledger(snapshot)
        if anew or snapshot.phase.is_live != was_live:
            for text in (self._alive, self._ledger_text, self._log, self._cost):
                text.forget_widths()
        self._fill()

    def ledger_text(self) -> str:
        """Return the ledger's line, all of it."""
        return "".join(piece.text for piece in self._ledger_pieces())

    def text(self) -> str:
        """Return the whole line, whatever there is room for."""
        texts = (self._alive.text(), self.ledger_text(), self._log.text(), self._cost.text())
        return " │ ".join(texts)

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(1440, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Give way in a narrow window."""
        return QSize(400, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the edge and the lines between the parts."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.panel)
            painter.setPen(self._theme.line)
            painter.drawLine(0, 0, self.width(), 0)
            lines = [self._alive.geometry().right() + 12]
            if not self._cost.isHidden():
                lines.append(self._cost.geometry().left() - 13)
            for left in lines:
                painter.drawLine(left, 1, left, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out what there is room for."""
        super().resizeEvent(event)
        self._leaves_out_zeros = False
        self._fill()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 1, MARGIN, 0)
        row.setSpacing(SPACING)
        row.addWidget(self._alive)
        row.addWidget(self._ledger_text)
        row.addStretch(1)
        row.addWidget(self._log)
        row.addWidget(self._cost)

    def _take_ledger(self, snapshot: Snapshot) -> None:
        now = self._clock()
        settled = now - self._closed_at > SETTLES_S or not snapshot.phase.is_live
        if snapshot.ledger.closes or settled:
            self._ledger = snapshot.ledger
        if snapshot.ledger.closes:
            self._closed_at = now

    def _fill(self) -> None:
        quiet = self._theme.text2
        alive = self._snapshot.alive
        words = self.tr("worker alive") if alive == 1 else self.tr("workers alive")
        self._alive.set_pieces([Piece(str(alive), quiet), Piece(f" {words}", quiet)])
        self._show_ledger()
        self._log.set_pieces([Piece(self._log_words(), quiet)])
        self._cost.set_pieces([Piece(self._cost_words(), quiet)])
        self._make_room()

    def _make_room(self) -> None:
        """Leave out as little as the width asks for."""
        at_right = (self._log, self._cost)
        for most in (2, 1, 0):
            for number, text in enumerate(at_right, start=1):
                text.setVisible(number <= most)
            if self._fits(most):
                return
        if not self._leaves_out_zeros:
            self._leaves_out_zeros = True
            self._show_ledger()

    def _fits(self, at_right: int) -> bool:
        """True when the first parts and so many of those at the right find room."""
        shown = (self._alive, self._ledger_text, self._log, self._cost)[: 2 + at_right]
        wanted = sum(text.sizeHint().width() + SPACING for text in shown)
        return wanted + 2 * MARGIN <= self.width()

    def _show_ledger(self) -> None:
        self._ledger_text.set_pieces(self._ledger_pieces(self._leaves_out_zeros))

    def _ledger_pieces(self, without_zeros: bool = False) -> list[Piece]:
        ink, ledger = self._theme.text, self._ledger
        parts = [
            (ledger.waiting, self.tr("waiting")),
            (ledger.refused, self.tr("refused")),
            (ledger.queued, self.tr("queued")),
            (ledger.in_hand, self.tr("in hand")),
            (ledger.done, self.tr("done")),
            (ledger.lost_total, self.tr("lost")),
        ]
        if without_zeros:
            parts = [part for part in parts if part[0]] or parts[-1:]
        parts = [(ledger.attempted, self.tr("attempted")), *parts]
        pieces = []
        for place, (number, word) in enumerate(parts, start=1):
            sign = "     " if place == len(parts) else "  =  " if place == 1 else " + "
            pieces += [Piece(figures.count(number), ink, 500), Piece(f" {word}{sign}", ink, 500)]
        return [*pieces, self._verdict()]

    def _verdict(self) -> Piece:
        closes = self._ledger.closes
        ink: QColor = self._theme.text if closes else self._theme.error
        return Piece(self.tr("✓ closes") if closes else self.tr("✗ does not close"), ink, 600)

    def _log_words(self) -> str:
        view = self._snapshot
        size = figures.size(view.log_bytes)
        if not view.log_limit_bytes:
            return self.tr("log {size}").format(size=size)
        limit = figures.size(view.log_limit_bytes)
        words = self.tr("log {size} of {limit}")
        if view.trimmed:
            words = self.tr("log {size} of {limit}, oldest part trimmed")
        return words.format(size=size, limit=limit)

    def _cost_words(self) -> str:
        cost = self._snapshot.cost_percent
        figure = "–" if cost is None else _share(cost)
        return self.tr("recording costs {cost}").format(cost=figure)


def _share(percent: float) -> str:
    """Return a share in words of one width; what is there but small is not shown as nothing."""
    return "< 0.1 %" if 0 < percent < 0.1 else f"{percent:.1f} %"
