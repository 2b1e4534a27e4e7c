"""Weir: real processes that produce, consume and wait for each other, and a window that shows why.

The window by default; `run`, `scenarios`, `export` on the command line. Nothing but the standard
library is imported at module level: a spawned child imports this file again.
"""

import faulthandler
import gc
import os
import sys


def open_window(scenario: str | None) -> int:
    """Open the window, or say in one line why not. Return the exit status."""
    from engine import cli
    from gui import display

    obstacle = display.find_obstacle()
    if obstacle is None:
        gc.disable()  # until the window stands: what is made for it is no garbage
        from gui.app import main as run_application

        return int(run_application(scenario))
    print(obstacle.sentence, file=sys.stderr)
    if obstacle.is_missing_library:
        return 1
    return cli.run_without_window(scenario)


def main() -> int:
    """Do what the command line asks. Return the exit status."""
    gc.disable()  # what is made while modules are read is no garbage
    from engine import cli

    gc.enable()
    if sys.stderr is None:  # under pythonw, and where it was closed
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (until the end)
    faulthandler.enable()
    return cli.main(sys.argv[1:], open_window)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before a run or a window took Ctrl-C over
        sys.exit(1)
