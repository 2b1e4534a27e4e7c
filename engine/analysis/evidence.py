"""What was seen over the last seconds, or over a range, as the rules of `why` ask for it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from engine.analysis import figures, gates
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
SHORT = 0.8
"""Under this part of what is offered the producers do not manage to put it."""


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
        """The settings with those workers that are there and able to work, and their permits."""
        if not self.snapshot.workers:
            return self.config
        able = {role: sum(map(_is_able, self.living(role))) for role in ("producer", "consumer")}
        config = msgspec.structs.replace(
            self.config, producers_count=able["producer"], consumers_count=able["consumer"]
        )
        return gates.within_reach(config, self.snapshot.workers)

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
    def attempted_hz(self) -> float:
        """Puts a second that were begun within the span."""
        start_s, end_s = self.seen_s
        return self.ledger.attempted / max(end_s - start_s, 1e-9)

    @property
    def comes_short(self) -> bool:
        """True when the producers attempted clearly less than what their settings offer."""
        start_s, end_s = self.seen_s
        offered = offered_hz(self.serving) * (end_s - start_s)
        if self.counted is None or math.isinf(offered):
            return False
        return self.counted.attempted < SHORT * offered - _by_chance(self.serving, offered)

    @property
    def is_draining(self) -> bool:
        """True while a change can still be the reason that the channel is not yet empty."""
        spare = capacity_hz(self.serving) - offered_hz(self.serving)
        if is_near(self.serving) or not self.snapshot.depth or spare <= 0:
            return False
        if self.grew < 0 and self.done_hz > offered_hz(self.serving) and not varies(self.config):
            return True
        since_s = math.inf if self.changed_s is None else self.seen_s[1] - self.changed_s
        if since_s >= self.snapshot.depth / spare + LATE_S:
            return False
        return since_s < LATE_S or not self._lags

    @property
    def _lags(self) -> bool:
        """True when less is done than is offered, whatever the consumers have in hand."""
        start_s, end_s = self.seen_s
        in_hand = self.serving.consumers_count
        offered = offered_hz(self.serving) * (end_s - start_s)
        return self.counted is not None and self.counted.done + in_hand < offered

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
        return len(self.living(role)) or self._wanted(role)

    def _wanted(self, role: str) -> int:
        return self.config.producers_count if role == "producer" else self.config.consumers_count

    def producers_link(self) -> Phrase:
        """Return the producers' link of the chain."""
        share = figures.percent(self.producers_wait)
        return phrase("producers wait {share}", share=share)

    def channel_link(self) -> Phrase:
        """Return the channel's link of the chain: its level, of what it can hold if known."""
        view = self.snapshot
        depth = figures.count(view.depth) if self.knows_depth else "–"
        if self.config.channel_kind == "pipe":
            # Of a range the items are counted, and their bytes are known only about.
            return _pipe_level(view, depth, knows_bytes=self.span_s is None)
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
        return [one for one in self.ended(role) if one.died]

    def dead(self, role: str) -> int:
        """Return how many workers are missing because they died: nobody came in their place."""
        staying = sum(not one.asked for one in self.living(role))
        return min(len(self.died(role)), max(0, self._wanted(role) - staying))

    def keepers(self, role: str) -> list[WorkerView]:
        """Return who keeps a permit from the others of a role: frozen, or dead."""
        has_gate = gates.permits_of(self.config, role) > 0
        return gates.keepers(self.snapshot.workers, role) if has_gate else []

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


def _by_chance(config: Config, offered: float) -> float:
    """Return by how many items a span may differ from the `offered` ones it holds on average."""
    burst = config.producers_burst if config.producers_spacing == "bursty" else 1
    spread = 3 * math.sqrt(offered) if config.producers_spacing == "poisson" else 0.0
    return config.producers_count * burst + spread


def _whole_seconds(duration_s: float) -> str:
    return figures.seconds(max(1, round(duration_s)))


def _pipe_level(view: Snapshot, depth: str, knows_bytes: bool) -> Phrase:
    if not knows_bytes or not view.pipe_capacity:
        one = phrase("1 item in the pipe")
        return one if depth == "1" else phrase("{depth} items in the pipe", depth=depth)
    return phrase(
        "pipe {used} of {capacity} KiB",
        used=figures.kibibytes(view.pipe_bytes),
        capacity=figures.kibibytes(view.pipe_capacity),
    )
