"""What was seen over the last seconds, or over a range, as the rules of `why` ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.analysis import figures
from engine.analysis.expected import expected
from engine.analysis.load import capacity_hz, offered_hz
from engine.analysis.sentence import Phrase, Proof, phrase
from engine.config import Config
from engine.snapshot import Snapshot, WorkerView
from engine.states import State

Shares = Mapping[str, Mapping[State, float]]
"""Per role, the share of its lifetime spent in each state, 0 to 1."""
SPAN_S = 5.0
"""What the shares are of; less while a run is younger."""


@dataclass(frozen=True)
class Evidence:
    """The settings in force, the run at this instant, and the shares of the last 5 s.

    Of a range: the settings and workers of its middle, its mean depth, what was counted within it.
    """

    config: Config
    snapshot: Snapshot
    shares: Shares
    span_s: tuple[float, float] | None = None
    """The range, in seconds since the start of the run; None = the last 5 s."""
    cpu_cores: float | None = None
    """CPU time that the workers used, in cores on average; None = unknown."""
    cores: int | None = None
    """Cores of the machine that it ran on; None = unknown."""

    @property
    def seen_s(self) -> tuple[float, float]:
        """What the shares are of, in seconds since the start of the run."""
        now = self.snapshot.elapsed_s
        return self.span_s or (max(0.0, now - SPAN_S), now)

    @property
    def nothing(self) -> "Evidence":
        """The same with nothing seen yet: not every process runs its program."""
        return replace(self, shares={})

    def proof(self, role: str = "", *states: State, **numbers: float) -> Proof:
        """Return what a rule about these states of a role rests on."""
        known = {
            "offered_hz": offered_hz(self.config),
            "capacity_hz": capacity_hz(self.config),
            "depth": float(self.snapshot.depth),
            "maxsize": float(self.snapshot.maxsize),
        }
        share = self.share(role, *states) if states else None
        return Proof(*self.seen_s, role, states, share, {**known, **numbers})

    def share(self, role: str, *states: State) -> float:
        """Return the share of time, 0 to 1, that a role spent in these states together."""
        of_role = self.shares.get(role, {})
        return min(1.0, sum(of_role.get(state, 0.0) for state in states))

    @property
    def producers_wait(self) -> float:
        """Share of time that producers wait for a place (or for a permit to ask for one)."""
        return self.share("producer", State.WAIT_SLOT, State.WAIT_PIPE, State.WAIT_PERMIT)

    @property
    def consumers_busy(self) -> float:
        """Share of time that consumers work."""
        return self.share("consumer", State.WORKING_CPU, State.WORKING_IO)

    @property
    def consumers_starve(self) -> float:
        """Share of time that consumers wait for an item, behind another's get() included."""
        return self.share("consumer", State.WAIT_ITEM, State.WAIT_READ_LOCK)

    @property
    def at_the_brim(self) -> bool:
        """True when the queue has at most one free place at this instant."""
        maxsize = self.snapshot.maxsize
        return bool(maxsize) and self.snapshot.depth >= max(1, maxsize - 1)

    def living(self, role: str) -> list[WorkerView]:
        """Return the workers of a role that exist now."""
        return [w for w in self.snapshot.workers if w.role == role and not w.ended]

    def ended(self, role: str) -> list[WorkerView]:
        """Return the workers of a role that are gone."""
        return [w for w in self.snapshot.workers if w.role == role and w.ended]

    def chain(self, *links: Phrase, arrow: str = "←") -> Phrase:
        """Return the small line: links, each the cause of the one before it."""
        names = [f"link{number}" for number in range(len(links))]
        joined = f" {arrow} ".join(f"{{{name}}}" for name in names)
        chain = Phrase(joined, dict(zip(names, links, strict=True)))
        if self.span_s is not None:
            start, end = (f"{each:,.1f}" for each in self.span_s)
            return phrase("From {start} to {end} s: {chain}", start=start, end=end, chain=chain)
        template = "Last 5 s: {chain}" if self.snapshot.elapsed_s >= SPAN_S else "So far: {chain}"
        return phrase(template, chain=chain)

    def count(self, role: str) -> int:
        """Return how many workers of a role there are: those that live, else as set."""
        wanted = self.config.producers_count if role == "producer" else self.config.consumers_count
        return len(self.living(role)) or wanted

    def producers_link(self) -> Phrase:
        """Return the producers' link of the chain."""
        share = figures.percent(self.producers_wait)
        return phrase("producers wait {share}", share=share)

    def channel_link(self) -> Phrase:
        """Return the channel's link of the chain: its level, of what it can hold if known."""
        view = self.snapshot
        if self.config.channel_kind == "pipe":
            return _pipe_level(view)
        if not view.maxsize:
            return phrase("queue {depth}, unbounded", depth=figures.count(view.depth))
        return phrase(
            "queue {depth} of {maxsize}",
            depth=figures.count(view.depth),
            maxsize=figures.count(view.maxsize),
        )

    def consumers_link(self) -> Phrase:
        """Return the consumers' link of the chain."""
        return phrase("consumers busy {share}", share=figures.percent(self.consumers_busy))

    def reading_link(self) -> Phrase:
        """Return the link of consumers that wait for each other's get()."""
        share = figures.percent(self.share("consumer", State.WAIT_READ_LOCK))
        return phrase("consumers wait for the read lock {share}", share=share)

    def buffers_link(self, buffered: int) -> Phrase:
        """Return the link of what waits in the senders' memory."""
        return phrase("{n} in sender buffers", n=figures.count(buffered))

    def expected_link(self) -> Phrase:
        """Return what the settings promise, for want of anything seen."""
        return expected(self.config).phrase

    def permits_link(self) -> Phrase:
        """Return the link of consumers that wait for a permit."""
        share = figures.percent(self.share("consumer", State.WAIT_PERMIT))
        return phrase("consumers wait for a permit {share}", share=share)


def _pipe_level(view: Snapshot) -> Phrase:
    if not view.pipe_capacity:
        return phrase("{depth} items in the pipe", depth=figures.count(view.depth))
    return phrase(
        "pipe {used} of {capacity} KiB",
        used=f"{view.pipe_bytes / 1024:.0f}",
        capacity=f"{view.pipe_capacity / 1024:.0f}",
    )
