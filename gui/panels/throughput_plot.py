"""Throughput over time: in dashed, out solid, offered dotted, each named at its curve."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from engine.analysis.view import Floats, View
from gui.panels.curve_plot import LABEL_HEIGHT, CurvePlot, Entry, Word, greatest, stroke
from gui.panels.timeline_ticks import count_text, grown_top, nice_top, rate_ticks
from gui.panels.words import rate_text
from gui.theme import Theme, type_scale

SAME = 3.0
"""Curves nearer than this, in pixels, are one curve to the eye."""
APART = 9.0
LEAST_APART_RUN = 36
_ROWS = ("offered", "in", "out")


@dataclass(frozen=True)
class Name:
    """A word at a curve: x of its middle, y of its middle, and how it is inked."""

    text: str
    x: float
    y: float
    bold: bool = False


class ThroughputPlot(CurvePlot):
    """Items a second into the queue, out of the consumers' hands, and as the settings ask."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._offered, self._entered, self._left = (self.add_curve() for _ in range(3))
        self._in, self._out = self.tr("in"), self.tr("out")
        self._both, self._offer = self.tr("in = out"), self.tr("offered")
        self._needed = 0.0
        self._rates: Floats = np.zeros((3, 0))
        self.set_theme(theme)
        self.clear(0.0)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self._offered.pen = stroke(theme.text3, Qt.PenStyle.DotLine)
        self._entered.pen = stroke(theme.text2, Qt.PenStyle.DashLine)
        self._left.pen = stroke(theme.text)

    def entries(self) -> tuple[Entry, ...]:
        """Return the curves, each of which can be hidden."""
        return (
            Entry("out", self._out, self._left.pen),
            Entry("in", self._in, self._entered.pen),
            Entry("offered", self._offer, self._offered.pen),
        )

    def tick_words(self) -> list[tuple[float, str]]:
        """Return pixel row and words of each tick, the highest with its unit."""
        words = [(self.y_of(tick), count_text(tick)) for tick in self.ticks]
        return [*words[:-1], (words[-1][0], words[-1][1] + "/s")] if words else []

    def text_at(self, x: float) -> str:
        """Return the rates at a pixel column."""
        column = self.column_at(x)
        if column is None or not np.isfinite(self._rates[2, column]):
            return ""
        rates = dict(zip(_ROWS, self._rates[:, column].tolist(), strict=True))
        return "\n".join(
            f"{entry.name} {rate_text(rates[entry.key])}"
            for entry in self.entries()
            if np.isfinite(rates[entry.key])
        )

    def clear(self, offered_hz: float) -> None:
        """Show an empty plot that has room for the rate that is offered."""
        self.forget()
        self._needed = offered_hz if np.isfinite(offered_hz) else 0.0
        self._scale(np.array([0.0, 10.0]))
        self.update()

    def show_view(self, view: View) -> None:
        """Draw a new view."""
        self._rates = np.array((view.offered_hz, view.entered_hz, view.left_hz))
        series = self._rates.copy()
        series[[key in self.hidden for key in _ROWS]] = np.nan
        self._needed = greatest(series)
        series[0, ~np.isfinite(view.left_hz)] = np.nan  # what is offered after the run
        self._scale(view.edges_s)
        for curve, values in zip(self._curves, series, strict=True):
            self.draw(curve, values)
        names = self._named(*series)
        self.set_words([self._word(name) for name in names])
        self.repaint_from(self.first_new(view.edges_s, series))

    def _scale(self, edges: Floats) -> None:
        self.top = grown_top(self.top, nice_top(max(self._needed, 5.0)))
        self.set_range(edges, self.top, (self.headroom, 4))
        self.ticks = rate_ticks(self.top, self._plot_height / type_scale())

    def _named(self, offered: Floats, entered: Floats, left: Floats) -> list[Name]:
        """Place the names: at the right end, and where in and out part if they do not there."""
        known = np.flatnonzero(np.isfinite(self._rates[1:]).all(axis=0))
        if not len(known):
            return []
        scale = self.width() / len(left)
        last = int(known[-1])
        right = min((last + 1) * scale, self.width() - 4.0)
        ends = {self._in: entered[last], self._out: left[last], self._offer: offered[last]}
        rows = {text: self.y_of(float(hz)) for text, hz in ends.items() if np.isfinite(hz)}
        names = []
        if abs(entered[last] - left[last]) < SAME * self.top / self._plot_height:
            rows[self._both] = rows.pop(self._out)
            del rows[self._in]
            names = self._parted(entered, left, scale)
        if len(rows) * self.label_height > self.height():
            return []  # too low for names; the legend has them
        return spread(self._at_end(rows, right), self.height(), self.label_height) + names

    def _at_end(self, rows: dict[str, float], right: float) -> list[Name]:
        """Names at their curves' right end: the highest curve's above it, the others' below."""
        names = []
        highest = min(rows, key=lambda text: (rows[text], text != self._offer), default="")
        for text, y in rows.items():
            half = self.width_of(text) / 2 + 6
            lift = -0.65 * self.label_height if text == highest else 0.7 * self.label_height
            bold = text in (self._out, self._both)
            names.append(Name(text, max(right - half, half), y + lift, bold))
        return names

    def _parted(self, entered: Floats, left: Floats, scale: float) -> list[Name]:
        """Names in the middle of the newest stretch where in and out are well apart."""
        gap = (entered - left) * self._plot_height / self.top
        apart = np.abs(gap) > APART
        if not apart.any():
            return []
        borders = np.flatnonzero(np.diff(np.concatenate(([0], apart.view(np.int8), [0]))))
        for first, after in reversed(list(zip(borders[::2], borders[1::2], strict=True))):
            middle = int(first + after) // 2
            x = middle * scale
            if (after - first) * scale >= LEAST_APART_RUN and x < self.width() - 140:
                above = -0.65 * self.label_height if gap[middle] > 0 else 0.7 * self.label_height
                return [
                    Name(self._in, x, self.y_of(float(entered[middle])) + above),
                    Name(self._out, x, self.y_of(float(left[middle])) - above, bold=True),
                ]
        return []

    def _word(self, name: Name) -> Word:
        half, width = self.label_height / 2, self.width_of(name.text) + 8
        y = min(max(name.y, half), self.height() - half)
        place = (name.x - width / 2, y - half, width, self.label_height)
        ink = self.theme.text if name.bold else self.theme.text2
        return Word(place, name.text, ink.rgba(), name.bold)


def spread(names: Sequence[Name], height: float, label_height: float = LABEL_HEIGHT) -> list[Name]:
    """Return `names` moved down, then up, as little as keeps them from overlapping."""
    half = label_height / 2
    ordered = sorted(names, key=lambda name: name.y)
    rows: list[float] = []
    for name in ordered:
        rows.append(max(name.y, rows[-1] + label_height if rows else half))
    limit = height - half
    for k in range(len(rows) - 1, -1, -1):
        rows[k] = min(rows[k], limit)
        limit = rows[k] - label_height
    return [
        Name(name.text, name.x, row, name.bold) for name, row in zip(ordered, rows, strict=True)
    ]
