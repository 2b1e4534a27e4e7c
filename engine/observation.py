"""One run as it is seen through its log: from a run folder to snapshots and series."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from engine.analysis.life import role_word
from engine.analysis.timeline import Timeline
from engine.config import Config
from engine.ledger import Fate, add_up, tallies
from engine.platforms import ProcessSample
from engine.runlog.layout import STATE_BITS, STATE_MASK, Cell, ChannelCell, Role, feeder_name
from engine.runlog.manifest import End, Manifest, ManifestError, WorkerEntry
from engine.runlog.reader import RunReader
from engine.runlog.samples import Sample, SampleReader
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State

RECORD_COST_NS: Final = 1_300
"""What observing costs an item for each record it leaves, measured by bench/bench_observer.py."""

Cells = Mapping[Cell, int]


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
        self._scenario = scenario
        self._run_id = run_id
        self._log_limit_bytes = log_limit_bytes
        self._has_series = has_series
        self._usage = Usage(folder)
        self._last = Snapshot()

    @property
    def is_running(self) -> bool:
        """True once every worker of the last snapshot runs its program."""
        workers = self._last.workers
        is_staffed = bool(workers) or not self.config.producers_count + self.config.consumers_count
        return is_staffed and all(worker.state != State.STARTING for worker in workers)

    def snapshot(
        self, phase: Phase, end: End | None, notices: tuple[str, ...], now_ns: int
    ) -> Snapshot:
        """Read what is new and return the run as it is at `now_ns`."""
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
        if self._has_series:
            self._update_series(manifest, now_ns)
        self._last = self._read(manifest, phase, end, notices, now_ns)
        return self._last

    def load(self, limit: int) -> bool:
        """Take at most about `limit` records of each thread into the series, of an old log.

        Return False when there are no more of them. Raises ManifestError.
        """
        manifest = self.reader.manifest
        if self.timeline is None:
            self.timeline = Timeline(manifest.origin_ns, manifest.settings)
        return self.timeline.update(self.reader, 0, limit)

    def close(self) -> None:
        """Give every descriptor back; what was read stays."""
        self.reader.close()

    def _update_series(self, manifest: Manifest, now_ns: int) -> None:
        if self.timeline is None:
            self.timeline = Timeline(manifest.origin_ns, manifest.settings)
        self.timeline.update(self.reader, now_ns)

    def _read(
        self,
        manifest: Manifest,
        phase: Phase,
        end: End | None,
        notices: tuple[str, ...],
        now_ns: int,
    ) -> Snapshot:
        blocks = self._blocks()
        entries = {entry.name: entry for entry in manifest.workers}
        fates = {name: _fate(entry) for name, entry in entries.items()}
        channel = self.reader.channel or {}
        origin = manifest.origin_ns
        self._usage.update()
        elapsed_ns = (end.at_ns if end else now_ns) - origin
        return Snapshot(
            phase=phase,
            run_id=self._run_id,
            run_dir=self.folder,
            scenario=self._scenario,
            config=self.config,
            elapsed_s=max(0.0, elapsed_ns / 1e9),
            workers=self._workers(blocks, entries, origin, is_over=end is not None),
            ledger=add_up(tallies(blocks, fates), is_final=end is not None),
            depth=self._depth(blocks, channel.get(ChannelCell.MAXSIZE, 0)),
            maxsize=channel.get(ChannelCell.MAXSIZE, 0),
            sequence_read=channel.get(ChannelCell.READ, 0),
            pipe_bytes=channel.get(ChannelCell.UNREAD_BYTES, 0),
            pipe_capacity=channel.get(ChannelCell.CAPACITY_BYTES, 0),
            host_pid=manifest.host_pid,
            log_bytes=self.reader.size_bytes(),
            log_limit_bytes=self._log_limit_bytes,
            trimmed=bool(manifest.trimmed),
            cost_percent=_cost_percent(blocks, now_ns),
            end=end,
            notices=notices,
        )

    def _blocks(self) -> dict[str, dict[Cell, int]]:
        """Read all blocks against the stream: consumers, feeders, producers.

        Items move on while they are read; so an item can be met twice, and none is missed: no
        compartment is negative.
        """
        names = sorted(self.reader.threads(), key=_against_the_stream)
        return {name: self.reader.cells(name) for name in names}

    def _depth(self, blocks: Mapping[str, Cells], maxsize: int) -> int:
        """Return the depth: within what it was while the blocks were read.

        Entries are counted after the first reading of returns, and before the second.
        """
        entered = _total(blocks, Cell.ENTERED) - _total(blocks, Cell.UNSENDABLE)
        most = entered - _total(blocks, Cell.RETURNED)
        least = entered - sum(self.reader.cells(name)[Cell.RETURNED] for name in blocks)
        return max(0, least, min(most, maxsize) if maxsize else most)

    def _workers(
        self,
        blocks: Mapping[str, Cells],
        entries: Mapping[str, WorkerEntry],
        origin: int,
        is_over: bool,
    ) -> tuple[WorkerView, ...]:
        views = [
            self._worker(name, cells, blocks.get(feeder_name(name)), entries.get(name), origin)
            for name, cells in blocks.items()
            if cells[Cell.ROLE] in (Role.PRODUCER, Role.CONSUMER)
        ]
        if is_over:  # the host was lost: nobody wrote their ends
            views = [v if v.ended else replace(v, state=State.KILLED, asked=True) for v in views]
        return tuple(sorted(views, key=lambda view: (view.role != "producer", view.index)))

    def _worker(
        self, name: str, cells: Cells, feeder: Cells | None, entry: WorkerEntry | None, origin: int
    ) -> WorkerView:
        is_producer = cells[Cell.ROLE] == Role.PRODUCER
        pid = entry.pid if entry else cells[Cell.PID]
        usage = None if cells[Cell.ENDED_NS] else self._usage.of(pid)
        written = cells[Cell.WRITTEN]
        if feeder is not None:
            written += feeder[Cell.WRITTEN] + feeder[Cell.UNSENDABLE]
        return WorkerView(
            name=name,
            role=role_word(cells),
            index=cells[Cell.INDEX],
            pid=pid,
            state=_state(cells, usage),
            since_s=((cells[Cell.STATE] >> STATE_BITS) - origin) / 1e9,
            item=cells[Cell.ITEM] if cells[Cell.RETURNED] > cells[Cell.DONE] else 0,
            items=cells[Cell.ENTERED] if is_producer else cells[Cell.DONE],
            attempted=cells[Cell.ATTEMPTED],
            refused=cells[Cell.REFUSED],
            empty=cells[Cell.EMPTY],
            waiting_put=cells[Cell.PUT_SINCE_NS] != 0,
            buffered=cells[Cell.ENTERED] - written if is_producer else 0,
            exitcode=entry.exitcode if entry else None,
            asked=entry.asked if entry else False,
            cpu_percent=usage.cpu_percent if usage else None,
            memory_bytes=usage.sample.memory_bytes if usage else None,
            os_state=usage.sample.os_state if usage else "–",
        )


class Reading:
    """What the last samples say of one process."""

    def __init__(self, sample: ProcessSample, cpu_percent: float | None) -> None:
        self.sample = sample
        self.cpu_percent = cpu_percent


class Usage:
    """CPU and memory of the processes of a run, from its samples."""

    def __init__(self, folder: Path) -> None:
        self._reader = SampleReader(folder)
        self._last: dict[int, Sample] = {}
        self._readings: dict[int, Reading] = {}

    def update(self) -> None:
        """Take in the samples that are new."""
        for sample in self._reader.read_new():
            before = self._last.get(sample.pid)
            percent = None
            if before is not None and sample.at_ns > before.at_ns:
                used = sample.process.cpu_ns - before.process.cpu_ns
                percent = 100 * used / (sample.at_ns - before.at_ns)
            self._last[sample.pid] = sample
            self._readings[sample.pid] = Reading(sample.process, percent)

    def of(self, pid: int) -> Reading | None:
        """Return the last reading of a process, None when there is none."""
        return self._readings.get(pid)


def _against_the_stream(name: str) -> int:
    if name.endswith(feeder_name("")):
        return 1
    return 0 if name.startswith("consumer") else 2


def _fate(entry: WorkerEntry) -> Fate:
    if entry.ended_ns is None:
        return Fate.ALIVE
    return Fate.ASKED if entry.asked or not entry.exitcode else Fate.DIED


def _state(cells: Cells, usage: Reading | None) -> State:
    """Return the state of a worker; one that a signal has stopped cannot say so itself."""
    if usage is not None and usage.sample.os_state == "T":
        return State.FROZEN
    return State(cells[Cell.STATE] & STATE_MASK)


def _total(blocks: Mapping[str, Cells], cell: Cell) -> int:
    return sum(cells[cell] for cells in blocks.values())


def _cost_percent(blocks: Mapping[str, Cells], now_ns: int) -> float | None:
    """Return the share of the workers' time that recording took, as estimated; None at first."""
    lived = sum(
        (cells[Cell.ENDED_NS] or now_ns) - cells[Cell.STARTED_NS]
        for cells in blocks.values()
        if cells[Cell.ROLE] != Role.FEEDER
    )
    records = _total(blocks, Cell.RECORDS)
    return 100 * records * RECORD_COST_NS / lived if lived > 0 else None
