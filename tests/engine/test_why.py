"""The sentence: each scenario gets its rule, and each cure really balances the load."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis import figures
from engine.analysis.cures import more_capacity, more_offered
from engine.analysis.evidence import Evidence
from engine.analysis.load import capacity_hz, offered_hz
from engine.analysis.why import expected, observed, over
from engine.config import DEFAULT, Config
from engine.ledger import Ledger
from engine.runlog.manifest import End
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State

SLOW_CONSUMER = DEFAULT.changed({"consumers.count": 1})
SEMAPHORE = DEFAULT.changed(
    {"consumers.count": 6, "consumers.service_ms": 250, "gate.consumer_permits": 2}
)
TIMEOUTS = DEFAULT.changed({"consumers.count": 1, "channel.maxsize": 5, "producers.put": "timeout"})
PIPE = DEFAULT.changed(
    {
        "channel.kind": "pipe",
        "producers.count": 1,
        "consumers.count": 1,
        "consumers.service_ms": 500,
        "producers.payload_bytes": 16384,
    }
)
BURSTY = DEFAULT.changed(
    {
        "producers.count": 1,
        "producers.rate_hz": 12,
        "producers.spacing": "bursty",
        "producers.burst": 18,
    }
)
TEXTBOOK = DEFAULT.changed(
    {
        "producers.count": 1,
        "producers.rate_hz": 1,
        "run.items": 5,
        "channel.maxsize": 3,
        "consumers.count": 1,
        "consumers.service_ms": 0,
    }
)
BUSY = {State.WORKING_IO: 1.0}
RUNNING = Snapshot(phase=Phase.RUNNING, elapsed_s=5.0, maxsize=10)


def full(config: Config, depth: int = 10) -> Snapshot:
    return replace(RUNNING, config=config, depth=depth, maxsize=config.channel_maxsize)


def test_before_start_the_sentence_says_when_the_queue_is_full() -> None:
    sentence = expected(SLOW_CONSUMER)
    assert sentence.text == (
        "12/s offered, 1 consumer serves 8/s: the queue of 10 is full 2.5 s after Start"
    )
    assert sentence.state == State.WAIT_SLOT
    assert observed(SLOW_CONSUMER, Snapshot(), {}) == sentence


def test_slow_consumer_is_told_as_a_full_queue_with_its_chain_and_cures() -> None:
    shares = {"producer": {State.WAIT_SLOT: 0.93, State.PACING: 0.07}, "consumer": BUSY}
    sentence = observed(SLOW_CONSUMER, full(SLOW_CONSUMER), shares)
    assert sentence.text == "The queue is full: 12/s are offered, 1 consumer serves 8/s"
    assert sentence.severity == "warn"
    assert sentence.chain.text == (
        "Last 5 s: producers wait 93 % ← queue 10 of 10 ← consumers busy 100 %"
    )
    assert [(cure.label.text, cure.settings) for cure in sentence.cures] == [
        ("Try 2 consumers", {"consumers.count": 2}),
        ("Try 70 ms", {"consumers.service_ms": 70.0}),
    ]


def test_cure_leaves_the_consumers_slack_when_the_load_would_be_exactly_one() -> None:
    cures = more_capacity(DEFAULT.changed({"consumers.service_ms": 250}))
    assert [cure.label.text for cure in cures] == ["Try 4 consumers", "Try 145 ms"]


@pytest.mark.parametrize(
    ("config", "snapshot", "shares", "fragment", "state"),
    [
        pytest.param(
            DEFAULT,
            full(DEFAULT, 1),
            {
                "producer": {State.PACING: 1.0},
                "consumer": {State.WORKING_IO: 0.75, State.WAIT_ITEM: 0.25},
            },
            "balanced",
            State.WORKING_IO,
            id="balanced",
        ),
        pytest.param(
            DEFAULT.changed({"producers.rate_hz": 1}),
            full(DEFAULT, 0),
            {
                "producer": {State.PACING: 1.0},
                "consumer": {
                    State.WORKING_IO: 0.19,
                    State.WAIT_ITEM: 0.5,
                    State.WAIT_READ_LOCK: 0.31,
                },
            },
            "wait for an item 81 %",
            State.WAIT_ITEM,
            id="slow-producer",
        ),
        pytest.param(
            SEMAPHORE,
            full(SEMAPHORE),
            {
                "producer": {State.WAIT_SLOT: 0.3, State.PACING: 0.7},
                "consumer": {State.WORKING_IO: 0.33, State.WAIT_PERMIT: 0.67},
            },
            "permit",
            State.WAIT_PERMIT,
            id="semaphore",
        ),
        pytest.param(
            TIMEOUTS,
            replace(full(TIMEOUTS, 5), ledger=Ledger(attempted=60, refused=13, waiting=47)),
            {"producer": {State.WAIT_SLOT: 0.6, State.PACING: 0.4}, "consumer": BUSY},
            "22 % of the puts are refused",
            State.WAIT_SLOT,
            id="timeouts",
        ),
        pytest.param(
            PIPE,
            replace(full(PIPE, 3), maxsize=0, pipe_bytes=49_152, pipe_capacity=65_536),
            {"producer": {State.WAIT_PIPE: 0.8, State.PACING: 0.2}, "consumer": BUSY},
            "pipe is full",
            State.WAIT_PIPE,
            id="pipe",
        ),
        pytest.param(
            BURSTY,
            full(BURSTY, 4),
            {
                "producer": {State.WAIT_SLOT: 0.34, State.PACING: 0.66},
                "consumer": {State.WORKING_IO: 0.75, State.WAIT_ITEM: 0.25},
            },
            "burst",
            State.WAIT_SLOT,
            id="bursty-producer",
        ),
        pytest.param(
            TEXTBOOK,
            Snapshot(
                phase=Phase.ENDED,
                elapsed_s=4.2,
                ledger=Ledger(attempted=5, done=5),
                end=End("items", "", 0),
            ),
            {},
            "done: 5 items in 4.2 s, the ledger closes",
            State.FINISHED,
            id="textbook",
        ),
    ],
)
def test_scenario_gets_its_sentence(
    config: Config,
    snapshot: Snapshot,
    shares: dict[str, dict[State, float]],
    fragment: str,
    state: State,
) -> None:
    sentence = observed(config, snapshot, shares)
    assert fragment in sentence.text.lower()
    assert sentence.state == state


def test_semaphore_is_cured_by_permits_not_by_consumers() -> None:
    first = more_capacity(SEMAPHORE)[0]
    assert set(first.settings) == {"gate.consumer_permits"}
    assert capacity_hz(SEMAPHORE.changed(first.settings)) > offered_hz(SEMAPHORE)


def test_burst_is_cured_by_room_for_it() -> None:
    sentence = observed(BURSTY, full(BURSTY), {"producer": {State.WAIT_SLOT: 0.3}})
    assert [cure.settings for cure in sentence.cures] == [{"channel.maxsize": 20}]
    cured = BURSTY.changed({"channel.maxsize": 20})
    assert "burst" not in expected(cured).text.lower()


def test_pipe_chain_says_how_many_bytes_of_how_many() -> None:
    view = replace(RUNNING, maxsize=0, depth=3, pipe_bytes=49_200, pipe_capacity=65_536)
    sentence = observed(PIPE, view, {"producer": {State.WAIT_PIPE: 1.0}, "consumer": BUSY})
    assert "pipe 48 of 64 KiB" in sentence.chain.text


def test_after_the_cure_the_queue_is_said_to_drain_while_the_old_waits_are_in_sight() -> None:
    shares = {"producer": {State.WAIT_SLOT: 0.6}}
    sentence = over(Evidence(DEFAULT, full(DEFAULT, 4), shares, since_s=3.0, changed_s=3.0))
    assert "drains" in sentence.text
    assert not sentence.cures


def test_overload_without_a_bound_grows() -> None:
    config = SLOW_CONSUMER.changed({"channel.maxsize": 0})
    shares = {"producer": {State.PACING: 1.0}, "consumer": BUSY}
    sentence = observed(config, replace(RUNNING, maxsize=0, depth=40), shares)
    assert "grows without bound" in sentence.text
    assert "queue 40, unbounded" in sentence.chain.text


def test_first_second_says_that_too_little_was_seen() -> None:
    sentence = observed(SLOW_CONSUMER, replace(RUNNING, elapsed_s=0.4), {})
    assert "not enough" in sentence.text
    assert sentence.chain.text == expected(SLOW_CONSUMER).text


def test_dead_consumers_are_named_before_the_full_queue() -> None:
    dead = WorkerView("consumer-1", "consumer", 1, 9, State.KILLED, 3, 0, 5, 5, 0, False, 0, -9)
    view = replace(full(SLOW_CONSUMER), workers=(dead,))
    sentence = observed(SLOW_CONSUMER, view, {"producer": {State.WAIT_SLOT: 1.0}})
    assert sentence.text.startswith("No consumer is left alive")


def test_ledger_that_does_not_close_is_a_warning() -> None:
    view = Snapshot(phase=Phase.ENDED, ledger=Ledger(attempted=5, done=3))
    sentence = observed(DEFAULT, view, {})
    assert sentence.severity == "warn"
    assert "does not close" in sentence.text


def test_items_that_a_stop_cost_are_said() -> None:
    view = Snapshot(phase=Phase.ENDED, ledger=Ledger(attempted=5, done=3, lost={"killed": 2}))
    sentence = observed(DEFAULT, replace(view, elapsed_s=4.2), {})
    assert sentence.text == "Done: 3 items in 4.2 s, 2 lost, the ledger closes"


@pytest.mark.parametrize(
    ("killed", "start"),
    [
        (0, "5 attempted"),
        (1, "consumer-1 still had work 1 s after Stop and was killed. 5 attempted"),
        (2, "2 workers still had work 1 s after Stop and were killed. 5 attempted"),
    ],
)
def test_what_stop_could_not_wait_for_is_said(killed: int, start: str) -> None:
    last = WorkerView(
        "consumer-1", "consumer", 1, 9, State.KILLED, 3, 0, 5, 5, 0, False, 0, asked=True
    )
    view = Snapshot(
        phase=Phase.ENDED,
        workers=(last,) * killed,
        ledger=Ledger(attempted=5, done=3, lost={"in hand": 2}),
        end=End("stopped", "Stopped.", 0),
    )
    assert observed(DEFAULT, view, {}).chain.text.startswith(start)


def test_only_a_run_that_has_made_its_items_is_worked_off_however_long_it_takes() -> None:
    view = Snapshot(phase=Phase.STOPPING, ledger=Ledger(attempted=5))
    five, six = (DEFAULT.changed({"run.items": items}) for items in (5, 6))
    assert observed(five, view, {}).text == "Ending: what is still under way is worked off"
    for config in (DEFAULT, six):
        assert "gets 1 s" in observed(config, view, {}).text


def test_one_item_is_told_in_the_singular() -> None:
    view = Snapshot(phase=Phase.ENDED, elapsed_s=4.2, ledger=Ledger(attempted=1, done=1))
    assert observed(DEFAULT, view, {}).text == "Done: 1 item in 4.2 s, the ledger closes"


@pytest.mark.parametrize(
    ("state", "asked", "start", "severity"),
    [
        (State.KILLED, False, "No producer is left alive. Done: 5 items", "warn"),
        (State.FINISHED, False, "Done: 5 items", "ok"),
        (State.KILLED, True, "Done: 5 items", "ok"),
    ],
)
def test_run_that_ended_because_its_last_producer_died_is_a_warning(
    state: State, asked: bool, start: str, severity: str
) -> None:
    last = WorkerView("producer-1", "producer", 1, 9, state, 3, 0, 5, 5, 0, False, 0)
    view = Snapshot(
        phase=Phase.ENDED,
        workers=(replace(last, asked=asked),),
        ledger=Ledger(attempted=5, done=5),
        end=End("finished", "No producer is left.", 0),
    )
    sentence = observed(DEFAULT, view, {})
    assert sentence.text.startswith(start)
    assert sentence.severity == severity


@pytest.mark.parametrize("reason", ["memory", "disk", "failed", "cut off"])
def test_end_that_nobody_asked_for_is_a_warning_however_well_the_ledger_closes(reason: str) -> None:
    end = End(reason, "There was no more room.", 0, closes=True)
    view = Snapshot(phase=Phase.ENDED, ledger=Ledger(attempted=5, done=5), end=end)
    sentence = observed(DEFAULT, view, {})
    assert (sentence.severity, sentence.text) == ("warn", "Ended: There was no more room")


configs = st.fixed_dictionaries(
    {
        "producers.count": st.integers(0, 128),
        "producers.rate_hz": st.floats(0.1, 100_000) | st.just(0.0),
        "producers.spacing": st.sampled_from(["constant", "poisson", "bursty"]),
        "producers.put": st.sampled_from(["block", "timeout", "nowait"]),
        "channel.kind": st.sampled_from(["queue", "pipe"]),
        "channel.maxsize": st.integers(0, 32_767),
        "consumers.count": st.integers(0, 128),
        "consumers.service_ms": st.just(0.0) | st.floats(0.001, 60_000),
        "gate.consumer_permits": st.integers(0, 128),
        "run.tempo": st.floats(0.1, 10),
        "run.items": st.sampled_from([0, 5, 1000]),
    }
).map(DEFAULT.changed)


@given(config=configs)
def test_every_cure_of_an_overload_balances_the_load(config: Config) -> None:
    for cure in more_capacity(config):
        cured = config.changed(cure.settings)
        assert capacity_hz(cured) > offered_hz(cured)


@given(config=configs)
def test_every_cure_of_starvation_keeps_the_consumers_ahead(config: Config) -> None:
    for cure in more_offered(config):
        cured = config.changed(cure.settings)
        assert offered_hz(config) < offered_hz(cured) < capacity_hz(cured)


@given(
    config=configs,
    wait=st.floats(0, 1),
    starve=st.floats(0, 1),
    depth=st.integers(0, 40_000),
    refused=st.integers(0, 9),
)
def test_there_is_a_sentence_for_everything(
    config: Config, wait: float, starve: float, depth: int, refused: int
) -> None:
    ledger = Ledger(refused=refused)
    view = replace(RUNNING, maxsize=config.channel_maxsize, depth=depth, ledger=ledger)
    shares = {
        "producer": {State.WAIT_SLOT: wait, State.PACING: 1 - wait},
        "consumer": {State.WAIT_ITEM: starve, State.WAIT_PERMIT: 1 - starve},
    }
    for sentence in (expected(config), observed(config, view, shares)):
        for part in (sentence.phrase, sentence.chain, *(cure.label for cure in sentence.cures)):
            assert "{" not in part.text
            assert "nan" not in part.text
            assert "inf " not in part.text


def test_part_says_all_or_nothing_only_of_all_and_nothing() -> None:
    parts = [(0, "0 %"), (1, "0.1 %"), (5_000, "50 %"), (9_960, "99.6 %"), (9_999, "99.9 %")]
    assert [(number, figures.part(number, 10_000)) for number, _ in parts] == parts
    assert figures.part(7, 7) == "100 %"


@pytest.mark.parametrize(
    ("number", "text"),
    [(100, "100 bytes"), (38_000, "38 kB"), (2_000_000_000, "2 GB"), (1_500_000, "1.5 MB")],
)
def test_sizes_are_short(number: int, text: str) -> None:
    assert figures.size(number) == text
