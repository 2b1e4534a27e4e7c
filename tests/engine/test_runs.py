"""Run folders: where they are made, and which are removed."""

import os
import shutil
from pathlib import Path

import platformdirs
import pytest

from engine import runs
from engine.runlog import manifest
from engine.runlog.manifest import End, Manifest
from engine.session import Session, SessionError
from engine.snapshot import Phase
from tests.engine.running import config, living_host, running, until


def make(name: str, kept: bool = False, is_ended: bool = True, host_pid: int = 0) -> Path:
    folder = runs.home() / name
    folder.mkdir(parents=True)
    end = End("stopped", "Stopped.", 1) if is_ended else None
    manifest.write(folder, Manifest({}, 0, "", kept=kept, end=end, host_pid=host_pid))
    return folder


def left() -> list[str]:
    return sorted(folder.name for folder in runs.home().iterdir())


def test_new_folder_has_a_name_of_its_own() -> None:
    made = [runs.new_folder() for _ in range(3)]
    assert len(set(made)) == 3
    assert all(folder.parent == runs.home() and folder.is_dir() for folder in made)


def test_newest_twenty_are_left() -> None:
    for number in range(25):
        make(f"20260101-0000{number:02}")
    runs.remove_old()
    assert left() == [f"20260101-0000{number:02}" for number in range(5, 25)]


def test_kept_runs_stay_and_do_not_count() -> None:
    for number in range(4):
        make(f"2026-{number}", kept=number < 2)
    runs.remove_old(keep=1)
    assert left() == ["2026-0", "2026-1", "2026-3"]


def test_run_under_way_stays_and_one_that_was_cut_off_goes() -> None:
    with living_host(runs.home() / "2026-0") as pid:
        make("2026-0", is_ended=False, host_pid=pid)
        make("2026-1", is_ended=False, host_pid=2**22 + 1)  # beyond every pid
        make("2026-2", is_ended=False, host_pid=os.getpid())  # given to another program
        make("2026-3", is_ended=False, host_pid=pid)  # given to the host of another run
        make("2026-4")
        runs.remove_old(keep=1)
    assert left() == ["2026-0", "2026-4"]


def test_user_without_a_home_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home(*_: object, **__: object) -> str:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(platformdirs, "user_data_dir", no_home)
    with pytest.raises(SessionError, match="folder cannot be made: could not determine the home"):
        Session(has_series=False).start(config())
    runs.remove_old()  # has nowhere to look, and does not mind


def test_what_is_no_run_is_left_alone() -> None:
    make("2026-1")
    (runs.home() / "notes").mkdir()
    (runs.home() / "notes" / "mine.txt").write_text("keep me")
    (runs.home() / "2026-0").mkdir()
    (runs.home() / "2026-0" / "run.json").write_text("no manifest")
    runs.remove_old(keep=0)
    assert left() == ["2026-0", "notes"]


def test_removal_that_was_cut_short_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [make(f"2026-{number}") for number in range(2)]
    (folders[0] / "spans").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)  # it was killed here
        runs.remove_old(keep=1)
    assert left() == [".2026-0.going", "2026-1"]
    runs.remove_old(keep=1)
    assert left() == ["2026-1"]


def test_session_without_a_folder_makes_one_that_can_be_removed(tmp_path: Path) -> None:
    for number in range(22):
        make(f"20260101-0000{number:02}")
    session = Session(has_series=False)
    try:
        session.start(config(run__items=1, producers__rate_hz=0))
        folder = session.poll().run_dir
        assert folder is not None
        assert folder.parent == runs.home()
        until(lambda: session.poll().phase is Phase.ENDED, "the run has ended")
    finally:
        session.close()
    expected = [f"20260101-0000{number:02}" for number in range(2, 22)] + [folder.name]
    until(lambda: left() == expected, "the oldest have been removed")
    assert not manifest.read(folder).kept


def test_run_with_a_folder_of_its_own_is_kept(tmp_path: Path) -> None:
    with running(tmp_path, run__items=1, producers__rate_hz=0) as run:
        run.until_ended()
    assert manifest.read(run.folder).kept
