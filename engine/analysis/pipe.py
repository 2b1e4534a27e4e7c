"""When an item entered a pipe: at the end of its write, or of its read if that was stamped first.

The kernel hands an item over before the writer gets to its clock, so that the k-th read can end
before the k-th write does; the item entered no later than it was read.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

ITEM_HEADER_BYTES: Final = 28
"""What an item takes in a pipe beside its payload, about: its frame and its pickle."""

_NONE: Final[Ints] = np.empty(0, np.int64)
_MOST: Final = 200_000
"""Unmatched items kept; more are there only when part of the log is gone."""


class PipeMatcher:
    """Pairs writes and reads by sequence number as they come in, in any order."""

    def __init__(self) -> None:
        self._writes: tuple[Ints, Ints] = (_NONE, _NONE)
        self._reads: tuple[Ints, Ints] = (_NONE, _NONE)

    def add(self, writes: tuple[Ints, Ints], reads: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
        """Take new (sequence number, time) pairs of writes and reads.

        Return (time read, time written), shape (n,) each, of the items now paired whose read was
        stamped before their write: there depth rises at the first and not at the second.
        """
        written, write_ns = _joined(self._writes, writes)
        read, read_ns = _joined(self._reads, reads)
        _, in_writes, in_reads = np.intersect1d(written, read, return_indices=True)
        self._writes = _without(written, write_ns, in_writes)
        self._reads = _without(read, read_ns, in_reads)
        write_ns, read_ns = write_ns[in_writes], read_ns[in_reads]
        is_early = read_ns < write_ns
        return read_ns[is_early], write_ns[is_early]


def _joined(old: tuple[Ints, Ints], new: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    return np.concatenate((old[0], new[0])), np.concatenate((old[1], new[1]))


def _without(items: Ints, times: Ints, gone: Ints) -> tuple[Ints, Ints]:
    keep = np.ones(len(items), bool)
    keep[gone] = False
    return items[keep][-_MOST:], times[keep][-_MOST:]
