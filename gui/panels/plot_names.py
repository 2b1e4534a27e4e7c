"""Where the names of curves stand: beside their curve, and where no line goes through them. Pure.

in ........          a name stands above or below its own curve,
----------------     by turns at several places across;
out                  where none of them is free it is left out: the legend has it
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.analysis.view import Floats

LABEL_HEIGHT: Final = 14
_ABOVE: Final = 0.65
_BELOW: Final = 0.7
"""From a curve to the middle of a name beside it, in heights of a name."""
_AS_NEAR: Final = 2.0
"""Pixels: a curve that is nearer to a name by no more is as near."""
_INKED: Final = 0.42
"""From the middle of a name to where its letters end, likewise."""


@dataclass(frozen=True)
class Name:
    """A word at a curve: x of its middle, y of its middle, and how it is inked."""

    text: str
    x: float
    y: float
    bold: bool = False


@dataclass(frozen=True)
class Wanted:
    """A name that is to be placed."""

    text: str
    curve: int
    """Which of the curves it stands beside."""
    width: float
    is_above: bool
    """Where it stands when there is room on either side."""
    bold: bool = False
    stays: bool = False
    """It stands on no other side."""


class Names:
    """Places names one after another, each free of all curves and of the names before it."""

    def __init__(
        self, rows: Floats, width: float, bottom: float, label_height: float = LABEL_HEIGHT
    ) -> None:
        """`rows` are the pixel rows of all curves, shape (k, n), NaN where there is none.

        Their n columns share `width` pixels; names stand between row 0 and `bottom`.
        """
        self.placed: list[Name] = []
        self._rows = rows
        self._scale = width / max(rows.shape[1], 1)
        self._width, self._bottom, self._height = width, bottom, label_height
        self._boxes: list[tuple[float, float, float]] = []

    def place(self, wanted: Wanted, places: Sequence[float]) -> bool:
        """Put a name with its middle at the first of `places` with room, above or below."""
        half = wanted.width / 2
        for x in places:
            x = min(max(x, half), self._width - half)
            for is_above in (wanted.is_above, not wanted.is_above)[: 1 if wanted.stays else 2]:
                y = self._beside(wanted.curve, x, half, is_above)
                if y is None:
                    continue
                if self._is_own(wanted.curve, x, y) and self._is_free(x, y, half):
                    self._take(Name(wanted.text, x, y, wanted.bold), half)
                    return True
        return False

    def _beside(self, curve: int, x: float, half: float, is_above: bool) -> float | None:
        """Return the middle of a name beside a stretch of a curve, None outside the plot."""
        own = self._rows[curve, self._columns(x, half)]
        own = own[np.isfinite(own)]
        if not len(own):
            return None
        lift = -_ABOVE if is_above else _BELOW
        y = float(own.min() if is_above else own.max()) + lift * self._height
        reach = self._height / 2 if is_above else _INKED * self._height
        return y if y >= reach and y + _INKED * self._height <= self._bottom else None

    def _is_own(self, curve: int, x: float, y: float) -> bool:
        """True when no other curve is nearer to a name than its own."""
        column = min(max(int(x / self._scale), 0), self._rows.shape[1] - 1)
        away = np.abs(self._rows[:, column] - y)
        return not bool((away < away[curve] - _AS_NEAR).any())

    def _is_free(self, x: float, y: float, half: float) -> bool:
        top, bottom = y - _INKED * self._height, y + _INKED * self._height
        if any(
            abs(x - other[0]) < half + other[2] and abs(y - other[1]) < self._height
            for other in self._boxes
        ):
            return False
        rows = self._rows[:, self._columns(x, half)]
        low, high = np.fmin(rows[:, 1:], rows[:, :-1]), np.fmax(rows[:, 1:], rows[:, :-1])
        return not bool(((low < bottom) & (high > top)).any())

    def _columns(self, x: float, half: float) -> slice:
        """Return the columns that a name covers, and one beyond on either side."""
        first, last = int((x - half) / self._scale) - 1, int((x + half) / self._scale) + 2
        return slice(max(first, 0), max(last, 2))

    def _take(self, name: Name, half: float) -> None:
        self.placed.append(name)
        self._boxes.append((name.x, name.y, half))


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
