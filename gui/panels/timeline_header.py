"""The timeline's header: what is shown, which range, and whether it follows the run."""

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from gui.panels.timeline_layout import AT_FIRST
from gui.panels.timeline_ticks import time_text
from gui.theme import scaled
from gui.window_range import CHOICES, Choice, WindowRange

HEIGHT: Final = 22
"""In pixels, at a desk."""
PARTS: Final = ("depth", "throughput", "lanes", "latency", "shares")
"""The parts that can be switched, from left to right."""


class TimelineHeader(QWidget):
    """Switches at the left, the range and the Live pill at the right.

    After the end of a run there is nothing live: the pill shows the whole run then.
    """

    switched = Signal()
    """A part was shown or hidden."""
    chosen = Signal(str)
    """Another span was chosen: a Choice."""
    live_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(scaled(HEIGHT))
        names = (
            self.tr("Depth"),
            self.tr("Throughput"),
            self.tr("Lanes"),
            self.tr("Latency"),
            self.tr("Shares"),
        )
        self.switches = {part: self._pill(name) for part, name in zip(PARTS, names, strict=True)}
        self.live = self._pill("")  # named by what is shown
        self.live.clicked.connect(self._on_live)
        self.range_button = QToolButton(self)
        self._build_menu()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part, pill in self.switches.items():
            pill.setChecked(part in AT_FIRST)
            pill.toggled.connect(self.switched)
            row.addWidget(pill)
        row.addStretch(1)
        row.addWidget(self.range_button)
        row.addSpacing(8)
        row.addWidget(self.live)

    def _pill(self, text: str) -> QPushButton:
        pill = QPushButton(text, self)
        pill.setCheckable(True)
        pill.setProperty("kind", "chip")
        pill.setFixedHeight(scaled(HEIGHT))
        return pill

    def _build_menu(self) -> None:
        button = self.range_button
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setProperty("kind", "flat")
        button.setFixedHeight(scaled(HEIGHT))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setAccessibleName(self.tr("Range of time shown"))
        menu = QMenu(button)
        group = QActionGroup(menu)
        self._actions: dict[Choice, QAction] = {}
        for choice in CHOICES:
            action = QAction(self._choice_text(choice), menu, checkable=True)
            action.triggered.connect(lambda _=False, c=choice: self.chosen.emit(c))
            group.addAction(action)
            menu.addAction(action)
            self._actions[choice] = action
        button.setMenu(menu)

    def shows(self, part: str) -> bool:
        """True when a part is switched on."""
        return self.switches[part].isChecked()

    def leave_out(self, parts: Collection[str]) -> None:
        """Say which parts are switched on but have no room."""
        why = self.tr("No room for it here: make the window higher, or switch another off")
        for part, pill in self.switches.items():
            pill.setEnabled(part not in parts)
            pill.setToolTip(why if part in parts else "")

    def show_range(self, window: WindowRange) -> None:
        """Say which range is shown and whether it follows."""
        self._name_pill(window.has_ended)
        self.live.setChecked(window.fits_run if window.has_ended else window.following)
        for choice, action in self._actions.items():
            action.setChecked(choice == window.choice and not window.fits_run)
        text = self._range_text(window)
        if text != self.range_button.text():
            self.range_button.setText(text)

    def _name_pill(self, has_ended: bool) -> None:
        text = self.tr("Whole run") if has_ended else self.tr("Live")
        if text != self.live.text():
            self.live.setText(text)
            tip = self.tr("Show all of it (L)") if has_ended else self.tr("Follow the run (L)")
            self.live.setToolTip(tip)

    def _range_text(self, window: WindowRange) -> str:
        if window.following and not window.fits_run:
            return self._choice_text(window.choice)
        start, end = window.current
        step = (end - start) / 10
        return f"{time_text(start, step)} – {time_text(end, step)}"

    def _choice_text(self, choice: Choice) -> str:
        if choice == "all":
            return self.tr("all of it")
        return self.tr("last {0}").format(choice)

    def _on_live(self) -> None:
        self.live.setChecked(True)  # a click never switches it off: panning does
        self.live_clicked.emit()
