"""Series of a run over time: what plots and lanes are drawn from, live or of an old log.

records, blocks, marks ──► Timeline ──► View of any range, in any number of columns
          Intake ──► Pyramid (bins) ──► Resampler
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.analysis import steps
from engine.analysis.intake import Intake
from engine.analysis.life import Life
from engine.analysis.occupancy import Occupancy, Seconds
from engine.analysis.pyramid import Pyramid
from engine.analysis.resample import Resampler
from engine.analysis.steps import Steps
from engine.runlog.layout import Cell
from engine.runlog.marks import Mark
from engine.runlog.reader import Gap, Records, RunReader
from engine.states import State

Floats = npt.NDArray[np.float64]

RATE_WINDOW_NS: Final = 1_000_000_000


@dataclass(frozen=True)
class Lane:
    """The states of one worker over a range of time."""

    name: str
    role: str
    index: int
    started_s: float
    ended_s: float | None
    shares: npt.NDArray[np.float32]
    """Shape (n, 20): share of each bin spent in the State of that number; rows sum to 1 while the
    process lives, to less in the bins where it starts and ends, to 0 outside its life."""


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
    """Shape (n,): what the settings in force ask of the producers, NaN = flat out."""
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    """Marks of the whole run, oldest first."""


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
        self._occupancy = Occupancy(origin_ns)
        self._whole_from_ns: dict[str, int] = {}
        self._gaps_taken: set[tuple[str, int]] = set()
        self._marks: tuple[Mark, ...] = ()
        self._steps = self._new_steps()
        self._now_ns = 0

    @property
    def now_s(self) -> float:
        """Until when the run is known, in seconds since its start."""
        return self._now_ns / 1e9

    @property
    def lives(self) -> tuple[Life, ...]:
        """Every worker so far: producers first, by index."""
        return self._occupancy.lives

    def update(self, reader: RunReader, now_ns: int, limit: int | None = None) -> bool:
        """Take in what is new in a run folder; `now_ns` is cut to the end of an ended run.

        Return False when there was nothing new. `limit` is as in `RunReader.read_new`.
        """
        manifest = reader.manifest
        if self._settings is None:
            self._settings = manifest.settings
            self._steps = self._new_steps()
        # The blocks before the records: a state can then be older than the records, never newer,
        # and it shows that it is over.
        blocks = reader.blocks()
        records = reader.read_new(limit)
        blocks.update({name: reader.cells(name) for name in records if name not in blocks})
        now_ns = min(now_ns, manifest.end.at_ns) if manifest.end else now_ns
        self.add(records, blocks, now_ns, reader.marks(), reader.gaps)
        return bool(records)

    def add(
        self,
        records: Mapping[str, Records],
        blocks: Mapping[str, Mapping[Cell, int]],
        now_ns: int,
        marks: Sequence[Mark] | None = None,
        gaps: Iterable[Gap] = (),
    ) -> None:
        """Take in new records by thread, the blocks as they stood just before, all marks so far.

        A gap that was met before is passed over.
        """
        self._bridge(gaps)
        delta = self._intake.take(records, blocks)
        self._now_ns = max(self._now_ns, now_ns - self._origin_ns, delta.last_ns)
        self._pyramid.widen(len(self._intake.owners))
        self._pyramid.extend(self._now_ns)
        self._pyramid.add(delta)
        self._occupancy.note(blocks, self._intake)
        if marks is not None and len(marks) != len(self._marks):
            self._marks = tuple(marks)
            self._steps = self._new_steps()

    def view(self, start_s: float, end_s: float, bins: int) -> View:
        """Return all series between two times in `bins` columns of equal width."""
        edges_s = np.linspace(start_s, end_s, bins + 1)
        edges = edges_s * 1e9
        sampler = self._sampler(edges[0])
        depth = sampler.depth(edges)
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
            lanes=self._lanes(sampler, edges),
            marks=self._marks,
        )

    def worker_shares(self, start_s: float, end_s: float) -> dict[str, dict[State, float]]:
        """Return the share of each worker's life between two times that it spent in each state.

        Workers that did not live then are left out, and so are states they were not in.
        """
        lives, seconds = self._range(start_s, end_s)
        return {
            life.name: shares_of(row) for life, row in zip(lives, seconds, strict=True) if row.any()
        }

    def shares(self, start_s: float, end_s: float) -> dict[str, dict[State, float]]:
        """Return the like for each role: of the lives of all its workers together."""
        lives, seconds = self._range(start_s, end_s)
        found = {}
        for role in dict.fromkeys(life.role for life in lives):
            total = seconds[[life.role == role for life in lives]].sum(axis=0)
            if total.any():
                found[role] = shares_of(total)
        return found

    def _range(self, start_s: float, end_s: float) -> tuple[tuple[Life, ...], Seconds]:
        """Return all lives and their seconds in each state, shape (workers, 20)."""
        edges = np.array([start_s, end_s]) * 1e9
        lives = self.lives
        return lives, self._seconds(lives, self._sampler(edges[0]), edges)[:, 0, :]

    def _seconds(self, lives: Sequence[Life], sampler: Resampler, edges: Floats) -> Seconds:
        return self._occupancy.seconds(lives, sampler, edges, self._intake, self._whole_from_ns)

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
        return steps.maxsize(settings, self._marks), steps.offered_hz(settings, self._marks)

    def _lanes(self, sampler: Resampler, edges: Floats) -> tuple[Lane, ...]:
        lives = self.lives
        seconds = self._seconds(lives, sampler, edges)
        seconds /= np.float32((edges[1] - edges[0]) / 1e9)
        return tuple(
            Lane(
                name=life.name,
                role=life.role,
                index=life.index,
                started_s=(life.started_ns - self._origin_ns) / 1e9,
                ended_s=(life.ended_ns - self._origin_ns) / 1e9 if life.ended_ns else None,
                shares=seconds[number],
            )
            for number, life in enumerate(lives)
        )


def shares_of(seconds: npt.NDArray[Any]) -> dict[State, float]:
    """Return the share of each state in `seconds`, shape (20,); states without any left out."""
    total = float(seconds.sum())
    there = np.flatnonzero(seconds).tolist()
    return {State(number): float(seconds[number]) / total for number in there}
