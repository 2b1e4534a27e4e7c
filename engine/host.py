"""The host: a process of its own that starts, changes, stops and reaps the workers of one run.

    session ── commands (protocol.Command) ──▶ host ── command cells, one byte ──▶ workers
            ◀── notices (protocol.Message) ───      ◀── sentinels, blocks ────────

One thread, standard library only, no Qt and no numpy. It waits for its control pipe and for the
sentinels of the workers, and looks around a few times a second. When its control pipe closes the
window is gone: it kills the workers and leaves.

Ending goes through announced, bounded steps: producers are stopped, consumers drain, consumers
are retired; at the deadline whoever is left is killed.
"""

import os
import signal
from contextlib import suppress
from datetime import datetime
from multiprocessing.connection import wait
from pathlib import Path
from time import monotonic, perf_counter_ns
from typing import Any, Final

from engine import platforms, protocol
from engine.crew import Crew, Worker
from engine.housekeeping import Housekeeping, log_obstacle
from engine.ledger import Fate, Ledger, add_up, tallies
from engine.line import Line
from engine.observed import ObservedContext
from engine.protocol import Setting
from engine.runlog import manifest as manifest_file
from engine.runlog.layout import SETTINGS
from engine.runlog.manifest import End, Manifest
from engine.runlog.marks import Mark, MarkWriter
from engine.runlog.writer import LogFullError, try_to_grow

TICK_S: Final = 0.05
BUSY_TICK_S: Final = 0.01
REAP_S: Final = 1.0
EXIT_S: Final = 0.5
"""What a worker whose program has returned may take to end, beyond the deadline of the drain."""
LAST_EXIT_S: Final = 5.0
"""The same when all programs have returned by themselves, and nobody was promised an end."""
STUCK_S: Final = 1.0
"""How long nothing may move in a drain without a deadline."""
RESIZABLE: Final = ("channel.maxsize", "gate.producer_permits", "gate.consumer_permits")


class Host:
    """One run, from Start to the last reaped worker."""

    def __init__(self, control: Any, start: protocol.Start) -> None:
        self._control = control
        self._run = Path(start.run_dir)
        self._settings: dict[str, Setting] = dict(start.settings)
        context = ObservedContext(str(self._settings["run.start_method"]), self._run)
        self._origin_ns = perf_counter_ns()
        self._manifest = Manifest(
            settings=dict(start.settings),
            origin_ns=self._origin_ns,
            started_at=datetime.now().astimezone().isoformat(),
            scenario=start.scenario,
            versions=start.versions,
            host_pid=os.getpid(),
            kept=start.kept,
            log_limit_bytes=start.log_limit_bytes,
        )
        self._marks = MarkWriter(self._run)
        self._line = Line(context, self._settings)
        self._crew = Crew(context, self._line, self._settings)
        self._housekeeping = Housekeeping(self._run, self._manifest)
        self._reason = ""
        self._sentence = ""
        self._deadline: float | None = None
        self._moved, self._moved_at = -1, monotonic()

    def run(self) -> None:
        """Run to the end. Returns once everything is reaped and the manifest is written."""
        manifest_file.write(self._run, self._manifest)
        for role in ("consumer", "producer"):
            self._crew.staff(role, int(self._settings[f"{role}s.count"]))
        while not self._is_over():
            self._listen()
            self._reap()
            self._look_around()
        self._finish()

    def abandon(self, reason: str, sentence: str) -> None:
        """Kill every worker at once, and end the run with the sentence that says why.

        Raises OSError when its end cannot be written.
        """
        platforms.lift_session(os.getpid())
        self._crew.kill_all()
        self._reason, self._sentence = reason, sentence
        self._await_all(monotonic() + REAP_S)
        self._finish()

    def _is_over(self) -> bool:
        return bool(self._reason) and not self._crew.alive and not self._crew.is_starting

    def _listen(self) -> None:
        """Wait for a command, the end of a worker, or the next look around."""
        sentinels = [worker.process.sentinel for worker in self._crew.alive]
        is_busy = self._reason or self._is_retiring() or not self._crew.has_begun
        tick = 0.0 if self._crew.is_starting else BUSY_TICK_S if is_busy else TICK_S
        if self._control in wait([self._control, *sentinels], tick):
            self._obey(self._control.recv())

    def _is_retiring(self) -> bool:
        return any(worker.is_retiring for worker in self._crew.alive)

    def _obey(self, command: protocol.Command) -> None:
        match command:
            case protocol.Change(settings):
                self._change(settings)
            case protocol.Pause() if self._reason:
                pass  # a run that drains is not to be held up
            case protocol.Pause(workers):
                self._mark_each("pause", workers)
                self._crew.pause(workers)
                self._write_manifest()
            case protocol.Resume(workers):
                self._mark_each("resume", workers)
                self._crew.resume(workers)
                self._write_manifest()
            case protocol.Stop(drain_s):
                self._stop("stopped", "Stopped.", drain_s)
            case protocol.Retire() if self._reason:
                pass  # everybody does already
            case protocol.Retire(worker):
                self._retire(worker)
            case protocol.Kill(worker):
                self._crew.kill(worker)
            case protocol.Start():
                raise ValueError("a host runs one run")

    def _change(self, settings: dict[str, Setting]) -> None:
        """Apply settings; each leaves a mark, stamped so that depth never exceeds maxsize."""
        if self._reason:
            return
        for key, new in settings.items():
            old = self._settings[key]
            shrinks = key in RESIZABLE and int(new) < int(old)
            if not shrinks and new != old:  # a count may be set anew: some have died
                self._mark("setting", key, old, new)
            self._settings[key] = new
            match key:
                case "producers.count" | "consumers.count":
                    self._crew.staff(key.split("s.")[0], int(new))
                    self._write_manifest()  # it tells who was asked to end
                case "channel.maxsize":
                    self._line.resize(int(new))
                case "gate.producer_permits" | "gate.consumer_permits":
                    self._line.resize_gate(key[5:13], int(new))
            if shrinks:
                self._mark("setting", key, old, new)
        if any(key in SETTINGS for key in settings):
            self._crew.apply()

    def _retire(self, worker: str) -> None:
        """Retire one worker, which leaves a mark like the change of a count that it is."""
        role = worker.partition("-")[0]
        key = f"{role}s.count"
        old = int(self._settings[key])
        new = self._settings[key] = max(0, old - 1)
        self._mark("setting", key, old, new)
        self._crew.retire(worker, role, new)
        self._write_manifest()

    def _mark_each(self, kind: Any, workers: tuple[str, ...]) -> None:
        """Mark what is done to each of some workers, or to all of them at once."""
        for name in workers or ("",):
            self._mark(kind, name)

    def _mark(self, kind: Any, key: str, old: Any = None, new: Any = None, text: str = "") -> None:
        self._marks.append(Mark(perf_counter_ns(), kind, key, old, new, text))

    def _notice(self, text: str, key: str = "") -> None:
        self._mark("warning", key, text=text)
        self._control.send(protocol.Notice(text))

    def _reap(self) -> None:
        gone = self._crew.reap()
        if gone:
            self._write_manifest()  # before the notices: who reads one finds the exit code there
        for worker in gone:
            if not worker.entry.asked and worker.entry.exitcode:
                self._notice(_obituary(worker), worker.entry.name)
                self._check_log()

    def _check_log(self) -> None:
        """End the run when a worker may have ended because its log could not grow."""
        try:
            try_to_grow(self._run)
        except LogFullError as error:
            self._end_for(log_obstacle(self._run, error))

    def _end_for(self, obstacle: tuple[str, str] | None) -> None:
        """End the run for what keeps its log from going on, if anything does."""
        if obstacle is not None and not self._reason:
            reason, sentence = obstacle
            self._notice(sentence)
            self._stop(reason, sentence, drain_s=1.0)

    def _look_around(self) -> None:
        """Do what is due: ends, limits, samples, retention, the manifest."""
        self._line.sample()
        self._crew.start_some()
        if not self._crew.has_begun and self._crew.begin_when_ready() and not self._reason:
            platforms.lower_session()  # from now on: a start is to take as little as it can
        if not self._reason:
            self._check_limits()
        if self._reason:
            self._drain()
        if self._is_retiring():
            self._crew.wake_retiring()
        for warning in self._housekeeping.tick(self._crew.alive):
            self._notice(warning)
        if len(self._manifest.workers) != len(self._crew.everyone) or self._housekeeping.trimmed:
            self._housekeeping.trimmed = False
            self._write_manifest()

    def _write_manifest(self) -> None:
        self._manifest.workers = [worker.entry for worker in self._crew.everyone]
        manifest_file.write(self._run, self._manifest)

    def _check_limits(self) -> None:
        self._end_for(log_obstacle(self._run))
        seconds = float(self._settings["run.seconds"])
        if self._reason:
            return
        if seconds and perf_counter_ns() - self._origin_ns >= seconds * 1e9:
            self._stop("seconds", f"Ended after {seconds:g} s, as set.", drain_s=1.0)
        elif (sentence := self._housekeeping.too_much(self._crew, self._settings)) is not None:
            self._notice(sentence)
            self._stop("memory", sentence, drain_s=1.0)
        elif self._is_left_by_consumers():
            self._stop("finished", "No consumer is left.", drain_s=1.0)
        elif self._producers_are_done():
            items = int(self._settings["run.items"])
            sentence = f"Ended after {items:,} items, as set." if items else "No producer is left."
            self._begin_ending("items" if items else "finished", sentence)

    def _producers_are_done(self) -> bool:
        """True when every producer has ended by itself: nothing more will come."""
        producers = [w for w in self._crew.everyone if w.entry.role == "producer"]
        return (
            int(self._settings["producers.count"]) > 0
            and not self._crew.is_starting
            and all(worker.has_returned for worker in producers)
            and any(not worker.entry.asked for worker in producers)
        )

    def _is_left_by_consumers(self) -> bool:
        """True when a number of items is to be reached and every consumer has ended by itself."""
        consumers = [w for w in self._crew.ended if w.entry.role == "consumer"]
        return (
            int(self._settings["run.items"]) > 0
            and not self._crew.is_starting
            and not self._crew.of("consumer")
            and any(not worker.entry.asked for worker in consumers)
        )

    def _stop(self, reason: str, sentence: str, drain_s: float) -> None:
        """End the run: drain for at most `drain_s`, then kill."""
        platforms.lift_session(os.getpid())
        deadline = monotonic() + drain_s
        self._deadline = deadline if self._deadline is None else min(self._deadline, deadline)
        if not self._reason:
            self._begin_ending(reason, sentence)
        self._crew.stop_producers()
        self._crew.release_gate()

    def _begin_ending(self, reason: str, sentence: str) -> None:
        self._reason, self._sentence = reason, sentence
        self._crew.start_no_more()
        self._crew.resume(())
        self._mark("stop", reason, text=sentence)
        self._control.send(protocol.Stopping())

    def _drain(self) -> None:
        """Retire the consumers once all is read; kill whoever is left at the deadline."""
        crew = self._crew
        if crew.producers_are_through() and self._line.is_empty():
            crew.retire_consumers()
        if self._deadline is None:
            if crew.is_through():
                self._deadline = monotonic() + LAST_EXIT_S
            elif not crew.of("consumer") or self._is_stuck():  # nobody is left who could drain
                self._deadline = monotonic()
            return
        crew.release_gate()
        if monotonic() > self._deadline + EXIT_S:
            crew.kill_all()
            self._await_all(monotonic() + REAP_S)
        elif monotonic() > self._deadline:
            crew.kill_all(spare_through=True)

    def _is_stuck(self) -> bool:
        """True when nothing has moved for a while and nobody works: say so, once."""
        moved = self._crew.moved()
        if moved != self._moved or self._crew.is_working():
            self._moved, self._moved_at = moved, monotonic()
        if monotonic() - self._moved_at < STUCK_S:
            return False
        self._notice("The channel is stuck: what is left in it cannot be read any more.")
        return True

    def _await_all(self, deadline: float) -> None:
        """Wait for killed workers, but no longer than the deadline."""
        while self._crew.alive and monotonic() < deadline:
            wait([w.process.sentinel for w in self._crew.alive], deadline - monotonic())
            self._crew.reap()  # the manifest is written once, by whoever comes next

    def _finish(self) -> None:
        """Close the ledger, write the manifest, tell the session."""
        ledger, matches = self._close_ledger()
        self._manifest.end = end = End(
            reason=self._reason,
            sentence=self._sentence,
            at_ns=perf_counter_ns(),
            totals=ledger.compartments(),
            lost=dict(ledger.lost),
            closes=ledger.closes and matches and not self._crew.alive,
        )
        self._write_manifest()
        self._marks.close()
        self._housekeeping.close()
        with suppress(OSError):  # nobody listens any more
            self._control.send(protocol.Ended(end))

    def _close_ledger(self) -> tuple[Ledger, bool]:
        """Return the ledger, and whether what is left in the pipe is what the counters say."""
        left = self._line.count_left()
        entries = [worker.entry for worker in self._crew.everyone]
        fates = {e.name: Fate.ASKED if e.asked or not e.exitcode else Fate.DIED for e in entries}
        ledger = add_up(tallies(self._crew.blocks(), fates), is_final=True)
        killed = sum(1 for entry in entries if (entry.exitcode or 0) < 0)
        in_pipe = ledger.lost.get("in the pipe", 0)
        return ledger, left is None or abs(in_pipe - left) <= killed


def _obituary(worker: Worker) -> str:
    code = worker.entry.exitcode or 0
    if code > 0:
        return f"{worker.entry.name} ended by itself with exit code {code}."
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"{worker.entry.name} was killed by {name}."
