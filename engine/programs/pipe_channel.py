"""A one-way Pipe whose ends are shared by several processes, each under a lock."""

from __future__ import annotations

from queue import Empty
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class PipeChannel:
    """The two ends with their locks. `put` only blocks: `send` has no timeout."""

    def __init__(self, receiver: Any, sender: Any, read_lock: Any, write_lock: Any) -> None:
        self.receiver = receiver
        self.sender = sender
        self.read_lock = read_lock
        self.write_lock = write_lock

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Send an item; blocks while the pipe has no room, whatever `block` and `timeout` say."""
        with self.write_lock:
            self.sender.send(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Receive an item. Raises queue.Empty at the timeout, or at once if not `block`."""
        if block and timeout is None:
            with self.read_lock:
                return self.receiver.recv()
        deadline = monotonic() + (timeout or 0)
        if not self.read_lock.acquire(block, timeout):
            raise Empty
        try:
            if not self.receiver.poll(max(0.0, deadline - monotonic()) if block else 0):
                raise Empty
            return self.receiver.recv()
        finally:
            self.read_lock.release()
