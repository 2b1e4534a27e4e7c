"""The window as it looked when its stored pictures were taken, before, during and after a run.

    make test ARGS="tests/gui/test_pictures.py --renew-pictures"     take them anew; look at them

A recorded run stands for a real one, and the font is the one that is shipped: what differs then is
how the window draws. The comparison is coarse on purpose: text may be rendered a little differently
elsewhere, and a panel that moved, lost its colours or its text is far beyond that.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.opened import OpenedRun
from engine.snapshot import Phase, Snapshot
from gui import run_figures
from gui.main_window import MainWindow
from gui.run_view import RunView
from gui.theme import DARK, LIGHT, Theme, apply, load_inter
from tests.gui.conftest import OpenWindow
from tests.gui.fakes import FakeSession
from tests.gui.recorded import recorded_run

FOLDER = Path(__file__).parent / "pictures"
SIZE = (1440, 900)
TILE = 30
MEAN_DIFFERENCE = 2.0
"""Of all pixels, in levels of 255."""
TILE_DIFFERENCE = 24.0
"""Of the tile that differs most: a word that is gone is about 40."""
MOMENT_S = 24.0


@pytest.fixture
def run(tmp_path: Path) -> Iterator[OpenedRun]:
    """Return the recorded run, read to its end."""
    opened = OpenedRun(recorded_run(tmp_path / "recorded"), run_id=1)
    while opened.load() < 1:
        pass
    yield opened
    opened.close()


def at_moment(run: OpenedRun, moment_s: float) -> Snapshot:
    """Return the run as a live one at a moment of it."""
    then = RunView(run).moment(moment_s, run.snapshot())
    return replace(then, phase=Phase.RUNNING, end=None, run_dir=Path("run"), log_bytes=38_000)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("phase", ["before", "running", "finished"])
def test_window_looks_as_it_did(
    open_window: OpenWindow,
    settings: QSettings,
    run: OpenedRun,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    theme: Theme,
    phase: str,
) -> None:
    settings.setValue("theme", theme.name)
    session = FakeSession()
    window = open_window(session=session)
    dress(window, theme)
    window.resize(*SIZE)
    with monkeypatch.context() as patch:
        patch.setattr("os.getpid", lambda: 4_120)  # it stands in the table
        show(window, session, run, phase, qtbot)
        taken = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    window.controller.snapshot = session.now  # nothing runs: it closes at once
    path = FOLDER / f"{phase}-{theme.name}.png"
    if request.config.getoption("--renew-pictures"):
        FOLDER.mkdir(exist_ok=True)
        assert taken.save(str(path))
    stored = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    assert taken.size() == stored.size(), f"{path} is missing or of another size"
    difference = np.abs(pixels(taken) - pixels(stored)).mean(axis=2)
    worst, where = worst_tile(difference)
    report = f"mean {difference.mean():.2f}, worst tile {worst:.1f} at {where}"
    is_like = difference.mean() <= MEAN_DIFFERENCE and worst <= TILE_DIFFERENCE
    if not is_like:
        kept = Path(request.config.rootpath) / "build" / path.name
        kept.parent.mkdir(exist_ok=True)
        assert taken.save(str(kept))
        report += f"; as it is now: {kept}"
    assert is_like, report


def dress(window: MainWindow, theme: Theme) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply(app, theme, load_inter())
    window.set_theme(theme)


def show(
    window: MainWindow, session: FakeSession, run: OpenedRun, phase: str, qtbot: QtBot
) -> None:
    """Bring the window to a phase of the recorded run."""
    controller = window.controller
    if phase == "finished":
        with qtbot.waitSignal(controller.run_opened):
            controller.open_run(run.folder)
    elif phase == "running":
        show_running(window, session, run)
    QApplication.processEvents()
    window.presenter.draw()
    QApplication.processEvents()
    session.now = Snapshot()


def show_running(window: MainWindow, session: FakeSession, run: OpenedRun) -> None:
    controller = window.controller
    session.now = controller.snapshot = at_moment(run, MOMENT_S)
    controller.config = session.now.config
    controller.run = RunView(run)
    controller.config_changed.emit(controller.config, True)
    controller.run_started.emit()
    for _ in range(run_figures.EVERY):  # everything has its turn
        controller.figures.take(controller.run, session.now)
    for _ in range(2):  # the sentence changes with the second frame
        window.presenter._sentence_pace.due(force=True)
        controller._emit_frame()
    window.presenter._show_sentence(force=True)


def pixels(image: QImage) -> npt.NDArray[np.float32]:
    """Return the pixels, shape (height, width, 3), smoothed over 3 × 3."""
    raw = np.frombuffer(image.constBits(), np.uint8)
    there = raw.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width(), :3]
    whole: npt.NDArray[np.float32] = there.astype(np.float32)
    for axis in (0, 1):
        beside = np.roll(whole, 1, axis) + np.roll(whole, -1, axis)
        whole = ((whole + beside) / 3).astype(np.float32)
    return whole


def worst_tile(difference: npt.NDArray[np.float32]) -> tuple[float, tuple[int, int]]:
    """Return the greatest mean difference of a tile, and the tile's place in pixels."""
    height, width = (side // TILE * TILE for side in difference.shape)
    tiles = difference[:height, :width].reshape(height // TILE, TILE, width // TILE, TILE)
    means = tiles.mean(axis=(1, 3))
    row, column = np.unravel_index(int(means.argmax()), means.shape)
    return float(means.max()), (int(column) * TILE, int(row) * TILE)
