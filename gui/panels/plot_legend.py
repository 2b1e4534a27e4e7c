"""The legend of a plot, in the gutter beside it: a click on a name shows or hides that curve."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QMenu, QToolButton, QWidget

from gui.icons import icon
from gui.panels.curve_plot import Entry
from gui.theme import Theme, font, scaled

SAMPLE = 10
"""Length of the piece of line before a name."""
GAP = 3
PITCH = 24
"""Height of a name: as high as what is clicked should be at the least."""


class Legend(QWidget):
    """A column of names, each with a piece of its line. Arrow keys move, Space toggles."""

    toggled = Signal()
    """A curve was hidden or shown by the user."""

    def __init__(self, theme: Theme, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self._names = {entry.key: LegendName(theme, entry, self) for entry in entries}
        self._absent: frozenset[str] = frozenset()
        self._place = (0, 0, 0, False)
        for name in self._names.values():
            name.clicked.connect(lambda: self.toggled.emit())
        self._button = self._made_button()
        self._button.setIcon(icon("eye", theme.text2))

    @property
    def hidden(self) -> tuple[str, ...]:
        """The keys of the curves that are hidden."""
        return tuple(key for key, name in self._names.items() if not name.isChecked())

    def set_hidden(self, keys: Collection[str]) -> None:
        """Hide the curves of these keys and show all others."""
        for key, name in self._names.items():
            name.setChecked(key not in keys)

    def set_theme(self, theme: Theme, entries: Sequence[Entry]) -> None:
        """Take another theme, and with it other pens."""
        self._button.setIcon(icon("eye", theme.text2))
        for entry in entries:
            self._names[entry.key].set_theme(theme, entry.pen)

    def name(self, key: str) -> "LegendName":
        """Return the control of a curve."""
        return self._names[key]

    def set_absent(self, keys: Collection[str]) -> None:
        """Leave out the names of curves that this run does not have."""
        if self._absent != frozenset(keys):
            self._absent = frozenset(keys)
            for action, key in zip(self._button.menu().actions(), self._names, strict=True):
                action.setVisible(key not in keys)
            self.place(*self._place)

    def place(self, left: int, top: int, height: int, at_top: bool = False) -> None:
        """Stand within `height` pixels from `top` on: as names, or if they are too few as a button.

        In the middle, or at the top, where the depth has room above its highest tick.
        """
        self._place = (left, top, height, at_top)
        present = [name for key, name in self._names.items() if key not in self._absent]
        count = len(present)
        pitch = min(height // max(count, 1), scaled(PITCH))
        is_column = pitch >= PITCH
        taken = count * pitch if is_column else PITCH
        self.setVisible(height >= PITCH)
        widths = [name.sizeHint().width() for name in present if is_column] or [PITCH]
        self.setGeometry(left, top + (0 if at_top else (height - taken) // 2), max(widths), taken)
        self._button.setVisible(not is_column)
        self._button.setGeometry(0, 0, PITCH, PITCH)
        for key in self._absent:
            self._names[key].hide()
        for row, name in enumerate(present):
            name.setVisible(is_column)
            name.setGeometry(0, row * pitch, name.sizeHint().width(), pitch)

    def _made_button(self) -> QToolButton:
        """Return the button that stands for all names; its menu has them."""
        button = QToolButton(self)
        button.setToolTip(self.tr("Show or hide curves"))
        button.setAccessibleName(button.toolTip())
        button.setProperty("kind", "flat")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for name in self._names.values():
            action = menu.addAction(name.text())
            action.setCheckable(True)
            action.triggered.connect(name.click)
            name.toggled.connect(action.setChecked)
            action.setChecked(name.isChecked())
        button.setMenu(menu)
        return button


class LegendName(QCheckBox):
    """One name: checked while its curve is shown."""

    def __init__(self, theme: Theme, entry: Entry, parent: QWidget) -> None:
        super().__init__(entry.name, parent)
        self._theme = theme
        self._pen = entry.pen
        self.setChecked(True)
        self.setFont(font(11))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Show or hide {0}").format(entry.name))

    def set_theme(self, theme: Theme, pen: QPen) -> None:
        """Take another theme."""
        self._theme, self._pen = theme, pen
        self.update()

    def sizeHint(self) -> QSize:
        """Return what sample and name take."""
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(max(scaled(SAMPLE + GAP) + text + 2, PITCH), scaled(PITCH))

    def hitButton(self, position: QPoint) -> bool:
        """Take a click anywhere on it."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the piece of line and the name; of a hidden curve the name only, struck through."""
        with QPainter(self) as painter:
            painter.setFont(self._struck())
            middle = self.height() // 2
            if self.isChecked():
                painter.setPen(self._pen)
                painter.drawLine(0, middle, scaled(SAMPLE), middle)
            is_lit = self.isChecked() or self.underMouse()
            painter.setPen(self._theme.text2 if is_lit else self._theme.text3)
            place = QRectF(self.rect()).adjusted(scaled(SAMPLE + GAP), 0, 0, 0)
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, align, self.text())

    def _struck(self) -> QFont:
        made = self.font()
        made.setStrikeOut(not self.isChecked())
        return made
