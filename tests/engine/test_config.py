import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import config
from engine.config import DEFAULT, FIELDS, Config, ConfigError, Field, Value


def values_of(spec: Field) -> st.SearchStrategy[Value]:
    """All that a setting accepts."""
    if spec.kind == "choice":
        return st.sampled_from(spec.choices)
    if spec.kind == "int":
        return st.integers(int(spec.low), int(spec.high))
    if spec.key == "producers.rate_hz":
        return st.just(0.0) | st.floats(0.1, spec.high)
    return st.floats(spec.low, spec.high)


changes = st.fixed_dictionaries({}, optional={key: values_of(s) for key, s in FIELDS.items()})


@given(changes)
def test_every_value_within_bounds_is_accepted_and_kept(chosen: dict[str, Value]) -> None:
    changed = DEFAULT.changed(chosen)
    assert {key: changed[key] for key in chosen} == chosen
    assert config.from_values(changed.differences()) == changed


@given(st.sampled_from(sorted(FIELDS)), st.data())
def test_what_is_typed_is_what_is_set(key: str, data: st.DataObject) -> None:
    value = data.draw(values_of(FIELDS[key]))
    assert config.parse(key, str(value)) == value


@pytest.mark.parametrize("spec", [s for s in FIELDS.values() if s.kind != "choice"])
def test_number_out_of_bounds_is_refused_with_key_value_and_bounds(spec: Field) -> None:
    too_large = spec.high * 2 + 1 if spec.kind == "float" else int(spec.high) + 1
    for value in (too_large, -1):
        with pytest.raises(ConfigError) as caught:
            config.check(spec.key, value)
        sentence = str(caught.value)
        assert sentence.startswith(f"{spec.key} must be ")
        assert spec.bounds in sentence
        assert str(value) in sentence
        assert caught.value.key == spec.key


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None, True, [], "1", b"1"])
@pytest.mark.parametrize("key", ["run.seconds", "channel.maxsize", "consumers.work"])
def test_value_of_a_wrong_kind_is_refused(key: str, value: object) -> None:
    with pytest.raises(ConfigError, match=key):
        config.check(key, value)


@pytest.mark.parametrize("text", ["", " ", "ten", "nan", "inf", "1e9", "0x10", "1,5", "true"])
def test_text_that_is_no_such_number_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^channel\.maxsize must be a whole number from 1 to"):
        config.parse("channel.maxsize", text)


def test_unknown_key_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ConfigError, match=r"'channel\.maxsiz'; did you mean channel\.maxsize"):
        DEFAULT.changed({"channel.maxsiz": 1})


def test_one_bad_value_changes_nothing() -> None:
    with pytest.raises(ConfigError):
        DEFAULT.changed({"channel.maxsize": 20, "consumers.count": 1000})
    assert Config() == DEFAULT


@pytest.mark.parametrize(
    ("key", "old", "new", "expected"),
    [
        ("channel.maxsize", 10, 20, False),
        ("channel.maxsize", 10, 0, True),
        ("channel.maxsize", 0, 10, True),
        ("gate.consumer_permits", 1, 2, False),
        ("gate.consumer_permits", 0, 2, True),
        ("channel.kind", "queue", "pipe", True),
        ("channel.kind", "queue", "queue", False),
        ("run.tempo", 1.0, 2.0, False),
        ("run.seconds", 0.0, 5.0, True),
    ],
)
def test_needs_restart(key: str, old: Value, new: Value, expected: bool) -> None:
    assert config.needs_restart(key, old, new) is expected


def test_settings_without_effect_on_a_pipe_are_told() -> None:
    odd = DEFAULT.changed({"channel.kind": "pipe", "producers.put": "nowait", "channel.maxsize": 3})
    assert len(config.hints(odd)) == 2
    assert config.hints(DEFAULT) == []
