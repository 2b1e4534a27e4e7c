"""Reads files of int64 cells (blocks of threads and channels) while others write into them."""

import mmap
from pathlib import Path
from typing import Final

from engine.runlog import layout
from engine.runlog.layout import Cell, ChannelCell

_CELL_BYTES: Final = 8
_TRIES: Final = 8
_CELLS: Final = tuple(Cell)


class RunLogError(ValueError):
    """A file of a run folder cannot be read. `str()` is one sentence for the user."""


def check_header(path: Path, magic: int, version: int, wanted: int, what: str) -> None:
    """Raise RunLogError unless `magic` is `wanted` and the version is ours."""
    if magic != wanted:
        raise RunLogError(f"{path} is not {what} of a Weir run.")
    if version != layout.VERSION:
        raise RunLogError(
            f"{path} has version {version}; this Weir reads version {layout.VERSION}."
        )


class CellFile:
    """One mapped file of int64 cells. Cells 0 and 1 are its magic number and its version."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory: mmap.mmap | None = memory
        self._bytes = memoryview(memory)
        self._view = self._bytes.cast("q")

    @classmethod
    def open(cls, path: Path, size: int, magic: int, what: str) -> "CellFile | None":
        """Return the file mapped read-only; None if it is not there or not yet filled in.

        Raises RunLogError when it is something else.
        """
        try:
            with open(path, "rb") as file:
                head = file.read(2 * _CELL_BYTES)
                length = file.seek(0, 2)
                first = int.from_bytes(head[:_CELL_BYTES], "little", signed=True)
                # Its writer creates it, gives it its size, fills it in, and sets the magic.
                if length < size or first == 0:
                    return None
                version = int.from_bytes(head[_CELL_BYTES:], "little", signed=True)
                check_header(path, first, version, magic, what)
                if length != size:
                    raise RunLogError(f"{path} has {length} bytes instead of {size}.")
                return cls(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RunLogError(f"{path} cannot be read: {error}.") from None

    def __getitem__(self, cell: int) -> int:
        """Return one cell, by one aligned load."""
        return self._view[cell]

    def values(self, count: int) -> list[int]:
        """Return the first `count` cells."""
        return list(self._view[:count])

    def raw(self, count: int) -> memoryview:
        """Return the bytes of the first `count` cells, to be copied at once.

        Whoever held on to them would keep the file from being unmapped.
        """
        return self._bytes[: count * _CELL_BYTES]

    def freeze(self) -> None:
        """Keep the values of now and unmap the file: its writer has ended."""
        if self._memory is not None:
            kept = memoryview(bytes(self._bytes))
            self.close()
            self._bytes, self._view = kept, kept.cast("q")

    def close(self) -> None:
        """Unmap the file."""
        if self._memory is not None:
            self._view.release()
            self._bytes.release()
            self._memory.close()
            self._memory = None


def open_block(run: Path, name: str) -> CellFile | None:
    """Return the block of thread `name`, None if it is not filled in yet."""
    path = layout.block_path(run, name)
    return CellFile.open(path, layout.BLOCK_BYTES, layout.BLOCK_MAGIC, "the block")


def open_channel(run: Path, name: str) -> CellFile | None:
    """Return the block of channel `name`, None if it is not filled in yet."""
    path = layout.channel_path(run, name)
    return CellFile.open(path, layout.CHANNEL_BYTES, layout.CHANNEL_MAGIC, "the channel block")


def block_cells(block: CellFile) -> dict[Cell, int]:
    """Return the telemetry cells of a block, STATE and RECORDS of one and the same instant.

    Two cells that are loaded one after the other disagree now and then while their thread works;
    loading them until nothing moved is what makes them agree.
    """
    values: list[int] = []
    for _ in range(_TRIES):
        before = block[Cell.RECORDS], block[Cell.STATE]
        values = block.values(len(_CELLS))
        if before == (values[Cell.RECORDS], values[Cell.STATE]) and before == (
            block[Cell.RECORDS],
            block[Cell.STATE],
        ):
            break
    return dict(zip(_CELLS, values, strict=True))


def channel_cells(channel: CellFile) -> dict[ChannelCell, int]:
    """Return the cells of a channel's block."""
    return dict(zip(ChannelCell, channel.values(len(ChannelCell)), strict=True))
