"""The controller over a session without processes: what it asks of the engine, and when."""

import shlex
from dataclasses import replace
from math import nan
from pathlib import Path

import pytest
from PySide6.QtCore import SignalInstance
from pytestqt.qtbot import QtBot

from engine import cli
from engine import scenario as scenarios
from engine.cli_run import configure
from engine.config import DEFAULT, Value
from engine.scenario import BUILTIN
from engine.session import SessionError
from engine.snapshot import Phase
from gui.controller import Controller
from tests.gui.fakes import FakeSession


def heard(signal: SignalInstance) -> list[tuple[object, ...]]:
    """Return a list that grows by the arguments of each emission."""
    caught: list[tuple[object, ...]] = []
    signal.connect(lambda *values: caught.append(values))
    return caught


def test_start_hands_over_settings_and_scenario(
    controller: Controller, session: FakeSession
) -> None:
    controller.change("producers.count", 5)
    controller.start()
    assert session.told("start") == [(controller.config, "slow-consumer")]
    assert controller.config.producers_count == 5
    assert controller.is_live


def test_second_start_of_a_live_run_is_ignored(
    controller: Controller, session: FakeSession
) -> None:
    controller.start()
    controller.start()
    assert len(session.told("start")) == 1


def test_start_that_a_setting_prevents_is_refused_at_its_control(
    controller: Controller, session: FakeSession
) -> None:
    session.refusal = SessionError("producers.count must be at most 12 here.", "producers.count")
    refused, failed = heard(controller.refused), heard(controller.failed)
    controller.start()
    assert refused == [("producers.count", "producers.count must be at most 12 here.")]
    assert not failed
    assert not controller.is_live


def test_start_that_nothing_set_prevents_is_said_in_the_window(
    controller: Controller, session: FakeSession
) -> None:
    session.refusal = SessionError("The run folder cannot be made: disk full.")
    failed = heard(controller.failed)
    controller.start()
    assert failed == [("The run folder cannot be made: disk full.",)]


def test_live_change_reaches_the_session_alone(
    controller: Controller, session: FakeSession
) -> None:
    controller.start()
    told = heard(controller.config_changed)
    controller.change("consumers.service_ms", 200.0)
    assert session.told("change") == [({"consumers.service_ms": 200.0},)]
    assert told == [(controller.config, True)]
    assert controller.config.consumers_service_ms == 200


def test_change_before_start_touches_no_session(
    controller: Controller, session: FakeSession
) -> None:
    controller.change("consumers.service_ms", 200.0)
    assert not session.calls
    assert controller.snapshot.config == controller.config


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("producers.count", 129),
        ("producers.count", "three"),
        ("consumers.service_ms", nan),
        ("channel.kind", "socket"),
        ("channel.maxsize", -1),
    ],
)
def test_bad_value_is_refused_in_one_sentence_and_changes_nothing(
    controller: Controller, session: FakeSession, key: str, value: object, live: bool
) -> None:
    if live:
        controller.start()
    before, calls = controller.config, len(session.calls)
    refused = heard(controller.refused)
    controller.change(key, value)
    [(named, sentence)] = refused
    assert named == key
    assert str(sentence).startswith(f"{key} must be ")
    assert controller.config == before
    assert len(session.calls) == calls


def test_live_change_that_the_session_refuses_changes_nothing(
    controller: Controller, session: FakeSession
) -> None:
    controller.start()
    session.refusal = SessionError("producers.count must be at most 12 here.", "producers.count")
    refused = heard(controller.refused)
    controller.change("producers.count", 100)
    assert refused == [("producers.count", "producers.count must be at most 12 here.")]
    assert controller.config.producers_count == 3


@pytest.mark.parametrize(
    ("key", "value"), [("channel.kind", "pipe"), ("channel.maxsize", 0), ("run.seed", 7)]
)
def test_setting_that_needs_a_new_run_is_offered_not_applied(
    controller: Controller, session: FakeSession, key: str, value: Value
) -> None:
    controller.start()
    offered = heard(controller.restart_needed)
    controller.change(key, value)
    assert [named for named, _ in offered] == [key]
    assert not session.told("change")
    assert controller.config[key] == DEFAULT[key]


def test_restart_ends_the_run_and_starts_another_with_the_settings(
    controller: Controller, session: FakeSession, qtbot: QtBot
) -> None:
    controller.start()
    controller.restart({"channel.kind": "pipe"})
    qtbot.waitUntil(lambda: len(session.told("start")) == 2)
    assert [call[0] for call in session.calls] == ["start", "stop", "start"]
    assert controller.config.channel_kind == "pipe"
    assert controller.is_live


def test_restart_with_a_bad_value_leaves_the_run_alone(
    controller: Controller, session: FakeSession
) -> None:
    controller.start()
    refused = heard(controller.refused)
    controller.restart({"channel.maxsize": 40_000})
    assert len(refused) == 1
    assert not session.told("stop")


def test_stop_after_restart_means_stop(controller: Controller, qtbot: QtBot) -> None:
    controller.start()
    controller.restart()
    with qtbot.waitSignal(controller.run_ended):
        controller.stop()
    assert not controller.is_live


def test_settings_together_are_one_change(controller: Controller, session: FakeSession) -> None:
    controller.start()
    controller.apply({"consumers.count": 2, "consumers.service_ms": 125.0, "run.tempo": 2.0})
    assert session.told("change") == [({"consumers.count": 2, "run.tempo": 2.0},)]


def test_settings_together_restart_when_one_of_them_needs_it(
    controller: Controller, session: FakeSession, qtbot: QtBot
) -> None:
    controller.start()
    controller.apply({"consumers.count": 2, "channel.kind": "pipe"})
    qtbot.waitUntil(lambda: len(session.told("start")) == 2)
    assert not session.told("change")
    assert controller.config.consumers_count == 2


def test_pause_then_resume(controller: Controller, session: FakeSession, qtbot: QtBot) -> None:
    controller.start()
    controller.toggle_pause()
    qtbot.waitUntil(lambda: controller.snapshot.phase is Phase.PAUSED)
    controller.toggle_pause()
    assert [call[0] for call in session.calls[1:]] == ["pause", "resume"]


def test_reset_goes_back_to_the_scenario(controller: Controller) -> None:
    controller.change("consumers.count", 7)
    controller.change("channel.maxsize", 50)
    controller.reset()
    assert controller.config == controller.scenario.config


def test_scenario_chosen_during_a_run_starts_a_new_one(
    controller: Controller, session: FakeSession, qtbot: QtBot
) -> None:
    controller.start()
    controller.choose_scenario(scenarios.load("semaphore"))
    qtbot.waitUntil(lambda: len(session.told("start")) == 2)
    assert session.told("start")[1] == (scenarios.load("semaphore").config, "semaphore")


def test_scenario_chosen_after_a_run_goes_back_to_before_start(
    controller: Controller, session: FakeSession, qtbot: QtBot
) -> None:
    controller.start()
    with qtbot.waitSignal(controller.run_ended):
        controller.stop()
    controller.choose_scenario(scenarios.load("semaphore"))
    assert controller.snapshot.phase is Phase.READY
    assert controller.snapshot.config == scenarios.load("semaphore").config
    assert len(session.told("start")) == 1


def test_each_notice_of_each_run_is_told_once(
    controller: Controller, session: FakeSession, qtbot: QtBot
) -> None:
    failed = heard(controller.failed)
    for _ in range(2):
        controller.start()
        session.now = replace(session.now, notices=("consumer-1 was killed by SIGKILL.",))
        qtbot.waitUntil(lambda: bool(controller.snapshot.notices))
        with qtbot.waitSignal(controller.run_ended):
            controller.stop()
    assert failed == [("consumer-1 was killed by SIGKILL.",)] * 2


@pytest.mark.parametrize("name", BUILTIN)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"producers.rate_hz": 12.5, "channel.maxsize": 0, "consumers.work": "cpu"},
        {"channel.kind": "pipe", "run.seconds": 2.5, "run.seed": 2**53, "run.tempo": 0.1},
    ],
)
def test_copied_command_gives_the_same_settings(
    controller: Controller, name: str, changes: dict[str, Value]
) -> None:
    controller.choose_scenario(scenarios.load(name))
    controller.apply(changes)
    assert _understood(controller.command()) == configure(controller.config, ())


def test_command_copied_from_a_scenario_of_ones_own_needs_no_file(
    controller: Controller, tmp_path: Path
) -> None:
    own = scenarios.from_config(
        DEFAULT.changed({"producers.count": 9, "producers.put": "nowait"}), "my own; scenario"
    )
    scenarios.save(own, tmp_path / "own.json")
    controller.choose_scenario(scenarios.load(tmp_path / "own.json"))
    assert _understood(controller.command()) == configure(controller.config, ())


def _understood(command: str) -> object:
    """Return the settings that the command line makes of `command`."""
    python, program, *arguments = shlex.split(command)
    assert (python, program) == ("python", "main.py")
    request = cli._request(cli._parser().parse_args(arguments))
    return configure(scenarios.load(request.scenario or "").config, request.changes)
