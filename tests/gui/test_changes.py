"""What is kept from frame to frame is what a frame of its own would show."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.analysis.view import Lane, View
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.panels import lane_image
from gui.panels.changes import first_new, moved
from gui.panels.depth_plot import Band, first_change
from gui.panels.lane_picture import LanePicture
from gui.panels.steady import Pace
from gui.panels.timeline import TimelinePanel
from gui.panels.timeline_layout import LaneRows
from gui.theme import DARK
from tests.gui.snapshots import FakeClock

WIDTH_S = 0.02
COLORS = {state: DARK.state(state).rgba() for state in lane_image.STACK}


class Story:
    """What two workers and a queue of 10 do, told up to `now` columns in a window of columns."""

    def __init__(self, length: int) -> None:
        chance = np.random.default_rng(3)
        self.shares = np.zeros((2, length, 20), np.float32)
        part = chance.uniform(0, 1, (2, length))
        self.shares[:, :, State.WAIT_SLOT] = part
        self.shares[:, :, State.WORKING_IO] = 1 - part
        self.depth = np.clip(5 + np.cumsum(chance.normal(0, 2, length)), 0, 10)
        self.depth[8:26] = 0  # said to be empty only once that has lasted
        self.rates = 100 + chance.normal(0, 10, (2, length))

    def view(self, start: int, columns: int, now: float) -> View:
        """The columns from `start` on; the one that `now` lies in is known in part."""
        place = slice(start, start + columns)
        known = np.clip(now - np.arange(start, start + columns), 0, 1)
        edges = np.linspace(start, start + columns, columns + 1) * WIDTH_S
        lanes = tuple(
            Lane(f"producer-{k + 1}", "producer", k + 1, 0.0, None, (each.T * known).T)
            for k, each in enumerate(self.shares[:, place])
        )
        hidden = np.where(known > 0, 0.0, np.nan)
        depth = self.depth[place] * np.where(known > 0, known, 1) + hidden
        entered, left = self.rates[:, place] + hidden
        return View(
            edges_s=edges,
            depth=depth,
            depth_low=depth - 1,
            depth_high=depth + 1,
            maxsize=np.full(columns, 10.0),
            entered_hz=entered,
            left_hz=left,
            offered_hz=np.full(columns, np.nan),
            lanes=lanes,
            marks=(),
        )


FRAMES = [*((0, 20 + k / 3) for k in range(9)), *((k // 2, 60 + k / 2) for k in range(9)), (30, 64)]
"""(first column, now): a range that fills, one that slides, one that jumps."""


def test_lanes_kept_from_frame_to_frame_are_those_painted_whole() -> None:
    story, kept, rows = Story(200), LanePicture(), LaneRows(2, 12, 16)
    for start, now in FRAMES:
        view = story.view(start, 60, now)
        kept.show(view.lanes, view.edges_s, rows, COLORS)
        mixed = lane_image.mix(view.lanes)
        assert (kept.pixels == lane_image.paint(mixed, rows, COLORS)).all()
        assert (kept.leading == lane_image.leading(mixed)).all()


def test_only_the_end_of_lanes_that_grow_is_new() -> None:
    story, kept, rows = Story(200), LanePicture(), LaneRows(2, 12, 16)
    views = [story.view(0, 60, now) for now in (30.2, 30.6)]
    found = [kept.show(view.lanes, view.edges_s, rows, COLORS) for view in views]
    assert found == [0, 30]


def test_what_stands_on_the_screen_is_what_a_new_panel_would_paint(qtbot: QtBot) -> None:
    story, panel = Story(700), shown(qtbot)
    columns = panel.canvas.places.width
    late = [(start + 30, now + columns - 30) for start, now in FRAMES[9:]]
    for number, (start, now) in enumerate([*FRAMES[:9], *late]):
        view = story.view(start, columns, now)
        show(panel, view)
        if number % 3 == 0:
            other = shown(qtbot)
            other.canvas.depth_plot.top = panel.canvas.depth_plot.top
            other.canvas.throughput_plot.top = panel.canvas.throughput_plot.top
            show(other, view)
            assert pixels(panel) == pixels(other), f"frame {number}"
            other.hide()


def shown(qtbot: QtBot) -> TimelinePanel:
    panel = TimelinePanel(DARK)
    qtbot.addWidget(panel)
    panel.resize(420, 420)
    panel.header.switches["shares"].setChecked(True)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def show(panel: TimelinePanel, view: View) -> None:
    panel.show_view(view, Snapshot(phase=Phase.RUNNING, run_id=1))
    QApplication.processEvents()


def pixels(panel: TimelinePanel) -> QImage:
    """What was painted so far; `grab` would paint everything anew."""
    whole = panel.screen().grabWindow(panel.winId()).toImage()
    return whole.copy(panel.canvas.geometry())


@pytest.mark.parametrize(("now", "by"), [(2.0, 0), (2.5, 1), (3.0, 2), (2.2, None), (1.5, None)])
def test_a_range_moves_on_by_whole_columns_or_is_another(now: float, by: int | None) -> None:
    before = np.linspace(2.0, 12.0, 21)
    assert moved(before, np.linspace(now, now + 10.0, 21)) == by
    assert moved(before, np.linspace(now, now + 10.0, 11)) is None


def test_series_are_new_from_the_first_column_that_differs() -> None:
    before = np.array([[1.0, np.nan, 3.0], [4.0, 5.0, 6.0]])
    now = before.copy()
    assert first_new(before, now) == 3
    now[1, 1] = 7
    assert first_new(before, now) == 1
    assert first_new(before, now[:, :2]) == 0


def test_a_band_that_grows_differs_from_its_old_end_on() -> None:
    before = [Band(1, 2, 10), Band(4, 5, 10)]
    assert first_change(before, before) == float("inf")
    assert first_change(before, [Band(1, 2, 10), Band(4, 6, 10)]) == 5
    assert first_change(before, [Band(1, 2, 10), Band(3, 6, 10)]) == 3
    assert first_change(before, before[:1]) == 4


def test_paces_with_different_offsets_have_their_turns_apart() -> None:
    clock = FakeClock()
    first, second = Pace(0.25, clock), Pace(0.25, clock, offset_s=0.125)
    turns = []
    for _ in range(32):
        turns.append((first.due(), second.due()))
        clock.now_s += 1 / 32
    assert sum(one for one, _ in turns) == 4
    assert sum(other for _, other in turns) in (4, 5)
    assert not any(one and other for one, other in turns[1:])


def test_a_forced_turn_is_not_followed_by_another_at_once() -> None:
    clock = FakeClock()
    pace = Pace(0.25, clock)
    assert pace.due()
    clock.now_s += 0.2
    assert pace.due(force=True)
    clock.now_s += 0.06
    assert not pace.due()
    clock.now_s += 0.24
    assert pace.due()
