"""Keys, clicks, drags, sizes and settings at random, over real processes: the window bears it."""

import random
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDesktopServices, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from engine.config import FIELDS, Value
from gui.actions import Actions
from gui.main_window import MainWindow
from tests.gui.conftest import OpenWindow

ACTIONS = 500
LISTEN_MS = 10
"""For so long the window may answer, and the processes go on, after each action."""
STALL_S = 3.0
"""An action that keeps the window busy for longer has hung it, however slow the machine is."""
KEYS = (
    *(Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home),
    *(Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Minus),
    *(Qt.Key.Key_W, Qt.Key.Key_A, Qt.Key.Key_S, Qt.Key.Key_D, Qt.Key.Key_H, Qt.Key.Key_L),
    *(Qt.Key.Key_P, Qt.Key.Key_F5, Qt.Key.Key_Question, Qt.Key.Key_Period, Qt.Key.Key_Comma),
    *(Qt.Key.Key_0, Qt.Key.Key_5, Qt.Key.Key_9, Qt.Key.Key_Delete, Qt.Key.Key_Backspace),
)
MOST = {"producers.count": 6.0, "consumers.count": 6.0, "producers.payload_bytes": 20_000.0}
"""What is set by chance stays small: 500 actions are not to need 500 processes."""


class Masher:
    """Does one thing after the other to a window."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window = window
        self._chance = random.Random(seed)
        self.done: list[str] = []
        self.runs = 0
        self.slowest: tuple[float, str] = (0.0, "")
        # A menu has an event loop of its own, which ends when somebody closes it.
        self._closer = QTimer(window, interval=50)
        self._closer.timeout.connect(self.close_popups)
        self._closer.start()

    def act(self) -> None:
        """Do one thing, let the window answer, and close what it has opened."""
        if not self._window.controller.is_live and self._chance.random() < 0.1:
            self._window.controller.start()
            self.runs += 1
        does: Callable[[], str] = self._chance.choice(
            [self._press, self._click] * 2 + [self._drag, self._wheel, self._resize, self._set]
        )
        begun = time.perf_counter()
        what = does()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, LISTEN_MS)
        self.slowest = max(self.slowest, (time.perf_counter() - begun, what))
        self.done.append(what)
        self.close_popups()

    def _press(self) -> str:
        key = self._chance.choice(KEYS)
        targets: list[QWidget | None] = [self._window.focusWidget(), self._window]
        target = next(one for one in targets if one is not None)
        QTest.keyClick(target, key)
        return f"key {key.name} on {type(target).__name__}"

    def _click(self) -> str:
        widget = self._widget()
        button = self._chance.choice([Qt.MouseButton.LeftButton] * 5 + [Qt.MouseButton.RightButton])
        at = self._point(widget)
        if self._chance.random() < 0.2:
            QTest.mouseDClick(widget, button, pos=at)
        else:
            QTest.mouseClick(widget, button, pos=at)
        return f"click on {type(widget).__name__} at {at.x()}, {at.y()}"

    def _drag(self) -> str:
        widget = self._widget()
        start, end = self._point(widget), self._point(widget)
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
        for step in range(1, 4):
            QTest.mouseMove(widget, start + (end - start) * step / 3)
            QApplication.processEvents()
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)
        return f"drag on {type(widget).__name__}"

    def _wheel(self) -> str:
        widget = self._widget()
        at = QPointF(self._point(widget))
        event = QWheelEvent(
            at,
            widget.mapToGlobal(at),
            QPoint(),
            QPoint(0, self._chance.choice((-120, 120))),
            Qt.MouseButton.NoButton,
            self._chance.choice(
                (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            ),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
        return f"wheel on {type(widget).__name__}"

    def _resize(self) -> str:
        width, height = self._chance.randint(1024, 1600), self._chance.randint(640, 1000)
        self._window.resize(width, height)
        return f"size {width} × {height}"

    def _set(self) -> str:
        key = self._chance.choice(list(FIELDS))
        value = self._value(key)
        self._window.controller.change(key, value)
        return f"{key} = {value}"

    def _value(self, key: str) -> Value:
        field = FIELDS[key]
        if field.choices:
            return self._chance.choice(field.choices)
        least = float(field.low)
        most = min(float(field.high), MOST.get(key, 200.0))
        value = self._chance.uniform(least, max(least, most))
        return round(value) if field.kind == "int" else value

    def _widget(self) -> QWidget:
        """Return what lies under a random point of the window."""
        window = self._window
        point = QPoint(
            self._chance.randrange(window.width()), self._chance.randrange(window.height())
        )
        return window.childAt(point) or window

    def _point(self, widget: QWidget) -> QPoint:
        return QPoint(
            self._chance.randrange(max(widget.width(), 1)),
            self._chance.randrange(max(widget.height(), 1)),
        )

    def stop(self) -> None:
        """Touch nothing any more."""
        self._closer.stop()

    def close_popups(self) -> None:
        """Close menus and dialogs that are open."""
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and isinstance(widget, (QDialog, QMenu)):
                widget.close()


def test_a_random_masher_finds_no_exception_no_warning_and_no_stall(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What leaves the window stays out: a file dialog can delete files, a file manager is another
    # program. pytest-qt fails the test for any exception in a slot and for any warning of Qt.
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    monkeypatch.setattr(Actions, "_ask_path", lambda *arguments: None)
    monkeypatch.setattr(Actions, "open_scenario", lambda self: None)
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    window = open_window()
    masher = Masher(window, seed)
    for _ in range(ACTIONS):
        masher.act()
    masher.stop()
    print("last:", *masher.done[-20:], f"slowest: {masher.slowest}", sep="\n")
    assert window.isVisible() and masher.runs
    assert masher.slowest[0] < STALL_S, masher.slowest
