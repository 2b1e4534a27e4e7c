"""Messages on a pipe, as `multiprocessing.connection.Connection` writes and reads them.

    [ length, 4 bytes | message ]

The same bytes in the same calls to the system, with fewer calls in between: the standard class
takes five functions and three buffers for a message of a few bytes. What is long, or comes in
parts, goes the standard way, and so does everything on Windows.
"""

from __future__ import annotations

import sys
from multiprocessing import connection
from os import read, write
from struct import Struct

from engine.runlog.layout import ChannelCell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

if sys.platform == "win32":
    StandardConnection = connection.PipeConnection
else:
    StandardConnection = connection.Connection

SURE_ROOM_BYTES: Final = 16_384
"""With so little unread a pipe has room on every platform: a write cannot wait."""

_SHORT_BYTES: Final = 4_092
"""With its header PIPE_BUF at most: a pipe takes it in one piece."""
_HEADER_BYTES: Final = 4

_READ: Final = int(ChannelCell.READ)
_LARGEST: Final = int(ChannelCell.LARGEST_BYTES)

_pack_size = Struct("!i").pack
_unpack_size = Struct("!i").unpack
_unpack_long_size = Struct("!Q").unpack


def note_size(shared: memoryview, number: int, size: int) -> None:
    """Keep the size of the largest item that may still be in the pipe; `number` goes next."""
    if size > shared[_LARGEST] or number - shared[_READ] == 1:
        shared[_LARGEST] = size


if sys.platform == "win32":

    def send(end: Any, message: Any) -> None:
        """Write one message to a connection."""
        StandardConnection._send_bytes(end, message)

    def receive(end: Any, maxsize: int | None = None) -> Any:
        """Read one message from a connection; None if it is longer than `maxsize` bytes."""
        found = StandardConnection._recv_bytes(end, maxsize)
        return None if found is None else found.getvalue()

else:

    def send(end: Any, message: Any) -> None:
        """Write one message to a connection."""
        size = len(message)
        if size > _SHORT_BYTES:
            StandardConnection._send_bytes(end, message)  # type: ignore[attr-defined]
            return
        framed = _pack_size(size) + message
        written = write(end._handle, framed)
        if written < len(framed):
            end._send(framed[written:])

    def receive(end: Any, maxsize: int | None = None) -> Any:
        """Read one message from a connection; None if it is longer than `maxsize` bytes."""
        handle = end._handle
        header = read(handle, _HEADER_BYTES)
        if len(header) < _HEADER_BYTES:
            header = _rest(end, header, _HEADER_BYTES)
        (size,) = _unpack_size(header)
        if size == -1:  # 2 GiB or more
            (size,) = _unpack_long_size(end._recv(8).getvalue())
        if maxsize is not None and size > maxsize:
            return None
        message = read(handle, size)
        return message if len(message) == size else _rest(end, message, size)


def _rest(end: Any, begun: bytes, size: int) -> bytes:
    """Read on until there are `size` bytes. Raises what Connection does where the pipe ends."""
    try:
        rest: bytes = end._recv(size - len(begun)).getvalue()
    except EOFError:
        if begun:
            raise OSError("got end of file during message") from None
        raise
    return begun + rest
