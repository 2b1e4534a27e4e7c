"""The toolbar: what to run, start and stop it, hold the view, and take the log away."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from engine.scenario import Scenario
from engine.snapshot import Phase, Snapshot
from gui.icons import icon
from gui.panels.steady import LINE_AT_S, Pace
from gui.panels.words import scenario_words
from gui.theme import Theme, font, scaled
from gui.widgets.worded_button import ICON, WordedButton

HEIGHT = 48
TEMPO_WIDTH, SHORT_TEMPO_WIDTH = 124, 84
LEAST_WIDTH = 680
TEMPOS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Scenarios(QComboBox):
    """The list of scenarios."""

    closed = Signal()

    def hidePopup(self) -> None:
        """Say so: something was chosen, or nothing will be."""
        super().hidePopup()
        self.closed.emit()


class Toolbar(QWidget):
    """Start, Pause, Restart act on processes; Hold view acts on the display."""

    scenario_chosen = Signal(str)
    start_clicked = Signal()
    stop_clicked = Signal()
    pause_clicked = Signal()
    restart_clicked = Signal()
    hold_toggled = Signal(bool)
    tempo_chosen = Signal(float)
    export_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._phase = Phase.READY
        self._pace = Pace(offset_s=LINE_AT_S)
        self._tempo = 1.0
        self._short_tempo = False
        self.setFixedHeight(scaled(HEIGHT))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.scenarios = Scenarios()
        self.scenarios.setFixedHeight(scaled(32))
        self.scenarios.setMinimumWidth(scaled(140))
        self.scenarios.setMaximumWidth(scaled(264))
        self.scenarios.setFont(font(12))
        self.scenarios.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.scenarios.setAccessibleName(self.tr("Scenario"))
        self.scenarios.view().setAccessibleName(self.tr("Scenario"))
        self.scenarios.activated.connect(
            lambda index: self.scenario_chosen.emit(self.scenarios.itemData(index))
        )
        self.scenarios.closed.connect(self._keep_focus)  # Space is to start what was chosen
        self.start = self._button(self.tr("Start"), self._on_start)
        self.start.setProperty("kind", "primary")
        self.start.setFixedWidth(scaled(92))
        self.pause = self._button(self.tr("Pause"), self.pause_clicked.emit)
        self.restart = self._button(self.tr("Restart"), self.restart_clicked.emit)
        self.hold = self._button(self.tr("Hold view"), None)
        self.hold.setCheckable(True)
        self.hold.toggled.connect(self.hold_toggled)
        self.tempo = self._tempo_button()
        self.export = self._button(self.tr("Export log…"), self.export_clicked.emit)
        self._dot = Dot(theme.text)
        self._state = QLabel()
        self._state.setFont(font(13, 400))
        self._clock = QLabel()
        self._clock.setFont(font(16, 600))
        self._clock.setMinimumWidth(scaled(72))
        self._clock.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lay_out()
        self._explain()
        self.set_theme(theme)
        self.show_snapshot(Snapshot())

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        for button, name in (
            (self.pause, "pause"),
            (self.restart, "rotate-ccw"),
            (self.hold, "eye"),
            (self.export, "download"),
        ):
            button.setIcon(_icon(name, theme.text))
        self.tempo.setIcon(_icon("gauge", theme.text))
        self._dot.set_ink(theme.text)
        self._show_phase()
        self.update()

    def show_scenarios(self, scenarios: tuple[Scenario, ...], current: Scenario) -> None:
        """Offer scenarios; `current` may be one of its own, from a file."""
        self.scenarios.clear()
        for scenario in scenarios:
            self.scenarios.addItem(scenario_words(scenario.title), scenario.name)
            self.scenarios.setItemData(
                self.scenarios.count() - 1,
                scenario_words(scenario.description),
                Qt.ItemDataRole.ToolTipRole,
            )
        index = self.scenarios.findData(current.name)
        if index < 0:
            self.scenarios.addItem(current.title, current.name)
            index = self.scenarios.count() - 1
        self.scenarios.setCurrentIndex(index)

    def show_tempo(self, tempo: float) -> None:
        """Show the tempo in force."""
        self._tempo = tempo
        factor = f"{tempo:g}"
        words = self.tr("Tempo × {factor}").format(factor=factor)
        self.tempo.setText(f"× {factor}" if self._short_tempo else words)
        self.tempo.setAccessibleName(words)

    def _shorten_tempo(self, short: bool) -> None:
        """Leave out the word, for want of room."""
        self._short_tempo = short
        self.tempo.setFixedWidth(scaled(SHORT_TEMPO_WIDTH if short else TEMPO_WIDTH))
        self.show_tempo(self._tempo)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show phase and clock."""
        changed = snapshot.phase is not self._phase
        self._phase = snapshot.phase
        if changed or not self._state.text():
            self._show_phase()
        if self._pace.due(force=changed):
            self._clock.setText(clock_text(snapshot.elapsed_s))

    def _show_phase(self) -> None:
        live = self._phase.is_live
        words = {
            Phase.READY: self.tr("Ready"),
            Phase.STARTING: self.tr("Starting"),
            Phase.RUNNING: self.tr("Running"),
            Phase.PAUSED: self.tr("Paused"),
            Phase.STOPPING: self.tr("Stopping"),
            Phase.ENDED: self.tr("Finished"),
        }
        self._state.setText(words[self._phase])
        self._dot.set_filled(self._phase is Phase.RUNNING)
        self.start.setText(self.tr("Stop") if live else self.tr("Start"))
        self.start.setIcon(_icon("square" if live else "play", self._theme.on_text))
        _enable(self.start, self._phase is not Phase.STOPPING)
        paused = self._phase is Phase.PAUSED
        self.pause.setText(self.tr("Resume") if paused else self.tr("Pause"))
        self.pause.setIcon(_icon("play" if paused else "pause", self._theme.text))
        _enable(self.pause, live and self._phase is not Phase.STOPPING)
        self.restart.setEnabled(self._phase is not Phase.READY)
        _enable(self.hold, live or self.hold.isChecked())
        self.export.setEnabled(self._phase is not Phase.READY)
        self._make_room()
        self._keep_focus()

    def _make_room(self) -> None:
        """Leave out as few words as the width asks for."""
        wordy = (self.export, self.hold, self.restart, self.pause)
        for button in wordy:
            button.set_terse(False)
        self._shorten_tempo(False)
        for button in wordy:
            if self._row.minimumSize().width() <= self.width():
                return
            button.set_terse(True)
        self._shorten_tempo(self._row.minimumSize().width() > self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out which words there is room for."""
        super().resizeEvent(event)
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        """Give way: words are left out where there is no room."""
        return QSize(scaled(LEAST_WIDTH), scaled(HEIGHT))

    def _keep_focus(self) -> None:
        """Give Start the focus again, unless the user has gone elsewhere meanwhile."""
        focused = self.window().focusWidget()
        if self.start.isEnabled() and focused in (None, self.scenarios):
            self.start.setFocus()

    def _on_start(self) -> None:
        (self.stop_clicked if self._phase.is_live else self.start_clicked).emit()

    def _button(self, text: str, slot: object) -> WordedButton:
        button = WordedButton(text)
        if slot is not None:
            button.clicked.connect(slot)
        return button

    def _tempo_button(self) -> WordedButton:
        button = WordedButton("")
        menu = QMenu(button)
        for tempo in TEMPOS:
            action = menu.addAction(self._tempo_words(tempo))
            action.triggered.connect(lambda _=False, value=tempo: self.tempo_chosen.emit(value))
        button.setMenu(menu)
        return button

    def _tempo_words(self, tempo: float) -> str:
        if tempo == 1:
            return self.tr("× 1   as set")
        if tempo < 1:
            faster = f"{1 / tempo:g}"
            return self.tr("× {factor}   {n} times as fast").format(factor=f"{tempo:g}", n=faster)
        return self.tr("× {factor}   {n} times as slow").format(factor=f"{tempo:g}", n=f"{tempo:g}")

    def _explain(self) -> None:
        tips = (
            (self.start, self.tr("Start or stop the processes (Space)")),
            (self.pause, self.tr("Pause the processes between two items (P)")),
            (self.restart, self.tr("End this run and start another (Ctrl+R)")),
            (self.hold, self.tr("Hold the display; the processes go on (H)")),
            (self.tempo, self.tr("Multiplies every configured time: same load, slower to watch")),
            (self.export, self.tr("Write the log of this run as CSV or JSON lines (Ctrl+E)")),
        )
        for widget, tip in tips:
            widget.setToolTip(tip)

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.scenarios, 100)
        row.addSpacing(8)
        for button in (self.start, self.pause, self.restart):
            row.addWidget(button)
        row.addWidget(_divider())
        row.addWidget(self.hold)
        row.addWidget(_divider())
        row.addWidget(self.tempo)
        row.addStretch(1)
        for widget in (self._dot, self._state, self._clock):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.export)


class Dot(QWidget):
    """A full circle while processes run, a ring otherwise."""

    def __init__(self, ink: QColor) -> None:
        super().__init__()
        self._ink = ink
        self._filled = False
        self.setFixedSize(scaled(12), scaled(12))

    def set_ink(self, ink: QColor) -> None:
        """Take another colour."""
        self._ink = ink
        self.update()

    def set_filled(self, filled: bool) -> None:
        """Fill or empty it."""
        self._filled = filled
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the circle."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._ink)
            painter.setBrush(self._ink if self._filled else Qt.BrushStyle.NoBrush)
            edge = scaled(2) + 0.5
            painter.drawEllipse(self.rect().toRectF().adjusted(edge, edge, -edge, -edge))


def clock_text(seconds: float) -> str:
    """Return a run's age as 0:30.0, or 1:02:03 from an hour on."""
    whole, tenths = divmod(round(seconds * 10), 10)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minute:02}:{second:02}"
    return f"{minutes}:{second:02}.{tenths}"


def _enable(button: QPushButton, enabled: bool) -> None:
    """Enable or disable; the focus does not go to the neighbour, which Space would then press."""
    if not enabled:
        button.clearFocus()
    button.setEnabled(enabled)


def _divider() -> QFrame:
    line = QFrame()
    line.setObjectName("divider")
    line.setFrameShape(QFrame.Shape.VLine)
    line.setFixedHeight(scaled(24))
    return line


def _icon(name: str, ink: QColor) -> QIcon:
    return icon(name, ink, scaled(ICON))
