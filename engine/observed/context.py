"""The context: what `multiprocessing.get_context(...)` offers, recorded into a run folder.

Process, Queue, Semaphore, Pipe and Lock are observed. Everything else is the standard class built
from observed semaphores and locks, or the standard class itself.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
from multiprocessing import connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess

from engine import platforms
from engine.observed import connections, process, queues, synchronize
from engine.runlog import writer
from engine.runlog.layout import Channel, ChannelCell
from engine.runlog.writer import ChannelBlock, StrPath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


class ObservedContext(BaseContext):
    """A `multiprocessing` context that records what its processes do into the folder `run`."""

    def __init__(self, method: str | None, run: StrPath) -> None:
        self._standard = multiprocessing.get_context(method)
        self.folder = os.path.abspath(run)
        writer.make_folders(self.folder)
        process.record_children_into(self.folder)

    @property
    def run(self) -> Path:
        """The run folder."""
        from pathlib import Path

        return Path(self.folder)

    def get_start_method(self, allow_none: bool = False) -> Any:
        """Return the start method of the standard context."""
        return self._standard.get_start_method(allow_none)

    def get_context(self, method: str | None = None) -> Any:
        """Return this context, or an observed one for another start method."""
        return self if method is None else ObservedContext(method, self.folder)

    @property
    def Process(self) -> type[BaseProcess]:
        """The Process class of the start method; its programs are recorded."""
        return process.CLASSES[self.get_start_method()]

    def Queue(self, maxsize: int = 0) -> Any:
        """Return an observed `multiprocessing.Queue` that can be resized in use."""
        return queues.Queue(maxsize, ctx=self)

    def Semaphore(self, value: int = 1) -> Any:
        """Return an observed `multiprocessing.Semaphore` that can be resized in use."""
        return synchronize.Semaphore(value, ctx=self)

    def Lock(self) -> Any:
        """Return an observed `multiprocessing.Lock`."""
        return synchronize.Lock(ctx=self)

    def Pipe(self, duplex: bool = True) -> Any:
        """Return the two observed ends of a pipe; the second sends to the first if one-way."""
        first, second = connection.Pipe(duplex)
        capacity = platforms.pipe_capacity(second.fileno())
        forth = self.new_block(Channel.PIPE, 0, capacity)
        back = self.new_block(Channel.PIPE, 0, capacity) if duplex else None
        return (
            connections.Connection.adopt(first, outgoing=back, incoming=forth),
            connections.Connection.adopt(second, outgoing=forth, incoming=back),
        )

    def new_block(self, kind: Channel, maxsize: int, capacity: int = 0) -> ChannelBlock:
        """Return a new block in the run folder: "channel", "channel-2", …, "semaphore", …"""
        base = "semaphore" if kind == Channel.SEMAPHORE else "channel"
        for number in itertools.count(1):
            try:
                name = base if number == 1 else f"{base}-{number}"
                block = writer.create_channel(self.folder, name, kind, maxsize)
            except FileExistsError:
                continue
            block.cells[ChannelCell.CAPACITY_BYTES] = capacity
            return block
        raise AssertionError("unreachable")
