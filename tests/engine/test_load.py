"""The load that settings promise."""

import math

import pytest

from engine.analysis.load import capacity_hz, load, offered_hz
from engine.config import DEFAULT


def test_defaults_offer_twelve_and_serve_sixteen_a_second() -> None:
    assert offered_hz(DEFAULT) == 12
    assert capacity_hz(DEFAULT) == 16
    assert load(DEFAULT) == 0.75


def test_permits_at_work_limit_the_capacity() -> None:
    config = DEFAULT.changed(
        {"consumers.count": 6, "consumers.service_ms": 250, "gate.consumer_permits": 2}
    )
    assert capacity_hz(config) == 8
    assert load(config) == 1.5


def test_more_permits_than_consumers_limit_nothing() -> None:
    assert capacity_hz(DEFAULT.changed({"gate.consumer_permits": 9})) == capacity_hz(DEFAULT)


@pytest.mark.parametrize("tempo", [0.1, 1.0, 4.0])
def test_tempo_keeps_the_load(tempo: float) -> None:
    config = DEFAULT.changed({"run.tempo": tempo})
    assert offered_hz(config) == pytest.approx(12 / tempo)
    assert load(config) == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"producers.rate_hz": 0}, math.inf),
        ({"consumers.count": 0}, math.inf),
        ({"producers.count": 0}, 0.0),
        ({"producers.count": 0, "consumers.count": 0}, 0.0),
        ({"consumers.service_ms": 0}, 0.0),
    ],
)
def test_load_at_the_extremes(changes: dict[str, int], expected: float) -> None:
    assert load(DEFAULT.changed(changes)) == expected


def test_load_is_unknown_when_both_sides_are_unlimited() -> None:
    assert math.isnan(load(DEFAULT.changed({"producers.rate_hz": 0, "consumers.service_ms": 0})))
