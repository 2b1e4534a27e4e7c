"""All keys at a glance, in a window that stands beside the others."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.key_table import KeyGroup, as_text
from gui.theme import font, scaled
from gui.widgets.copying import make_copyable

COLUMNS: Final = 2
KEYS_WIDTH: Final = 150
_MARGIN: Final = 16


class KeysWindow(QDialog):
    """Shows groups of keys in two columns. Escape, or the key that opened it, closes it."""

    def __init__(self, groups: Sequence[KeyGroup], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.setModal(False)
        content = QWidget()
        columns = QHBoxLayout(content)
        columns.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        columns.setSpacing(2 * _MARGIN)
        for part in _halves(groups):
            column = QVBoxLayout()
            column.setSpacing(_MARGIN)
            for group in part:
                column.addLayout(_group(group))
            column.addStretch(1)
            columns.addLayout(column, 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(content)
        area.setAccessibleName(self.tr("Keys"))
        area.setAccessibleDescription(as_text(groups))
        make_copyable(area, lambda: as_text(groups))
        area.setFocus()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        QShortcut(QKeySequence("?"), self, self.close, autoRepeat=False)
        self._content = content
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Show all of it where the screen is large enough."""
        wanted = self._content.sizeHint() + QSize(_MARGIN, 4)
        return wanted.boundedTo(self.screen().availableSize() * 0.9)


def _halves(groups: Sequence[KeyGroup]) -> tuple[Sequence[KeyGroup], Sequence[KeyGroup]]:
    """Return the groups in two parts of about as many lines, in order."""

    def lines(part: Sequence[KeyGroup]) -> int:
        return sum(len(group.bindings) + 2 for group in part)

    cuts = range(1, len(groups))
    cut = min(cuts, key=lambda at: abs(lines(groups[:at]) - lines(groups[at:])))
    return groups[:cut], groups[cut:]


def _group(group: KeyGroup) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, scaled(KEYS_WIDTH))
    grid.setColumnStretch(1, 1)
    grid.addWidget(_label(group.title, 13, 600), 0, 0, 1, 2)
    for row, binding in enumerate(group.bindings, start=1):
        grid.addWidget(_label(binding.keys, 12, 600), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_label(binding.words, 12, 400, ink="2"), row, 1)
    return grid


def _label(text: str, px: int, weight: int, ink: str = "") -> QLabel:
    label = QLabel(text)
    label.setFont(font(px, weight))
    if ink:
        label.setProperty("ink", ink)
    return label
