"""`Process`, observed: its program runs with a recorder under the process's own name."""

import multiprocessing
import sys
from multiprocessing import context
from multiprocessing.process import BaseProcess

from engine.observed.recording import attach

_KEY = "weir_run"


def record_children_into(run: str) -> None:
    """Let processes started from here on record into `run`: children inherit this setting."""
    multiprocessing.current_process()._config[_KEY] = run  # type: ignore[attr-defined]


class _Observed(BaseProcess):
    """What the process classes of all start methods share."""

    def run(self) -> None:
        """Run the target with a recorder attached."""
        recorder = attach(self._config[_KEY], self.name)  # type: ignore[attr-defined]
        try:
            super().run()
            recorder.done_item()  # an item in hand when the program fails is not done
        finally:
            recorder.finish()


class SpawnProcess(_Observed, context.SpawnProcess):
    """`Process` under spawn."""


CLASSES: dict[str, type[BaseProcess]] = {"spawn": SpawnProcess}

if sys.platform != "win32":

    class ForkProcess(_Observed, context.ForkProcess):
        """`Process` under fork."""

    class ForkServerProcess(_Observed, context.ForkServerProcess):
        """`Process` under forkserver."""

    CLASSES |= {"fork": ForkProcess, "forkserver": ForkServerProcess}
