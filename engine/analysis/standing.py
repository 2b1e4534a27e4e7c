"""Where every item stands now: the ledger and the depth, from the blocks of all threads at once."""

from typing import Final

import numpy as np
import numpy.typing as npt

from engine.ledger import Fate, Ledger, Tally, add_up
from engine.runlog.block_table import BlockTable
from engine.runlog.layout import Cell, Role, feeder_name
from engine.runlog.manifest import Manifest, WorkerEntry

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_FEEDER_SUFFIX: Final = feeder_name("")


class Standing:
    """Adds up the ledger of one run, again and again, while its workers come and go."""

    def __init__(self) -> None:
        self._basis: tuple[object, object] = (None, None)
        self._members: dict[Fate, Mask] = {}

    def ledger(self, table: BlockTable, manifest: Manifest, is_final: bool) -> Ledger:
        """Return the ledger. With `is_final` no worker is left.

        Of a worker nothing but its fate matters: those that share one count as one.
        """
        if self._basis[0] is not manifest or self._basis[1] is not table.names:
            self._basis = manifest, table.names
            self._members = _members(table.names, manifest)
        return add_up(
            [_tally(fate, table.cells[mask]) for fate, mask in self._members.items()], is_final
        )


def depth(table: BlockTable, returned_later: int, maxsize: int) -> int:
    """Return the depth: within what it was while the blocks were read.

    Entries are counted after the first reading of returns, and before `returned_later`.
    """
    entered = int(table.column(Cell.ENTERED).sum() - table.column(Cell.UNSENDABLE).sum())
    most = entered - int(table.column(Cell.RETURNED).sum())
    return max(0, entered - returned_later, min(most, maxsize) if maxsize else most)


def _members(names: tuple[str, ...], manifest: Manifest) -> dict[Fate, Mask]:
    """Return which threads belong to the workers of each fate."""
    fates = {entry.name: _fate(entry) for entry in manifest.workers}
    of_thread = [fates.get(name.removesuffix(_FEEDER_SUFFIX), Fate.ALIVE) for name in names]
    return {
        fate: np.array([one is fate for one in of_thread], bool)
        for fate in Fate
        if fate in of_thread
    }


def _fate(entry: WorkerEntry) -> Fate:
    if entry.ended_ns is None:
        return Fate.ALIVE
    return Fate.ASKED if entry.asked or not entry.exitcode else Fate.DIED


def _tally(fate: Fate, cells: Ints) -> Tally:
    """Return what threads have counted together, shape (threads, cells)."""
    is_feeder = cells[:, Cell.ROLE] == Role.FEEDER
    workers, feeders = cells[~is_feeder], cells[is_feeder]
    # A worker counts an attempt of its own for a put that has to wait.
    begun = workers[:, Cell.ENTERED] + workers[:, Cell.REFUSED]
    own, fed = workers.sum(axis=0).tolist(), feeders.sum(axis=0).tolist()
    return Tally(
        fate=fate,
        attempted=int(np.maximum(workers[:, Cell.ATTEMPTED], begun).sum()),
        refused=own[Cell.REFUSED],
        entered=own[Cell.ENTERED],
        written=own[Cell.WRITTEN] + fed[Cell.WRITTEN],
        unsendable=fed[Cell.UNSENDABLE],
        read=own[Cell.RETURNED],
        done=own[Cell.DONE],
    )
