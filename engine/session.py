"""The session: the one face of the engine, used by the window and the command line alike.

It starts a host process for each run, sends it commands, and computes snapshots from the run log.
Nothing here waits for a worker, and `poll` never blocks.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic, perf_counter_ns
from typing import TYPE_CHECKING, Final

from engine import leftovers, limits, platforms, protocol, runs
from engine.config import COUNTS, Config, Value, needs_restart
from engine.host_process import HostProcess
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
LEAVE_S: Final = 0.5
"""A host that has said how the run ended, and is still there this long after, likewise."""
KILLED_S: Final = 2.0
"""How long a killed host is given to go before `poll` waits for it: a busy machine is slow."""


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
        self._host: HostProcess | None = None
        self._observation: Observation | None = None
        self._phase = Phase.READY
        self._snapshot = Snapshot()
        self._notices: list[str] = []
        self._end: End | None = None
        self._farewell: tuple[End, float] | None = None
        """How the run ended, as its host said, and when the host must have left."""
        self._lost: tuple[str, float] | None = None
        """How it ended of a host that is being killed, and when it is waited for no longer."""
        self._stop_sent: float | None = None
        self._has_answered = self._is_closed = False
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
        self._notices, self._retired = [], set()
        self._end = self._farewell = self._lost = self._stop_sent = None
        self._has_answered = self._is_closed = False
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

        A count that is set to what it is starts others in the place of workers that died.
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
        to_do = {key: new[key] for key in changes if new[key] != old[key] or key in COUNTS}
        if to_do:
            _check_limits(new)
            self._observation.config = new
            self._send(protocol.Change(to_do))

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
            if self._host is not None:  # it may not come to it itself, on a busy machine
                platforms.lift_session(self._host.pid)
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
            self._hear(self._host)
        now_ns = self._farewell[0].at_ns if self._farewell else perf_counter_ns()
        self._snapshot = self._observation.snapshot(
            self._phase, self._end, tuple(self._notices), now_ns
        )
        if self._phase is Phase.STARTING and self._observation.is_running:
            self._phase = Phase.RUNNING
        return self._snapshot

    def close(self, timeout_s: float = 3.0) -> None:
        """End the run and every process of it, at the latest after `timeout_s`."""
        if self._host is not None:
            self.stop()
            self._await_end(monotonic() + timeout_s)
            self._release_host("The run was ended by force.")
            self.poll()
        if self._observation is not None and not self._is_closed:
            self._is_closed = True
            self._observation.close()

    def _await_end(self, deadline: float) -> None:
        while (host := self._host) is not None and monotonic() < deadline:
            if self._farewell is None and self._lost is None:
                host.wait(0.05)
            else:
                host.wait_to_leave(0.05)
            self._hear(host)

    def _launch(self, folder: Path) -> None:
        try:
            self._host = HostProcess(folder)
        except OSError as error:
            with suppress(OSError):
                folder.rmdir()
            raise SessionError(f"The host process cannot be started: {error}.") from None

    def _send(self, command: protocol.Command) -> None:
        """Hand a command to the host, now or, if it is busy, at the next poll. Never blocks."""
        if self._host is not None:
            self._host.send(command)

    def _hear(self, host: HostProcess) -> None:
        """Take what the host has said, and notice that it has left or does not answer."""
        host.flush()
        try:
            for message in host.messages():
                self._handle(host, message)
        except (EOFError, OSError):
            if self._farewell is None:
                sentence = "The host process ended unexpectedly; what was measured is kept."
                self._lose(host, sentence)
        self._watch(host)

    def _handle(self, host: HostProcess, message: protocol.Message) -> None:
        match message:
            case protocol.Notice(text):
                self._notices.append(text)
            case protocol.Stopping():
                self._has_answered = True
                self._phase = Phase.STOPPING
            case protocol.Ended(end):
                self._farewell = end, monotonic() + LEAVE_S
                self._phase = Phase.STOPPING
            case protocol.Failed(sentence):
                self._lose(host, sentence)

    def _watch(self, host: HostProcess) -> None:
        """Let go of a host that has left; kill one that does not answer Stop, or does not leave."""
        if self._lost is not None:
            if host.has_left or monotonic() > self._lost[1]:
                self._release_host(self._lost[0])
        elif self._farewell is not None:
            if host.has_left:
                self._release_host()
            elif monotonic() > self._farewell[1]:
                self._lose(host)
        elif self._stop_sent is not None:
            patience = SILENCE_S if self._has_answered else ANSWER_S
            if monotonic() > self._stop_sent + patience:
                self._lose(host, "The host process did not answer and was killed.")

    def _lose(self, host: HostProcess, sentence: str = "") -> None:
        """Kill the host; `_watch` lets go of it once it has gone, for that can take a while."""
        if self._lost is None:
            host.kill()
            self._lost = sentence, monotonic() + KILLED_S

    def _release_host(self, lost: str = "") -> None:
        """The host is gone or is made to go; if it did not say how, `lost` is how the run ended."""
        host, self._host = self._host, None
        if host is None:
            return
        is_clean = self._farewell is not None and self._lost is None and host.has_left
        host.release()
        if self._farewell is not None:
            self._end, self._farewell = self._farewell[0], None
        else:
            if lost not in self._notices:
                self._notices.append(lost)
            self._end = End("failed", lost, perf_counter_ns())
        self._phase = Phase.ENDED
        if not is_clean:
            leftovers.sweep()  # it could not clean up after itself


def versions() -> dict[str, str]:
    """Return what a log should say of the software that made it."""
    return {
        "weir": VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
    }


def _check_limits(config: Config) -> None:
    """Raise SessionError when this machine cannot run `config`."""
    found = limits.refusal(config)
    if found is not None:
        raise SessionError(found.sentence, found.key)


def _make_folder(run_dir: Path | None) -> Path:
    try:
        if run_dir is None:
            folder = runs.new_folder()
            # Aside: gigabytes can take seconds, and the window is not to wait for them.
            Thread(target=runs.remove_old, name="weir: removes old runs", daemon=True).start()
            return folder
        run_dir.mkdir(parents=True, exist_ok=True)
        return run_dir
    except OSError as error:
        raise SessionError(f"The run folder cannot be made: {error}.") from None
