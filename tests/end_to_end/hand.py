"""A hand on the mouse and keyboard of a display."""

import os
import shutil
import subprocess
import time

NEEDED = ("Xvfb", "xdotool")


def missing_tools() -> str:
    """Return the tools that are not installed, in words; empty when nothing is missing."""
    return " and ".join(name for name in NEEDED if shutil.which(name) is None)


class Hand:
    """Moves the pointer and presses keys as the X server would report a person's."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}

    def await_window(self, title: str) -> None:
        """Wait until a window of that title stands on the display."""
        self._do("search", "--sync", "--onlyvisible", "--name", f"^{title}$")

    def press(self, keys: str) -> None:
        """Press keys, such as "space" or "ctrl+q"."""
        self._do("key", keys)

    def drag(self, start: tuple[int, int], end: tuple[int, int], steps: int = 12) -> None:
        """Drag with the left button, in steps that a person's hand would make."""
        self._move(start)
        self._do("mousedown", "1")
        for step in range(1, steps + 1):
            x, y = (a + (b - a) * step // steps for a, b in zip(start, end, strict=True))
            self._move((x, y))
            time.sleep(0.01)  # a drag of a tenth of a second: one event after the other
        self._do("mouseup", "1")

    def point_at(self, place: tuple[int, int]) -> None:
        """Move the pointer: without a window manager the keys go where it is."""
        self._move(place)

    def _move(self, place: tuple[int, int]) -> None:
        self._do("mousemove", str(place[0]), str(place[1]))

    def _do(self, *words: str) -> None:
        subprocess.run(
            ["xdotool", *words],
            env=self._environment,
            check=True,
            timeout=20,
            stdout=subprocess.DEVNULL,
        )
