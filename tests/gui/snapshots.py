"""Snapshots made by hand, for tests of the panels."""

from typing import Any

from engine.config import DEFAULT, Config
from engine.ledger import Ledger
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State

SLOW = DEFAULT.changed({"consumers.service_ms": 250})


class FakeClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def worker(role: str, index: int, state: State, **changes: Any) -> WorkerView:
    """Return a worker 0.2 s in its state at 30 s, with what a test wants otherwise."""
    values: dict[str, Any] = {
        "name": f"{role}-{index}",
        "role": role,
        "index": index,
        "pid": 4100 + index + (50 if role == "consumer" else 0),
        "state": state,
        "since_s": 29.8,
        "item": 0,
        "items": 100,
        "attempted": 100,
        "refused": 0,
        "waiting_put": False,
        "buffered": 0,
        "os_state": "S",
    }
    return WorkerView(**{**values, **changes})


def running(config: Config, workers: list[WorkerView], **changes: Any) -> Snapshot:
    """Return a run at 30 s."""
    values: dict[str, Any] = {
        "phase": Phase.RUNNING,
        "run_id": 1,
        "config": config,
        "elapsed_s": 30.0,
        "workers": tuple(workers),
        "maxsize": config.channel_maxsize if config.channel_kind == "queue" else 0,
        "host_pid": 4090,
        "log_bytes": 38_000,
        "log_limit_bytes": 2_000_000_000,
        "cost_percent": 0.1,
    }
    return Snapshot(**{**values, **changes})


def slow_consumer() -> Snapshot:
    """Return the story of the target picture at 30 s: the queue is full."""
    producers = [worker("producer", n, State.WAIT_SLOT, waiting_put=True) for n in (1, 2, 3)]
    consumers = [
        worker("consumer", 1, State.WORKING_IO, item=291, items=181),
        worker("consumer", 2, State.WORKING_IO, item=292, items=109),
    ]
    return running(
        SLOW,
        producers + consumers,
        depth=10,
        sequence_read=292,
        ledger=Ledger(attempted=305, waiting=3, in_pipe=10, in_hand=2, done=290),
    )
