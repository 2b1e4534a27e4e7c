"""What `qsize()`, `empty()` and `full()` would answer at an instant, and whether that is true.

qsize() is maxsize minus the free slots: it counts what nobody can get (any more). empty() asks the
pipe, and knows nothing of the sender buffers. full() asks the semaphore, and is right about it.
"""

import sys
from dataclasses import dataclass, field
from typing import Final, Literal

from engine.analysis.sentence import Phrase, phrase

_LOCKED: Final = phrase("nobody can get any: who held the read lock is dead")


@dataclass(frozen=True)
class Answer:
    """The answer of one method."""

    call: str
    value: int | bool | None
    """None = unknown, or the method does not exist here: `reason` says so."""
    is_true: bool | None
    """Whether a program that believes it is right; None = unknown."""
    reason: Phrase = field(default_factory=Phrase)
    """Why it is not; empty when it is."""


def answers(
    kind: Literal["queue", "pipe"],
    total: int,
    maxsize: int,
    in_pipe: int | None,
    *,
    is_writing: bool = False,
    unreturned: int | None = 0,
    unreadable: int = 0,
    is_locked: bool = False,
) -> tuple[Answer, ...]:
    """Return the answers of a queue's `qsize`, `empty` and `full`, or of a connection's `poll`.

    `is_writing`: a writer waits for room in the pipe, so part of an item is in it. `is_locked`: who
    held the read lock was killed, and nobody will ever read again.
    """
    if kind == "pipe":
        ready = None if in_pipe is None else in_pipe > 0 or is_writing
        return (Answer("poll()", ready, None if ready is None else True),)
    return (
        _qsize(total, unreturned, unreadable, is_locked),
        _empty(total - (unreturned or 0) - unreadable, in_pipe, is_writing, is_locked),
        _full(total, maxsize),
    )


def _qsize(total: int, unreturned: int | None, unreadable: int, is_locked: bool) -> Answer:
    if sys.platform == "darwin":
        return Answer("qsize()", None, None, phrase("raises NotImplementedError on macOS"))
    if total and is_locked:
        return Answer("qsize()", total, False, _LOCKED)
    if unreadable:
        words = phrase("{n} of them nobody can get: their producer is gone", n=f"{unreadable:,}")
        return Answer("qsize()", total, False, words)
    if unreturned:
        words = phrase("{n} of them are read, their slots not yet given back", n=f"{unreturned:,}")
        return Answer("qsize()", total, False, words)
    return Answer("qsize()", total, True)


def _empty(readable: int, in_pipe: int | None, is_writing: bool, is_locked: bool) -> Answer:
    if in_pipe is None:
        words = phrase("the log does not tell what is in the pipe and what in sender buffers")
        return Answer("empty()", None, None, words)
    says_empty = not in_pipe and not is_writing
    if says_empty and readable > 0:
        words = phrase("{n} are on their way, empty() sees only the pipe", n=f"{readable:,}")
        return Answer("empty()", True, False, words)
    if not says_empty and is_locked:
        return Answer("empty()", False, False, _LOCKED)
    return Answer("empty()", says_empty, True)


def _full(total: int, maxsize: int) -> Answer:
    return Answer("full()", bool(maxsize) and total >= maxsize, True)
