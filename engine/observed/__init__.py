"""A drop-in for `multiprocessing` that behaves the same and records who waits for what.

from engine import observed
context = observed.get_context("spawn", run="my-run")
queue = context.Queue(10)
context.Process(target=producer, args=(queue,)).start()
"""

from engine.observed.context import ObservedContext
from engine.observed.recording import Stopped
from engine.runlog.writer import StrPath


def get_context(method: str | None = None, *, run: StrPath) -> ObservedContext:
    """Return what `multiprocessing.get_context(method)` returns, recording into folder `run`."""
    return ObservedContext(method, run)


__all__ = ["ObservedContext", "Stopped", "get_context"]
