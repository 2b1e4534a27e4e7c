"""The axis of time under plots and lanes."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from gui.panels.timeline_layout import Arrangement
from gui.panels.timeline_ticks import time_step, time_text, time_ticks
from gui.theme import Theme


def paint_axis(
    painter: QPainter,
    theme: Theme,
    places: Arrangement,
    range_s: tuple[float, float],
    scale: float,
    taken: Sequence[tuple[float, float]] = (),
) -> None:
    """Paint the ticks of a range; `scale` is how much larger type is than at a desk.

    Where other words stand, from pixel to pixel of the plots' width, no tick has its own.
    """
    start, end = range_s
    left, width, axis = places.left, places.width, places.axis
    wide = width / scale  # as the ticks count pixels
    step = time_step(end - start, wide)
    for tick in time_ticks(start, end, wide):
        x = left + (tick - start) / (end - start) * width
        painter.setPen(theme.text3)
        painter.drawLine(round(x), axis.top, round(x), axis.top + 2)
        text = time_text(tick, step)
        half = painter.fontMetrics().horizontalAdvance(text) / 2
        if round(x) == left + width:  # the end of a range that stands still
            x -= half
        if tick == 0 or x - half < left or x + half > left + width:
            continue
        if any(x - half < left + end_x and x + half > left + start_x for start_x, end_x in taken):
            continue
        painter.setPen(theme.text2)
        place = QRectF(x - half - 2, axis.top + 3, 2 * half + 4, axis.height - 3)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
