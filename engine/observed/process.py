"""`Process`, observed: its program runs with a recorder under the process's own name."""

import multiprocessing
import os
import sys
import threading
from multiprocessing import context
from multiprocessing.process import BaseProcess

from engine.observed.recording import attach
from engine.runlog.writer import LogFullError

_KEY = "weir_run"


def record_children_into(run: str) -> None:
    """Let processes started from here on record into `run`: children inherit this setting."""
    multiprocessing.current_process()._config[_KEY] = run  # type: ignore[attr-defined]


class _Observed(BaseProcess):
    """What the process classes of all start methods share."""

    def run(self) -> None:
        """Run the target with a recorder attached. It ends in a line when its log cannot grow."""
        _end_with_a_thread(self.name)
        try:
            self._run_recorded()
        except LogFullError as error:
            raise SystemExit(f"{self.name}: {error.strerror}.") from None  # as exit code 1

    def _run_recorded(self) -> None:
        recorder = attach(self._config[_KEY], self.name)  # type: ignore[attr-defined]
        try:
            super().run()
            recorder.done_item()  # an item in hand when the program fails is not done
        finally:
            recorder.finish()


def _end_with_a_thread(name: str) -> None:
    """End this process when the log of one of its threads cannot grow.

    Without its feeder it would go on putting items that nobody sends.
    """
    usual = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value
        if isinstance(error, LogFullError):
            print(f"{name}: {error.strerror}.", file=sys.stderr, flush=True)
            os._exit(1)
        usual(arguments)

    threading.excepthook = hook


class SpawnProcess(_Observed, context.SpawnProcess):
    """`Process` under spawn."""


CLASSES: dict[str, type[BaseProcess]] = {"spawn": SpawnProcess}

if sys.platform != "win32":

    class ForkProcess(_Observed, context.ForkProcess):
        """`Process` under fork."""

    class ForkServerProcess(_Observed, context.ForkServerProcess):
        """`Process` under forkserver."""

    CLASSES |= {"fork": ForkProcess, "forkserver": ForkServerProcess}
