"""A titled group of rows, with a word at its right that folds away what matters less."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.icons import icon
from gui.theme import Theme, font, scaled

ROW_GAP = 6


class Group(QWidget):
    """A hairline, a title, the fold button (hidden without a word) and the rows in order."""

    def __init__(
        self, title: str, theme: Theme, fold: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rule = QFrame(self)
        self.rule.setFixedHeight(1)
        self._title = QLabel(title, self)
        self._title.setFont(font(13, 600))
        self._title.setMinimumHeight(scaled(24))
        self.fold = self._fold_button(title, fold)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(ROW_GAP)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.fold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 12)
        layout.setSpacing(0)
        layout.addWidget(self.rule)
        layout.addSpacing(8)
        layout.addLayout(head)
        layout.addSpacing(2)
        layout.addLayout(self._rows)
        self.set_theme(theme)

    def add(self, row: QWidget) -> None:
        """Append a row."""
        self._rows.addWidget(row)

    def set_fold_text(self, text: str) -> None:
        """Say on the fold button what is folded away."""
        self.fold.setText(text)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.rule.setStyleSheet(f"background: {theme.line.name()};")
        self._update_fold(self.fold.isChecked())

    def _fold_button(self, title: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("kind", "flat")
        button.setCheckable(True)
        button.setFont(font(11))
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(self.tr("{0}: more settings").format(title))
        button.setVisible(bool(text))
        button.toggled.connect(self._update_fold)
        return button

    def _update_fold(self, open_: bool) -> None:
        name = "chevron-down" if open_ else "chevron-right"
        self.fold.setIcon(icon(name, self._theme.text3, scaled(12)))
