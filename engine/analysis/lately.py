"""What a run did lately: in the last 5 s, but not longer ago than its circumstances changed.

Settings, pauses, starts and ends of workers make another run of it: shares of time from before
would speak for settings that are gone.
"""

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from engine.analysis import why
from engine.analysis.evidence import SPAN_S, Evidence, Shares, cores_used, counted
from engine.analysis.sentence import Sentence
from engine.snapshot import Phase, Snapshot
from engine.states import State


@dataclass(frozen=True)
class _Seen:
    """One look at the run."""

    snapshot: Snapshot
    cpu_cores: float | None


class Lately:
    """Follows one run after another, snapshot by snapshot."""

    def __init__(self) -> None:
        self._circumstances: Hashable = None
        self._changed_s: float | None = None
        """When they changed last; None = not since the workers run."""
        self._looks: deque[_Seen] = deque()

    def why(
        self,
        snapshot: Snapshot,
        shares: Callable[[float, float], Shares],
        before: Callable[[], Sentence | None],
    ) -> Sentence:
        """Return the sentence of now. `shares` are those of a range in seconds.

        `before` says why for the time before the run ended; it is asked once it has.
        """
        if snapshot.phase is Phase.ENDED:
            return why.done(snapshot, before())
        self._take(snapshot)
        return why.said(self._evidence(shares))

    def _take(self, snapshot: Snapshot) -> None:
        """Take the run as it is now; forget what is from before a change, or too long ago."""
        circumstances = _circumstances(snapshot)
        if circumstances != self._circumstances:
            was_running = self._is_running_still(snapshot)
            self._changed_s = snapshot.elapsed_s if was_running else None
            self._circumstances = circumstances
            self._looks.clear()
        self._looks.append(_Seen(snapshot, cores_used(snapshot)))
        while snapshot.elapsed_s - self._looks[0].snapshot.elapsed_s > SPAN_S:
            self._looks.popleft()

    def _is_running_still(self, snapshot: Snapshot) -> bool:
        """True when the run of the last look goes on and its workers ran their program then."""
        if not self._looks or self._looks[-1].snapshot.run_id != snapshot.run_id:
            return False
        return self._changed_s is not None or (
            self._looks[-1].snapshot.phase not in (Phase.READY, Phase.STARTING)
        )

    def _evidence(self, shares: Callable[[float, float], Shares]) -> Evidence:
        first, last = self._looks[0].snapshot, self._looks[-1].snapshot
        used = [look.cpu_cores for look in self._looks if look.cpu_cores is not None]
        in_pipe = [look.snapshot.pipe_bytes for look in self._looks]
        return Evidence(
            last.config,
            replace(last, pipe_bytes=sum(in_pipe) // len(in_pipe)),
            shares(first.elapsed_s, last.elapsed_s),
            counted=counted(first, last),
            since_s=first.elapsed_s,
            changed_s=self._changed_s,
            grew=last.depth - first.depth,
            cpu_cores=sum(used) / len(used) if used else None,
            cores=why.CORES,
        )


def _circumstances(snapshot: Snapshot) -> Hashable:
    """Return all that makes shares of time speak for one and the same thing."""
    standing = (State.STARTING, State.FROZEN)
    return (
        snapshot.run_id,
        snapshot.phase,
        tuple(snapshot.config.values().values()),
        tuple(
            (one.name, one.paused, one.state if one.state in standing else None)
            for one in snapshot.workers
            if not one.ended
        ),
    )
