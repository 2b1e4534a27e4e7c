"""A row of buttons of which exactly one is chosen."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from gui.theme import font, scaled


class Segmented(QFrame):
    """Emits `chosen` with the value that the user chose, never for `set_value`."""

    chosen = Signal(str)

    def __init__(self, words: Mapping[str, str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = {value: QPushButton(word, self) for value, word in words.items()}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonClicked.connect(self._on_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        for place, button in enumerate(self._buttons.values(), start=1):
            button.setCheckable(True)
            of_all = self.tr("{place} of {count}").format(place=place, count=len(words))
            button.setAccessibleDescription(of_all)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Space starts after a click
            button.setFont(font(11))
            button.setAccessibleName(f"{name}: {button.text()}")
            self._group.addButton(button)
            layout.addWidget(button, 1)
        self.setFixedHeight(scaled(26))
        self.setFocusProxy(next(iter(self._buttons.values())))

    def value(self) -> str:
        """Return the chosen value, "" before the first `set_value`."""
        return next((v for v, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Show `value` as chosen."""
        self._buttons[value].setChecked(True)
        self._embolden()
        self.setFocusProxy(self._buttons[value])

    def stops(self) -> list[QWidget]:
        """Return the buttons in tab order; Qt itself stops at the chosen one only."""
        return list(self._buttons.values())

    def button(self, value: str) -> QPushButton:
        """Return the button of a value."""
        return self._buttons[value]

    def set_available(self, values: tuple[str, ...], reason: str) -> None:
        """Enable only `values`; the others say `reason` when pointed at."""
        for value, button in self._buttons.items():
            button.setEnabled(value in values)
            button.setToolTip("" if value in values else reason)

    def _on_clicked(self, clicked: QAbstractButton) -> None:
        for value, button in self._buttons.items():
            if button is clicked:
                self._embolden()
                self.setFocusProxy(button)
                self.chosen.emit(value)

    def _embolden(self) -> None:
        for button in self._buttons.values():
            button.setFont(font(11, 600 if button.isChecked() else 400))
