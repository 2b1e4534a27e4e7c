"""Commands from the session to the host and notices back: typed, closed, one `match` at each end.

They travel as pickles over a Pipe between two processes of ours; nothing else ever writes there.
"""

from dataclasses import dataclass

from engine.runlog.manifest import End

Setting = int | float | str


@dataclass(frozen=True)
class Start:
    """Make the run folder's contents and start the workers. The first command, given once."""

    run_dir: str
    settings: dict[str, Setting]
    scenario: str | None
    versions: dict[str, str]
    kept: bool
    log_limit_bytes: int


@dataclass(frozen=True)
class Change:
    """Apply settings to the running processes, in this order."""

    settings: dict[str, Setting]


@dataclass(frozen=True)
class Pause:
    """Pause the named workers between two items; all of them when none is named."""

    workers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resume:
    """Let the named workers go on; all of them when none is named."""

    workers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stop:
    """End the run: drain for at most `drain_s`, then kill."""

    drain_s: float = 1.0


@dataclass(frozen=True)
class Kill:
    """Kill one worker with SIGKILL, as the user asked."""

    worker: str


Command = Start | Change | Pause | Resume | Stop | Kill


@dataclass(frozen=True)
class Started:
    """The run folder is ready to be read and the first workers are being started."""

    origin_ns: int


@dataclass(frozen=True)
class Changed:
    """Settings were handed to the workers at `at_ns`."""

    settings: dict[str, Setting]
    at_ns: int


@dataclass(frozen=True)
class Notice:
    """One sentence that the user should read."""

    text: str


@dataclass(frozen=True)
class Stopping:
    """The run is draining."""


@dataclass(frozen=True)
class Ended:
    """Every worker is reaped, the manifest is written, the host leaves."""

    end: End


@dataclass(frozen=True)
class Failed:
    """The run could not start or go on; everything of it is cleaned up, the host leaves."""

    sentence: str


Message = Started | Changed | Notice | Stopping | Ended | Failed
