"""When is a statement about a run wrong? When it fails with three seeds, on a free machine.

A statement with chance in it fails now and then although it is true; one that fails in 1 of 20 runs
fails with three seeds in a row in 1 of 8,000. And a busy machine delays whom it likes: so a probe
sleeps beside each run, at the priority of a worker. What fails each time, and on a free machine
at least once, is a defect; if the machine was never free, the test is skipped with what was seen.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import numpy as np
import pytest

from engine import platforms

SEEDS = 3
TICK_S = 0.002
LATE_S = 0.001
"""A sleeper is woken within this time by any machine that is free."""
MOST_LOST = 0.01


@dataclass
class Probe:
    """What the sleeper saw; complete once the run is over."""

    lateness_s: list[float] = field(default_factory=list)

    @property
    def lost(self) -> float:
        """Share of the time that it was ready to run, and did not."""
        late = np.array(self.lateness_s)
        total = float(late.sum() + TICK_S * len(late))
        return float(np.maximum(0, late - LATE_S).sum()) / total if total else 1.0

    @property
    def is_free(self) -> bool:
        """True when the machine was free enough for timings to mean something."""
        return self.lost < MOST_LOST

    def __str__(self) -> str:
        late = np.array(self.lateness_s or [0.0]) * 1e3
        return (
            f"a sleeper beside it lost {self.lost:.1%} of its time, "
            f"median {np.median(late):.2f} ms, greatest {late.max():.0f} ms late"
        )


@contextmanager
def probe() -> Iterator[Probe]:
    """Let a sleeper run beside what stands in the block."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_sleep, args=(theirs,))
    process.start()
    theirs.close()
    found = Probe()
    try:
        ours.recv()
        try:
            yield found
        finally:
            ours.send(None)
            found.lateness_s = ours.recv()
    finally:
        ours.close()
        process.join(5)
        process.kill()
        process.join()
        process.close()


def _sleep(control: Connection) -> None:
    platforms.lower_priority()
    control.send(None)
    late = []
    try:
        while not control.poll(0):
            due = time.perf_counter() + TICK_S
            time.sleep(TICK_S)
            late.append(time.perf_counter() - due)
        control.send(late)
    except (EOFError, OSError):
        pass  # the test is over


def holds(check: Callable[[int], Mapping[str, str]]) -> None:
    """Call `check` with seeds 1, 2, 3 while any statement fails that has failed each time.

    It returns the statements that fail: a name that is the same each time, and figures to show.
    """
    failing: dict[str, str] = {}
    was_free = False
    for seed in range(1, SEEDS + 1):
        with probe() as beside:
            found = check(seed)
        print(f"seed {seed}: {beside}; {len(found)} statements fail")
        was_free |= beside.is_free
        failing = {
            name: f"{failing.get(name, '')}\n  seed {seed}: {figures}"
            for name, figures in found.items()
            if seed == 1 or name in failing
        }
        if not failing:
            return
    report = "".join(f"\n{name}{figures}" for name, figures in failing.items())
    if not was_free:
        pytest.skip(f"The machine is too busy to measure on: {beside}.{report}")
    pytest.fail(report)
