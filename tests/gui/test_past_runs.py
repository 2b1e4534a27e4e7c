"""Looking back: an opened run, a moment of it, a range of it, its events and its X-ray."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from engine.runlog import layout
from engine.runlog.seek import Seeker
from engine.snapshot import Phase
from engine.states import State
from gui.layouts import Layout
from gui.main_window import MainWindow
from gui.models.process_cells import Column
from tests.engine.logbuilder import ORIGIN, S
from tests.gui.conftest import OpenWindow
from tests.gui.fakes import FakeSession
from tests.gui.recorded import recorded_run
from tests.gui.test_timeline import make_view

EVENTS, XRAY = 2, 1


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """Return a window that shows the recorded run."""
    made = open_window(session=FakeSession())
    made.resize(1440, 900)
    with qtbot.waitSignal(made.controller.run_opened):
        made.actions_.take_run(str(recorded_run(tmp_path / "recorded")))
    return made


def test_opened_run_shows_as_it_ended(window: MainWindow) -> None:
    assert window.controller.snapshot.phase is Phase.ENDED
    assert "290" in window.why.sentence_text()
    assert window.controller.config.consumers_count == 2  # as it was at the end
    assert {block.items for block in window.flow.shown().consumers} == {181, 109}
    assert window.timeline.wanted_range(30.0)[:2] == (0.0, 30.0)
    model = window.processes.model
    pid = model.index(0, 0).siblingAtColumn(Column.PID)
    assert model.data(pid) == "–"  # of the window that had started it


def test_what_is_no_run_is_refused_and_nothing_changes(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    before = window.controller.snapshot
    with qtbot.waitSignal(window.controller.failed) as refused:
        window.actions_.take_run(str(tmp_path))
    assert "is not a run folder" in refused.args[0]
    assert window.controller.snapshot is before


def test_a_run_that_is_under_way_is_not_put_away(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.controller.start()
    with qtbot.waitSignal(window.controller.failed) as refused:
        window.actions_.take_run(str(tmp_path / "recorded"))
    assert "stop it" in refused.args[0]
    window.controller.stop()


def test_a_moment_that_the_log_no_longer_tells_of_is_the_first_that_it_does(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Seeker, "whole_from_ns", lambda _seeker: ORIGIN + 12 * S)
    window.presenter.show_moment(6.0)
    assert window.presenter.held_at_s == 12.0


def test_click_on_an_event_shows_the_run_as_it_was_then(window: MainWindow) -> None:
    window.tabs.setCurrentIndex(EVENTS)
    QApplication.processEvents()
    model = window.events.model
    row = next(n for n in range(model.rowCount()) if model.event_at(n).kind == "setting")
    assert model.event_at(row).at_s == pytest.approx(9)
    cell = window.events.view.model().index(row, 0)
    QTest.mouseClick(
        window.events.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=window.events.view.visualRect(cell).center(),
    )
    assert window.presenter.is_held and "View held at 0:09.0" in window.why.sentence_text()
    states = {block.state for block in window.flow.shown().producers}
    assert states == {State.WAIT_SLOT}
    QTest.keyClick(window, Qt.Key.Key_L)
    assert not window.presenter.is_held


def test_events_can_be_searched(window: MainWindow) -> None:
    every = window.events.view.model().rowCount()
    window.events.search.setText("maxsize")
    assert window.events.view.model().rowCount() == 0
    window.events.search.setText("service")
    assert window.events.view.model().rowCount() == 1
    window.events.search.clear()
    assert window.events.view.model().rowCount() == every


def test_xray_adds_up_and_says_what_the_queue_would_answer(window: MainWindow) -> None:
    window.tabs.setCurrentIndex(XRAY)
    window.presenter.show_moment(24.0)
    said = window.xray.text()
    assert said.startswith("10 = ")
    assert "qsize()\t10" in said and "full()\tTrue" in said


def test_sentence_tells_of_the_range_that_was_measured(window: MainWindow) -> None:
    window.timeline.range_selected.emit(14.0, 17.5)
    assert "Balanced" in window.why.sentence_text()
    window.timeline.range_selected.emit(22.0, 29.0)
    assert "queue is full" in window.why.sentence_text()
    window.presenter.show_proof()
    start, end, _ = window.timeline.wanted_range(30.0)
    assert start <= 22.0 and end >= 29.0 and not window.timeline.following
    window.timeline.range_cleared.emit()
    assert "Done" in window.why.sentence_text()


def test_nothing_of_a_run_that_is_over_is_called_live(window: MainWindow) -> None:
    window.presenter.show_moment(12.0)
    assert "the run ended at 0:30" in window.why.sentence_text()
    shown = [button.text() for button in window.why.findChildren(QPushButton) if button.isVisible()]
    assert shown == ["Back to the end"]


def test_a_process_is_selected_everywhere(window: MainWindow) -> None:
    window.flow.worker_selected.emit("consumer-2")
    selected = window.processes.view.selectionModel().selectedRows()
    assert [index.data() for index in selected] == ["consumer-2"]


@pytest.mark.parametrize("layout", list(Layout))
def test_every_layout_shows_a_run(
    open_window: OpenWindow, settings: object, layout: Layout, qtbot: QtBot
) -> None:
    settings.setValue("layout", layout.value)  # type: ignore[attr-defined]
    window = open_window()
    window.resize(1440, 900)
    assert window.layout_ is layout
    assert window.details.isVisible() == (layout is not Layout.PRESENTATION)
    assert window.menuBar().isVisible() == (layout is not Layout.PRESENTATION)
    if layout is Layout.ENGINEER:
        qtbot.waitUntil(lambda: window.flow.height() <= 110)


def test_a_run_that_ends_while_it_is_held_stays_held_until_the_key(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = FakeSession()
    window = open_window(session=session)
    monkeypatch.setattr(window.controller, "view", make_view)
    window.controller.start()
    session.now = replace(session.now, elapsed_s=9.0)
    qtbot.waitUntil(lambda: window.controller.snapshot.elapsed_s == 9.0)
    window.presenter.hold(True)
    held = window.timeline.wanted_range(9.0)
    session.now = replace(session.now, phase=Phase.ENDED, elapsed_s=12.0)
    with qtbot.waitSignal(window.controller.run_ended):
        pass
    assert window.presenter.held_at_s == 9.0
    assert window.timeline.wanted_range(12.0) == held
    assert window.why.sentence_text().startswith("View held at 0:09.0")
    QTest.keyClick(window, Qt.Key.Key_L)
    assert not window.toolbar.hold.isChecked()
    assert window.timeline.following


def test_a_run_of_which_a_part_is_gone_says_so_in_a_notice(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    assert not window.notices.text()
    damaged = recorded_run(tmp_path / "damaged")
    segment = layout.segment_path(damaged, "consumer-2", 0)
    segment.write_bytes(segment.read_bytes()[: layout.HEADER_BYTES + 100 * layout.RECORD_BYTES])
    with qtbot.waitSignal(window.controller.run_opened):
        window.actions_.take_run(str(damaged))
    assert "records cannot be read; the rest is here." in window.notices.text()
    assert window.notices.isVisible()
    assert {block.items for block in window.flow.shown().consumers} == {181, 109}


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
