"""One worker among others is paused, resumed, retired or killed, as the processes table asks."""

import os
from pathlib import Path

from engine.snapshot import Phase
from engine.states import State
from tests.engine.audit import audit
from tests.engine.running import Run, running


def marks(run: Run) -> list[tuple[object, ...]]:
    assert run.session.reader is not None
    return [(m.kind, m.key, m.old, m.new) for m in run.session.reader.marks()]


def test_consumer_asleep_in_get_pauses_after_the_item_that_wakes_it(tmp_path: Path) -> None:
    settings = {"producers__count": 0, "consumers__count": 2, "consumers__service_ms": 1}
    with running(tmp_path, producers__rate_hz=20, **settings) as run:
        run.until_state("consumer", State.WAIT_READ_LOCK)
        run.session.pause(["consumer-1"])
        run.until(lambda s: run.worker("consumer-1").paused, "it is known to pause")
        waits = (State.WAIT_ITEM, State.WAIT_READ_LOCK)
        assert run.worker("consumer-1").state in waits
        assert not run.worker("consumer-2").paused
        run.change(producers__count=1)
        run.until_state("consumer", State.PAUSED)
        assert (run.now.phase, run.worker("consumer-1").items) == (Phase.RUNNING, 1)
        run.until(lambda s: run.worker("consumer-2").items > 3, "the other one goes on")
        assert run.worker("consumer-1").items == 1
        run.session.resume(["consumer-1"])
        run.until(lambda s: run.worker("consumer-1").items > 2, "it goes on")
        run.until(lambda s: not run.worker("consumer-1").paused, "it is known to go on")
        assert marks(run)[0] == ("pause", "consumer-1", None, None)
        assert marks(run)[-1] == ("resume", "consumer-1", None, None)
        run.stop()
    audit(run.folder)


def test_each_of_several_paused_workers_has_a_mark_of_its_own(tmp_path: Path) -> None:
    with running(tmp_path, producers__rate_hz=20) as run:
        run.until_running()
        run.session.pause(["producer-1", "producer-3"])
        run.until_state("producer", State.PAUSED, 2)
        assert [mark[1] for mark in marks(run)] == ["producer-1", "producer-3"]
        run.session.retire("producer-3")  # a paused one ends at once
        run.until(lambda s: run.worker("producer-3").exitcode == 0, "it has ended")
        run.stop()
    audit(run.folder)


def test_retired_and_killed_workers_are_not_replaced(tmp_path: Path) -> None:
    with running(tmp_path, producers__count=0, consumers__count=3) as run:
        run.until_state("consumer", State.WAIT_READ_LOCK, 2)
        run.session.retire("consumer-1")
        run.session.retire("consumer-1")  # once is enough
        assert run.now.config.consumers_count == 2
        run.until(lambda s: run.worker("consumer-1").exitcode == 0, "it has ended")
        assert run.worker("consumer-1").asked
        assert [one.name for one in run.alive("consumer")] == ["consumer-2", "consumer-3"]
        run.session.kill("consumer-2")
        run.until(lambda s: run.worker("consumer-2").state is State.KILLED, "it is killed")
        assert run.now.config.consumers_count == 2
        run.session.retire("consumer-2")  # it is gone already
        run.session.change({"consumers.service_ms": 1})
        assert len(run.alive("consumer")) == 1
        assert run.now.config.consumers_count == 2
        run.change(consumers__count=3)  # a count that is set is reached
        run.until(lambda s: len(run.alive("consumer")) == 3, "two are started")
        run.stop()
        assert marks(run)[0] == ("setting", "consumers.count", 3, 2)
    audit(run.folder, is_ledger_exact=False)


def test_window_host_and_workers_are_known_to_the_system(tmp_path: Path) -> None:
    with running(tmp_path, run__start_method="spawn") as run:
        now = run.until(
            lambda s: s.workers and s.workers[0].cpu_percent is not None and s.host.memory_bytes,
            "they were sampled twice",
        )
        assert now.window.memory_bytes
        assert now.window.os_state in "RSD"
        assert now.host.os_state in "RSD"
        assert now.host.parent_pid == os.getpid()
        assert {one.parent_pid for one in now.workers} == {now.host_pid}
        run.stop()
        assert run.now.host.memory_bytes is None
