"""A queue with its users, started by the test itself: so that the test can ask it for qsize()."""

import time
from typing import Any


def put_until(queue: Any, is_over: Any) -> None:
    """Put as fast as it goes."""
    while not is_over.value:
        queue.put(b"x")


def get_until(queue: Any, pause_s: float) -> None:
    """Get until there is a None, with a pause after each item."""
    while queue.get() is not None:
        time.sleep(pause_s)


def put_ends(queue: Any, count: int) -> None:
    """Put a None for each of so many consumers."""
    for _ in range(count):
        queue.put(None)
