"""Exports the log of a run: rows and marks by time, in the format that the extension names.

The file is written beside its place and put there at the end: what stands at the path is always
the old file or the whole new one.
"""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import IO, Final

import numpy as np

from engine.export import csv_file, jsonl_file
from engine.export.rows import Rows, read_rows
from engine.runlog import damage, layout
from engine.runlog.damage import kept_records
from engine.runlog.manifest import ManifestError
from engine.runlog.marks import Mark, MarkReader
from engine.runlog.reader import RunLogError, RunReader

FORMATS: Final[dict[str, ModuleType]] = {".csv": csv_file, ".jsonl": jsonl_file}
ROWS_AT_A_TIME: Final = 16_384
"""A chunk's page of bytes then fits into the processor's cache."""

ExportProgress = Callable[[int, int], bool]
"""Told rows done and rows in all (until the end: at most); returns False to give the export up."""


class ExportError(Exception):
    """A log that cannot be written. `str()` is one sentence."""


def check_target(path: Path) -> None:
    """Raise ExportError unless a log can be written to `path`. Touches nothing."""
    try:
        _check_target(path)
    except OSError as error:  # a name that is too long, or a folder that may not be looked into
        raise ExportError(f"{path} cannot be written: {error.strerror or error}.") from None


def _check_target(path: Path) -> None:
    if path.suffix.lower() not in FORMATS:
        known = " or ".join(FORMATS)
        raise ExportError(f"The log {path} must end in {known}: the extension names the format.")
    if path.is_dir():
        raise ExportError(f"The log {path} is a folder; name a file.")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise ExportError(f"The log {path} cannot be written: there is no folder {folder}.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ExportError(f"The log {path} cannot be written: the folder {folder} is read-only.")
    if path.exists() and not path.is_file():
        raise ExportError(f"The log {path} cannot be written: it is no ordinary file.")
    is_marks = path.name.lower() == layout.marks_path(folder).name
    if is_marks and layout.manifest_path(folder).exists():
        raise ExportError(f"The log {path} cannot be written: the file is a part of a run.")


def export_log(
    run: Path,
    path: Path,
    progress: ExportProgress | None = None,
    warn: Callable[[str], object] | None = None,
) -> int:
    """Write the log of the run folder `run` to `path`. Return the number of rows, marks included.

    `warn` is told in a sentence which part of the log is gone.
    Raises ExportError; then, as after a `progress` that returned False, nothing has changed.
    """
    check_target(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with _written_whole(temporary, path) as file:
            return _write(run, FORMATS[path.suffix.lower()], file, progress, warn)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}.") from None
    except (ManifestError, RunLogError) as error:
        raise ExportError(str(error)) from None
    except damage.NONSENSE as error:
        raise ExportError(f"{run} cannot be read: its log is damaged ({error}).") from error


@contextlib.contextmanager
def _written_whole(temporary: Path, path: Path) -> Iterator[IO[bytes]]:
    try:
        with open(temporary, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _write(
    run: Path,
    form: ModuleType,
    file: IO[bytes],
    progress: ExportProgress | None,
    warn: Callable[[str], object] | None,
) -> int:
    done = 0
    damage.refuse_odd_files(run)
    with RunReader(run) as reader:
        manifest = reader.manifest
        marks = sorted(MarkReader(run).read_new(), key=lambda mark: mark.at_ns)
        left = kept_records(reader) + len(marks)
        file.write(form.header(manifest))
        for piece in _pieces(read_rows(reader), marks, manifest.origin_ns):
            if isinstance(piece, Rows):
                if len(piece):
                    file.write(form.spans(piece))
                done += len(piece)
                left -= len(piece) + piece.instants
            else:
                file.write(form.mark(max(0, piece.at_ns - manifest.origin_ns) / 1e9, piece))
                done += 1
                left -= 1
            if progress is not None and not progress(done, done + max(0, left)):
                raise ExportError("The export was given up; nothing was written.")
        if warn is not None:
            for sentence in damage.sentences(reader, left):
                warn(sentence)
    if progress is not None and left:  # lost, or trimmed meanwhile
        progress(done, done)
    return done


def _pieces(parts: Iterable[Rows], marks: list[Mark], origin_ns: int) -> Iterator[Rows | Mark]:
    """Return rows in chunks and marks one by one, by time, a mark before a row of its time."""
    waiting = deque(marks)
    for rows in parts:
        start = 0
        if not len(rows):
            yield rows
        while waiting and len(rows) and waiting[0].at_ns - origin_ns <= rows.t_ns[-1]:
            border = int(np.searchsorted(rows.t_ns, waiting[0].at_ns - origin_ns))
            yield from _chunks(rows, start, border)
            yield waiting.popleft()
            start = border
        yield from _chunks(rows, start, len(rows))
    yield from waiting


def _chunks(rows: Rows, start: int, end: int) -> Iterator[Rows]:
    for first in range(start, end, ROWS_AT_A_TIME):
        yield rows.part(first, min(first + ROWS_AT_A_TIME, end))
