"""Throughput over time: in dashed, out solid, offered dotted, each named at its curve."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from engine.analysis.view import Floats, View
from gui.panels.curve_plot import CurvePlot, Entry, Word, greatest, stroke
from gui.panels.plot_names import Name, Names, Wanted
from gui.panels.timeline_ticks import count_text, grown_top, nice_top, rate_ticks
from gui.panels.words import rate_text
from gui.theme import Theme, type_scale

SAME = 3.0
"""Curves nearer than this, in pixels, are one curve to the eye."""
LATELY = 24
"""Whether they are one curve at its end is judged over so many pixels, so that it does not flicker
with every item."""
APART = 9.0
LEAST_APART_RUN = 36
PADDING = 12
STEP = 90
"""A name that has no room at the right end goes so many pixels to the left, ..."""
STEPS = 4
"""... to so many places in all."""
_ROWS = ("offered", "in", "out")


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
        words = [(self.y_of(tick), count_text(tick, max(self.ticks))) for tick in self.ticks]
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
        self.set_words([self._word(name) for name in self._named(series)])
        self.repaint_from(self.first_new(view.edges_s, series))

    def _scale(self, edges: Floats) -> None:
        self.top = grown_top(self.top, nice_top(max(self._needed, 2.0)))
        self.set_range(edges, self.top, (self.headroom, 4))
        self.ticks = rate_ticks(self.top, self._plot_height / type_scale())

    def _named(self, series: Floats) -> list[Name]:
        """Place the names: at the right end, and where in and out part if they do not there."""
        known = np.flatnonzero(np.isfinite(self._rates[1:]).all(axis=0))
        if not len(known):
            return []
        rows, scale = self.rows_of(series), self.width() / series.shape[1]
        names = Names(rows, self.width(), self.height(), self.label_height)
        last = int(known[-1])
        is_one = self._is_one(rows, last, scale)
        right = min((last + 1) * scale, self.width() - 4.0)
        for wanted in self._wanted(rows[:, last], is_one):
            at = right - wanted.width / 2
            names.place(wanted, [at, *self._further_left(wanted, at, rows, scale)])
        if is_one:
            self._name_apart(names, rows, scale)
        return names.placed

    def _further_left(
        self, wanted: Wanted, at: float, rows: Floats, scale: float
    ) -> Iterator[float]:
        """Yield where a name may stand that has no room at the end: where it names one curve."""
        if wanted.text == self._both:
            return
        gap = np.abs(rows[1] - rows[2])
        for x in (at - k * STEP for k in range(1, STEPS) if at > k * STEP):
            if wanted.text == self._offer or not gap[int(x / scale)] <= APART:
                yield x

    def _is_one(self, rows: Floats, last: int, scale: float) -> bool:
        """True when in and out end as one line, to the eye: over the width of a name."""
        lately = slice(max(last - round(LATELY / scale), 0), last + 1)
        apart = np.abs(rows[1, lately] - rows[2, lately])
        return bool(np.isfinite(apart).all() and apart.mean() < SAME)

    def _wanted(self, ends: Floats, is_one: bool) -> list[Wanted]:
        """Return the names at the right end, first those that matter most."""
        texts = [(2, self._out, True), (1, self._in, False), (0, self._offer, False)]
        if is_one:
            texts = [(2, self._both, True), (0, self._offer, False)]
        there = [each for each in texts if np.isfinite(ends[each[0]])]
        # Of curves that end at one height the offered one has its name above.
        highest = min(there, key=lambda each: (round(ends[each[0]]), each[0]), default=None)
        return [
            Wanted(text, curve, self.width_of(text) + PADDING, (curve, text, bold) == highest, bold)
            for curve, text, bold in there
        ]

    def _name_apart(self, names: Names, rows: Floats, scale: float) -> None:
        """Name in and out in the middle of the newest stretch where they are well apart."""
        gap = rows[2] - rows[1]
        apart = np.abs(gap) > APART
        borders = np.flatnonzero(np.diff(np.concatenate(([0], apart.view(np.int8), [0]))))
        for first, after in reversed(list(zip(borders[::2], borders[1::2], strict=True))):
            middle = int(first + after) // 2
            if (after - first) * scale >= LEAST_APART_RUN:
                for curve, text in ((1, self._in), (2, self._out)):
                    is_above = (gap[middle] > 0) == (curve == 1)
                    width = self.width_of(text) + PADDING
                    wanted = Wanted(text, curve, width, is_above, bold=curve == 2)
                    names.place(wanted, [middle * scale])
                return

    def _word(self, name: Name) -> Word:
        half, width = self.label_height / 2, self.width_of(name.text) + 8
        y = min(max(name.y, half), self.height() - half)
        place = (name.x - width / 2, y - half, width, self.label_height)
        ink = self.theme.text if name.bold else self.theme.text2
        return Word(place, name.text, ink.rgba(), name.bold)
