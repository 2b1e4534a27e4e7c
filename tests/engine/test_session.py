"""A session: runs that end by themselves, limits, what is refused, what is left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from engine import platforms
from engine.crew import Crew
from engine.housekeeping import Housekeeping
from engine.protocol import Setting
from engine.runlog import layout
from engine.runlog.layout import Cell
from engine.runlog.manifest import Manifest
from engine.runlog.reader import RunReader
from engine.scenario import load
from engine.session import Session, SessionError
from engine.snapshot import Phase
from engine.states import State
from tests.engine.audit import audit
from tests.engine.contexts import METHODS
from tests.engine.running import Run, config, kill, running, until

ROOT = Path(__file__).resolve().parents[2]
FAST = {"producers__rate_hz": 0, "consumers__service_ms": 0}


@pytest.mark.parametrize("producers", [1, 2, 3])
@pytest.mark.parametrize(
    "channel",
    [{"channel__maxsize": 3}, {"channel__maxsize": 0}, {"channel__kind": "pipe"}],
    ids=["bounded", "unbounded", "pipe"],
)
def test_run_ends_by_itself_after_its_items_with_everything_drained(
    tmp_path: Path, producers: int, channel: dict[str, Any]
) -> None:
    with running(tmp_path, run__items=100, producers__count=producers, **(FAST | channel)) as run:
        end = run.until_ended()
        assert all(worker.exitcode == 0 for worker in run.now.workers)
    assert (end.reason, end.sentence) == ("items", "Ended after 100 items, as set.")
    assert (end.totals["attempted"], end.totals["done"], end.lost) == (100, 100, {})
    assert audit(run.folder).closes


@contextmanager
def children_that_first(site: Path, *lines: str) -> Iterator[None]:
    """Let every process started within run `lines` of Python before anything else."""
    site.mkdir()
    path = f"import sys; sys.path.insert(0, {str(ROOT)!r})"
    (site / "sitecustomize.py").write_text("\n".join((path, *lines)))
    os.environ["PYTHONPATH"], usual = str(site), os.environ.get("PYTHONPATH")
    try:
        yield
    finally:
        del os.environ["PYTHONPATH"]
        if usual is not None:
            os.environ["PYTHONPATH"] = usual


def test_workers_that_are_slow_to_leave_are_let_end_by_themselves(tmp_path: Path) -> None:
    slow = (
        "import time; from multiprocessing import process, util",
        "is_consumer = lambda: process.current_process().name.startswith('consumer')",
        "util.Finalize(None, lambda: is_consumer() and time.sleep(2), exitpriority=-1)",
    )
    with (
        children_that_first(tmp_path / "site", *slow),
        running(tmp_path, run__items=3, **FAST) as run,
    ):
        run.until_ended()
        assert [worker.exitcode for worker in run.now.workers] == 5 * [0]
        assert not run.now.notices


def test_items_drain_without_a_bound(tmp_path: Path) -> None:
    settings = {"producers__count": 1, "consumers__count": 1, "channel__maxsize": 0}
    with running(
        tmp_path, run__items=8, producers__rate_hz=0, consumers__service_ms=250, **settings
    ) as run:
        end = run.until_ended()
    assert (end.totals["done"], end.lost) == (8, {})
    assert end.at_ns - audit_origin(run) > 8 * 250_000_000


def audit_origin(run: Run) -> int:
    with RunReader(run.folder) as reader:
        return reader.manifest.origin_ns


@pytest.mark.parametrize("put", ["timeout", "nowait"])
def test_items_that_are_refused_are_tried_again_until_all_are_done(
    tmp_path: Path, put: str
) -> None:
    settings = {"producers__put": put, "producers__put_timeout_s": 0.002, "channel__maxsize": 1}
    retry = {"producers__when_full": "retry", "consumers__service_ms": 2}
    with running(tmp_path, run__items=60, **({"producers__rate_hz": 0} | settings | retry)) as run:
        end = run.until_ended()
    assert end.totals["done"] == 60
    assert end.totals["refused"] > 0
    audit(run.folder)


def test_dropped_items_count_among_those_of_the_run(tmp_path: Path) -> None:
    settings = {"producers__put": "nowait", "producers__when_full": "drop", "channel__maxsize": 1}
    with running(
        tmp_path, run__items=60, producers__rate_hz=0, consumers__service_ms=2, **settings
    ) as run:
        end = run.until_ended()
    assert end.totals["attempted"] == 60
    assert end.totals["done"] + end.totals["refused"] == 60
    assert end.totals["refused"] > 0
    audit(run.folder)


def test_run_ends_after_its_seconds(tmp_path: Path) -> None:
    with running(tmp_path, run__seconds=0.5, **FAST) as run:
        end = run.until_ended()
    assert (end.reason, end.sentence) == ("seconds", "Ended after 0.5 s, as set.")
    assert audit(run.folder).closes


def test_producers_that_stop_when_full_end_the_run(tmp_path: Path) -> None:
    settings = {"producers__put": "nowait", "producers__when_full": "stop", "consumers__count": 1}
    with running(tmp_path, producers__rate_hz=0, consumers__service_ms=10, **settings) as run:
        end = run.until_ended()
        assert all(worker.exitcode == 0 for worker in run.now.workers)
    assert end.reason == "finished"
    assert end.totals["refused"] == 3
    assert end.totals["done"] == end.totals["attempted"] - 3
    audit(run.folder)


def test_consumers_that_stop_when_empty_end_and_the_run_goes_on(tmp_path: Path) -> None:
    settings = {"consumers__get": "nowait", "consumers__when_empty": "stop"}
    with running(tmp_path, producers__rate_hz=1, **settings) as run:
        run.until(lambda s: sum(w.ended for w in s.workers) == 2, "both consumers have ended")
        run.until(lambda s: s.depth > 1, "items wait for nobody")
        end = run.stop()
    assert end.reason == "stopped"
    audit(run.folder, is_ledger_exact=False)


def test_textbook_ends_by_itself(tmp_path: Path) -> None:
    scenario = load("textbook")
    session = Session()
    try:
        fast = scenario.config.changed({"run.tempo": 0.1})
        session.start(fast, scenario.name, tmp_path / "run")
        run = Run(session, tmp_path / "run")
        end = run.until_ended()
        assert (end.reason, end.totals["done"], end.lost) == ("items", 5, {})
        assert [worker.state for worker in run.now.workers] == [State.FINISHED] * 2
        assert run.now.scenario == "textbook"
    finally:
        session.close()
    audit(run.folder)


@pytest.mark.parametrize("kind", ["queue", "pipe"])
@pytest.mark.parametrize("method", METHODS)
def test_every_start_method_and_channel_runs(tmp_path: Path, method: str, kind: str) -> None:
    with running(
        tmp_path, run__items=500, run__start_method=method, channel__kind=kind, **FAST
    ) as run:
        assert run.until_ended().totals["done"] == 500
    audit(run.folder)


def test_session_runs_again_and_counts_its_runs(tmp_path: Path) -> None:
    session = Session(has_series=False)
    try:
        for number in (1, 2):
            folder = tmp_path / str(number)
            session.start(config(run__items=5, **FAST), None, folder)
            run = Run(session, folder)
            run.until_ended()
            assert (run.now.run_id, run.now.run_dir) == (number, folder)
    finally:
        session.close()


def test_second_start_is_refused_while_a_run_is_under_way(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        with pytest.raises(SessionError, match="A run is under way"):
            run.session.start(config(), None, tmp_path / "other")
        assert not (tmp_path / "other").exists()
        run.until_running()
        run.stop()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts /proc/self/fd")
def test_runs_give_every_descriptor_back(tmp_path: Path) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    def run_once(name: str) -> None:
        session = Session()
        session.start(config(run__items=20, **FAST), None, tmp_path / name)
        run = Run(session, tmp_path / name)
        run.until_ended()
        session.close()

    run_once("first")
    before = descriptors()
    run_once("second")
    assert descriptors() == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/PID/maps")
@pytest.mark.parametrize("method", METHODS)
def test_host_and_workers_load_neither_qt_nor_numpy(tmp_path: Path, method: str) -> None:
    with running(tmp_path, run__start_method=method, producers__rate_hz=50) as run:
        run.until(lambda s: s.ledger.done > 2, "items are done")
        pids = [run.now.host_pid, *(worker.pid for worker in run.now.workers)]
        assert len(pids) == 6
        for pid in pids:
            maps = Path(f"/proc/{pid}/maps").read_text().lower()
            assert "python" in maps
            assert not [name for name in ("numpy", "pyside", "libqt", "msgspec") if name in maps]
        run.stop()


def test_workers_make_way_for_the_window(tmp_path: Path) -> None:
    with running(tmp_path, run__start_method="spawn") as run:
        run.until_running()
        mine = psutil.Process().nice()
        for worker in run.now.workers:
            assert psutil.Process(worker.pid).nice() != mine or sys.platform == "darwin"
        run.stop()


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="no autogroups here")
def test_the_session_of_a_run_makes_way_as_a_whole(tmp_path: Path) -> None:
    def makes_way(folder: Path) -> bool:
        with running(folder) as run:
            run.until_running()
            host = run.now.host_pid
            lowered = Path(f"/proc/{host}/autogroup").read_text()
            kill(host, signal.SIGSTOP)
            run.session.stop()  # the host itself may not come to it on a busy machine
            lifted = Path(f"/proc/{host}/autogroup").read_text()
            kill(host, signal.SIGCONT)
            run.until_ended()
        return lowered.endswith("nice 10\n") and lifted.endswith("nice 0\n")

    # The kernel takes one such change in 0.1 s: that of another test's run may have been it.
    assert any(makes_way(tmp_path / str(turn)) for turn in range(5))


def test_run_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    session, before = Session(), psutil.Process().children()
    with pytest.raises(SessionError, match="run folder cannot be made"):
        session.start(config(), None, tmp_path / "file" / "run")
    assert session.poll().phase is Phase.READY
    assert psutil.Process().children() == before


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit on Windows")
def test_more_workers_than_descriptors_allow_are_refused_with_the_limit_named() -> None:
    code = """
import resource, tempfile
resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
import psutil
from engine.config import DEFAULT
from engine.session import Session, SessionError
session = Session()
try:
    session.start(DEFAULT.changed({"producers.count": 100}))
except SessionError as error:
    print(error.key, error)
print(len(psutil.Process().children()), session.poll().phase.value)
"""
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert result.stdout.splitlines() == [
        "producers.count producers.count + consumers.count must be at most 12 here, not 102: "
        "this system allows 200 open files.",
        "0 ready",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit on Windows")
def test_live_change_beyond_the_descriptors_is_refused_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path) as run:
        run.until_running()
        monkeypatch.setattr(platforms, "raise_descriptor_limit", lambda wanted: 200)
        with pytest.raises(SessionError, match="at most 12 here"):
            run.change(producers__count=100)
        assert run.now.config.producers_count == 3
        monkeypatch.undo()
        run.stop()


@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="cannot be seen here")
def test_host_has_descriptors_for_more_workers_than_it_started_with(tmp_path: Path) -> None:
    own = psutil.Process()
    soft, hard = own.rlimit(psutil.RLIMIT_NOFILE)
    own.rlimit(psutil.RLIMIT_NOFILE, (256, hard))
    try:
        with running(tmp_path) as run:
            run.until_running()
            host = psutil.Process(run.now.host_pid)
            assert host.rlimit(psutil.RLIMIT_NOFILE)[0] >= min(hard, 2_148)
            run.stop()
    finally:
        own.rlimit(psutil.RLIMIT_NOFILE, (soft, hard))


def test_retention_removes_the_oldest_segments_and_says_so(tmp_path: Path) -> None:
    limit = 4_000_000
    with running(tmp_path, None, limit, producers__count=1, consumers__count=1, **FAST) as run:
        snapshot = run.until(lambda s: s.trimmed, "the log is trimmed")
        assert "The log has reached 0.004 GB" in snapshot.notices[0]
        first = dict(run.session.reader.manifest.trimmed)  # type: ignore[union-attr]
        run.until(
            lambda s: run.session.reader.manifest.trimmed != first,  # type: ignore[union-attr]
            "more is trimmed",
        )
        end = run.stop()
    with RunReader(run.folder) as reader:
        for name, segment in reader.manifest.trimmed.items():
            reader.threads()
            assert not layout.segment_path(run.folder, name, segment - 1).exists()
            assert layout.segment_path(run.folder, name, segment).exists()
    left = sum(path.stat().st_size for path in (run.folder / "spans").iterdir())
    # What is written between two looks comes on top, and the live segment of each thread stays.
    assert left < 4 * limit
    assert end.closes
    audit(run.folder)


class FakeCrew(Crew):
    """Producers that hold so many items."""

    def __init__(self, items: int) -> None:
        self._items = items

    def buffered(self) -> int:
        return self._items


@pytest.mark.parametrize(
    ("items", "payload_bytes", "is_too_much"),
    [(1, 10_000_000, False), (100, 10_000_000, True), (10**6, 0, False), (10**7, 0, True)],
)
def test_buffers_are_too_much_before_they_hold_a_quarter_of_the_memory(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    items: int,
    payload_bytes: int,
    is_too_much: bool,
) -> None:
    monkeypatch.setattr(platforms, "memory_bytes", lambda: 2_000_000_000)
    housekeeping = Housekeeping(tmp_path, Manifest({}, 0, ""))
    sentence = housekeeping.too_much(FakeCrew(items), {"producers.payload_bytes": payload_bytes})
    housekeeping.close()
    assert bool(sentence) == is_too_much
    if sentence:
        assert f"{items:,} items wait" in sentence
        assert "quarter of the memory" in sentence


def test_buffers_that_grow_fast_are_too_much_a_look_earlier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platforms, "memory_bytes", lambda: 400_000_000)
    housekeeping = Housekeeping(tmp_path, Manifest({}, 0, ""))
    settings: dict[str, Setting] = {"producers.payload_bytes": 100_000}
    said = [housekeeping.too_much(FakeCrew(items), settings) for items in (0, 300, 500, 600, 720)]
    housekeeping.close()
    assert [bool(sentence) for sentence in said] == [False, False, False, False, True]


def test_buffers_that_outgrow_the_memory_end_the_run_with_a_sentence(tmp_path: Path) -> None:
    """The real thing, in a small machine: the host believes in 400 MB of memory."""
    small = "import engine.platforms; engine.platforms.memory_bytes = lambda: 400_000_000"
    with (
        children_that_first(tmp_path / "site", small),
        running(
            tmp_path,
            channel__maxsize=0,
            producers__payload_bytes=100_000,
            producers__rate_hz=2_000,
            consumers__count=0,
        ) as run,
    ):
        end = run.until_ended()
        assert end.sentence in run.now.notices
    assert end.reason == "memory"
    assert "quarter of the memory" in end.sentence
    assert end.closes
    with RunReader(run.folder) as reader:
        entered = sum(cells[Cell.ENTERED] for cells in reader.blocks().values())
    assert entered * 100_000 < 400_000_000 / 4


def test_snapshot_says_where_every_item_is(tmp_path: Path) -> None:
    settings = {"consumers__count": 1, "consumers__service_ms": 60_000, "channel__maxsize": 5}
    with running(tmp_path, producers__rate_hz=0, **settings) as run:
        snapshot = run.until_full(maxsize=5)
        ledger = snapshot.ledger
        assert (ledger.in_hand, ledger.queued, ledger.waiting, ledger.attempted) == (1, 5, 3, 9)
        assert (snapshot.depth, snapshot.maxsize, snapshot.sequence_read) == (5, 5, 1)
        consumer = snapshot.workers[-1]
        assert (consumer.name, consumer.item, consumer.items) == ("consumer-1", 1, 0)
        assert all(worker.waiting_put for worker in snapshot.workers[:3])
        assert snapshot.log_bytes > 0
        until(lambda: run.now.workers[0].memory_bytes, "memory is sampled")
        run.stop()


def test_wait_that_is_cut_off_by_a_kill_ends_with_its_worker(tmp_path: Path) -> None:
    settings = {"consumers__count": 1, "consumers__service_ms": 60_000}
    with running(tmp_path, Session(), producers__rate_hz=0, **settings) as run:
        run.until_state("consumer", State.WORKING_IO)
        end = run.stop()
        assert run.session.timeline is not None
        lives = {life.name: life for life in run.session.timeline.lives}
    assert 0 < lives["consumer-1"].ended_ns <= end.at_ns
    assert lives["consumer-1"].state is State.KILLED


def test_poll_before_the_first_run_is_ready() -> None:
    session = Session()
    assert session.poll().phase is Phase.READY
    assert (session.reader, session.timeline) == (None, None)
    session.stop()
    session.close()
    with pytest.raises(ValueError, match="no run"):
        session.change({"consumers.count": 1})
