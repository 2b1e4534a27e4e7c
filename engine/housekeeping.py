"""What the host does a few times a second: samples, retention, the guards of memory and disk."""

import errno
import os
import shutil
from pathlib import Path
from time import perf_counter_ns
from typing import Final

from engine import platforms
from engine.crew import Crew, Worker
from engine.protocol import Setting
from engine.runlog import layout
from engine.runlog.manifest import Manifest
from engine.runlog.samples import SampleWriter
from engine.runlog.writer import LogFullError

SAMPLE_NS: Final = 500_000_000
RETENTION_NS: Final = 1_000_000_000

ITEM_OVERHEAD_BYTES: Final = 150
"""What an item in a sender's buffer takes beside its payload: tuple, ints, bytes object."""

MEMORY_SHARE: Final = 0.25
"""Of the machine's memory: what may wait in buffers."""

MARGIN: Final = 0.8
"""The run ends at this part of the share: buffers go on growing until it has ended."""

DISK_SPARE_BYTES: Final = 2_000_000
"""The run ends when no more than this is free: it is kept for the ending."""

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def log_obstacle(run: Path, error: Exception | None = None) -> tuple[str, str] | None:
    """Return the reason and the sentence with which a run ends whose log cannot go on, or None.

    `error` is what whoever wrote it has met: not only a full disk can keep a log from growing.
    """
    try:
        free = shutil.disk_usage(run).free
    except FileNotFoundError:
        return "failed", f"The run folder {run} is gone."
    if free < DISK_SPARE_BYTES:
        return "disk", f"The disk is full: {run} has {free / 1e6:.1f} MB left for the log."
    if isinstance(error, LogFullError) or (isinstance(error, OSError) and error.errno in _NO_ROOM):
        return "disk", f"The run log cannot grow: {os.strerror(error.errno or 0)} ({run})."
    return None


class Housekeeping:
    """Samples processes, trims the log to its size, and watches the buffers."""

    def __init__(self, run: Path, manifest: Manifest) -> None:
        self._run = run
        self._manifest = manifest
        self._samples = SampleWriter(run)
        self._memory = platforms.memory_bytes()
        self._next_sample_ns = self._next_retention_ns = 0
        self._resident = 0
        self._counted = 0
        """Bytes that waited in buffers at the last look."""
        self.trimmed = False
        """Set when segments were removed; the host clears it when the manifest says so."""

    def tick(self, alive: list[Worker]) -> list[str]:
        """Do what is due. Return sentences that the user should read."""
        now = perf_counter_ns()
        if now >= self._next_sample_ns:
            self._next_sample_ns = now + SAMPLE_NS
            self._sample(now, alive)
        if now >= self._next_retention_ns:
            self._next_retention_ns = now + RETENTION_NS
            return self._trim()
        return []

    def too_much(self, crew: Crew, settings: dict[str, Setting]) -> str | None:
        """Return the sentence with which the run ends when too much waits in buffers, or None.

        The items are counted; their size is what the settings say now, or what the producers
        really hold, if that is more.
        """
        if self._memory is None:
            return None
        buffered = crew.buffered()
        item_bytes = int(settings["producers.payload_bytes"]) + ITEM_OVERHEAD_BYTES
        counted, before = buffered * item_bytes, self._counted
        self._counted = counted
        size = max(counted, self._resident if buffered else 0)
        # As much again may come before the next look, which is late on a busy machine.
        if max(size, 2 * counted - before) < self._memory * MEMORY_SHARE * MARGIN:
            return None
        return (
            f"{buffered:,} items wait in the producers' buffers, about {size / 1e9:.1f} GB: "
            "the run was ended before they take a quarter of the memory."
        )

    def close(self) -> None:
        """Close the samples."""
        self._samples.close()

    def _sample(self, now: int, alive: list[Worker]) -> None:
        ours = (os.getppid(), os.getpid())  # the window or command line, and the host
        samples = platforms.sample_processes([*ours, *(worker.entry.pid for worker in alive)])
        self._samples.append(now, samples)
        producers = {w.entry.pid for w in alive if w.entry.role == "producer"}
        self._resident = sum(s.memory_bytes for pid, s in samples.items() if pid in producers)

    def _trim(self) -> list[str]:
        """Remove the oldest whole segments beyond the limit; never the one being written."""
        limit = self._manifest.log_limit_bytes
        is_first = not self._manifest.trimmed
        segments = _segments(self._run)
        live = {name: number for _, name, number in sorted(segments, key=lambda one: one[2])}
        total = sum(layout.segment_bytes(number) for _, _, number in segments)
        for _, name, number in segments:
            if not limit or total <= limit:
                break
            if number == live[name]:
                continue
            try:
                layout.segment_path(self._run, name, number).unlink(missing_ok=True)
            except PermissionError:  # Windows: somebody is reading it just now
                continue
            total -= layout.segment_bytes(number)
            self._manifest.trimmed[name] = number + 1
            self.trimmed = True
        if is_first and self.trimmed:
            return [f"The log has reached {limit / 1e9:g} GB: its oldest part is being removed."]
        return []


def _segments(run: Path) -> list[tuple[int, str, int]]:
    """Return (last written, thread, number) of every segment, oldest first."""
    found = []
    for path in (run / "spans").glob("*.bin"):
        name, _, number = path.stem.rpartition("-")
        found.append((path.stat().st_mtime_ns, name, int(number)))
    return sorted(found)
