"""What the flow shows, worked out of a snapshot: pure data, equal when the picture is equal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State

PIPE_HEADER_BYTES = 64
"""What an item takes in the pipe beside its payload, about: its frame and its pickle."""
NUMBERED, COUNTED = 12, 64
RECENT_S = 4.0
"""Workers asked to end earlier than this before the end of the run had been retired."""


@dataclass(frozen=True)
class Block:
    """One worker. `state` None: it stands only in the settings so far."""

    name: str
    index: int
    state: State | None = None
    items: int | None = None
    seconds: float | None = None
    """In its state; None when that is not what the block shows."""
    worker: WorkerView | None = None
    tag: int = 0
    """Number of the item it waits with, or has in hand; 0 for none."""

    @property
    def died(self) -> bool:
        """True when it ended by itself and not well."""
        return self.state in (State.FAILED, State.KILLED) and not (
            self.worker is not None and self.worker.asked
        )


@dataclass(frozen=True)
class Gate:
    """A semaphore: how many of its permits are held."""

    permits: int
    held: int
    is_short: bool
    """Somebody waits for a permit."""


@dataclass(frozen=True)
class Vessel:
    """The channel: what it holds of what it can hold."""

    is_pipe: bool
    depth: int
    places: int
    """Places to draw one by one, 0 = one bar."""
    fraction: float
    """How far the bar is filled, 0 to 1."""
    oldest: int
    """Number of the item that is read next, 0 = unknown."""
    is_full: bool
    is_empty: bool
    """Empty, and the consumers wait for it."""
    is_nearly_full: bool = False
    """Full, or about to be again: at this rate it would flicker."""
    is_nearly_empty: bool = False


@dataclass(frozen=True)
class Picture:
    """Everything that changes in the flow, but for the figures of the rates."""

    producers: tuple[Block, ...]
    consumers: tuple[Block, ...]
    vessel: Vessel
    producer_gate: Gate | None
    consumer_gate: Gate | None
    waiting: int
    in_hand: int


def picture(snapshot: Snapshot, states: Mapping[str, State]) -> Picture:
    """Return what to draw; `states` are the states to show by worker, where known."""
    producers = _blocks(snapshot, "producer", states)
    consumers = _blocks(snapshot, "consumer", states)
    vessel = _vessel(snapshot, producers, consumers)
    return Picture(
        producers=_with_waiting_items(producers, snapshot, vessel.depth),
        consumers=consumers,
        vessel=vessel,
        producer_gate=_gate(
            snapshot.config.gate_producer_permits,
            producers,
            sum(block.state in _PUTTING for block in producers),
        ),
        consumer_gate=_gate(  # between two items a consumer holds no permit
            snapshot.config.gate_consumer_permits,
            consumers,
            sum(block.state in _WORKING and block.tag > 0 for block in consumers),
        ),
        waiting=snapshot.ledger.waiting,
        in_hand=snapshot.ledger.in_hand,
    )


_PUTTING = (State.WAIT_SLOT, State.WAIT_PIPE)
_WORKING = (State.WORKING_CPU, State.WORKING_IO)
_STARVING = (State.WAIT_ITEM, State.WAIT_READ_LOCK)


def _blocks(snapshot: Snapshot, role: str, states: Mapping[str, State]) -> tuple[Block, ...]:
    blocks = tuple(
        _block(worker, snapshot.elapsed_s, states)
        for worker in snapshot.workers
        if worker.role == role and _is_shown(worker, snapshot)
    )
    is_before = snapshot.phase is Phase.READY and not snapshot.workers
    if is_before or snapshot.phase is Phase.STARTING:
        return _with_planned(blocks, snapshot, role)
    return blocks


def _with_planned(blocks: tuple[Block, ...], snapshot: Snapshot, role: str) -> tuple[Block, ...]:
    """Add those that the settings name and that are not there yet: each has its place at once."""
    config = snapshot.config
    count = config.producers_count if role == "producer" else config.consumers_count
    there = {block.index: block for block in blocks}
    planned = {n: Block(f"{role}-{n}", n) for n in range(1, count + 1)}
    return tuple(block for _, block in sorted((planned | there).items()))


def _is_shown(worker: WorkerView, snapshot: Snapshot) -> bool:
    """A worker that was retired goes; one that died stays to be seen."""
    if not worker.ended or not worker.asked:
        return True
    ended_late = worker.since_s >= snapshot.elapsed_s - RECENT_S
    return snapshot.phase in (Phase.STOPPING, Phase.ENDED) and ended_late


def _block(worker: WorkerView, elapsed_s: float, states: Mapping[str, State]) -> Block:
    state = worker.state if worker.ended else states.get(worker.name, worker.state)
    as_shown = state == worker.state and not worker.ended
    return Block(
        worker.name,
        worker.index,
        state,
        worker.items,
        max(0.0, elapsed_s - worker.since_s) if as_shown else None,
        worker,
        worker.item if worker.role == "consumer" else 0,
    )


def _with_waiting_items(
    blocks: tuple[Block, ...], snapshot: Snapshot, depth: int
) -> tuple[Block, ...]:
    """Give each producer in put() the number its item would get: those after the queued ones.

    Who has waited longest is likely to be next.
    """
    waiting = [
        block.worker
        for block in blocks
        if block.worker is not None and block.worker.waiting_put and block.state in _PUTTING
    ]
    waiting.sort(key=lambda worker: worker.since_s)
    first = snapshot.sequence_read + depth + 1
    tags = {worker.name: number for number, worker in enumerate(waiting, first)}
    return tuple(replace(block, tag=tags.get(block.name, block.tag)) for block in blocks)


def _vessel(
    snapshot: Snapshot, producers: tuple[Block, ...], consumers: tuple[Block, ...]
) -> Vessel:
    is_pipe = snapshot.config.channel_kind == "pipe"
    depth = max(0, snapshot.depth)
    maxsize = _maxsize(snapshot)
    waits = State.WAIT_PIPE if is_pipe else State.WAIT_SLOT
    is_blocked = any(block.state is waits for block in producers)
    # Producers at a pipe wait for each other too, for the lock to write; that does not fill it.
    has_no_room = not is_pipe or 2 * pipe_bytes(snapshot)[0] >= snapshot.pipe_capacity
    slack = max(1, maxsize // 10)
    is_starving = any(block.state in _STARVING for block in consumers) and not any(
        block.state in _WORKING for block in consumers
    )
    return Vessel(
        is_pipe=is_pipe,
        depth=depth,
        places=_places(snapshot, maxsize),
        fraction=_fraction(snapshot, maxsize),
        oldest=snapshot.sequence_read + 1,
        # A slot that was given back is taken again at once where puts wait for it.
        is_full=0 < maxsize <= depth or (is_blocked and maxsize - depth <= slack and has_no_room),
        is_empty=depth == 0 and is_starving,
        is_nearly_full=maxsize > 3 * slack and maxsize - depth <= slack,
        is_nearly_empty=depth <= slack and is_starving,
    )


def lasting(vessel: Vessel, before: Vessel) -> Vessel:
    """Return a vessel that stays full, or empty, while it nearly is: its mark does not flicker."""
    return replace(
        vessel,
        is_full=vessel.is_full or (before.is_full and vessel.is_nearly_full),
        is_empty=vessel.is_empty or (before.is_empty and vessel.is_nearly_empty),
    )


def _maxsize(snapshot: Snapshot) -> int:
    """Return the places of the queue, 0 for none: unbounded, or a pipe."""
    if snapshot.config.channel_kind == "pipe":
        return 0
    return snapshot.maxsize if snapshot.workers else snapshot.config.channel_maxsize


def _places(snapshot: Snapshot, maxsize: int) -> int:
    if snapshot.config.channel_kind == "pipe":
        item_bytes = snapshot.config.producers_payload_bytes + PIPE_HEADER_BYTES
        places = snapshot.pipe_capacity // item_bytes
        return places if NUMBERED >= places >= snapshot.depth else 0
    return maxsize if maxsize <= COUNTED else 0


def pipe_bytes(snapshot: Snapshot) -> tuple[int, bool]:
    """Return the bytes in the pipe, and whether they are known.

    Of the past only the items are: their bytes are then those that so many of them take, about.
    """
    if snapshot.pipe_bytes or not snapshot.depth:
        return snapshot.pipe_bytes, True
    item_bytes = snapshot.config.producers_payload_bytes + PIPE_HEADER_BYTES
    return min(snapshot.pipe_capacity, max(0, snapshot.depth) * item_bytes), False


def _fraction(snapshot: Snapshot, maxsize: int) -> float:
    if snapshot.pipe_capacity and snapshot.config.channel_kind == "pipe":
        return min(1.0, pipe_bytes(snapshot)[0] / snapshot.pipe_capacity)
    return min(1.0, snapshot.depth / (maxsize or _round_scale(snapshot.depth)))


def _round_scale(depth: int) -> int:
    """Return 10, 20, 50, 100, …: the first that is not under the depth."""
    scale = 10
    while scale < depth:
        scale = scale * 5 // 2 if str(scale).startswith("2") else scale * 2
    return scale


def _gate(permits: int, blocks: tuple[Block, ...], holding: int) -> Gate | None:
    """Return a semaphore with as many holders: while somebody waits for a permit, all are held.

    That tells of a permit too that is lost with a process that was killed with it.
    """
    if not permits:
        return None
    is_short = any(block.state == State.WAIT_PERMIT for block in blocks)
    return Gate(permits, permits if is_short else min(permits, holding), is_short)
