"""The "?" of a panel: opens its page of the guide."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from gui import guide, language
from gui.icons import icon
from gui.theme import Theme, scaled

SIDE = 24
PAGE = "help_page"
"""The property of a widget that names its page; F1 asks for it too."""


def page_of(widget: QWidget | None) -> str:
    """Return the page for a widget: its own, else that of what it stands in; "" for none."""
    while widget is not None:
        page = widget.property(PAGE)
        if page:
            return str(page)
        widget = widget.parentWidget()
    return ""


class HelpButton(QToolButton):
    """A quiet sign in a panel's corner. `requested` carries the name of a page."""

    requested = Signal(str)

    def __init__(self, page: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_page(page)
        self.setProperty("kind", "flat")
        self.setFixedSize(SIDE, SIDE)
        self.setIconSize(QSize(scaled(14), scaled(14)))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: self.requested.emit(self.page))
        self.set_theme(theme)

    def set_page(self, page: str) -> None:
        """Open another page from now on: the sign of several tabs means the one in front."""
        self.page = page
        self.setObjectName(f"help.{page}")
        words = self.tr("Help: {page}").format(page=guide.title(page, language.current()))
        self.setToolTip(words)
        self.setAccessibleName(words)
        panel = self.parentWidget()
        if panel is not None:
            panel.setProperty(PAGE, page)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.setIcon(icon("circle-help", theme.text3, scaled(14)))
