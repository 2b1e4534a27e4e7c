"""Comfort: copy, reset, the keyboard's way through the window, and what a screen reader is told."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from engine.snapshot import Phase
from engine.states import State
from gui.main_window import MainWindow
from gui.theme import DARK, LIGHT
from gui.widgets.copying import add_copy, make_copyable
from gui.widgets.focus_ring import OFF, WIDTH, FocusRing
from gui.widgets.segmented import Segmented
from gui.widgets.slider import Slider
from tests.gui.conftest import OpenWindow, delete
from tests.gui.fakes import FakeSession

ALL_STOPS = 200
"""More than the window has."""
SAME_ROW = 6
RING = 10
"""From the middle of a slider's handle to its ring."""


@pytest.fixture
def window(open_window: OpenWindow, session: FakeSession) -> MainWindow:
    made = open_window(session=session)
    made.resize(1440, 900)
    return made


@pytest.fixture
def pane(app: QApplication, qtbot: QtBot) -> Iterator[QWidget]:
    """Return a plain window with a few controls in a column."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(20, 20, 20, 20)
    segments = Segmented({"a": "A", "b": "B"}, "choice")
    segments.set_value("a")
    for control in (QPushButton("one"), QPushButton("two"), segments, Slider(DARK, 10)):
        column.addWidget(control)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    QTest.mouseRelease(made, Qt.MouseButton.LeftButton)  # a double click before leaves it pressed
    yield made
    delete(made)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def tab_stops(window: MainWindow) -> list[QWidget]:
    """Return what Tab visits, from Start until it comes back there."""
    window.toolbar.start.setFocus()
    found: list[QWidget] = []
    for _ in range(ALL_STOPS):
        here = window.focusWidget()
        if here in found:
            return found
        found.append(here)
        window.focusNextChild()
    raise AssertionError("Tab never comes back")


def place(widget: QWidget, window: MainWindow) -> QPoint:
    return widget.mapTo(window, QPoint())


# Copy


def test_copy_takes_what_there_is_to_say_at_that_moment(app: QApplication) -> None:
    label, said = QLabel(), ["first"]
    action = make_copyable(label, lambda: said[-1])
    said.append("second")
    action.trigger()
    assert clipboard() == "second"
    add_copy(label, "Copy all", lambda: ", ".join(said)).trigger()
    assert clipboard() == "first, second"
    delete(label)


def test_copy_of_nothing_leaves_the_clipboard_alone(app: QApplication) -> None:
    QGuiApplication.clipboard().setText("kept")
    label = QLabel()
    make_copyable(label, str).trigger()
    assert clipboard() == "kept"
    delete(label)


def test_keys_copy_where_the_focus_is(window: MainWindow) -> None:
    panels = {
        window.why: window.why.text(),
        window.controls.load_box: window.controls.load_box.text(),
        window.status: window.status.ledger_text(),
        window.things: window.things.text(),
        window.xray: window.xray.text(),
    }
    for panel, text in panels.items():
        if panel is window.xray:
            window.tabs.setCurrentWidget(panel)
        panel.setFocus()
        QTest.keySequence(window, "Ctrl+C")
        assert clipboard() == text
        assert text


def test_right_button_offers_to_copy(window: MainWindow) -> None:
    for panel in (window.why, window.controls.load_box, window.status, window.things):
        assert panel.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
        assert next(action.text() for action in panel.actions()) == "Copy"


# Reset


def test_changed_setting_is_marked_against_the_scenario(window: MainWindow) -> None:
    row = window.controls.row("consumers.count")
    at_first = row.is_changed
    window.controller.change("consumers.count", 3)
    assert (at_first, row.is_changed) == (False, True)  # one consumer: not the default of two
    assert row.label.is_marked
    assert "back to 1" in row.toolTip()


def test_mark_goes_with_the_change(window: MainWindow) -> None:
    row = window.controls.row("consumers.count")
    window.controller.change("consumers.count", 3)
    window.controller.change("consumers.count", 1)
    assert not row.label.is_marked
    assert "back to" not in row.toolTip()


@pytest.mark.parametrize("live", [False, True])
def test_control_and_scenario_can_be_reset(
    window: MainWindow, session: FakeSession, qtbot: QtBot, live: bool
) -> None:
    if live:
        window.toolbar.start.click()
        qtbot.waitUntil(lambda: window.controller.snapshot.phase is Phase.RUNNING)
    controls, controller = window.controls, window.controller
    controller.apply({"consumers.count": 4, "producers.rate_hz": 9.0})
    QTest.mouseDClick(controls.row("consumers.count").label, Qt.MouseButton.LeftButton)
    assert controller.config["consumers.count"] == 1
    assert controls.row("producers.rate_hz").is_changed
    QTest.keySequence(window, "Ctrl+0")
    assert controller.config == controller.scenario.config
    assert not any(row.is_changed for row in controls.rows.values())
    if live:
        assert ({"consumers.count": 1},) in session.told("change")
        assert len(session.told("start")) == 1


def test_reset_gives_up_what_waits_for_a_new_run(
    window: MainWindow, session: FakeSession, qtbot: QtBot
) -> None:
    window.toolbar.start.click()
    qtbot.waitUntil(lambda: window.controller.snapshot.phase is Phase.RUNNING)
    kind = window.controls.row("channel.kind")
    kind.changed.emit("channel.kind", "pipe")
    assert "new run" in kind.note.text
    QTest.keySequence(window, "Ctrl+0")
    assert kind.note.text == ""


def test_menu_of_a_control_resets_it_only_when_it_is_changed(window: MainWindow) -> None:
    row = window.controls.row("producers.rate_hz")

    def offered() -> list[str]:
        row.open_menu(menu := QMenu(row), QPoint())
        found = [action.text() for action in menu.actions()]
        menu.close()
        return found

    assert offered() == ["Copy as producers.rate_hz=4"]
    window.controller.change("producers.rate_hz", 0.0)
    assert offered() == ["Reset to 4 /s", "Copy as producers.rate_hz=0"]
    row.open_menu(menu := QMenu(row), QPoint())
    menu.actions()[0].trigger()
    menu.actions()[1].trigger()
    menu.close()
    assert window.controller.config["producers.rate_hz"] == 4
    assert clipboard() == "producers.rate_hz=4"


# The keyboard's way


def test_tab_reaches_every_control_that_can_be_used(window: MainWindow) -> None:
    stops = tab_stops(window)
    kinds = Qt.FocusPolicy.TabFocus
    for widget in window.findChildren(QWidget):
        if not (widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & kinds):
            continue
        if widget.focusProxy() is not None or widget.window() is not window:
            continue
        group = widget.parentWidget()
        among = group.findChildren(QPushButton) if isinstance(group, Segmented) else [widget]
        assert set(among) & set(stops), widget


def test_tab_goes_down_the_controls_and_along_the_toolbar(window: MainWindow) -> None:
    stops = tab_stops(window)
    in_controls = [one for one in stops if window.controls.isAncestorOf(one)]
    rows = [place(one, window) for one in in_controls]
    for before, after in pairwise(rows):
        assert after.y() >= before.y() - SAME_ROW
        assert after.x() > before.x() or after.y() > before.y() + SAME_ROW
    in_toolbar = [place(one, window).x() for one in stops if window.toolbar.isAncestorOf(one)]
    assert in_toolbar[:-1] == sorted(in_toolbar[:-1])  # Start, where it began, comes first
    assert in_toolbar[-1] == place(window.toolbar.scenarios, window).x()


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_ring_goes_around_what_tab_reaches(pane: QWidget) -> None:
    ring = FocusRing(DARK, pane)
    one, two, *_ = pane.findChildren(QPushButton)
    slider = pane.findChildren(Slider)[0]
    slider.setFocus()
    off = OFF + WIDTH
    for focused in (one, two):
        press(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is focused
        assert ring.isVisible()
        assert ring.geometry() == focused.geometry().adjusted(-off, -off, off, off)
    press(Qt.Key.Key_Tab)
    assert ring.widget() is pane.findChildren(Segmented)[0]
    press(Qt.Key.Key_Tab)
    assert slider.hasFocus()
    assert not ring.isVisible()  # it paints one around its handle


def test_ring_waits_for_a_key_after_a_click(pane: QWidget) -> None:
    ring = FocusRing(DARK, pane)
    two = pane.findChildren(QPushButton)[1]
    QTest.mouseClick(two, Qt.MouseButton.LeftButton)
    assert not ring.isVisible()
    QTest.keyClick(two, Qt.Key.Key_Shift)
    assert ring.isVisible()


def test_window_opens_without_a_ring(window: MainWindow) -> None:
    (ring,) = window.findChildren(FocusRing)
    assert window.toolbar.start.hasFocus()
    assert not ring.isVisible()
    press(Qt.Key.Key_Tab)
    assert ring.widget() is QApplication.focusWidget()


def test_ring_of_the_timeline_cuts_none_of_the_switches_over_it(window: MainWindow) -> None:
    (ring,) = window.findChildren(FocusRing)
    window.timeline.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Shift)
    assert ring.isVisible() and ring.widget() is window.timeline
    inner = QRect(ring.mapTo(window, QPoint()), ring.size())
    inner.adjust(WIDTH, WIDTH, -WIDTH, -WIDTH)
    for pill in window.timeline.header.switches.values():
        assert inner.contains(QRect(pill.mapTo(window, QPoint()), pill.size()))


def test_ring_is_there_again_after_another_window(pane: QWidget, qtbot: QtBot) -> None:
    ring = FocusRing(DARK, pane)
    one = pane.findChildren(QPushButton)[0]
    pane.findChildren(Slider)[0].setFocus()
    press(Qt.Key.Key_Tab)
    other = QPushButton("other")
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert not ring.isVisible()
    delete(other)
    pane.activateWindow()
    qtbot.waitUntil(one.hasFocus)
    assert ring.widget() is one


def test_slider_shows_its_ring_to_the_keyboard_only(pane: QWidget) -> None:
    slider = pane.findChildren(Slider)[0]
    above = slider.handle_center().toPoint() - QPoint(0, RING)

    def is_ringed() -> bool:
        return bool(slider.grab().toImage().pixelColor(above) == DARK.text)

    pane.setStyleSheet(f"background: {DARK.panel.name()}")
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.handle_center().toPoint())
    slider.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not is_ringed()
    pane.findChildren(QPushButton)[0].setFocus()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    assert is_ringed()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_ring_is_ink_on_the_ground_around(pane: QWidget, theme: object) -> None:
    assert theme in (DARK, LIGHT)
    chosen = DARK if theme is DARK else LIGHT
    ring = FocusRing(DARK, pane)
    ring.set_theme(chosen)
    one = pane.findChildren(QPushButton)[0]
    pane.findChildren(Slider)[0].setFocus()
    press(Qt.Key.Key_Tab)
    picture = pane.grab().toImage()
    middle = one.geometry().center().x()
    above = one.geometry().top() - OFF - 1
    assert picture.pixelColor(middle, above) == chosen.text
    assert picture.pixelColor(middle, above + OFF) != chosen.text


def test_tab_goes_through_where_time_goes_before_the_tables(window: MainWindow) -> None:
    window.shares.show_shares({"producer": {State.PACING: 1.0}}, {}, "")
    stops = tab_stops(window)
    row = window.shares.control("producer", State.PACING)
    first_of_tables = next(one for one in stops if window.tabs.isAncestorOf(one))
    assert stops.index(row) < stops.index(first_of_tables)


def test_mouse_finds_the_other_layouts_where_there_is_no_menu_bar(window: MainWindow) -> None:
    assert window.toolbar.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    offered = [action.text() for action in window.toolbar.actions()]
    assert offered == ["Learn", "Engineer", "Presentation", "My own"]


# What is read aloud


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow) -> None:
    nameless = []
    for page in range(window.tabs.count()):
        window.tabs.setCurrentIndex(page)
        for widget in window.findChildren(QWidget):
            takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if not takes_focus or widget.window() is not window or not widget.isVisible():
                continue
            told = QAccessible.queryAccessibleInterface(widget)
            if not told.text(QAccessible.Text.Name):
                nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    assert nameless == []


def test_panels_tell_what_they_show(window: MainWindow) -> None:
    assert "the queue fills by 4.0/s" in window.controls.load_box.accessibleDescription()
    assert "1 consumer serves 8/s" in window.why.accessibleDescription()
    assert window.controls.row("gate.producer_permits").name == ("Semaphores: At put")
