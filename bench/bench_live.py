"""How soon a setting acts: from `Session.change` until each worker does otherwise.

    python -m bench live

A worker's records say when it did: the service or the pause under way ends as soon as it has the
new setting. Only waits that would have lasted for seconds are counted; what a worker does inside
`put` and `get` is the channel's affair, and is not.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter_ns
from typing import Final

import numpy as np

from bench.rows import Options, Row
from engine import config
from engine.config import Value
from engine.runlog.reader import Records, RunReader
from engine.session import Session
from engine.snapshot import Snapshot, WorkerView
from engine.states import State

TARGET_MS: Final = 50.0
CHANGES: Final = 200
"""How often a worker is changed for each row, at least."""
ROUNDS: Final = 20
POLL_S: Final = 0.01
SETTLED_S: Final = 0.05
"""A state that has lasted so long is the one that was waited for."""
PATIENCE_S: Final = 30.0

PRODUCERS: Final = 4
CONSUMERS: Final = 4
MAXSIZE: Final = 20
ROOMY: Final = 10_000
"""Never full."""
CORES: Final = (
    len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
)
LONG: Final[dict[str, Value]] = {"consumers.service_ms": 10_000.0}
RARE: Final[dict[str, Value]] = {"producers.rate_hz": 0.1}
FAST: Final[dict[str, Value]] = {"consumers.service_ms": 1.0, "producers.rate_hz": 50.0}
BASE: Final[dict[str, Value]] = {
    "producers.count": PRODUCERS,
    "consumers.count": CONSUMERS,
    "channel.maxsize": MAXSIZE,
    "run.start_method": "spawn",
}


def rows(options: Options) -> Iterator[Row]:
    """Yield the rows of Live."""
    yield _row("consumers asleep for 10 s, producers pacing at 0.1 Hz", sleeping("io", CONSUMERS))
    yield _row("the same with one busy consumer on each core", sleeping("cpu", CORES))
    yield _row("maxsize, permits and count", waiting())


@dataclass
class Trial:
    """One run in which settings are changed, and what each worker made of each change."""

    session: Session
    asked: list[tuple[int, str, State]] = field(default_factory=list)
    """When a setting was changed, for which worker, and the state that it was to end."""

    def change(self, settings: Mapping[str, Value], workers: Sequence[WorkerView]) -> None:
        """Change settings, and wait until `workers` have ended what they are doing."""
        since = {worker.name: worker.since_s for worker in workers}
        at_ns = perf_counter_ns()
        self.session.change(settings)
        self.asked += [(at_ns, worker.name, worker.state) for worker in workers]
        self.until(
            lambda now: all(
                worker.ended or worker.since_s > since.get(worker.name, -1.0)
                for worker in now.workers
            )
        )

    def until(self, condition: Callable[[Snapshot], bool]) -> Snapshot:
        """Poll until `condition` holds. Raises TimeoutError."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition(now := self.session.poll()):
            if time.monotonic() > deadline:
                raise TimeoutError("the run did not get there")
            time.sleep(POLL_S)
        return now

    def until_done(self, count: int) -> None:
        """Wait until `count` more items are done."""
        wanted = self.session.poll().ledger.done + count
        self.until(lambda now: now.ledger.done >= wanted)

    def settled(self, role: str, state: State, count: int) -> list[WorkerView]:
        """Wait until `count` workers of a role, and no fewer, stay in a state. Return them."""

        def found(now: Snapshot) -> list[WorkerView]:
            return [
                worker
                for worker in now.workers
                if worker.role == role
                and worker.state is state
                and now.elapsed_s - worker.since_s > SETTLED_S
            ]

        return found(self.until(lambda now: len(found(now)) == count))

    def latencies_ms(self) -> list[float]:
        """Return how long each worker took to end its state after each change."""
        reader = self.session.reader
        assert reader is not None
        spans = {name: _spans(reader, name) for name in {name for _, name, _ in self.asked}}
        return [_until_end_ms(spans[name], at_ns, state) for at_ns, name, state in self.asked]


@contextmanager
def trial(settings: Mapping[str, Value]) -> Iterator[Trial]:
    """Run BASE with `settings`; the run ends and its folder goes."""
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        session = Session(has_series=False)
        session.start(config.from_values({**BASE, **settings}), run_dir=Path(folder) / "run")
        try:
            yield Trial(session)
        finally:
            session.close()


def sleeping(work: str, consumers: int) -> list[float]:
    """Wake consumers that work for 10 s, and producers that pace at 0.1 Hz, again and again."""
    state = State.WORKING_IO if work == "io" else State.WORKING_CPU
    settings: dict[str, Value] = {"consumers.work": work, "consumers.count": consumers}
    with trial({**FAST, **settings, "channel.maxsize": ROOMY}) as one:
        while len(one.asked) < CHANGES:
            one.session.change(LONG)
            working = one.settled("consumer", state, consumers)
            one.session.change(RARE)
            pacing = one.settled("producer", State.PACING, PRODUCERS)
            one.change(FAST, working + pacing)
        return one.latencies_ms()


def waiting() -> list[float]:
    """Let in those who wait for room or a permit, and end producers that are not wanted."""
    return [*widened(), *admitted(), *retired()]


def widened() -> list[float]:
    """Raise maxsize while all producers wait for a slot.

    They are paced: of producers that put flat out, one could take all the new slots.
    """
    with trial({**FAST, "consumers.service_ms": 60_000.0}) as one:
        for step in range(1, ROUNDS + 1):
            blocked = one.settled("producer", State.WAIT_SLOT, PRODUCERS)
            one.change({"channel.maxsize": MAXSIZE * (step + 1)}, blocked)
        return one.latencies_ms()


def admitted() -> list[float]:
    """Raise the permits of the consumers while all but one wait for one."""
    with trial({**FAST, **LONG, "gate.consumer_permits": 1}) as one:
        for _ in range(ROUNDS):
            queueing = one.settled("consumer", State.WAIT_PERMIT, CONSUMERS - 1)
            one.change({"gate.consumer_permits": CONSUMERS}, queueing)
            one.session.change({"gate.consumer_permits": 1, "consumers.service_ms": 1.0})
            one.until_done(CONSUMERS)
            one.session.change(LONG)
        return one.latencies_ms()


def retired() -> list[float]:
    """Lower the number of producers, which pace at 0.1 Hz, to one."""
    with trial(RARE) as one:
        for _ in range(ROUNDS):
            pacing = one.settled("producer", State.PACING, PRODUCERS)
            one.change({"producers.count": 1}, sorted(pacing, key=_index)[1:])
            one.session.change({"producers.count": PRODUCERS})
        return one.latencies_ms()


def _index(worker: WorkerView) -> int:
    return worker.index


def _spans(reader: RunReader, name: str) -> Records:
    """Return all records of a thread."""
    reader.threads()
    return np.concatenate(list(reader.scan(name)))


def _until_end_ms(spans: Records, at_ns: int, state: State) -> float:
    """Return the ms from a time until the end of the state that lasted then; it must have ended."""
    ends = spans["start"] + spans["duration"]
    lasted = (spans["state"] == state) & (spans["start"] < at_ns) & (ends > at_ns)
    return float(ends[lasted].min() - at_ns) / 1e6


def _row(case: str, latencies_ms: list[float]) -> Row:
    median, most = statistics.median(latencies_ms), max(latencies_ms)
    return Row(
        section="Live",
        case=case,
        target=TARGET_MS,
        is_floor=False,
        samples=(float(np.percentile(latencies_ms, 99)),),
        peer="none, it is the hand that feels a delay from 50 ms on",
        meaning="A slider acts at once on every process, whatever it is waiting for.",
        unit="ms",
        detail=f"99 % of {len(latencies_ms)}; median {median:.1f} ms, longest {most:.1f} ms",
    )
