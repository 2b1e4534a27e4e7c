"""A button with an icon and a word, with room between them, which Qt's style sheets leave out."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QStyleOptionButton, QWidget

from gui.theme import font, scaled

ICON: Final = 14
HEIGHT: Final = 32
_ROOM: Final = "\N{NO-BREAK SPACE}"


class WordedButton(QPushButton):
    """As a plain button; `text()` is the word alone."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(font(13, 600))
        self.setIconSize(QSize(scaled(ICON), scaled(ICON)))
        self.setFixedHeight(scaled(HEIGHT))
        self._is_terse = False

    @property
    def is_terse(self) -> bool:
        """True while the icon stands alone."""
        return self._is_terse

    def set_terse(self, on: bool) -> None:
        """Show the icon alone, for want of room; the word is in the tooltip and read aloud."""
        self._is_terse = on
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size with the room."""
        room = self.fontMetrics().horizontalAdvance(_ROOM + (self.text() if self._is_terse else ""))
        return super().sizeHint() + QSize(-room if self._is_terse else room, 0)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a cut word says nothing."""
        return self.sizeHint()

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        """Set the word off from the icon."""
        super().initStyleOption(option)
        option.text = "" if self._is_terse else _ROOM + self.text()
