"""The telemetry cells of all threads of a run, read in one go."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine.runlog.block_reader import CellFile
from engine.runlog.layout import Cell

Ints = npt.NDArray[np.int64]

_COUNT = len(Cell)


class Cells(Protocol):
    """The telemetry cells of one thread, however they are kept."""

    def __getitem__(self, cell: Cell, /) -> int:
        """Return one cell."""


@dataclass(frozen=True, eq=False)
class BlockTable:
    """All blocks as they stood at about one instant; each cell is as its thread had written it.

    They are read against the stream, consumers before feeders before producers: items move on
    meanwhile, so that an item can be met twice, and none is missed. Cells of one thread are not of
    one and the same instant: what needs STATE and RECORDS to agree reads `block_cells`.
    """

    names: tuple[str, ...]
    cells: Ints
    """Shape (threads, cells)."""

    def moved(self, since: "BlockTable | None") -> Ints:
        """Return which threads differ from an earlier reading, as numbers; all if names do."""
        if since is None or since.names is not self.names:
            return np.arange(len(self.names))
        return np.flatnonzero((self.cells != since.cells).any(axis=1))

    def rows(self, threads: Ints) -> dict[str, list[int]]:
        """Return the cells of threads given by number, by name: a Cell is an index of them."""
        names = [self.names[thread] for thread in threads.tolist()]
        return dict(zip(names, self.cells[threads].tolist(), strict=True))

    def column(self, cell: Cell) -> Ints:
        """Return one cell of all threads, shape (threads,)."""
        column: Ints = self.cells[:, cell]
        return column


def read_table(names: tuple[str, ...], blocks: Iterable[CellFile]) -> BlockTable:
    """Read the blocks of `names`, in this order."""
    # One copy of memory: a few thousand cells, cell by cell, would take as long as a whole frame.
    copied = b"".join([block.raw(_COUNT) for block in blocks])
    return BlockTable(names, np.frombuffer(copied, np.int64).reshape(-1, _COUNT))
