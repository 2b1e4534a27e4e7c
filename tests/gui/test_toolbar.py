"""The toolbar: what can be pressed in each phase of a run, and what it says."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import scenario as scenarios
from engine.config import DEFAULT
from engine.snapshot import Phase, Snapshot
from gui.theme import DARK, LIGHT, set_type_scale
from gui.toolbar import TEMPOS, Toolbar, clock_text
from tests.gui.conftest import delete


@pytest.fixture
def toolbar(app: QApplication) -> Iterator[Toolbar]:
    made = Toolbar(DARK)
    yield made
    delete(made)


PRESSABLE = {
    Phase.READY: {"Start"},
    Phase.STARTING: {"Stop", "Pause", "Restart", "Hold view", "Export log…"},
    Phase.RUNNING: {"Stop", "Pause", "Restart", "Hold view", "Export log…"},
    Phase.PAUSED: {"Stop", "Resume", "Restart", "Hold view", "Export log…"},
    Phase.STOPPING: {"Restart", "Hold view", "Export log…"},
    Phase.ENDED: {"Start", "Restart", "Export log…"},
}


@pytest.mark.parametrize("phase", Phase)
def test_only_what_makes_sense_can_be_pressed(toolbar: Toolbar, phase: Phase) -> None:
    toolbar.show_snapshot(Snapshot(phase=phase))
    buttons = (toolbar.start, toolbar.pause, toolbar.restart, toolbar.hold, toolbar.export)
    assert {one.text() for one in buttons if one.isEnabled()} == PRESSABLE[phase]


def test_primary_button_starts_then_stops(toolbar: Toolbar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(toolbar.start_clicked), qtbot.assertNotEmitted(toolbar.stop_clicked):
        toolbar.start.click()
    toolbar.show_snapshot(Snapshot(phase=Phase.RUNNING))
    with qtbot.waitSignal(toolbar.stop_clicked), qtbot.assertNotEmitted(toolbar.start_clicked):
        toolbar.start.click()


def test_tempos_are_offered_and_the_one_in_force_is_shown(toolbar: Toolbar, qtbot: QtBot) -> None:
    menu = toolbar.tempo.menu()
    assert len(menu.actions()) == len(TEMPOS)
    with qtbot.waitSignal(toolbar.tempo_chosen) as chosen:
        menu.actions()[0].trigger()
    assert chosen.args == [TEMPOS[0]]
    toolbar.resize(1440, toolbar.height())
    toolbar.show()
    toolbar.show_tempo(0.5)
    assert toolbar.tempo.text() == "Tempo × 0.5"
    toolbar.resize(640, toolbar.height())
    assert (toolbar.tempo.text(), toolbar.tempo.accessibleName()) == ("× 0.5", "Tempo × 0.5")


def test_scenario_of_ones_own_is_offered_beside_the_built_in_ones(toolbar: Toolbar) -> None:
    builtin = scenarios.builtin()
    toolbar.show_scenarios(builtin, scenarios.from_config(DEFAULT, "mine"))
    assert toolbar.scenarios.count() == len(builtin) + 1
    assert toolbar.scenarios.currentText() == "mine"


def test_theme_can_be_changed_in_every_phase(toolbar: Toolbar) -> None:
    for phase in Phase:
        toolbar.show_snapshot(Snapshot(phase=phase))
        toolbar.set_theme(LIGHT)
        toolbar.set_theme(DARK)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0:00.0"),
        (8.57, "0:08.6"),
        (59.96, "1:00.0"),
        (754.3, "12:34.3"),
        (3600.0, "1:00:00"),
        (360_000.0, "100:00:00"),
    ],
)
def test_clock_reads_as_a_clock(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_words_are_left_out_only_where_there_is_no_room(toolbar: Toolbar) -> None:
    wordy = (toolbar.export, toolbar.hold, toolbar.restart)
    toolbar.show()
    toolbar.resize(1440, toolbar.height())
    assert not any(button.is_terse for button in wordy)
    toolbar.resize(700, toolbar.height())
    assert all(button.is_terse for button in wordy)
    assert {button.text() for button in wordy} == {"Export log…", "Hold view", "Restart"}
    assert all(button.toolTip() for button in wordy)
    toolbar.resize(1440, toolbar.height())
    assert not any(button.is_terse for button in wordy)


def test_no_word_is_cut_in_a_presentation(app: QApplication) -> None:
    set_type_scale(1.5)
    try:
        made = Toolbar(DARK)
        made.show_tempo(0.1)
        made.show_snapshot(Snapshot(phase=Phase.ENDED))
        made.resize(1440, made.height())
        made.show()
        QApplication.processEvents()
        for button in (made.start, made.pause, made.restart, made.hold, made.tempo, made.export):
            assert button.is_terse or button.width() >= button.sizeHint().width(), button.text()
        delete(made)
    finally:
        set_type_scale(1.0)
