"""Things to try: what the scenario suggests, until it is closed."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.scenario import Scenario
from engine.snapshot import Snapshot
from gui.icons import icon
from gui.panels.words import scenario_words
from gui.theme import Theme
from gui.widgets.copying import make_copyable
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.panel import PADDING, Panel

MOST = 3


class ThingsPanel(Panel):
    """Up to three numbered suggestions. Closing it lasts until another scenario is shown."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._name: str | None = None
        self._is_open = False
        self._has_room = True
        self._title = ElidedLabel(13, 600)
        self._numbers = [ElidedLabel(12, 400) for _ in range(MOST)]
        self._things = [ElidedLabel(12, 400, lines=2) for _ in range(MOST)]
        self._close = QPushButton()
        self._close.setProperty("kind", "flat")
        self._close.setFixedSize(24, 24)
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close things to try"))
        self._close.clicked.connect(self._on_close)
        self._lay_out()
        self.set_theme(theme)
        make_copyable(self, self.text)
        self.setVisible(False)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self._title.set_ink(theme.text)
        for label in (*self._numbers, *self._things):
            label.set_ink(theme.text2)
        self._close.setIcon(icon("x", theme.text2))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Nothing here comes from a snapshot; see `show_scenario`."""

    def show_scenario(self, scenario: Scenario | None) -> None:
        """Show what `scenario` suggests; hide when there is none, or nothing to suggest."""
        if scenario is None or not scenario.things_to_try:
            self._name = None
            self._show(False)
            return
        if scenario.name == self._name:
            return
        self._name = scenario.name
        title = scenario_words(scenario.title)
        self._title.set_text(self.tr("{title}: things to try").format(title=title))
        things = scenario.things_to_try[:MOST]
        for number, label in enumerate(self._things):
            there = number < len(things)
            label.set_text(scenario_words(things[number]) if there else "")
            self._numbers[number].set_text(str(number + 1) if there else "")
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(" ".join(scenario_words(thing) for thing in things))
        self._show(True)

    def text(self) -> str:
        """Return title and suggestions, line by line, for the clipboard."""
        rows = zip(self._numbers, self._things, strict=True)
        lines = [f"{number.text()}\t{thing.text()}" for number, thing in rows if thing.text()]
        return "\n".join([self._title.text(), *lines])

    def set_room(self, has_room: bool) -> None:
        """Hide while the window is too low for it, and come back when it is not."""
        self._has_room = has_room
        self._show(self._is_open)

    def _show(self, is_open: bool) -> None:
        self._is_open = is_open
        self.setVisible(is_open and self._has_room)

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(320, 106)

    def minimumSizeHint(self) -> QSize:
        """Let the text elide rather than widen the window."""
        return QSize(200, 106)

    def _on_close(self) -> None:
        self._show(False)
        self.closed.emit()

    def _lay_out(self) -> None:
        self.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.help_button("scenarios"), alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._close, alignment=Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(PADDING, 7, 8, 10)
        rows.setSpacing(2)
        rows.addLayout(head)
        for number, thing in zip(self._numbers, self._things, strict=True):
            number.setFixedWidth(14)
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addWidget(number, alignment=Qt.AlignmentFlag.AlignTop)
            row.addWidget(thing, 1)
            rows.addLayout(row, 1)
