"""The keys of the timeline: what each of them does while the timeline has the focus."""

from enum import Enum, auto
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


class Act(Enum):
    """What a key asks for."""

    PAN_EARLIER = auto()
    PAN_LATER = auto()
    ZOOM_IN = auto()
    ZOOM_OUT = auto()
    WHOLE = auto()
    """Show the whole run."""
    FIT = auto()
    """Zoom to the measured range, or to the span that is pointed out."""
    NEXT_SPAN = auto()
    PREVIOUS_SPAN = auto()
    LANE_ABOVE = auto()
    LANE_BELOW = auto()
    SCROLL_UP = auto()
    SCROLL_DOWN = auto()
    ASK = auto()
    """What unblocked it? Or, at the strip of a role: open it."""
    MEASURE = auto()
    """Take the span that is pointed out as the measured range."""
    SCRUB_EARLIER = auto()
    SCRUB_LATER = auto()
    CLEAR = auto()


KEYS: Final = {
    Qt.Key.Key_Left: Act.PAN_EARLIER,
    Qt.Key.Key_A: Act.PAN_EARLIER,
    Qt.Key.Key_Right: Act.PAN_LATER,
    Qt.Key.Key_D: Act.PAN_LATER,
    Qt.Key.Key_W: Act.ZOOM_IN,
    Qt.Key.Key_Plus: Act.ZOOM_IN,
    Qt.Key.Key_Equal: Act.ZOOM_IN,
    Qt.Key.Key_S: Act.ZOOM_OUT,
    Qt.Key.Key_Minus: Act.ZOOM_OUT,
    Qt.Key.Key_Home: Act.WHOLE,
    Qt.Key.Key_F: Act.FIT,
    Qt.Key.Key_Period: Act.NEXT_SPAN,
    Qt.Key.Key_Comma: Act.PREVIOUS_SPAN,
    Qt.Key.Key_Up: Act.LANE_ABOVE,
    Qt.Key.Key_Down: Act.LANE_BELOW,
    Qt.Key.Key_PageUp: Act.SCROLL_UP,
    Qt.Key.Key_PageDown: Act.SCROLL_DOWN,
    Qt.Key.Key_Return: Act.ASK,
    Qt.Key.Key_Enter: Act.ASK,
    Qt.Key.Key_M: Act.MEASURE,
    Qt.Key.Key_Escape: Act.CLEAR,
}
WITH_CTRL: Final = {
    Qt.Key.Key_Left: Act.SCRUB_EARLIER,
    Qt.Key.Key_Right: Act.SCRUB_LATER,
}
_NO_MATTER: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def act_of(event: QKeyEvent) -> Act | None:
    """Return what a key asks of the timeline, None when it is none of its keys."""
    held = event.modifiers() & ~_NO_MATTER
    keys = {
        Qt.KeyboardModifier.NoModifier: KEYS,
        Qt.KeyboardModifier.ControlModifier: WITH_CTRL,
    }.get(held, {})
    return keys.get(Qt.Key(event.key()))
