"""Latency of items over time, from put to read: p50, p95, p99, and the age of the oldest item.

The axis is logarithmic: the median of a queue that is mostly empty and the wait behind a full one
are both to be read off it.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from engine.analysis.view import Floats
from gui.panels.curve_plot import CurvePlot, Entry, Word, stroke
from gui.panels.plot_names import Names, Wanted
from gui.panels.timeline_ticks import duration_text
from gui.theme import Theme, scaled

if TYPE_CHECKING:
    from engine.analysis.latency import LatencyView

FLOOR_S: Final = 1e-6
MOST_DECADES: Final = 4
TICK_PIXELS: Final = 15
FOOT: Final = 4
NAME_GRID: Final = 4
"""Pixels: as fine as it is looked for where a name has room."""
NAME_PADDING: Final = 12
_KEYS: Final = ("oldest", "p99", "p95", "p50")
"""Of the rows of values, and so of the curves, from the lowest layer to the highest."""
_NAMED: Final = {3: False, 1: True, 0: True, 2: True}
"""Which of them are named, those first that matter most, and whether above their curve."""


class LatencyPlot(CurvePlot):
    """Quantiles over the trailing second, solid, dashed and dotted, and the age of the oldest.

    It has coarser columns than the other plots, and is asked for less often: its columns have
    times of their own, and stay where these are while the range moves on.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._by_key = {key: self.add_curve() for key in _KEYS}
        self._oldest = self.tr("oldest")
        self._at_s: Floats = np.zeros(0)
        """Middle of each column, shape (n,)."""
        self._seconds: Floats = np.zeros((4, 0))
        """Rows as _KEYS has them."""
        self._low, self._high = 0.0, 0.0
        self._reading = False
        self._range: Floats = np.array([0.0, 10.0])
        self.set_theme(theme)
        self.clear()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self._by_key["p50"].pen = stroke(theme.text)
        self._by_key["p95"].pen = stroke(theme.text2, Qt.PenStyle.DashLine)
        self._by_key["p99"].pen = stroke(theme.text2, Qt.PenStyle.DotLine)
        self._by_key["oldest"].pen = stroke(theme.text3)

    def entries(self) -> tuple[Entry, ...]:
        """Return the curves, each of which can be hidden."""
        names = {"p50": "p50", "p95": "p95", "p99": "p99", "oldest": self._oldest}
        return tuple(Entry(key, name, self._by_key[key].pen) for key, name in names.items())

    def clear(self) -> None:
        """Show an empty plot."""
        self.forget()
        self._at_s, self._seconds = np.zeros(0), np.zeros((4, 0))
        self._low = self._high = 0.0
        self._reading = False
        self._draw()

    def show_range(self, edges: Floats) -> None:
        """Move to the range of the other plots."""
        if not np.array_equal(self._range[[0, -1]], edges[[0, -1]]):
            self._range = edges
            self._draw()

    def show_latency(self, view: LatencyView, is_reading: bool) -> None:
        """Draw the latencies of a range; `is_reading`: more of what was recorded is to come."""
        self._at_s = (view.edges_s[:-1] + view.edges_s[1:]) / 2
        read = view.read
        self._seconds = np.array((view.oldest_s, read.p99, read.p95, read.p50))
        # The window of a column after the present still holds items.
        self._seconds[:, ~np.isfinite(view.oldest_s)] = np.nan
        self._reading = is_reading
        self._draw()

    def set_hidden(self, keys: Collection[str]) -> None:
        """Hide some of the entries."""
        super().set_hidden(keys)
        self._low = self._high = 0.0
        self._draw()

    def tick_words(self) -> list[tuple[float, str]]:
        """Return pixel row and words of each tick."""
        return [(self.y_of(tick), _tick_text(self._low * 10**tick)) for tick in self.ticks]

    def text_at(self, x: float) -> str:
        """Return the latencies at a pixel column."""
        if not len(self._at_s):
            return ""
        start, end = float(self._range[0]), float(self._range[-1])
        at_s = start + (end - start) * x / max(self.width(), 1)
        column = int(np.abs(self._at_s - at_s).argmin())
        found = dict(zip(_KEYS, self._seconds[:, column].tolist(), strict=True))
        lines = [
            f"{entry.name} {duration_text(found[entry.key])}"
            for entry in self.entries()
            if np.isfinite(found[entry.key])
        ]
        return "\n".join(lines)

    def _draw(self) -> None:
        """Give every curve its points in pixels."""
        shown = self._seconds.copy()
        shown[[key in self.hidden for key in _KEYS]] = np.nan
        self._fit(shown)
        self.set_range(self._range, math.log10(self._high / self._low), (self.headroom, FOOT))
        self.ticks = log_ticks(self._low, self._high, self._plot_height / scaled(TICK_PIXELS))
        self._columns = self._x_of_all(self._at_s)
        levels = np.log10(np.clip(shown, self._low, self._high) / self._low)
        for curve, values in zip(self._curves, levels, strict=True):
            self.draw(curve, values)
        self.set_words([*self._said(), *self._named(self.rows_of(levels))])
        self.update()

    def _x_of_all(self, at_s: Floats) -> Floats:
        start, end = self._x
        x: Floats = (at_s - start) * (self.width() / (end - start))
        return x

    def _fit(self, shown: Floats) -> None:
        """Let the axis span what is shown: it grows at once, and shrinks only when far too large.

        The quantiles decide where it begins: the age of the oldest item comes from 0 each time.
        """
        highest = float(np.fmax.reduce(shown, axis=None, initial=0.0))
        high = high_end(highest)
        quantiles = shown[1:]
        least = float(np.min(quantiles, initial=high, where=quantiles >= FLOOR_S))
        low = low_end(least, high)
        if not highest:
            low, high = self._low or 1e-3, self._high or 1.0
        self._high = high if high > self._high or self._high > 20 * high else self._high
        self._low = low if not self._low or low < self._low or low > 20 * self._low else self._low
        self._low = max(self._low, low_end(0.0, self._high))

    def _said(self) -> list[Word]:
        if not self._reading:
            return []
        text = self.tr("reading…")
        place = (4, 0, self.width_of(text) + 8, self.label_height)
        return [Word(place, text, self.theme.text2.rgba())]

    def _named(self, rows: Floats) -> list[Word]:
        """Return the names at the right end of the curves, where there is room for them."""
        if not len(self._columns):
            return []
        middles = np.arange(NAME_GRID / 2, self.width(), NAME_GRID)
        column = np.searchsorted(self._columns, middles).clip(max=len(self._columns) - 1)
        at = np.where(middles <= self._columns[-1], rows[:, column], np.nan)
        names = Names(at, self.width(), self.height(), self.label_height)
        texts = {entry.key: entry.name for entry in self.entries()}
        for curve, is_above in _NAMED.items():
            known = np.flatnonzero(np.isfinite(at[curve]))
            if len(known):
                text = texts[_KEYS[curve]]
                width = self.width_of(text) + NAME_PADDING
                right = min((int(known[-1]) + 1) * NAME_GRID, self.width() - 4.0)
                names.place(Wanted(text, curve, width, is_above), [right - width / 2])
        half, ink = self.label_height / 2, self.theme.text2.rgba()
        return [
            Word((name.x - width / 2, name.y - half, width, 2 * half), name.text, ink)
            for name in names.placed
            for width in (self.width_of(name.text) + 8,)
        ]


def high_end(seconds: float) -> float:
    """Return the end of a logarithmic axis: 1, 2 or 5 × 10^k at or above `seconds`."""
    seconds = max(seconds, 10 * FLOOR_S)
    power = 10.0 ** math.floor(math.log10(seconds) + 1e-9)
    return next(power * unit for unit in (1, 2, 5, 10) if power * unit >= seconds * (1 - 1e-9))


def low_end(least: float, high: float) -> float:
    """Return the beginning of an axis that ends at `high`: a power of ten below `least`.

    At least one decade below the end, and no more than MOST_DECADES.
    """
    first = math.ceil(math.log10(high) - MOST_DECADES - 1e-9)
    last = math.floor(math.log10(high) - 1 + 1e-9)
    power = math.floor(math.log10(max(least, FLOOR_S)) + 1e-9)
    return 10.0 ** min(max(power, first), last)


def log_ticks(low: float, high: float, most: float) -> list[float]:
    """Return the ticks of an axis from `low` to `high` as decades above `low`, `most` at the most.

    Both ends, so that every value lies between two of them, and from the top down the powers of ten
    that have room between; 2 and 5 times these if all have.
    """
    decades = math.log10(high / low)
    room = decades / max(most, 1)
    # 2 to 5 is the widest of the three steps, 1 to 2 and 5 to 10 are the narrowest.
    units = (1, 2, 5) if room <= math.log10(2) else (1,)
    between = [k + math.log10(unit) for k in range(math.ceil(decades)) for unit in units]
    ticks = [decades]
    for tick in reversed(between):
        if min(tick, ticks[-1] - tick) >= room - 1e-9:
            ticks.append(tick)
    return [0.0, *reversed(ticks)]


def _tick_text(seconds: float) -> str:
    """Return a round duration: 1 µs, 20 ms, 5 s."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= 0.999 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"
