"""The controller: owns the session and the timers, and is the only one that commands a run.

widget ── asks ──▶ Controller ──▶ Session
widget ◀─ frozen data, by signal ─ Controller ◀─ poll, 30 times a second
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine import config as configuration
from engine import scenario as scenarios
from engine.analysis.expected import expected
from engine.analysis.sentence import Sentence
from engine.analysis.view import View
from engine.config import COUNTS, Config, ConfigError, Value, needs_restart
from engine.scenario import Scenario
from engine.session import LOG_LIMIT_BYTES, Session, SessionError
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.opening import Opening
from gui.panels.timeline_layout import MOST_LANES
from gui.run_figures import RunFigures
from gui.run_view import NoRun, RunView, Source

if TYPE_CHECKING:
    from engine.opened import OpenedRun

FRAME_MS: Final = 33


@dataclass(frozen=True)
class Frame:
    """What the widgets draw from, computed once for all of them."""

    snapshot: Snapshot
    dominant: Mapping[str, State]
    """The state that filled most of the last 500 ms, by worker."""
    sentence: Sentence
    is_expected: bool
    """The sentence comes from the settings alone: nothing has run yet."""
    in_hz: float
    out_hz: float


class Controller(QObject):
    """Start, change, stop; and a frame for the widgets whenever there is something to draw."""

    frame_ready = Signal(Frame)
    config_changed = Signal(Config, bool)
    """The settings in force (running) or chosen (not running), and whether a run is live."""
    scenario_changed = Signal(object)
    refused = Signal(str, str)
    """A setting's key and the sentence that says why its value was refused."""
    restart_needed = Signal(str, str)
    failed = Signal(str)
    """A sentence that belongs to no control."""
    run_started = Signal()
    run_ended = Signal()
    opening = Signal(float)
    """How much of a run folder that is being opened has been read, 0 to 1."""
    opening_given_up = Signal()
    """What was being opened will not be shown."""
    run_opened = Signal()
    run_forgotten = Signal()
    """Another scenario was chosen, and nothing of it has run yet."""

    def __init__(self, session: Session, scenario: Scenario, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._opened: OpenedRun | None = None
        self.run = RunView(session)
        """What can be asked of the run on show."""
        self.scenario = scenario
        self.config = scenario.config
        self.snapshot = Snapshot(config=self.config)
        self.log_limit_bytes = LOG_LIMIT_BYTES
        """Of the next run."""
        self._start_again: Config | None = None
        self.figures = RunFigures(self.config)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)
        self._opening = Opening(self)
        self._opening.progressed.connect(self.opening)
        self._opening.failed.connect(self.failed)
        self._opening.opened.connect(self._take_opened)

    @property
    def is_live(self) -> bool:
        """True while processes of a run may exist."""
        return self.snapshot.phase.is_live

    def show(self) -> None:
        """Tell all widgets how things are, as at first."""
        self.scenario_changed.emit(self.scenario)
        self.config_changed.emit(self.config, self.is_live)
        self._emit_frame()

    def choose_scenario(self, scenario: Scenario) -> None:
        """Take a scenario: at once when nothing runs, with a new run otherwise."""
        self.scenario = scenario
        self.scenario_changed.emit(scenario)
        if self.is_live:
            self._restart_with(scenario.config)
            return
        self.cancel_opening()
        self._forget_run()
        self._take(scenario.config)

    def reset(self) -> None:
        """Set everything back to the scenario."""
        self.apply(self.scenario.config.values())

    def start(self) -> None:
        """Start a run of the settings that are chosen."""
        if self.is_live:
            return
        try:
            self._session.start(
                self.config, self.scenario.name, log_limit_bytes=self.log_limit_bytes
            )
        except SessionError as error:
            self._refuse(error.key, str(error))
            return
        self.cancel_opening()
        self._show_run_of(self._session, None)
        self.figures.begin(self.config)
        self._timer.start()
        self._tick()
        self.config_changed.emit(self.config, True)
        self.run_started.emit()

    def stop(self) -> None:
        """End the run; it drains for at most a second."""
        self._start_again = None
        self._session.stop()

    def restart(self, changes: Mapping[str, Value] | None = None) -> None:
        """End the run and start another with the settings in force and `changes`."""
        try:
            config = self.config.changed(changes or {})
        except ConfigError as error:
            self.refused.emit(error.key, str(error))
            return
        if self.is_live:
            self._restart_with(config)
        else:
            self._take(config)
            self.start()

    def toggle_pause(self) -> None:
        """Pause the processes between two items, or let them go on."""
        if self.snapshot.phase is Phase.PAUSED:
            self._session.resume()
        elif self.is_live:
            self._session.pause()

    def pause_workers(self, names: Sequence[str]) -> None:
        """Pause these workers, each once it has no item in hand; the others go on."""
        if living := self._living(names):
            self._session.pause(living)

    def resume_workers(self, names: Sequence[str]) -> None:
        """Let these workers go on."""
        if living := self._living(names):
            self._session.resume(living)

    def retire_workers(self, names: Sequence[str]) -> None:
        """Let these workers end after their item; the counts go down with them."""
        for name in self._living(names):
            self.config = self._session.retire(name)
        self.config_changed.emit(self.config, self.is_live)

    def kill_workers(self, names: Sequence[str]) -> None:
        """Kill these workers at once; nobody is started in their place."""
        for name in self._living(names):
            self._session.kill(name)

    def change(self, key: str, value: object) -> None:
        """Take one setting: live where it can be, else offer a restart."""
        try:
            new = self.config.changed({key: value})
        except ConfigError as error:
            self.refused.emit(error.key, str(error))
            return
        if not self.is_live:
            self._take(new)
        elif needs_restart(key, self.config[key], new[key]):
            self.restart_needed.emit(key, self.tr("Needs a new run."))
        else:
            self._change_live({key: new[key]}, new)

    def apply(self, settings: Mapping[str, Value]) -> None:
        """Take several settings at once: a cure, or a scenario's. Restarts if one needs it."""
        try:
            new = self.config.changed(settings)
        except ConfigError as error:
            self.refused.emit(error.key, str(error))
            return
        differing = {key: new[key] for key in settings if new[key] != self.config[key]}
        if not self.is_live:
            self._take(new)
        elif any(needs_restart(key, self.config[key], new[key]) for key in differing):
            self._restart_with(new)
        else:
            counts = {key: new[key] for key in settings if key in COUNTS}
            self._change_live(differing | counts, new)

    def view(self, start_s: float, end_s: float, columns: int) -> View | None:
        """Return the series of a range, None before there are any."""
        return self.run.view(start_s, end_s, columns, MOST_LANES)

    def open_run(self, folder: Path) -> None:
        """Open the folder of a run that has ended, batch by batch; nothing changes if it cannot.

        `opening` tells how far it is, `run_opened` that it is there, `failed` why it cannot be.
        """
        if self.is_live:
            self.failed.emit(self.tr("A run is under way: stop it before you open another."))
            return
        self._opening.begin(folder)

    def cancel_opening(self) -> None:
        """Give up opening a run folder; what was on show stays."""
        self._opening.cancel()
        self.opening_given_up.emit()

    def close(self, timeout_s: float) -> None:
        """End whatever runs, at the latest after `timeout_s`."""
        self._timer.stop()
        self.cancel_opening()
        self.run.forget_latency()
        if self._opened is not None:
            self._opened.close()
        self._session.close(timeout_s)
        if self.is_live:  # ended by force: nothing polls any more
            self.snapshot = replace(self.snapshot, phase=Phase.ENDED)

    def scenario_of_settings(self, name: str) -> Scenario:
        """Return the settings in force as a scenario of its own."""
        return scenarios.from_config(self.config, name)

    def command(self) -> str:
        """Return the command line that runs the settings in force."""
        base = self.scenario if self.scenario in scenarios.builtin() else scenarios.load("balanced")
        differing = {
            key: value for key, value in self.config.values().items() if value != base.config[key]
        }
        changes = "".join(f" --set {key}={value}" for key, value in differing.items())
        return f"python main.py run {base.name}{changes}"

    @property
    def run_dir(self) -> Path | None:
        """The folder of the current or last run."""
        return self.snapshot.run_dir

    def _take_opened(self, run: OpenedRun, end: Snapshot) -> None:
        self._show_run_of(run, run)
        self.snapshot = end
        names = {one.name: one for one in scenarios.builtin()}
        own = scenarios.from_config(run.config, run.folder.name)
        self.scenario = names.get(run.scenario or "", own)
        self.config = run.config
        self.scenario_changed.emit(self.scenario)
        self.config_changed.emit(self.config, False)
        self.figures.take(self.run, self.snapshot)
        self.run_opened.emit()
        self._emit_frame()
        for sentence in end.notices:
            self.failed.emit(sentence)

    def _show_run_of(self, source: Source, opened: OpenedRun | None) -> None:
        """Let everything that is asked of the run be asked of this one."""
        self.run.forget_latency()
        if self._opened is not None and self._opened is not opened:
            self._opened.close()
        self._opened = opened
        self.run = RunView(source)

    def _change_live(self, changes: dict[str, Value], new: Config) -> None:
        if not changes:
            return
        try:
            self._session.change(changes)
        except SessionError as error:
            self._refuse(error.key, str(error))
            return
        self.config = new
        self.config_changed.emit(new, True)

    def _living(self, names: Sequence[str]) -> list[str]:
        """Return those of some workers that live now: what was selected may show the past."""
        living = {one.name for one in self.snapshot.workers if not one.ended}
        return [name for name in names if self.is_live and name in living]

    def _take(self, new: Config) -> None:
        self.config = new
        if self.snapshot.phase is Phase.READY:
            self.snapshot = Snapshot(config=new)
            self.figures.begin(new)
        self.config_changed.emit(new, False)
        self._emit_frame()

    def _forget_run(self) -> None:
        """Go back to before Start: the last run stays on disk."""
        self._show_run_of(NoRun(), None)
        self.snapshot = Snapshot(config=self.config)
        self.run_forgotten.emit()

    def _restart_with(self, config: Config) -> None:
        self._session.stop()
        self._start_again = config

    def _refuse(self, key: str, sentence: str) -> None:
        if key in configuration.FIELDS:
            self.refused.emit(key, sentence)
        else:
            self.failed.emit(sentence)

    def _tick(self) -> None:
        before = self.snapshot.notices
        self.snapshot = snapshot = self._session.poll()
        self.figures.take(self.run, snapshot)
        self._emit_frame()
        for sentence in snapshot.notices[len(before) :]:
            self.failed.emit(sentence)
        if snapshot.phase is Phase.ENDED:
            self._timer.stop()
            self.config_changed.emit(self.config, False)
            self.run_ended.emit()
            if self._start_again is not None:
                again, self._start_again = self._start_again, None
                self._take(again)
                self.start()

    def _emit_frame(self) -> None:
        figures = self.figures
        is_expected = self.snapshot.phase is Phase.READY or figures.is_expected
        self.frame_ready.emit(
            Frame(
                snapshot=self.snapshot,
                dominant=figures.dominant,
                sentence=expected(self.config) if is_expected else figures.sentence,
                is_expected=is_expected,
                in_hz=figures.rates[0],
                out_hz=figures.rates[1],
            )
        )
