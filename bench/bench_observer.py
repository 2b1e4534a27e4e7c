"""What watching costs: the same program under engine.observed and under multiprocessing.

One producer and one consumer, flat out, a Queue of maxsize 10, 1000 and unbounded. The ratio of
throughputs (observed over bare) of each alternated pair; the median of all pairs has to reach the
target. The bare program against itself stands beside it: what the machine's noise does to a ratio.

    python -m bench.bench_observer [--pairs 15] [--items 60000] [--json PATH]
"""

import argparse
import json
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from engine import observed

TARGET: Final = 0.65
MAXSIZES: Final = (10, 1000, 0)


def producer(queue: Any, items: int) -> None:
    """Put numbers as fast as they go, then None."""
    for number in range(items):
        queue.put(number)
    queue.put(None)


def consumer(queue: Any, result: Any) -> None:
    """Get until None; send the seconds from the first item to the last, and their number."""
    queue.get()
    start = time.perf_counter()
    count = 0
    for _ in iter(queue.get, None):
        count += 1
    result.send((count, time.perf_counter() - start))


def throughput(context: Any, maxsize: int, items: int) -> float:
    """Run the program once. Return items a second."""
    queue = context.Queue(maxsize)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    processes = [
        context.Process(target=producer, args=(queue, items), name="producer-1"),
        context.Process(target=consumer, args=(queue, sender), name="consumer-1"),
    ]
    for process in processes:
        process.start()
    count, seconds = receiver.recv()
    for process in processes:
        process.join()
    receiver.close()
    sender.close()
    return float(count / seconds)


def run_once(is_observed: bool, maxsize: int, items: int) -> float:
    """Run bare or observed. Return items a second."""
    if not is_observed:
        return throughput(multiprocessing.get_context("spawn"), maxsize, items)
    folder = Path(tempfile.mkdtemp(prefix="weir-bench-"))
    try:
        return throughput(observed.get_context("spawn", run=folder), maxsize, items)
    finally:
        shutil.rmtree(folder)


@dataclass(frozen=True)
class Row:
    """One measured case."""

    case: str
    target: float
    median: float
    lower_quartile: float
    upper_quartile: float
    noise: float
    """Median ratio of the bare program against itself."""
    bare_hz: float
    observed_hz: float

    @property
    def is_met(self) -> bool:
        """True when the median reaches the target."""
        return self.median >= self.target


def measure(maxsize: int, pairs: int, items: int) -> Row:
    """Measure one case: bare, observed, bare again, in turns."""
    ratios, noise, bare, seen = [], [], [], []
    for _ in range(pairs):
        first = run_once(False, maxsize, items)
        watched = run_once(True, maxsize, items)
        second = run_once(False, maxsize, items)
        ratios.append(watched / ((first + second) / 2))
        noise.append(second / first)
        bare += [first, second]
        seen.append(watched)
    low, middle, high = statistics.quantiles(ratios, n=4)
    return Row(
        case=f"Queue({maxsize or 'unbounded'})",
        target=TARGET,
        median=middle,
        lower_quartile=low,
        upper_quartile=high,
        noise=statistics.median(noise),
        bare_hz=statistics.median(bare),
        observed_hz=statistics.median(seen),
    )


def main() -> int:
    """Measure and print. Return 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--items", type=int, default=60_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = []
    print(f"{'case':18} {'ratio':>6} {'quartiles':>13} {'target':>7} {'noise':>6} {'bare/s':>9}")
    for maxsize in MAXSIZES:
        row = measure(maxsize, options.pairs, options.items)
        rows.append(row)
        print(
            f"{row.case:18} {row.median:6.2f} {row.lower_quartile:6.2f}–{row.upper_quartile:.2f}"
            f" {row.target:7.2f} {row.noise:6.2f} {row.bare_hz:9,.0f}"
            f"  {'met' if row.is_met else 'MISSED'}",
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1))
    return 0 if all(row.is_met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
