"""A live run that looks as if it had begun earlier: real processes, and a past that was made up.

    made up                                          real
    |-- puts and gets of every worker ---------------|-- what the processes do ------>
    origin, moved back                               the run began

Window benchmarks need a long history and cannot wait for it. The folder of a run that has just
begun is told that it began `past_s` seconds earlier (manifest and blocks), and is read anew; then
the series get the made up records of that time, as they would get records that are published late.
Everything else goes its normal way through the normal reader.
"""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from engine.analysis.timeline import Timeline
from engine.config import Config
from engine.observation import Observation
from engine.runlog import layout, manifest
from engine.runlog.layout import Cell, Kind, Result, Role
from engine.runlog.reader import RECORD_DTYPE, Records, RunReader
from engine.session import Session
from engine.snapshot import Phase
from engine.states import State

PAST_HZ: Final = 2_000.0
"""Puts a second in the past, and as many gets, by all workers together."""
CALM_S: Final = 1.0
_BATCH_S: Final = 10.0
_MOST_DEPTH: Final = 900
_CELL_BYTES: Final = 8

Blocks = Mapping[str, Mapping[Cell, int]]


class AgedSession(Session):
    """A session whose run can be made older once its workers run; its log is kept in `folder`.

    Nothing of the log is trimmed: the made up past would go with the first segment.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def start(
        self,
        config: Config,
        scenario: str | None = None,
        run_dir: Path | None = None,
        log_limit_bytes: int = 0,
    ) -> None:
        """Start a run in the folder of this session, without a limit of the log."""
        super().start(config, scenario, run_dir or self._folder, log_limit_bytes=0)

    def age(self, past_s: float) -> None:
        """Move the origin of the run back by `past_s`; its workers have to run."""
        old = self._observation
        assert old is not None and self._phase is Phase.RUNNING
        old.close()
        past_ns = round(past_s * 1e9)
        _wait_for_calm(old.folder)
        move_back(old.folder, past_ns)
        new = Observation(old.folder, old.config, None, self._run_id, 0, has_series=True)
        self._observation = new
        self.poll()  # reads the folder anew, from its first record
        assert new.timeline is not None
        fill(new.timeline, new.reader, new.reader.manifest.origin_ns, past_s)


def _wait_for_calm(folder: Path) -> None:
    """Wait until the host has written its manifest for good: it would undo what is moved back."""
    path = layout.manifest_path(folder)
    while time.time() - path.stat().st_mtime < CALM_S:
        time.sleep(0.1)


def move_back(folder: Path, past_ns: int) -> None:
    """Write into manifest and blocks that the run and its workers began `past_ns` earlier."""
    found = manifest.read(folder)
    found.origin_ns -= past_ns
    manifest.write(folder, found)
    for path in (folder / "blocks").glob("*.bin"):
        with open(path, "r+b") as file:
            for cell in (Cell.STARTED_NS, Cell.RUNNING_NS):
                file.seek(cell * _CELL_BYTES)
                began = int.from_bytes(file.read(_CELL_BYTES), "little", signed=True)
                file.seek(cell * _CELL_BYTES)
                file.write((began - past_ns).to_bytes(_CELL_BYTES, "little", signed=True))


def fill(timeline: Timeline, reader: RunReader, origin_ns: int, past_s: float) -> None:
    """Give `timeline` a past of `past_s` seconds: all workers put and get, and wait."""
    blocks = reader.blocks()
    for records, now_ns in past(blocks, origin_ns, past_s):
        timeline.add(records, blocks, now_ns)


def past(blocks: Blocks, origin_ns: int, past_s: float) -> Iterator[tuple[dict[str, Records], int]]:
    """Yield records by thread, and the time at their end, batch by batch; the depth ends at 0."""
    chance = np.random.default_rng(1)
    count = max(1, round(past_s / _BATCH_S))
    depths = np.abs(np.cumsum(chance.integers(-200, 200, count)))
    depths = _MOST_DEPTH - np.abs(depths % (2 * _MOST_DEPTH) - _MOST_DEPTH)
    depths[-1] = 0
    width = past_s * 1e9 / count
    gets = round(PAST_HZ * past_s / count)
    for batch, change in enumerate(np.diff(depths, prepend=0).tolist()):
        start = origin_ns + round(batch * width)
        counts = {Role.PRODUCER: gets + change, Role.CONSUMER: gets}
        yield _batch(blocks, counts, start, width, chance), start + round(width)


def _batch(
    blocks: Blocks,
    counts: Mapping[Role, int],
    start_ns: int,
    width_ns: float,
    chance: np.random.Generator,
) -> dict[str, Records]:
    """Return `counts` records for each role, shared out among its workers."""
    found = {}
    for role, kind, state in (
        (Role.PRODUCER, Kind.PUT, State.WAIT_SLOT),
        (Role.CONSUMER, Kind.GET, State.WAIT_ITEM),
    ):
        names = [name for name, cells in blocks.items() if cells[Cell.ROLE] == role]
        shared = [counts[role] * (k + 1) // len(names) for k in range(len(names))]
        for name, number in zip(names, np.diff(shared, prepend=0), strict=True):
            ends = start_ns + np.sort(chance.uniform(0, width_ns, number)).astype(np.int64)
            gaps = np.diff(ends, prepend=start_ns)
            records = np.zeros(number, RECORD_DTYPE)
            records["duration"] = gaps * chance.uniform(0, 1, number)
            records["start"] = ends - records["duration"]
            records["kind"], records["state"] = kind, state
            records["result"], records["count"] = Result.OK, 1
            found[name] = records
    return found
