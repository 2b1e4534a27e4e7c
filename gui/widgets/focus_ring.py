"""The ring around what has the focus: 2 px of ink, 2 px off, the same on every kind of control.

Qt's focus frame follows the widget and may reach beyond its edges, which a border cannot. Sliders
paint a ring around their handle themselves. Only the keyboard brings the ring: who points knows
where, and a window that opens has not been asked yet.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QSlider,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from gui.theme import Theme
from gui.widgets.segmented import Segmented

OFF = 2
WIDTH = 2
RADIUS = 8
AROUND_PARENT = "ringAroundParent"
"""A property of what lies so near to its neighbours that a ring would cut them: True for one around
all of them."""


class _Around(QProxyStyle):
    """Says that a focus frame lies above its widget, and how far it reaches beyond."""

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Return the frame's margins."""
        margins = (
            QStyle.PixelMetric.PM_FocusFrameHMargin,
            QStyle.PixelMetric.PM_FocusFrameVMargin,
        )
        return OFF + WIDTH if metric in margins else super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - the name that Qt gave it
    ) -> int:
        """Return how the frame lies."""
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        return super().styleHint(hint, option, widget, returnData)


class _FirstKey(QObject):
    """Says when the first key is pressed in the widget that it watches."""

    pressed = Signal(QWidget)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QWidget | None = None

    def watch(self, widget: QWidget | None) -> None:
        """Watch another widget, or none."""
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = widget
        if widget is not None:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the key; every event goes on."""
        if event.type() == QEvent.Type.KeyPress and self._watched is not None:
            self.pressed.emit(self._watched)
        return False


class FocusRing(QFocusFrame):
    """Follows the focus within one window."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._around = _Around()
        self.setStyle(self._around)
        self.hide()  # until there is something to go around
        self._last: QWidget | None = None
        """Around what it stands, or stood when the user went to another window."""
        self._first_key = _FirstKey(self)
        self._first_key.pressed.connect(self._show_at)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
            self._on_focus(None, app.focusWidget())

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.text, WIDTH))
            half = WIDTH / 2
            around, seen = self.parentWidget(), self.geometry()
            if around is not None:
                seen &= around.rect()  # the status bar ends at the window's edge
            ring = seen.translated(-self.pos()).toRectF().adjusted(half, half, -half, -half)
            painter.drawRoundedRect(ring, RADIUS, RADIUS)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        here = now if now is not None and now.window() is self._window else None
        comes_back = here is not None and here is self._last and not QGuiApplication.mouseButtons()
        if here is not None and (self._is_by_key() or comes_back):
            self._show_at(here)
            return
        if here is not None:
            self._last = None
        self._show_at(None)
        self._first_key.watch(here)

    def _is_by_key(self) -> bool:
        """True when a key brought the focus where it is; Qt notes that at the window."""
        noted = Qt.WidgetAttribute.WA_KeyboardFocusChange
        is_by_key = self._window.testAttribute(noted)
        self._window.setAttribute(noted, False)
        return is_by_key

    def _show_at(self, widget: QWidget | None) -> None:
        self._first_key.watch(None)
        if widget is not None:
            self._last = widget
        self.setWidget(_ringed(widget))  # type: ignore[arg-type]  # Qt takes none as well


def _ringed(widget: QWidget | None) -> QWidget | None:
    """Return what the ring goes around when `widget` has the focus."""
    if widget is None or isinstance(widget, QSlider):
        return None
    around = widget.parentWidget()
    is_part = isinstance(around, Segmented) or widget.property(AROUND_PARENT)
    return around if is_part else widget
