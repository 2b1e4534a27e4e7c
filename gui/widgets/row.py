"""One setting as a row of the controls: label, control, and a note under it."""

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from engine.config import Field, Value
from gui.sentences import translated
from gui.theme import Theme, font, scaled
from gui.widgets.note import Note
from gui.widgets.number_field import plain

LABEL_WIDTH = 78
DOT = 5
_TITLES = {
    "producers": "Producers",
    "channel": "Channel",
    "consumers": "Consumers",
    "gate": "Semaphores",
    "run": "Run",
}


class RowLabel(QLabel):
    """A label that says when it was double-clicked, and knows whether its value is changed."""

    double_clicked = Signal()
    marked = Signal()
    """The dot behind it comes or goes."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._is_marked = False

    @property
    def is_marked(self) -> bool:
        """True while there is a dot behind it."""
        return self._is_marked

    def mark(self, on: bool) -> None:
        """Ask for the dot behind it, or for none; its row paints it."""
        if on != self._is_marked:
            self._is_marked = on
            self.marked.emit()

    @property
    def text_right(self) -> int:
        """Where the text ends, in pixels of what it stands in."""
        return self.x() + self.fontMetrics().horizontalAdvance(self.text())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for what the scenario says."""
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
        self.label.setMinimumHeight(scaled(24))
        self.label.setProperty("ink", "2")
        self.label.setFont(font(12))
        self.label.double_clicked.connect(self.reset)
        self.label.marked.connect(self.update)
        self.note = Note(theme, self)
        self.note.pressed.connect(self._on_restart_pressed)
        self._home: Value = spec.default
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
        self._tell_home()

    @property
    def name(self) -> str:
        """What a screen reader calls the control."""
        title = _TITLES[self.spec.key.partition(".")[0]]
        return f"{QCoreApplication.translate('ControlsPanel', title)}: {self.label.text()}"

    @property
    def asked(self) -> Value:
        """The value last asked for, or the confirmed one."""
        return self._asked[-1] if self._asked else self._confirmed

    @property
    def is_changed(self) -> bool:
        """True while the value is another than the scenario's."""
        return self.asked != self._home

    def stops(self) -> list[QWidget]:
        """Return what the tab key visits, in order."""
        raise NotImplementedError

    def words(self, value: Value) -> str:
        """Return a value as it is called on screen."""
        raise NotImplementedError

    def set_home(self, value: Value) -> None:
        """Take what the scenario says: where `reset` goes back to."""
        self._home = value
        self._tell_home()

    def reset(self) -> None:
        """Ask for what the scenario says, as the user would."""
        self._ask(self._home)
        self._show(self._home)

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
        self._tell_home()

    def note_settled(self) -> None:
        """Withdraw an offer to restart: the setting is in force, or no longer asked for."""
        if self.note.is_offer:
            self.note.clear()

    def show_error(self, sentence: str) -> None:
        """Say why the last value was refused, and go back to the one in force."""
        self._asked.clear()
        self._show(self._confirmed)
        self._tell_home()
        self.note.show_error(translated(sentence))

    def show_offer(self, sentence: str) -> None:
        """Say that the last value needs a new run, and offer one."""
        self.note.show_offer(sentence)

    def clear(self) -> None:
        """Take away error and offer, and show the value in force."""
        self._asked.clear()
        self.note.clear()
        self._show(self._confirmed)
        self._tell_home()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.theme = theme
        self.note.set_theme(theme)

    def _ask(self, value: Value) -> None:
        """Ask for `value`, as the user did."""
        self.note.clear()
        if value != self.asked:
            self._asked.append(value)
            self._tell_home()
            self.changed.emit(self.spec.key, value)

    def _on_restart_pressed(self) -> None:
        self.restart_pressed.emit(self.spec.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with this setting."""
        self.open_menu(QMenu(self), event.globalPos())

    def open_menu(self, menu: QMenu, at: QPoint) -> None:
        """Add what can be done with this setting to `menu`, and show it."""
        if self.is_changed:
            menu.addAction(self.tr("Reset to {value}").format(value=self.words(self._home)))
            menu.actions()[-1].triggered.connect(self.reset)
        menu.addAction(self.tr("Copy as {text}").format(text=self.assignment()))
        menu.actions()[-1].triggered.connect(
            lambda: QGuiApplication.clipboard().setText(self.assignment())
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def assignment(self) -> str:
        """Return the setting as the command line takes it: `producers.count=3`."""
        return f"{self.spec.key}={plain(self.asked)}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dot of a changed value: behind the label, where it moves nothing."""
        if not self.label.is_marked:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.text2)
            radius = scaled(DOT) / 2
            middle = self.label.y() + self.label.height() / 2
            painter.drawEllipse(QPointF(self.label.text_right + 2 * radius, middle), radius, radius)

    def _show(self, value: Value) -> None:
        """Show `value` in the control; emits nothing."""
        raise NotImplementedError

    def _tell_home(self) -> None:
        """Show whether the value is the scenario's, and how to go back to it."""
        spec = self.spec
        lines = [QCoreApplication.translate("Settings", spec.help)]
        lines.append(f"{spec.key} · {translated(spec.bounds)}")
        self.label.mark(self.is_changed)
        if self.is_changed:
            words = self.tr("Changed. Double-click on the label: back to {value}.")
            lines.append(words.format(value=self.words(self._home)))
        self.setToolTip("\n".join(lines))
        self.setAccessibleDescription(lines[-1] if self.is_changed else "")
