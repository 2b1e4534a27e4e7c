"""The marks of a run, `marks.jsonl`: what was done to it, one JSON object a line, append-only.

A line that was cut off by a crash is not valid JSON and is passed over by the reader.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Literal

from engine.runlog import layout

MarkKind = Literal["setting", "pause", "resume", "stop", "warning"]
MAX_LINE: int = 10_000


@dataclass(frozen=True)
class Mark:
    """One thing that was done to a run, or happened to it."""

    at_ns: int
    kind: MarkKind
    key: str
    """The setting's key, the worker's name, or empty."""
    old: int | float | str | None = None
    new: int | float | str | None = None
    text: str = ""
    """A sentence, for warnings and ends of workers."""


class MarkWriter:
    """Appends marks; each is on disk as a whole line or not at all."""

    def __init__(self, run: Path) -> None:
        self._file: IO[bytes] = open(layout.marks_path(run), "ab", buffering=0)  # noqa: SIM115

    def append(self, mark: Mark) -> None:
        """Append one mark."""
        self._file.write(json.dumps(asdict(mark)).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class MarkReader:
    """Reads marks as they are appended."""

    def __init__(self, run: Path) -> None:
        self._path = layout.marks_path(run)
        self._offset = 0

    def read_new(self) -> list[Mark]:
        """Return the marks appended since the last call."""
        try:
            with open(self._path, "rb") as file:
                file.seek(self._offset)
                data = file.read()
        except FileNotFoundError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        return [mark for line in whole.splitlines() if (mark := _parse(line)) is not None]


def _parse(line: bytes) -> Mark | None:
    if len(line) > MAX_LINE:
        return None
    try:
        return Mark(**json.loads(line))
    except (ValueError, TypeError):
        return None
