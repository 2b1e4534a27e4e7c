"""The colours of states in pictures, all but one of them dimmed when the user asks for one."""

from typing import Final

from PySide6.QtGui import QColor

from engine.states import State
from gui.theme import Theme

DIMMED: Final = 0.18
"""What is left of the colour of a state that was not asked for."""


def shows(state: State, wanted: State | None) -> bool:
    """Return True when a state keeps its colour while `wanted` is asked for; None asks for all.

    Waiting behind another consumer's get() is listed as waiting for an item, and goes with it.
    """
    behind = wanted is State.WAIT_ITEM and state is State.WAIT_READ_LOCK
    return wanted is None or state is wanted or behind


def fill(theme: Theme, state: State, wanted: State | None) -> QColor:
    """Return the fill of a state while `wanted` is asked for."""
    color, ground = theme.state(state), theme.panel
    if shows(state, wanted):
        return color
    red, green, blue = (
        round(DIMMED * of + (1 - DIMMED) * under)
        for of, under in (
            (color.red(), ground.red()),
            (color.green(), ground.green()),
            (color.blue(), ground.blue()),
        )
    )
    return QColor(red, green, blue)


def ink(theme: Theme, state: State, wanted: State | None) -> QColor:
    """Return the ink of a word on that fill."""
    return theme.on_state(state) if shows(state, wanted) else theme.text3
