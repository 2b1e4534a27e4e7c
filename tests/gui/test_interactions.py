"""What the user does in one panel, and what the whole window then shows.

What a panel does by itself is in the panel's own tests.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QStyleHints
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QProgressDialog, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from engine import scenario as scenarios
from engine.opened import OpenedRun
from engine.snapshot import Phase
from gui.app import Desk
from gui.controller import Controller
from gui.layouts import OWN, Layout
from gui.main_window import MainWindow
from gui.preferences import Preferences
from tests.gui.conftest import OpenWindow, delete, shut
from tests.gui.fakes import FakeSession
from tests.gui.recorded import END, recorded_run
from tests.gui.test_pictures import MOMENT_S, at_moment, show_running
from tests.gui.test_timeline_explorer import drag

LEFT = Qt.MouseButton.LeftButton
END_S = END / 1e9


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the recorded run."""
    return recorded_run(tmp_path_factory.mktemp("recorded") / "run")


@pytest.fixture
def run(folder: Path) -> Iterator[OpenedRun]:
    """Return the recorded run, read to its end."""
    opened = OpenedRun(folder, run_id=1)
    while opened.load() < 1:
        pass
    yield opened
    opened.close()


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def window(open_window: OpenWindow, session: FakeSession) -> MainWindow:
    """Return a window before Start, as large as the target picture."""
    made = open_window(session=session)
    made.resize(1440, 900)
    QApplication.processEvents()
    return made


@pytest.fixture
def opened(window: MainWindow, folder: Path, qtbot: QtBot) -> MainWindow:
    """Return a window that shows the recorded run, which has ended."""
    with qtbot.waitSignal(window.controller.run_opened):
        window.actions_.take_run(str(folder))
    return window


@pytest.fixture
def live(window: MainWindow, session: FakeSession, run: OpenedRun) -> Iterator[MainWindow]:
    """Return a window that shows the recorded run as one under way at MOMENT_S."""
    show_running(window, session, run)
    yield window
    session.stop()
    window.controller.snapshot = session.now


def in_lane(window: MainWindow, worker: str, at_s: float) -> QPoint:
    """Return where a time stands in the lane of a worker."""
    lanes = window.timeline.canvas.lanes_view
    start, end, _ = window.timeline.wanted_range(END_S)
    row = [lane.name for lane in lanes.lanes].index(worker)
    x = (at_s - start) / (end - start) * lanes.width()
    return QPoint(round(x), row * lanes.rows.pitch + lanes.rows.height // 2)


def on_axis(window: MainWindow, at_s: float) -> QPoint:
    """Return where a time stands on the axis."""
    places = window.timeline.canvas.places
    start, end, _ = window.timeline.wanted_range(MOMENT_S)
    x = places.left + (at_s - start) / (end - start) * places.width
    return QPoint(round(x), places.axis.top + 8)


def selected(window: MainWindow) -> tuple[list[str], str, str]:
    """Return which process table, flow and lanes mean."""
    rows = window.processes.view.selectionModel().selectedRows()
    flow = window.flow.scene().selected
    return [row.data() for row in rows], flow, window.timeline.explorer.look.worker


def test_a_process_that_is_clicked_on_in_one_panel_is_meant_in_all(opened: MainWindow) -> None:
    block = opened.flow.layout_now().consumers.blocks[1].center().toPoint()
    QTest.mouseClick(opened.flow, LEFT, pos=block)
    assert selected(opened) == (["consumer-2"], "consumer-2", "consumer-2")
    QTest.mouseClick(
        opened.timeline.canvas.lanes_view, LEFT, pos=in_lane(opened, "consumer-1", 26.0)
    )
    assert selected(opened) == (["consumer-1"], "consumer-1", "consumer-1")
    table = opened.processes.view
    row = table.visualRect(table._index_of("producer-3"))
    QTest.mouseClick(table.viewport(), LEFT, pos=row.center())
    assert selected(opened) == (["producer-3"], "producer-3", "producer-3")


def test_a_range_that_is_dragged_over_the_lanes_is_explained_and_can_be_looked_at(
    opened: MainWindow,
) -> None:
    lanes = opened.timeline.canvas.lanes_view
    assert opened.why.sentence_text().startswith("Done")
    ends = in_lane(opened, "producer-2", 22.0), in_lane(opened, "producer-2", 28.0)
    drag(lanes, *ends)
    assert "queue is full" in opened.why.sentence_text()
    [proof] = [
        one
        for one in opened.why.findChildren(QToolButton)
        if one.accessibleName() == "Show it in the lanes"
    ]
    proof.click()
    start, end, _ = opened.timeline.wanted_range(END_S)
    assert 15 < start <= 22.1 and end >= 27.9
    QTest.keyClick(opened.timeline.canvas, Qt.Key.Key_Escape)
    assert opened.why.sentence_text().startswith("Done")


def test_a_run_that_has_ended_is_run_again(opened: MainWindow, session: FakeSession) -> None:
    [again] = [one for one in opened.why.findChildren(QPushButton) if one.text() == "Run again"]
    assert again.isVisible()
    again.click()
    [(config, scenario)] = session.told("start")
    assert (config, scenario) == (opened.controller.config, "slow-consumer")
    assert opened.controller.snapshot.phase is Phase.RUNNING
    session.stop()
    opened.controller._tick()


def test_another_scenario_after_a_run_shows_nothing_of_that_run(opened: MainWindow) -> None:
    opened.presenter.show_moment(6.0)
    assert opened.events.model.rowCount()
    opened.controller.choose_scenario(scenarios.load("balanced"))
    assert not opened.presenter.is_held
    assert opened.why.sentence_text().startswith("Expected")
    assert not opened.events.model.rowCount()


def test_the_past_of_a_live_run_is_scrubbed_and_one_key_goes_back(
    live: MainWindow, session: FakeSession, run: OpenedRun
) -> None:
    canvas = live.timeline.canvas
    assert len(live.flow.shown().consumers) == 2
    drag(canvas, on_axis(live, 20.0), on_axis(live, 6.0))
    assert live.presenter.held_at_s == pytest.approx(6.0, abs=0.2)
    assert live.toolbar.hold.isChecked()
    assert "View held at 0:06." in live.why.sentence_text()
    assert len(live.flow.shown().consumers) == 1  # the second came at 9 s

    held = live.timeline.wanted_range(MOMENT_S)
    session.now = live.controller.snapshot = at_moment(run, MOMENT_S + 3)
    live.controller._emit_frame()
    assert live.timeline.wanted_range(MOMENT_S + 3) == held
    assert len(live.flow.shown().consumers) == 1

    QTest.keyClick(live, Qt.Key.Key_L)
    assert not live.presenter.is_held and not live.toolbar.hold.isChecked()
    assert len(live.flow.shown().consumers) == 2
    assert live.timeline.following


def test_an_event_that_is_clicked_on_shows_its_moment_while_the_run_goes_on(
    live: MainWindow, session: FakeSession, run: OpenedRun, qtbot: QtBot
) -> None:
    live.tabs.setCurrentWidget(live.events)
    view, model = live.events.view, live.events.model

    def has_events() -> bool:
        live.controller._emit_frame()  # they have their turn four times a second
        return model.rowCount() > 0

    qtbot.waitUntil(has_events)
    row = next(n for n in range(model.rowCount()) if model.event_at(n).kind == "setting")
    cell = view.model().index(row, 0)
    view.scrollTo(cell)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(cell).center())
    assert live.presenter.held_at_s == pytest.approx(9.0, abs=0.1)
    assert "View held at 0:09.0" in live.why.sentence_text()

    session.now = live.controller.snapshot = at_moment(run, MOMENT_S + 3)
    live.controller._emit_frame()
    assert live.presenter.held_at_s == pytest.approx(9.0, abs=0.1)
    assert live.controller.is_live
    QTest.keyClick(live, Qt.Key.Key_L)
    assert not live.presenter.is_held and live.timeline.following


def test_the_folder_of_a_run_is_opened_in_the_file_manager(
    opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", asked.append)
    [button] = [one for one in opened.why.findChildren(QPushButton) if one.text() == "Open folder"]
    assert button.isVisible()
    button.click()
    assert [Path(url.toLocalFile()) for url in asked] == [folder]


def test_the_xray_of_a_real_run_that_is_under_way_has_its_titles_and_adds_up(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window()
    window.controller.apply({"producers.rate_hz": 50.0, "channel.maxsize": 4})
    window.tabs.setCurrentWidget(window.xray)
    assert window.xray.text() == "Start a run to look into its channel."
    window.toolbar.start.click()
    qtbot.waitUntil(lambda: window.xray.text().startswith("4 = "), timeout=15_000)
    assert window.controller.is_live
    first, *lines = window.xray.text().splitlines()
    total, parts = first.split(" = ")
    assert int(total) == sum(map(int, parts.split(" + ")))
    titles = [line.partition("\t")[0] for line in lines]
    for title in ("Slots taken", "Sender buffers", "Write lock", "Pipe", "Read lock"):
        assert title in titles
    assert "full()\tTrue" in window.xray.text()
    words = [label.text() for label in window.xray.findChildren(QLabel) if label.isVisible()]
    assert {"taken", "buffers", "feeders", "pipe", "read"} <= set(words)


def test_opening_a_run_shows_how_far_it_is_and_can_be_given_up(
    window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(OpenedRun, "load", lambda _run: 0.3)  # a long log
    before = window.controller.snapshot
    window.actions_.take_run(str(folder))
    [dialog] = window.findChildren(QProgressDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.value() == pytest.approx(0.3 * dialog.maximum())
    cancel = dialog.findChild(QPushButton)
    assert cancel is not None
    cancel.click()
    assert not dialog.isVisible()
    assert window.controller.snapshot is before
    monkeypatch.undo()
    with qtbot.waitSignal(window.controller.run_opened):
        window.actions_.take_run(str(folder))


@pytest.mark.parametrize("what", ["start", "scenario"])
def test_what_is_asked_for_meanwhile_gives_the_opening_up(
    window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, what: str
) -> None:
    monkeypatch.setattr(OpenedRun, "load", lambda _run: 0.3)
    window.actions_.take_run(str(folder))
    assert window.findChildren(QProgressDialog)
    if what == "start":
        window.toolbar.start.click()
    else:
        window.controller.choose_scenario(scenarios.load("balanced"))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not window.findChildren(QProgressDialog)
    with qtbot.assertNotEmitted(window.controller.opening):
        QApplication.processEvents()


def test_in_a_narrow_window_the_details_take_the_place_of_the_controls(
    window: MainWindow,
) -> None:
    window.resize(1_080, 768)
    QApplication.processEvents()
    assert (window.details.isVisible(), window.controls.isVisible()) == (False, True)
    QTest.keyClick(window, Qt.Key.Key_D)
    assert (window.details.isVisible(), window.controls.isVisible()) == (True, False)
    QTest.keyClick(window, Qt.Key.Key_D)
    assert (window.details.isVisible(), window.controls.isVisible()) == (False, True)


def test_layouts_change_by_key_during_a_run_and_ones_own_is_kept(
    app: QApplication, settings: QSettings, qtbot: QtBot
) -> None:
    settings.setValue("language", "en")
    there = len(QApplication.allWidgets())
    controller = Controller(FakeSession(), scenarios.load("balanced"))
    desk = Desk(app, controller, Preferences(settings))

    def lay_out(key: Qt.Key) -> MainWindow:
        before = desk.window
        before.activateWindow()
        qtbot.waitUntil(before.isActiveWindow)
        with qtbot.waitSignal(desk.replaced):
            QTest.keyClick(before, key, Qt.KeyboardModifier.ControlModifier)
        delete(before)
        return desk.window

    desk.window.show()
    desk.window.toolbar.start.click()
    engineer = lay_out(Qt.Key.Key_2)
    assert engineer.layout_ is Layout.ENGINEER
    assert controller.snapshot.phase is Phase.RUNNING
    columns = engineer._splitters["columns"]
    columns.setSizes([320, columns.width() - 320])
    kept = columns.sizes()
    assert not engineer.actions_.layouts[OWN].isEnabled()
    engineer.actions_.keep_layout.trigger()
    assert lay_out(Qt.Key.Key_1).layout_ is Layout.LEARN
    own = lay_out(Qt.Key.Key_4)
    assert own.layout_ is Layout.ENGINEER
    assert own._splitters["columns"].sizes() == kept
    shut(own, qtbot)
    delete(own)
    assert len(QApplication.allWidgets()) <= there  # nothing is left of any of the four


def test_theme_follows_the_system_while_it_changes(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    window.actions_.themes["system"].trigger()
    for scheme, name in ((Qt.ColorScheme.Dark, "dark"), (Qt.ColorScheme.Light, "light")):
        monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints, scheme=scheme: scheme)
        QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)
        assert window.why.theme.name == name


AT_TWO_HUNDRED_PERCENT = """
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from gui import theme
from gui.app import build
app = QApplication([])
theme.load_inter()
settings = QSettings("weir.ini", QSettings.Format.IniFormat)
window = build(app, "balanced", settings)
window.resize(960, 540)
window.show()
app.processEvents()
picture = window.grab()
print(picture.devicePixelRatio(), window.width(), window.height(), picture.width())
window.close()
"""


def test_at_200_percent_the_window_is_sharp_and_fits_a_common_screen(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", AT_TWO_HUNDRED_PERCENT],
        cwd=tmp_path,
        env={**os.environ, "QT_SCALE_FACTOR": "2", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == ["2.0", "960", "540", "1920"], done.stderr
    warnings = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert not warnings
