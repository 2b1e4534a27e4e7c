"""A setting changed in the window reaches the running processes, whatever they are doing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.config import ConfigError
from engine.runlog.layout import Cell, Kind, Result
from engine.runlog.reader import RunReader
from engine.snapshot import Phase
from engine.states import State
from tests.engine.audit import audit, records_of
from tests.engine.running import Run, running, until

LONG_MS = 10_000


def test_consumer_in_a_long_sleep_takes_a_new_service_time_at_once(tmp_path: Path) -> None:
    with running(tmp_path, consumers__count=1, consumers__service_ms=LONG_MS) as run:
        run.until_state("consumer", State.WORKING_IO)
        run.change(consumers__service_ms=1)
        run.until(lambda s: s.ledger.done > 3, "items are done")
        run.stop()
    assert slept_s(run, "consumer-1", Kind.WORK) < LONG_MS / 2_000
    audit(run.folder)


def test_consumer_burning_cpu_takes_a_new_service_time_at_once(tmp_path: Path) -> None:
    settings = {"consumers__work": "cpu", "consumers__service_ms": LONG_MS}
    with running(tmp_path, consumers__count=1, **settings) as run:
        run.until(lambda s: s.workers and s.workers[-1].item, "an item is in hand")
        run.change(consumers__service_ms=1)
        run.until(lambda s: s.ledger.done > 3, "items are done")
        run.stop()
    audit(run.folder)


def test_producer_that_paces_slowly_takes_a_new_rate_at_once(tmp_path: Path) -> None:
    with running(tmp_path, producers__count=1, producers__rate_hz=0.1) as run:
        run.until_state("producer", State.PACING)
        run.change(producers__rate_hz=100)
        run.until(lambda s: s.ledger.done > 3, "items are done")
        run.stop()
    assert slept_s(run, "producer-1", Kind.STATE) < 5
    audit(run.folder)


def slept_s(run: Run, worker: str, kind: Kind) -> float:
    """Return the longest span of a kind of a worker."""
    with RunReader(run.folder) as reader:
        reader.threads()
        records = records_of(reader, worker)
        return float(records["duration"][records["kind"] == kind].max()) / 1e9


def test_tempo_scales_every_configured_time(tmp_path: Path) -> None:
    settings = {"producers__rate_hz": 1, "consumers__service_ms": 500, "consumers__count": 1}
    with running(tmp_path, producers__count=1, run__tempo=10, **settings) as run:
        run.until_state("consumer", State.WORKING_IO)
        run.change(run__tempo=0.1)
        run.until(lambda s: s.ledger.done >= 5, "items are done ten times as fast")
        run.stop()
    with RunReader(run.folder) as reader:
        reader.threads()
        works = records_of(reader, "consumer-1")
        last = works["duration"][works["kind"] == Kind.WORK][-3:]
    # 50 ms; a sleep may end a little early on purpose, see pacing.Lateness.
    assert (last >= 40_000_000).all()
    audit(run.folder)


@pytest.mark.parametrize("kind", ["queue", "pipe"])
def test_workers_are_started_live(tmp_path: Path, kind: str) -> None:
    start = {"producers__count": 1, "consumers__count": 0, "channel__kind": kind}
    with running(tmp_path, producers__rate_hz=50, **start) as run:
        run.until(lambda s: s.depth >= 3, "items are waiting")
        run.change(consumers__count=3, producers__count=2)
        run.until(lambda s: s.alive == 5 and s.ledger.done > 10, "five workers work")
        run.stop()
    audit(run.folder)


@pytest.mark.parametrize("kind", ["queue", "pipe"])
def test_a_count_that_stays_starts_others_in_the_place_of_the_dead(
    tmp_path: Path, kind: str
) -> None:
    settings = {"producers__rate_hz": 50, "channel__kind": kind}
    with running(tmp_path, consumers__count=2, consumers__service_ms=LONG_MS, **settings) as run:
        run.until_state("consumer", State.WORKING_IO, 2)
        run.session.kill("consumer-2")  # it has an item in hand, and no lock
        run.until(lambda s: sum(w.exitcode is not None for w in s.workers) == 1, "one is dead")
        run.change(consumers__service_ms=1)
        run.until(lambda s: s.ledger.done > 3, "the other works on")
        assert [one.name for one in run.alive("consumer")] == ["consumer-1"]
        run.change(consumers__count=2)
        run.until(lambda s: s.workers[-1].name == "consumer-3" and s.workers[-1].items, "it works")
        run.change(consumers__count=2)  # all are there: nothing happens
        run.change(consumers__service_ms=2)
        run.until(lambda s: s.config.consumers_service_ms == 2, "later changes are through")
        end = run.stop()
    assert end.closes and sum(end.lost.values()) >= 1
    audit(run.folder, is_ledger_exact=False)
    with RunReader(run.folder) as reader:
        consumers = [one for one in reader.manifest.workers if one.role == "consumer"]
        settings_marked = [mark.key for mark in reader.marks() if mark.kind == "setting"]
    assert len(consumers) == 3
    assert settings_marked == ["consumers.service_ms", "consumers.service_ms"]


def busy(run: Run) -> None:
    run.until(lambda s: s.ledger.done > 2, "items flow")


def asleep_in_get(run: Run) -> None:
    run.until_state("consumer", State.WAIT_READ_LOCK, 2)


def queue_full(run: Run) -> None:
    run.until_state("producer", State.WAIT_SLOT)


@pytest.mark.parametrize("kind", ["queue", "pipe"])
@pytest.mark.parametrize(
    ("settings", "situation"),
    [
        ({"producers__rate_hz": 50, "consumers__service_ms": 1}, busy),
        ({"producers__count": 0}, asleep_in_get),
        ({"producers__count": 0, "consumers__get": "timeout"}, asleep_in_get),
        ({"producers__rate_hz": 0.1}, asleep_in_get),
    ],
    ids=["busy", "asleep", "asleep-with-timeout", "asleep-beside-producers"],
)
def test_consumers_retire_live(
    tmp_path: Path, kind: str, settings: dict[str, Any], situation: Callable[[Run], None]
) -> None:
    with running(tmp_path, consumers__count=3, channel__kind=kind, **settings) as run:
        run.until_running()
        situation(run)
        run.change(consumers__count=1)
        run.until(lambda s: sum(w.exitcode is not None for w in s.workers) == 2, "two have gone")
        ended = [one for one in run.now.workers if one.ended]
        assert [(one.name, one.exitcode, one.asked) for one in ended] == [
            ("consumer-2", 0, True),
            ("consumer-3", 0, True),
        ]
        run.change(producers__count=1, producers__rate_hz=50, consumers__service_ms=1)
        done = run.now.ledger.done
        run.until(lambda s: s.ledger.done > done + 3, "the one left works on")
        run.stop()
    audit(run.folder)


def test_all_consumers_asleep_in_an_empty_queue_retire(tmp_path: Path) -> None:
    with running(tmp_path, producers__count=0, consumers__count=4) as run:
        run.until_state("consumer", State.WAIT_READ_LOCK, 3)
        run.change(consumers__count=0)
        run.until(lambda s: s.alive == 0, "all consumers have gone")
        run.change(consumers__count=1, producers__count=1, producers__rate_hz=50)
        run.until(lambda s: s.ledger.done > 2, "new ones work")
        run.stop()
    audit(run.folder)


def test_producers_retire_from_a_full_queue_once_there_is_room(tmp_path: Path) -> None:
    settings = {"consumers__count": 1, "consumers__service_ms": LONG_MS, "channel__maxsize": 2}
    with running(tmp_path, producers__rate_hz=100, **settings) as run:
        run.until_state("producer", State.WAIT_SLOT, 3)
        run.change(producers__count=1)
        run.change(consumers__service_ms=1)
        run.until(lambda s: len(run.alive("producer")) == 1, "two producers have gone")
        run.stop()
    audit(run.folder)


def test_worker_told_to_retire_finishes_its_item_and_another_takes_its_place(
    tmp_path: Path,
) -> None:
    with running(tmp_path, consumers__count=2, consumers__service_ms=LONG_MS) as run:
        run.until_state("consumer", State.WORKING_IO, 2)
        run.change(consumers__count=1)
        run.change(consumers__count=2)
        run.until_state("consumer", State.WORKING_IO, 3)
        assert not run.worker("consumer-2").ended
        run.change(consumers__service_ms=1)
        run.until(lambda s: run.worker("consumer-2").exitcode == 0, "it has ended")
        retired = run.worker("consumer-2")
        assert (retired.items, retired.asked) == (1, True)
        assert [one.name for one in run.alive("consumer")] == ["consumer-1", "consumer-3"]
        run.stop()
    audit(run.folder)


def test_maxsize_changes_while_producers_block_on_it(tmp_path: Path) -> None:
    with running(tmp_path, consumers__count=0, producers__rate_hz=0) as run:
        assert run.until_full(maxsize=10).depth == 10
        run.change(channel__maxsize=17)
        run.until(lambda s: s.depth == 17, "seven more have entered")
        run.change(channel__maxsize=4)
        run.change(consumers__count=1, consumers__service_ms=LONG_MS)
        run.until_state("consumer", State.WORKING_IO)
        run.change(consumers__service_ms=20)
        run.until(lambda s: s.depth <= 4, "the queue has come down")
        run.stop()
    audit(run.folder)


def test_permits_change_while_workers_block_on_them(tmp_path: Path) -> None:
    settings = {"consumers__count": 4, "gate__consumer_permits": 1, "producers__rate_hz": 0}
    with running(tmp_path, consumers__service_ms=LONG_MS, **settings) as run:

        def working(count: int) -> None:
            run.until(
                lambda s: (
                    sum(w.state == State.WORKING_IO for w in s.workers) == count
                    and sum(w.state == State.WAIT_PERMIT for w in s.workers) == 4 - count
                ),
                f"{count} of 4 consumers work",
            )

        working(1)
        run.change(gate__consumer_permits=3)
        working(3)
        run.change(gate__consumer_permits=2)
        run.change(consumers__service_ms=1)
        run.until(lambda s: s.ledger.done > 20, "items flow")
        run.change(consumers__service_ms=LONG_MS)
        working(2)
        run.stop()
    audit(run.folder)


def test_pause_holds_every_worker_between_two_items_until_resume(tmp_path: Path) -> None:
    with running(tmp_path, producers__rate_hz=20, consumers__service_ms=20) as run:
        run.until(lambda s: s.ledger.done > 3, "items flow")
        run.session.pause()
        assert run.now.phase is Phase.PAUSED
        run.until_state("producer", State.PAUSED, 3)
        # A consumer that sleeps in get() on an empty queue is not between two items.
        run.until(
            lambda s: all(
                w.state in (State.PAUSED, State.WAIT_ITEM, State.WAIT_READ_LOCK)
                for w in s.workers
                if w.role == "consumer"
            ),
            "no consumer works",
        )
        entered = run.now.ledger.attempted
        run.change(producers__count=4)  # a worker that is started into a pause is paused too
        run.until_state("producer", State.PAUSED, 4)
        assert run.now.ledger.attempted == entered
        run.session.resume()
        run.until(lambda s: s.phase is Phase.RUNNING, "the run goes on")
        run.until(lambda s: s.ledger.done > entered + 5, "items flow again")
        run.stop()
    audit(run.folder)


def test_one_worker_is_paused_alone(tmp_path: Path) -> None:
    with running(tmp_path, producers__rate_hz=20, consumers__service_ms=1) as run:
        run.until_running()
        run.session.pause(["producer-2"])
        run.until_state("producer", State.PAUSED)
        items = run.worker("producer-1").items
        run.until(lambda s: run.worker("producer-1").items > items + 3, "the others go on")
        assert run.now.phase is Phase.RUNNING
        assert run.worker("producer-2").state == State.PAUSED
        run.session.resume(["producer-2"])
        run.until(lambda s: run.worker("producer-2").state != State.PAUSED, "it goes on")
        run.stop()
    audit(run.folder)


def empty_gets(run: Run) -> int:
    """Return how many gets of the first consumer found nothing."""
    assert run.session.reader is not None
    return run.session.reader.cells("consumer-1")[Cell.EMPTY]


def test_full_and_empty_are_counted_in_every_mode(tmp_path: Path) -> None:
    settings = {"channel__maxsize": 2, "consumers__count": 1, "consumers__service_ms": 50}
    with running(tmp_path, producers__put="nowait", producers__rate_hz=100, **settings) as run:
        run.until(lambda s: s.ledger.refused > 5, "puts are refused")
        run.change(producers__put="timeout", producers__put_timeout_s=0.01)
        refused = run.now.ledger.refused
        run.until(lambda s: s.ledger.refused > refused + 5, "puts time out")
        run.change(producers__when_full="retry", consumers__service_ms=0)
        run.change(producers__rate_hz=1, consumers__get="timeout", consumers__get_timeout_s=0.01)
        until(lambda: empty_gets(run) > 5, "gets time out")
        run.change(consumers__get="nowait")
        empty = empty_gets(run)
        until(lambda: empty_gets(run) > empty + 100, "gets find nothing")
        run.stop()
    audit(run.folder)
    with RunReader(run.folder) as reader:
        reader.threads()
        results = {
            int(result)
            for name in ("producer-1", "consumer-1")
            for result in records_of(reader, name)["result"]
        }
    assert results >= {Result.OK, Result.FULL, Result.TIMEOUT, Result.EMPTY}


def test_every_change_leaves_a_mark(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        run.until_running()
        run.change(consumers__service_ms=20, channel__maxsize=5)
        run.session.pause()
        run.session.resume()
        run.stop()
        assert run.session.reader is not None
        marks = [(m.kind, m.key, m.old, m.new) for m in run.session.reader.marks()]
    assert marks == [
        ("setting", "consumers.service_ms", 125.0, 20.0),
        ("setting", "channel.maxsize", 10, 5),
        ("pause", "", None, None),
        ("resume", "", None, None),
        ("stop", "stopped", None, None),
    ]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"channel__kind": "pipe"}, ValueError),
        ({"channel__maxsize": 0}, ValueError),
        ({"gate__producer_permits": 2}, ValueError),
        ({"run__start_method": "fork"}, ValueError),
        ({"producers__count": 129}, ConfigError),
        ({"producers__count": 4, "consumers__service_ms": float("nan")}, ConfigError),
    ],
)
def test_change_that_cannot_be_live_is_refused_and_changes_nothing(
    tmp_path: Path, changes: dict[str, Any], error: type[Exception]
) -> None:
    with running(tmp_path) as run:
        run.until_running()
        with pytest.raises(error):
            run.change(**changes)
        assert not run.now.config.differences()
        run.stop()
        assert run.session.reader is not None
        assert [mark.kind for mark in run.session.reader.marks()] == ["stop"]
