"""A permit that is out of reach is named with who keeps it, and one that is merely held is not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.analysis.evidence import Evidence
from engine.analysis.sentence import Sentence
from engine.analysis.why import over
from engine.config import DEFAULT, Config
from engine.snapshot import WorkerView
from engine.states import State
from tests.engine.running import kill, running
from tests.engine.test_why import SEMAPHORE
from tests.engine.test_why_rules import FEEDING, PACING, READS, seen

WAITS = replace(READS, state=State.WAIT_PERMIT, item=4)
AT_WORK = replace(READS, name="consumer-1", index=1, state=State.WORKING_IO, item=3)
AS_KILLED: dict[str, Any] = {"state": State.KILLED, "exitcode": -9}
KILLED_AT_WORK = replace(AT_WORK, stopped_in=State.WORKING_IO, **AS_KILLED)
KILLED_WAITING = replace(WAITS, stopped_in=State.WAIT_PERMIT, **AS_KILLED)
FROZEN_AT_WORK = replace(AT_WORK, state=State.FROZEN, stopped_in=State.WORKING_IO)
IN_PUT = replace(FEEDING, state=State.WAIT_SLOT)
KILLED_IN_PUT = replace(IN_PUT, stopped_in=State.WAIT_SLOT, **AS_KILLED)
AT_THE_GATE = replace(FEEDING, name="producer-2", index=2, state=State.WAIT_PERMIT)

ONE = DEFAULT.changed({"consumers.count": 3, "gate.consumer_permits": 1})
TWO = ONE.changed({"gate.consumer_permits": 2})
AT_PUT = DEFAULT.changed({"gate.producer_permits": 1})
STUCK = {State.WAIT_PERMIT: 1.0}


def said(config: Config, *workers: WorkerView, depth: int = 2) -> Sentence:
    return over(_evidence(config, *workers, depth=depth))


def _evidence(config: Config, *workers: WorkerView, depth: int = 2) -> Evidence:
    return seen(config, PACING, STUCK, depth=depth, workers=workers)


def test_last_permit_went_with_who_was_killed_at_work() -> None:
    sentence = said(ONE, FEEDING, KILLED_AT_WORK, WAITS)
    assert sentence.text == "consumer-1 was killed and held the last permit: nobody can work"
    assert sentence.severity == "warn"
    assert [cure.settings for cure in sentence.cures] == [{"gate.consumer_permits": 2}]


def test_last_permit_is_kept_by_who_is_frozen_at_work() -> None:
    sentence = said(ONE, FEEDING, FROZEN_AT_WORK, WAITS)
    assert sentence.text == "consumer-1 is frozen and holds the last permit: nobody can work"
    assert "kill -CONT" in sentence.chain.text
    assert not sentence.cures


def test_last_permit_at_put_went_with_who_was_killed_in_put() -> None:
    sentence = said(AT_PUT, KILLED_IN_PUT, AT_THE_GATE, WAITS, depth=0)
    template = "producer-1 was killed and held the last permit at put: nothing enters"
    assert sentence.text == template
    assert [cure.settings for cure in sentence.cures] == [{"gate.producer_permits": 2}]


@pytest.mark.parametrize(
    "workers",
    [
        pytest.param((AT_WORK, WAITS), id="held by a slow worker"),
        pytest.param((AT_WORK, KILLED_WAITING), id="killed while it waited for a permit"),
        pytest.param(
            (AT_WORK, WAITS, replace(KILLED_AT_WORK, state=State.FAILED)), id="failed, and let go"
        ),
        pytest.param((AT_WORK, WAITS, replace(KILLED_AT_WORK, item=0)), id="killed between items"),
        pytest.param((WAITS, replace(KILLED_AT_WORK, stopped_in=None)), id="nobody knows"),
    ],
)
def test_permit_that_is_merely_held_is_not_lost(workers: tuple[WorkerView, ...]) -> None:
    evidence = _evidence(ONE, FEEDING, *workers)
    assert evidence.keepers("consumer") == []
    assert evidence.serving.gate_consumer_permits == 1
    assert "permit:" not in over(evidence).text


def test_without_a_gate_nobody_keeps_a_permit() -> None:
    assert "permit" not in said(DEFAULT, FEEDING, KILLED_AT_WORK, READS).text


def test_permits_that_are_left_are_what_serves_and_the_cure_adds_the_lost_one() -> None:
    config = SEMAPHORE.changed({"gate.consumer_permits": 3})
    others = [replace(WAITS, name=f"consumer-{n}", index=n) for n in range(2, 7)]
    producers = [replace(FEEDING, name=f"producer-{n}", index=n) for n in (1, 2, 3)]
    sentence = said(config, *producers, KILLED_AT_WORK, *others)
    assert sentence.text == (
        "consumer-1 was killed and held a permit: 12/s are offered, 2 permits allow 8/s"
    )
    assert sentence.cures[0].settings == {"gate.consumer_permits": 5}


def test_permits_at_put_that_are_left_are_what_producers_share() -> None:
    config = AT_PUT.changed({"gate.producer_permits": 2})
    others = [replace(AT_THE_GATE, name=f"producer-{n}", index=n) for n in (2, 3)]
    workers = (KILLED_IN_PUT, *others, READS)
    sentence = over(seen(config, STUCK, {State.WAIT_ITEM: 0.1}, workers=workers))
    assert sentence.text == (
        "producer-1 was killed and held a permit at put: 1 may be in put() at once"
    )
    assert sentence.cures[0].settings == {"gate.producer_permits": 3}


def test_killed_worker_is_seen_to_have_held_its_permit(tmp_path: Path) -> None:
    settings = {"consumers__count": 2, "consumers__service_ms": 60_000}
    with running(tmp_path, gate__consumer_permits=1, run__start_method="fork", **settings) as run:
        now = (
            run.until_state("consumer", State.WORKING_IO)
            .until_state("consumer", State.WAIT_PERMIT)
            .now
        )
        at_work = next(one for one in now.workers if one.state is State.WORKING_IO)
        kill(at_work.pid)
        now = run.until(lambda s: any(one.ended for one in s.workers), "the killed one has ended")
        assert [one.name for one in Evidence(now.config, now, {}).keepers("consumer")] == [
            at_work.name
        ]
