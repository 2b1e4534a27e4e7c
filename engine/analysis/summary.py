"""A run in figures: what `--summary json` prints, computed from the run folder alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.analysis import steps
from engine.analysis.depth import depth_figures
from engine.analysis.timeline import shares_of
from engine.analysis.totals import WorkerTotals, is_worker, last_ns, worker_totals
from engine.ledger import Fate, Ledger, add_up, tallies
from engine.runlog.layout import Cell
from engine.runlog.manifest import Manifest
from engine.runlog.reader import RunReader
from engine.runlog.seek import Seeker
from engine.states import State


@dataclass(frozen=True)
class WorkerSummary:
    """One worker process."""

    name: str
    role: str
    pid: int
    exit: int | None
    """As `Process.exitcode`; None = not known."""


@dataclass(frozen=True)
class Summary:
    """A whole run. Times are seconds since its start, None = never."""

    attempted: int
    refused: int
    produced: int
    """Items that entered the channel."""
    consumed: int
    """Items done."""
    in_flight: int
    """Waiting in put, in sender buffers, in the pipe and in hand."""
    lost: int
    ledger_closes: bool
    seconds: float
    known_from_s: float
    """Since when the log is whole, 0 = from the start. What is of states and of depth (`depth_…`,
    `blocked_s`, `shares`, `…_s`) tells of what retention left; what was counted, of all."""
    throughput_hz: float
    """Items done a second."""
    depth_max: int
    depth_mean: float
    blocked_s: Mapping[str, float]
    """Seconds summed over workers, by the word of each state that is a wait."""
    workers: tuple[WorkerSummary, ...]
    shares: Mapping[str, Mapping[str, float]]
    """Share of the lives of all workers of a role, by the word of each state they were in."""
    refused_stopped: int
    empty: int
    """Gets that raised Empty."""
    full_at_s: float | None
    """When depth first stood at maxsize."""
    first_refusal_s: float | None


def summarise(run: Path) -> Summary:
    """Return the summary of a run: ended, cut off or under way. Raises ValueError (a sentence)."""
    with RunReader(run) as reader:
        return summary_of(reader)


def summary_of(reader: RunReader) -> Summary:
    """Return the summary of the run that `reader` is open on."""
    manifest, blocks = reader.manifest, reader.blocks()
    end_ns = manifest.end.at_ns if manifest.end else last_ns(reader, blocks)
    totals = [
        worker_totals(reader, name, cells, end_ns)
        for name, cells in blocks.items()
        if is_worker(cells)
    ]
    book = _ledger(manifest, blocks)
    seconds = max(0, end_ns - manifest.origin_ns) / 1e9
    maxsize = steps.maxsize(manifest.settings, reader.marks())
    depth = depth_figures(reader, manifest.origin_ns, end_ns, maxsize)
    refusals = [each.first_refusal_ns for each in totals if each.first_refusal_ns is not None]
    return Summary(
        attempted=book.attempted,
        refused=book.refused,
        produced=sum(cells[Cell.ENTERED] for cells in blocks.values()),
        consumed=book.done,
        in_flight=book.in_flight,
        lost=book.lost_total,
        ledger_closes=manifest.end.closes if manifest.end else book.closes,
        seconds=seconds,
        known_from_s=_known_from_s(reader),
        throughput_hz=book.done / seconds if seconds else 0.0,
        depth_max=depth.greatest,
        depth_mean=depth.mean,
        blocked_s=_blocked(totals),
        workers=_workers(manifest),
        shares=_shares(totals),
        refused_stopped=sum(cells[Cell.REFUSED_STOPPED] for cells in blocks.values()),
        empty=sum(cells[Cell.EMPTY] for cells in blocks.values()),
        full_at_s=_since(depth.full_at_ns, manifest),
        first_refusal_s=_since(min(refusals, default=None), manifest),
    )


def _known_from_s(reader: RunReader) -> float:
    whole_from_ns = Seeker(reader).whole_from_ns()
    return max(0, whole_from_ns - reader.manifest.origin_ns) / 1e9


def _ledger(manifest: Manifest, blocks: Mapping[str, Mapping[Cell, int]]) -> Ledger:
    """Return the ledger that the host closed, or what the blocks of a run without an end say."""
    if manifest.end is not None:
        return Ledger(**manifest.end.totals, lost=manifest.end.lost)
    ended = [each for each in manifest.workers if each.ended_ns]
    fates = {e.name: Fate.ASKED if e.asked or not e.exitcode else Fate.DIED for e in ended}
    return add_up(tallies(blocks, fates), is_final=False)


def _workers(manifest: Manifest) -> tuple[WorkerSummary, ...]:
    return tuple(
        WorkerSummary(each.name, each.role, each.pid, each.exitcode) for each in manifest.workers
    )


def _blocked(totals: Sequence[WorkerTotals]) -> dict[str, float]:
    waits = [state for state in State if state.is_wait]
    return {state.word: float(sum(each.seconds[state] for each in totals)) for state in waits}


def _shares(totals: Sequence[WorkerTotals]) -> dict[str, dict[str, float]]:
    found = {}
    for role in dict.fromkeys(each.life.role for each in totals):
        seconds = np.sum([each.seconds for each in totals if each.life.role == role], axis=0)
        if seconds.any():
            found[role] = {state.word: part for state, part in shares_of(seconds).items()}
    return found


def _since(at_ns: int | None, manifest: Manifest) -> float | None:
    return None if at_ns is None else (at_ns - manifest.origin_ns) / 1e9
