"""What a thread had counted at an instant: a segment's header and the records after it."""

from dataclasses import dataclass

import numpy as np

from engine.runlog.layout import Kind, Result, SegmentCell
from engine.runlog.seek import Counted


@dataclass(frozen=True)
class Tally:
    """Counts since the start of the run."""

    entered: int
    returned: int
    """Items read, their slots given back."""
    dropped: int
    """Items that could not be pickled."""


def tally(counted: Counted) -> Tally:
    """Return the counts at the instant that `counted` was looked up for."""
    kinds = np.ascontiguousarray(counted.records["kind"])
    is_ok = counted.records["result"] == Result.OK
    entries = ((kinds == Kind.PUT) | (kinds == Kind.SEND)) & is_ok
    reads, drops = (kinds == Kind.GET) & is_ok, kinds == Kind.DROP
    totals = counted.totals
    return Tally(
        entered=totals[SegmentCell.ENTERED] + int(np.count_nonzero(entries)),
        returned=totals[SegmentCell.RETURNED] + int(np.count_nonzero(reads)),
        dropped=totals[SegmentCell.UNSENDABLE] + int(np.count_nonzero(drops)),
    )
