"""The rules about sharing: locks, permits and cores that too many processes want at once."""

from typing import Final

from engine.analysis import cures, figures
from engine.analysis.causes import WAITS
from engine.analysis.evidence import Evidence
from engine.analysis.sentence import Sentence, phrase
from engine.analysis.verdict import Ok, Recheck, Verdict, Warn
from engine.states import State

CROWDED: Final = 1.25
"""Processes that compute over cores that they got: from here on they wait for each other."""
COMPUTING: Final = 0.8
"""Cores in use under which the machine is not what processes wait for that may do something else
than compute."""
SMALL: Final = 0.25
"""Payloads under this part of the pipe leave room in it that can be told from none."""


def permits_at_put(seen: Evidence) -> Verdict:
    """Producers wait for each other at the semaphore around put()."""
    config = seen.serving
    proof = seen.proof("producer", State.WAIT_PERMIT, permits=config.gate_producer_permits)
    share = seen.share("producer", State.WAIT_PERMIT)
    if share < WAITS or not 0 < config.gate_producer_permits < config.producers_count:
        return Ok(proof)
    n = str(config.gate_producer_permits)
    template = "Producers wait for a permit {share} of the time: {n} may be in put() at once"
    words = phrase(template, share=figures.percent(share), n=n)
    keepers = seen.keepers("producer")
    if keepers:
        template = "{name} was killed and held a permit at put: {n} may be in put() at once"
        words = phrase(template, name=keepers[0].name, n=n)
    links = seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
    fixes = cures.permits("producer", config.producers_count + len(keepers))
    return Warn(proof, Sentence(words, State.WAIT_PERMIT, chain=links, cures=fixes))


def read_lock(seen: Evidence) -> Verdict:
    """A convoy: consumers wait for each other's get() although there are items.

    Of n consumers without work n - 1 wait for the read lock, and one waits for an item: that is
    starvation. Here more wait for the lock than that.
    """
    share = seen.share("consumer", State.WAIT_READ_LOCK)
    idle = seen.share("consumer", State.WAIT_ITEM) * (seen.count("consumer") - 1)
    proof = seen.proof("consumer", State.WAIT_READ_LOCK, idle=idle)
    if share - idle < WAITS or not seen.snapshot.depth:
        return Ok(proof)
    links = seen.chain(seen.reading_link(), seen.channel_link(), seen.consumers_link())
    words = phrase(
        "Consumers wait for each other {share} of the time: one at a time can read",
        share=figures.percent(share),
    )
    fixes = cures.fewer_consumers(seen.serving, seen.consumers_busy * seen.count("consumer"))
    return Warn(proof, Sentence(words, State.WAIT_READ_LOCK, chain=links, cures=fixes))


def write_lock(seen: Evidence) -> Verdict:
    """Producers wait for each other's send() although the pipe has room."""
    config, view = seen.serving, seen.snapshot
    share, capacity = seen.share("producer", State.WAIT_PIPE), view.pipe_capacity
    proof = seen.proof("producer", State.WAIT_PIPE, pipe_bytes=view.pipe_bytes, capacity=capacity)
    if config.channel_kind != "pipe" or share < WAITS or seen.count("producer") < 2:
        return Ok(proof)
    if not capacity:
        return Recheck(proof)
    if config.producers_payload_bytes > SMALL * capacity or view.pipe_bytes > capacity / 2:
        return Ok(proof)
    words = phrase(
        "Producers wait for each other {share} of the time: one at a time can write",
        share=figures.percent(share),
    )
    links = seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
    fixes = cures.within_channel(seen.serving, seen.done_hz)
    return Warn(proof, Sentence(words, State.WAIT_PIPE, chain=links, cures=fixes))


def transport(seen: Evidence) -> Verdict:
    """Items wait in the senders' buffers, consumers wait for them: pipe and write lock are slow.

    Where producers wait as well, `levels.drains` says so.
    """
    share = seen.consumers_starve
    buffered = sum(one.buffered for one in seen.living("producer"))
    proof = seen.proof("consumer", State.WAIT_ITEM, State.WAIT_READ_LOCK, buffered=buffered)
    if seen.config.channel_kind != "queue" or share < WAITS or seen.producers_wait >= WAITS:
        return Ok(proof)
    if buffered <= max(2, seen.count("consumer"), seen.count("producer")):
        return Ok(proof)
    words = phrase(
        "Items wait to be written, consumers wait for them {share} of the time: "
        "the pipe sets the pace",
        share=figures.percent(share),
    )
    links = seen.chain(seen.consumers_link(), seen.buffers_link(buffered), seen.producers_link())
    fixes = cures.smaller_items(seen.config, cures.PIPE_BYTES // 4)
    return Warn(proof, Sentence(words, State.WAIT_PIPE, chain=links, cures=fixes))


def cores(seen: Evidence) -> Verdict:
    """More processes compute than there are cores for them: each gets a part of one."""
    wanted = sum(
        seen.share(role, State.WORKING_CPU) * seen.count(role) for role in ("producer", "consumer")
    )
    got = seen.cpu_cores
    proof = seen.proof("consumer", State.WORKING_CPU, wanted=wanted, got=got or 0.0)
    if wanted < CROWDED:
        return Ok(proof)
    if got is None:
        return Recheck(proof)
    computes = seen.config.consumers_work == "cpu"
    crowded = wanted >= CROWDED * max(got, 1.0) and (got >= COMPUTING or computes)
    if not crowded or not (seen.producers_wait > WAITS or seen.at_the_brim or seen.is_growing):
        return Ok(proof)
    is_more = seen.cores is not None and wanted > seen.cores
    template = "Processes wait for a CPU: {n} want to compute at once and get {cores} cores"
    if is_more:
        template = "More processes than cores: {n} want to compute at once and get {cores} cores"
    words = phrase(template, n=figures.count(round(wanted)), cores=figures.rate(got))
    links = seen.chain(seen.producers_link(), seen.channel_link(), seen.consumers_link())
    fixes = cures.within_cores(seen.serving, got)
    return Warn(proof, Sentence(words, State.WORKING_CPU, chain=links, cures=fixes))
