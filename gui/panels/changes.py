"""What differs between a frame and the one before it: pure functions, so that little is repainted.

frame before    | a b c d e f g |
moved by 2          | c d e f g h i |     c ... f are known, g ... i are new
"""

import numpy as np
import numpy.typing as npt

from engine.analysis.view import Floats


def moved(before: Floats, now: Floats) -> int | None:
    """Return by how many whole columns a range has moved on; None if it is not the same one."""
    if len(before) != len(now):
        return None
    width = float(now[1] - now[0])
    shift = float(now[0] - before[0]) / width
    by = round(shift)
    is_same = abs(shift - by) < 1e-3 and abs(float(now[-1] - before[-1]) / width - by) < 1e-3
    return by if is_same and 0 <= by < len(now) - 1 else None


def first_new(before: Floats, now: Floats) -> int:
    """Return the first column in which several series differ, shape (k, n): n if none does.

    Two NaN are the same.
    """
    if before.shape != now.shape:
        return 0
    same: npt.NDArray[np.bool_] = np.all(before.view(np.int64) == now.view(np.int64), axis=0)
    return first_false(same)


def first_false(flags: npt.NDArray[np.bool_]) -> int:
    """Return the index of the first flag that is not set: their number if all are."""
    return int(np.argmin(np.append(flags, False)))
