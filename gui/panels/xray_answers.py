"""What the channel's own methods would answer, and whether that is right: one row for each.

empty()  True  ✗ wrong: 4 are on their way, …
"""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from engine.analysis.answers import Answer
from gui.panels.words import phrase_text
from gui.theme import font

MOST_CALLS = 3
DASH = "–"

translate = QCoreApplication.translate


class AnswerGrid(QWidget):
    """Calls, values and verdicts; a verdict is wrapped, never cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(MOST_CALLS + 1, 1)
        grid.addWidget(
            _label(13, 600, translate("XrayPanel", "What it would answer now")), 0, 0, 1, 3
        )
        self._calls = [(_label(12, 600), _label(12, 600), _verdict()) for _ in range(MOST_CALLS)]
        for row, labels in enumerate(self._calls, 1):
            for column, label in enumerate(labels):
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)

    def show_answers(self, found: tuple[Answer, ...]) -> None:
        """Show up to three answers."""
        for place, labels in enumerate(self._calls):
            words = self._words(found[place]) if place < len(found) else ("", "", "")
            for label, text in zip(labels, words, strict=True):
                label.setText(text)

    def lines(self) -> Iterator[str]:
        """Yield a line for each answer, its parts apart by tabs."""
        for labels in self._calls:
            if line := "\t".join(label.text() for label in labels).rstrip():
                yield line

    def _words(self, answer: Answer) -> tuple[str, str, str]:
        value = DASH if answer.value is None else str(answer.value)
        reason = phrase_text(answer.reason)
        if answer.is_true is None:
            return answer.call, value, reason
        right, wrong = translate("XrayPanel", "✓ right"), translate("XrayPanel", "✗ wrong")
        verdict = right if answer.is_true else wrong
        return answer.call, value, f"{verdict}: {reason}" if reason else verdict


def _label(px: int, weight: int, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setFont(font(px, weight))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the page has one
    return label


def _verdict() -> QLabel:
    label = _label(12, 400)
    label.setProperty("ink", "2")
    label.setWordWrap(True)
    return label
