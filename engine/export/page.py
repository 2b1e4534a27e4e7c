"""Text of many rows at once: a page is a matrix of bytes, one line a row, made column by column.

    | 1 2 . 5 0 0 0 0 0 0 0 0 | , | p r o d u c e r - 1 | ,  ...
    | 0 3 . 5 0 ...           | , | c o n s u m e r - 2 |
      ^ a zero byte is padding

Each column is as wide as its widest cell. Dropping the padding of the whole page leaves the text.
A digit costs one division of an array, a word one look-up: a million rows need no Python loop.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

_ZERO = ord("0")
_NANO_DIGITS = 9


def text_of(columns: Sequence[Bytes]) -> bytes:
    """Return the lines that `columns` spell; each has shape (rows, its width) or (1, its width)."""
    rows = max(len(column) for column in columns)
    page = np.concatenate(
        [np.broadcast_to(column, (rows, column.shape[1])) for column in columns], axis=1
    )
    text: bytes = page[page != 0].tobytes()
    return text


def literal(text: str) -> Bytes:
    """Return a column that says `text` in every row. Shape (1, length)."""
    return np.frombuffer(text.encode(), np.uint8)[np.newaxis, :]


def words(index: npt.NDArray[np.integer], table: Sequence[str]) -> Bytes:
    """Return the column of `table[index]`."""
    encoded = [word.encode() for word in table]
    width = max((len(word) for word in encoded), default=0)
    joined = b"".join(word.ljust(width, b"\0") for word in encoded)
    page: Bytes = np.frombuffer(joined, np.uint8).reshape(len(encoded), width)[index]
    return page


def integers(values: Ints, absent: str = "") -> Bytes:
    """Return the column of `values`, `absent` in place of the negative ones."""
    column = _digits(np.maximum(values, 0), keep=1)
    is_absent = values < 0
    if not is_absent.any():
        return column
    word = absent.encode()
    width = max(column.shape[1], len(word))
    wide: Bytes = np.zeros((len(column), width), np.uint8)
    wide[:, width - column.shape[1] :] = column
    wide[is_absent] = np.frombuffer(word.ljust(width, b"\0"), np.uint8)
    return wide


def seconds(ns: Ints) -> Bytes:
    """Return the column of times given in ns (not negative), exact: 1.500000000."""
    digits = _digits(ns, keep=_NANO_DIGITS + 1)
    point = np.full((len(ns), 1), ord("."), np.uint8)
    return np.concatenate([digits[:, :-_NANO_DIGITS], point, digits[:, -_NANO_DIGITS:]], axis=1)


def _digits(values: Ints, keep: int) -> Bytes:
    """Return decimal digits, leading zeros as padding but for the last `keep` places."""
    width = max(keep, len(str(int(values.max(initial=0)))))
    digits: Bytes = np.empty((width, len(values)), np.uint8)
    rest = values.astype(np.uint64)
    for place in range(width - 1, -1, -1):
        if rest.itemsize > 4 and int(rest.max(initial=0)) < 2**32:
            rest = rest.astype(np.uint32)  # divides several times as fast
        quotient = rest // 10
        digits[place] = rest - quotient * 10 + _ZERO
        if place < width - keep:
            digits[place][rest == 0] = 0
        rest = quotient
    return digits.T
