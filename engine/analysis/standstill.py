"""The rules about processes that hold others up because they stand still, or died.

A process that is killed or frozen in the middle of `get` or `send` keeps the lock that it held, and
one that is killed or frozen at work, or in `put`, keeps its permit.
"""

from dataclasses import replace
from typing import Final

from engine.analysis import cures, gates
from engine.analysis.clauses import are_offered, serve
from engine.analysis.evidence import Evidence
from engine.analysis.sentence import Phrase, Sentence, phrase
from engine.analysis.verdict import Ok, Verdict, Warn
from engine.snapshot import WorkerView
from engine.states import State

LONG_S: Final = 0.3
"""Nobody waits for a lock that somebody able has this long: it is held for microseconds."""


def read_lock_lost(seen: Evidence) -> Verdict:
    """Who held the read lock is frozen or dead: every other consumer waits for it."""
    proof = seen.proof("consumer", State.WAIT_READ_LOCK)
    culprits, able = _culprits(seen, "consumer"), _able(seen, "consumer")
    if not culprits or not able or not _all_wait(seen, able, State.WAIT_READ_LOCK):
        return Ok(proof)
    return Warn(proof, _stuck(seen, culprits, _READ, State.WAIT_READ_LOCK))


def write_lock_lost(seen: Evidence) -> Verdict:
    """Who held the write lock is frozen or dead: nothing is written any more."""
    proof = seen.proof("producer", State.WAIT_PIPE)
    culprits, senders = _culprits(seen, "producer"), _able(seen, "producer")
    readers = _able(seen, "consumer")
    starve = _all_wait(seen, readers, State.WAIT_ITEM, State.WAIT_READ_LOCK)
    if seen.config.channel_kind == "pipe":
        stuck = bool(senders) and _all_wait(seen, senders, State.WAIT_PIPE)
    else:
        stuck = seen.snapshot.depth > 0
    if not culprits or not readers or not starve or not stuck:
        return Ok(proof)
    return Warn(proof, _stuck(seen, culprits, _WRITE, State.WAIT_PIPE))


def permit_lost(seen: Evidence) -> Verdict:
    """Who held the last permit is frozen or dead: nobody else gets one."""
    for role, templates in _PERMIT.items():
        keepers, permits = seen.keepers(role), gates.permits_of(seen.config, role)
        if not keepers or len(keepers) < permits or not _able(seen, role):
            continue
        sentence = _stuck(seen, keepers, templates, State.WAIT_PERMIT)
        if keepers[0].state is not State.FROZEN:
            links = (seen.producers_link(), seen.channel_link(), seen.consumers_link())
            fixes = cures.permits(role, permits + len(keepers))
            sentence = replace(sentence, chain=seen.chain(*links, arrow="·"), cures=fixes)
        return Warn(seen.proof(role, State.WAIT_PERMIT), sentence)
    return Ok(seen.proof())


def frozen(seen: Evidence) -> Verdict:
    """A signal has stopped a process, with whatever it holds."""
    stopped = [one for one in seen.snapshot.workers if one.state is State.FROZEN]
    if not stopped:
        return Ok(seen.proof())
    template = "{name} is frozen by a signal: {offered}, {serve}"
    if len(stopped) > 1:
        template = "{n} processes are frozen by a signal: {offered}, {serve}"
    words = phrase(
        template,
        name=stopped[0].name,
        n=str(len(stopped)),
        offered=are_offered(seen.serving),
        serve=serve(seen.serving),
    )
    links = (seen.producers_link(), seen.channel_link(), *_thaw(seen, stopped))
    proof = seen.proof(stopped[0].role, State.FROZEN)
    return Warn(proof, Sentence(words, State.FROZEN, chain=seen.chain(*links, arrow="·")))


def _able(seen: Evidence, role: str) -> list[WorkerView]:
    return [one for one in seen.living(role) if one.state is not State.FROZEN]


def _culprits(seen: Evidence, role: str) -> list[WorkerView]:
    """Return who may have kept a lock, the likeliest first."""
    stopped = [one for one in seen.living(role) if one.state is State.FROZEN]
    return stopped or sorted(seen.died(role), key=lambda one: one.since_s, reverse=True)


def _all_wait(seen: Evidence, workers: list[WorkerView], *states: State) -> bool:
    now_s = seen.snapshot.elapsed_s if seen.span_s is None else sum(seen.span_s) / 2
    return all(one.state in states and now_s - one.since_s > LONG_S for one in workers)


def _stuck(
    seen: Evidence, culprits: list[WorkerView], templates: tuple[str, str], state: State
) -> Sentence:
    is_frozen = culprits[0].state is State.FROZEN
    words = phrase(templates[not is_frozen], name=culprits[0].name)
    restart = phrase("only a new run helps: Restart")
    ways_out = _thaw(seen, culprits) if is_frozen else (restart,)
    links = (seen.producers_link(), seen.channel_link(), *ways_out)
    return Sentence(words, state, chain=seen.chain(*links, arrow="·"))


def _thaw(seen: Evidence, stopped: list[WorkerView]) -> tuple[Phrase, ...]:
    """Return what lets them go on: of the past nothing, their numbers may be others' by now."""
    if seen.span_s is not None:
        return ()
    pids = " ".join(str(one.pid) for one in stopped[:4])
    return (phrase("what helps: kill -CONT {pids}", pids=pids),)


_READ: Final = (
    "{name} is frozen and holds the read lock: nobody can get an item",
    "{name} was killed and held the read lock: nobody can get an item",
)
_WRITE: Final = (
    "{name} is frozen and holds the write lock: nothing reaches the consumers",
    "{name} was killed and held the write lock: nothing reaches the consumers",
)
_PERMIT: Final = {
    "consumer": (
        "{name} is frozen and holds the last permit: nobody can work",
        "{name} was killed and held the last permit: nobody can work",
    ),
    "producer": (
        "{name} is frozen and holds the last permit at put: nothing enters",
        "{name} was killed and held the last permit at put: nothing enters",
    ),
}
