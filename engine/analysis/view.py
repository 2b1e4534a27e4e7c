"""What a range of a run looks like: the series and lanes that plots are drawn from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.runlog.marks import Mark

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lane:
    """The states over a range of time of one worker, or of all workers of a role together."""

    name: str
    """The worker's; the role's where it stands for several."""
    role: str
    index: int
    """0 where it stands for several."""
    started_s: float
    ended_s: float | None
    shares: npt.NDArray[np.float32]
    """Shape (n, 20): share of each bin spent in the State of that number; rows sum to 1 while the
    process lives, to less in the bins where it starts and ends, to 0 outside its life. Of several
    workers: share of the time that they live."""
    members: int = 1
    """How many workers it stands for."""


@dataclass(frozen=True)
class View:
    """All series over one range, n bins. Times are seconds since the start of the run."""

    edges_s: Floats
    """Shape (n + 1,): the borders of the bins."""
    depth: Floats
    """Shape (n,): time-weighted mean depth, NaN outside the run."""
    depth_low: Floats
    depth_high: Floats
    """Shape (n,): least and greatest mean depth of the finest bins within each bin."""
    maxsize: Floats
    """Shape (n,): in force at the end of each bin, NaN = unbounded or a pipe."""
    entered_hz: Floats
    """Shape (n,): throughput in, items a second over the trailing second (or one bin if wider);
    NaN outside the run."""
    left_hz: Floats
    """Shape (n,): throughput out, likewise: items done."""
    offered_hz: Floats
    """Shape (n,): what the settings in force ask of those producers that are there; NaN = flat
    out."""
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    """Marks of the whole run, oldest first."""
