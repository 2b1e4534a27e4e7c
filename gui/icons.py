"""Icons in the ink of the theme, rendered from the SVG files (Lucide) in `resources/icons`."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme import RESOURCES

SIZE = 16


def icon(name: str, color: QColor, size: int = SIZE) -> QIcon:
    """Return the icon `name` drawn in `color`, sharp on every screen that there is.

    Raises FileNotFoundError for a name that is not shipped.
    """
    made = QIcon()
    for ratio in sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1}):
        made.addPixmap(pixmap(name, color, size, ratio))
    return made


def pixmap(name: str, color: QColor, size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """Return the icon as a pixmap of `size` device-independent pixels."""
    colored = _source(name).replace("currentColor", color.name())
    renderer = QSvgRenderer(QByteArray(colored.encode()))
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        renderer.render(painter, QRectF(0, 0, made.width(), made.height()))
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
