"""Exceptions that nobody expected, in a slot or while painting: told once, and the window goes on.

A traceback keeps what its functions held. A painter that outlives what it paints on crashes Qt when
it goes: that is why every painter stands in a `with`, and why a traceback is let go of once told.
"""

import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Final

from PySide6.QtCore import QCoreApplication

MOST: Final = 20
"""So many are told: what fails in each frame would fill the terminal."""


class Unexpected:
    """To be `sys.excepthook`."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` shows a sentence to the user."""
        self._say = say
        self._told: set[str] = set()

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Write the error to the terminal and say it in the window, each one once."""
        words = "".join(traceback.format_exception(kind, error, trace))
        let_go(error)
        if words in self._told or len(self._told) >= MOST:
            return
        self._told.add(words)
        sys.stderr.write(words)
        self._say(sentence(error))


def sentence(error: BaseException) -> str:
    """Return what the user is told of an error of Weir's own."""
    words = QCoreApplication.translate(
        "Unexpected",
        "Weir made a mistake ({error}): what is shown may be incomplete. "
        "The processes and their log are not affected.",
    )
    return words.format(error=f"{type(error).__name__}: {error}")


def let_go(error: BaseException) -> None:
    """Forget what the functions of a traceback held, and of those that led to it."""
    following: BaseException | None = error
    while following is not None:
        traceback.clear_frames(following.__traceback__)
        following = following.__cause__ or following.__context__
