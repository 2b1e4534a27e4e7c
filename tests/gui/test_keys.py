"""The window of keys: complete, true, and out of the way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.key_table import KeyGroup, as_text, key_groups
from gui.keys_window import KeysWindow
from gui.main_window import MainWindow
from gui.panels.timeline_keys import KEYS, WITH_CTRL, Act
from tests.gui.conftest import OpenWindow
from tests.gui.fakes import FakeSession


@pytest.fixture
def window(open_window: OpenWindow, session: FakeSession) -> MainWindow:
    return open_window(session=session)


@pytest.fixture
def groups(window: MainWindow) -> tuple[KeyGroup, ...]:
    return key_groups(window)


def test_every_action_that_has_keys_is_listed(
    window: MainWindow, groups: tuple[KeyGroup, ...]
) -> None:
    listed = {binding.keys for group in groups for binding in group.bindings}
    for action in window.actions():
        if not action.shortcut().isEmpty():
            assert action.shortcut().toString() in listed, action.text()


def test_every_key_of_the_timeline_is_listed(groups: tuple[KeyGroup, ...]) -> None:
    told = next(group for group in groups if group.title == "Timeline")
    lines = len([one for one in told.bindings if not one.keys.endswith(("drag", "wheel"))])
    assert {*KEYS.values(), *WITH_CTRL.values()} == set(Act)
    assert lines >= len(Act)
    assert "W, +, =" in [binding.keys for binding in told.bindings]


def test_no_line_is_empty_and_none_stands_twice(groups: tuple[KeyGroup, ...]) -> None:
    for group in groups:
        assert group.title
        assert all(binding.keys and binding.words for binding in group.bindings)
        assert len(set(group.bindings)) == len(group.bindings)


def test_question_mark_shows_the_keys_and_takes_them_away(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClicks(window, "?")
    shown = window.findChild(KeysWindow)
    assert shown is not None
    assert shown.isVisible()
    assert not shown.isModal()
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert window.actions_.show_keys() is shown
    qtbot.waitUntil(shown.isActiveWindow)
    QTest.keyClicks(shown, "?")
    assert not shown.isVisible()


def test_keys_can_be_copied(window: MainWindow, groups: tuple[KeyGroup, ...], qtbot: QtBot) -> None:
    shown = window.actions_.show_keys()
    qtbot.waitUntil(shown.isActiveWindow)
    QTest.keySequence(shown, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == as_text(groups)
    assert "Space\tStart or stop" in as_text(groups)
    shown.close()


def hold(window: MainWindow, key: Qt.Key) -> None:
    """Press a key and hold it until it has repeated itself twice."""
    for is_repeated in (False, True, True):
        QTest.simulateEvent(window, True, key, Qt.KeyboardModifier.NoModifier, "", is_repeated)


def test_a_key_that_is_held_does_its_thing_once(
    window: MainWindow, session: FakeSession, qtbot: QtBot
) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    hold(window, Qt.Key.Key_F5)
    assert (len(session.told("start")), len(session.told("stop"))) == (1, 0)
    was_shown = window.details.isVisible()
    hold(window, Qt.Key.Key_D)
    assert window.details.isVisible() is not was_shown
    actions = (*window.actions(), *window.processes.view.actions())
    assert not [one.text() for one in actions if one.autoRepeat()]


def test_f6_goes_from_panel_to_panel_and_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    qtbot.waitUntil(window.isActiveWindow)
    window.timeline.canvas.setFocus()
    table = window.processes.view
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.focusWidget() is table
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is window.flow
