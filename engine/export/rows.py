"""The rows of an exported log: every span of a run by time, with the exact depth after it.

A row begins at the start of its span; what the span changed happened at its end. `depth_after` is
the depth at that instant, so rows that overlap do not show it in order.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.depth import depth_events
from engine.analysis.items import ItemNumbers
from engine.runlog.layout import Cell, Kind, Result, Role
from engine.runlog.reader import NO_RECORDS, Records, RunReader
from engine.states import State

Ints = npt.NDArray[np.int64]

ABSENT: Final = -1
"""Stands for an empty cell in the numbers of a row."""

STATE_WORDS: Final = ("", *(state.word for state in State))
"""The words of a row's `state`, by its number."""

_UNSENDABLE: Final = len(Result)
_NO_RESULT: Final = _UNSENDABLE + 1
RESULT_WORDS: Final = (*(result.name.lower() for result in Result), "unsendable", "")
"""The words of a row's `result`, by its number; the last is for spans that are no call."""

_SPANS: Final = (Kind.STATE, Kind.PUT, Kind.SEND, Kind.GET, Kind.WORK, Kind.WRITE, Kind.DROP)
_MOVES: Final = (Kind.PUT, Kind.SEND, Kind.GET, Kind.DROP)
_NONE: Final = np.zeros(0, np.int64)


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

    def __len__(self) -> int:
        return len(self.t_ns)

    def part(self, start: int, end: int) -> "Rows":
        """Return rows `start` to `end`, as views."""
        return Rows(self.threads, *(getattr(self, name)[start:end] for name in _COLUMNS))


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


def read_rows(reader: RunReader) -> Rows:
    """Return every span of a run that the log still holds."""
    names, numbers = reader.threads(), ItemNumbers(reader)
    parts = [np.concatenate([NO_RECORDS, *reader.scan(name)]) for name in names]
    records = np.concatenate([NO_RECORDS, *parts])
    owner = np.repeat(np.arange(len(names)), [len(part) for part in parts])
    item = np.concatenate([_NONE, *(numbers.of(*pair) for pair in zip(names, parts, strict=True))])
    by_time = np.argsort(records["start"], kind="stable")
    kept = by_time[np.isin(records["kind"][by_time], _SPANS)]
    spans, item = records[kept], item[kept]
    return Rows(
        threads=tuple(_thread(reader, name) for name in names),
        thread=owner[kept],
        t_ns=np.maximum(spans["start"] - reader.manifest.origin_ns, 0),
        duration_ns=np.maximum(spans["duration"], 0),
        state=np.where(spans["state"] < len(STATE_WORDS), spans["state"], 0).astype(np.int64),
        result=_results(spans),
        count=spans["count"].astype(np.int64),
        item=np.where(item > 0, item, ABSENT),
        depth_after=_depth_after(spans, reader),
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


def _depth_after(spans: Records, reader: RunReader) -> Ints:
    """Return the depth at the end of each span that changed it, else ABSENT. Shape (n,)."""
    times_ns, depth = depth_events(reader)
    is_event = np.isin(spans["kind"], _MOVES) & (spans["result"] == Result.OK)
    at = np.searchsorted(times_ns, spans["start"] + spans["duration"], "right") - 1
    # Before the first event depth is not known: retention trimmed what led to it.
    is_known = is_event & (at >= 0)
    after = np.full(len(spans), ABSENT, np.int64)
    after[is_known] = depth[at[is_known]]
    return after
