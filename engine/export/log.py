"""Exports the log of a run: rows and marks by time, in the format that the extension names.

The file is written beside its place and put there at the end: what stands at the path is always
the old file or the whole new one.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import IO, Final

import numpy as np

from engine.export import csv_file, jsonl_file
from engine.export.rows import Rows, read_rows
from engine.runlog.manifest import ManifestError
from engine.runlog.marks import Mark, MarkReader
from engine.runlog.reader import RunLogError, RunReader

FORMATS: Final[dict[str, ModuleType]] = {".csv": csv_file, ".jsonl": jsonl_file}
ROWS_AT_A_TIME: Final = 16_384
"""A chunk's page of bytes then fits into the processor's cache."""

ExportProgress = Callable[[int, int], bool]
"""Told rows done and rows in all; returns False to give the export up."""


class ExportError(Exception):
    """A log that cannot be written. `str()` is one sentence."""


def check_target(path: Path) -> None:
    """Raise ExportError unless a log can be written to `path`. Touches nothing."""
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


def export_log(run: Path, path: Path, progress: ExportProgress | None = None) -> int:
    """Write the log of the run folder `run` to `path`. Return the number of rows, marks included.

    Raises ExportError; then, as after a `progress` that returned False, nothing has changed.
    """
    check_target(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with _written_whole(temporary, path) as file:
            return _write(run, FORMATS[path.suffix.lower()], file, progress)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}.") from None
    except (ManifestError, RunLogError) as error:
        raise ExportError(str(error)) from None


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


def _write(run: Path, form: ModuleType, file: IO[bytes], progress: ExportProgress | None) -> int:
    reader = RunReader(run)
    try:
        manifest, rows = reader.manifest, read_rows(reader)
        marks = MarkReader(run).read_new()
    finally:
        reader.close()
    file.write(form.header(manifest))
    total = len(rows) + len(marks)
    done = 0
    for piece in _pieces(rows, marks, manifest.origin_ns):
        if isinstance(piece, Rows):
            file.write(form.spans(piece))
            done += len(piece)
        else:
            file.write(form.mark(max(0, piece.at_ns - manifest.origin_ns) / 1e9, piece))
            done += 1
        if progress is not None and not progress(done, total):
            raise ExportError("The export was given up; nothing was written.")
    return total


def _pieces(rows: Rows, marks: list[Mark], origin_ns: int) -> Iterator[Rows | Mark]:
    """Return rows in chunks and marks one by one, by time, a mark before a row of its time."""
    by_time = sorted(marks, key=lambda mark: mark.at_ns)
    borders = np.searchsorted(rows.t_ns, [mark.at_ns - origin_ns for mark in by_time])
    start = 0
    for mark, border in zip(by_time, borders.tolist(), strict=True):
        yield from _chunks(rows, start, border)
        yield mark
        start = border
    yield from _chunks(rows, start, len(rows))


def _chunks(rows: Rows, start: int, end: int) -> Iterator[Rows]:
    for first in range(start, end, ROWS_AT_A_TIME):
        yield rows.part(first, min(first + ROWS_AT_A_TIME, end))
