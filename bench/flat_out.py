"""Thirty seconds flat out beside the real window, and what of it arrived where."""

import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QSettings

from bench.open_window import HEIGHT, WIDTH, application, wait_until
from engine import runs
from engine.analysis.timeline import Timeline
from engine.config import Value
from engine.runlog import layout
from engine.runlog.layout import Cell, Kind, Result
from engine.runlog.reader import RunReader
from engine.snapshot import Phase
from gui import app as program
from gui.main_window import MainWindow

SECONDS: Final = 30.0
WORKERS: Final = 4
"""Producers, and as many consumers."""
_ENTRIES: Final = (Kind.PUT, Kind.SEND)


@dataclass(frozen=True)
class Counts:
    """The same things, counted by one side."""

    records: int
    entered: int
    left: int


@dataclass(frozen=True)
class FlatOut:
    """What a run left behind. Each of the three has counted for itself."""

    workers: Counts
    """The workers' own counters."""
    log: Counts
    """The records that stand in the log."""
    window: Counts
    """What the window's timeline took in; items from its series."""
    orders: int
    """Records that are no span: instants at which a feeder says how items are numbered."""
    header_bytes: int
    """Of all segments."""
    frames: int
    longest_s: float
    """The longest interval between two frames."""

    @property
    def lost(self) -> int:
        """Records and items in which log or window differ from the workers' counters."""
        return sum(
            abs(mine - theirs)
            for side in (self.log, self.window)
            for mine, theirs in zip(_figures(side), _figures(self.workers), strict=True)
        )


def run(seconds: float = SECONDS) -> FlatOut:
    """Run WORKERS producers and consumers flat out, with the window open at its normal rate.

    Window, processes and run folder are gone afterwards.
    """
    taken = Counter[str]()
    add = Timeline.add

    def counted(self: Timeline, records: Mapping[str, Any], *rest: Any) -> None:
        taken["records"] += sum(map(len, records.values()))
        add(self, records, *rest)

    with (
        tempfile.TemporaryDirectory(prefix="weir-bench-") as folder,
        patch.object(runs, "home", lambda: Path(folder) / "runs"),
        patch.object(Timeline, "add", counted),
    ):
        kept = QSettings(str(Path(folder) / "bench.ini"), QSettings.Format.IniFormat)
        window = program.build(application(), "balanced", kept)
        try:
            frames = _watch(window, seconds)
            return _count(window, taken["records"], frames)
        finally:
            _shut(window)
            kept.sync()  # or it is written once the folder is gone, and makes it anew


def _watch(window: MainWindow, seconds: float) -> list[float]:
    """Run to the end. Return when each frame was made, in seconds."""
    settings: dict[str, Value] = {
        "producers.count": WORKERS,
        "producers.rate_hz": 0.0,
        "consumers.count": WORKERS,
        "consumers.service_ms": 0.0,
        "channel.maxsize": 1000,
        "run.seconds": seconds,
    }
    frames: list[float] = []
    controller = window.controller
    window.resize(WIDTH, HEIGHT)
    window.show()
    controller.apply(settings)
    controller.start()
    wait_until(lambda: controller.snapshot.phase is Phase.RUNNING)
    controller.frame_ready.connect(lambda _frame: frames.append(time.perf_counter()))
    wait_until(lambda: controller.snapshot.phase is Phase.ENDED)
    return frames


def _count(window: MainWindow, taken: int, frames: list[float]) -> FlatOut:
    controller = window.controller
    folder, end_s = controller.run_dir, controller.snapshot.elapsed_s
    view = controller.view(0, end_s, 1)
    assert folder is not None and view is not None
    in_window = (round(float(rate[0]) * end_s) for rate in (view.entered_hz, view.left_hz))
    with RunReader(folder) as reader:
        blocks = reader.blocks()
        kinds = sum((_kinds(reader, name) for name in blocks), Counter[tuple[int, int]]())
        segments = sum(layout.segment_of(each[Cell.RECORDS]) + 1 for each in blocks.values())
    read = kinds[Kind.GET, Result.OK]
    return FlatOut(
        workers=Counts(*(_total(blocks, cell) for cell in (Cell.RECORDS, Cell.ENTERED, Cell.DONE))),
        log=Counts(kinds.total(), sum(kinds[kind, Result.OK] for kind in _ENTRIES), read),
        window=Counts(taken, *in_window),
        orders=kinds[Kind.ORDER, Result.OK],
        header_bytes=segments * layout.HEADER_BYTES,
        frames=len(frames),
        longest_s=float(np.diff(frames).max()),
    )


def _kinds(reader: RunReader, name: str) -> Counter[tuple[int, int]]:
    """Count the records of a thread by kind and result."""
    found = Counter[tuple[int, int]]()
    for batch in reader.scan(name):
        pairs = batch["kind"].astype(np.int64) << 8 | batch["result"]
        for pair, number in zip(*np.unique(pairs, return_counts=True), strict=True):
            found[int(pair) >> 8, int(pair) & 255] += int(number)
    return found


def _total(blocks: Mapping[str, Mapping[Cell, int]], cell: Cell) -> int:
    return sum(cells[cell] for cells in blocks.values())


def _figures(counts: Counts) -> tuple[int, int, int]:
    return counts.records, counts.entered, counts.left


def _shut(window: MainWindow) -> None:
    window.close()
    wait_until(lambda: not window.isVisible())
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
