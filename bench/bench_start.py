"""What a start costs: a run of 8 and 8 spawned workers, a worker's memory, the window.

    python -m bench start [--pairs 15]

The run is compared with a program that spawns 16 processes that do nothing (no_ops.py), the window
with a bare one of PySide6 with one plot (launch.py). All programs run from compiled bytecode, as
they do from their second start on; it is kept in a folder of its own, which goes.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter_ns
from typing import Final

import psutil

from bench.rows import Options, Pairs, Row, alternate
from engine import config
from engine.runlog.layout import Kind, Result
from engine.runlog.reader import RunReader
from engine.session import Session
from engine.snapshot import Snapshot

ROOT: Final = Path(__file__).resolve().parent.parent
WORKERS: Final = 8
"""Producers, and as many consumers."""
RUN_TARGET: Final = 1.5
MEMORY_TARGET: Final = 1.3
WINDOW_TARGET: Final = 1.4

FRAME_S: Final = 0.033
SETTLES_S: Final = 2.0
"""After this time a worker has all the memory that it needs."""
PATIENCE_S: Final = 60.0


def rows(options: Options) -> Iterator[Row]:
    """Yield the rows of Start."""
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as place, compiled(Path(place)):
        folder = Path(place)
        yield _run_row(alternated(lambda: first_item_ms(folder), no_ops_ms, options.pairs))
        yield _memory_row(workers_bytes(folder), no_ops_bytes())
        yield _window_row(
            alternated(lambda: launch_ms("weir", place), lambda: launch_ms("bare"), options.pairs)
        )


@contextmanager
def compiled(folder: Path) -> Iterator[None]:
    """Let programs find and leave their bytecode below `folder`, and windows need no display."""
    before = dict(os.environ)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def alternated(ours: Callable[[], float], peer: Callable[[], float], pairs: int) -> Pairs:
    """Measure in turns, after each was run once: then all is compiled and in the disk's cache."""
    ours()
    peer()
    return alternate(ours, peer, pairs)


def first_item_ms(folder: Path) -> float:
    """Start a run as the window does. Return the ms from Start until a consumer has an item."""
    with started(folder) as (session, begun_ns):
        until(session, lambda snapshot: snapshot.ledger.done > 0)
        reader = session.reader
        assert reader is not None
        return (_first_read_ns(reader) - begun_ns) / 1e6


def workers_bytes(folder: Path) -> list[int]:
    """Return the memory that each worker of a run has for itself, once it has settled."""
    with started(folder) as (session, _):
        settled = time.monotonic() + SETTLES_S
        now = until(session, lambda now: now.ledger.done > 0 and time.monotonic() > settled)
        return [own_bytes(worker.pid) for worker in now.workers]


def no_ops_ms() -> float:
    """Spawn the processes that do nothing. Return the ms until the last of them has run."""
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as place:
        return float(_output("bench/no_ops.py", "start", str(Path(place) / "stamps")))


def no_ops_bytes() -> list[int]:
    """Return the memory that each of the processes that do nothing has for itself."""
    command = [sys.executable, "bench/no_ops.py", "sleep"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None and program.stdout is not None
        pids = [int(pid) for pid in program.stdout.readline().split()]
        time.sleep(SETTLES_S)
        found = [own_bytes(pid) for pid in pids]
        program.stdin.close()
        return found


def launch_ms(*arguments: str) -> float:
    """Launch a window. Return the ms until it was painted, that of the interpreter included."""
    begun_ns = perf_counter_ns()
    return (int(_output("-m", "bench.launch", *arguments)) - begun_ns) / 1e6


@contextmanager
def started(folder: Path) -> Iterator[tuple[Session, int]]:
    """Start a run in a new folder below `folder`; yield its session and the time of Start."""
    settings = config.from_values(
        {
            "producers.count": WORKERS,
            "consumers.count": WORKERS,
            "producers.rate_hz": 50.0,
            "consumers.service_ms": 1.0,
            "run.start_method": "spawn",
        }
    )
    with tempfile.TemporaryDirectory(prefix="run-", dir=folder) as run:
        session = Session()
        begun_ns = perf_counter_ns()
        session.start(settings, run_dir=Path(run))
        try:
            yield session, begun_ns
        finally:
            session.close()


def until(session: Session, condition: Callable[[Snapshot], bool]) -> Snapshot:
    """Poll as often as the window does until `condition` holds. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition(snapshot := session.poll()):
        if time.monotonic() > deadline:
            raise TimeoutError("the run did not get there")
        time.sleep(FRAME_S)
    return snapshot


def own_bytes(pid: int) -> int:
    """Return the memory that no other process shares, all of it where the system does not tell."""
    process = psutil.Process(pid)
    try:
        return int(process.memory_full_info().uss)
    except psutil.AccessDenied:
        return int(process.memory_info().rss)


def _first_read_ns(reader: RunReader) -> int:
    ends = []
    for name in reader.threads():
        for records in reader.scan(name):
            read = records[(records["kind"] == Kind.GET) & (records["result"] == Result.OK)]
            ends += [int(end) for end in read["start"] + read["duration"]]
    return min(ends)


def _output(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed: {done.stderr}")
    return done.stdout.split()[-1]


def _run_row(pairs: Pairs) -> Row:
    return Row(
        section="Start",
        case="from Start to the first item read, 8 and 8 spawned workers",
        target=RUN_TARGET,
        is_floor=False,
        samples=pairs.ratios,
        peer="a program that spawns 16 processes that do nothing, until the last has run",
        meaning="A run begins hardly later than its processes can exist.",
        noise=pairs.noise,
        detail=f"{pairs.own:.0f} ms, bare {pairs.peer:.0f} ms",
    )


def _memory_row(ours: list[int], bare: list[int]) -> Row:
    own, peer = statistics.median(ours), statistics.median(bare)
    return Row(
        section="Start",
        case="a worker's own memory",
        target=MEMORY_TARGET,
        is_floor=False,
        samples=tuple(one / peer for one in ours),
        peer="a spawned process that sleeps",
        meaning="A worker of Weir is hardly larger than the smallest process of its kind.",
        noise=tuple(one / peer for one in bare),
        detail=f"{own / 1e6:.1f} MB, bare {peer / 1e6:.1f} MB",
    )


def _window_row(pairs: Pairs) -> Row:
    return Row(
        section="Start",
        case="from launch to the first painted window",
        target=WINDOW_TARGET,
        is_floor=False,
        samples=pairs.ratios,
        peer="a window of PySide6 with one plot of pyqtgraph",
        meaning="The window opens nearly as soon as Qt and pyqtgraph are loaded.",
        noise=pairs.noise,
        detail=f"{pairs.own:.0f} ms, bare {pairs.peer:.0f} ms",
    )
