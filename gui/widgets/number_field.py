"""A small field for one number, with room for a unit behind it and for the word for zero."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from engine.config import Value
from gui.theme import Theme, font, scaled

WIDTH = 58
PADDING = 16
"""Frame, padding and the room for the cursor, at both sides together."""


def plain(value: Value) -> str:
    """Return a value as a field shows it and the parser reads it: no grouping, no exponent."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def width_for(words: Iterable[str]) -> int:
    """Return the width of fields that also hold words: more than usual in a wide font only."""
    metrics = QFontMetrics(_font())
    return max(scaled(WIDTH), *(metrics.horizontalAdvance(word) + PADDING for word in words))


def _font() -> QFont:
    return font(12, 600)


class NumberField(QLineEdit):
    """Right-aligned figures. `entered` carries a text the user finished; arrows ask for a step."""

    entered = Signal(str)
    stepped = Signal(int)

    def __init__(self, theme: Theme, suffix: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._suffix = suffix
        self._shown = ""
        self.setFixedSize(scaled(WIDTH), scaled(24))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFont(_font())
        self.editingFinished.connect(self._on_finished)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def show_text(self, text: str, suffixed: bool = True) -> None:
        """Show a text, unless the user is typing."""
        self._shown = text
        if self.isModified() and self.hasFocus():
            return
        wanted = self.fontMetrics().horizontalAdvance(text) + self._suffix_width()
        fits = suffixed and wanted <= self.width() - PADDING
        self.setTextMargins(0, 0, self._suffix_width() if fits else 0, 0)
        if self.text() != text:
            self.setText(text)
        self.setCursorPosition(0)
        self.setModified(False)

    def set_refused(self, refused: bool) -> None:
        """Frame the field in the ink of errors."""
        self.setProperty("error", refused)
        self.style().unpolish(self)
        self.style().polish(self)

    def _suffix_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._suffix) + 2 if self._suffix else 0

    def _on_finished(self) -> None:
        if self.isModified():
            self.setModified(False)
            self.entered.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and pages step, Escape goes back to the value in force."""
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setModified(False)
            self.show_text(self._shown)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the unit behind the number, when it fits."""
        super().paintEvent(event)
        margin = self.textMargins().right()
        if margin:
            with QPainter(self) as painter:
                painter.setFont(font(11))
                painter.setPen(self._theme.text3)
                place = QRect(self.width() - 7 - margin, 0, margin, self.height())
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(place, right, self._suffix)
