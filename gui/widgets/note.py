"""The small line under a control: an input error, or the offer to restart with a setting."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gui.icons import pixmap
from gui.theme import Theme, font, scaled

_SIGN = 14


class Note(QWidget):
    """Hidden while it has nothing to say. `pressed` is the offer's button."""

    pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._remark = ""
        self._sign = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setFont(font(11))
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._offer = QPushButton(self.tr("Restart with it"), self)
        self._offer.setProperty("kind", "small")
        self._offer.setFont(font(11, 600))
        self._offer.clicked.connect(self.pressed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(6)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._offer, 0, Qt.AlignmentFlag.AlignTop)
        self.clear()

    @property
    def text(self) -> str:
        """What it says, "" when it says nothing."""
        return self._text.text()

    @property
    def is_offer(self) -> bool:
        """True while it offers a restart."""
        return self._offer.isVisibleTo(self)

    def show_error(self, sentence: str) -> None:
        """Say why an input was refused, with a sign and in the ink of errors."""
        self._say(sentence, "error")
        self._draw_sign()
        self._sign.show()

    def show_offer(self, sentence: str) -> None:
        """Say that a setting needs a new run, with the button that makes one."""
        self._say(sentence, "2")
        self._offer.setAccessibleDescription(sentence)
        self._offer.show()

    def set_remark(self, sentence: str) -> None:
        """Say `sentence` whenever there is no error and no offer: why a control has no effect."""
        idle = self.text == self._remark
        self._remark = sentence
        if idle:
            self.clear()

    def clear(self) -> None:
        """Take away error and offer."""
        self._say(self._remark, "3")

    @property
    def stop(self) -> QPushButton:
        """The offer's button: its place in the tab order."""
        return self._offer

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self._draw_sign()

    def _say(self, sentence: str, ink: str) -> None:
        self._sign.hide()
        self._offer.hide()
        self._text.setText(sentence)
        self._text.setProperty("ink", ink)
        self._text.style().polish(self._text)
        self.setAccessibleName(sentence)
        # Never shown for a moment only: that would lay the whole panel out twice.
        self.setVisible(bool(sentence))

    def _draw_sign(self) -> None:
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(pixmap("triangle-alert", self._theme.error, scaled(_SIGN), ratio))
