"""A log that cannot grow ends its run: in one sentence, and with nobody left."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import host_process
from engine.runlog.manifest import read
from engine.session import Session
from tests.engine.contexts import JOIN_S, close, join, start
from tests.engine.observed_programs import put_where_no_file_has_room
from tests.engine.running import running

ROOT = Path(__file__).resolve().parents[2]

# Programs that a test has a process run first.
LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
sys.argv[0] = "main.py"
runpy.run_path("main.py", run_name="__main__")
"""
FULL = """
import errno, os, shutil
from types import SimpleNamespace
there, grow = shutil.disk_usage, os.posix_fallocate
is_full = lambda: os.path.exists(os.environ["WEIR_FULL"])
def allocate(descriptor, start, size):
    if is_full():
        raise OSError(errno.ENOSPC, "No space left on device")
    grow(descriptor, start, size)
os.posix_fallocate = allocate
shutil.disk_usage = lambda path: SimpleNamespace(free=100_000) if is_full() else there(path)
"""

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="what is replaced, limited or removed is POSIX"
)


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file: while it exists, hosts find the disk full."""
    monkeypatch.setenv("WEIR_FULL", str(tmp_path / "full"))
    monkeypatch.setattr(host_process, "_CODE", FULL + host_process._CODE)
    return tmp_path / "full"


@linux
def test_a_disk_that_fills_up_ends_the_run_before_a_worker_fails(
    tmp_path: Path, full: Path
) -> None:
    with running(tmp_path) as run:
        run.until_running()
        full.touch()
        end = run.until_ended()
        assert (end.reason, end.closes) == ("disk", True)
        assert end.sentence == f"The disk is full: {run.folder} has 0.1 MB left for the log."
        assert run.now.notices == (end.sentence,)
        assert {one.exitcode for one in read(run.folder).workers} == {0}


@linux
def test_a_disk_that_is_full_from_the_start_is_a_sentence(tmp_path: Path, full: Path) -> None:
    full.touch()
    with running(tmp_path) as run:
        end = run.until_ended()
        assert end.sentence == f"The disk is full: {run.folder} has 0.1 MB left for the log."
        assert run.now.notices == (end.sentence,)


@linux
def test_workers_whose_log_cannot_grow_end_in_a_line_and_the_run_with_them(tmp_path: Path) -> None:
    words = ["run", "--quiet", "--run-dir", str(tmp_path / "run"), "--set", "run.seconds=20"]
    words += ["--set", "producers.rate_hz=0", "--set", "consumers.service_ms=0"]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *words], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "-1: The run log cannot grow: File too large.\n" in done.stderr
    assert f"The run log cannot grow: File too large ({tmp_path / 'run'}).\n" in done.stderr
    end = read(tmp_path / "run").end
    assert end is not None and end.reason == "disk"


@linux
def test_a_run_whose_folder_is_removed_ends_and_says_so_once(tmp_path: Path) -> None:
    with running(tmp_path, Session()) as run:
        run.until_running()
        shutil.rmtree(run.folder)
        end = run.until_ended()
        assert end.sentence == f"The run folder {run.folder} is gone."
        assert run.now.notices == (end.sentence,)


def test_a_process_whose_feeder_has_no_room_ends_in_a_line(
    own: Any, method: str, capfd: pytest.CaptureFixture[str]
) -> None:
    queue = own.Queue()
    process = start(own, put_where_no_file_has_room, queue)
    process.join(JOIN_S)
    code, name = process.exitcode, process.name
    join(process)
    close(queue)
    assert code == 1
    told = capfd.readouterr().err
    if method != "forkserver":  # its children write where it did when it was started
        assert told == f"{name}: The run log cannot grow: No space left on device.\n"
