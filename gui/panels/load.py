"""The load box: what is offered, what can be served, and what follows.

Before Start that is what the settings promise; while a run is live, what those workers of it do
that are there and able to work. Who computes needs a core.
"""

import math
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from engine.analysis.load import CORES, capacity_hz, load, offered_hz
from engine.analysis.staff import staffed
from engine.config import DEFAULT, Config
from engine.snapshot import Snapshot
from gui.panels.words import rate_text
from gui.theme import Theme, font, scaled
from gui.widgets.copying import make_copyable
from gui.widgets.elided_label import ElidedLabel

_LABEL_WIDTH = 76
_VALUE_WIDTH = 56
_BAR = 8
_EVEN = 0.05
"""Items a second by which offered and served may differ and the consumers still keep up."""


class Bar(QWidget):
    """A neutral bar that fills a share of its width."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self.setFixedHeight(_BAR)

    @property
    def share(self) -> float:
        """The share of the width that is filled, 0 to 1."""
        return self._share

    def show_share(self, share: float) -> None:
        """Fill `share` of the width."""
        self._share = share
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the filled part only, as a rounded bar."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.track)
            if self._share > 0:
                width = max(_BAR, self._share * self.width())
                painter.drawRoundedRect(QRectF(0, 0, width, _BAR), _BAR / 2, _BAR / 2)


class LoadBox(QWidget):
    """Offered rate, capacity and load."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered_bar, self._capacity_bar = Bar(theme, self), Bar(theme, self)
        self._offered, self._capacity = self._value(), self._value()
        self._words = self._label("", 12, 400, ink="2"), self._label("", 12, 400, ink="2")
        self._config, self._able = DEFAULT, DEFAULT
        self._snapshot = Snapshot()
        self._load = self._label("", 12, 600)
        self._verdict = ElidedLabel(12, 400, least=11)
        self._verdict.set_ink(theme.text2)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        bars = (self._offered_bar, self._capacity_bar)
        values = (self._offered, self._capacity)
        for row, (word, bar, value) in enumerate(zip(self._words, bars, values, strict=True)):
            grid.addWidget(word, row, 0)
            grid.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(value, row, 2)
        grid.addWidget(self._load, 2, 0)
        grid.addWidget(self._verdict, 2, 1, 1, 3)
        grid.setColumnMinimumWidth(0, scaled(_LABEL_WIDTH))
        self.setFixedHeight(scaled(58))
        self.setAccessibleName(self.tr("Load"))
        make_copyable(self, self.text)
        self.show_config(DEFAULT)

    def add_corner(self, widget: QWidget) -> None:
        """Put a widget beside the two figures; what follows from them has the line under it."""
        self._grid.addWidget(widget, 0, 3, 2, 1, Qt.AlignmentFlag.AlignTop)

    def text(self) -> str:
        """Return what the box says, line by line, for the clipboard."""
        figures = zip(self._words, (self._offered, self._capacity), strict=True)
        lines = [f"{word.text()}\t{value.text()}" for word, value in figures]
        return "\n".join([*lines, f"{self._load.text()}\t{self._verdict.text()}"])

    def show_config(self, config: Config) -> None:
        """Show what these settings promise, or those workers of the run who are there for them."""
        self._config = config
        self._able = staffed(replace(self._snapshot, config=config))
        offered, capacity = offered_hz(self._able), capacity_hz(self._able, CORES)
        self._offered.setText(self.tr("flat out") if math.isinf(offered) else rate_text(offered))
        self._capacity.setText(self.tr("no limit") if math.isinf(capacity) else rate_text(capacity))
        greatest = max(offered, capacity)
        self._offered_bar.show_share(_share(offered, greatest))
        self._capacity_bar.show_share(_share(capacity, greatest))
        self._load.setText(self.tr("Load {0}").format(_percent(load(self._able, CORES))))
        self._name_rows()
        is_pipe = config.channel_kind == "pipe"
        self._verdict.set_text(self._say(offered, capacity, is_pipe))
        self.setAccessibleDescription(self.text().replace("\t", " ").replace("\n", "; "))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what follows from who is there now, if that is another than before."""
        self._snapshot = replace(snapshot, config=self._config)
        if staffed(self._snapshot) != self._able:
            self.show_config(self._config)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._offered_bar.set_theme(theme)
        self._capacity_bar.set_theme(theme)
        self._verdict.set_ink(theme.text2)

    def _name_rows(self) -> None:
        """Name the two figures, with how many do what more are set for."""
        offered, capacity = self._words
        able, wanted = self._able.producers_count, self._config.producers_count
        by_some = self.tr("Offered by {n} of {wanted}").format(n=able, wanted=wanted)
        offered.setText(self.tr("Offered") if able == wanted else by_some)
        able, wanted = self._able.consumers_count, self._config.consumers_count
        by_some = self.tr("{n} of {wanted} can serve").format(n=able, wanted=wanted)
        capacity.setText(self.tr("Can serve") if able == wanted else by_some)

    def _say(self, offered: float, capacity: float, is_pipe: bool) -> str:
        if offered == 0:
            return self.tr("nothing is offered")
        if math.isinf(offered) and math.isinf(capacity):
            return self.tr("the machine decides")
        if math.isinf(offered):
            at_once = self.tr("the queue fills at once"), self.tr("the pipe fills at once")
            return at_once[is_pipe]
        if offered - capacity > _EVEN:
            by = self.tr("the queue fills by {0}"), self.tr("the pipe fills by {0}")
            return by[is_pipe].format(rate_text(offered - capacity))
        if capacity - offered > _EVEN:
            return self.tr("the consumers keep up")
        return self.tr("just in balance")

    def _value(self) -> QLabel:
        label = self._label("", 12, 600)
        label.setFixedWidth(scaled(_VALUE_WIDTH))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return label

    def _label(self, text: str, px: int, weight: int, ink: str = "") -> QLabel:
        label = QLabel(text, self)
        label.setFont(font(px, weight))
        if ink:
            label.setProperty("ink", ink)
        return label


def _share(value: float, greatest: float) -> float:
    if math.isinf(greatest):
        return 1.0 if math.isinf(value) else 0.0
    return value / greatest if greatest else 0.0


def _percent(ratio: float) -> str:
    if math.isnan(ratio):
        return "–"
    return "∞" if math.isinf(ratio) else f"{ratio * 100:,.0f} %"
