"""The standard contexts of multiprocessing and the observed ones, for tests that compare them."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine import observed
from engine.observed import recording

METHODS = multiprocessing.get_all_start_methods()
KINDS = ("standard", "observed")
JOIN_S = 20.0


@contextmanager
def context_of(kind: str, method: str, folder: Path) -> Iterator[Any]:
    """Give the standard context of a start method, or the observed one that records into `folder`.

    A thread keeps the recorder of its first run; a test process has many runs, one after another.
    """
    if kind == "standard":
        yield multiprocessing.get_context(method)
        return
    try:
        yield observed.get_context(method, run=folder / "run")
    finally:
        vars(recording.local).clear()
        multiprocessing.current_process()._config.pop("weir_run", None)  # type: ignore[attr-defined]


def start(context: Any, target: Any, *args: Any) -> Any:
    """Start a child process."""
    process = context.Process(target=target, args=args, daemon=True)
    process.start()
    return process


def join(*processes: Any) -> None:
    """Join children; one that hangs is killed and fails the test."""
    hung = []
    for process in processes:
        process.join(JOIN_S)
        if process.exitcode is None:
            hung.append(process.name)
            process.kill()
            process.join()
        process.close()
    assert not hung, f"{hung} did not end"


def close(*queues: Any) -> None:
    """Close queues and wait for their feeders."""
    for queue in queues:
        queue.close()
        queue.join_thread()
