"""The first statements of every worker: nothing of a run outlives its host."""

import faulthandler
import os
import signal
import sys
import threading
from multiprocessing import connection, parent_process

from engine import platforms

_POLL_S = 0.5


def arm(host_pid: int, start_method: str) -> None:
    """Make this worker end when its host does, and leave Ctrl-C to the window.

    Three nets, because each has a hole: the kernel's signal (Linux only), the host's sentinel (a
    sibling made by fork may hold its other end), and the parent's pid (not under forkserver).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.stderr is not None:
        faulthandler.enable()
    platforms.die_with_parent()
    is_child = start_method != "forkserver"
    if is_child and os.getppid() != host_pid:
        os._exit(1)
    platforms.lower_priority()
    # Under spawn and forkserver the sentinel alone tells; under fork a sibling can keep it open.
    poll_s = _POLL_S if start_method == "fork" else None
    threading.Thread(target=_watch, args=(host_pid, poll_s), name="guard", daemon=True).start()


def _watch(host_pid: int, poll_s: float | None) -> None:
    """End the process when the host has ended."""
    host = parent_process()
    while host is not None and not connection.wait([host.sentinel], poll_s):
        if os.getppid() != host_pid:
            break
    os._exit(1)
