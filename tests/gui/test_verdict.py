"""The window says why of a run that is over, too, and where in the lanes that can be seen."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.gui.conftest import OpenWindow
from tests.gui.fakes import FakeSession
from tests.gui.recorded import recorded_run


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    made = open_window(session=FakeSession())
    made.resize(1440, 900)
    with qtbot.waitSignal(made.controller.run_opened):
        made.actions_.take_run(str(recorded_run(tmp_path / "recorded")))
    return made


def test_end_tells_what_was_the_matter_since_the_last_change(window: MainWindow) -> None:
    done, before = window.why.said()[:2]
    assert done.startswith("Done: 290 items")
    assert before.startswith("Before the end: The queue is full: 12/s are offered, 2 consumers")


def test_end_links_to_the_stretch_of_the_lanes_that_it_tells_of(window: MainWindow) -> None:
    window.why.proof_requested.emit()
    start_s, end_s, _ = window.timeline.wanted_range(30.0)
    assert start_s == pytest.approx(25.0, abs=1.0)  # its last 5 s
    assert end_s == pytest.approx(30.0, abs=0.5)


def test_range_that_is_measured_after_the_end_has_its_own_sentence(window: MainWindow) -> None:
    window.timeline.range_selected.emit(13.0, 17.0)
    assert window.why.sentence_text() == "Balanced: 12/s are offered, 2 consumers can serve 16/s"
    window.timeline.range_cleared.emit()
    assert window.why.sentence_text().startswith("Done")
