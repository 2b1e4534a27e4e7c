"""One run as it is seen through its log: from a run folder to snapshots and series."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from engine.analysis.journal import Journal
from engine.analysis.standing import Standing, depth
from engine.analysis.timeline import Timeline
from engine.analysis.workers import Usage, Workers
from engine.config import Config
from engine.platforms import sample_processes
from engine.runlog.block_table import BlockTable
from engine.runlog.layout import Cell, ChannelCell, Role
from engine.runlog.manifest import End, Manifest, ManifestError
from engine.runlog.reader import RunReader
from engine.runlog.samples import Sample, SampleReader
from engine.snapshot import Phase, ProcessView, Snapshot, WorkerView
from engine.states import State

RECORD_COST_NS: Final = 800
"""What observing costs for each record, in ns of CPU time.

How much more the programs of bench/bench_observer.py use when they are watched, by the records that
they leave: the median of its twelve cases. Calls that need not wait cost 300 (Queue) to 700 (Pipe).
"""

MANY_THREADS: Final = 128
LARGE_EVERY_NS: Final = 120_000_000
"""So often a run of many threads is read: in every fourth frame of the window."""


class Observation:
    """Reads one run folder while it grows, and after."""

    def __init__(
        self,
        folder: Path,
        config: Config,
        scenario: str | None,
        run_id: int,
        log_limit_bytes: int,
        has_series: bool,
    ) -> None:
        self.folder = folder
        self.config = config
        self.reader = RunReader(folder)
        self.timeline: Timeline | None = None
        self.journal: Journal | None = None
        self._scenario = scenario
        self._run_id = run_id
        self._log_limit_bytes = log_limit_bytes
        self._has_series = has_series
        self._usages = Usages(folder)
        self._workers = Workers()
        self._standing = Standing()
        self._last = Snapshot()
        self._is_large = False
        self._read_ns = 0
        self._told: object = None
        self._seen = ProcessView(), ProcessView()

    @property
    def is_running(self) -> bool:
        """True once every worker of the last snapshot runs its program."""
        workers = self._last.workers
        is_staffed = bool(workers) or not self.config.producers_count + self.config.consumers_count
        return is_staffed and all(worker.state != State.STARTING for worker in workers)

    def snapshot(
        self, phase: Phase, end: End | None, notices: tuple[str, ...], now_ns: int
    ) -> Snapshot:
        """Read what is new and return the run as it is at `now_ns`.

        With many threads that is read a few times a second only, and in between the clock goes on:
        looking at a thread costs about the same whether it has one new record or a hundred.
        """
        if self._is_fresh(phase, end, notices, now_ns):
            assert self.timeline is not None
            self.timeline.advance(now_ns)
            origin_ns = self.reader.manifest.origin_ns
            return replace(self._last, elapsed_s=max(0.0, (now_ns - origin_ns) / 1e9))
        try:
            manifest = self.reader.manifest
        except ManifestError:  # not yet written
            return Snapshot(
                phase=phase,
                run_id=self._run_id,
                run_dir=self.folder,
                scenario=self._scenario,
                config=self.config,
                maxsize=self.config.channel_maxsize,
                end=end,
                notices=notices,
            )
        self._read_ns = now_ns
        table = self.reader.table()
        self._is_large = len(table.names) > MANY_THREADS
        returned_later = self.reader.total(Cell.RETURNED)
        if self._has_series:
            self._update_series(manifest, now_ns, table)
        self._last = self._read(manifest, table, returned_later, phase, end, notices, now_ns)
        return self._last

    def _is_fresh(
        self, phase: Phase, end: End | None, notices: tuple[str, ...], now_ns: int
    ) -> bool:
        """True when the last snapshot of a large run is young enough to be shown again."""
        last = self._last
        is_same = (phase, end, notices) == (last.phase, last.end, last.notices)
        is_young = now_ns - self._read_ns < LARGE_EVERY_NS
        return self._is_large and is_same and is_young and self.timeline is not None

    def load(self, limit: int) -> bool:
        """Take at most about `limit` records of each thread into the series, of an old log.

        Return False when there are no more of them. Raises ManifestError.
        """
        return self._update_series(self.reader.manifest, 0, limit=limit)

    def close(self) -> None:
        """Give every descriptor back; what was read stays."""
        self.reader.close()

    def _update_series(
        self,
        manifest: Manifest,
        now_ns: int,
        table: BlockTable | None = None,
        limit: int | None = None,
    ) -> bool:
        """Hand what is new to all who want it; return False when that is nothing."""
        if self.timeline is None or self.journal is None:
            self.timeline = Timeline(manifest.origin_ns, manifest.settings)
            self.journal = Journal(manifest.origin_ns)
        records = self.timeline.update(self.reader, now_ns, limit, table)
        self.journal.add(records, manifest, self.reader.marks())
        return bool(records)

    def _read(
        self,
        manifest: Manifest,
        table: BlockTable,
        returned_later: int,
        phase: Phase,
        end: End | None,
        notices: tuple[str, ...],
        now_ns: int,
    ) -> Snapshot:
        channel = self.reader.channel or {}
        maxsize = channel.get(ChannelCell.MAXSIZE, 0)
        elapsed_ns = (end.at_ns if end else now_ns) - manifest.origin_ns
        usage, is_over = self._usages.read(), end is not None
        host, window = self._others(usage, manifest.host_pid, is_over)
        return Snapshot(
            phase=phase,
            run_id=self._run_id,
            run_dir=self.folder,
            scenario=self._scenario,
            config=self.config,
            elapsed_s=max(0.0, elapsed_ns / 1e9),
            workers=self._views(table, manifest, usage, is_over),
            ledger=self._standing.ledger(table, manifest, is_final=end is not None),
            depth=depth(table, returned_later, maxsize),
            maxsize=maxsize,
            sequence_read=channel.get(ChannelCell.READ, 0),
            pipe_bytes=channel.get(ChannelCell.UNREAD_BYTES, 0),
            pipe_capacity=channel.get(ChannelCell.CAPACITY_BYTES, 0),
            host_pid=manifest.host_pid,
            host=host,
            window=window,
            log_bytes=self.reader.size_bytes(),
            log_limit_bytes=self._log_limit_bytes,
            trimmed=bool(manifest.trimmed),
            cost_percent=_cost_percent(table, now_ns),
            end=end,
            notices=notices,
        )

    def _views(
        self, table: BlockTable, manifest: Manifest, usage: Mapping[int, Usage], is_over: bool
    ) -> tuple[WorkerView, ...]:
        views = self._workers.take(table, manifest, usage)
        if is_over:  # the host was lost: nobody wrote their ends
            killed = State.KILLED
            views = tuple(v if v.ended else replace(v, state=killed, asked=True) for v in views)
        return views

    def _others(
        self, usage: Mapping[int, Usage], host: int, is_over: bool
    ) -> tuple[ProcessView, ProcessView]:
        """Return the host and this process; nobody tells of them once the run is over."""
        if is_over:
            return ProcessView(), ProcessView()
        if usage is not self._told:
            self._told = usage
            # Its own samples find it running, for it takes them: only another sees it wait.
            seen = sample_processes([host]).get(host)
            view = _process(usage.get(host))
            view = replace(view, os_state=seen.os_state if seen else view.os_state)
            self._seen = view, _process(usage.get(os.getpid()))
        return self._seen


class Usages:
    """CPU and memory of the processes of a run, from its samples."""

    def __init__(self, folder: Path) -> None:
        self._reader = SampleReader(folder)
        self._last: dict[int, Sample] = {}
        self._found: Mapping[int, Usage] = {}

    def read(self) -> Mapping[int, Usage]:
        """Return the last reading of each process by its id: the same object until one is new."""
        new = self._reader.read_new()
        if new:
            self._found = {**self._found, **{one.pid: self._usage(one) for one in new}}
        return self._found

    def _usage(self, sample: Sample) -> Usage:
        before = self._last.get(sample.pid)
        self._last[sample.pid] = sample
        percent = None
        if before is not None and sample.at_ns > before.at_ns:
            used = sample.process.cpu_ns - before.process.cpu_ns
            percent = 100 * used / (sample.at_ns - before.at_ns)
        return Usage(sample.process, percent)


def _process(usage: Usage | None) -> ProcessView:
    if usage is None:
        return ProcessView()
    one = usage.sample
    return ProcessView(one.os_state, usage.cpu_percent, one.memory_bytes, one.parent_pid)


def _cost_percent(table: BlockTable, now_ns: int) -> float | None:
    """Return the share of the workers' time that recording took, as estimated; None at first."""
    is_worker = table.column(Cell.ROLE) != Role.FEEDER
    started, ended = table.column(Cell.STARTED_NS), table.column(Cell.ENDED_NS)
    lived = int((np.where(ended, ended, now_ns) - started)[is_worker].sum())
    records = int(table.column(Cell.RECORDS).sum())
    return 100 * records * RECORD_COST_NS / lived if lived > 0 else None
