"""The host as its session sees it: a process, a pipe to it, and commands it has not taken yet."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import connection
from pathlib import Path
from typing import Any, Final

from engine import platforms, protocol

_CODE: Final = "import sys; from engine.host_main import main; main(int(sys.argv[1]))"


class HostProcess:
    """One host, from its start to its end. Only `release` and what is named for it ever waits."""

    def __init__(self, run: Path) -> None:
        """Start the host; it inherits one end of the pipe and nothing else. Raises OSError.

        It finds this package through PYTHONPATH, which a forkserver of its inherits, and `-P`
        keeps the current folder from shadowing the standard library. The run folder stands in
        its command line for `is_host` alone.
        """
        self._outbox: list[protocol.Command] = []
        self._pipe: Any
        self._pipe, theirs = connection.Pipe()
        root = str(Path(__file__).resolve().parent.parent)
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        handle = theirs.fileno()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _CODE, str(handle), str(run.resolve())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=os.getcwd(),  # where it was removed that is told here: nobody could start there
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                **platforms.host_arguments(handle),
            )
        except OSError:
            self._pipe.close()
            raise
        finally:
            theirs.close()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def has_left(self) -> bool:
        """True once the process has ended."""
        return self._process.poll() is not None

    def send(self, command: protocol.Command) -> None:
        """Hand over a command, now or, if the host is busy, with the next `flush`."""
        last = self._outbox[-1] if self._outbox else None
        if isinstance(command, protocol.Change) and isinstance(last, protocol.Change):
            self._outbox[-1] = protocol.Change({**last.settings, **command.settings})
        else:
            self._outbox.append(command)
        self.flush()

    def flush(self) -> None:
        """Send what it has not taken yet, as far as there is room."""
        with suppress(OSError):  # the host has gone; `messages` finds its end of the pipe
            while self._outbox and platforms.has_room(self._pipe.fileno()):
                self._pipe.send(self._outbox[0])
                del self._outbox[0]

    def messages(self) -> Iterator[protocol.Message]:
        """Yield what it has said by now. Raises EOFError or OSError when it has gone."""
        while not self._pipe.closed and self._pipe.poll(0):
            yield self._pipe.recv()

    def wait(self, timeout_s: float) -> None:
        """Wait until it says something or leaves, for so long at most."""
        connection.wait([self._pipe], timeout_s)

    def wait_to_leave(self, timeout_s: float) -> None:
        """Wait until it has left, for so long at most."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_s)

    def kill(self) -> None:
        """Kill it with all that it started. Does not wait: `has_left` tells when it has gone."""
        platforms.kill_group(self._process.pid)

    def release(self) -> None:
        """Make sure that it has gone with all that it started, and let go of it."""
        self.kill()
        self.wait_to_leave(1)
        self._pipe.close()


def is_host(pid: int, run: Path | None = None) -> bool:
    """True while a process is a host of this user; with `run`, the host of that run folder.

    A process id alone does not tell: it may have been given to another program.
    """
    import psutil  # os.kill(pid, 0) would be Ctrl-C on Windows

    try:
        words = psutil.Process(pid).cmdline()
    except (psutil.Error, ValueError):
        return False
    is_any = any("engine.host" in word for word in words)
    return is_any and (run is None or str(run.resolve()) in words)
