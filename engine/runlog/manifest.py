"""The manifest of a run, `run.json`: what was run, by whom, and how it ended.

Written by the host with the standard library alone, replaced atomically (temporary file, fsync,
rename), so that a reader finds the old manifest or the new one and never half of one.
"""

import json
import os
import stat
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from engine.runlog import layout

FORMAT: Final = "weir-run"
MAX_BYTES: Final = 4 * 1024 * 1024
_TRIES: Final = 20
_KINDS: Final = {"settings": dict, "origin_ns": int, "host_pid": int, "trimmed": dict}


class ManifestError(ValueError):
    """The manifest cannot be read. `str()` is one sentence for the user."""


@dataclass
class WorkerEntry:
    """One worker process of a run. Times are on the clock of the run log, in ns."""

    name: str
    role: str
    index: int
    pid: int
    started_ns: int
    ended_ns: int | None = None
    exitcode: int | None = None
    """As `Process.exitcode`: negative is the number of the signal that killed it."""
    asked: bool = False
    """True when it was told to end: it was retired, or the run was ending."""
    paused: bool = False
    """True while it is to pause between two items, whether it has come to that yet or not."""


@dataclass
class End:
    """How a run ended."""

    reason: str
    """stopped, items, seconds, finished, memory, disk or failed; of an opened log also: cut off."""
    sentence: str
    at_ns: int
    totals: dict[str, int] = field(default_factory=dict)
    """The ledger's compartments at the end."""
    lost: dict[str, int] = field(default_factory=dict)
    """Items lost, by reason."""
    closes: bool = False

    @property
    def is_unwanted(self) -> bool:
        """True for an end that nobody asked for: the user has to be told."""
        return self.reason in ("memory", "disk", "failed", "cut off")


@dataclass
class Manifest:
    """Everything that `run.json` holds."""

    settings: dict[str, Any]
    origin_ns: int
    """Time zero of the run on the clock of the run log."""
    started_at: str
    """Wall clock at time zero, ISO 8601 with time zone."""
    scenario: str | None = None
    versions: dict[str, str] = field(default_factory=dict)
    host_pid: int = 0
    workers: list[WorkerEntry] = field(default_factory=list)
    end: End | None = None
    """None while it runs, and for ever if it was cut off."""
    trimmed: dict[str, int] = field(default_factory=dict)
    """First segment that retention left, by thread."""
    kept: bool = False
    """True for a run that is never removed to make room for newer ones."""
    log_limit_bytes: int = 0
    format: str = FORMAT
    version: int = layout.VERSION


def write(run: Path, manifest: Manifest) -> None:
    """Replace the manifest of `run` atomically."""
    path = layout.manifest_path(run)
    temporary = path.with_suffix(".tmp")
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    for attempt in range(_TRIES):
        try:
            os.replace(temporary, path)
            break
        except PermissionError:  # Windows: somebody is reading it just now
            if attempt == _TRIES - 1:
                raise
            time.sleep(0.01)


def read(run: Path) -> Manifest:
    """Return the manifest of `run`. Raises ManifestError with a sentence."""
    path = layout.manifest_path(run)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ManifestError(f"{path} cannot be read: it is no ordinary file.")
        if found.st_size > MAX_BYTES:
            raise ManifestError(f"{path} is larger than a manifest can be.")
        raw = json.loads(path.read_text(encoding="utf-8"))
    except ManifestError:
        raise
    except (FileNotFoundError, NotADirectoryError):
        raise ManifestError(f"{run} is not a run folder: it holds no run.json.") from None
    except (OSError, ValueError) as error:
        raise ManifestError(f"{path} cannot be read: {error}.") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise ManifestError(f"{path} is not the manifest of a Weir run.")
    if raw.get("version") != layout.VERSION:
        raise ManifestError(
            f"{path} has version {raw.get('version')}; this Weir reads version {layout.VERSION}."
        )
    for field_name, kind in _KINDS.items():
        if not isinstance(raw.get(field_name), kind):
            raise ManifestError(f"{path} lacks or does not know a field: {field_name}.")
    try:
        raw["workers"] = [WorkerEntry(**worker) for worker in raw["workers"]]
        raw["end"] = End(**raw["end"]) if raw["end"] else None
        return Manifest(**raw)
    except (KeyError, TypeError) as error:
        raise ManifestError(f"{path} lacks or does not know a field: {error}.") from None
