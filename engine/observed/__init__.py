"""A drop-in for `multiprocessing` that behaves the same and records who waits for what.

from engine import observed
context = observed.get_context("spawn", run=Path("my-run"))
queue = context.Queue(10)
context.Process(target=producer, args=(queue,)).start()
"""

from pathlib import Path

from engine.observed.context import ObservedContext
from engine.observed.recording import Stopped


def get_context(method: str | None = None, *, run: Path) -> ObservedContext:
    """Return what `multiprocessing.get_context(method)` returns, recording into folder `run`."""
    return ObservedContext(method, run)


__all__ = ["ObservedContext", "Stopped", "get_context"]
