"""Who is there and able to work, of those that the settings name."""

from dataclasses import replace

import pytest

from engine.analysis.staff import staffed
from engine.config import DEFAULT
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State
from tests.gui.snapshots import running, worker

ABLE = [worker("producer", n, State.PACING) for n in (1, 2)]
CONSUMERS = [worker("consumer", n, State.WORKING_IO, item=n) for n in (1, 2)]


def counts(snapshot: Snapshot) -> tuple[int, int]:
    config = staffed(snapshot)
    return config.producers_count, config.consumers_count


@pytest.mark.parametrize(
    ("third", "able"),
    [
        (worker("producer", 3, State.PACING), 3),
        (worker("producer", 3, State.PAUSED), 2),
        (worker("producer", 3, State.FROZEN), 2),
        (worker("producer", 3, State.KILLED), 2),
        (worker("producer", 3, State.FINISHED), 2),
        (worker("producer", 3, State.FINISHED, asked=True), 3),  # another is to come
    ],
)
def test_only_those_count_who_are_there_and_able(third: WorkerView, able: int) -> None:
    assert counts(running(DEFAULT, [*ABLE, third, *CONSUMERS])) == (able, 2)


def test_another_in_the_place_of_the_dead_counts_as_the_dead_did() -> None:
    staff = [worker("producer", n, State.PACING) for n in (1, 2, 4)]
    staff.append(worker("producer", 3, State.KILLED))
    assert counts(running(DEFAULT, [*staff, *CONSUMERS])) == (3, 2)


def test_of_a_run_that_is_paused_all_count_but_the_dead() -> None:
    paused = [worker("producer", n, State.PAUSED) for n in (1, 2)]
    paused += [worker("consumer", 1, State.PAUSED), worker("consumer", 2, State.WAIT_ITEM)]
    dead = worker("producer", 3, State.KILLED)
    assert counts(running(DEFAULT, [*paused, dead], phase=Phase.PAUSED)) == (2, 2)


def test_permit_that_died_with_its_holder_is_out_of_reach() -> None:
    config = DEFAULT.changed({"consumers.count": 3, "gate.consumer_permits": 2})
    dead = worker("consumer", 3, State.KILLED, item=7, stopped_in=State.WORKING_IO)
    able = staffed(running(config, [*CONSUMERS, dead]))
    assert (able.consumers_count, able.gate_consumer_permits) == (2, 1)


@pytest.mark.parametrize("phase", [Phase.READY, Phase.STARTING, Phase.STOPPING, Phase.ENDED])
def test_settings_speak_for_themselves_unless_the_run_is_under_way(phase: Phase) -> None:
    snapshot = running(DEFAULT, [worker("consumer", 1, State.KILLED)])
    assert counts(snapshot) == (3, 1)
    assert counts(replace(snapshot, phase=phase)) == (3, 2)
