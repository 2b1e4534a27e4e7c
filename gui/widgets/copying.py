"""Copy, the same everywhere: by Ctrl+C where the focus is, and in the menu of the right button."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

Text = Callable[[], str]


def make_copyable(widget: QWidget, text: Text) -> QAction:
    """Let the user copy what `text` returns at that moment, and return the action.

    The widget, or anything in it, needs the focus for the keys: it takes it by Tab and by click.
    More actions that are added to the widget stand in the same menu.
    """
    action = add_copy(widget, QCoreApplication.translate("Copy", "Copy"), text)
    action.setShortcut(QKeySequence.StandardKey.Copy)
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return action


def add_copy(widget: QWidget, words: str, text: Text) -> QAction:
    """Add one more thing to copy to the menu of a widget, under its own words."""
    action = QAction(words, widget)
    action.triggered.connect(lambda: _copy(text()))
    widget.addAction(action)
    return action


def _copy(text: str) -> None:
    """Leave the clipboard alone when there is nothing to copy."""
    if text:
        QGuiApplication.clipboard().setText(text)
