"""Where time goes: what is listed, and its rows as the filter of states."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.states import State
from gui.panels.shares import SharesPanel, rows_of
from gui.theme import DARK, LIGHT

SHARES = {
    "producer": {State.WAIT_SLOT: 0.54, State.PACING: 0.46},
    "consumer": {State.WORKING_IO: 0.95, State.WAIT_ITEM: 0.05},
}
COUNTS = {"producer": 3, "consumer": 2}


@pytest.fixture
def panel(qtbot: QtBot) -> SharesPanel:
    made = SharesPanel(DARK)
    qtbot.addWidget(made)
    made.resize(320, 238)
    made.show_shares(SHARES, COUNTS, "last 30 s")
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()  # keys go to the widget that has the focus
    return made


def test_shares_merge_the_read_lock_and_leave_out_the_smallest() -> None:
    rows = rows_of(
        {
            State.WORKING_IO: 0.9,
            State.WAIT_ITEM: 0.05,
            State.WAIT_READ_LOCK: 0.042,
            State.STARTING: 0.008,
        }
    )
    assert [(row.state, round(row.share, 3)) for row in rows] == [
        (State.WORKING_IO, 0.9),
        (State.WAIT_ITEM, 0.092),
    ]


def test_order_of_shares_does_not_follow_their_size() -> None:
    more = rows_of({State.PACING: 0.6, State.WAIT_SLOT: 0.4})
    less = rows_of({State.PACING: 0.4, State.WAIT_SLOT: 0.6})
    assert [row.state for row in more] == [row.state for row in less]


def test_a_click_on_a_row_asks_for_its_state_alone_and_a_second_for_all(
    panel: SharesPanel, qtbot: QtBot
) -> None:
    row = panel.control("producer", State.PACING)
    for wanted in (State.PACING, None):
        with qtbot.waitSignal(panel.state_filtered, timeout=1000) as caught:
            QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        assert caught.args == [wanted]
        assert panel.filter is wanted
        assert row.isChecked() == (wanted is not None)


def test_another_row_takes_the_place_of_the_first(panel: SharesPanel) -> None:
    panel.control("producer", State.PACING).click()
    panel.control("consumer", State.WAIT_ITEM).click()
    assert panel.filter is State.WAIT_ITEM
    assert not panel.control("producer", State.PACING).isChecked()


def test_rows_are_chosen_with_the_keyboard(panel: SharesPanel, qtbot: QtBot) -> None:
    first = panel.control("producer", State.WAIT_SLOT)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    second = panel.control("producer", State.PACING)
    assert panel.window().focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Down)
    third = panel.control("consumer", State.WORKING_IO)
    assert panel.window().focusWidget() is third
    QTest.keyClick(third, Qt.Key.Key_Space)
    assert panel.filter is State.WORKING_IO
    with qtbot.waitSignal(panel.state_filtered, timeout=1000) as caught:
        QTest.keyClick(third, Qt.Key.Key_Escape)
    assert caught.args == [None]
    assert not third.isChecked()


def test_a_state_that_is_seen_alone_stays_listed_when_its_share_is_gone(
    panel: SharesPanel,
) -> None:
    panel.control("producer", State.PACING).click()
    panel.show_shares({"producer": {State.WAIT_SLOT: 1.0}}, COUNTS, "last 30 s")
    assert [row.state for row in panel.rows("producer")] == [State.WAIT_SLOT, State.PACING]
    panel.control("producer", State.PACING).click()
    assert [row.state for row in panel.rows("producer")] == [State.WAIT_SLOT]
    assert panel.control("producer", State.PACING).isHidden()


def test_rows_say_role_state_and_share_to_a_screen_reader(panel: SharesPanel) -> None:
    row = panel.control("producer", State.WAIT_SLOT)
    assert row.accessibleName() == "Producers: waiting: slot 54.0 %"


def test_the_bar_dims_what_was_not_asked_for(panel: SharesPanel) -> None:
    panel.set_theme(LIGHT)
    panel.control("producer", State.WAIT_SLOT).click()
    bar = panel.list.blocks()[0].bar
    image = panel.list.grab().toImage()
    y = round(bar.center().y())
    assert image.pixelColor(round(bar.x()) + 20, y) == LIGHT.state(State.WAIT_SLOT)
    dimmed = image.pixelColor(round(bar.right()) - 20, y)
    assert dimmed != LIGHT.state(State.PACING)
    assert dimmed.lightness() > LIGHT.state(State.PACING).lightness()


@pytest.mark.parametrize("height", [160, 190, 238, 300])
def test_rows_stay_within_the_panel_and_apart(panel: SharesPanel, height: int) -> None:
    panel.resize(320, height)
    rows = [panel.control(role, row.state) for role in SHARES for row in panel.rows(role)]
    places = [row.geometry() for row in rows]
    assert all(a.bottom() < b.top() for a, b in pairwise(places))
    assert places[-1].bottom() < panel.list.height()
    assert all(place.height() >= 20 for place in places)


def viewport(panel: SharesPanel) -> QWidget:
    """Return what the list is seen through."""
    parent = panel.list.parentWidget()
    assert parent is not None
    return parent


EIGHT_ROWS = {
    "producer": {State.WAIT_SLOT: 0.3, State.PACING: 0.6, State.STARTING: 0.1},
    "consumer": {
        State.WORKING_CPU: 0.01,
        State.WORKING_IO: 0.28,
        State.WAIT_ITEM: 0.1,
        State.WAIT_PERMIT: 0.5,
        State.STARTING: 0.11,
    },
}


def test_as_many_rows_as_a_gate_has_are_seen_without_scrolling(panel: SharesPanel) -> None:
    panel.resize(320, 274)  # of a window of 1440 × 900
    panel.show_shares(EIGHT_ROWS, COUNTS, "last 30 s")
    assert panel.list.height() == viewport(panel).height()


@pytest.mark.parametrize("height", range(160, 280, 7))
def test_no_row_is_cut_in_half(panel: SharesPanel, height: int) -> None:
    panel.resize(320, height)
    panel.show_shares(EIGHT_ROWS, COUNTS, "last 30 s")
    seen = viewport(panel).rect()
    assert seen.height() > height / 2
    for role, shares in EIGHT_ROWS.items():
        for state in shares:
            row = panel.control(role, state).geometry()
            assert seen.contains(row) or not seen.intersects(row), state


def test_rows_that_find_no_room_are_scrolled_to_by_the_keyboard(
    panel: SharesPanel, qtbot: QtBot
) -> None:
    panel.resize(320, 160)
    qtbot.waitUntil(lambda: panel.list.height() > viewport(panel).height())
    last = panel.control("consumer", State.WAIT_ITEM)
    panel.control("producer", State.WAIT_SLOT).setFocus()
    for _ in range(3):
        QTest.keyClick(panel.window().focusWidget(), Qt.Key.Key_Tab)
    assert panel.window().focusWidget() is last
    assert last.visibleRegion().boundingRect() == last.rect()
