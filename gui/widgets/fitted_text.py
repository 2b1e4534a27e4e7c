"""A sentence and a smaller line under it, in type as large as lets both be read in full."""

import re
from typing import Final

from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.theme import font
from gui.widgets.elided_label import ElidedLabel

SIZES: Final = (16, 15, 14, 13, 12)
"""Of the sentence, from what it has where there is room to the least that it is set in."""
SMALL: Final = (12, 11)
"""Of the line under it."""
WEIGHT: Final = 600
GAP: Final = 2
MOST_SMALL_LINES: Final = 2


class FittedText(QWidget):
    """The sentence is never cut where there is a way; the line under it gives way to it.

    While only the figures of both change, type does not become larger again: nothing flickers.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = ElidedLabel(SIZES[0], WEIGHT)
        self._note = ElidedLabel(SMALL[0], 400)
        self._words = ""
        self._place = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addStretch(1)
        column.addWidget(self._sentence)
        column.addWidget(self._note)
        column.addStretch(1)

    def set_inks(self, sentence: QColor, note: QColor) -> None:
        """Use other inks."""
        self._sentence.set_ink(sentence)
        self._note.set_ink(note)

    def set_texts(self, sentence: str, note: str) -> None:
        """Show a sentence and what stands under it, "" for nothing."""
        if (sentence, note) == (self.sentence, self.note):
            return
        self._sentence.set_text(sentence)
        self._note.set_text(note)
        words = re.sub(r"[\d.,]+", "0", f"{sentence}\n{note}")
        if words != self._words:
            self._words, self._place = words, 0
        self._fit()

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self._sentence.text()

    @property
    def note(self) -> str:
        """The whole line under it."""
        return self._note.text()

    @property
    def type_px(self) -> int:
        """The size of type of the sentence."""
        return self._sentence.px

    @property
    def cut(self) -> list[str]:
        """Which of the two cannot be read in full."""
        shown = [label for label in (self._sentence, self._note) if label.text()]
        return [label.text() for label in shown if label.isHidden() or label.is_cut]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the size of type anew."""
        super().resizeEvent(event)
        self._place = 0
        self._fit()

    def _fit(self) -> None:
        """Take the largest type that lets both be read, else the least."""
        for place, (px, small) in enumerate(_STEPS):
            if place >= self._place and self._take(px, small):
                self._place = place
                return
        self._place = len(_STEPS)
        self._take_least()

    def _take(self, px: int, small: int) -> bool:
        """Use these sizes if all can be read in them."""
        lines = self._sentence.lines_needed(self.width(), px)
        under = self._note.lines_needed(self.width(), small)
        height = lines * _height(px, WEIGHT) + under * _height(small) + GAP * bool(under)
        if under > MOST_SMALL_LINES or height > self.height():
            return False
        self._sentence.set_type(px, max(lines, 1))
        self._note.set_type(small, max(under, 1))
        self._note.setVisible(under > 0)
        return True

    def _take_least(self) -> None:
        """Give the sentence all the lines there are; the line under it is elided, or goes."""
        px, small = _STEPS[-1]
        line = _height(px, WEIGHT)
        wanted = self._sentence.lines_needed(self.width(), px)
        self._sentence.set_type(px, max(1, min(wanted, self.height() // line)))
        left = self.height() - wanted * line - GAP
        self._note.set_type(small, 1)
        self._note.setVisible(bool(self.note) and left >= _height(small))


_STEPS: Final = tuple((px, SMALL[0] if px >= 14 else SMALL[1]) for px in SIZES)


def _height(px: int, weight: int = 400) -> int:
    return QFontMetrics(font(px, weight)).height()
