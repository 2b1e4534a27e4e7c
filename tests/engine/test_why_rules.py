"""Each rule of `why` by itself: Ok, Warn or Recheck, with its words, its cures and its proof."""

from dataclasses import replace
from typing import Any

import pytest

from engine.analysis.evidence import Evidence
from engine.analysis.verdict import Ok, Recheck, Verdict, Warn, spoken
from engine.analysis.why import RULES, over
from engine.config import DEFAULT, Config
from engine.ledger import Ledger
from engine.snapshot import WorkerView
from engine.states import State
from tests.engine.test_why import BURSTY, BUSY, PIPE, RUNNING, SEMAPHORE, SLOW_CONSUMER, TIMEOUTS


def seen(
    config: Config,
    producer: dict[State, float],
    consumer: dict[State, float],
    **more: Any,
) -> Evidence:
    """What was seen in the last 5 s; `more` are fields of the snapshot or of the evidence."""
    names = ("cpu_cores", "cores", "span_s", "since_s", "changed_s", "counted", "grew")
    ours = {key: more.pop(key) for key in names if key in more}
    view = replace(RUNNING, config=config, maxsize=config.channel_maxsize, **more)
    return Evidence(config, view, {"producer": producer, "consumer": consumer}, **ours)


CPU = DEFAULT.changed({"consumers.count": 8, "consumers.work": "cpu", "producers.rate_hz": 17})
FAST = DEFAULT.changed(
    {
        "producers.count": 1,
        "producers.rate_hz": 60_000,
        "consumers.count": 8,
        "consumers.service_ms": 0.1,
    }
)
ONE_AT_PUT = DEFAULT.changed(
    {"producers.rate_hz": 0, "channel.maxsize": 0, "gate.producer_permits": 1}
)
FLAT_OUT = DEFAULT.changed({"producers.rate_hz": 0, "consumers.service_ms": 0})
PIPES = PIPE.changed({"producers.count": 3, "producers.payload_bytes": 100})
CONVOY = {State.WAIT_READ_LOCK: 0.6, State.WORKING_CPU: 0.35, State.WAIT_ITEM: 0.05}
IDLE = {State.WAIT_ITEM: 0.5, State.WAIT_READ_LOCK: 0.3, State.WORKING_IO: 0.2}
PACING = {State.PACING: 1.0}
BLOCKED = {State.WAIT_SLOT: 0.9, State.PACING: 0.1}
KILLED = WorkerView("consumer-1", "consumer", 1, 9, State.KILLED, 3, 0, 5, 5, 0, False, 0, -9)
FROZEN = replace(KILLED, state=State.FROZEN, exitcode=None)
READS = replace(KILLED, name="consumer-2", index=2, state=State.WAIT_READ_LOCK, exitcode=None)
WORKS = replace(READS, state=State.WORKING_IO)
COMES = replace(READS, state=State.STARTING)
PAUSES = replace(WORKS, name="consumer-1", index=1, state=State.PAUSED, paused=True)
STARVES = replace(READS, state=State.WAIT_ITEM)
FEEDING = WorkerView(
    "producer-1", "producer", 1, 9, State.PACING, 3, 0, 5, 5, 0, False, buffered=40
)
DEAD_PRODUCER = replace(FEEDING, name="producer-2", index=2, state=State.KILLED, exitcode=-9)
FOUR = DEFAULT.changed({"consumers.count": 4})
THREE = tuple(replace(FEEDING, name=f"producer-{n}", index=n) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("rule", "evidence", "kind", "fragment", "cures"),
    [
        pytest.param(
            "not enough data",
            seen(DEFAULT, PACING, BUSY, elapsed_s=0.4),
            Recheck,
            "not enough seen yet",
            [],
            id="too early",
        ),
        pytest.param(
            "not enough data",
            seen(DEFAULT, PACING, BUSY, span_s=(3.0, 3.1)),
            Recheck,
            "too short",
            [],
            id="short range",
        ),
        pytest.param("not enough data", seen(DEFAULT, PACING, BUSY), Ok, "", [], id="enough"),
        pytest.param(
            "back-pressure",
            seen(SLOW_CONSUMER, BLOCKED, BUSY, depth=10),
            Warn,
            "queue is full",
            ["Try 2 consumers", "Try 70 ms"],
            id="back-pressure",
        ),
        pytest.param("back-pressure", seen(DEFAULT, PACING, BUSY), Ok, "", [], id="no pressure"),
        pytest.param(
            "starvation",
            seen(DEFAULT.changed({"producers.rate_hz": 1}), PACING, IDLE),
            Ok,
            "wait for an item 80 %",
            ["Try 4/s each"],
            id="starvation",
        ),
        pytest.param(
            "starvation",
            seen(
                SEMAPHORE.changed({"gate.consumer_permits": 4}),
                PACING,
                {State.WAIT_ITEM: 0.52, State.WORKING_IO: 0.48},
            ),
            Ok,
            "",
            [],
            id="half idle by our own cure",
        ),
        pytest.param(
            "permits at work",
            seen(SEMAPHORE, BLOCKED, {State.WAIT_PERMIT: 0.67, State.WORKING_IO: 0.33}),
            Warn,
            "wait for a permit",
            ["Try 4 permits", "Try 145 ms"],
            id="permits",
        ),
        pytest.param(
            "permits at put",
            seen(DEFAULT.changed({"gate.producer_permits": 1}), {State.WAIT_PERMIT: 0.6}, BUSY),
            Warn,
            "1 may be in put()",
            ["Try 3 permits at put"],
            id="permits at put",
        ),
        pytest.param(
            "read-lock convoy",
            seen(DEFAULT.changed({"consumers.count": 6}), BLOCKED, CONVOY, depth=8),
            Warn,
            "wait for each other 60 %",
            ["Try 4 consumers"],
            id="convoy",
        ),
        pytest.param(
            "read-lock convoy",
            seen(DEFAULT.changed({"consumers.count": 6}), PACING, IDLE, depth=1),
            Ok,
            "",
            [],
            id="idle consumers are no convoy",
        ),
        pytest.param(
            "read-lock convoy",
            seen(BURSTY, PACING, {State.WAIT_READ_LOCK: 0.2, State.WAIT_ITEM: 0.2}, depth=8),
            Ok,
            "",
            [],
            id="idle between two bursts is no convoy",
        ),
        pytest.param(
            "read lock lost",
            seen(DEFAULT, BLOCKED, {State.WAIT_READ_LOCK: 1.0}, depth=8, workers=(KILLED, READS)),
            Warn,
            "consumer-1 was killed and held the read lock: nobody can get an item",
            [],
            id="killed lock holder",
        ),
        pytest.param(
            "read lock lost",
            seen(DEFAULT, BLOCKED, {State.WAIT_READ_LOCK: 1.0}, depth=8, workers=(FROZEN, READS)),
            Warn,
            "consumer-1 is frozen and holds the read lock",
            [],
            id="frozen lock holder",
        ),
        pytest.param(
            "read lock lost",
            seen(DEFAULT, BLOCKED, BUSY, depth=8, workers=(KILLED, WORKS)),
            Ok,
            "",
            [],
            id="killed without the lock",
        ),
        pytest.param(
            "write lock lost",
            seen(DEFAULT, PACING, IDLE, depth=3, workers=(DEAD_PRODUCER, FEEDING, STARVES)),
            Warn,
            "producer-2 was killed and held the write lock: nothing reaches the consumers",
            [],
            id="killed writer",
        ),
        pytest.param(
            "write lock lost",
            seen(DEFAULT, PACING, IDLE, workers=(DEAD_PRODUCER, FEEDING, STARVES)),
            Ok,
            "",
            [],
            id="killed writer without the lock",
        ),
        pytest.param(
            "frozen",
            seen(DEFAULT, PACING, BUSY, workers=(FROZEN, WORKS, FEEDING)),
            Warn,
            "consumer-1 is frozen by a signal: 4/s are offered, 1 consumer serves 8/s",
            [],
            id="frozen",
        ),
        pytest.param(
            "nobody left",
            seen(SLOW_CONSUMER, BLOCKED, {}, depth=10, workers=(KILLED, FEEDING)),
            Warn,
            "No consumer is left alive",
            ["Start a consumer in its place"],
            id="all killed",
        ),
        pytest.param(
            "back-pressure",
            seen(DEFAULT, BLOCKED, BUSY, depth=10, workers=(KILLED, WORKS, *THREE)),
            Warn,
            "12/s are offered, 1 consumer serves 8/s",
            ["Start a consumer in its place", "Try 70 ms"],
            id="who is left is counted, not who was wanted",
        ),
        pytest.param(
            "back-pressure",
            seen(DEFAULT, BLOCKED, BUSY, depth=10, workers=(KILLED, WORKS, COMES, *THREE)),
            Ok,
            "",
            [],
            id="who came in the place of a dead one is counted",
        ),
        pytest.param(
            "back-pressure",
            seen(FOUR, BLOCKED, BUSY, depth=10, workers=(KILLED, KILLED, KILLED, WORKS, *THREE)),
            Warn,
            "12/s are offered, 1 consumer serves 8/s",
            ["Start 3 consumers in their place", "Try 70 ms"],
            id="all that died come back, for as many are wanted",
        ),
        pytest.param(
            "back-pressure",
            seen(SLOW_CONSUMER, BLOCKED, BUSY, depth=10, workers=(KILLED, FROZEN, *THREE)),
            Warn,
            "12/s are offered, no consumer serves",
            ["Try 3 consumers"],
            id="a frozen one is no place to take",
        ),
        pytest.param(
            "starvation",
            seen(DEFAULT, PACING, IDLE, workers=(FEEDING, DEAD_PRODUCER, WORKS)),
            Ok,
            "wait for an item 80 %",
            ["Start a producer in its place"],
            id="a producer that died is missing",
        ),
        pytest.param(
            "not enough data",
            seen(DEFAULT, BLOCKED, BUSY, changed_s=1.0, workers=(WORKS, COMES)),
            Recheck,
            "Just changed: 12/s are offered, 2 consumers can serve 16/s",
            [],
            id="somebody is still to come",
        ),
        pytest.param(
            "not enough data",
            seen(DEFAULT, BLOCKED, BUSY, depth=9, since_s=4.6, changed_s=4.6),
            Recheck,
            "Just changed: 12/s are offered, 2 consumers can serve 16/s",
            [],
            id="just changed",
        ),
        pytest.param(
            "full but draining",
            seen(DEFAULT, BLOCKED, BUSY, depth=10, since_s=3.5, changed_s=3.5),
            Ok,
            "The queue drains: 12/s are offered, 2 consumers can serve 16/s",
            [],
            id="just cured",
        ),
        pytest.param(
            "full but draining",
            seen(DEFAULT, BLOCKED, BUSY, depth=10, counted=Ledger(done=45)),
            Warn,
            "2 consumers can serve 16/s: they serve only 9/s",
            ["Try 2/s each"],
            id="full although it should not be",
        ),
        pytest.param(
            "full but draining",
            seen(
                DEFAULT.changed({"producers.payload_bytes": 1_000_000}),
                BLOCKED,
                IDLE,
                depth=10,
                counted=Ledger(done=45),
            ),
            Warn,
            "The channel itself sets the pace: 12/s are offered, 2 consumers can serve 16/s, "
            "it carries 9/s",
            ["Try 16,384 bytes", "Try 2/s each"],
            id="both sides wait",
        ),
        pytest.param(
            "full but draining",
            seen(DEFAULT, BLOCKED, BUSY, depth=0, counted=Ledger(done=75)),
            Ok,
            "",
            [],
            id="full a while ago",
        ),
        pytest.param(
            "full but draining",
            seen(DEFAULT, BLOCKED, BUSY, depth=10, counted=Ledger(done=60)),
            Warn,
            "2 consumers can serve 16/s: they serve only 12/s",
            ["Try 3/s each"],
            id="full still, at exactly what is offered",
        ),
        pytest.param(
            "full but draining",
            seen(
                DEFAULT,
                BLOCKED,
                BUSY,
                depth=10,
                since_s=2.5,
                changed_s=2.5,
                counted=Ledger(attempted=25, done=20),
            ),
            Warn,
            "they serve only 8/s",
            ["Try 2/s each"],
            id="a change is no reason for long where less is done than offered",
        ),
        pytest.param(
            "full but draining",
            seen(
                DEFAULT,
                BLOCKED,
                BUSY,
                depth=10,
                since_s=2.5,
                changed_s=2.5,
                counted=Ledger(attempted=30, done=38),
            ),
            Ok,
            "The queue drains",
            [],
            id="a change is the reason where more is done than offered",
        ),
        pytest.param(
            "bursts",
            seen(BURSTY.changed({"channel.maxsize": 20}), BLOCKED, BUSY, depth=20),
            Ok,
            "",
            [],
            id="bursts that fit are not to blame",
        ),
        pytest.param(
            "flat out",
            seen(FLAT_OUT, BLOCKED, BUSY, depth=10, counted=Ledger(done=50_000)),
            Ok,
            "Flat out on both sides, 10,000/s on average",
            [],
            id="flat out",
        ),
        pytest.param(
            "nothing to spare",
            seen(DEFAULT.changed({"producers.count": 4}), PACING, BUSY),
            Ok,
            "Balanced, nothing to spare: 16/s are offered, 2 consumers serve 16/s",
            ["Try 3 consumers", "Try 110 ms"],
            id="load of exactly 100 %",
        ),
        pytest.param(
            "starvation",
            seen(
                DEFAULT.changed({"producers.rate_hz": 1, "consumers.get": "nowait"}),
                PACING,
                {State.WORKING_CPU: 0.4, State.WAIT_ITEM: 0.4, State.WORKING_IO: 0.2},
            ),
            Ok,
            "ask in vain for an item 80 %",
            ["Try 4/s each"],
            id="asking again and again is no work",
        ),
        pytest.param(
            "pipe full",
            seen(
                PIPE.changed({"producers.payload_bytes": 100_000, "consumers.service_ms": 200}),
                {State.WAIT_PIPE: 0.3},
                BUSY,
                pipe_capacity=65_536,
            ),
            Warn,
            "No item fits into the pipe",
            ["Try 16,384 bytes"],
            id="item larger than the pipe",
        ),
        pytest.param(
            "pipe full",
            seen(
                BURSTY.changed({"channel.kind": "pipe", "producers.payload_bytes": 16_384}),
                {State.WAIT_PIPE: 0.6},
                BUSY,
                pipe_capacity=65_536,
            ),
            Warn,
            "18 items come at once, 4 fit into it",
            ["Try 2,048 bytes"],
            id="bursts through a pipe",
        ),
        pytest.param(
            "write lock",
            seen(PIPES, {State.WAIT_PIPE: 0.6}, BUSY, pipe_bytes=900, pipe_capacity=65_536),
            Warn,
            "one at a time can write",
            [],
            id="write lock",
        ),
        pytest.param(
            "write lock",
            seen(PIPES, {State.WAIT_PIPE: 0.6}, BUSY, pipe_bytes=65_000, pipe_capacity=65_536),
            Ok,
            "",
            [],
            id="full pipe is not the lock",
        ),
        pytest.param(
            "write lock",
            seen(PIPES, {State.WAIT_PIPE: 0.6}, BUSY),
            Recheck,
            "",
            [],
            id="unknown pipe",
        ),
        pytest.param(
            "pipe full",
            seen(PIPE, {State.WAIT_PIPE: 0.8}, BUSY),
            Warn,
            "pipe is full",
            ["Try 3 consumers", "Try 220 ms"],
            id="pipe full",
        ),
        pytest.param(
            "slow transport",
            seen(DEFAULT, PACING, IDLE, depth=40, workers=(FEEDING,)),
            Warn,
            "Items wait to be written",
            [],
            id="transport",
        ),
        pytest.param(
            "more processes than cores",
            seen(CPU, BLOCKED, {State.WORKING_CPU: 0.95}, cpu_cores=3.7, cores=4),
            Warn,
            "More processes than cores: 8 want to compute at once and get 3.7 cores",
            ["Try 60 ms", "Try 8/s each"],
            id="cores",
        ),
        pytest.param(
            "more processes than cores",
            seen(CPU, BLOCKED, {State.WORKING_CPU: 0.95}, cpu_cores=1.0),
            Warn,
            "wait for a CPU: 8",
            ["Try 17 ms", "Try 2/s each"],
            id="unknown machine",
        ),
        pytest.param(
            "more processes than cores",
            seen(CPU, BLOCKED, {State.WORKING_CPU: 0.95}),
            Recheck,
            "",
            [],
            id="unknown CPU time",
        ),
        pytest.param(
            "more processes than cores",
            seen(CPU, PACING, {State.WORKING_CPU: 0.4}, cpu_cores=3.1, cores=4),
            Ok,
            "",
            [],
            id="cores for all",
        ),
        pytest.param(
            "refused puts",
            seen(TIMEOUTS, BLOCKED, BUSY, depth=5, counted=Ledger(attempted=39, refused=13)),
            Warn,
            "33 % of the puts are refused",
            ["Try 2 consumers", "Try 70 ms"],
            id="refused",
        ),
        pytest.param(
            "refused puts",
            seen(TIMEOUTS, BLOCKED, BUSY, depth=5, counted=Ledger(attempted=9_999, refused=9_990)),
            Warn,
            "99.9 % of the puts are refused",
            ["Try 2 consumers", "Try 70 ms"],
            id="refused, but not all",
        ),
        pytest.param(
            "unbounded growth",
            seen(SLOW_CONSUMER.changed({"channel.maxsize": 0}), PACING, BUSY, depth=40),
            Warn,
            "grows without bound",
            ["Try 2 consumers", "Try 70 ms"],
            id="growth",
        ),
        pytest.param(
            "unbounded growth",
            seen(ONE_AT_PUT, {State.WAIT_PERMIT: 0.5}, BUSY, depth=40, grew=30),
            Warn,
            "grows without bound",
            ["Try 4/s each"],
            id="growth in spite of a gate at put",
        ),
        pytest.param(
            "unbounded growth",
            seen(ONE_AT_PUT, {State.WAIT_PERMIT: 0.5}, BUSY, depth=8),
            Ok,
            "",
            [],
            id="what a gate holds back does not grow",
        ),
        pytest.param(
            "filling",
            seen(SLOW_CONSUMER, PACING, BUSY, depth=9),
            Ok,
            "The queue fills",
            ["Try 2 consumers", "Try 70 ms"],
            id="filling",
        ),
        pytest.param(
            "filling",
            seen(SLOW_CONSUMER, PACING, BUSY, depth=10),
            Warn,
            "The queue is full",
            ["Try 2 consumers", "Try 70 ms"],
            id="filled just now",
        ),
        pytest.param(
            "nobody left",
            seen(DEFAULT.changed({"producers.count": 0, "consumers.count": 0}), {}, {}),
            Ok,
            "No producers: nothing enters",
            [],
            id="nobody was wanted",
        ),
        pytest.param(
            "not enough data",
            seen(DEFAULT.changed({"producers.count": 0, "consumers.count": 0}), {}, {}),
            Ok,
            "",
            [],
            id="there is nobody to wait for",
        ),
        pytest.param(
            "not enough data",
            seen(DEFAULT, PACING, BUSY, changed_s=4.5, since_s=4.5, workers=(PAUSES, WORKS)),
            Recheck,
            "Just changed: 12/s are offered, 1 consumer can serve 8/s",
            [],
            id="who is paused serves no more",
        ),
        pytest.param(
            "starvation",
            seen(FAST, PACING, IDLE, counted=Ledger(attempted=9_000)),
            Ok,
            "the producers manage only 1,800/s of 60,000/s",
            [],
            id="producers that cannot do what is set",
        ),
        pytest.param(
            "starvation",
            seen(FAST, PACING, IDLE, counted=Ledger(attempted=270_000)),
            Ok,
            "60,000/s are offered",
            ["Try 72,000/s"],
            id="producers that do about what is set",
        ),
        pytest.param(
            "in balance",
            seen(FAST, PACING, BUSY, counted=Ledger(attempted=9_000)),
            Ok,
            "Balanced: the producers manage only 1,800/s of 60,000/s",
            [],
            id="in balance with what comes",
        ),
        pytest.param(
            "in balance",
            seen(BURSTY, PACING, BUSY, counted=Ledger(attempted=36)),
            Ok,
            "Balanced: 12/s are offered",
            [],
            id="a burst that is still to come is not missing",
        ),
        pytest.param("in balance", seen(DEFAULT, PACING, BUSY), Ok, "Balanced", [], id="balanced"),
    ],
)
def test_rule_gives_its_verdict_with_proof(
    rule: str, evidence: Evidence, kind: type[Verdict], fragment: str, cures: list[str]
) -> None:
    verdict = RULES[rule](evidence)
    assert isinstance(verdict, kind)
    assert (verdict.proof.start_s, verdict.proof.end_s) == evidence.seen_s
    said = spoken(verdict)
    assert fragment in (said.text if said else "")
    assert [cure.label.text for cure in said.cures] == cures if said else not cures
    if said:
        assert said.proof == verdict.proof
        assert said.severity == kind.__name__.lower()


def test_proof_says_whose_lanes_show_it_and_for_how_much_of_the_time() -> None:
    verdict = RULES["back-pressure"](seen(SLOW_CONSUMER, BLOCKED, BUSY, depth=10, elapsed_s=30.0))
    proof = verdict.proof
    assert (proof.start_s, proof.end_s, proof.role) == (25.0, 30.0, "producer")
    assert (proof.states, proof.share) == ((State.WAIT_SLOT,), 0.9)
    assert proof.numbers == {"offered_hz": 12, "capacity_hz": 8, "depth": 10, "maxsize": 10}


def test_range_is_named_in_the_chain() -> None:
    sentence = over(seen(SLOW_CONSUMER, BLOCKED, BUSY, depth=10, span_s=(12.0, 18.5)))
    assert sentence.chain.text.startswith("From 12.0 to 18.5 s: producers wait 90 %")


def test_growth_is_told_before_the_gate_at_put_that_slows_it_down() -> None:
    sentence = over(seen(ONE_AT_PUT, {State.WAIT_PERMIT: 0.5}, BUSY, depth=40, grew=30))
    assert sentence.text.startswith("The queue grows without bound")


def test_nobody_is_sent_a_signal_for_what_is_past() -> None:
    still = seen(DEFAULT, PACING, BUSY, workers=(FROZEN,))
    past = replace(still, span_s=(2.0, 5.0))
    texts = [over(one).chain.text for one in (still, past)]
    assert ["kill -CONT" in text for text in texts] == [True, False]
