import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import scenario
from engine.config import DEFAULT, FIELDS, Value
from engine.scenario import ScenarioError

SETTINGS: dict[str, dict[str, Value]] = {
    "balanced": {},
    "slow-consumer": {"consumers.count": 1},
    "slow-producer": {"producers.rate_hz": 1},
    "bursty-producer": {
        "producers.count": 1,
        "producers.rate_hz": 12,
        "producers.spacing": "bursty",
        "producers.burst": 18,
    },
    "semaphore": {"consumers.count": 6, "consumers.service_ms": 250, "gate.consumer_permits": 2},
    "timeouts": {
        "consumers.count": 1,
        "channel.maxsize": 5,
        "producers.put": "timeout",
        "producers.put_timeout_s": 0.2,
        "producers.when_full": "drop",
    },
    "pipe": {
        "channel.kind": "pipe",
        "producers.count": 1,
        "consumers.count": 1,
        "consumers.service_ms": 500,
        "producers.payload_bytes": 16384,
    },
    "textbook": {
        "producers.count": 1,
        "producers.rate_hz": 1,
        "run.items": 5,
        "channel.maxsize": 3,
        "consumers.count": 1,
        "consumers.service_ms": 0,
    },
}


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "format": "weir-scenario",
        "version": 1,
        "name": "mine",
        "settings": {},
    } | changes


def refusal(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ScenarioError) as caught:
        scenario.load(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    return sentence


def test_built_in_scenarios_have_exactly_their_settings_in_order() -> None:
    found = {one.name: one.config for one in scenario.builtin()}
    assert found == {name: DEFAULT.changed(changes) for name, changes in SETTINGS.items()}
    assert list(found) == list(SETTINGS)


@pytest.mark.parametrize("name", scenario.BUILTIN)
def test_built_in_scenario_has_all_its_words(name: str) -> None:
    one = scenario.load(name)
    assert one.name == name
    assert one.title and one.description and one.why
    assert len(one.things_to_try) == 3


def test_files_of_the_folder_are_the_built_in_scenarios() -> None:
    assert {path.stem for path in scenario.FOLDER.glob("*.json")} == set(scenario.BUILTIN)


def test_saved_scenario_is_loaded_as_it_was(tmp_path: Path) -> None:
    config = DEFAULT.changed({"channel.maxsize": 42, "consumers.work": "cpu"})
    mine = scenario.from_config(config, "mine", "My own", "Ümläute · too")
    scenario.save(mine, tmp_path / "mine.json")
    assert scenario.load(tmp_path / "mine.json") == mine
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.json"]


def test_save_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be written"):
        scenario.save(scenario.from_config(DEFAULT, "x"), tmp_path / "missing" / "x.json")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(ScenarioError, match="cannot be written"):
        scenario.save(scenario.from_config(DEFAULT, "x"), tmp_path / "folder.json")
    assert not list(tmp_path.glob(".*.tmp"))


def test_unknown_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ScenarioError, match="'slow-consumr'; did you mean slow-consumer"):
        scenario.load("slow-consumr")


def test_name_that_is_too_long_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"^x+ cannot be read: File name too long\.$"):
        scenario.load("x" * 300)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_pipe_is_no_scenario_and_nobody_hangs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(ScenarioError, match=r"pipe\.json cannot be read: it is no ordinary file"):
        scenario.load(tmp_path / "pipe.json")


def test_folder_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        scenario.load(tmp_path)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"format": "weir-log"}, "format"),
        ({"version": 2}, "version"),
        ({"version": True}, "version"),
        ({"colour": "red"}, "colour"),
        ({"title": 3}, "title"),
        ({"things_to_try": ["a", 1]}, "things_to_try"),
        ({"settings": []}, "settings"),
        ({"settings": {"consumers.rate": 1}}, "consumers.rate"),
        ({"settings": {"consumers.count": 129}}, "consumers.count"),
        ({"settings": {"consumers.count": "2"}}, "consumers.count"),
        ({"settings": {"consumers.count": True}}, "consumers.count"),
        ({"settings": {"consumers.count": None}}, "consumers.count"),
        ({"settings": {"run.seconds": float("nan")}}, "run.seconds"),
        ({"settings": {"run.seconds": float("inf")}}, "run.seconds"),
    ],
)
def test_bad_field_is_refused_by_name(changes: dict[str, Any], named: str, tmp_path: Path) -> None:
    assert named in refusal(tmp_path / "bad.json", json.dumps(fields(**changes)))


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", "line 1"),
        ('{\n"name": oops}', "line 2"),
        ("[1]", "format"),
        ('{"name": "a", "name": "b"}', "name"),
        ('{"settings": {"run.seed": 1, "run.seed": 2}}', "run.seed"),
        ("[" * 60_000, "JSON"),
        ('{"version": ' + "1" * 60_000 + "}", "JSON"),
        (b"\xff\xfe", "UTF-8"),
        (" " * (scenario.MAX_BYTES + 1), "64 KiB"),
    ],
    ids=["empty", "not-json", "list", "twice", "twice-inside", "deep", "long", "bytes", "large"],
)
def test_bad_file_is_refused_in_one_sentence(
    content: str | bytes, named: str, tmp_path: Path
) -> None:
    assert named in refusal(tmp_path / "bad.json", content)


@given(st.sampled_from(sorted(FIELDS)), st.floats() | st.integers() | st.text() | st.booleans())
def test_any_value_of_a_setting_is_taken_or_refused(key: str, value: object) -> None:
    path = scenario.FOLDER.parent / "never-written.json"
    text = json.dumps(fields(settings={key: value}))
    try:
        loaded = scenario.parse(text, path)
    except ScenarioError as error:
        assert key in str(error)
    else:
        assert loaded.config[key] == value
