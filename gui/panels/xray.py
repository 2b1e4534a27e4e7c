"""The X-ray of the channel: where its items are, who holds its locks, and what it would answer.

20  =  16  +  1  +  3  +  0          the compartments add up
sender buffers ▆▆▆▆▆▆▆▆      16      one bar for each, producers under theirs
write lock     producer-2            who holds it, who waits
empty()  True  not true: …           what a program would be told
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.panels.steady import Clock, Pace
from gui.panels.words import pipe_words
from gui.panels.xray_answers import DASH, AnswerGrid
from gui.panels.xray_sum import SumRow
from gui.theme import Theme, font, scaled
from gui.widgets.copying import make_copyable
from gui.widgets.gauge import Gauge

if TYPE_CHECKING:
    from engine.analysis.locks import Lock
    from engine.analysis.xray import Xray

MOST_PRODUCERS = 5
"""More are added up in one row."""
SIDE_BY_SIDE = 620
"""As wide as this compartments and answers have room beside each other."""


@dataclass(frozen=True)
class Row:
    """One compartment, or one lock: what it is, how full, in words."""

    label: QLabel
    bar: Gauge
    value: QLabel

    def set_visible(self, on: bool) -> None:
        """Show or hide all of it."""
        for part in (self.label, self.bar, self.value):
            part.setVisible(on)


class XrayPanel(QWidget):
    """A page for a tab; figures change at most four times a second."""

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Clock = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pace = Pace(clock=clock)
        self._bars: list[Gauge] = []
        self._shown: Xray | None = None
        self._has_buffered = False
        self._sum = SumRow()
        self._note = self._text("", 12, 400, ink="2")
        self._note.setWordWrap(True)
        self._rows: dict[str, Row] = {}
        self._answers = AnswerGrid()
        self._empty = self._text(self.tr("Start a run to look into its channel."), 12, 400, "2")
        self._content = QWidget()
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._between = _line()
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # by Tab its scroll area is reached
        make_copyable(self, self.text)
        self.show_xray(None)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        for bar in self._bars:
            bar.set_theme(theme)

    def is_due(self, force: bool = False) -> bool:
        """Return True when it is time for other figures."""
        return self._pace.due(force)

    def show_xray(self, xray: Xray | None) -> None:
        """Show a channel at one instant, None before there is one."""
        self._shown = xray
        self._has_buffered = self._has_buffered and xray is not None
        self._empty.setVisible(xray is None)
        self._content.setVisible(xray is not None)
        if xray is not None:
            self._show_sum(xray)
            self._show_compartments(xray)
            self._show_locks(xray)
            self._answers.show_answers(xray.answers)

    def text(self) -> str:
        """Return everything that the page says, line by line, for the clipboard."""
        if self._shown is None:
            return self._empty.text()
        rows = [
            f"{row.label.text()}\t{row.value.text()}"
            for row in self._rows.values()
            if row.label.isVisibleTo(self)
        ]
        return "\n".join([self._shown.equation, *rows, *self._answers.lines()])

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(320, 386)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the answers beside the compartments where there is room for both."""
        super().resizeEvent(event)
        is_wide = self.width() >= scaled(SIDE_BY_SIDE)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._parts.setDirection(across if is_wide else down)
        self._parts.setSpacing(24 if is_wide else 8)
        self._between.setHidden(is_wide)

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 2, 8, 2)
        inside.setSpacing(8)
        inside.addWidget(self._sum)
        inside.addWidget(self._note)
        inside.addWidget(_line())
        inside.addLayout(self._parts)
        inside.addStretch(1)
        self._parts.setSpacing(8)
        self._parts.addLayout(self._row_grid(), 3)
        self._parts.addWidget(self._between)
        self._parts.addWidget(self._answers, 2)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 4, 4, 4)
        column.addWidget(self._empty)
        column.addWidget(self._content, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        area.setAccessibleName(self.tr("X-ray of the channel"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _row_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        names = {
            "taken": self.tr("Slots taken"),
            "buffers": self.tr("Sender buffers"),
            **{f"producer {number}": "" for number in range(MOST_PRODUCERS + 1)},
            "feeding": self.tr("In a feeder's hand"),
            "write": self.tr("Write lock"),
            "pipe": self.tr("Pipe"),
            "bytes": self.tr("Pipe, bytes"),
            "read": self.tr("Read lock"),
            "unreturned": self.tr("Read, slot not back"),
        }
        for row, (key, name) in enumerate(names.items()):
            is_part = key.startswith("producer")
            label = self._text(name, 11 if is_part else 12, 400, ink="2")
            label.setContentsMargins(12 if is_part else 0, 0, 0, 0)
            bar, value = Gauge(self._theme, self), self._text("", 12, 600)
            self._bars.append(bar)
            self._rows[key] = Row(label, bar, value)
            grid.addWidget(label, row, 0)
            if key in ("write", "read"):
                bar.setVisible(False)
                grid.addWidget(value, row, 1, 1, 2, Qt.AlignmentFlag.AlignRight)
            else:
                grid.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(value, row, 2, Qt.AlignmentFlag.AlignRight)
        return grid

    def _show_sum(self, xray: Xray) -> None:
        words = [self.tr("taken"), self.tr("buffers"), self.tr("feeders"), self.tr("pipe")]
        words.append(self.tr("read"))
        if xray.kind == "pipe":
            words = [self.tr("sent"), self.tr("in the pipe"), self.tr("read")]
        self._sum.show_sum(xray.sum, words[: len(xray.sum)])
        self._sum.setVisible(xray.is_split)
        self._note.setVisible(not xray.is_split)
        self._note.setText(
            self.tr(
                "Which items are in sender buffers and which in the pipe is only known live: "
                "a write that need not wait leaves no record."
            )
        )

    def _show_compartments(self, xray: Xray) -> None:
        most = max(xray.maxsize, xray.total, 1)
        is_queue, is_split = xray.kind == "queue", xray.is_split
        taken = _figure(xray.total)
        if xray.maxsize:
            taken = self.tr("{n} of {most}").format(n=taken, most=_figure(xray.maxsize))
        self._show_row("taken", xray.total, most, taken, is_queue)
        in_parts = is_queue and is_split
        self._show_row("buffers", xray.buffered, most, _figure(xray.buffered), in_parts)
        self._show_producers(xray, most if in_parts else 0)
        hands = None if xray.feeding is None else len(xray.feeding)
        whose = f"{xray.feeding[0]}" if xray.feeding and hands == 1 else _figure(hands)
        self._show_row("feeding", hands, most, whose, in_parts)
        self._show_row("pipe", xray.in_pipe, most, _figure(xray.in_pipe), is_split)
        self._show_bytes(xray)
        back = xray.unreturned
        self._show_row("unreturned", back, most, _figure(back), is_queue and back is not None)

    def _show_bytes(self, xray: Xray) -> None:
        """No log tells the bytes of a moment of the past."""
        size, room = xray.pipe_bytes, xray.pipe_capacity
        words = DASH if size is None else pipe_words(size, room)
        self._show_row("bytes", size, room or 1, words, xray.unreturned is not None)

    def _show_producers(self, xray: Xray, most: int) -> None:
        """One row for each producer while they are few; of many the fullest, and the rest.

        From the first item in a buffer on: rows that come and go would move all the others.
        """
        self._has_buffered = self._has_buffered or bool(xray.buffered)
        is_shown = bool(most) and self._has_buffered
        parts = sorted(xray.buffers.items(), key=lambda part: part[0]) if is_shown else []
        if len(parts) > MOST_PRODUCERS + 1:
            parts.sort(key=lambda part: -(part[1] or 0))
            rest = sum(count or 0 for _, count in parts[MOST_PRODUCERS:])
            others = self.tr("{n} more").format(n=len(parts) - MOST_PRODUCERS)
            parts = [*parts[:MOST_PRODUCERS], (others, rest)]
        shown = parts if len(parts) > 1 else []
        for number in range(MOST_PRODUCERS + 1):
            key = f"producer {number}"
            name, count = shown[number] if number < len(shown) else ("", 0)
            self._rows[key].label.setText(name)
            self._show_row(key, count, most or 1, _figure(count), bool(name))

    def _show_row(
        self, key: str, count: int | None, most: int, words: str, is_there: bool = True
    ) -> None:
        row = self._rows[key]
        row.set_visible(is_there)
        row.bar.show_share(min((count or 0) / most, 1.0))
        row.value.setText(words)

    def _show_locks(self, xray: Xray) -> None:
        self._rows["write"].value.setText(self._holder(xray.write_lock))
        self._rows["read"].value.setText(self._holder(xray.read_lock))

    def _holder(self, lock: Lock) -> str:
        if lock.is_orphan:
            return self.tr("{name}, which is dead").format(name=lock.holder)
        if lock.holder is None:
            waiting = len(lock.waiting)
            return self.tr("{n} wait").format(n=waiting) if waiting else self.tr("free")
        if not lock.waiting:
            return lock.holder
        return self.tr("{name}, {n} wait").format(name=lock.holder, n=len(lock.waiting))

    def _text(self, text: str, px: int, weight: int, ink: str = "") -> QLabel:
        label = QLabel(text)
        label.setFont(font(px, weight))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the page has one
        if ink:
            label.setProperty("ink", ink)
        return label


def _figure(number: int | None) -> str:
    return DASH if number is None else f"{number:,}"


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setObjectName("divider")
    return line
