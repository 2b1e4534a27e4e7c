"""Stop ends every run within 3 s, whatever its workers are doing, and closes the ledger."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from engine.runlog.layout import Cell
from engine.runlog.reader import RunReader
from engine.snapshot import Phase
from engine.states import State
from tests.engine.audit import audit
from tests.engine.running import SLACK_S, Run, exists, family, kill, running, until

LONG_MS = 60_000


def in_service(run: Run) -> None:
    run.until_state("consumer", State.WORKING_IO, 2)


def burning(run: Run) -> None:
    run.until(lambda s: sum(w.item > 0 for w in s.workers) == 2, "two items are in hand")


def blocked_in_put(run: Run) -> None:
    run.until_state("producer", State.WAIT_SLOT, 3)


def blocked_on_pipe(run: Run) -> None:
    run.until_state("producer", State.WAIT_PIPE, 3)


def waiting_for_permit(run: Run) -> None:
    run.until_state("producer", State.WAIT_PERMIT, 2)


def consumers_waiting_for_permit(run: Run) -> None:
    run.until_state("consumer", State.WAIT_PERMIT, 1)


def paused(run: Run) -> None:
    run.until_running()
    run.session.pause()
    run.until_state("producer", State.PAUSED, 3)


def frozen_producer(run: Run) -> None:
    run.until(lambda s: s.ledger.done > 2, "items flow")
    kill(run.worker("producer-1").pid, signal.SIGSTOP)
    run.until(lambda s: run.worker("producer-1").state == State.FROZEN, "it shows as frozen")


def frozen_consumer(run: Run) -> None:
    run.until(lambda s: s.ledger.done > 2, "items flow")
    kill(run.worker("consumer-1").pid, signal.SIGSTOP)
    run.until(lambda s: run.worker("consumer-1").state == State.FROZEN, "it shows as frozen")


def starting(run: Run) -> None:
    run.until(lambda s: s.workers, "the first worker is being started")


def at_once(run: Run) -> None:
    pass


def asleep_in_get(run: Run) -> None:
    run.until_state("consumer", State.WAIT_ITEM)


def flooding(run: Run) -> None:
    run.until(lambda s: s.ledger.in_buffer > 5_000, "thousands of items wait in buffers")


def big_item_under_way(run: Run) -> None:
    run.until(lambda s: s.ledger.attempted >= 1, "a put of 10 MB is under way")


FLAT_OUT = {"producers__rate_hz": 0}
SLOW = {**FLAT_OUT, "consumers__service_ms": LONG_MS}
BIG = {**SLOW, "producers__payload_bytes": 10_000_000, "channel__maxsize": 3}


@pytest.mark.parametrize(
    ("settings", "situation"),
    [
        pytest.param(SLOW, in_service, id="consumers sleep for 60 s"),
        pytest.param({**SLOW, "consumers__work": "cpu"}, burning, id="consumers burn for 60 s"),
        pytest.param(SLOW, blocked_in_put, id="producers blocked in put"),
        pytest.param(
            {**SLOW, "producers__put": "timeout", "producers__put_timeout_s": 60},
            blocked_in_put,
            id="producers blocked in put with timeout",
        ),
        pytest.param(
            {**SLOW, "gate__producer_permits": 1}, waiting_for_permit, id="on a semaphore at put"
        ),
        pytest.param(
            {**SLOW, "gate__consumer_permits": 1},
            consumers_waiting_for_permit,
            id="on a semaphore at work",
        ),
        pytest.param({**SLOW, "channel__kind": "pipe"}, blocked_on_pipe, id="on a full pipe"),
        pytest.param(
            {**SLOW, "channel__kind": "pipe", "consumers__count": 0},
            blocked_on_pipe,
            id="on a full pipe that nobody reads",
        ),
        pytest.param({**BIG, "channel__kind": "pipe"}, big_item_under_way, id="10 MB in a pipe"),
        pytest.param(BIG, big_item_under_way, id="10 MB in a queue"),
        pytest.param({}, paused, id="paused"),
        pytest.param({}, frozen_producer, id="a frozen producer"),
        pytest.param({}, frozen_consumer, id="a frozen consumer"),
        pytest.param({**SLOW, "channel__maxsize": 0}, flooding, id="unbounded buffers"),
        pytest.param({"producers__count": 0}, asleep_in_get, id="consumers asleep in get"),
        pytest.param(
            {"producers__count": 0, "channel__kind": "pipe"},
            asleep_in_get,
            id="consumers asleep in get on a pipe",
        ),
        pytest.param(
            {"producers__rate_hz": 0.1, "run__tempo": 10},
            asleep_in_get,
            id="producers paced slowly",
        ),
        pytest.param({}, starting, id="workers starting"),
        pytest.param({}, at_once, id="right after Start"),
        pytest.param({"consumers__count": 0, "producers__count": 0}, at_once, id="nobody"),
    ],
)
def test_stop_ends_a_run_in_time(
    tmp_path: Path, settings: dict[str, Any], situation: Callable[[Run], None]
) -> None:
    with running(tmp_path, **settings) as run:
        situation(run)
        processes = family(run.now.host_pid) if run.now.host_pid else []
        end = run.stop()
    assert end.reason == "stopped", end.sentence
    assert audit(run.folder, is_ledger_exact=False).closes
    # The host's resource tracker outlives it by a moment, for it ends when the host has ended.
    until(lambda: not any(map(exists, processes)), "the end of every process", timeout_s=SLACK_S)


def test_put_cut_short_by_stop_is_refused(tmp_path: Path) -> None:
    with running(tmp_path, **SLOW) as run:
        attempted = run.until_full(maxsize=10).ledger.attempted
        end = run.stop()
    assert end.totals["refused"] == 3
    assert end.totals["attempted"] == attempted
    with RunReader(run.folder) as reader:
        stopped = sum(cells[Cell.REFUSED_STOPPED] for cells in reader.blocks().values())
    assert stopped == 3
    audit(run.folder, is_ledger_exact=False)


def test_stop_drains_what_can_be_drained(tmp_path: Path) -> None:
    settings = {"producers__count": 1, "consumers__count": 1, "consumers__service_ms": 5}
    with running(tmp_path, producers__rate_hz=0, **settings) as run:
        run.until_state("producer", State.WAIT_SLOT)
        end = run.stop()
    assert not end.lost
    assert end.totals["done"] == end.totals["attempted"] - end.totals["refused"]
    assert [worker.exitcode for worker in run.now.workers] == [0, 0]
    audit(run.folder)


def test_what_cannot_be_drained_is_booked_as_lost(tmp_path: Path) -> None:
    with running(tmp_path, consumers__count=1, channel__maxsize=5, **SLOW) as run:
        run.until_full(maxsize=5)
        end = run.stop()
        assert all(worker.ended and worker.asked for worker in run.now.workers)
    assert end.lost == {"in hand": 1, "in the pipe": 5}
    assert (end.totals["done"], end.totals["attempted"]) == (0, 9)
    audit(run.folder, is_ledger_exact=False)


def test_stop_twice_and_close_after_it_do_no_harm(tmp_path: Path) -> None:
    with running(tmp_path, **SLOW) as run:
        run.until_running()
        run.session.stop()
        run.session.stop()
        run.until_ended()
        run.session.stop()
        run.session.close()
        run.session.close()
        assert run.now.phase is Phase.ENDED


def test_close_ends_a_run_whose_host_is_frozen(tmp_path: Path) -> None:
    with running(tmp_path, **FLAT_OUT) as run:
        run.until_running()
        processes = family(run.now.host_pid)
        kill(run.now.host_pid, signal.SIGSTOP)
        run.session.close(timeout_s=0.5)
        _, left = psutil.wait_procs(processes, 2)
        assert not [process for process in left if exists(process)]
        assert "by force" in run.now.notices[-1]
