"""A session without processes: it writes down what is asked of it and says what a test wants."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from engine.config import Config, Value
from engine.session import LOG_LIMIT_BYTES, Session, SessionError
from engine.snapshot import Phase, Snapshot


class FakeSession(Session):
    """Runs nothing. `now` is what the next poll returns; a test may replace it."""

    def __init__(self, ends_when_stopped: bool = True) -> None:
        super().__init__()
        self.calls: list[tuple[object, ...]] = []
        self.refusal: SessionError | None = None
        self.now = Snapshot()
        self._ends = ends_when_stopped

    def told(self, name: str) -> list[tuple[object, ...]]:
        """Return the arguments of each call of one name."""
        return [call[1:] for call in self.calls if call[0] == name]

    def start(
        self,
        config: Config,
        scenario: str | None = None,
        run_dir: Path | None = None,
        log_limit_bytes: int = LOG_LIMIT_BYTES,
    ) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.calls.append(("start", config, scenario))
        run_id = self.now.run_id + 1
        self.now = Snapshot(phase=Phase.RUNNING, run_id=run_id, config=config, scenario=scenario)

    def change(self, changes: Mapping[str, Value]) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.calls.append(("change", dict(changes)))
        self.now = replace(self.now, config=self.now.config.changed(changes))

    def pause(self, workers: Sequence[str] = ()) -> None:
        self.calls.append(("pause", *workers))
        self.now = replace(self.now, phase=self.now.phase if workers else Phase.PAUSED)

    def resume(self, workers: Sequence[str] = ()) -> None:
        self.calls.append(("resume", *workers))
        self.now = replace(self.now, phase=Phase.RUNNING)

    def retire(self, worker: str) -> Config:
        self.calls.append(("retire", worker))
        key = f"{worker.partition('-')[0]}s.count"
        self.change({key: int(self.now.config[key]) - 1})
        return self.now.config

    def kill(self, worker: str) -> None:
        self.calls.append(("kill", worker))

    def stop(self) -> None:
        self.calls.append(("stop",))
        if self.now.phase.is_live:
            phase = Phase.ENDED if self._ends else Phase.STOPPING
            self.now = replace(self.now, phase=phase)

    def poll(self) -> Snapshot:
        return self.now

    def close(self, timeout_s: float = 3.0) -> None:
        self.calls.append(("close",))
