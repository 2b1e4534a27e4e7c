"""The rows of an exported log: every span of a run by time, with the exact depth after it.

A row begins at the start of its span; what the span changed happened at its end. `depth_after` is
the depth at that instant, so rows that overlap do not show it in order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.export.merge import UNKNOWN, Stretch, stretches
from engine.runlog.layout import Cell, Kind, Result, Role
from engine.runlog.reader import Records, RunReader
from engine.states import State

Ints = npt.NDArray[np.int64]

ABSENT: Final = UNKNOWN
"""Stands for an empty cell in the numbers of a row."""

STATE_WORDS: Final = ("", *(state.word for state in State))
"""The words of a row's `state`, by its number."""

_UNSENDABLE: Final = len(Result)
_NO_RESULT: Final = _UNSENDABLE + 1
RESULT_WORDS: Final = (*(result.name.lower() for result in Result), "unsendable", "")
"""The words of a row's `result`, by its number; the last is for spans that are no call."""

_IS_SPAN: Final = np.isin(
    np.arange(256),
    [kind for kind in Kind if kind is not Kind.ORDER],  # that is an instant
)


@dataclass(frozen=True)
class Thread:
    """Who wrote a row: a worker, or the feeder thread of one."""

    name: str
    role: str
    pid: int


@dataclass(frozen=True)
class Rows:
    """Rows by start. Arrays have shape (n,); times are ns since the start of the run."""

    threads: tuple[Thread, ...]
    thread: Ints
    """Index into `threads`."""
    t_ns: Ints
    duration_ns: Ints
    state: Ints
    """Index into STATE_WORDS."""
    result: Ints
    """Index into RESULT_WORDS."""
    count: Ints
    """Calls that the span stands for: refusals in a row are one span."""
    item: Ints
    """Sequence number of the item, or ABSENT."""
    depth_after: Ints
    """Depth at the end of the span, or ABSENT where it changed none."""
    instants: int = 0
    """Records before or among them that are no span and so no row."""

    def __len__(self) -> int:
        return len(self.t_ns)

    def part(self, start: int, end: int) -> "Rows":
        """Return rows `start` to `end`, as views."""
        columns = {name: getattr(self, name)[start:end] for name in _COLUMNS}
        return replace(self, instants=0 if start else self.instants, **columns)


_COLUMNS: Final = (
    "thread",
    "t_ns",
    "duration_ns",
    "state",
    "result",
    "count",
    "item",
    "depth_after",
)


def read_rows(reader: RunReader) -> Iterator[Rows]:
    """Yield every span that a run's log has now, by start.

    Only the last part may be empty: it has the instants after the last span.
    """
    threads = tuple(_thread(reader, name) for name in reader.threads())
    origin_ns = reader.manifest.origin_ns
    instants = 0
    for stretch in stretches(reader):
        rows = _rows(stretch, threads, origin_ns)
        instants += len(stretch.records) - len(rows)
        if len(rows):
            yield replace(rows, instants=instants)
            instants = 0
    if instants:
        yield replace(rows.part(0, 0), instants=instants)


def _rows(stretch: Stretch, threads: tuple[Thread, ...], origin_ns: int) -> Rows:
    is_span = _IS_SPAN[stretch.records["kind"]]
    spans = stretch.records[is_span]
    return Rows(
        threads=threads,
        thread=stretch.thread[is_span],
        t_ns=np.maximum(spans["start"] - origin_ns, 0),
        duration_ns=np.maximum(spans["duration"], 0),
        state=np.where(spans["state"] < len(STATE_WORDS), spans["state"], 0).astype(np.int64),
        result=_results(spans),
        count=spans["count"].astype(np.int64),
        item=np.where(spans["item"] > 0, spans["item"], ABSENT),
        depth_after=stretch.depth_after[is_span],
    )


def _thread(reader: RunReader, name: str) -> Thread:
    cells = reader.cells(name)
    role = Role(cells[Cell.ROLE]).name.lower() if cells[Cell.ROLE] in tuple(Role) else "other"
    return Thread(name, role, cells[Cell.PID])


def _results(spans: Records) -> Ints:
    known = np.minimum(spans["result"].astype(np.int64), _NO_RESULT)
    known[spans["kind"] == Kind.STATE] = _NO_RESULT
    known[spans["kind"] == Kind.DROP] = _UNSENDABLE
    return known
