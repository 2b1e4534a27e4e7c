"""Why, where time goes, things to try, and the status bar."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from engine.analysis.why import expected, observed
from engine.config import DEFAULT
from engine.ledger import Ledger
from engine.scenario import Scenario
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.panels.status import StatusPanel
from gui.panels.things import ThingsPanel
from gui.panels.why import WhyPanel
from gui.theme import DARK, LIGHT
from tests.gui.snapshots import SLOW, FakeClock, slow_consumer

FULL = {"producer": {State.WAIT_SLOT: 1.0}, "consumer": {State.WORKING_IO: 1.0}}
SCENARIO = Scenario("slow", "Slow consumer", "", ("Add one.", "Drag it."), "full", DEFAULT)


def shown(panel: QWidget) -> list[QPushButton]:
    return [one for one in panel.findChildren(QPushButton) if one.isVisibleTo(panel)]


@pytest.fixture
def why(qtbot: QtBot) -> WhyPanel:
    panel = WhyPanel(DARK)
    qtbot.addWidget(panel)
    panel.resize(800, 76)
    return panel


def test_cure_button_emits_its_settings(qtbot: QtBot, why: WhyPanel) -> None:
    why.show_sentence(observed(SLOW, slow_consumer(), FULL))
    assert [button.text() for button in shown(why)] == ["Try 4 consumers", "Try 145 ms"]
    assert [button.toolTip() for button in shown(why)] == ["consumers 4", "service 145 ms"]
    with qtbot.waitSignal(why.cure_chosen, timeout=1000) as caught:
        shown(why)[0].click()
    assert caught.args == [{"consumers.count": 4}]


def test_before_start_the_sentence_is_marked_as_expected(why: WhyPanel) -> None:
    why.show_sentence(expected(SLOW), expected=True)
    assert why.sentence_text().startswith("Expected: 12/s offered")
    assert not shown(why)


def test_after_the_end_the_run_can_be_exported_repeated_and_opened(
    qtbot: QtBot, why: WhyPanel
) -> None:
    run = replace(slow_consumer(), phase=Phase.ENDED)
    why.show_snapshot(run)
    why.show_sentence(observed(SLOW, run, FULL))
    export, again, folder = shown(why)
    for button, signal in (
        (export, why.export_requested),
        (again, why.restart_requested),
        (folder, why.folder_requested),
    ):
        with qtbot.waitSignal(signal, timeout=1000):
            button.click()


def test_held_view_offers_the_way_back(qtbot: QtBot, why: WhyPanel) -> None:
    held = "View held at 0:24 · live is 0:31"
    why.show_sentence(observed(SLOW, slow_consumer(), FULL), held=held)
    assert why.sentence_text() == held
    (button,) = shown(why)
    with qtbot.waitSignal(why.live_requested, timeout=1000):
        button.click()


@pytest.mark.parametrize("width", [400, 560, 720, 800, 1400])
def test_buttons_are_never_cut(why: WhyPanel, width: int) -> None:
    why.resize(width, 76)
    why.show_sentence(observed(SLOW, slow_consumer(), FULL))
    why.grab()
    for button in shown(why):
        assert button.geometry().right() < width
        assert button.width() >= button.sizeHint().width()


def test_things_to_try_can_be_closed_until_another_scenario(qtbot: QtBot) -> None:
    panel = ThingsPanel(DARK)
    qtbot.addWidget(panel)
    panel.show_scenario(SCENARIO)
    assert not panel.isHidden()
    with qtbot.waitSignal(panel.closed, timeout=1000):
        panel.findChildren(QPushButton)[0].click()
    panel.show_scenario(SCENARIO)
    assert panel.isHidden()
    panel.show_scenario(replace(SCENARIO, name="other"))
    assert not panel.isHidden()
    panel.set_theme(LIGHT)
    panel.show_scenario(None)
    assert panel.isHidden()


def test_status_says_the_ledger_and_that_it_closes(qtbot: QtBot) -> None:
    panel = StatusPanel(DARK)
    qtbot.addWidget(panel)
    panel.show_snapshot(slow_consumer())
    assert panel.text() == (
        "5 workers alive │ 305 attempted  =  3 waiting + 0 refused + 10 queued + 2 in hand"
        " + 290 done + 0 lost     ✓ closes │ log 38 kB of 2 GB │ recording costs 0.1 %"
    )


def test_status_says_what_is_unknown(qtbot: QtBot) -> None:
    panel = StatusPanel(DARK)
    qtbot.addWidget(panel)
    panel.show_snapshot(Snapshot())
    assert "recording costs –" in panel.text()


def test_ledger_that_does_not_close_is_said_at_the_end_at_once(qtbot: QtBot) -> None:
    panel = StatusPanel(DARK, clock=FakeClock())
    qtbot.addWidget(panel)
    panel.show_snapshot(Snapshot(phase=Phase.ENDED, run_id=1, ledger=Ledger(attempted=5)))
    assert panel.ledger_text().endswith("✗ does not close")


def test_ledger_read_while_it_changes_is_not_called_open(qtbot: QtBot) -> None:
    clock = FakeClock()
    panel = StatusPanel(DARK, clock=clock)
    qtbot.addWidget(panel)
    run = slow_consumer()
    torn = replace(run, ledger=Ledger(attempted=5, in_pipe=-1, done=6))
    panel.show_snapshot(run)
    clock.now_s += 0.3
    panel.show_snapshot(torn)
    assert panel.ledger_text().endswith("✓ closes")
    clock.now_s += 1.0
    panel.show_snapshot(torn)
    assert panel.ledger_text().endswith("✗ does not close")


def test_status_figures_do_not_move_when_one_gets_shorter(qtbot: QtBot) -> None:
    clock = FakeClock()
    panel = StatusPanel(DARK, clock=clock)
    panel.resize(1440, 28)
    panel.show()
    qtbot.addWidget(panel)
    panel.show_snapshot(slow_consumer())
    wide = panel.findChildren(QWidget)[1].sizeHint().width()
    clock.now_s += 1.0
    fewer = Ledger(attempted=299, waiting=0, in_pipe=9, done=290)
    panel.show_snapshot(replace(slow_consumer(), ledger=fewer))
    assert panel.findChildren(QWidget)[1].sizeHint().width() == wide
    panel.resize(500, 28)
    assert not panel.grab().isNull()
