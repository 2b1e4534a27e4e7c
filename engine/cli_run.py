"""`run`: one run in the terminal, from the words of the command line to the summary.

    check everything  →  start  →  poll 20 times a second  →  end  →  export  →  summary

Everything that can be refused is refused before a process exists. Ctrl-C asks the run to stop; what
was recorded is exported and summarised all the same.
"""

import math
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final, Literal

from engine import cli_summary, config, scenario
from engine.analysis.summary import summarise
from engine.cli_progress import Progress
from engine.config import Config
from engine.export.log import ExportError, check_target, export_log
from engine.runlog import layout
from engine.session import LOG_LIMIT_BYTES, LOG_LIMITS_GB, Session
from engine.snapshot import Phase, Snapshot

POLL_S: Final = 0.05
DEFAULT_SECONDS: Final = 10.0
"""How long a run without a window lasts when nothing else ends it."""


class BadInputError(ValueError):
    """Words on the command line that cannot be followed. `str()` is one sentence."""


@dataclass(frozen=True)
class Request:
    """What the command line asks of one run."""

    scenario: str | None = None
    changes: Sequence[str] = ()
    """As typed: `KEY=VALUE`."""
    logs: Sequence[Path] = ()
    run_dir: Path | None = None
    log_limit_bytes: int = LOG_LIMIT_BYTES
    summary: Literal["text", "json"] = "text"
    is_quiet: bool = False
    log_in_run_folder: bool = False
    """Export a .csv into the run folder, wherever that turns out to be."""


class Interrupts:
    """Counts Ctrl-C and termination requests while it is entered, instead of dying of them."""

    def __init__(self) -> None:
        self.count = 0
        self._previous: dict[int, Any] = {}

    def __enter__(self) -> "Interrupts":
        for number in (signal.SIGINT, signal.SIGTERM):
            self._previous[number] = signal.signal(number, self._increment)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _increment(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1


def run(request: Request) -> int:
    """Run what is asked. Return the exit status; bad input raises before any process exists."""
    chosen = scenario.load(request.scenario or scenario.OPENS_FIRST)
    settings = configure(chosen.config, request.changes)
    for path in request.logs:
        check_target(path)
    if request.run_dir is not None:
        check_run_dir(request.run_dir)
    for hint in config.hints(settings):
        print(hint, file=sys.stderr)
    with Interrupts() as interrupts:
        ended = _run_to_end(settings, chosen.name, request, interrupts)
        return _finish(ended, request, interrupts)


def configure(start: Config, changes: Sequence[str]) -> Config:
    """Return `start` with the typed `KEY=VALUE` applied, and an end if it had none."""
    values = {}
    for change in changes:
        key, equals, text = change.partition("=")
        if not equals:
            raise BadInputError(
                f"--set needs KEY=VALUE, such as channel.maxsize=20, not {change!r}."
            )
        values[key] = config.parse(key, text)
    settings = start.changed(values)
    if settings.run_seconds or settings.run_items:
        return settings
    return settings.changed({"run.seconds": DEFAULT_SECONDS})


def log_limit(gigabytes: str) -> int:
    """Return the size of the run log that was typed, in bytes; the default for nothing."""
    if not gigabytes:
        return LOG_LIMIT_BYTES
    low, high = LOG_LIMITS_GB
    try:
        limit = float(gigabytes)
    except ValueError:
        limit = math.nan
    if not low <= limit <= high:
        raise BadInputError(
            f"--log-limit must be a number of GB from {low:g} to {high:g}, not {gigabytes}."
        )
    return round(limit * 1e9)


def check_run_dir(folder: Path) -> None:
    """Raise BadInputError unless `folder` is empty, or can be made."""
    try:
        _check_run_dir(folder)
    except OSError as error:  # a name that is too long, or a folder that may not be looked into
        why = error.strerror or error
        raise BadInputError(f"--run-dir {folder} cannot be made: {why}.") from None


def _check_run_dir(folder: Path) -> None:
    if folder.exists():
        if not folder.is_dir():
            raise BadInputError(f"--run-dir {folder} is not a folder.")
        if any(folder.iterdir()):
            raise BadInputError(f"--run-dir {folder} is not empty; name a new or an empty folder.")
    parent = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise BadInputError(f"--run-dir {folder} cannot be made: {parent} cannot be written.")


def _run_to_end(settings: Config, name: str, request: Request, interrupts: Interrupts) -> Snapshot:
    session = Session(has_series=False)
    progress = Progress(sys.stderr, is_quiet=request.is_quiet)
    try:
        session.start(settings, name, request.run_dir, request.log_limit_bytes)
        return _follow(session, progress, interrupts)
    finally:
        session.close()


def _follow(session: Session, progress: Progress, interrupts: Interrupts) -> Snapshot:
    obeyed = 0
    while (snapshot := session.poll()).phase is not Phase.ENDED:
        progress.show(snapshot)
        if interrupts.count > obeyed:
            obeyed += 1
            if obeyed > 1:
                session.close()
                snapshot = session.poll()
                break
            session.stop()
        time.sleep(POLL_S)
    progress.end(snapshot)
    return snapshot


def _finish(ended: Snapshot, request: Request, interrupts: Interrupts) -> int:
    """Export, summarise, say where everything is. Return the exit status."""
    folder = ended.run_dir
    is_whole = ended.end is not None and not ended.end.is_unwanted
    if ended.end and ended.end.is_unwanted and ended.end.sentence not in ended.notices:
        print(ended.end.sentence, file=sys.stderr)
    if folder is None or not (is_whole or layout.manifest_path(folder).exists()):
        return 1  # nothing was recorded, and it has just been told why
    logs = [*request.logs, *([folder / "log.csv"] if request.log_in_run_folder else [])]
    written = [path for path in logs if _export(folder, path, interrupts)]
    try:
        summary = summarise(folder)
    except ValueError as error:  # what there is of the run cannot be read
        print(error, file=sys.stderr)
        return 1
    is_json = request.summary == "json"
    print(cli_summary.as_json(summary) if is_json else cli_summary.as_text(summary))
    for kind, path in (("run", folder), *(("log", path) for path in written)):
        print(f"{kind}  {path}", file=sys.stderr if is_json else sys.stdout)
    return 0 if is_whole and summary.ledger_closes and written == logs else 1


def _export(folder: Path, path: Path, interrupts: Interrupts) -> bool:
    """Write one log. A second Ctrl-C from here on gives it up; the first may still be the run's."""
    patience = interrupts.count + 1
    try:
        export_log(folder, path, lambda _done, _total: interrupts.count <= patience)
    except ExportError as error:
        print(error, file=sys.stderr)
        return False
    return True
