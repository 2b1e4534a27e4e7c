"""Series of a run over time: what plots and lanes are drawn from, live or of an old log.

records, blocks, marks ──► Timeline ──► View of any range, in any number of columns
          Intake ──► Pyramid (bins) ──► Resampler
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.analysis import lanes, steps
from engine.analysis.intake import Intake
from engine.analysis.life import Life
from engine.analysis.lives import Lives
from engine.analysis.occupancy import Occupancy, Occupied
from engine.analysis.pyramid import Pyramid
from engine.analysis.resample import Resampler, Seconds
from engine.analysis.steps import Steps
from engine.analysis.view import Floats, Lane, View
from engine.runlog.block_table import BlockTable, Cells
from engine.runlog.marks import Mark
from engine.runlog.reader import Gap, Records, RunReader
from engine.states import State

RATE_WINDOW_NS: Final = 1_000_000_000
_STATES: Final = {int(state): state for state in State}


class Timeline:
    """Everything that the plots of a run are drawn from, taken in batch by batch.

    Memory does not grow with the number of records, and with the run's length by its logarithm.
    """

    def __init__(self, origin_ns: int, settings: Mapping[str, Any] | None = None) -> None:
        """`settings` are those that the run began with, by key, the defaults for what is left out;
        None: `update` takes them from the manifest.
        """
        self._origin_ns = origin_ns
        self._settings = settings
        self._intake = Intake(origin_ns)
        self._pyramid = Pyramid()
        self._lives = Lives(origin_ns)
        self._occupancy = Occupancy(self._lives, self._intake)
        self._whole_from_ns: dict[str, int] = {}
        self._gaps_taken: set[tuple[str, int]] = set()
        self._known_until_ns = np.inf
        """From when on depth cannot be told: the log is damaged."""
        self._marks: tuple[Mark, ...] = ()
        self._turns = 0
        self._steps = self._new_steps()
        self._now_ns = 0
        self._table: BlockTable | None = None

    @property
    def now_s(self) -> float:
        """Until when the run is known, in seconds since its start."""
        return self._now_ns / 1e9

    @property
    def lives(self) -> tuple[Life, ...]:
        """Every worker so far: producers first, by index."""
        return self._lives.in_order()

    @property
    def settled_s(self) -> float:
        """Until when nothing can be added: every worker that lives has recorded something since."""
        ends = [
            self.taken_until_ns(life.name) - self._origin_ns
            for life in self.lives
            if not life.ended_ns
        ]
        return min([self._now_ns, *ends]) / 1e9

    def taken_until_ns(self, name: str) -> int:
        """Return the end of the last record of a thread that was taken in, on the log's clock."""
        last = self._intake.last_end_ns.get(name)
        return 0 if last is None else last

    def bin_s(self, start_s: float) -> float:
        """Return how many seconds a bin lasts that a view from `start_s` on is made of."""
        return self._pyramid.covering(max(int(start_s * 1e9), 0)).width_ns / 1e9

    def update(
        self,
        reader: RunReader,
        now_ns: int,
        limit: int | None = None,
        table: BlockTable | None = None,
    ) -> Mapping[str, Records]:
        """Take in what is new in a run folder; `now_ns` is cut to the end of an ended run.

        Return the new records by thread, for others who want them. `limit` is as in
        `RunReader.read_new`, `table` the blocks if they were read just before.
        """
        manifest = reader.manifest
        if self._settings is None:
            self._settings = manifest.settings
            self._steps = self._new_steps()
        # The blocks before the records: a state can then be older than the records, never newer,
        # and it shows that it is over.
        table = table or reader.table()
        records = reader.read_new(limit, look=False)
        blocks = self._blocks(table, reader, records)
        now_ns = min(now_ns, manifest.end.at_ns) if manifest.end else now_ns
        self.add(records, blocks, now_ns, reader.marks(), reader.gaps)
        return records

    def _blocks(
        self, table: BlockTable, reader: RunReader, records: Mapping[str, Records]
    ) -> Mapping[str, Cells]:
        """Return the blocks that have changed since the last update, or have records."""
        is_wanted = np.zeros(len(table.names), bool)
        is_wanted[table.moved(self._table)] = True
        is_wanted[[number for number, name in enumerate(table.names) if name in records]] = True
        self._table = table
        found: dict[str, Cells] = {**table.rows(np.flatnonzero(is_wanted))}
        found.update({name: reader.cells(name) for name in records if name not in found})
        return found

    def add(
        self,
        records: Mapping[str, Records],
        blocks: Mapping[str, Cells],
        now_ns: int,
        marks: Sequence[Mark] | None = None,
        gaps: Iterable[Gap] = (),
    ) -> None:
        """Take in new records by thread, the blocks as they stood just before, all marks so far.

        A block that has neither changed since the last call nor new records may be left out. A gap
        that was met before is passed over.
        """
        self._bridge(gaps)
        delta = self._intake.take(records, blocks)
        self._now_ns = max(self._now_ns, now_ns - self._origin_ns, delta.last_ns)
        self._pyramid.widen(len(self._intake.owners))
        self._pyramid.extend(self._now_ns)
        self._pyramid.add(delta)
        if len(delta.start):
            self._occupancy.role_table.touch(int(delta.start.min()))
        self._lives.note(blocks, self._intake)
        told = len(self._marks), self._turns
        self._marks, self._turns = tuple(marks or self._marks), self._lives.turns
        if told != (len(self._marks), self._turns):
            self._steps = self._new_steps()

    def advance(self, now_ns: int) -> None:
        """Let the clock go on without new records: what lasts goes on lasting."""
        self._now_ns = max(self._now_ns, now_ns - self._origin_ns)
        self._pyramid.extend(self._now_ns)

    def cut(self, names: Iterable[str]) -> None:
        """Take note that a damaged log tells no more of some threads than what was taken in."""
        for name in names:
            at_ns = max(self.taken_until_ns(name), self._origin_ns)
            self._known_until_ns = min(self._known_until_ns, at_ns - self._origin_ns)
            self._lives.cut(name, at_ns)

    def view(self, start_s: float, end_s: float, bins: int, most_lanes: int | None = None) -> View:
        """Return all series between two times in `bins` columns of equal width.

        When more workers than `most_lanes` live between these times, there is one lane a role.
        """
        edges_s = np.linspace(start_s, end_s, bins + 1)
        edges = edges_s * 1e9
        sampler = self._sampler(edges[0])
        depth = sampler.depth(edges).at_most(self.most_places(edges))
        depth = depth.where(edges[1:] <= self._known_until_ns)
        ends = edges[1:].astype(np.int64) + self._origin_ns
        maxsize, offered = self._steps
        return View(
            edges_s=edges_s,
            depth=depth.mean,
            depth_low=depth.low,
            depth_high=depth.high,
            maxsize=maxsize.at(ends),
            entered_hz=sampler.entered_hz(edges, RATE_WINDOW_NS),
            left_hz=sampler.left_hz(edges, RATE_WINDOW_NS),
            offered_hz=offered.at(ends),
            lanes=self._lanes(sampler, edges, most_lanes),
            marks=self._marks,
        )

    def most_places(self, edges: Floats) -> Floats:
        """Return the most places that the queue has had; NaN = no bound, or the depth is settled.

        `edges` are ns since the start of the run, shape (n + 1,); returned in the shape (n,). At
        the live end a put can be known before the get that made room for it.
        """
        ends = edges[1:].astype(np.int64) + self._origin_ns
        most = self._steps[0].greatest().at(ends)
        return np.where(edges[1:] > self.settled_s * 1e9, most, np.nan)

    def worker_lanes(
        self, role: str, start_s: float, end_s: float, bins: int, first: int, count: int
    ) -> tuple[Lane, ...]:
        """Return a lane for each of `count` workers of a role that live between two times.

        From number `first` of them (from 0) on.
        """
        edges = np.linspace(start_s, end_s, bins + 1) * 1e9
        start_ns, end_ns = edges[[0, -1]] + self._origin_ns
        lives = self.lives
        there = [
            number
            for number, life in enumerate(lives)
            if life.role == role and life.overlaps(start_ns, end_ns)
        ][first : first + count]
        shares = self._shares(self._sampler(edges[0]), edges)
        return lanes.of_workers(
            [lives[number] for number in there],
            [shares[number] for number in there],
            self._origin_ns,
        )

    def filled(self, recorded: Seconds, edges_s: Floats) -> Seconds:
        """Return `recorded`, seconds from records alone, with what no record tells.

        Shape (workers, 20, n) for all `lives`; returned in the shape (workers, n, 20).
        """
        return self._occupancy.filled(recorded, self._now_ns, edges_s * 1e9, self._whole_from_ns)

    def worker_shares(self, start_s: float, end_s: float) -> dict[str, dict[State, float]]:
        """Return the share of each worker's life between two times that it spent in each state.

        Workers that did not live then are left out, and so are states they were not in.
        """
        edges = np.array([start_s, end_s]) * 1e9
        seconds = self._seconds(self._sampler(edges[0]), edges)[:, 0, :]
        total = seconds.sum(axis=1, keepdims=True)
        workers, states = np.nonzero(seconds)
        shares = (seconds / np.where(total, total, 1))[workers, states]
        found: dict[str, dict[State, float]] = {}
        names = [life.name for life in self.lives]
        for number, state, share in zip(
            workers.tolist(), states.tolist(), shares.tolist(), strict=True
        ):
            found.setdefault(names[number], {})[_STATES[state]] = share
        return found

    def shares(self, start_s: float, end_s: float) -> dict[str, dict[State, float]]:
        """Return the like for each role: of the lives of all its workers together."""
        edges = np.array([start_s, end_s]) * 1e9
        return {
            role: shares_of(each.states_s[0])
            for role, each in self._of_roles(self._sampler(edges[0]), edges).items()
            if each.states_s.any()
        }

    def _seconds(self, sampler: Resampler, edges: Floats) -> Seconds:
        return self._occupancy.seconds(sampler, edges, self._whole_from_ns)

    def _of_roles(self, sampler: Resampler, edges: Floats) -> dict[str, Occupied]:
        return self._occupancy.of_roles(sampler, edges, self._whole_from_ns)

    def _sampler(self, start_ns: float) -> Resampler:
        whole_from_ns = max(self._whole_from_ns.values(), default=0)
        level = self._pyramid.covering(max(int(start_ns), 0))
        return Resampler(level, self._now_ns, whole_from_ns)

    def _bridge(self, gaps: Iterable[Gap]) -> None:
        for gap in gaps:
            if (gap.name, gap.at_ns) not in self._gaps_taken:
                self._gaps_taken.add((gap.name, gap.at_ns))
                self._whole_from_ns[gap.name] = gap.at_ns - self._origin_ns
                self._pyramid.lift(self._intake.bridge(gap))

    def _new_steps(self) -> tuple[Steps, Steps]:
        settings = self._settings or {}
        maxsize = steps.maxsize(settings, self._marks)
        return maxsize, steps.offered_hz(settings, self._marks, self.lives)

    def _lanes(self, sampler: Resampler, edges: Floats, most_lanes: int | None) -> tuple[Lane, ...]:
        start_ns, end_ns = edges[[0, -1]] + self._origin_ns
        lives = self.lives
        there = [life for life in lives if life.overlaps(start_ns, end_ns)]
        if most_lanes is not None and len(there) > most_lanes:
            return lanes.of_roles(there, self._of_roles(sampler, edges), self._origin_ns)
        return lanes.of_workers(lives, list(self._shares(sampler, edges)), self._origin_ns)

    def _shares(self, sampler: Resampler, edges: Floats) -> Seconds:
        shares = self._seconds(sampler, edges)
        shares /= np.float32((edges[1] - edges[0]) / 1e9)
        return shares


def shares_of(seconds: npt.NDArray[Any]) -> dict[State, float]:
    """Return the share of each state in `seconds`, shape (20,); states without any left out."""
    total = float(seconds.sum())
    there = np.flatnonzero(seconds).tolist()
    return {_STATES[number]: float(seconds[number]) / total for number in there}
