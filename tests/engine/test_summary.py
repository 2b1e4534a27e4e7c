"""The figures of a run."""

import json
from pathlib import Path

import pytest

from engine.analysis.summary import summarise
from engine.cli_summary import as_json, as_text
from engine.runlog.layout import Result, Role
from engine.runlog.manifest import ManifestError
from engine.states import State
from tests.engine.logbuilder import MS, LogBuilder, S, get, put, work


@pytest.fixture
def build(tmp_path: Path) -> LogBuilder:
    return LogBuilder(tmp_path / "run", channel__maxsize=2)


def fill(build: LogBuilder) -> None:
    """Lay down a run: three items, one refused, one done."""
    producer = build.producer().append(
        [put(0), put(100 * MS, 200 * MS), put(300 * MS, 200 * MS, Result.TIMEOUT)]
    )
    producer.cells(ATTEMPTED=3, REFUSED=1, ENTERED=2, WRITTEN=2).state(State.PACING, 500 * MS)
    consumer = build.consumer().append([get(0, 400 * MS), work(400 * MS, 100 * MS)])
    consumer.cells(RETURNED=1, DONE=1, EMPTY=3)
    consumer.append([get(500 * MS, 250 * MS, Result.TIMEOUT)]).ended(750 * MS)
    build.worker("producer-1", None)
    build.worker("consumer-1", 0, 750 * MS)


def test_summary_of_an_ended_run(build: LogBuilder) -> None:
    fill(build)
    build.thread("producer-1.feeder", Role.FEEDER)
    build.end(S, attempted=3, refused=1, in_pipe=1, done=1)
    found = summarise(build.run)
    assert (found.attempted, found.refused, found.produced, found.consumed) == (3, 1, 2, 1)
    assert (found.in_flight, found.lost, found.ledger_closes) == (1, 0, True)
    assert found.seconds == pytest.approx(1)
    assert found.throughput_hz == pytest.approx(1)
    assert found.depth_max == 2
    assert found.depth_mean == pytest.approx(0.3 + 2 * 0.1 + 0.6)
    assert found.full_at_s == pytest.approx(0.3)
    assert found.first_refusal_s == pytest.approx(0.5)
    assert found.empty == 3
    assert found.refused_stopped == 0
    assert [(w.name, w.role, w.pid, w.exit) for w in found.workers] == [
        ("producer-1", "producer", 1001, None),
        ("consumer-1", "consumer", 1001, 0),
    ]


def test_blocked_time_names_every_wait_and_shares_add_up(build: LogBuilder) -> None:
    fill(build)
    build.end(S)
    found = summarise(build.run)
    assert found.blocked_s["waiting: slot"] == pytest.approx(0.4)
    assert found.blocked_s["waiting: item"] == pytest.approx(0.65)
    assert found.blocked_s["waiting: permit"] == 0
    assert set(found.blocked_s) == {state.word for state in State if state.is_wait}
    assert found.shares["producer"] == pytest.approx(
        {"waiting: slot": 0.4, "working (CPU)": 0.1, "pacing": 0.5}
    )
    assert sum(found.shares["consumer"].values()) == pytest.approx(1)


def test_a_run_that_was_cut_off_ends_with_the_last_that_is_known(build: LogBuilder) -> None:
    fill(build)
    found = summarise(build.run)
    assert found.seconds == pytest.approx(0.75)
    assert (found.attempted, found.refused, found.consumed, found.in_flight) == (3, 1, 1, 1)
    assert found.ledger_closes


def test_a_run_in_which_nothing_happened(build: LogBuilder) -> None:
    found = summarise(build.run)
    assert found.throughput_hz == 0
    assert found.full_at_s is None
    assert found.first_refusal_s is None
    assert found.shares == {}


def test_a_log_that_was_trimmed_says_from_when_on_it_is_whole(build: LogBuilder) -> None:
    build.channel(maxsize=2)
    numbers = range(1, 3001)
    build.producer().append([put(k * MS, item=k) for k in numbers]).cells(ENTERED=3000)
    build.consumer().append([get((k + 2) * MS, item=k) for k in numbers]).cells(
        RETURNED=3000, DONE=3000
    )
    build.end(3 * S, attempted=3000, done=3000)
    assert summarise(build.run).known_from_s == 0
    assert "known from" not in as_text(summarise(build.run))
    assert "first full after 0.0 s" in as_text(summarise(build.run))
    build.trim("consumer-1", 1)  # its first 2,040 records
    found = summarise(build.run)
    assert found.known_from_s == pytest.approx(2.043)
    assert json.loads(as_json(found))["known_from_s"] == 2.043
    assert "3.0 s · states and depth are known from 2.0 s on" in as_text(found)
    assert "first full" not in as_text(found)


def test_a_folder_that_is_no_run_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="is not a run folder"):
        summarise(tmp_path)
