"""How many items of a queue had been written to its pipe by an instant of the past.

    ORDER 7       WRITE 9 -------     a write that did not wait leaves a record only sometimes
       |      at     |                at: 7 were written at least, 8 at most; and no fewer than
       |      ^      |                were read by then, no more than were put

Sequence numbers are given under the write lock, so that n written means 1 to n written.
"""

from collections.abc import Mapping

import numpy as np

from engine.analysis.tally import Tally
from engine.runlog.layout import Cell, Kind, Role
from engine.runlog.reader import Records
from engine.runlog.seek import Counted, Seeker

_AHEAD = 16
"""Records of a feeder among which its next write is looked for."""


def written(
    seeker: Seeker,
    threads: Mapping[str, Mapping[Cell, int]],
    counted: Mapping[str, Counted],
    counts: Mapping[str, Tally],
    at_ns: int,
) -> int | None:
    """Return how many items had been written by `at_ns`, None where the records leave it open.

    `threads` are the cells of all threads, at `at_ns` or later; `counted` and `counts` are what
    they had counted at that instant.
    """
    least = sum(each.returned for each in counts.values())
    most = sum(each.entered - each.dropped for each in counts.values())
    most = min(most, sum(c[Cell.WRITTEN] for c in threads.values() if c[Cell.ROLE] == Role.FEEDER))
    for name, before in counted.items():
        least = max(least, _last(before.records))
        after = seeker.after(name, at_ns, _AHEAD)
        following = _next(after)
        if following:
            most = min(most, following - 1)
            if _is_writing(after, at_ns):
                least = max(least, following - 1)
    return least if least >= most else None


def _last(records: Records) -> int:
    """Return the number of the last item of which a record says that it was written, 0 for none."""
    found = _numbers(records)
    return int(found[-1]) if len(found) else 0


def _next(records: Records) -> int:
    """Return the number of the first item of which a record says that it was written, or 0."""
    found = _numbers(records)
    return int(found[0]) if len(found) else 0


def _is_writing(records: Records, at_ns: int) -> bool:
    """Return True when the first record is of a write that had begun: all before it are written."""
    return bool(records["kind"][0] == Kind.WRITE and records["start"][0] <= at_ns)


def _numbers(records: Records) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the sequence numbers that WRITE and ORDER records tell, shape (n,), rising."""
    kinds = records["kind"]
    told = records[(kinds == Kind.WRITE) | (kinds == Kind.ORDER)]
    of_order = np.where(told["kind"] == Kind.ORDER, told["duration"], 0)
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]] = told["item"] + of_order
    return numbers
