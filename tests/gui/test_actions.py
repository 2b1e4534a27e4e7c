"""The menus: scenarios in and out, the log and the plot as files, the command line."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from engine import scenario as scenarios
from engine.export.log import ExportError, ExportProgress
from engine.opened import OpenedRun
from gui.app import Desk
from gui.controller import Controller
from gui.key_table import as_text, key_groups
from gui.keys_window import KeysWindow
from gui.main_window import MainWindow
from gui.preferences import Preferences
from tests.engine.logbuilder import MS, LogBuilder, S, put
from tests.gui.conftest import OpenWindow, delete, shut
from tests.gui.fakes import FakeSession


@pytest.fixture
def window(open_window: OpenWindow, session: FakeSession) -> MainWindow:
    return open_window(session=session)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return the folder of a run in which one item was put."""
    story = LogBuilder(tmp_path / "run")
    story.producer().append([put(10 * MS, MS, item=1)])
    story.worker("producer-1", 0, ended=S)
    story.end(S)
    return story.run


@pytest.fixture
def recorded(window: MainWindow, session: FakeSession, run: Path, qtbot: QtBot) -> MainWindow:
    """Return the window after a run whose folder is `run`."""
    window.toolbar.start.click()
    session.now = replace(session.now, run_dir=run)
    with qtbot.waitSignal(window.controller.run_ended):
        window.toolbar.start.click()
    return window


def answer(window: MainWindow, action: Callable[[], None], path: Path) -> None:
    """Do what opens a file dialog and choose `path` in it."""
    action()
    [dialog] = window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)


def said(window: MainWindow) -> str:
    """Return what a message box says, and close it."""
    [box] = window.findChildren(QMessageBox)
    text = box.text()
    box.close()
    QApplication.sendPostedEvents(box, QEvent.Type.DeferredDelete)
    return text


def titles(window: MainWindow) -> list[str]:
    return [one.windowTitle() for one in window.findChildren(QFileDialog)]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_log_is_exported_to_the_chosen_file(
    recorded: MainWindow, tmp_path: Path, qtbot: QtBot, suffix: str
) -> None:
    path = tmp_path / f"log.{suffix}"
    answer(recorded, recorded.actions_.export_log, path)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not progress_dialogs(recorded))
    assert "producer-1" in path.read_text()


def test_log_that_cannot_be_written_is_said(
    recorded: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "nowhere" / "log.csv"
    answer(recorded, recorded.actions_.export_log, path)
    qtbot.waitUntil(lambda: bool(recorded.findChildren(QMessageBox)))
    assert said(recorded).startswith(f"The log {path} cannot be written")
    qtbot.waitUntil(lambda: not progress_dialogs(recorded))


def test_nothing_to_export_is_said(window: MainWindow) -> None:
    window.actions_.export_log()
    assert said(window) == "There is no run to export yet: start one first."
    assert not titles(window)


class SlowExport:
    """Writes for as long as nobody gives it up, or lets it end."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.given_up = threading.Event()
        self.may_end = threading.Event()

    def __call__(self, run: Path, path: Path, progress: ExportProgress) -> int:
        done = 0
        while progress(done, 1_000):
            done = min(done + 1, 900)
            self.begun.set()
            self.given_up.wait(0.001)
            if self.may_end.is_set():
                return self._end(path)
        self.given_up.set()
        raise ExportError("given up")

    def _end(self, path: Path) -> int:
        try:
            return path.write_text("written")
        except OSError as error:
            raise ExportError(f"The log {path} cannot be written.") from error


@pytest.fixture
def slow_export(monkeypatch: pytest.MonkeyPatch) -> SlowExport:
    export = SlowExport()
    monkeypatch.setattr("engine.export.log.export_log", export)
    return export


def progress_dialogs(window: MainWindow) -> list[QProgressDialog]:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return window.findChildren(QProgressDialog)


def give_up(dialog: QProgressDialog) -> None:
    cancel = dialog.findChild(QPushButton)
    assert cancel is not None
    cancel.click()


def test_export_shows_its_progress_and_can_be_given_up(
    recorded: MainWindow, tmp_path: Path, slow_export: SlowExport, qtbot: QtBot
) -> None:
    answer(recorded, recorded.actions_.export_log, tmp_path / "log.csv")
    [dialog] = progress_dialogs(recorded)
    qtbot.waitUntil(lambda: dialog.value() > 0)
    give_up(dialog)
    qtbot.waitUntil(slow_export.given_up.is_set)
    qtbot.waitUntil(lambda: not progress_dialogs(recorded))
    assert not recorded.findChildren(QMessageBox)


def test_window_that_closes_gives_an_export_up(
    recorded: MainWindow, tmp_path: Path, slow_export: SlowExport, qtbot: QtBot
) -> None:
    answer(recorded, recorded.actions_.export_log, tmp_path / "log.csv")
    qtbot.waitUntil(slow_export.begun.is_set)
    recorded.close()
    assert slow_export.given_up.is_set()
    assert not recorded.isVisible()


@pytest.fixture
def desk(app: QApplication, settings: QSettings, run: Path, qtbot: QtBot) -> Iterator[Desk]:
    """Return the window with what replaces it, after a run whose folder is `run`."""
    settings.setValue("language", "en")
    made = Desk(app, Controller(FakeSession(), scenarios.load("balanced")), Preferences(settings))
    made.window.show()
    with qtbot.waitSignal(made.window.controller.run_opened):
        made.window.actions_.take_run(str(run))
    yield made
    last = made.window
    shut(last, qtbot)
    delete(last)


def in_another_layout(desk: Desk, qtbot: QtBot) -> MainWindow:
    before = desk.window
    with qtbot.waitSignal(desk.replaced):
        before.actions_.layouts["engineer"].trigger()
    delete(before)
    return desk.window


@pytest.mark.parametrize("ends", ["written", "failed", "given up"])
def test_export_goes_on_in_another_layout(
    desk: Desk, tmp_path: Path, slow_export: SlowExport, qtbot: QtBot, ends: str
) -> None:
    path = tmp_path / "nowhere" / "log.csv" if ends == "failed" else tmp_path / "log.csv"
    answer(desk.window, desk.window.actions_.export_log, path)
    window = in_another_layout(desk, qtbot)
    assert not slow_export.given_up.is_set()
    [dialog] = progress_dialogs(window)
    qtbot.waitUntil(lambda: dialog.value() > 0)
    if ends == "given up":
        give_up(dialog)
    else:
        slow_export.may_end.set()
    qtbot.waitUntil(lambda: not progress_dialogs(window))
    assert path.exists() is (ends == "written")
    assert slow_export.given_up.is_set() is (ends == "given up")
    if ends == "failed":
        assert "cannot be written" in said(window)


def test_opening_goes_on_in_another_layout(
    desk: Desk, run: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(OpenedRun, "load", lambda _run: 0.3)
    desk.window.actions_.take_run(str(run))
    window = in_another_layout(desk, qtbot)
    [dialog] = progress_dialogs(window)
    assert dialog.labelText() == "Reading run"
    monkeypatch.undo()
    with qtbot.waitSignal(window.controller.run_opened):
        pass
    assert not progress_dialogs(window)


def test_plot_is_exported_as_a_picture(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "plot.png"
    answer(window, window.actions_.export_plot, path)
    assert QImage(str(path)).width() == 2 * window.timeline.width()


def test_plot_that_cannot_be_written_is_said(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "plot.png"
    answer(window, window.actions_.export_plot, path)
    assert said(window) == f"The picture cannot be written to {path}."


def test_settings_are_saved_as_a_scenario_and_opened_again(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    window.controller.change("channel.maxsize", 77)
    answer(window, window.actions_.save_scenario, path)
    saved = scenarios.load(path)
    assert (saved.name, saved.config) == ("mine", window.controller.config)
    window.controller.reset()
    assert window.controller.config.channel_maxsize == 10
    answer(window, window.actions_.open_scenario, path)
    assert window.controller.config.channel_maxsize == 77
    assert window.toolbar.scenarios.currentText() == "mine"
    assert window.controls.row("channel.maxsize").asked == 77


def test_scenario_that_cannot_be_saved_is_said(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "mine.json"
    answer(window, window.actions_.save_scenario, path)
    assert str(path) in said(window)


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        '{"format": "weir-scenario", "version": 1, "name": "x", "settings": {"run.itms": 1}}',
        None,
    ],
)
def test_file_that_is_no_scenario_is_refused_and_changes_nothing(
    window: MainWindow, tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "bad.json"
    if text is not None:
        path.write_text(text)
    before = window.controller.config
    answer(window, window.actions_.open_scenario, path)
    assert str(path) in said(window)
    assert window.controller.config == before
    assert window.toolbar.scenarios.currentData() == "slow-consumer"


def test_reset_goes_back_to_the_scenario(window: MainWindow) -> None:
    window.controller.change("consumers.count", 9)
    trigger(window, "Reset settings to the scenario")
    assert window.controls.row("consumers.count").asked == 1


def test_command_is_copied(window: MainWindow) -> None:
    window.controller.change("consumers.count", 4)
    trigger(window, "Copy as command")
    assert QGuiApplication.clipboard().text() == (
        "python main.py run slow-consumer --set consumers.count=4"
    )


def test_keys_are_listed(window: MainWindow) -> None:
    trigger(window, "Keys")
    [shown] = window.findChildren(KeysWindow)
    shown.close()
    listed = as_text(key_groups(window))
    assert "Space\tStart or stop" in listed
    assert "Ctrl+E\tExport log" in listed
    assert "Ctrl+Q\tQuit" in listed  # on every platform


def trigger(window: MainWindow, text: str) -> None:
    """Choose an entry of a menu."""
    [action] = [one for one in window.actions() if one.text() == text]
    action.trigger()
