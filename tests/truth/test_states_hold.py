"""The state shown against the kernel's view, sampled by another process while paced runs go on."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter_ns
from typing import Any, Final

import numpy as np
import pytest

from engine import platforms
from engine.runlog.layout import STATE_MASK, Cell, Kind
from engine.runlog.reader import RunReader
from engine.session import Session
from engine.snapshot import Phase
from engine.states import State
from tests.engine.audit import records_of
from tests.engine.running import config, until
from tests.truth import kernel
from tests.truth.machine import holds
from tests.truth.measured import Ints

SECONDS: Final = 4.0
PERIOD_S: Final = 0.002
MARGIN_NS: Final = 5_000_000
AGREEMENT: Final = 0.99

# Each state lasts for tens of milliseconds in one of these.
RUNS: Final[dict[str, dict[str, Any]]] = {
    "starved": {
        "producers__count": 1,
        "producers__rate_hz": 6,
        "consumers__count": 3,
        "consumers__service_ms": 70,
    },
    "full": {
        "producers__rate_hz": 30,
        "channel__maxsize": 2,
        "consumers__count": 1,
        "consumers__service_ms": 60,
        "consumers__work": "cpu",
    },
    "gates": {
        "producers__rate_hz": 30,
        "channel__maxsize": 2,
        "consumers__count": 3,
        "consumers__service_ms": 60,
        "gate__producer_permits": 1,
        "gate__consumer_permits": 1,
    },
    "pipe": {
        "channel__kind": "pipe",
        "producers__rate_hz": 0,
        "producers__payload_bytes": 40_000,
        "consumers__count": 1,
        "consumers__service_ms": 50,
    },
    "paused": {"producers__count": 1, "consumers__count": 1, "consumers__service_ms": 10},
}


@dataclass(frozen=True)
class Sample:
    """What was seen of one worker between two times."""

    worker: str
    begin_ns: int
    end_ns: int
    kernel: str
    shown: State
    """The live state, as the window takes it from the block."""


@dataclass(frozen=True)
class Spans:
    """The states of one worker as its log tells them. Shape (n,): one after the other."""

    starts_ns: Ints
    states: Ints

    def state_around(self, begin_ns: int, end_ns: int) -> State | None:
        """Return the state that lasts from 5 ms before to 5 ms after; None when there is none."""
        at = int(np.searchsorted(self.starts_ns, begin_ns - MARGIN_NS, "right")) - 1
        is_known = 0 <= at < len(self.starts_ns) - 1
        if not is_known or self.starts_ns[at + 1] < end_ns + MARGIN_NS:
            return None
        return State(int(self.states[at]))


def spans(reader: RunReader, worker: str) -> Spans:
    """Return the spans of a worker's log; what lies between them is working (CPU)."""
    records = records_of(reader, worker)
    records = records[(records["kind"] != Kind.ORDER) & (records["duration"] > 0)]
    starts, ends = records["start"], records["start"] + records["duration"]
    borders = np.stack((starts, ends), axis=1).reshape(-1)
    between = np.full(len(records), int(State.WORKING_CPU))
    states = np.stack((records["state"].astype(np.int64), between), axis=1).reshape(-1)
    is_there = np.append(np.diff(borders) > 0, True)
    return Spans(borders[is_there], states[is_there])


def watch(session: Session, seconds: float) -> list[Sample]:
    """Sample all workers of a run, in turn."""
    reader = session.reader
    assert reader is not None
    pids = {worker.name: worker.pid for worker in session.poll().workers}
    found = []
    deadline = monotonic() + seconds
    while monotonic() < deadline:
        for name, pid in pids.items():
            begin = perf_counter_ns()
            seen = kernel.view(pid)
            shown = State(reader.cells(name)[Cell.STATE] & STATE_MASK)
            found.append(Sample(name, begin, perf_counter_ns(), seen, shown))
        time.sleep(PERIOD_S)
    return found


@contextmanager
def run_of(folder: Path, name: str, seed: int) -> Iterator[Session]:
    """Start one of the runs, and wait until it is in its stride."""
    session = Session(has_series=False)
    try:
        session.start(config(**RUNS[name], run__seed=seed), None, folder / name)
        until(lambda: session.poll().phase is not Phase.STARTING, "every worker runs")
        if name == "paused":
            session.pause()
        yield session
    finally:
        session.close()


def compare(folder: Path, name: str, samples: list[Sample]) -> tuple[Counter[Any], Counter[Any]]:
    """Return how often each state was sampled, and each disagreement."""
    sampled: Counter[Any] = Counter()
    differing: Counter[Any] = Counter()
    with RunReader(folder / name) as reader:
        reader.threads()
        told = {worker: spans(reader, worker) for worker in {one.worker for one in samples}}
    for one in samples:
        state = told[one.worker].state_around(one.begin_ns, one.end_ns)
        if state is None or state not in kernel.EXPECTED:
            continue
        sampled[state] += 1
        if one.kernel not in kernel.EXPECTED[state] or one.shown is not state:
            differing[state.word, one.shown.word, one.kernel] += 1
    return sampled, differing


@pytest.mark.skipif(not platforms.IS_LINUX, reason="only Linux shows where a process sleeps")
def test_the_kernel_agrees_with_the_states_shown(tmp_path: Path) -> None:
    if not can_see():
        pytest.skip("/proc/PID/wchan says nothing here: not permitted, or not in this kernel")

    def check(seed: int) -> dict[str, str]:
        sampled: Counter[Any] = Counter()
        differing: Counter[Any] = Counter()
        for name in RUNS:
            folder = tmp_path / str(seed)
            with run_of(folder, name, seed) as session:
                samples = watch(session, SECONDS / len(RUNS))
            counts, differences = compare(folder, name, samples)
            sampled += counts
            differing += differences
        total, wrong = sampled.total(), differing.total()
        figures = f"{total} samples, {wrong} differ: {dict(differing)}"
        print(figures, {state.word: count for state, count in sampled.items()})
        missing = [state.word for state in kernel.EXPECTED if not sampled[state]]
        failing = {"agreement": figures} if wrong > (1 - AGREEMENT) * total else {}
        return failing | ({"every state is sampled": f"missing {missing}"} if missing else {})

    holds(check)


def can_see() -> bool:
    """True when the kernel tells where a sleeping child of ours sleeps."""
    code = "import time; print(flush=True); time.sleep(60)"
    with ExitStack() as stack:
        child = stack.enter_context(
            subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        )
        stack.callback(child.kill)
        assert child.stdout is not None
        child.stdout.readline()
        deadline = monotonic() + 2
        while (seen := kernel.view(child.pid)) != "asleep" and monotonic() < deadline:
            time.sleep(0.01)
        return seen == "asleep"
