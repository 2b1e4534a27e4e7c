"""The ledger of made-up tallies: each item stands in exactly one compartment."""

from hypothesis import given
from hypothesis import strategies as st

from engine.ledger import Fate, Ledger, Tally, add_up, tallies
from engine.runlog.layout import Cell, Role


def producer(fate: Fate = Fate.ALIVE, *counts: int) -> Tally:
    attempted, refused, entered, written, unsendable = (*counts, *[0] * (5 - len(counts)))
    return Tally(fate, attempted, refused, entered, written, unsendable, 0, 0)


def consumer(fate: Fate, read: int, done: int) -> Tally:
    return Tally(fate, 0, 0, 0, 0, 0, read, done)


def test_ledger_of_a_running_run_says_where_each_item_is() -> None:
    ledger = add_up(
        [producer(Fate.ALIVE, 10, 1, 8, 5, 1), consumer(Fate.ALIVE, 4, 3)], is_final=False
    )
    assert ledger == Ledger(10, 1, 1, 2, 1, 1, 3, {"could not be pickled": 1})
    assert (ledger.in_flight, ledger.queued, ledger.lost_total) == (5, 3, 1)
    assert ledger.closes


def test_what_an_ended_worker_held_is_lost_and_a_put_cut_short_is_refused() -> None:
    ledger = add_up([producer(Fate.ASKED, 10, 1, 8, 5), consumer(Fate.ASKED, 4, 3)], is_final=True)
    assert (ledger.refused, ledger.done, ledger.in_flight) == (2, 3, 0)
    assert ledger.lost == {"in a sender buffer": 3, "in hand": 1, "in the pipe": 1}
    assert ledger.closes


def test_what_a_dead_worker_held_is_lost_at_once_under_its_own_reason() -> None:
    ledger = add_up([producer(Fate.DIED, 10, 1, 8, 5), consumer(Fate.DIED, 4, 3)], is_final=False)
    assert ledger.lost == {
        "in a dead worker's put": 1,
        "in a dead worker's buffer": 3,
        "in a dead worker's hand": 1,
    }
    assert (ledger.in_pipe, ledger.closes) == (1, True)


def test_run_without_workers_has_an_empty_ledger() -> None:
    for is_final in (False, True):
        assert add_up([], is_final) == Ledger()
        assert add_up([], is_final).closes


def test_ledger_with_an_item_twice_does_not_close() -> None:
    assert not Ledger(attempted=1, in_hand=1, done=1).closes
    assert not Ledger(attempted=0, in_pipe=-1, done=1).closes


def test_feeder_counts_under_its_worker() -> None:
    zero = dict.fromkeys(Cell, 0)
    blocks = {
        "producer-1": {**zero, Cell.ROLE: Role.PRODUCER, Cell.ATTEMPTED: 5, Cell.ENTERED: 5},
        "producer-1.feeder": {
            **zero,
            Cell.ROLE: Role.FEEDER,
            Cell.WRITTEN: 3,
            Cell.UNSENDABLE: 1,
        },
    }
    assert tallies(blocks, {}) == [producer(Fate.ALIVE, 5, 0, 5, 3, 1)]


@st.composite
def any_workers(draw: st.DrawFn) -> list[Tally]:
    """Draw workers whose counters a real run could show."""
    workers, written = [], 0
    for _ in range(draw(st.integers(0, 4))):
        attempted = draw(st.integers(0, 50))
        refused = draw(st.integers(0, attempted))
        entered = draw(st.integers(max(0, attempted - refused - 1), attempted - refused))
        sent = draw(st.integers(0, entered))
        unsendable = draw(st.integers(0, entered - sent))
        written += sent
        fate = draw(st.sampled_from(Fate))
        workers.append(producer(fate, attempted, refused, entered, sent, unsendable))
    for _ in range(draw(st.integers(0, 4))):
        read = draw(st.integers(0, written))
        written -= read
        done = draw(st.integers(max(0, read - 1), read))
        workers.append(consumer(draw(st.sampled_from(Fate)), read, done))
    return workers


@given(any_workers(), st.booleans())
def test_ledger_closes_whatever_the_counters(workers: list[Tally], is_final: bool) -> None:
    ledger = add_up(workers, is_final)
    assert ledger.closes
    if is_final:
        assert ledger.in_flight == 0
