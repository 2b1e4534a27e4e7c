"""What gives way in a small window, and that the rest of it fits."""

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.scenario import load
from gui.layouts import MODEST_TYPE, TYPE_SCALE, Layout
from gui.main_window import MainWindow
from gui.room import Flow, Room, room
from tests.gui.conftest import OpenWindow, shut

SIZES = ((1024, 640), (1100, 700), (1280, 720), (1360, 768), (1440, 900), (1920, 1080))
SMALLER = ((960, 480), (960, 540))
"""A screen of 1920 × 1080 at 200 %."""


def gone(layout: Layout, height: int) -> set[str]:
    """Return what a wide window of that height lacks, or has in less room."""
    now: Room = room(layout, 1920, height)
    has = {"things": now.has_things, "status": now.has_status, "tables": now.has_tables}
    lacks = {name for name, there in has.items() if not there}
    flow = set() if now.flow is Flow.WHOLE else {now.flow.value}
    return lacks | flow | ({"why"} if now.why_is_compact else set())


@pytest.mark.parametrize(
    ("layout", "steps"),
    [
        (
            Layout.LEARN,
            {
                900: "",
                779: "things",
                749: "low",
                719: "why",
                689: "folded -low",
                589: "gone -folded",
            },
        ),
        (Layout.ENGINEER, {900: "things why folded", 769: "gone -folded", 619: "tables"}),
        (
            Layout.PRESENTATION,
            {900: "tables", 779: "things", 749: "low", 719: "status", 689: "folded -low"},
        ),
    ],
)
def test_parts_give_way_one_after_the_other(layout: Layout, steps: dict[int, str]) -> None:
    expected: set[str] = set()
    for height, words in steps.items():
        for word in words.split():
            expected = expected - {word[1:]} if word.startswith("-") else expected | {word}
        assert gone(layout, height) == expected, height
    for before, after in pairwise(sorted(steps, reverse=True)):
        assert gone(layout, before) == gone(layout, after + 1)


def test_type_of_a_presentation_is_modest_on_a_screen_with_few_pixels() -> None:
    assert Layout.PRESENTATION.type_scale(1080) == TYPE_SCALE
    assert Layout.PRESENTATION.type_scale(540) == MODEST_TYPE
    assert Layout.LEARN.type_scale(540) == 1


@pytest.fixture(params=list(Layout))
def window(
    request: pytest.FixtureRequest, open_window: OpenWindow, settings: QSettings
) -> MainWindow:
    settings.setValue("layout", request.param.value)
    return open_window()


def regions(window: MainWindow) -> list[QWidget]:
    """Return what stands side by side and under one another."""
    all_of_them = (
        *(window.controls, window.why, window.flow, window.timeline, window.shares),
        *(window.tabs, window.things),
    )
    return [region for region in all_of_them if region.isVisible()]


def place(region: QWidget, window: MainWindow) -> QRect:
    return QRect(region.mapTo(window, QPoint()), region.size())


def test_all_that_is_shown_fits(window: MainWindow) -> None:
    least = window.minimumSize()
    for width, height in (*SMALLER, *SIZES):
        window.resize(max(width, least.width()), max(height, least.height()))
        for _ in range(2):  # the splitter is told only then what its parts now need
            QApplication.processEvents()
        places = {region: place(region, window) for region in regions(window)}
        for region, rect in places.items():
            assert window.rect().contains(rect), (region, width, height)
            assert rect.height() >= region.minimumSizeHint().height(), (region, width, height)
        for one, other in combinations(places.values(), 2):
            assert not one.intersects(other), (width, height)


def test_the_flow_makes_room_before_lanes_of_nine_workers_are_too_low(window: MainWindow) -> None:
    window.controller.choose_scenario(load("semaphore"))
    lower = () if window.layout_ is Layout.ENGINEER else (600, 640, 689, 690, 720)
    for height in (*lower, 749, 750, 769, 770, 800):
        window.resize(1280, height)
        for _ in range(2):
            QApplication.processEvents()
        rows = window.timeline.canvas.lanes_view.rows
        assert rows.count == 9
        assert rows.height >= 6, height


def test_tables_can_be_had_in_a_low_window_for_engineers(
    open_window: OpenWindow, settings: QSettings, qtbot: QtBot
) -> None:
    settings.setValue("layout", "engineer")
    window = open_window()
    qtbot.waitUntil(window.isActiveWindow)
    window.resize(1024, 600)
    assert not window.details.isVisible()
    QTest.keyClick(window, Qt.Key.Key_D)
    assert (window.details.isVisible(), window.timeline.isVisible()) == (True, False)
    window.resize(1024, 640)
    assert window.details.isVisible()
    assert window.timeline.isVisible()


def test_engineers_have_rows_of_tables_in_low_windows_and_more_in_high_ones(
    open_window: OpenWindow, settings: QSettings
) -> None:
    settings.setValue("layout", "engineer")
    window = open_window()
    heights = []
    for size in ((1280, 720), (1440, 900), (1920, 1080)):
        window.resize(*size)
        QApplication.processEvents()
        heights.append(window.details.height())
    assert heights[0] >= 230
    assert heights[2] > heights[1]


def test_a_low_presentation_leaves_throughput_out_and_says_so(
    open_window: OpenWindow, settings: QSettings
) -> None:
    settings.setValue("layout", "presentation")
    window = open_window()
    window.resize(1280, 720)
    QApplication.processEvents()
    canvas, switches = window.timeline.canvas, window.timeline.header.switches
    assert canvas.throughput_plot.isHidden()
    assert not switches["throughput"].isEnabled()
    switches["depth"].click()
    assert not canvas.throughput_plot.isHidden()
    assert switches["throughput"].isEnabled()


def test_flow_unfolds_to_the_height_it_had(open_window: OpenWindow) -> None:
    window = open_window()
    window.resize(1440, 900)
    QApplication.processEvents()
    before = window.flow.height()
    window.resize(1440, 600)
    QApplication.processEvents()
    folded = window.flow.height()
    window.resize(1440, 900)
    QApplication.processEvents()
    assert folded < window.flow.height() == before


def test_height_of_the_flow_is_remembered_from_when_there_was_room(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    first = open_window()
    first.resize(1440, 900)
    first._splitters["center"].setSizes([300, 380])
    QApplication.processEvents()
    first.resize(1440, 680)
    QApplication.processEvents()
    assert first.flow.height() < 300
    shut(first, qtbot)
    second = open_window()
    second.resize(1440, 900)
    QApplication.processEvents()
    assert second.flow.height() == pytest.approx(300, abs=8)
