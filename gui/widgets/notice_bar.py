"""A line for what the user should know and did not ask for: a worker died, the log is trimmed."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.icons import icon, pixmap
from gui.sentences import translated
from gui.theme import Theme, font, scaled
from gui.widgets.copying import make_copyable
from gui.widgets.panel import Panel

ICON = 14


class NoticeBar(Panel):
    """The last notice, with how many came before it; hidden while there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._notices: list[str] = []
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setFont(font(12, 600))
        self._text.setWordWrap(True)
        self._more = QLabel()
        self._more.setFont(font(11, 400))
        self._close = QPushButton()
        self._close.setProperty("kind", "flat")
        self._close.setFixedSize(scaled(24), scaled(24))
        self._close.setAccessibleName(self.tr("Close the notice"))
        self._close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 4, 3)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        row.addWidget(self._close)
        self.set_theme(theme)
        self.set_warning(True)
        self.setAccessibleName(self.tr("Notice"))
        make_copyable(self, lambda: "\n".join(self._notices))
        self.setVisible(False)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self._sign.setPixmap(
            pixmap("triangle-alert", theme.text, scaled(ICON), self.devicePixelRatioF())
        )
        self._close.setIcon(icon("x", theme.text2))

    def add(self, sentence: str) -> None:
        """Show a sentence; the ones before it stay in the tooltip."""
        self._notices.append(translated(sentence))
        self._text.setText(self._notices[-1])
        before = len(self._notices) - 1
        self._more.setText(self.tr("and {n} before").format(n=before) if before else "")
        self.setToolTip("\n".join(self._notices))
        self.setAccessibleDescription(self._notices[-1])
        self.setVisible(True)

    def clear(self) -> None:
        """Forget all notices and hide."""
        self._notices.clear()
        self.setVisible(False)

    def text(self) -> str:
        """Return the sentence that stands there, empty when hidden."""
        return self._notices[-1] if self._notices else ""
