"""The session: the one face of the engine, used by the window and the command line alike.

It starts a host process for each run, sends it commands, and computes snapshots from the run log.
Nothing here waits for a worker, and `poll` never blocks.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing import connection
from pathlib import Path
from time import monotonic, perf_counter_ns
from typing import TYPE_CHECKING, Any, Final

from engine import leftovers, platforms, protocol, runs
from engine.config import FIELDS, Config, Value, needs_restart
from engine.runlog.manifest import End
from engine.snapshot import Phase, Snapshot
from engine.version import VERSION

if TYPE_CHECKING:
    from engine.analysis.journal import Journal
    from engine.analysis.timeline import Timeline
    from engine.observation import Observation
    from engine.runlog.reader import RunReader

LOG_LIMIT_BYTES: Final = 2_000_000_000
LOG_LIMITS_GB: Final = (0.01, 1000.0)
"""What the limit can be set to."""
SILENCE_S: Final = 2.9
"""A host that has not ended this long after Stop is killed with its whole group."""
ANSWER_S: Final = 2.0
"""A host that has not even begun to stop this long after Stop likewise."""

_HOST_CODE: Final = "import sys; from engine.host import main; main(int(sys.argv[1]))"

DESCRIPTORS_PER_WORKER: Final = 8
DESCRIPTORS_SPARE: Final = 100
WINDOWS_WORKERS: Final = 60
"""WaitForMultipleObjects takes 64 handles; the host waits for a few more things than workers."""


class SessionError(RuntimeError):
    """A run cannot be started. `str()` is one sentence; no process exists.

    `key` names the setting that is to blame, empty if none is.
    """

    def __init__(self, sentence: str, key: str = "") -> None:
        super().__init__(sentence)
        self.key = key


class Session:
    """At most one run at a time. Not thread-safe: one caller, one thread."""

    def __init__(self, has_series: bool = True) -> None:
        """Without `has_series` the timeline is not fed, which saves reading the records."""
        self._has_series = has_series
        self._run_id = 0
        self._host: subprocess.Popen[bytes] | None = None
        self._control: Any = None
        self._observation: Observation | None = None
        self._phase = Phase.READY
        self._snapshot = Snapshot()
        self._notices: list[str] = []
        self._end: End | None = None
        self._stop_sent: float | None = None
        self._has_answered = self._is_closed = False
        self._outbox: list[protocol.Command] = []
        """Commands that the host has not taken yet."""
        self._retired: set[str] = set()
        """Workers told to end one by one."""

    @property
    def reader(self) -> RunReader | None:
        """The reader of the current or last run."""
        return self._observation.reader if self._observation else None

    @property
    def timeline(self) -> Timeline | None:
        """The series of the current or last run, fed by `poll`."""
        return self._observation.timeline if self._observation else None

    @property
    def journal(self) -> Journal | None:
        """The events of the current or last run, likewise."""
        return self._observation.journal if self._observation else None

    def start(
        self,
        config: Config,
        scenario: str | None = None,
        run_dir: Path | None = None,
        log_limit_bytes: int = LOG_LIMIT_BYTES,
    ) -> None:
        """Start a run. Raises SessionError before any process exists; nothing is changed then.

        Without `run_dir` the folder is made in the platform's place for user data, and removed
        once 20 newer ones exist; with it the folder is kept.
        """
        if self._phase.is_live:
            raise SessionError("A run is under way.")
        _check_limits(config)
        # Not at the top: it brings half of the analysis, which a window does not need to open.
        from engine.observation import Observation

        folder = _make_folder(run_dir)
        self.close()
        leftovers.sweep()
        self._launch(folder)
        self._run_id += 1
        self._notices, self._end, self._stop_sent = [], None, None
        self._has_answered = self._is_closed = False
        self._outbox, self._retired = [], set()
        self._phase = Phase.STARTING
        self._observation = Observation(
            folder, config, scenario, self._run_id, log_limit_bytes, self._has_series
        )
        settings = dict(config.values())
        self._send(
            protocol.Start(
                run_dir=str(folder),
                settings=settings,
                scenario=scenario,
                versions=versions(),
                kept=run_dir is not None,
                log_limit_bytes=log_limit_bytes,
            )
        )

    def change(self, changes: Mapping[str, Value]) -> None:
        """Apply live settings to the running processes.

        Raises ConfigError, SessionError where this machine cannot run them, or ValueError when no
        run is under way or a setting needs a new run.
        """
        if self._observation is None or not self._phase.is_live:
            raise ValueError("no run is under way")
        old = self._observation.config
        new = old.changed(changes)
        for key in changes:
            if needs_restart(key, old[key], new[key]):
                raise ValueError(f"{key} needs a new run")
        differing = {key: new[key] for key in changes if new[key] != old[key]}
        if differing:
            _check_limits(new)
            self._observation.config = new
            self._send(protocol.Change(differing))

    def pause(self, workers: Sequence[str] = ()) -> None:
        """Pause workers between two items; all of them when none is named."""
        if self._phase in (Phase.STARTING, Phase.RUNNING):
            self._send(protocol.Pause(tuple(workers)))
            self._phase = self._phase if workers else Phase.PAUSED

    def resume(self, workers: Sequence[str] = ()) -> None:
        """Let workers go on; all of them when none is named."""
        self._send(protocol.Resume(tuple(workers)))
        if self._phase is Phase.PAUSED and not workers:
            self._phase = Phase.RUNNING

    def stop(self) -> None:
        """End the run: it drains for at most 1 s, then is killed. Returns at once."""
        if self._phase.is_live:
            self._send(protocol.Stop())
            self._phase = Phase.STOPPING
            self._stop_sent = self._stop_sent or monotonic()

    def retire(self, worker: str) -> Config:
        """Let one worker end after its item; the count of its role goes down by one.

        A worker that has ended, or is ending already, is left alone. Return the settings in force;
        raises ValueError when no run is under way.
        """
        if self._observation is None or not self._phase.is_live:
            raise ValueError("no run is under way")
        views = {view.name: view for view in self._snapshot.workers if not view.ended}
        view = views.get(worker)
        if view is not None and not view.asked and worker not in self._retired:
            self._retired.add(worker)
            old, key = self._observation.config, f"{view.role}s.count"
            self._observation.config = old.changed({key: max(0, int(old[key]) - 1)})
            self._send(protocol.Retire(worker))
        return self._observation.config

    def kill(self, worker: str) -> None:
        """Kill one worker with SIGKILL."""
        self._send(protocol.Kill(worker))

    def poll(self) -> Snapshot:
        """Take what the host said, read what is new in the log, return how things are now."""
        if self._observation is None or self._is_closed:
            return self._snapshot
        if self._host is not None:
            self._flush()
            self._receive()
            self._watch()
        self._snapshot = self._observation.snapshot(
            self._phase, self._end, tuple(self._notices), perf_counter_ns()
        )
        if self._phase is Phase.STARTING and self._observation.is_running:
            self._phase = Phase.RUNNING
        return self._snapshot

    def close(self, timeout_s: float = 3.0) -> None:
        """End the run and every process of it, at the latest after `timeout_s`."""
        deadline = monotonic() + timeout_s
        if self._host is not None:
            self.stop()
            while self._phase.is_live and monotonic() < deadline:
                connection.wait([self._control], 0.05)
                self._flush()
                self._receive()
                self._watch()
            if self._phase.is_live:
                self._lose_host("The run was ended by force.")
            self.poll()
        if self._observation is not None and not self._is_closed:
            self._is_closed = True
            self._observation.close()

    def _launch(self, folder: Path) -> None:
        """Start the host; it inherits one end of the control pipe and nothing else.

        It finds this package through PYTHONPATH, which a forkserver of its inherits, and `-P`
        keeps the current folder from shadowing the standard library.
        """
        self._control, theirs = connection.Pipe()
        root = str(Path(__file__).resolve().parent.parent)
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        handle = theirs.fileno()
        try:
            self._host = subprocess.Popen(
                [sys.executable, "-P", "-c", _HOST_CODE, str(handle)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                **platforms.host_arguments(handle),
            )
        except OSError as error:
            self._control.close()
            with suppress(OSError):
                folder.rmdir()
            raise SessionError(f"The host process cannot be started: {error}.") from None
        finally:
            theirs.close()

    def _send(self, command: protocol.Command) -> None:
        """Hand a command to the host, now or, if it is busy, at the next poll. Never blocks."""
        if self._host is None:
            return
        last = self._outbox[-1] if self._outbox else None
        if isinstance(command, protocol.Change) and isinstance(last, protocol.Change):
            self._outbox[-1] = protocol.Change({**last.settings, **command.settings})
        else:
            self._outbox.append(command)
        self._flush()

    def _flush(self) -> None:
        with suppress(OSError):  # the host has gone; _receive finds its end of the pipe
            while self._outbox and platforms.has_room(self._control.fileno()):
                self._control.send(self._outbox[0])
                del self._outbox[0]

    def _receive(self) -> None:
        try:
            while self._host is not None and self._control.poll(0):
                self._handle(self._control.recv())
        except (EOFError, OSError):
            self._lose_host("The host process ended unexpectedly; what was measured is kept.")

    def _handle(self, message: protocol.Message) -> None:
        match message:
            case protocol.Started() | protocol.Changed():
                pass
            case protocol.Notice(text):
                self._notices.append(text)
            case protocol.Stopping():
                self._has_answered = True
                self._phase = Phase.STOPPING
            case protocol.Ended(end):
                self._end_run(end)
            case protocol.Failed(sentence):
                self._lose_host(sentence)

    def _end_run(self, end: End) -> None:
        assert self._host is not None
        self._end = end
        self._phase = Phase.ENDED
        try:
            self._host.wait(0.5)
            self._release_host()
        except subprocess.TimeoutExpired:
            self._release_host()
            leftovers.sweep()  # it was killed while it cleaned up

    def _watch(self) -> None:
        """Kill a host that does not answer Stop, or does not end after it."""
        patience = SILENCE_S if self._has_answered else ANSWER_S
        if self._stop_sent is not None and monotonic() > self._stop_sent + patience:
            self._lose_host("The host process did not answer and was killed.")

    def _lose_host(self, sentence: str) -> None:
        """The host is gone or is made to go; the log is what is left of the run."""
        self._notices.append(sentence)
        self._end = End("failed", sentence, perf_counter_ns())
        self._phase = Phase.ENDED
        self._release_host()
        leftovers.sweep()  # it could not clean up after itself

    def _release_host(self) -> None:
        if self._host is not None:
            platforms.kill_group(self._host.pid)
            with suppress(subprocess.TimeoutExpired):
                self._host.wait(1)
            self._host = None
            self._control.close()


def versions() -> dict[str, str]:
    """Return what a log should say of the software that made it."""
    return {
        "weir": VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
    }


def _check_limits(config: Config) -> None:
    """Raise SessionError when this machine cannot run `config`."""
    workers = config.producers_count + config.consumers_count
    wanted = _descriptors(workers)
    # The host inherits the limit when it starts, and may be asked for more workers later.
    largest_count = FIELDS["producers.count"].high + FIELDS["consumers.count"].high
    limit = platforms.raise_descriptor_limit(_descriptors(int(largest_count)))
    if wanted > limit:
        most = max(0, (limit - DESCRIPTORS_SPARE) // DESCRIPTORS_PER_WORKER)
        raise SessionError(
            f"producers.count + consumers.count must be at most {most} here, not {workers}: "
            f"this system allows {limit} open files.",
            "producers.count" if config.producers_count > most // 2 else "consumers.count",
        )
    if platforms.IS_WINDOWS and workers > WINDOWS_WORKERS:
        raise SessionError(
            f"producers.count + consumers.count must be at most {WINDOWS_WORKERS} on Windows, "
            f"not {workers}: a process can wait for no more.",
            "producers.count",
        )
    if config.run_start_method not in multiprocessing.get_all_start_methods():
        raise SessionError(
            f"run.start_method {config.run_start_method} does not exist on this platform.",
            "run.start_method",
        )
    largest = platforms.largest_semaphore()
    for key in ("channel.maxsize", "run.items"):
        if int(config[key]) > largest:
            raise SessionError(f"{key} must be at most {largest:,} on this platform.", key)


def _descriptors(workers: int) -> int:
    """Return how many descriptors the host may need for so many workers."""
    return workers * DESCRIPTORS_PER_WORKER + DESCRIPTORS_SPARE


def _make_folder(run_dir: Path | None) -> Path:
    try:
        if run_dir is None:
            folder = runs.new_folder()
            runs.remove_old()
            return folder
        run_dir.mkdir(parents=True, exist_ok=True)
        return run_dir
    except OSError as error:
        raise SessionError(f"The run folder cannot be made: {error}.") from None
