"""Nothing moves under the eyes of a user who looks at a range: whatever the run does meanwhile."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.snapshot import Phase, Snapshot
from gui.panels.timeline import TimelinePanel
from gui.theme import DARK
from tests.gui.test_timeline import RUNNING, make_view
from tests.gui.test_timeline_explorer import drag


@pytest.fixture
def panel(qtbot: QtBot) -> TimelinePanel:
    made = TimelinePanel(DARK)
    qtbot.addWidget(made)
    made.resize(800, 456)
    made.show()
    qtbot.waitExposed(made)
    return made


def frame(
    panel: TimelinePanel, elapsed_s: float, workers: int = 2, snapshot: Snapshot = RUNNING
) -> None:
    view = make_view(*panel.wanted_range(elapsed_s), workers=workers)
    panel.show_view(view, replace(snapshot, elapsed_s=elapsed_s))
    QApplication.processEvents()


def places(panel: TimelinePanel) -> list[QRect]:
    return [part.geometry() for part in panel.canvas.parts]


@pytest.mark.parametrize("how", ["held", "panned", "zoomed", "measured"])
def test_a_range_that_is_looked_at_does_not_grow_with_the_run(
    panel: TimelinePanel, how: str
) -> None:
    frame(panel, 9.0)
    match how:
        case "held":
            panel.set_held(True)
        case "panned":
            QTest.keyClick(panel.canvas, Qt.Key.Key_A)
        case "zoomed":
            QTest.keyClick(panel.canvas, Qt.Key.Key_W)
        case "measured":
            drag(panel.canvas.lanes_view, QPoint(100, 5), QPoint(200, 5))
    looked_at = panel.wanted_range(9.0)
    for elapsed_s in (9.9, 10.1, 29.9, 31.0, 400.0):  # 0–10, 0–30, then it would slide
        frame(panel, elapsed_s)
        assert panel.wanted_range(elapsed_s) == looked_at


@pytest.mark.parametrize("workers", [4, 60])
def test_a_new_worker_moves_nothing_until_the_user_goes_on(
    panel: TimelinePanel, workers: int
) -> None:
    frame(panel, 9.0)
    panel.set_held(True)
    before = places(panel)
    frame(panel, 9.5, workers=workers)
    assert places(panel) == before
    assert [lane.name for lane in panel.canvas.lanes_view.lanes] == ["producer-1", "consumer-1"]
    panel.follow()
    frame(panel, 9.6, workers=workers)
    assert len(panel.canvas.lanes_view.lanes) == (workers if workers <= 48 else 2)


def test_lanes_of_another_range_are_its_own(panel: TimelinePanel) -> None:
    frame(panel, 9.0)
    panel.set_held(True)
    panel.show_range(2.0, 4.0)
    frame(panel, 9.5, workers=4)
    assert len(panel.canvas.lanes_view.lanes) == 4


def test_the_end_of_the_run_moves_nothing_until_the_user_goes_on(
    panel: TimelinePanel, qtbot: QtBot
) -> None:
    frame(panel, 9.0)
    panel.set_held(True)
    looked_at = panel.wanted_range(9.0)
    frame(panel, 12.0, snapshot=replace(RUNNING, phase=Phase.ENDED))
    assert panel.wanted_range(12.0) == looked_at
    assert not panel.header.live.isChecked()
    with qtbot.waitSignal(panel.following_changed):
        QTest.mouseClick(panel.header.live, Qt.MouseButton.LeftButton)
    assert panel.wanted_range(12.0)[:2] == (0.0, 12.0)


def test_one_can_zoom_from_hours_to_microseconds(panel: TimelinePanel) -> None:
    age_s = 5 * 3600.0
    frame(panel, age_s)
    for _ in range(40):
        QTest.keyClick(panel.canvas, Qt.Key.Key_S)
    frame(panel, age_s)
    assert panel.wanted_range(age_s)[:2] == (0.0, age_s)
    assert panel.header.range_button.text() == "0 s – 5:00:00"
    for _ in range(120):
        QTest.keyClick(panel.canvas, Qt.Key.Key_W)
    start, end, _ = panel.wanted_range(age_s)
    assert end - start == pytest.approx(1e-5)
    frame(panel, age_s)
    assert panel.header.range_button.text() == "2:29:59.9999950 – 2:30:00.0000050"
    assert not panel.grab().isNull()
