"""Service times of real consumers against those drawn; and what burning CPU burns."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, Final

import numpy as np

from engine.pacing import draw_service, random_source, service_ns
from engine.programs.control import Control, Settings, write_settings
from engine.programs.worker import TimedTask
from engine.runlog import writer
from engine.runlog.layout import Kind, Role
from engine.runlog.reader import RunReader
from tests.engine.audit import records_of
from tests.engine.running import config
from tests.truth.machine import holds
from tests.truth.measured import Floats, workers
from tests.truth.runs import run_together

WITHIN: Final = 0.02
SECONDS: Final = 6.0

BUSY: Final = {"producers__count": 1, "producers__rate_hz": 0, "channel__maxsize": 5}
ASLEEP: Final[dict[str, dict[str, Any]]] = {
    "constant-2": {"consumers__service_ms": 2},
    "constant-5": {"consumers__service_ms": 5},
    "exponential-20": {"consumers__service_ms": 20, "consumers__service": "exponential"},
    "lognormal-10": {"consumers__service_ms": 10, "consumers__service": "lognormal"},
}


def drawn_ms(settings: Any, seed: int, worker: str, count: int) -> Floats:
    """Return the first services that a consumer draws."""
    source = random_source(seed, worker)
    return np.array(
        [service_ns(settings, draw_service(source, settings)) / 1e6 for _ in range(count)]
    )


def actual_ms(folder: Path, worker: str) -> Floats:
    """Return how long each work of a consumer took, as its log says."""
    with RunReader(folder) as reader:
        records = records_of(reader, worker)
    return np.asarray(records["duration"][records["kind"] == Kind.WORK] / 1e6, np.float64)


def settings_of(plan: dict[str, Any], folder: Path) -> Settings:
    with made_control(folder, plan) as control:
        return control.settings


@contextmanager
def made_control(folder: Path, plan: dict[str, Any]) -> Iterator[Control]:
    """Give the control of a worker that has no process of its own: it is this test's."""
    writer.make_folders(folder)
    block = writer.create_block(folder, "consumer-1", Role.CONSUMER, 1)
    write_settings(block, config(**plan).values())
    ear, mouth = Pipe(duplex=False)
    try:
        yield Control(writer.Recorder(folder, "consumer-1", block), ear)
    finally:
        ear.close()
        mouth.close()


def test_services_asleep_last_as_long_as_drawn(tmp_path: Path) -> None:
    """On average within 2 %. The sum over a run is compared with that of the very draws."""

    def check(seed: int) -> dict[str, str]:
        plans = {
            name: {
                **BUSY,
                **plan,
                "consumers__count": 1,
                "run__seconds": SECONDS,
                "run__seed": seed,
            }
            for name, plan in ASLEEP.items()
        }
        wrong: dict[str, str] = {}
        folders = run_together(tmp_path / str(seed), plans, SECONDS)
        for name, folder in folders.items():
            actual = actual_ms(folder, "consumer-1")
            settings = settings_of(plans[name], tmp_path / f"{seed}-{name}")
            drawn = drawn_ms(settings, seed, "consumer-1", len(actual))
            error = actual.sum() / drawn.sum() - 1
            line = f"{name}: {len(actual)} services, actual over drawn {error:+.2%}"
            print(line)
            wrong |= {name: line} if abs(error) > WITHIN else {}
        return wrong

    holds(check)


def test_the_same_seed_gives_each_worker_the_same_work(tmp_path: Path) -> None:
    """In two runs the k-th service of each consumer is the k-th draw, whichever item it is for."""
    plan = {
        "producers__count": 2,
        "producers__rate_hz": 0,
        "consumers__count": 3,
        "consumers__service_ms": 20,
        "consumers__service": "exponential",
        "run__items": 200,
        "run__seed": 7,
    }
    settings = settings_of(plan, tmp_path / "settings")
    for folder in run_together(tmp_path, {"first": plan, "second": plan}, 3).values():
        with RunReader(folder) as reader:
            names = workers(reader, "consumer")
        for name in names:
            actual = actual_ms(folder, name)
            drawn = drawn_ms(settings, 7, name, len(actual))
            # Draws that had nothing to do with each other would differ by 14 ms.
            assert np.median(np.abs(actual - drawn)) < 3, name


class Metered(TimedTask):
    """Adds up what its works burn, without what it takes to record them."""

    used_ns = 0

    def _burn(self, used_from: int, wanted_ns: Callable[[], int]) -> None:
        super()._burn(used_from, wanted_ns)
        self.used_ns += time.thread_time_ns() - used_from


def test_cpu_work_burns_the_cpu_time_that_was_drawn(tmp_path: Path) -> None:
    plan = {
        "consumers__work": "cpu",
        "consumers__service_ms": 2,
        "consumers__service": "exponential",
    }
    with made_control(tmp_path, plan) as control:
        drawn = drawn_ms(control.settings, 1, "consumer-1", 500).sum()
        task = Metered(control, random_source(1, "consumer-1"))
        for _ in range(500):
            task.work((1, 1, b""))
    used_ms = task.used_ns / 1e6
    print(f"500 services of 2 ms on average: {used_ms:.1f} ms of CPU time, {drawn:.1f} ms drawn")
    assert abs(used_ms / drawn - 1) < WITHIN


def test_cpu_work_that_gets_half_a_core_burns_cpu_time_and_not_wall_time(tmp_path: Path) -> None:
    """A second thread wants the interpreter too: wall time doubles, CPU time stays."""
    plan = {"consumers__work": "cpu", "consumers__service_ms": 10}
    with made_control(tmp_path, plan) as control, spinning():
        task = Metered(control, random_source(1, "consumer-1"))
        began = time.perf_counter_ns()
        for _ in range(60):
            task.work((1, 1, b""))
        used_ms, wall_ms = task.used_ns / 1e6, (time.perf_counter_ns() - began) / 1e6
    print(f"60 services of 10 ms: {used_ms:.0f} ms of CPU time, {wall_ms:.0f} ms of wall time")
    assert abs(used_ms / 600 - 1) < WITHIN
    assert wall_ms > 1.3 * 600


@contextmanager
def spinning() -> Iterator[None]:
    """Keep a second thread busy in the block."""
    is_over = threading.Event()

    def spin(is_over: Callable[[], bool] = is_over.is_set) -> None:
        while not is_over():
            pass

    thread = threading.Thread(target=spin)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
