"""What watching costs: the same program under engine.observed and under multiprocessing.

Producers put numbers as fast as they go and consumers take them: nothing but the channel works, so
the ratio of throughputs shows the whole cost of watching. Whatever else a program does brings the
ratio closer to 1.

    barrier ── producers ── channel ── consumers ── results

All processes wait for one another before the first item, and the time runs from the first item
that a consumer takes to the last: starting and ending processes is not in it.
"""

import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from bench.rows import Options, Pairs, Row, alternate, geometric_means
from engine import observed
from engine.observed.locks import ReadLock, SenderLock
from engine.programs.pipe_channel import PipeChannel

SECTION: Final = "Observer"
FLOOR: Final = 0.70
MEAN: Final = 0.80
TIMEOUT_S: Final = 60.0

START_METHOD: Final = (
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)

MULTIPROCESSING: Final = "the same program under multiprocessing"
CASE_MEANING: Final = (
    "The share of its throughput that a program keeps when it is watched while it does nothing but "
    "put and get: the worst case."
)
MEAN_MEANING: Final = (
    "What such a program keeps on average over channels, sizes and numbers of processes; the aim "
    "beyond the target is 0.90."
)
TRACER_MEANING: Final = (
    "What the program keeps of its throughput under a tracer that hooks every call, the usual "
    "other way to see what processes wait for."
)


@dataclass(frozen=True)
class Case:
    """One program: so many producers, and as many consumers, on one channel."""

    kind: str
    workers: int
    items: int
    """Of all producers together: 0.2 to 0.4 s."""
    maxsize: int = 0

    @property
    def name(self) -> str:
        """How its row is called: "Queue(10), 2 and 2"."""
        size = f"({self.maxsize or 'unbounded'})" if self.kind == "Queue" else ""
        return f"{self.kind}{size}, {self.workers} and {self.workers}"


CASES: Final = (
    Case("Queue", 1, 30_000, 10),
    Case("Queue", 1, 40_000, 1000),
    Case("Queue", 1, 60_000),
    Case("Queue", 2, 20_000, 10),
    Case("Queue", 2, 30_000, 1000),
    Case("Queue", 2, 40_000),
    Case("Queue", 4, 20_000, 10),
    Case("Queue", 4, 30_000, 1000),
    Case("Queue", 4, 40_000),
    Case("Pipe", 1, 80_000),
    Case("Pipe", 2, 40_000),
    Case("Pipe", 4, 40_000),
)
TRACED_CASE: Final = Case("Queue", 1, 40_000, 1000)
TRACED_ITEMS: Final = 3_000
"""Enough for a throughput; saving what a tracer of every call saw takes seconds already."""


def producer(channel: Any, start: Any, items: int) -> None:
    """Put numbers as fast as they go, then None for one consumer."""
    start.wait()
    for number in range(items):
        channel.put(number)
    channel.put(None)


def consumer(channel: Any, start: Any, result: Any) -> None:
    """Take items until None; send how many there were, when the first came and when the last."""
    start.wait()
    item = channel.get()
    first = perf_counter()
    count = 0
    while item is not None:
        count += 1
        item = channel.get()
    result.send((count, first, perf_counter()))


def traced(folder: Path, program: Callable[..., None], *arguments: Any) -> None:
    """Run a program under VizTracer, which writes what it saw into `folder`."""
    from viztracer import VizTracer

    trace = folder / f"{multiprocessing.current_process().name}.json"
    with VizTracer(output_file=str(trace), verbose=0):
        program(*arguments)


def bare(case: Case) -> float:
    """Run the program under multiprocessing. Return items a second."""
    context = multiprocessing.get_context(START_METHOD)
    with _channel(context, context.Lock, context.Lock, case) as channel:
        return _throughput(context, channel, case)


def watched(case: Case) -> float:
    """Run the program under engine.observed. Return items a second."""
    with _folder() as folder:
        context = observed.get_context(START_METHOD, run=folder)
        locks = partial(ReadLock, ctx=context), partial(SenderLock, ctx=context)
        with _channel(context, *locks, case) as channel:
            return _throughput(context, channel, case)


def under_viztracer(case: Case) -> float:
    """Run the program under VizTracer. Return items a second."""
    context = multiprocessing.get_context(START_METHOD)
    with _folder() as folder, _channel(context, context.Lock, context.Lock, case) as channel:
        found = _throughput(context, channel, case, lambda run: partial(traced, folder, run))
        for trace in folder.iterdir():
            if (events := trace.read_text().count('"ph"')) < case.items:
                raise RuntimeError(f"VizTracer saw {events} calls for {case.items} items")
        return found


def _throughput(
    context: Any, channel: Any, case: Case, wrapped: Callable[[Any], Any] = lambda run: run
) -> float:
    """Run the program once in processes of `context`. Return items a second."""
    plain = multiprocessing.get_context(START_METHOD)
    start = plain.Barrier(2 * case.workers)
    results = [plain.Pipe(duplex=False) for _ in range(case.workers)]
    put, get = wrapped(producer), wrapped(consumer)
    processes = []
    for number, (_, sender) in enumerate(results, 1):
        arguments = (channel, start, case.items // case.workers)
        processes += [
            context.Process(target=put, args=arguments, name=f"producer-{number}"),
            context.Process(target=get, args=(channel, start, sender), name=f"consumer-{number}"),
        ]
    with _running(processes):
        counts, firsts, lasts = zip(*(_received(one) for one, _ in results), strict=True)
    for ends in results:
        for end in ends:
            end.close()
    return float(sum(counts) / (max(lasts) - min(firsts)))


@contextmanager
def _running(processes: list[Any]) -> Iterator[None]:
    """Start the processes, and leave none behind."""
    begun = []
    try:
        for process in processes:
            process.start()
            begun.append(process)
        yield
        for process in begun:
            process.join(TIMEOUT_S)
    finally:
        for process in begun:  # they have ended, unless something went wrong
            process.kill()
            process.join()
            process.close()


def _received(receiver: Any) -> tuple[int, float, float]:
    if not receiver.poll(TIMEOUT_S):
        raise TimeoutError(f"a consumer was not through after {TIMEOUT_S:.0f} s")
    count, first, last = receiver.recv()
    return count, first, last


@contextmanager
def _channel(
    context: Any, read_lock: Callable[[], Any], write_lock: Callable[[], Any], case: Case
) -> Iterator[Any]:
    """Give the channel of a case; a Pipe has a lock at each end, since several share it."""
    if case.kind == "Queue":
        yield context.Queue(case.maxsize)
        return
    receiver, sender = context.Pipe(duplex=False)
    with receiver, sender:
        yield PipeChannel(receiver, sender, read_lock(), write_lock())


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="weir-observer-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def rows(options: Options) -> Iterator[Row]:
    """Measure each case, then their mean, then the peer."""
    if START_METHOD == "forkserver":
        multiprocessing.set_forkserver_preload([__name__])
    measured: list[Pairs] = []
    for case in CASES:
        pairs = alternate(partial(watched, case), partial(bare, case), options.pairs)
        measured.append(pairs)
        yield Row(
            section=SECTION,
            case=case.name,
            target=FLOOR,
            is_floor=True,
            samples=pairs.ratios,
            peer=MULTIPROCESSING,
            meaning=CASE_MEANING,
            noise=pairs.noise,
            detail=f"{pairs.peer:,.0f}/s bare, {pairs.own:,.0f}/s observed",
        )
    yield _mean(measured)
    yield _tracer(options)


def _mean(measured: list[Pairs]) -> Row:
    return Row(
        section=SECTION,
        case="geometric mean of all",
        target=MEAN,
        is_floor=True,
        samples=geometric_means([pairs.ratios for pairs in measured]),
        peer=MULTIPROCESSING,
        meaning=MEAN_MEANING,
        noise=geometric_means([pairs.noise for pairs in measured]),
    )


def _tracer(options: Options) -> Row:
    traced_case = replace(TRACED_CASE, items=TRACED_ITEMS)
    pairs = alternate(
        partial(under_viztracer, traced_case), partial(bare, TRACED_CASE), options.pairs
    )
    return Row(
        section=SECTION,
        case=f"VizTracer, {TRACED_CASE.name}",
        target=FLOOR,
        is_floor=True,
        samples=pairs.ratios,
        peer=MULTIPROCESSING,
        meaning=TRACER_MEANING,
        noise=pairs.noise,
        detail=f"{pairs.peer:,.0f}/s bare, {pairs.own:,.0f}/s traced",
        is_claim=False,
    )
