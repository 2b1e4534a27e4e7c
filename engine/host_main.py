"""The process that a host is: names of its own, one run, and an end that leaves nothing behind."""

import faulthandler
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from engine import protocol
from engine.host import Host
from engine.housekeeping import log_obstacle
from engine.observed.wire import StandardConnection


def main(handle: int) -> None:
    """Run one run as the session orders over the connection `handle`, and leave."""
    if sys.stderr is not None:
        faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = StandardConnection(handle)
    folder = _own_names()
    multiprocessing.set_forkserver_preload(
        ["engine.programs.forkserver_guard", "engine.programs.worker"]
    )
    host = start = None
    try:
        start = control.recv()
        host = Host(control, start)
        host.run()
    except (EOFError, ConnectionError):
        if host is not None:
            host.abandon("failed", "The window or command line that ran it was gone.")
    except Exception as error:
        reason, sentence = _told(error, start)
        if not _abandon(host, reason, sentence):
            with suppress(OSError):
                control.send(protocol.Failed(sentence))
    finally:
        _leave(folder)


def _abandon(host: Host | None, reason: str, sentence: str) -> bool:
    """Let a run end for that reason; False when it cannot: its disk may still be full."""
    if host is not None:
        with suppress(Exception):
            host.abandon(reason, sentence)
            return True
    return False


def _told(error: Exception, start: protocol.Start | None) -> tuple[str, str]:
    """Return the reason and the sentence of an error that ends the run."""
    found = log_obstacle(Path(start.run_dir), error) if start is not None else None
    if found is not None:
        return found
    with suppress(OSError):  # _leave() lets nothing through, so it is told here
        import traceback  # at the top it would cost every run 3 ms

        traceback.print_exception(error)
    return "failed", f"The run cannot go on: {error}."


def _own_names() -> str:
    """Give semaphores and temporary folders names that tell whose they are."""
    stamp = f"{os.getpid():x}-{int(time.time()):x}"
    folder = tempfile.mkdtemp(prefix=f"weir-{stamp}-")
    config = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    config["semprefix"] = f"/weir{stamp}"
    config["tempdir"] = folder
    return folder


def _leave(folder: str) -> None:
    """Run multiprocessing's own clean-up (semaphore names), remove the folder, exit at once."""
    multiprocessing.util._exit_function()  # type: ignore[attr-defined]
    shutil.rmtree(folder, ignore_errors=True)
    sys.stderr and sys.stderr.flush()
    os._exit(0)
