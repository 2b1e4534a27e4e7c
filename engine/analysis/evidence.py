"""What was seen over the last seconds, or over a range, as the rules of `why` ask for it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from engine.analysis import figures
from engine.analysis.expected import expected, is_near, varies
from engine.analysis.load import capacity_hz, offered_hz
from engine.analysis.sentence import Phrase, Proof, phrase
from engine.config import Config
from engine.ledger import Ledger
from engine.snapshot import Snapshot, WorkerView
from engine.states import State

Shares = Mapping[str, Mapping[State, float]]
"""Per role, the share of its lifetime spent in each state, 0 to 1."""
SPAN_S = 5.0
"""What the shares are of; less while a run is younger."""
LATE_S = 2.0
"""So much later than the settings promise a channel may be empty again."""


@dataclass(frozen=True)
class Evidence:
    """The settings in force, the run at this instant, and what was seen over a span of time.

    Of a chosen range: the settings and workers of its middle, and its mean depth.
    """

    config: Config
    snapshot: Snapshot
    shares: Shares
    counted: Ledger | None = None
    """What was counted within the span; None = since the start."""
    span_s: tuple[float, float] | None = None
    """The range that was chosen, in seconds since the start of the run; None = until now."""
    since_s: float | None = None
    """Where a span until now begins; None = 5 s ago."""
    changed_s: float | None = None
    """When settings or workers changed last; None = not since the start."""
    grew: int = 0
    """Depth at the end of the span less that at its beginning."""
    knows_depth: bool = True
    """False where the log that would tell is gone: trimmed, or damaged."""
    cpu_cores: float | None = None
    """CPU time that the workers used, in cores on average; None = unknown."""
    cores: int | None = None
    """Cores of the machine that it ran on; None = unknown."""

    @property
    def seen_s(self) -> tuple[float, float]:
        """What the shares are of, in seconds since the start of the run."""
        now = self.snapshot.elapsed_s
        since_s = now - SPAN_S if self.since_s is None else self.since_s
        return self.span_s or (max(0.0, since_s), now)

    @property
    def ledger(self) -> Ledger:
        """What was counted within the span."""
        return self.counted or self.snapshot.ledger

    @cached_property
    def serving(self) -> Config:
        """The settings with the counts of those workers that are there and able to work."""
        if not self.snapshot.workers:
            return self.config
        able = {role: sum(map(_is_able, self.living(role))) for role in ("producer", "consumer")}
        return msgspec.structs.replace(
            self.config, producers_count=able["producer"], consumers_count=able["consumer"]
        )

    @property
    def is_bounded(self) -> bool:
        """True for a queue with a maxsize."""
        return self.config.channel_kind == "queue" and bool(self.snapshot.maxsize)

    @property
    def is_growing(self) -> bool:
        """True for a queue without a bound that became longer."""
        return self.config.channel_kind == "queue" and not self.is_bounded and self.grew > 0

    @property
    def done_hz(self) -> float:
        """Items a second that were done within the span."""
        start_s, end_s = self.seen_s
        return self.ledger.done / max(end_s - start_s, 1e-9)

    @property
    def is_draining(self) -> bool:
        """True while a change can still be the reason that the channel is not yet empty."""
        spare = capacity_hz(self.serving) - offered_hz(self.serving)
        if is_near(self.serving) or not self.snapshot.depth or spare <= 0:
            return False
        if self.grew < 0 and self.done_hz > offered_hz(self.serving) and not varies(self.config):
            return True
        changed_s = -math.inf if self.changed_s is None else self.changed_s
        return self.seen_s[1] - changed_s < self.snapshot.depth / spare + LATE_S

    @property
    def nothing(self) -> "Evidence":
        """The same with nothing seen yet: not every process runs its program."""
        return replace(self, shares={})

    def proof(self, role: str = "", *states: State, **numbers: float) -> Proof:
        """Return what a rule about these states of a role rests on."""
        known = {
            "offered_hz": offered_hz(self.serving),
            "capacity_hz": capacity_hz(self.serving),
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
        start_s, end_s = self.seen_s
        return phrase("Last {time}: {chain}", time=_whole_seconds(end_s - start_s), chain=chain)

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
        depth = figures.count(view.depth) if self.knows_depth else "–"
        if self.config.channel_kind == "pipe":
            return _pipe_level(view, depth)
        if not view.maxsize:
            return phrase("queue {depth}, unbounded", depth=depth)
        return phrase(
            "queue {depth} of {maxsize}", depth=depth, maxsize=figures.count(view.maxsize)
        )

    def consumers_link(self) -> Phrase:
        """Return the consumers' link of the chain, with those that cannot work."""
        share = figures.percent(self.consumers_busy)
        for count, template in (
            (self._missing(State.FROZEN), "consumers busy {share}, {n} frozen"),
            (self._missing(State.PAUSED), "consumers busy {share}, {n} paused"),
            (self.dead("consumer"), "consumers busy {share}, {n} died"),
        ):
            if count:
                return phrase(template, share=share, n=str(count))
        return phrase("consumers busy {share}", share=share)

    def _missing(self, state: State) -> int:
        return sum(one.state is state for one in self.living("consumer"))

    def died(self, role: str) -> list[WorkerView]:
        """Return the workers of a role that ended although nobody asked them to."""
        bad = (State.KILLED, State.FAILED)
        return [one for one in self.ended(role) if one.state in bad and not one.asked]

    def dead(self, role: str) -> int:
        """Return how many workers are missing because they died: nobody came in their place."""
        wanted = self.config.producers_count if role == "producer" else self.config.consumers_count
        staying = sum(not one.asked for one in self.living(role))
        return min(len(self.died(role)), max(0, wanted - staying))

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


def cores_used(snapshot: Snapshot) -> float | None:
    """Return the CPU time that the living workers used lately, in cores; None = unknown."""
    used = [one.cpu_percent for one in snapshot.workers if not one.ended]
    known = [percent for percent in used if percent is not None]
    return sum(known) / 100 if known and len(known) == len(used) else None


def counted(first: Snapshot, last: Snapshot) -> Ledger:
    """Return the ledger of the later of two instants, with what was counted between them."""
    return replace(
        last.ledger,
        attempted=max(0, last.ledger.attempted - first.ledger.attempted),
        refused=max(0, last.ledger.refused - first.ledger.refused),
        done=max(0, last.ledger.done - first.ledger.done),
    )


def _is_able(worker: WorkerView) -> bool:
    return worker.state not in (State.FROZEN, State.PAUSED) and not worker.asked


def _whole_seconds(duration_s: float) -> str:
    return figures.seconds(max(1, round(duration_s)))


def _pipe_level(view: Snapshot, depth: str) -> Phrase:
    if not view.pipe_capacity:
        return phrase("{depth} items in the pipe", depth=depth)
    return phrase(
        "pipe {used} of {capacity} KiB",
        used=figures.kibibytes(view.pipe_bytes),
        capacity=figures.kibibytes(view.pipe_capacity),
    )
