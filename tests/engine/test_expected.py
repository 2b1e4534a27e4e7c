"""What the settings promise: refusals, bursts, and what the cores of the machine allow."""

import pytest

from engine import scenario
from engine.analysis import expected as module
from engine.analysis.expected import expected
from engine.config import DEFAULT, Config, Value

CPU: dict[str, Value] = {"consumers.work": "cpu", "consumers.service_ms": 70.0}


@pytest.fixture(autouse=True)
def four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CORES", 4)


def crowd(**more: Value) -> Config:
    return DEFAULT.changed({**CPU, "consumers.count": 8, "producers.rate_hz": 33.0, **more})


@pytest.mark.parametrize(
    ("timeout_s", "tempo", "are_refused"),
    [(0.3, 1.0, True), (0.5, 1.0, False), (0.3, 2.0, True), (0.5, 2.0, False)],
)
def test_refusals_are_as_likely_at_any_tempo(
    timeout_s: float, tempo: float, are_refused: bool
) -> None:
    config = DEFAULT.changed(
        {
            "consumers.count": 1,
            "producers.put": "timeout",
            "producers.put_timeout_s": timeout_s,
            "run.tempo": tempo,
        }
    )
    assert ("puts are refused" in expected(config).text) is are_refused


@pytest.mark.parametrize(
    ("put", "words"), [("block", "producers wait"), ("nowait", "then puts are refused")]
)
def test_bursts_wait_or_are_refused_as_put_says(put: str, words: str) -> None:
    config = scenario.load("bursty-producer").config.changed({"producers.put": put})
    text = f"Bursts of 18 items meet 10 places: full in bursts, {words}"
    assert expected(config).text == text


def test_consumers_that_compute_serve_no_more_than_the_cores_allow() -> None:
    sentence = expected(crowd())
    assert sentence.text == (
        "99/s offered, 4 cores allow 57.1/s: the queue of 10 is full 0.2 s after Start"
    )
    assert [cure.label.text for cure in sentence.cures] == ["Try 36 ms", "Try 17/s each"]
    for cure in sentence.cures:
        assert not module.is_overloaded(crowd(**cure.settings), 4)


def test_consumers_that_sleep_need_no_core() -> None:
    text = "Balanced: 99/s offered, 8 consumers can serve 114/s"
    assert expected(crowd(**{"consumers.work": "io"})).text == text


def test_more_consumers_than_cores_are_no_cure_where_they_compute() -> None:
    as_many = expected(crowd(**{"consumers.count": 4}))
    assert [cure.label.text for cure in as_many.cures] == ["Try 36 ms"]


def test_idle_consumers_are_told_of_all_and_offered_what_the_cores_serve() -> None:
    sentence = expected(crowd(**{"producers.rate_hz": 4.0}))
    words = "12/s offered, 4 cores allow 57.1/s: consumers wait for an item 90 % of the time"
    assert sentence.text == words
    assert [cure.label.text for cure in sentence.cures] == ["Try 17/s each"]


@pytest.mark.parametrize("kind", ["queue", "pipe"])
def test_without_producers_nothing_enters_the_channel_by_its_name(kind: str) -> None:
    config = DEFAULT.changed({"producers.count": 0, "channel.kind": kind})
    assert expected(config).text == f"No producers: nothing enters the {kind}"
