"""What producers and consumers do: the textbook programs, under `engine.observed`.

Nothing here records anything about the channel: `put` and `get` do that themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, Full

from engine.programs.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Any, Protocol

    Gate = AbstractContextManager[Any]

    class Channel(Protocol):
        """What both kinds of channels offer, with the signatures of `multiprocessing.Queue`."""

        def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
            """Put an item; raises queue.Full."""

        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            """Get an item, or None for an end mark; raises queue.Empty."""

    class Source(Protocol):
        """Where a producer's items come from."""

        def __iter__(self) -> Iterator[Item]:
            """Yield each item when it is due, until the producer is to end."""

    class Task(Protocol):
        """What a consumer does with an item."""

        def work(self, item: Item) -> None:
            """Take the service time, on the CPU or asleep."""


Item = tuple[int, int, bytes]
"""Producer, number of the item of that producer, payload."""


def producer(channel: Channel, source: Source, gate: Gate, control: Control) -> None:
    """Put each item when it is due, holding a permit around the put."""
    for item in source:
        with gate:
            if not put(channel, item, control):
                break


def put(channel: Channel, item: Item, control: Control) -> bool:
    """Put one item as the settings say. False when a refusal is to end the producer."""
    while True:
        settings = control.settings
        try:
            if settings.put == "block":
                channel.put(item)
            elif settings.put == "timeout":
                channel.put(item, timeout=settings.put_timeout_s * settings.tempo)
            else:
                channel.put(item, block=False)
            return True
        except Full:
            if settings.when_full != "retry":
                return settings.when_full == "drop"
        if not control.proceed():
            return False


def consumer(channel: Channel, task: Task, gate: Gate, control: Control) -> None:
    """Get items and work on them, holding a permit around the work."""
    while control.proceed():
        try:
            item = get(channel, control)
        except Empty:
            if control.settings.when_empty == "stop":
                break
            continue
        if item is None:  # an end mark: look up, proceed() says whether to end
            continue
        with gate:
            task.work(item)


def get(channel: Channel, control: Control) -> Item | None:
    """Get one item as the settings say."""
    settings = control.settings
    item: Item | None
    if settings.get == "block":
        item = channel.get()
    elif settings.get == "timeout":
        item = channel.get(timeout=settings.get_timeout_s * settings.tempo)
    else:
        item = channel.get(block=False)
    return item
