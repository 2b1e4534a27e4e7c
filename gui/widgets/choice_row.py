"""A setting with a few named values: segments when they fit beside each other, else a list."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from engine.config import Field, Value
from gui.theme import Theme, font, scaled
from gui.widgets.row import Row
from gui.widgets.segmented import Segmented

GAP = 6
_WORDS = {"queue": "Queue", "pipe": "Pipe", "io": "I/O", "cpu": "CPU", "poisson": "Poisson"}


def word(value: str) -> str:
    """Return what a value is called on screen."""
    return QCoreApplication.translate("Settings", _WORDS.get(value, value))


class QuietCombo(QComboBox):
    """A list that a passing wheel does not change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll."""
        event.ignore()


class SegmentRow(Row):
    """Up to three short values beside each other."""

    def __init__(self, spec: Field, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(spec, theme, parent)
        self._available = spec.choices
        self.segments = Segmented({v: word(v) for v in spec.choices}, self.name, self)
        self.segments.setObjectName(f"{spec.key}.segments")
        self.segments.chosen.connect(self._ask)
        self.label.setBuddy(self.segments)
        self.label.setMinimumHeight(self.segments.height())
        self.controls.addSpacing(GAP)
        self.controls.addWidget(self.segments, 1)
        self._show(spec.default)

    def words(self, value: Value) -> str:
        """Return a value as it is called on screen."""
        return word(str(value))

    def stops(self) -> list[QWidget]:
        """Return what the tab key visits, in order."""
        return [*self.segments.stops(), self.note.stop]

    def set_available(self, values: tuple[str, ...], reason: str) -> None:
        """Allow only `values`, show the first of them if another is set, and say why."""
        self._available = values
        self.segments.set_available(values, reason)
        self.note.set_remark("" if values == self.spec.choices else reason)
        self._show(self.asked)

    def _show(self, value: Value) -> None:
        shown = str(value) if value in self._available else self._available[0]
        self.segments.set_value(shown)


class ComboRow(Row):
    """Values that are too many or too long for segments."""

    def __init__(
        self,
        spec: Field,
        theme: Theme,
        choices: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(spec, theme, parent)
        self.combo = QuietCombo(self)
        self.combo.setObjectName(f"{spec.key}.combo")
        self.combo.setFont(font(12))
        self.combo.setFixedHeight(scaled(24))
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.setAccessibleName(self.name)
        self.combo.view().setAccessibleName(self.name)
        for value in choices or spec.choices:
            self.combo.addItem(word(value), value)
        self.combo.activated.connect(self._on_activated)
        self.label.setBuddy(self.combo)
        self.controls.addSpacing(GAP)
        self.controls.addWidget(self.combo, 1)
        self._show(spec.default)

    def words(self, value: Value) -> str:
        """Return a value as it is called on screen."""
        return word(str(value))

    def stops(self) -> list[QWidget]:
        """Return what the tab key visits, in order."""
        return [self.combo, self.note.stop]

    def _on_activated(self, index: int) -> None:
        self._ask(self.combo.itemData(index))

    def _show(self, value: Value) -> None:
        index = self.combo.findData(value)
        if index != self.combo.currentIndex() and not self.combo.view().isVisible():
            self.combo.setCurrentIndex(index)
