"""A worker's ear: settings, pause, retire and stop reach it, and interrupt its waits."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import pytest

from engine.config import DEFAULT, FIELDS
from engine.programs.control import Control, read_settings, write_settings
from engine.runlog import layout, writer
from engine.runlog.layout import CHOICES, SETTINGS, Command, Order, Role
from engine.runlog.reader import RunReader
from engine.runlog.writer import Block, Recorder
from engine.states import State
from tests.engine.audit import records_of
from tests.engine.running import until

HOUR_NS = 3_600_000_000_000


@dataclass
class Worker:
    """A control as a worker has it, and what the host holds of it."""

    control: Control
    block: Block
    wake: Connection

    def order(self, orders: int) -> None:
        self.block.cells[Command.ORDERS] = orders
        self.wake.send_bytes(b"!")

    def set(self, **changes: Any) -> None:
        changed = {key.replace("__", "."): value for key, value in changes.items()}
        write_settings(self.block, {**DEFAULT.values(), **changed})
        self.wake.send_bytes(b"!")


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    writer.make_folders(tmp_path)
    block = writer.create_block(tmp_path, "producer-1", Role.PRODUCER, 1)
    write_settings(block, DEFAULT.values())
    ear, wake = Pipe(duplex=False)
    own = Block(tmp_path, "producer-1", create=False)
    with ear, wake:
        yield Worker(Control(Recorder(tmp_path, "producer-1", own), ear), block, wake)


@pytest.fixture
def in_thread() -> Iterator[Any]:
    """Run a function beside the test; it must have ended when the test has."""
    threads = []

    def start(function: Any, *args: Any) -> threading.Thread:
        thread = threading.Thread(target=function, args=args)
        threads.append(thread)
        thread.start()
        return thread

    yield start
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def state_of(worker: Worker) -> int:
    return int(worker.block.cells[layout.Cell.STATE] & layout.STATE_MASK)


def test_every_setting_arrives_as_it_was_written(worker: Worker) -> None:
    changed = {
        key: spec.choices[-1] if spec.kind == "choice" else type(spec.default)(spec.high)
        for key, spec in FIELDS.items()
    }
    write_settings(worker.block, changed)
    worker.control.refresh()
    for key in SETTINGS:
        name = key.partition(".")[2]
        assert getattr(worker.control.settings, name) == changed[key], key


def test_choices_are_numbered_in_the_order_of_the_configuration() -> None:
    assert {key: FIELDS[key].choices for key in CHOICES} == CHOICES


def test_settings_are_taken_between_two_items(worker: Worker) -> None:
    assert worker.control.settings.rate_hz == DEFAULT.producers_rate_hz
    worker.set(producers__rate_hz=7.5, producers__put="nowait", producers__burst=3)
    assert worker.control.proceed()
    settings = worker.control.settings
    assert (settings.rate_hz, settings.put, settings.burst) == (7.5, "nowait", 3)
    assert isinstance(settings.burst, int)


def test_settings_are_never_read_half_written(worker: Worker, in_thread: Any) -> None:
    """The host writes two whole settings in turn; every reading is one of them."""
    done = threading.Event()

    def write() -> None:
        for number in range(2_000):
            value = 1.0 + number % 2
            changes = {"producers.rate_hz": value, "run.tempo": value}
            write_settings(worker.block, {**DEFAULT.values(), **changes})
        done.set()

    in_thread(write)
    cells, floats = worker.control.recorder.cells, worker.control.recorder.floats
    while not done.is_set():
        _, settings = read_settings(cells, floats)
        if settings.rate_hz != DEFAULT.producers_rate_hz:
            assert settings.rate_hz == settings.tempo


def test_retire_and_stop_end_a_worker_and_can_be_taken_back(worker: Worker) -> None:
    for order in (Order.RETIRE, Order.STOP, Order.RETIRE | Order.PAUSE):
        worker.order(order)
        assert not worker.control.proceed()
        assert worker.control.ending
    worker.order(0)
    assert worker.control.proceed()
    assert not worker.control.ending


@pytest.mark.parametrize(("order", "goes_on"), [(0, True), (Order.RETIRE, False)])
def test_pause_lasts_until_resume_or_the_end(
    worker: Worker, in_thread: Any, order: int, goes_on: bool
) -> None:
    answers: list[bool] = []
    worker.order(Order.PAUSE)
    thread = in_thread(lambda: answers.append(worker.control.proceed()))
    until(lambda: state_of(worker) == State.PAUSED, "it is paused")
    worker.set(producers__rate_hz=99)  # wakes it, and it goes on pausing
    until(lambda: worker.control.settings.rate_hz == 99, "it took the setting")
    assert thread.is_alive()
    worker.order(order)
    thread.join(10)
    assert answers == [goes_on]
    with RunReader(Path(worker.control.recorder.run)) as reader:
        reader.threads()
        states = records_of(reader, "producer-1")["state"].tolist()
    assert states == [State.PAUSED]


def test_sleep_ends_when_a_setting_brings_its_end_forward(worker: Worker, in_thread: Any) -> None:
    start, control = perf_counter_ns(), worker.control
    slow = {"producers.rate_hz": 0.1}
    write_settings(worker.block, {**DEFAULT.values(), **slow})
    control.refresh()

    def due_ns() -> int:
        return start + (HOUR_NS if control.settings.rate_hz < 1 else 0)

    thread = in_thread(lambda: control.sleep(due_ns, between_items=True))
    worker.set(producers__rate_hz=50)
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize("order", [Order.PAUSE, Order.RETIRE, Order.STOP])
def test_sleep_between_two_items_ends_at_an_order(
    worker: Worker, in_thread: Any, order: int
) -> None:
    due = perf_counter_ns() + HOUR_NS
    thread = in_thread(lambda: worker.control.sleep(lambda: due, between_items=True))
    worker.order(order)
    thread.join(10)
    assert not thread.is_alive()


def test_sleep_on_an_item_goes_on_through_orders(worker: Worker, in_thread: Any) -> None:
    ends = [perf_counter_ns() + HOUR_NS]
    thread = in_thread(lambda: worker.control.sleep(lambda: ends[-1], between_items=False))
    worker.order(Order.RETIRE)
    until(lambda: not worker.control._wake.poll(0), "it heard the order")
    assert thread.is_alive()
    ends.append(0)
    worker.set()
    thread.join(10)
    assert not thread.is_alive()


def test_sleep_never_ends_early_by_itself(worker: Worker) -> None:
    for left_ns in (0, 300_000, 1_900_000, 5_000_000, 30_000_000):
        due = perf_counter_ns() + left_ns
        worker.control.sleep(lambda due=due: due, between_items=True)  # type: ignore[misc]
        assert perf_counter_ns() >= due


def test_host_that_is_gone_ends_the_wait(worker: Worker) -> None:
    worker.wake.close()
    with pytest.raises(EOFError):
        worker.control.sleep(lambda: perf_counter_ns() + HOUR_NS, between_items=True)
