import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

import main as entry
from engine import cli, cli_run, cli_summary, scenario
from engine.cli_progress import Progress, clock
from engine.cli_run import BadInputError, Request
from engine.config import DEFAULT, Config
from engine.ledger import Ledger
from engine.runlog.manifest import End, ManifestError
from engine.session import Session, SessionError
from engine.snapshot import Phase, Snapshot

ROOT = Path(__file__).resolve().parents[2]
SUMMARY_KEYS = [
    "attempted",
    "refused",
    "produced",
    "consumed",
    "in_flight",
    "lost",
    "ledger_closes",
    "seconds",
    "known_from_s",
    "throughput_hz",
    "depth_max",
    "depth_mean",
    "blocked_s",
    "workers",
]


def no_window(_scenario: str | None) -> int:
    raise AssertionError("a window was opened")


def run_main(arguments: Sequence[str], timeout: float = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
    )


class FakeSession:
    """A session whose snapshots the test dictates; it ends when it is stopped or closed."""

    made: ClassVar[list["FakeSession"]] = []
    on_poll: ClassVar[Callable[[], None]] = staticmethod(lambda: None)
    obeys_stop = True

    def __init__(self, has_series: bool = True) -> None:
        self.calls: list[str] = []
        self.started: tuple[Config, str | None, Path | None] | None = None
        self.end: End | None = None
        FakeSession.made.append(self)

    def start(
        self,
        config: Config,
        name: str | None = None,
        run_dir: Path | None = None,
        log_limit_bytes: int = 0,
    ) -> None:
        self.started = config, name, run_dir

    def stop(self) -> None:
        self.calls.append("stop")
        if self.obeys_stop:
            self.end = End("stopped", "Stopped.", 1)

    def close(self, timeout_s: float = 3.0) -> None:
        self.calls.append("close")
        self.end = self.end or End("stopped", "Stopped.", 1)

    def poll(self) -> Snapshot:
        FakeSession.on_poll()
        phase = Phase.RUNNING if self.end is None else Phase.ENDED
        return Snapshot(phase=phase, run_dir=Path("run"), end=self.end)


class FakeSummary:
    ledger_closes = True


@pytest.fixture
def fake_session(monkeypatch: pytest.MonkeyPatch) -> type[FakeSession]:
    """Replace the session, the summary and the export; return the class of the session."""
    monkeypatch.setattr(FakeSession, "made", [])
    monkeypatch.setattr(FakeSession, "on_poll", staticmethod(lambda: None))
    monkeypatch.setattr(cli_run, "Session", FakeSession)
    monkeypatch.setattr(cli_run, "summarise", lambda _folder: FakeSummary())
    monkeypatch.setattr(cli_summary, "as_text", lambda *_: "summary")
    monkeypatch.setattr(cli_run, "export_log", lambda _run, path, _progress: path.write_text("x"))
    return FakeSession


def interrupt_once_per_poll(count: int) -> Callable[[], None]:
    left = iter(range(count))
    return lambda: None if next(left, None) is None else signal.raise_signal(signal.SIGINT)


def test_scenarios_lists_the_built_in_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["scenarios"], no_window) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(scenario.BUILTIN)
    assert (
        len(
            {line.index(one.title, 10) for line, one in zip(lines, scenario.builtin(), strict=True)}
        )
        == 1
    )


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run", "nothing-such"], ["nothing-such"]),
        (["run", "/"], ["/"]),
        (["run", "--set", "channel.maxsize"], ["KEY=VALUE", "channel.maxsize"]),
        (["run", "--set", "channel.size=1"], ["channel.size"]),
        (["run", "--set", "channel.maxsize=ten"], ["channel.maxsize", "ten", "from 1 to 32,767"]),
        (["run", "--set", "channel.maxsize=40000"], ["channel.maxsize", "40000", "32,767"]),
        (["run", "--set", "run.seconds=nan"], ["run.seconds", "nan", "604,800"]),
        (["run", "--set", "consumers.work=gpu"], ["consumers.work", "gpu", "io, cpu"]),
        (["run", "--log", "log.txt"], ["log.txt", ".csv", ".jsonl"]),
        (["run", "--log", "no/such/folder/log.csv"], ["log.csv", "no folder"]),
        (["run", "--run-dir", "engine"], ["engine", "not empty"]),
        (["run", "--run-dir", "main.py"], ["main.py", "not a folder"]),
        (["run", "--run-dir", "main.py/run"], ["main.py"]),
        (["run", "--summary", "xml"], ["summary", "xml"]),
        (["run", "--loud"], ["--loud"]),
        (["run", "balanced", "pipe"], ["pipe"]),
        (["fly"], ["fly"]),
        (["gui", "nothing-such"], ["nothing-such"]),
        (["export"], ["RUN", "PATH"]),
        (["export", "engine", "log.csv"], ["engine", "not a run folder"]),
        (["export", "engine", "log.txt"], ["log.txt"]),
    ],
)
def test_bad_input_is_refused_in_one_sentence_and_starts_nothing(
    arguments: list[str],
    named: list[str],
    fake_session: type[FakeSession],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.main(arguments, no_window) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    for word in named:
        assert word in output.err
    assert not fake_session.made


def test_window_is_the_default_command() -> None:
    opened: list[str | None] = []

    def open_window(name: str | None) -> int:
        opened.append(name)
        return 7

    assert cli.main([], open_window) == 7
    assert cli.main(["gui"], open_window) == 7
    assert cli.main(["gui", "pipe"], open_window) == 7
    assert opened == [None, None, "pipe"]


def test_run_without_an_end_gets_ten_seconds() -> None:
    assert cli_run.configure(DEFAULT, []).run_seconds == 10
    assert cli_run.configure(DEFAULT, ["run.seconds=2"]).run_seconds == 2
    with_items = cli_run.configure(DEFAULT, ["run.items=5"])
    assert (with_items.run_items, with_items.run_seconds) == (5, 0)


def test_settings_are_applied_over_the_scenario(fake_session: type[FakeSession]) -> None:
    FakeSession.on_poll = staticmethod(interrupt_once_per_poll(1))
    assert cli.main(["run", "slow-consumer", "--set", "channel.maxsize=3"], no_window) == 0
    started = fake_session.made[0].started
    assert started is not None
    config, name, run_dir = started
    assert (config.consumers_count, config.channel_maxsize) == (1, 3)
    assert (name, run_dir) == ("slow-consumer", None)


def test_ctrl_c_stops_the_run_and_the_log_is_still_written(
    fake_session: type[FakeSession], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    FakeSession.on_poll = staticmethod(interrupt_once_per_poll(1))
    path = tmp_path / "log.csv"
    assert cli.main(["run", "--log", str(path), "--quiet"], no_window) == 0
    assert fake_session.made[0].calls == ["stop", "close"]
    assert path.read_text() == "x"
    assert capsys.readouterr().out.splitlines() == ["summary", "run  run", f"log  {path}"]


def test_second_ctrl_c_ends_the_run_at_once(
    fake_session: type[FakeSession], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeSession, "obeys_stop", False)
    FakeSession.on_poll = staticmethod(interrupt_once_per_poll(2))
    path = tmp_path / "log.csv"
    assert cli.main(["run", "--log", str(path)], no_window) == 0
    assert fake_session.made[0].calls[:2] == ["stop", "close"]
    assert path.exists()


def test_run_that_cannot_be_read_is_told_in_one_sentence(
    fake_session: type[FakeSession],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_folder: Path) -> None:
        raise ManifestError("run is not a run folder: it holds no run.json.")

    monkeypatch.setattr(cli_run, "summarise", fail)
    FakeSession.on_poll = staticmethod(interrupt_once_per_poll(1))
    assert cli.main(["run", "--quiet"], no_window) == 1
    assert capsys.readouterr().err == "run is not a run folder: it holds no run.json.\n"


def test_run_folder_whose_name_is_too_long_is_refused() -> None:
    with pytest.raises(BadInputError, match=r"^--run-dir x+ cannot be made: File name too long\.$"):
        cli_run.check_run_dir(Path("x" * 300))


@pytest.mark.skipif(sys.platform == "win32", reason="a current folder cannot be removed")
def test_run_folder_in_a_folder_that_was_removed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(BadInputError, match="--run-dir run cannot be made: No such file"):
        cli_run.check_run_dir(Path("run"))
    with pytest.raises(SessionError, match=r"The host process cannot be started: .*No such file"):
        Session().start(DEFAULT, run_dir=tmp_path / "run")


def test_output_that_nobody_reads_ends_the_command_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as nobody:
        command = [sys.executable, str(ROOT / "main.py"), "scenarios"]
        done = subprocess.run(command, stdout=nobody, stderr=subprocess.PIPE, timeout=60)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_output_that_finds_a_full_disk_is_one_sentence() -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, str(ROOT / "main.py"), "scenarios"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60)
    told = b"The output cannot be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == (1, told)


@pytest.mark.parametrize("reason", ["failed", "disk", "memory"])
def test_run_that_ended_unasked_is_no_success(fake_session: type[FakeSession], reason: str) -> None:
    def end() -> None:
        fake_session.made[0].end = End(reason, "It ended before it was done.", 1)

    FakeSession.on_poll = staticmethod(end)
    assert cli.main(["run", "--quiet"], no_window) == 1


def test_signal_handlers_are_given_back(fake_session: type[FakeSession]) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    FakeSession.on_poll = staticmethod(interrupt_once_per_poll(1))
    cli_run.run(Request(is_quiet=True))
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_setting_without_effect_is_told(
    fake_session: type[FakeSession], capsys: pytest.CaptureFixture[str]
) -> None:
    FakeSession.on_poll = staticmethod(interrupt_once_per_poll(1))
    assert cli.main(["run", "pipe", "--set", "producers.put=nowait", "--quiet"], no_window) == 0
    assert "no effect on a pipe" in capsys.readouterr().err


def test_no_display_is_said_in_one_line_and_runs_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Request] = []

    def run(request: Request) -> int:
        asked.append(request)
        return 0

    monkeypatch.setattr(cli_run, "run", run)
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert entry.open_window(None) == 0
    assert capsys.readouterr().err.count("\n") == 1
    assert asked == [Request(scenario=None, log_in_run_folder=True)]


def snapshot(elapsed_s: float, done: int, **fields: Any) -> Snapshot:
    ledger = Ledger(attempted=done + 5, waiting=3, in_buffer=2, done=done)
    return Snapshot(
        phase=Phase.RUNNING, elapsed_s=elapsed_s, ledger=ledger, depth=2, maxsize=10, **fields
    )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_in_a_file_is_a_line_a_second() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    for tenths in range(25):
        progress.show(snapshot(tenths / 10, done=tenths))
    lines = stream.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["0:00.0", "0:01.0", "0:02.0"]
    assert "depth 2 of 10" in lines[2]
    assert "out 10.0/s" in lines[2]
    assert "3 waiting in put" in lines[2]


def test_progress_on_a_terminal_is_one_line_and_leaves_none() -> None:
    stream = Terminal()
    progress = Progress(stream)
    progress.show(snapshot(1, done=10))
    progress.show(snapshot(1.1, done=10))
    progress.end(snapshot(1.2, done=10))
    assert "\n" not in stream.getvalue()
    *_, wiped, rest = stream.getvalue().split("\r")
    assert (wiped.strip(), rest) == ("", "")


def test_quiet_progress_tells_notices_only_once() -> None:
    stream = io.StringIO()
    progress = Progress(stream, is_quiet=True)
    noticed = snapshot(1, done=1, notices=("Something the user should read.",))
    progress.show(noticed)
    progress.show(replace(noticed, elapsed_s=2))
    progress.end(noticed)
    assert stream.getvalue() == "Something the user should read.\n"


def test_clock() -> None:
    assert [clock(s) for s in (0, 7.54, 61, 725.9)] == ["0:00.0", "0:07.5", "1:01.0", "12:05.9"]


def test_real_run_prints_json_alone_and_writes_both_logs(tmp_path: Path) -> None:
    folder, logs = tmp_path / "run", [tmp_path / "a.csv", tmp_path / "b.jsonl"]
    result = run_main(
        [
            *("run", "slow-consumer", "--set", "run.items=5", "--summary", "json"),
            *("--run-dir", str(folder), "--log", str(logs[0]), "--log", str(logs[1])),
        ]
    )
    assert result.returncode == 0, result.stderr
    summary = json.loads(result.stdout)
    assert list(summary) == SUMMARY_KEYS
    assert summary["ledger_closes"] is True
    assert {one["role"] for one in summary["workers"]} == {"producer", "consumer"}
    assert (folder / "run.json").is_file()
    assert str(folder) in result.stderr
    spans = [json.loads(line) for line in logs[1].read_text(encoding="utf-8").splitlines()]
    assert logs[0].read_text(encoding="utf-8").count("\n") == len(spans)
    depth = [one["depth_after"] for one in spans if one.get("depth_after") is not None]
    assert 0 <= min(depth) <= max(depth) <= 10
    again = tmp_path / "again.jsonl"
    assert run_main(["export", str(folder), str(again)]).returncode == 0
    assert again.read_bytes() == logs[1].read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="a test cannot send Ctrl-C to one process there")
def test_real_run_ends_cleanly_at_ctrl_c(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    command = [sys.executable, str(ROOT / "main.py"), "run", "balanced", "--log", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.split()[1:2] == ["running"]:
            break
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert "the ledger closes" in output
    assert path.read_text(encoding="utf-8").count("\n") > 1
