"""What the samples of a run tell of its processes: the CPU time they used, and who stood frozen.

OS state   S R S T T T T S R S        sampled twice a second
                 |       |
               frozen   thawed        at the first sample that says so, as it was seen live
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.runlog.samples import SampleReader

_SAMPLE: Final = np.dtype(
    [(name, "<i8") for name in ("at", "pid", "cpu", "memory", "os", "parent")]
)
_STOPPED: Final = ord("T")


class Sampled:
    """Reads the samples of one run as they come in. Times are ns on the clock of the run log."""

    def __init__(self, folder: Path) -> None:
        self._reader = SampleReader(folder)
        self._samples = np.empty(0, _SAMPLE)
        self._turns: dict[int, list[int]] = {}
        """When a process was frozen, thawed, frozen, … in turn, by its id."""

    def cores_used(self, pids: Collection[int], first_ns: int, last_ns: int) -> float | None:
        """Return the CPU time that processes used in a range, in cores on average.

        Each counts from its first to its last sample there; None = of no process there are two.
        """
        self._read()
        first = bisect_left(self._samples["at"], first_ns)
        known = self._samples[first : bisect_right(self._samples["at"], last_ns)]
        known = known[np.isin(known["pid"], list(pids))]
        _, firsts = np.unique(known["pid"], return_index=True)
        _, lasts = np.unique(known["pid"][::-1], return_index=True)
        begins, ends = known[firsts], known[::-1][lasts]
        lasted = ends["at"] - begins["at"]
        used = (ends["cpu"] - begins["cpu"])[lasted > 0] / lasted[lasted > 0]
        return float(used.sum()) if len(used) else None

    def frozen(self, at_ns: int) -> set[int]:
        """Return the processes that a signal had stopped by an instant, the dead included."""
        self._read()
        return {pid for pid, turns in self._turns.items() if bisect_right(turns, at_ns) % 2}

    def turns_ns(self, pids: Collection[int]) -> list[int]:
        """Return when processes were frozen and when they were thawed, in no order."""
        self._read()
        return [at_ns for pid in pids for at_ns in self._turns.get(pid, [])]

    def _read(self) -> None:
        new = np.frombuffer(self._reader.read_new_bytes(), _SAMPLE)
        if not len(new):
            return
        self._samples = np.concatenate((self._samples, new))
        stopped = set(np.unique(new["pid"][new["os"] == _STOPPED]).tolist())
        for pid in stopped | {pid for pid, turns in self._turns.items() if len(turns) % 2}:
            self._add(pid, new[new["pid"] == pid])

    def _add(self, pid: int, samples: npt.NDArray[np.void]) -> None:
        turns = self._turns.setdefault(pid, [])
        is_frozen = samples["os"] == _STOPPED
        turns += samples["at"][np.diff(is_frozen, prepend=len(turns) % 2 == 1)].tolist()
