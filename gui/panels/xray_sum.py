"""The sum over the X-ray: a total, the compartments that make it up, and what each is.

20  =   16    +    1    +  3  +  0
taken buffers  feeders   pipe   read
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gui.theme import font

MOST_TERMS = 5
SIZES = (16, 13, 11)
"""Of the type of the figures, in px: the largest that all of them have room in."""
GAP = 4


class SumRow(QWidget):
    """One row of figures, each over its word. Figures are never cut: their type gets smaller."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = [QLabel() for _ in range(2 * MOST_TERMS - 1)]
        self._words = [QLabel() for _ in range(MOST_TERMS)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(0)
        middle = Qt.AlignmentFlag.AlignHCenter
        for column, label in enumerate(self._figures):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the page has one
            grid.addWidget(label, 0, column, middle)
        for number, word in enumerate(self._words):
            word.setFont(font(11))
            word.setProperty("ink", "2")
            grid.addWidget(word, 1, 2 * number, middle)
        self._grid = grid
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_sum(self, numbers: Sequence[int], words: Sequence[str]) -> None:
        """Show a total and its parts; `words` say what each is."""
        for label in (*self._figures, *self._words):
            label.clear()
        for place, (number, word) in enumerate(zip(numbers, words, strict=True)):
            self._figures[2 * place].setText(f"{number:,}")
            self._words[place].setText(word)
            if place:
                self._figures[2 * place - 1].setText("=" if place == 1 else "+")
        for place in range(MOST_TERMS):
            self._grid.setColumnStretch(2 * place, int(place < len(numbers)))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take larger type where there is room again."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        styles = [font(px, 600) for px in SIZES]
        style = next((one for one in styles if self._width(one) <= self.width()), styles[-1])
        for label in self._figures:
            label.setFont(style)

    def _width(self, style: QFont) -> float:
        """Return what the row takes in this type: a column is as wide as its figure or its word."""
        figures, words = QFontMetricsF(style), QFontMetricsF(font(11))
        signs = sum(figures.horizontalAdvance(label.text()) for label in self._figures[1::2])
        terms = zip(self._figures[::2], self._words, strict=True)
        columns = (
            max(figures.horizontalAdvance(one.text()), words.horizontalAdvance(word.text()))
            for one, word in terms
        )
        return signs + sum(columns) + GAP * (len(self._figures) - 1)
