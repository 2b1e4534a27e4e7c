"""Whatever a user can do, at random, over real processes: the window bears it."""

import gc
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QPoint,
    QPointF,
    QSettings,
    Qt,
    QTimer,
)
from PySide6.QtGui import QDesktopServices, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from engine import scenario as scenarios
from engine.config import FIELDS, Value
from engine.session import Session
from gui.actions import Actions
from gui.app import Desk
from gui.controller import Controller
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.theme import set_type_scale
from tests.engine.running import own_time_s
from tests.gui.conftest import delete, shut
from tests.gui.recorded import recorded_run

ACTIONS = 500
LISTEN_MS = 10
"""For so long the window may answer, and the processes go on, after each action."""
STALL_S = 2.0
"""An action that keeps the window busy for longer has hung it, however slow the machine is."""
KEYS = (
    *(Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home),
    *(Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Minus),
    *(Qt.Key.Key_W, Qt.Key.Key_A, Qt.Key.Key_S, Qt.Key.Key_D, Qt.Key.Key_H, Qt.Key.Key_L),
    *(Qt.Key.Key_P, Qt.Key.Key_F5, Qt.Key.Key_Question, Qt.Key.Key_Period, Qt.Key.Key_Comma),
    *(Qt.Key.Key_0, Qt.Key.Key_5, Qt.Key.Key_9, Qt.Key.Key_Delete, Qt.Key.Key_Backspace),
    *(Qt.Key.Key_F1, Qt.Key.Key_C, Qt.Key.Key_E, Qt.Key.Key_R, Qt.Key.Key_Menu),
)
MODIFIERS = (
    *[Qt.KeyboardModifier.NoModifier] * 6,
    *(Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier),
)
MOST = {"producers.count": 6.0, "consumers.count": 6.0, "producers.payload_bytes": 20_000.0}
"""What is set by chance stays small: 500 actions are not to need 500 processes."""

Deed = Callable[[], str]
Save = Callable[[str], None]


class Masher:
    """Does one thing after the other to the window of a desk."""

    def __init__(self, desk: Desk, folder: Path, seed: int) -> None:
        """`folder` holds the recorded run that is opened now and then."""
        self._desk = desk
        self._recorded = str(folder)
        self._chance = random.Random(seed)
        self.done: list[str] = []
        self.runs = 0
        desk.window.controller.run_started.connect(self._count_run)
        self.slowest: tuple[float, str] = (0.0, "")
        # A menu has an event loop of its own, which ends when somebody closes it.
        self._closer = QTimer(desk, interval=50)
        self._closer.timeout.connect(self.close_popups)
        self._closer.start()
        often, seldom = [self._press, self._click], [self._choose, self._open_run, self._collect]
        usual = [self._drag, self._wheel, self._resize, self._set, self._look_back, self._order]
        self._deeds: list[Deed] = [*often * 6, *usual * 3, *seldom]

    @property
    def window(self) -> MainWindow:
        """The window that is open now: another language or layout makes another."""
        return self._desk.window

    def act(self) -> None:
        """Do one thing, let the window answer, and close what it has opened."""
        if not self.window.controller.is_live and self._chance.random() < 0.1:
            self.window.controller.start()
        deed = self._chance.choice(self._deeds)
        begun = own_time_s()
        what = deed()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, LISTEN_MS)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.slowest = max(self.slowest, (own_time_s() - begun, what))
        self.done.append(what)
        self.close_popups()

    def _count_run(self) -> None:
        self.runs += 1

    def _press(self) -> str:
        key, held = self._chance.choice(KEYS), self._chance.choice(MODIFIERS)
        targets: list[QWidget | None] = [self.window.focusWidget(), self.window]
        target = next(one for one in targets if one is not None)
        QTest.keyClick(target, key, held)
        return f"key {held.name} {key.name} on {type(target).__name__}"

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
        button = self._chance.choice([Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
        QTest.mousePress(widget, button, pos=start)
        for step in range(1, 4):
            QTest.mouseMove(widget, start + (end - start) * step / 3)
            QApplication.processEvents()
        QTest.mouseRelease(widget, button, pos=end)
        return f"drag on {type(widget).__name__}"

    def _wheel(self) -> str:
        widget = self._widget()
        at = QPointF(self._point(widget))
        delta = QPoint(0, self._chance.choice((-120, 120)))
        held = self._chance.choice(MODIFIERS)
        event = QWheelEvent(
            *(at, widget.mapToGlobal(at), QPoint(), delta, Qt.MouseButton.NoButton, held),
            *(Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(widget, event)
        return f"wheel on {type(widget).__name__}"

    def _resize(self) -> str:
        width, height = self._chance.randint(1024, 1600), self._chance.randint(640, 1000)
        self.window.resize(width, height)
        return f"size {width} × {height}"

    def _set(self) -> str:
        key = self._chance.choice(list(FIELDS))
        value = self._value(key)
        self.window.controller.change(key, value)
        return f"{key} = {value}"

    def _look_back(self) -> str:
        """Show a moment, a range, a process or a tab, or go back to live."""
        presenter, timeline = self.window.presenter, self.window.timeline
        now = self.window.controller.snapshot
        start, end = sorted(self._chance.random() * now.elapsed_s for _ in range(2))
        names = [worker.name for worker in now.workers] or ["producer-1"]
        acts: list[Callable[[], object]] = [
            partial(presenter.show_moment, start),
            partial(presenter.hold, self._chance.random() < 0.5),
            presenter.back_to_live,
            presenter.show_proof,
            partial(presenter.select_worker, self._chance.choice(names)),
            partial(timeline.show_range, start, start + (end - start) * self._chance.random() ** 9),
            partial(self.window.tabs.setCurrentIndex, self._chance.randrange(3)),
        ]
        act = self._chance.choice(acts)
        act()
        return f"look back: {act}"

    def _order(self) -> str:
        """Pause, resume, retire or kill some of the workers."""
        controller = self.window.controller
        names = [worker.name for worker in controller.snapshot.workers]
        some = self._chance.sample(names, self._chance.randint(0, min(2, len(names))))
        order = self._chance.choice(
            [controller.pause_workers, controller.resume_workers] * 2
            + [controller.retire_workers, controller.kill_workers]
        )
        order(some)
        return f"{order.__name__} {some}"

    def _choose(self) -> str:
        """Choose something in the menus but Quit, or a scenario."""
        window = self.window
        if self._chance.random() < 0.2:
            scenario = self._chance.choice(scenarios.builtin())
            window.controller.choose_scenario(scenario)
            return f"scenario {scenario.name}"
        quits = window.actions_.menus["file"].actions()[-1]
        offered = [one for one in window.actions() if one is not quits and one.isEnabled()]
        action = self._chance.choice(offered)
        action.trigger()
        return f"menu {action.text()}"

    def _open_run(self) -> str:
        self.window.actions_.take_run(self._recorded)
        return "open a run"

    def _collect(self) -> str:
        gc.collect()
        return "collect garbage"

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
        window = self.window
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


@pytest.fixture
def desk(app: QApplication, settings: QSettings, runs_home: Path, qtbot: QtBot) -> Iterator[Desk]:
    """Return a desk over real processes, with whatever window it opens in the meantime."""
    settings.setValue("language", "en")
    controller = Controller(Session(), scenarios.load(scenarios.OPENS_FIRST))
    made = Desk(app, controller, Preferences(settings))
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    last = made.window
    shut(last, qtbot)
    delete(last)
    set_type_scale(1.0)


def test_a_random_masher_finds_no_exception_no_warning_and_no_stall(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trials: Callable[[int], range],
) -> None:
    # What leaves the window stays out: a file dialog can delete files, a file manager is another
    # program. pytest-qt fails the test for any exception in a slot and for any warning of Qt.
    def answer(_actions: Actions, _title: str, name: str, _kinds: str, take: Save) -> None:
        take(str(tmp_path / Path(name).name))

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    monkeypatch.setattr(Actions, "_ask_path", answer)
    monkeypatch.setattr(Actions, "open_scenario", lambda self: None)
    monkeypatch.setattr(Actions, "open_run", lambda self: None)
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    masher = Masher(desk, recorded_run(tmp_path / "recorded"), seed)
    for _ in trials(ACTIONS):
        masher.act()
    masher.stop()
    print("last:", *masher.done[-20:], f"slowest: {masher.slowest}", sep="\n")
    assert desk.window.isVisible() and masher.runs
    assert masher.slowest[0] < STALL_S, masher.slowest
