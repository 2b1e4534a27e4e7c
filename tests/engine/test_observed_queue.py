"""The observed Queue blocks, raises and counts as the standard one, and can be resized in use."""

import random
from pathlib import Path
from queue import Empty, Full
from typing import Any

import pytest

from engine.analysis import steps
from engine.analysis.depth import depth_events, violations
from engine.analysis.items import ItemNumbers
from engine.ledger import Ledger, add_up, tallies
from engine.observed.recording import recorder
from engine.runlog.layout import Cell, ChannelCell, Kind, Result, feeder_name
from engine.runlog.manifest import Manifest
from engine.runlog.reader import RunReader
from tests.engine import observed_programs as programs
from tests.engine.audit import records_of
from tests.engine.contexts import JOIN_S, close, context_of, join, start
from tests.engine.running import until

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

WRITTEN = ChannelCell.WRITTEN


def ledger_of(run: Path) -> Ledger:
    with RunReader(run) as reader:
        return add_up(tallies(reader.blocks(), {}), is_final=False)


def test_items_arrive_in_order(context: Any) -> None:
    there, back = context.Queue(2), context.Queue()
    process = start(context, programs.move_all, there, back)
    for item in [1, "two", b"\0" * 100_000, (3, [4])]:
        there.put(item)
    there.put(None)
    received = [back.get(timeout=JOIN_S) for _ in range(5)]
    assert received == [1, "two", b"\0" * 100_000, (3, [4]), None]
    join(process)
    close(there, back)


def test_full_and_empty_are_raised(context: Any) -> None:
    queue, results = context.Queue(1), context.SimpleQueue()
    queue.put(0)
    process = start(context, programs.how_put_and_get_fail, queue, results)
    assert results.get() == ["Full"] * 3 + ["Empty"] * 3
    join(process)
    close(queue)


def test_closed_queue_refuses(context: Any) -> None:
    queue = context.Queue()
    close(queue)
    with pytest.raises(ValueError, match="closed"):
        queue.put(1)
    with pytest.raises(ValueError, match="closed"):
        queue.get()


def test_put_blocks_until_there_is_room(context: Any) -> None:
    queue, results = context.Queue(1), context.SimpleQueue()
    queue.put(0)
    process = start(context, programs.put_and_tell, queue, results)
    assert results.get() == "about to put"
    assert not results._poll(0.05)
    assert queue.get(timeout=JOIN_S) == 0
    assert results.get() == "put"
    assert queue.get(timeout=JOIN_S) == "item"
    join(process)
    close(queue)


def test_qsize_empty_and_full_answer_as_the_standard_ones(context: Any) -> None:
    queue = context.Queue(2)
    assert (queue.empty(), queue.full()) == (True, False)
    queue.put(1)
    queue.put(2)
    until(lambda: not queue.empty(), "the feeder has written")
    assert queue.full()
    assert queue.qsize() == 2
    assert queue.get(timeout=JOIN_S) == 1
    assert (queue.qsize(), queue.full()) == (1, False)
    assert queue.get(timeout=JOIN_S) == 2
    close(queue)


def test_item_that_cannot_be_pickled_is_counted_and_gives_its_slot_back(
    own: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    queue = own.Queue(1)
    for _ in range(3):  # with the slot lost, the second put would block for ever
        queue.put(programs.Unpicklable(), timeout=JOIN_S)
    queue.put("fine", timeout=JOIN_S)
    assert queue.get(timeout=JOIN_S) == "fine"
    assert queue.qsize() == 0
    close(queue)
    assert "cannot be pickled" in capfd.readouterr().err
    ledger = ledger_of(own.run)
    assert (ledger.attempted, ledger.lost, ledger.in_flight) == (4, {"could not be pickled": 3}, 1)
    assert ledger.closes
    with RunReader(own.run) as reader:
        reader.threads()
        drops = records_of(reader, feeder_name(recorder(own.run).name))
        assert (drops["kind"] == Kind.DROP).sum() == 3
        manifest = Manifest({"channel.kind": "queue", "channel.maxsize": 1}, 0, "")
        times, depth = depth_events(reader)
        assert not violations(times, depth, steps.maxsize(manifest.settings, []))


def test_numbers_of_items_put_match_those_of_items_got(own: Any) -> None:
    queue, results = own.Queue(5), own.Queue()
    producers = [start(own, programs.put_numbers, queue, n * 1000, 100) for n in range(3)]
    consumers = [start(own, programs.get_numbers, queue, results, 150) for _ in range(2)]
    values = sorted(results.get(timeout=JOIN_S) for _ in range(300))
    assert values == sorted(n * 1000 + k for n in range(3) for k in range(100))
    names = [process.name for process in (*producers, *consumers)]
    join(*producers, *consumers)
    close(queue, results)
    with RunReader(own.run) as reader:
        reader.threads()
        numbers = ItemNumbers(reader)
        found: dict[int, list[int]] = {Kind.PUT: [], Kind.GET: []}
        for name in names:
            records = records_of(reader, name)
            for kind in found if name in names[:3] else (Kind.GET,):
                chosen = records[(records["kind"] == kind) & (records["result"] == Result.OK)]
                found[kind] += numbers.of(name, chosen).tolist()
    assert sorted(found[Kind.PUT]) == list(range(1, 301))
    assert sorted(found[Kind.GET]) == list(range(1, 301))


@pytest.mark.parametrize("seed", range(3))
def test_resizing_at_random_while_processes_block_is_exact(own: Any, seed: int) -> None:
    print(f"seed {seed}")
    source = random.Random(seed)
    queue, results = own.Queue(4), own.SimpleQueue()
    takers = [start(own, programs.take_slowly, queue, results) for _ in range(2)]
    producers = [start(own, programs.put_numbers, queue, 0, 150) for _ in range(3)]
    sizes = [source.choice((1, 2, 3, 5, 8, 13, 40)) for _ in range(60)]
    cells = queue.block_cells
    for size in sizes:
        queue.resize(size)
        before = cells[WRITTEN]
        until(lambda b=before: cells[WRITTEN] > b or cells[WRITTEN] >= 450, "items move on")  # type: ignore[misc]
    queue.resize(7)
    join(*producers)
    queue.put(None)
    queue.put(None)
    assert results.get() + results.get() == 450
    join(*takers)
    assert queue.qsize() == 0
    assert queue._sem.debt == 0
    for number in range(7):  # exactly seven places are left
        queue.put(number, block=False)
    with pytest.raises(Full):
        queue.put(8, block=False)
    assert queue.qsize() == 7
    for number in range(7):
        assert queue.get(timeout=JOIN_S) == number
    with pytest.raises(Empty):
        queue.get(block=False)
    close(queue)
    assert ledger_of(own.run).closes


def test_growing_wakes_who_blocks_in_put(own: Any) -> None:
    queue, results = own.Queue(1), own.SimpleQueue()
    queue.put(0)
    process = start(own, programs.put_and_tell, queue, results)
    assert results.get() == "about to put"
    queue.resize(2)
    assert results.get() == "put"
    assert queue.qsize() == 2
    assert queue.full()
    assert [queue.get(timeout=JOIN_S) for _ in range(2)] == [0, "item"]
    join(process)
    close(queue)


def test_shrinking_below_what_is_in_the_queue_holds_once_it_has_come_down(tmp_path: Path) -> None:
    with context_of("observed", "spawn", tmp_path) as own:
        queue = own.Queue(5)
        for number in range(5):
            queue.put(number)
        queue.resize(2)
        assert (queue.qsize(), queue.full()) == (5, True)
        for left in (4, 3, 2):
            queue.get(timeout=JOIN_S)
            assert queue.qsize() == left
            with pytest.raises(Full):
                queue.put(0, block=False)
        queue.get(timeout=JOIN_S)
        queue.put(5, block=False)
        with pytest.raises(Full):
            queue.put(6, block=False)
        for _ in range(2):
            queue.get(timeout=JOIN_S)
        close(queue)


@pytest.mark.parametrize(("maxsize", "size"), [(0, 5), (5, 0), (5, -1)])
def test_resize_is_between_bounded_sizes(tmp_path: Path, maxsize: int, size: int) -> None:
    with context_of("observed", "spawn", tmp_path) as own:
        queue = own.Queue(maxsize)
        with pytest.raises(ValueError, match="resized"):
            queue.resize(size)
        close(queue)


def test_empty_gets_are_counted_and_merged_while_nothing_happens(tmp_path: Path) -> None:
    with context_of("observed", "spawn", tmp_path) as own:
        queue = own.Queue()
        for _ in range(50):
            with pytest.raises(Empty):
                queue.get(block=False)
        thread = recorder(own.run)
        assert thread.cells[Cell.EMPTY] == 50
        close(queue)
        with RunReader(own.run) as reader:
            reader.threads()
            records = records_of(reader, thread.name)
        assert records["count"].tolist() == [50]
        assert records["result"].tolist() == [Result.EMPTY]
