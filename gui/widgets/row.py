"""One setting as a row of the controls: label, control, and a note under it."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.config import Field, Value
from gui.sentences import translated
from gui.theme import Theme, font, scaled
from gui.widgets.note import Note

LABEL_WIDTH = 78


class RowLabel(QLabel):
    """A label that says when it was double-clicked."""

    double_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the default."""
        self.double_clicked.emit()


class Row(QWidget):
    """A setting's row. `changed` carries key and value, and only ever what the user did.

    The engine may answer late. What was asked for and not yet confirmed stays on show: an older
    value that arrives meanwhile is not news and moves nothing under the user's finger.
    """

    changed = Signal(str, object)
    restart_pressed = Signal(str)

    def __init__(self, spec: Field, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.theme = theme
        self.setObjectName(spec.key)
        self.label = RowLabel(QCoreApplication.translate("Settings", spec.label), self)
        self.label.setFixedWidth(scaled(LABEL_WIDTH))
        self.label.setMinimumHeight(24)
        self.label.setProperty("ink", "2")
        self.label.setFont(font(12))
        self.label.double_clicked.connect(self._reset)
        self.note = Note(theme, self)
        self.note.pressed.connect(self._on_restart_pressed)
        self._confirmed: Value = spec.default
        self._asked: list[Value] = []
        self.controls = QHBoxLayout()
        self.controls.setContentsMargins(0, 0, 0, 0)
        self.controls.setSpacing(0)
        self.controls.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self.controls)
        outer.addWidget(self.note)
        self.setToolTip(self._help())

    @property
    def name(self) -> str:
        """What a screen reader calls the control."""
        group = self.spec.key.partition(".")[0]
        return f"{QCoreApplication.translate('Settings', group)} {self.label.text()}"

    @property
    def asked(self) -> Value:
        """The value last asked for, or the confirmed one."""
        return self._asked[-1] if self._asked else self._confirmed

    def stops(self) -> list[QWidget]:
        """Return what the tab key visits, in order."""
        raise NotImplementedError

    def confirm(self, value: Value, force: bool = False) -> None:
        """Show the value in force, unless that would take back what was just asked for."""
        news = value != self._confirmed
        self._confirmed = value
        if value in self._asked:
            del self._asked[: self._asked.index(value) + 1]
        elif news or force:
            self._asked.clear()
        if not self._asked:
            self.note_settled()
            self._show(value)

    def note_settled(self) -> None:
        """Withdraw an offer to restart: the setting is in force, or no longer asked for."""
        if self.note.is_offer:
            self.note.clear()

    def show_error(self, sentence: str) -> None:
        """Say why the last value was refused, and go back to the one in force."""
        self._asked.clear()
        self._show(self._confirmed)
        self.note.show_error(translated(sentence))

    def show_offer(self, sentence: str) -> None:
        """Say that the last value needs a new run, and offer one."""
        self.note.show_offer(sentence)

    def clear(self) -> None:
        """Take away error and offer, and show the value in force."""
        self._asked.clear()
        self.note.clear()
        self._show(self._confirmed)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        self.note.set_theme(theme)

    def _ask(self, value: Value) -> None:
        """Ask for `value`, as the user did."""
        self.note.clear()
        if value != self.asked:
            self._asked.append(value)
            self.changed.emit(self.spec.key, value)

    def _on_restart_pressed(self) -> None:
        self.restart_pressed.emit(self.spec.key)

    def _reset(self) -> None:
        self._ask(self.spec.default)
        self._show(self.spec.default)

    def _show(self, value: Value) -> None:
        """Show `value` in the control; emits nothing."""
        raise NotImplementedError

    def _help(self) -> str:
        spec = self.spec
        words = QCoreApplication.translate("Settings", spec.help)
        reset = self.tr("Double-click on the label: default.")
        return f"{words}\n{spec.key} · {translated(spec.bounds)}\n{reset}"
