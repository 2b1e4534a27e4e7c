"""Samples of a run, `samples.bin`: what is no span, a few times a second. Fixed 48-byte records.

time (ns) | pid | CPU time used (ns) | resident memory (bytes) | OS state letter | parent's pid
"""

from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import IO

from engine.platforms import ProcessSample
from engine.runlog import layout

_RECORD = Struct("<qqqqqq")


@dataclass(frozen=True)
class Sample:
    """What the operating system said of one process at one time."""

    at_ns: int
    pid: int
    process: ProcessSample


def _letter(code: int) -> str:
    """Return the letter of a state, "–" for what is none: a file may be damaged."""
    return chr(code) if ord("A") <= code <= ord("z") else "–"


class SampleWriter:
    """Appends samples."""

    def __init__(self, run: Path) -> None:
        self._file: IO[bytes] = open(layout.samples_path(run), "ab", buffering=0)  # noqa: SIM115

    def append(self, at_ns: int, samples: dict[int, ProcessSample]) -> None:
        """Append one sample of each process, by pid."""
        self._file.write(
            b"".join(
                _RECORD.pack(at_ns, pid, s.cpu_ns, s.memory_bytes, ord(s.os_state), s.parent_pid)
                for pid, s in samples.items()
            )
        )

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class SampleReader:
    """Reads samples as they are appended."""

    def __init__(self, run: Path) -> None:
        self._path = layout.samples_path(run)
        self._offset = 0

    def read_new(self) -> list[Sample]:
        """Return the samples appended since the last call, oldest first."""
        return [
            Sample(at_ns, pid, ProcessSample(cpu_ns, memory, _letter(letter), parent))
            for at_ns, pid, cpu_ns, memory, letter, parent in _RECORD.iter_unpack(
                self.read_new_bytes()
            )
        ]

    def read_new_bytes(self) -> bytes:
        """Return the same as the records that they are, for who reads many."""
        try:
            with open(self._path, "rb") as file:
                file.seek(self._offset)
                data = file.read()
        except FileNotFoundError:
            return b""
        whole = len(data) // _RECORD.size * _RECORD.size
        self._offset += whole
        return data[:whole]
