"""What qsize() says against the depth that the log says it was during that call."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, perf_counter_ns
from typing import Any, Final

import numpy as np
import pytest

from engine.analysis.depth import depth_events
from engine.runlog.reader import RunReader
from tests.engine.contexts import context_of, join
from tests.truth.measured import Ints
from tests.truth.observed_line import get_until, put_ends, put_until

SECONDS: Final = 0.4


def readings(queue: Any, seconds: float) -> Ints:
    """Return begin, end and result of each call of qsize(), shape (n, 3)."""
    found = []
    deadline = monotonic() + seconds
    while monotonic() < deadline:
        begin = perf_counter_ns()
        size = queue.qsize()
        found.append((begin, perf_counter_ns(), size))
    return np.array(found, np.int64)


def depth_range(times_ns: Ints, depth: Ints, begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return the least and the greatest depth in each [begin, end]."""
    first = np.maximum(np.searchsorted(times_ns, begin, "right") - 1, 0)
    last = np.searchsorted(times_ns, end, "right")
    pairs = zip(first.tolist(), last.tolist(), strict=True)
    parts = [depth[low : max(high, low + 1)] for low, high in pairs]
    return np.array([p.min() for p in parts]), np.array([p.max() for p in parts])


@contextmanager
def line(
    context: Any, queue: Any, producers: int, consumers: int, pause_s: float
) -> Iterator[None]:
    """Let producers put and consumers get; in the end the queue is empty and all are gone."""
    is_over = context.Value("b", 0)
    getters = [context.Process(target=get_until, args=(queue, pause_s)) for _ in range(consumers)]
    putters = [context.Process(target=put_until, args=(queue, is_over)) for _ in range(producers)]
    ender = context.Process(target=put_ends, args=(queue, consumers))
    try:
        for process in [*getters, *putters]:
            process.start()
        yield
        is_over.value = 1
        join(*putters)
        ender.start()
        join(ender, *getters)
    finally:
        for process in [*getters, *putters]:
            with suppress(ValueError):  # joined and closed
                process.kill()
        queue.close()


@pytest.mark.parametrize(
    ("producers", "consumers", "maxsize", "pause_s"),
    [(1, 1, 10, 0.0), (2, 2, 3, 0.0), (3, 1, 100, 0.001), (2, 3, 30, 0.0005)],
)
def test_qsize_lies_within_the_depth_during_its_call(
    tmp_path: Path, producers: int, consumers: int, maxsize: int, pause_s: float
) -> None:
    """Plus one for each worker inside a call; and never below, since a slot counts as taken after
    its acquire and as given back before its release.
    """
    with context_of("observed", "spawn", tmp_path) as context:
        queue = context.Queue(maxsize)
        with line(context, queue, producers, consumers, pause_s):
            calls = readings(queue, SECONDS)
    with RunReader(tmp_path / "run") as reader:
        times, depth = depth_events(reader)
    assert depth[-1] == 0
    begin, end, size = calls[(calls[:, 0] > times[0]) & (calls[:, 1] < times[-1])].T
    least, greatest = depth_range(times, depth, begin, end)
    is_exact = (least <= size) & (size <= greatest)
    print(f"{len(size)} readings, {is_exact.mean():.2%} within the depth during the call")
    assert len(size) > 100
    assert (size >= least).all()
    assert (size <= greatest + producers + consumers).all()
