"""Which block an arrow key goes to, from where the blocks stand."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt

_TOWARDS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


def is_arrow(key: int) -> bool:
    """Return True for one of the four arrow keys."""
    return key in _TOWARDS


def neighbour(places: Mapping[str, QRectF], name: str, key: int) -> str:
    """Return the nearest block in the direction of an arrow key; `name` itself at an edge.

    What lies aside counts twice, so that a row or a column is kept where there is one.
    """
    here, towards = places[name].center(), _TOWARDS[Qt.Key(key)]
    aside = QPointF(towards.y(), towards.x())
    best, least = name, float("inf")
    for other, rect in places.items():
        way = rect.center() - here
        ahead = QPointF.dotProduct(way, towards)
        distance = ahead + 2 * abs(QPointF.dotProduct(way, aside))
        if ahead > min(rect.width(), rect.height()) / 4 and distance < least:
            best, least = other, distance
    return best
