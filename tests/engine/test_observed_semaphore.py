"""The observed Semaphore counts as the standard one, and its permits can be changed in use."""

import random
from pathlib import Path
from typing import Any

import pytest

from engine.observed.recording import recorder
from engine.runlog.layout import STATE_MASK, Cell, ChannelCell, Kind, Result
from engine.runlog.reader import RunReader
from engine.states import State
from tests.engine import observed_programs as programs
from tests.engine.audit import records_of
from tests.engine.contexts import JOIN_S, context_of, join, start
from tests.engine.running import until

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


def free(semaphore: Any) -> int:
    return int(semaphore._semlock._get_value())


def test_permits_are_counted_across_processes(context: Any) -> None:
    semaphore, event = context.Semaphore(2), context.Event()
    holders = [start(context, programs.hold_until, semaphore, event) for _ in range(2)]
    until(lambda: free(semaphore) == 0, "both hold a permit")
    assert not semaphore.acquire(False)
    assert not semaphore.acquire(True, 0.01)
    event.set()
    join(*holders)
    assert semaphore.acquire(timeout=JOIN_S)
    with semaphore as taken:
        assert taken
        assert free(semaphore) == 0
    assert free(semaphore) == 1


def test_release_beyond_the_first_value_is_allowed(context: Any) -> None:
    semaphore = context.Semaphore(0)
    semaphore.release()
    semaphore.release()
    assert semaphore.acquire(False)
    assert semaphore.acquire(False)
    assert not semaphore.acquire(False)


def test_growing_wakes_who_waits_for_a_permit(own: Any) -> None:
    semaphore, results = own.Semaphore(1), own.SimpleQueue()
    semaphore.acquire()
    process = start(own, programs.hold, semaphore, 1, results)
    until(lambda: waiting(own.run) == 1, "the child waits")
    semaphore.resize(2)
    assert results.get() == 1
    join(process)


def waiting(run: Path) -> int:
    """Return how many threads wait for a permit now."""
    with RunReader(run) as reader:
        return sum(
            cells[Cell.STATE] & STATE_MASK == State.WAIT_PERMIT
            for cells in reader.blocks().values()
        )


@pytest.mark.parametrize("seed", range(3))
def test_resizing_at_random_while_processes_block_is_exact(own: Any, seed: int) -> None:
    print(f"seed {seed}")
    source = random.Random(seed)
    semaphore, results = own.Semaphore(3), own.SimpleQueue()
    holders = [start(own, programs.hold, semaphore, 300, results) for _ in range(4)]
    for _ in range(200):
        semaphore.resize(source.choice((1, 2, 3, 4, 7, 20)))
    semaphore.resize(5)
    assert sum(results.get() for _ in holders) == 4 * 300
    join(*holders)
    # Nobody holds one: taken (0) + free - debt == size.
    assert (free(semaphore), semaphore.debt) == (5, 0)


def test_books_balance_after_every_step(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    source = random.Random(seed)
    with context_of("observed", "spawn", tmp_path) as own:
        semaphore, size, taken = own.Semaphore(4), 4, 0
        for _ in range(2_000):
            step = source.randrange(3)
            if step == 0:
                taken += semaphore.acquire(False)
            elif step == 1 and taken:
                semaphore.release()
                taken -= 1
            else:
                size = source.randint(1, 12)
                semaphore.resize(size)
            assert taken + free(semaphore) - semaphore.debt == size
            assert not (free(semaphore) and semaphore.debt)


def test_size_stands_in_the_run_folder(tmp_path: Path) -> None:
    with context_of("observed", "spawn", tmp_path) as own:
        first, second = own.Semaphore(2), own.Semaphore(9)
        first.resize(5)
        assert [one._block.cells[ChannelCell.MAXSIZE] for one in (first, second)] == [5, 9]
        assert (own.run / "channels" / "semaphore-2.bin").is_file()
        with pytest.raises(ValueError, match="resized to 1 or more"):
            first.resize(0)


def test_wait_for_a_permit_is_recorded_and_an_uncontended_one_is_not(tmp_path: Path) -> None:
    with context_of("observed", "spawn", tmp_path) as own:
        semaphore = own.Semaphore(1)
        with semaphore:
            assert not semaphore.acquire(True, 0.02)
        name = recorder(own.run).name
        with RunReader(own.run) as reader:
            reader.threads()
            records = records_of(reader, name)
        assert records[["kind", "state", "result"]].tolist() == [
            (Kind.STATE, State.WAIT_PERMIT, Result.TIMEOUT)
        ]
        assert records["duration"][0] >= 20_000_000
