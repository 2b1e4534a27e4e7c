"""What killed hosts left is swept, and nothing else."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import leftovers
from tests.engine.running import living_host

DEAD = 2**22 + 1  # beyond every pid
SHARED_MEMORY = Path("/dev/shm")

linux = pytest.mark.skipif(not SHARED_MEMORY.is_dir(), reason="semaphore names are files on Linux")


def folder_of(pid: int) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"weir-{pid:x}-65a1b2c3-"))


@pytest.fixture
def host() -> Iterator[int]:
    """A living process whose command line is that of a host."""
    with living_host(Path("run")) as pid:
        yield pid


def test_folder_of_a_dead_host_is_removed_with_what_is_in_it() -> None:
    folder = folder_of(DEAD)
    (folder / "inside").write_text("")
    leftovers.sweep()
    assert not folder.exists()


def test_folder_of_a_living_host_stays(host: int) -> None:
    folder = folder_of(host)
    leftovers.sweep()
    assert folder.is_dir()
    folder.rmdir()


def test_folder_whose_pid_was_given_to_another_program_is_removed() -> None:
    folder = folder_of(os.getpid())
    leftovers.sweep()
    assert not folder.exists()


@linux
def test_semaphore_of_a_dead_host_is_removed_and_that_of_a_living_one_stays(host: int) -> None:
    names = [SHARED_MEMORY / f"sem.weir{pid:x}-65a1b2c3-abcdefgh" for pid in (DEAD, host)]
    for name in names:
        name.touch()
    leftovers.sweep()
    assert [name.exists() for name in names] == [False, True]
    names[1].unlink()


def test_what_is_not_ours_is_left_alone() -> None:
    temporary = Path(tempfile.gettempdir())
    names = ("weir", "weir-notes", f"weird-{DEAD:x}-1-a", f"my-weir-{DEAD:x}-1-a", "pymp-abc")
    for name in names:
        (temporary / name).mkdir()
    leftovers.sweep()
    assert all((temporary / name).is_dir() for name in names)
    for name in names:
        (temporary / name).rmdir()


def test_sweep_does_not_mind_a_place_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", "/nowhere/at/all")
        leftovers.sweep()
