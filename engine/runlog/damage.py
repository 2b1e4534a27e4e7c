"""What of a log cannot be read any more, in sentences: files that are missing or were cut short.

What retention has trimmed is no damage: the manifest says so.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from engine.runlog import layout
from engine.runlog.layout import Cell
from engine.runlog.reader import RunLogError, RunReader

NONSENSE: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What files that hold nonsense do to those who read them."""


def refuse_odd_files(run: Path) -> None:
    """Raise RunLogError for a file of a log that is a pipe or a device: to read it could hang."""
    paths = [layout.marks_path(run), layout.samples_path(run)]
    for folder in ("blocks", "spans", "channels"):
        with suppress(FileNotFoundError, NotADirectoryError):
            paths += (run / folder).iterdir()
    for path in paths:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise RunLogError(f"{path} cannot be read: it is no ordinary file.")


def sentences(reader: RunReader, missing: int) -> tuple[str, ...]:
    """Return what is gone of a log; `missing` records were not found when all of it was read."""
    return (*_of_records(reader, missing), *_of_workers(reader))


def lost_workers(reader: RunReader) -> tuple[str, ...]:
    """Return the workers of which nothing is left, by name."""
    threads = reader.threads()
    workers = reader.manifest.workers
    return tuple(worker.name for worker in workers if worker.name not in threads)


def kept_records(reader: RunReader) -> int:
    """Return how many records of a log were written and not trimmed."""
    gone = sum(map(layout.first_record, reader.manifest.trimmed.values()))
    return sum(cells[Cell.RECORDS] for cells in reader.blocks().values()) - gone


def _of_records(reader: RunReader, missing: int) -> tuple[str, ...]:
    if missing <= 0:
        return ()
    total = kept_records(reader)
    return (
        f"Part of the log is gone: {missing:,} of {total:,} records cannot be read; "
        "the rest is here.",
    )


def _of_workers(reader: RunReader) -> tuple[str, ...]:
    gone = lost_workers(reader)
    if not gone:
        return ()
    return (
        f"Part of the log is gone: nothing of {', '.join(gone)} can be read; the rest is here.",
    )
