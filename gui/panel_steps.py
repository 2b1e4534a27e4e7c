"""From panel to panel with one key: Tab alone would pass every control between them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def step(window: "MainWindow", by: int) -> None:
    """Give the focus to the panel that is `by` further on, in the order of Tab."""
    stops = [(panel, first) for panel, first in _stops(window) if first.isVisible()]
    focus = window.focusWidget()
    at = next((n for n, (panel, _) in enumerate(stops) if _has(panel, focus)), 0)
    reason = Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason
    stops[(at + by) % len(stops)][1].setFocus(reason)


def _stops(window: "MainWindow") -> Iterator[tuple[QWidget, QWidget]]:
    """Yield each panel, and what of it has the focus first: what is looked at, if it has such."""
    page = window.tabs.currentWidget()
    yield window.toolbar, window.toolbar.start
    yield window.controls, _first(window.controls)
    yield window.why, window.why
    yield window.flow, window.flow
    yield window.timeline, window.timeline.canvas
    yield window.shares, _first(window.shares)
    yield window.tabs, page.findChild(QAbstractItemView) or _first(page)
    yield window.things, _first(window.things)
    yield window.status, window.status


def _first(panel: QWidget) -> QWidget:
    """Return the first widget of a panel that Tab would come to, the panel itself without one."""
    widget = panel.nextInFocusChain()
    while widget is not None and widget is not panel:
        takes_keys = widget.isVisible() and widget.isEnabled()
        if _has(panel, widget) and takes_keys and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return widget
        widget = widget.nextInFocusChain()
    return panel


def _has(panel: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (widget is panel or panel.isAncestorOf(widget))
