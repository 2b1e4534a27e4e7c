"""What every test must leave behind: nothing.

After each test no child process, thread, active Qt timer, file in the temporary folder or
named semaphore is left that was not there before. What a test has just let go of gets a bounded
time to leave.
"""

import contextlib
import gc
import multiprocessing
import multiprocessing.util
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

import psutil
import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long an example takes is the machine's business.
settings.register_profile("weir", deadline=None)
settings.load_profile("weir")

GRACE_S = 2.0
LONG_FACTOR = 20
_SHARED_MEMORY = Path("/dev/shm")
_OF_HOST = re.compile(r"sem\.weir([0-9a-f]+)-")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the same tests run for longer."""
    group = parser.getgroup("weir")
    group.addoption("--examples", type=int, default=0, help="random runs in each property test")
    group.addoption("--renew-pictures", action="store_true", help="take the window's pictures anew")
    group.addoption("--long", action="store_true", help="many more random trials")


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> Callable[[int], range]:
    """Return the numbers of so many random trials, more with --long."""
    factor = LONG_FACTOR if request.config.getoption("--long") else 1
    return lambda usual: range(usual * factor)


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give this run of the tests a temporary folder that nothing else writes into.

    Its name is short: a forkserver binds a socket in it, and such a path has 108 bytes at most.
    """
    tmp_path_factory.getbasetemp()  # stays outside, so that it is kept for a look
    usual = tempfile.gettempdir()
    with tempfile.TemporaryDirectory(prefix="wt-", ignore_cleanup_errors=True) as folder:
        _use_temporary_folder(folder)
        yield
        # What multiprocessing keeps in it goes first: it would look for it in vain at exit.
        multiprocessing.util._run_finalizers()  # type: ignore[attr-defined]
        _use_temporary_folder(usual)


def _use_temporary_folder(folder: str) -> None:
    tempfile.tempdir = folder
    os.environ |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)


@pytest.fixture(scope="session", autouse=True)
def little_to_search() -> None:
    """Set aside what the imports made: a look for timers, and the collector, pass over it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_user_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep run folders and preferences of a test out of the user's own places."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "user"))


@pytest.fixture(autouse=True)
def nothing_left(own_user_folders: None) -> Iterator[None]:
    """Fail a test that leaves a process, thread, timer, file or semaphore, and name it."""
    before = {name: find() for name, find in _KINDS.items()}
    yield
    deadline = time.monotonic() + GRACE_S
    while left := _left(before):
        if time.monotonic() > deadline:
            pytest.fail("The test left behind: " + "; ".join(left))
        gc.collect()
        time.sleep(0.02)


def _left(before: dict[str, set[str]]) -> list[str]:
    found = []
    for kind, find in _KINDS.items():
        names = find() - before[kind]
        if names and kind == "semaphore":
            names -= used_by_others(names)
        if names:
            found.append(f"{kind} {', '.join(sorted(names))}")
    return found


def _processes() -> set[str]:
    """All descendants but the two helpers that multiprocessing keeps for the test process."""
    helpers = {
        getattr(resource_tracker._resource_tracker, "_pid", None),
        getattr(forkserver._forkserver, "_forkserver_pid", None),
    }
    found = set()
    for child in psutil.Process().children(recursive=True):
        # A zombie that nobody has waited for counts: it is a process somebody forgot.
        with contextlib.suppress(psutil.NoSuchProcess):
            if child.pid not in helpers:
                found.add(f"{child.pid} ({child.name()})")
    return found


def _threads() -> set[str]:
    return {f"{one.name} ({one.ident})" for one in threading.enumerate()}


def _files() -> set[str]:
    """What stands in the temporary folder, but for what multiprocessing keeps for this process."""
    own = multiprocessing.current_process()._config.get("tempdir")  # type: ignore[attr-defined]
    return {str(path) for path in Path(tempfile.gettempdir()).iterdir() if str(path) != own}


def _semaphores() -> set[str]:
    """Named semaphores. Linux; elsewhere they cannot be listed."""
    return {path.name for path in _SHARED_MEMORY.glob("sem.*")}


def used_by_others(names: set[str]) -> set[str]:
    """Return those of `names` that a process outside this one's family has made or mapped."""
    me = psutil.Process()
    family = {me.pid, *(child.pid for child in me.children(recursive=True))}
    # A host names its semaphores after its pid: it may be that of another run of the tests.
    makers = {name: int(found[1], 16) for name in names if (found := _OF_HOST.match(name))}
    used = {n for n, pid in makers.items() if pid not in family and psutil.pid_exists(pid)}
    # Not by name: who makes a semaphore maps it under a passing one, then gives it its own.
    by_inode = {}
    for name in names:
        with contextlib.suppress(OSError):  # gone in the meantime
            by_inode[str((_SHARED_MEMORY / name).stat().st_ino)] = name
    for process in psutil.process_iter():
        if process.pid not in family:
            with contextlib.suppress(psutil.Error, OSError):
                maps = Path(f"/proc/{process.pid}/maps").read_text(errors="replace").splitlines()
                inodes = {line.split()[4] for line in maps if str(_SHARED_MEMORY) in line}
                used |= {name for inode, name in by_inode.items() if inode in inodes}
    return used


def _timers() -> set[str]:
    """Active timers of this process, once a test has made a Qt application."""
    if "PySide6.QtCore" not in sys.modules:
        return set()
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QTimer

    if QCoreApplication.instance() is None:
        return set()
    return {
        f"{timer.parent()!r} {timer.interval()} ms"
        for timer in gc.get_objects()
        if issubclass(type(timer), QTimer) and shiboken6.isValid(timer) and timer.isActive()
    }


_KINDS: dict[str, Callable[[], set[str]]] = {
    "process": _processes,
    "thread": _threads,
    "file": _files,
    "semaphore": _semaphores,
    "timer": _timers,
}
