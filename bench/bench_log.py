"""What the run log costs and keeps: bytes a span, spans lost, and reading ten million of them.

    python -m bench log [--pairs 15]

The flat out rows come from one real run with the real window open (flat_out.py). The others read a
log of ten million spans that is made once (made_log.py), the way the window opens a log
(engine/opened.py): batch by batch into the series, then the snapshot, a view of the whole run in a
column a pixel, and the shares of roles and workers. The peer reads all records of the same files
into one array and sorts them by start.
"""

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import numpy as np
import psutil

from bench import flat_out, made_log
from bench.rows import Options, Row, alternate
from engine.analysis.summary import summarise
from engine.opened import OpenedRun
from engine.runlog import layout

SPANS: Final = 10_000_000
COLUMNS: Final = 700
RECORD_TARGET_BYTES: Final = 32
READ_TARGET: Final = 5.0
MEMORY_TARGET_MB: Final = 256
_FROM_ZERO: Final = "none: an absolute bound"


def rows(options: Options) -> Iterator[Row]:
    """Yield the rows of the log."""
    run = flat_out.run()
    yield _bytes_a_span(run)
    yield _spans_lost(run)
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        log = Path(folder)
        made_log.make(log, SPANS)
        yield _memory(log)
        yield _reading(log, options.pairs)


def read_series(log: Path) -> float:
    """Read a log into all series of the window. Return seconds."""
    begun = time.perf_counter()
    opened = OpenedRun(log)
    while opened.load() < 1:
        pass
    end_s = opened.snapshot().elapsed_s
    timeline = opened.timeline
    assert timeline is not None
    timeline.view(0, end_s, COLUMNS)
    timeline.shares(0, end_s)
    timeline.worker_shares(0, end_s)
    opened.close()
    return time.perf_counter() - begun


def read_and_sort(log: Path) -> float:
    """Read all records with numpy and sort them by start. Return seconds.

    Its memory is new each time, as in a program that does this once; where the machine is a virtual
    one, that can double the time from one call to the next.
    """
    begun = time.perf_counter()
    files = made_log.segment_files(log)
    parts = [np.fromfile(file, np.int64, offset=layout.HEADER_BYTES) for file in files]
    records = np.concatenate(parts).reshape(-1, 4)
    records = records[np.argsort(records[:, 0], kind="stable")]
    seconds = time.perf_counter() - begun
    assert len(records) >= SPANS
    return seconds


def peak_bytes() -> int:
    """Return the most memory that this process has held since it was loaded."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not getrusage: there its figure is inherited from the process that started this one.
        [line] = [each for each in status.read_text().splitlines() if each.startswith("VmHWM")]
        return int(line.split()[1]) * 1024
    on_windows = getattr(psutil.Process().memory_info(), "peak_wset", None)
    if on_windows is not None:
        return int(on_windows)
    import resource  # missing on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def report_memory(log: Path, answer: Connection) -> None:
    """Read a log in a process that has done nothing else, and send what that took, in bytes."""
    before = psutil.Process().memory_info().rss
    read_series(log)
    answer.send(peak_bytes() - before)


def _memory(log: Path) -> Row:
    spawn = multiprocessing.get_context("spawn")
    receiver, sender = spawn.Pipe(duplex=False)
    process = spawn.Process(target=report_memory, args=(log, sender))
    process.start()
    sender.close()
    try:
        used_mb = receiver.recv() / 1e6
    finally:
        process.join()
        receiver.close()
    raw_mb = sum(file.stat().st_size for file in made_log.segment_files(log)) / 1e6
    return Row(
        section="Log",
        case="Memory to read 10 million spans",
        target=MEMORY_TARGET_MB,
        is_floor=False,
        samples=(used_mb,),
        peer=_FROM_ZERO,
        meaning="Opening a log takes this much memory at its peak, however long the run was. "
        "The series that stay are counted in.",
        unit="MB",
        detail=f"the log itself has {raw_mb:,.0f} MB",
    )


def _reading(log: Path, pairs: int) -> Row:
    taken = alternate(partial(read_series, log), partial(read_and_sort, log), pairs)
    begun = time.perf_counter()
    summarise(log)
    summary_s = time.perf_counter() - begun
    return Row(
        section="Log",
        case="Reading 10 million spans into all series",
        target=READ_TARGET,
        is_floor=False,
        samples=taken.ratios,
        noise=taken.noise,
        peer="numpy reads the same files into one array and sorts its records by start, once",
        meaning="How long it takes to open a log: depth, throughput and the states of all workers "
        "at every level of detail, with a view of the whole run.",
        detail=f"{taken.own:.2f} s, numpy {taken.peer:.2f} s; "
        f"the summary on the command line {summary_s:.2f} s",
    )


def _bytes_a_span(run: flat_out.FlatOut) -> Row:
    records, spans = run.log.records, run.log.records - run.orders
    size = records * layout.RECORD_BYTES
    in_all = (size + run.header_bytes) / spans
    return Row(
        section="Log",
        case="Bytes of a span",
        target=RECORD_TARGET_BYTES,
        is_floor=False,
        samples=(size / records,),
        peer=_FROM_ZERO,
        meaning="Every span takes one record of the log, and refusals in a row share one. Records "
        "only: headers and the instants that say how items are numbered stand beside it.",
        unit="B",
        detail=f"with headers ({run.header_bytes / size:.2%}) and {run.orders:,} instants for "
        f"{spans:,} spans {in_all:.2f} B; {size / run.log.entered:.0f} B an item",
    )


def _spans_lost(run: flat_out.FlatOut) -> Row:
    return Row(
        section="Log",
        case="Spans lost in 30 s flat out with the window open",
        target=0,
        is_floor=False,
        samples=(run.lost,),
        peer="the workers' own counters",
        meaning="Records in the log, records the window's series took in, and the items in both: "
        "the sum of all differences to what the workers counted.",
        unit="spans",
        detail=f"{run.log.records:,} records of {run.log.entered:,} items; "
        f"{run.frames / flat_out.SECONDS:.0f} frames a second, longest interval "
        f"{run.longest_s * 1e3:.0f} ms",
    )
