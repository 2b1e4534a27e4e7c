"""Commands from the session to the host and notices back: typed, closed, one `match` at each end.

They travel as pickles over a Pipe between two processes of ours; nothing else ever writes there.
"""

from typing import NamedTuple

from engine.runlog.manifest import End

Setting = int | float | str


class Start(NamedTuple):
    """Make the run folder's contents and start the workers. The first command, given once."""

    run_dir: str
    settings: dict[str, Setting]
    scenario: str | None
    versions: dict[str, str]
    kept: bool
    log_limit_bytes: int


class Change(NamedTuple):
    """Apply settings to the running processes, in this order."""

    settings: dict[str, Setting]


class Pause(NamedTuple):
    """Pause the named workers between two items; all of them when none is named."""

    workers: tuple[str, ...] = ()


class Resume(NamedTuple):
    """Let the named workers go on; all of them when none is named."""

    workers: tuple[str, ...] = ()


class Stop(NamedTuple):
    """End the run: drain for at most `drain_s`, then kill."""

    drain_s: float = 1.0


class Retire(NamedTuple):
    """Let one worker end after its item; the count of its role goes down by one."""

    worker: str


class Kill(NamedTuple):
    """Kill one worker with SIGKILL, as the user asked."""

    worker: str


Command = Start | Change | Pause | Resume | Stop | Retire | Kill


class Notice(NamedTuple):
    """One sentence that the user should read."""

    text: str


class Stopping(NamedTuple):
    """The run is draining."""


class Ended(NamedTuple):
    """Every worker is reaped, the manifest is written, the host leaves."""

    end: End


class Failed(NamedTuple):
    """The run could not start or go on; everything of it is cleaned up, the host leaves."""

    sentence: str


Message = Notice | Stopping | Ended | Failed
