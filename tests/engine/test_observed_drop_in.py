"""The observed context does what `multiprocessing` does: each test runs under both."""

import inspect
import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from engine.ledger import add_up, tallies
from engine.observed.recording import recorder
from engine.runlog.layout import Cell, Kind, Result
from engine.runlog.reader import RunReader
from engine.states import State
from tests.engine import observed_programs as programs
from tests.engine.audit import records_of
from tests.engine.contexts import JOIN_S, close, context_of, join, start
from tests.engine.running import until

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


OFFERED = (
    "Process Queue JoinableQueue SimpleQueue Pipe Semaphore BoundedSemaphore Lock RLock Event "
    "Condition Barrier Value Array Pool Manager"
)
OF_CONNECTIONS = "send recv send_bytes recv_bytes recv_bytes_into poll close fileno"


def shape(function: Any) -> list[tuple[str, Any, Any]]:
    """Return the parameters of a function without their annotations."""
    parameters = inspect.signature(function).parameters.values()
    return [(one.name, one.kind, one.default) for one in parameters]


@pytest.mark.parametrize("name", OFFERED.split())
def test_context_offers_what_the_standard_one_does(method: str, tmp_path: Path, name: str) -> None:
    with context_of("observed", method, tmp_path) as mine:
        assert shape(getattr(mine, name)) == shape(
            getattr(multiprocessing.get_context(method), name)
        )
        assert mine.get_start_method() == method


DOCUMENTED = {"acquire": [("block", True), ("timeout", None)]}


@pytest.mark.parametrize(
    ("make", "methods"),
    [
        ("Queue", "put get put_nowait get_nowait qsize empty full close join_thread"),
        ("Semaphore", "acquire release __enter__"),
        ("Lock", "acquire release __enter__"),
    ],
)
def test_methods_have_the_standard_signatures(tmp_path: Path, make: str, methods: str) -> None:
    standard = multiprocessing.get_context("spawn")
    with context_of("observed", "spawn", tmp_path) as mine:
        ours, theirs = getattr(mine, make)(), getattr(standard, make)()
        for name in methods.split():
            found = [(one[0], one[2]) for one in shape(getattr(ours, name))]
            # `acquire` and `release` of the standard classes are C functions: what the
            # documentation says of them.
            expected = DOCUMENTED.get(name) or [
                (one[0], one[2]) for one in shape(getattr(theirs, name))
            ]
            assert found == expected, name
        if make == "Queue":
            close(ours, theirs)


def test_connections_have_the_standard_signatures(tmp_path: Path) -> None:
    theirs = multiprocessing.Pipe()
    with context_of("observed", "spawn", tmp_path) as mine:
        ours = mine.Pipe()
        for name in OF_CONNECTIONS.split():
            assert shape(getattr(ours[0], name)) == shape(getattr(theirs[0], name))
        for end in (*ours, *theirs):
            end.close()


def test_exit_code_is_the_childs(context: Any) -> None:
    process = start(context, programs.exit_with, 7)
    process.join(JOIN_S)
    assert process.exitcode == 7
    process.close()


def test_process_can_be_subclassed(own: Any, method: str) -> None:
    queue = own.Queue()
    process = programs.REPORTERS[method](queue)
    assert isinstance(process, own.Process)
    process.start()
    assert queue.get(timeout=JOIN_S) == "run by a subclass"
    join(process)
    close(queue)
    with RunReader(own.run) as reader:
        cells = reader.blocks()["reporter"]
    assert cells[Cell.ENTERED] == 1


def test_condition_wakes_a_waiting_process(context: Any) -> None:
    condition, ready = context.Condition(), context.Event()
    process = start(context, programs.notify, condition, ready)
    with condition:
        ready.set()
        assert condition.wait(JOIN_S)
        assert not condition.wait(0.01)
    join(process)


def test_event_is_seen_by_other_processes(context: Any) -> None:
    semaphore, event = context.Semaphore(1), context.Event()
    process = start(context, programs.hold_until, semaphore, event)
    until(lambda: not semaphore.acquire(False) or semaphore.release(), "the child holds it")
    assert not event.is_set()
    event.set()
    join(process)
    assert semaphore.acquire(timeout=JOIN_S)


def test_pool_maps(context: Any) -> None:
    with context.Pool(2) as pool:
        assert pool.map(programs.square, range(50)) == [n * n for n in range(50)]
        pool.close()
        pool.join()


def test_joinable_queue_joins_once_every_task_is_done(context: Any) -> None:
    queue = context.JoinableQueue()
    process = start(context, programs.work_through, queue)
    for item in (1, 2, 3, None):
        queue.put(item)
    queue.join()
    join(process)
    close(queue)


def test_lock_excludes_other_processes(context: Any, tmp_path: Path) -> None:
    lock, path = context.Lock(), tmp_path / "number"
    path.write_text("0")
    join(*(start(context, programs.add_under_lock, lock, path, 50) for _ in range(3)))
    assert path.read_text() == "150"


def test_lock_raises_what_the_standard_one_does(context: Any) -> None:
    lock = context.Lock()
    with pytest.raises(ValueError, match="released too many times"):
        lock.release()
    assert lock.acquire()
    assert not lock.acquire(False)
    assert not lock.acquire(timeout=0.01)
    lock.release()
    with lock as taken:
        assert taken
    with pytest.raises(ValueError), lock:
        lock.release()


def test_wait_for_a_lock_is_recorded(own: Any) -> None:
    lock, event = own.Lock(), own.Event()
    process = start(own, programs.hold_until, lock, event)
    until(lambda: not lock.acquire(False) or lock.release(), "the child holds it")
    assert not lock.acquire(timeout=0.05)
    event.set()
    assert lock.acquire(timeout=JOIN_S)
    lock.release()
    join(process)
    with RunReader(own.run) as reader:
        reader.threads()
        mine = records_of(reader, recorder(own.run).name)
    waits = mine[(mine["kind"] == Kind.STATE) & (mine["state"] == State.WAIT_LOCK)]
    assert waits["result"].tolist()[0] == Result.TIMEOUT
    assert waits["duration"][0] >= 50_000_000


def test_ledger_of_a_users_own_program_adds_up(own: Any) -> None:
    first, results = own.Queue(3), own.SimpleQueue()
    taker = start(own, programs.take_slowly, first, results)
    join(start(own, programs.put_numbers, first, 0, 200))
    first.put(None)
    assert results.get() == 200
    join(taker)
    close(first)
    with RunReader(own.run) as reader:
        ledger = add_up(tallies(reader.blocks(), {}), is_final=False)
    assert ledger.closes
    assert (ledger.attempted, ledger.done, ledger.in_flight) == (201, 201, 0)
