"""From new records of all threads to what they add to the bins (Delta). No loop over records."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.analysis.level import Delta, Ints
from engine.analysis.pipe import PipeMatcher
from engine.runlog.block_table import Cells
from engine.runlog.layout import Cell, Kind, Result, Role, SegmentCell
from engine.runlog.segment_reader import Gap, Records, joined
from engine.states import State

STATES: Final = 20
"""One more than the greatest number of a State."""

# Indexed by kind: what has a state of its own; the residue of a life is WORKING_CPU.
HAS_STATE = np.isin(np.arange(256), [Kind.STATE, Kind.PUT, Kind.SEND, Kind.GET, Kind.WORK])
IS_SHOWN = np.isin(
    np.arange(256),
    [state for state in State if state is not State.WORKING_CPU and not state.is_end],
)
# A member of an enum that is looked up hundreds of times a frame is costly on Python 3.11.
_ROLE: Final = Cell.ROLE
_FEEDER: Final = Role.FEEDER
_MERGES: Final = (Result.FULL, Result.TIMEOUT, Result.EMPTY)
_NONE: Final = np.iinfo(np.int64).min


class Intake:
    """Turns batches of records into deltas; keeps what must be remembered between two batches."""

    def __init__(self, origin_ns: int) -> None:
        self._origin_ns = origin_ns
        self._pipe = PipeMatcher()
        self._is_pipe = False
        self._index: dict[str, int] = {}
        self.names: list[str] = []
        """Threads in order of appearance."""
        self._is_worker = np.zeros(0, bool)
        self._held: Ints = np.zeros(0, np.int64)
        """Per worker: end of a read item of which it is not known yet whether work follows."""
        self._works = np.zeros(0, bool)
        self._tally: Ints = np.zeros((0, 3), np.int64)
        """Per thread: entered, returned, done; see Gap."""
        self._slots: npt.NDArray[np.int64] = np.zeros((0, STATES), np.int64)
        self.owners: list[tuple[int, int]] = []
        """Worker and state of each column."""
        self.last_end_ns: dict[str, int] = {}
        self.retrying: dict[str, State] = {}
        """Workers whose last record is a refusal: the program is trying again, in that state."""

    def index(self, name: str) -> int:
        """Return the number of a thread, given in order of appearance."""
        if name not in self._index:
            self._index[name] = len(self.names)
            self.names.append(name)
            self._held = np.append(self._held, _NONE)
            self._works = np.append(self._works, False)
            self._is_worker = np.append(self._is_worker, True)
            self._tally = np.vstack((self._tally, np.zeros((1, 3), np.int64)))
            self._slots = np.vstack((self._slots, np.full((1, STATES), -1)))
        return self._index[name]

    def bridge(self, gap: Gap) -> int:
        """Take over the totals of a thread at a gap; return by how much depth changed unseen."""
        number = self.index(gap.name)
        tally = self._tally[number]
        # RETURNED counts the reads of a pipe too: its items give no slot back, they just leave.
        cells = (SegmentCell.ENTERED, SegmentCell.RETURNED, SegmentCell.DONE)
        missed = np.array([gap.totals[cell] for cell in cells]) - tally
        tally += missed
        return int(missed[0] - missed[1])

    def take(self, records: Mapping[str, Records], blocks: Mapping[str, Cells]) -> Delta:
        """Return what new records add. `blocks` holds the cells of at least their threads."""
        batch = joined(records.values())
        numbers = [self._index_of(name, blocks[name]) for name in records]
        counts = [len(part) for part in records.values()]
        thread = np.repeat(np.array(numbers, np.int64), counts)
        self._note_last(list(records), batch[np.cumsum(counts, dtype=np.int64) - 1])
        start = batch["start"] - self._origin_ns
        end = start + batch["duration"]
        # A column of its own: in the records each kind stands in another line of the cache.
        kind, is_ok = batch["kind"].copy(), batch["result"] == Result.OK
        is_read = (kind == Kind.GET) & is_ok
        is_entry = ((kind == Kind.PUT) | (kind == Kind.SEND)) & is_ok
        entered = end[is_entry]
        # A feeder that cannot pickle an item gives its slot back.
        is_exit = is_read | (kind == Kind.DROP)
        self._count(thread[is_entry], 0)
        self._count(thread[is_read], 1)
        early, late = self._early_reads(batch, end, is_read)
        slot, is_span = self._spans(kind, batch["state"].copy(), end > start, thread)
        return Delta(
            up=np.concatenate((entered, early)),
            down=np.concatenate((end[is_exit], late)),
            entered=entered,
            left=np.concatenate((self._left(kind, thread, end, is_ok), self._flush(blocks))),
            slot=slot,
            start=start[is_span],
            end=end[is_span],
        )

    def _index_of(self, name: str, cells: Cells) -> int:
        number = self.index(name)
        self._is_worker[number] = cells[_ROLE] != _FEEDER
        return number

    def _note_last(self, names: list[str], lasts: Records) -> None:
        """Note the end of each thread's last record, and whether it is a refusal."""
        # An ORDER is an instant; its duration field is none.
        ends = lasts["start"] + np.where(lasts["kind"] == Kind.ORDER, 0, lasts["duration"])
        is_refusal = np.isin(lasts["result"], _MERGES) & IS_SHOWN[lasts["state"]]
        states = np.where(is_refusal, lasts["state"], 0)
        for name, end, state in zip(names, ends.tolist(), states.tolist(), strict=True):
            self.last_end_ns[name] = end
            if state:
                self.retrying[name] = State(state)
            else:
                self.retrying.pop(name, None)

    def _count(self, threads: Ints, what: int) -> None:
        self._tally[:, what] += np.bincount(threads, minlength=len(self._tally))

    def _early_reads(
        self, batch: Records, end: Ints, is_read: npt.NDArray[np.bool_]
    ) -> tuple[Ints, Ints]:
        is_sent = (batch["kind"] == Kind.SEND) & (batch["result"] == Result.OK)
        self._is_pipe = self._is_pipe or bool(is_sent.any())
        if not self._is_pipe:
            return end[:0], end[:0]
        item = batch["item"]
        return self._pipe.add((item[is_sent], end[is_sent]), (item[is_read], end[is_read]))

    def _spans(
        self,
        kind: npt.NDArray[np.uint8],
        state: npt.NDArray[np.uint8],
        lasts: npt.NDArray[np.bool_],
        thread: Ints,
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Return the column of each record that is a span in a state, and which those are."""
        is_span: npt.NDArray[np.bool_] = HAS_STATE[kind] & IS_SHOWN[state]
        is_span &= lasts & self._is_worker[thread]
        keys = thread[is_span] * STATES + state[is_span]
        slots = self._slots.reshape(-1)
        for key in np.unique(keys[slots[keys] < 0]):
            slots[key] = len(self.owners)
            self.owners.append((int(key) // STATES, int(key) % STATES))
        return slots[keys], is_span

    def _left(
        self, kind: npt.NDArray[np.uint8], thread: Ints, end: Ints, is_ok: npt.NDArray[np.bool_]
    ) -> Ints:
        """Return when items were done: at the end of the work, or of the read if none follows."""
        at = np.flatnonzero(((kind == Kind.GET) | (kind == Kind.WORK)) & is_ok)
        if not len(at):
            return end[:0]
        who, is_work, times = thread[at], kind[at] == Kind.WORK, end[at]
        is_first = np.append(True, who[1:] != who[:-1])
        is_last = np.append(is_first[1:], True)
        then_work = np.append(is_work[1:], False) & ~is_last
        done = is_work | ~(then_work | is_last)
        held = self._held[who[is_first]]
        was_held = (held != _NONE) & ~is_work[is_first]
        self._count(who[done], 2)
        self._count(who[is_first][was_held], 2)
        self._works[who[is_work]] = True
        self._held[who[is_last]] = np.where(is_work[is_last], _NONE, times[is_last])
        return np.concatenate((times[done], held[was_held]))

    def _flush(self, blocks: Mapping[str, Cells]) -> Ints:
        """Return the reads held back whose item the worker has counted as done since."""
        found = []
        for number in np.flatnonzero(self._held != _NONE):
            cells = blocks.get(self.names[number])
            if cells is None or cells[Cell.DONE] <= self._tally[number, 2]:
                continue
            if cells[Cell.ENDED_NS] or not self._works[number]:
                found.append(int(self._held[number]))
                self._tally[number, 2] += 1
                self._held[number] = _NONE
        return np.array(found, np.int64)
