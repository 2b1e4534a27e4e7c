from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.analysis.view import Lane, View
from engine.config import DEFAULT, from_values
from engine.runlog.marks import Mark
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State
from gui.panels.lanes import LanesView
from gui.panels.timeline import TimelinePanel
from gui.panels.timeline_layout import LaneRows
from gui.theme import DARK, LIGHT

RUNNING = Snapshot(phase=Phase.RUNNING, run_id=1, elapsed_s=30.0)
MARK = Mark(int(15e9), "setting", "consumers.count", 1, 2)


def make_view(
    start: float,
    end: float,
    columns: int,
    workers: int = 2,
    maxsize: float = 10.0,
    marks: Sequence[Mark] = (MARK,),
) -> View:
    """A full queue: producers wait for a slot, consumers work."""
    shares = np.zeros((2, columns, 20), np.float32)
    shares[0, :, State.WAIT_SLOT] = 1
    shares[1, :, State.WORKING_IO] = 1
    lanes = tuple(
        Lane(f"{role}-{k}", role, k, 0.0, None, shares[which])
        for which, role in enumerate(("producer", "consumer"))
        for k in range(1, workers // 2 + 1)
    )
    flat = np.ones(columns)
    return View(
        edges_s=np.linspace(start, end, columns + 1),
        depth=10 * flat,
        depth_low=9 * flat,
        depth_high=10 * flat,
        maxsize=maxsize * flat,
        entered_hz=8 * flat,
        left_hz=8 * flat,
        offered_hz=12 * flat,
        lanes=lanes,
        marks=tuple(marks),
    )


@pytest.fixture
def panel(qtbot: QtBot) -> TimelinePanel:
    made = TimelinePanel(DARK)
    qtbot.addWidget(made)
    made.resize(800, 456)
    made.show()
    qtbot.waitExposed(made)
    made.clear(from_values({"consumers.count": 1}))
    return made


def frame(
    panel: TimelinePanel, elapsed_s: float = 30.0, snapshot: Snapshot = RUNNING, **kwargs: Any
) -> None:
    panel.show_view(make_view(*panel.wanted_range(elapsed_s), **kwargs), snapshot)
    QApplication.processEvents()


def wheel(widget: QWidget, notches: int, x: int = 100) -> None:
    position = QPointF(x, 20)
    event = QWheelEvent(
        position,
        QPointF(widget.mapToGlobal(position.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_plots_and_lanes_share_their_left_and_right_edge(panel: TimelinePanel) -> None:
    frame(panel)
    edges = {(part.geometry().left(), part.geometry().right()) for part in panel.canvas.parts}
    assert len(edges) == 1
    assert panel.wanted_range(30.0)[2] == panel.canvas.lanes_view.width()


def test_before_start_the_lanes_to_come_are_named(panel: TimelinePanel) -> None:
    names = [lane.name for lane in panel.canvas.lanes_view.lanes]
    assert names == ["producer-1", "producer-2", "producer-3", "consumer-1"]
    assert panel.canvas.depth_plot.message
    assert panel.canvas.depth_plot.maxsize == 10


def test_a_frame_of_a_run_takes_the_message_away(panel: TimelinePanel) -> None:
    frame(panel)
    assert panel.canvas.depth_plot.message == ""


def test_lanes_are_painted_in_the_colours_of_their_states(panel: TimelinePanel) -> None:
    frame(panel)
    image = panel.canvas.lanes_view.grab().toImage()
    rows = panel.canvas.lanes_view.rows
    assert image.pixelColor(600, 3) == DARK.state(State.WAIT_SLOT)
    assert image.pixelColor(600, rows.pitch + 3) == DARK.state(State.WORKING_IO)


def test_a_theme_repaints_the_lanes(panel: TimelinePanel) -> None:
    frame(panel)
    panel.set_theme(LIGHT)
    image = panel.canvas.lanes_view.grab().toImage()
    assert image.pixelColor(600, 3) == LIGHT.state(State.WAIT_SLOT)


def test_a_full_queue_has_a_band_on_the_maxsize_line(panel: TimelinePanel) -> None:
    frame(panel)
    plot = panel.canvas.depth_plot
    image = plot.grab().toImage()
    y = round(plot.y_of(10)) - 3
    assert image.pixelColor(400, y) == DARK.state(State.WAIT_SLOT)


def test_a_mark_is_a_line_with_its_words(panel: TimelinePanel) -> None:
    frame(panel)
    (placed,) = panel.canvas.overlay.placed
    assert placed.label.text == "consumers 1 → 2"
    assert placed.x == pytest.approx(panel.canvas.overlay.width() / 2, abs=1)
    assert "consumers.count" in panel.canvas.overlay.text_at(placed.x + 2)


def test_marks_are_told_from_the_origin_of_the_run(panel: TimelinePanel) -> None:
    panel.set_origin(int(5e9))
    frame(panel)
    (placed,) = panel.canvas.overlay.placed
    assert placed.label.at_s == pytest.approx(10)


@pytest.mark.parametrize("workers", [6, 16, 48, 256])
def test_all_lanes_fit_whatever_their_number(panel: TimelinePanel, workers: int) -> None:
    frame(panel, workers=workers)
    lanes = panel.canvas.lanes_view
    assert lanes.rows.total <= lanes.height()
    assert len(lanes.lanes) == (workers if workers <= 48 else 2)


def test_dragging_the_plot_stops_following_and_does_not_jump(
    panel: TimelinePanel, qtbot: QtBot
) -> None:
    frame(panel)
    before = panel.wanted_range(30.0)
    viewport = panel.canvas.depth_plot
    with qtbot.waitSignal(panel.following_changed) as changed:
        QTest.mousePress(
            viewport, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 60)
        )
        QTest.mouseMove(viewport, QPoint(299, 60))
    QTest.mouseRelease(
        viewport, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, QPoint(299, 60)
    )
    assert changed.args == [False]
    assert not panel.following
    assert not panel.header.live.isChecked()
    assert panel.wanted_range(31.0)[0] == pytest.approx(before[0], abs=0.1)


def test_wheel_zooms_about_the_pointer(panel: TimelinePanel) -> None:
    frame(panel)
    lanes = panel.canvas.lanes_view
    wheel(lanes, 2, x=lanes.width() // 2)
    start, end, _ = panel.wanted_range(30.0)
    assert end - start == pytest.approx(30 / 1.25**2)
    assert (start + end) / 2 == pytest.approx(15, abs=0.1)


def test_live_pill_resumes_following(panel: TimelinePanel, qtbot: QtBot) -> None:
    frame(panel)
    wheel(panel.canvas.lanes_view, 1)
    QTest.mouseClick(panel.header.live, Qt.MouseButton.LeftButton)
    assert panel.following


def test_clicking_live_while_following_leaves_it_on(panel: TimelinePanel, qtbot: QtBot) -> None:
    QTest.mouseClick(panel.header.live, Qt.MouseButton.LeftButton)
    assert panel.following
    assert panel.header.live.isChecked()


def test_held_view_stands_still_and_goes_on(panel: TimelinePanel) -> None:
    frame(panel, elapsed_s=45.0)
    held = panel.wanted_range(45.0)
    panel.set_held(True)
    assert panel.wanted_range(60.0) == held
    panel.set_held(False)
    assert panel.wanted_range(60.0)[1] >= 60.0


def test_the_end_of_a_run_asks_for_all_of_it_once(panel: TimelinePanel, qtbot: QtBot) -> None:
    ended = replace(RUNNING, phase=Phase.ENDED, elapsed_s=47.0)
    with qtbot.waitSignal(panel.range_changed):
        frame(panel, elapsed_s=47.0, snapshot=ended)
    assert panel.wanted_range(47.0)[:2] == (0.0, 47.0)
    with qtbot.assertNotEmitted(panel.range_changed):
        frame(panel, elapsed_s=47.0, snapshot=ended)


def test_after_the_end_the_pill_is_of_the_whole_run(panel: TimelinePanel, qtbot: QtBot) -> None:
    live = panel.header.live
    assert (live.text(), live.isChecked()) == ("Live", True)
    frame(panel, elapsed_s=47.0, snapshot=replace(RUNNING, phase=Phase.ENDED, elapsed_s=47.0))
    assert (live.text(), live.isChecked()) == ("Whole run", True)
    panel.header.chosen.emit("10 s")
    assert not live.isChecked()
    QTest.mouseClick(live, Qt.MouseButton.LeftButton)
    assert panel.fits_run
    assert live.isChecked()
    panel.clear(DEFAULT)
    assert live.text() == "Live"


@pytest.mark.parametrize("ended_s", [5.0, 10.0], ids=["within the range", "at its end"])
def test_the_end_of_a_lane_has_a_sign(qtbot: QtBot, ended_s: float) -> None:
    view = LanesView(DARK)
    qtbot.addWidget(view)
    view.resize(400, 22)
    shares = np.zeros((400, 20), np.float32)
    shares[: int(40 * ended_s), State.WORKING_IO] = 1
    lane = Lane("consumer-1", "consumer", 1, 0.0, ended_s, shares)
    edges = np.linspace(0, 10, 401)

    def picture(end: State) -> QImage:
        view.show_lanes([lane], edges, {"consumer-1": end}, LaneRows(1, 22, 26))
        return view.grab().toImage()

    assert picture(State.KILLED) != picture(State.FINISHED)


def test_choosing_a_span_changes_the_range(panel: TimelinePanel, qtbot: QtBot) -> None:
    frame(panel, elapsed_s=300.0)
    with qtbot.waitSignal(panel.range_changed):
        panel.header.chosen.emit("2 min")
    start, end, _ = panel.wanted_range(300.0)
    assert end - start == pytest.approx(120)
    assert "2 min" in panel.header.range_button.text()


def test_hiding_a_part_gives_its_room_to_the_others(panel: TimelinePanel) -> None:
    frame(panel)
    before = panel.canvas.depth_plot.height()
    panel.header.switches["throughput"].setChecked(False)
    assert not panel.canvas.throughput_plot.isVisible()
    assert panel.canvas.depth_plot.height() > before


def test_preferences_come_back(panel: TimelinePanel, qtbot: QtBot) -> None:
    panel.header.chosen.emit("10 min")
    panel.header.switches["lanes"].setChecked(False)
    panel.canvas.legends["throughput"].name("in").click()
    other = TimelinePanel(DARK)
    qtbot.addWidget(other)
    other.apply_preferences(panel.preferences())
    assert other.preferences() == {
        "span": "10 min",
        "parts": ["depth", "throughput"],
        "hidden": ["throughput.in"],
    }


def test_preferences_of_another_version_are_passed_over(panel: TimelinePanel) -> None:
    before = panel.preferences()
    panel.apply_preferences({"span": 3, "parts": None, "more": 1})
    assert panel.preferences() == before


def test_a_killed_worker_is_marked_and_its_lane_ends(panel: TimelinePanel) -> None:
    worker = WorkerView(
        "consumer-1", "consumer", 1, 7, State.KILLED, 20.0, 0, 1, 0, 0, False, 0, exitcode=-9
    )
    mark = Mark(int(20e9), "warning", "consumer-1", text="consumer-1 was killed by signal 9.")
    frame(panel, snapshot=replace(RUNNING, workers=(worker,)), marks=[mark])
    (placed,) = panel.canvas.overlay.placed
    assert placed.label.text == "consumer-1 killed"


def test_pointing_at_a_lane_tells_worker_time_and_states(
    panel: TimelinePanel, qtbot: QtBot
) -> None:
    frame(panel)
    lanes = panel.canvas.lanes_view
    with qtbot.waitSignal(panel.hovered) as hovered:
        QTest.mouseMove(lanes, QPoint(100, 5))
    assert "producer-1" in hovered.args[0]
    assert "waiting: slot 100 %" in hovered.args[0]


def test_unbounded_queue_and_flat_out_producers_are_drawn(panel: TimelinePanel) -> None:
    columns = panel.wanted_range(30.0)[2]
    view = make_view(0, 30, columns, maxsize=float("nan"), marks=())
    view = replace(
        view,
        depth=np.linspace(0, 1e5, columns),
        depth_high=np.linspace(0, 1e5, columns),
        left_hz=np.full(columns, 1.5e5),
        offered_hz=np.full(columns, np.nan),
    )
    panel.show_view(view, RUNNING)
    panel.grab()
    assert panel.canvas.depth_plot.top == 1e5
    assert panel.canvas.throughput_plot.ticks[-1] == 150_000


def test_a_view_that_knows_nothing_yet_is_drawn(panel: TimelinePanel) -> None:
    columns = panel.wanted_range(0.0)[2]
    nothing = np.full(columns, np.nan)
    view = make_view(0, 10, columns, workers=0, marks=())
    panel.show_view(
        replace(view, depth=nothing, depth_low=nothing, entered_hz=nothing, left_hz=nothing),
        RUNNING,
    )
    assert not panel.grab().isNull()


def test_arrow_keys_pan(panel: TimelinePanel, qtbot: QtBot) -> None:
    frame(panel, elapsed_s=60.0)
    start = panel.wanted_range(60.0)[0]
    QTest.keyClick(panel.canvas, Qt.Key.Key_Left)
    assert panel.wanted_range(60.0)[0] == pytest.approx(start - 3)


def test_export_writes_the_panel_at_twice_its_size(panel: TimelinePanel, tmp_path: Path) -> None:
    frame(panel)
    assert panel.export_png(str(tmp_path / "plot.png"))
    image = QImage(str(tmp_path / "plot.png"))
    assert (image.width(), image.height()) == (1600, 912)
    assert not panel.export_png(str(tmp_path / "nowhere" / "plot.png"))
