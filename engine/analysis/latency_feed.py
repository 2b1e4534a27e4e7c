"""Latencies of a run for those who ask: read from its log by a reader of their own.

Whoever does not look at latencies pays nothing for them; whoever begins to look gets the run from
its beginning, a batch at a time.
"""

from pathlib import Path
from time import perf_counter, perf_counter_ns
from typing import Final

from engine.analysis.latency import Latency, LatencyView
from engine.runlog.reader import RunReader

LEAST_BATCH: Final = 8_192
MOST_BATCH: Final = 131_072
"""Records of a thread taken in at once. A large batch costs less a record: between these two, as
many as BUDGET_S is enough for, so that flat-out processes are followed and frames go on."""
BUDGET_S: Final = 0.010


class LatencyFeed:
    """Follows one run folder, live or ended."""

    def __init__(self, folder: Path, origin_ns: int) -> None:
        self._reader = RunReader(folder)
        self._latency = Latency(origin_ns)
        self._batch = LEAST_BATCH
        self.is_whole = False
        """All that was written has been taken in."""

    @property
    def folder(self) -> Path:
        """The run folder."""
        return self._reader.folder

    def follow(self) -> None:
        """Take in one batch more."""
        began = perf_counter()
        reader = self._reader
        end = reader.manifest.end
        # The blocks before the records, as for the timeline.
        now_ns = end.at_ns if end else perf_counter_ns()
        blocks = reader.blocks()
        records = reader.read_new(self._batch)
        blocks.update({name: reader.cells(name) for name in records if name not in blocks})
        self.is_whole = all(len(batch) < self._batch for batch in records.values())
        self._latency.add(records, blocks, now_ns if self.is_whole else 0, reader.gaps)
        self._fit_batch(perf_counter() - began)

    def view(self, start_s: float, end_s: float, columns: int) -> LatencyView:
        """Return the latencies of a range in `columns` columns."""
        return self._latency.view(start_s, end_s, columns)

    def _fit_batch(self, took_s: float) -> None:
        if took_s > BUDGET_S:
            self._batch = max(self._batch // 2, LEAST_BATCH)
        elif not self.is_whole and took_s < BUDGET_S / 2:
            self._batch = min(self._batch * 2, MOST_BATCH)

    def close(self) -> None:
        """Give every descriptor back."""
        self._reader.close()
