"""The "?" of a panel: opens its page of the guide."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

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
        self.page = page
        if parent is not None:
            parent.setProperty(PAGE, page)
        self.setObjectName(f"help.{page}")
        self.setProperty("kind", "flat")
        self.setFixedSize(SIDE, SIDE)
        self.setIconSize(QSize(scaled(14), scaled(14)))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Explain this panel"))
        self.setAccessibleName(self.tr("Explain this panel"))
        self.clicked.connect(lambda: self.requested.emit(page))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.setIcon(icon("circle-help", theme.text3, scaled(14)))
