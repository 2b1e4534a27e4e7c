"""The pictures of README and guide: the real window over real processes, each when it is so far.

    python -m bench.screenshots [--out docs/images] [--only blocked] [--language en]

What the window says in the pictures of the scenarios is written into docs/guide/answers.md. In
Chinese there are the pictures that the Chinese guide shows, in docs/images/zh_CN.

Each picture has a scenario, the changes a user would make on the way, and the condition that it
shows; it is taken in both themes, one frame after the other. Where there is no display the window
opens on an Xvfb of its own, and without Xvfb on Qt's offscreen platform.
"""

import argparse
import itertools
import os
import shutil
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from bench.virtual_display import virtual_display
from engine.config import Value
from engine.snapshot import Snapshot
from engine.states import State
from gui import guide

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication, QWidget

    from gui.controller import Frame
    from gui.main_window import MainWindow

WIDTH, HEIGHT = 1440, 900
THEMES: Final = ("dark", "light")
FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "images"
ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "zh_CN")
WITH_PARTS: Final = "blocked"
"""The picture whose parts are taken one by one, too."""
ANSWER: Final = "answer-"
"""Pictures whose names begin so are of scenarios: the window's sentence goes into the guide."""
DEADLINE_S: Final = 60.0
"""A condition that is not reached by then fails the script."""
SETTLE_MS: Final = 700
"""Time for the figures, which change at most four times a second, to follow a condition."""

Condition = Callable[["Frame"], bool]
Changes = Mapping[str, Value]


@dataclass(frozen=True)
class Picture:
    """One picture: how to get there, and how to tell that one is there."""

    name: str
    scenario: str
    condition: Condition
    story: tuple[tuple[float, Changes], ...] = ()
    """(seconds of the run, what is changed then)."""


def _mostly(snapshot: Snapshot, role: str, dominant: Mapping[str, State], *states: State) -> bool:
    """True when more than half of a role's workers are in one of `states`."""
    workers = [dominant.get(one.name) for one in snapshot.workers if one.role == role]
    return 2 * sum(state in states for state in workers) > len(workers) > 0


def _since(seconds: float, role: str, *states: State) -> Condition:
    def reached(frame: "Frame") -> bool:
        late_enough = frame.snapshot.elapsed_s >= seconds
        return late_enough and _mostly(frame.snapshot, role, frame.dominant, *states)

    return reached


def _is_full(seconds: float) -> Condition:
    waiting = _since(seconds, "producer", State.WAIT_SLOT)

    def reached(frame: "Frame") -> bool:
        return waiting(frame) and frame.snapshot.depth >= frame.snapshot.maxsize - 1

    return reached


def _lasted(seconds: float) -> Condition:
    return lambda frame: frame.snapshot.elapsed_s >= seconds


PICTURES: Final = (
    Picture(
        "blocked",
        "slow-consumer",
        _is_full(29.0),
        story=((9.0, {"consumers.count": 2}), (18.0, {"consumers.service_ms": 250.0})),
    ),
    *(
        Picture(f"answer-{name}", name, condition)
        for name, condition in (
            ("balanced", _since(12.0, "consumer", State.WORKING_IO)),
            ("slow-consumer", _is_full(12.0)),
            ("slow-producer", _since(12.0, "consumer", State.WAIT_ITEM, State.WAIT_READ_LOCK)),
            ("bursty-producer", _lasted(12.2)),
            ("semaphore", _since(12.0, "consumer", State.WAIT_PERMIT)),
            ("timeouts", _since(12.0, "producer", State.WAIT_SLOT)),
            ("pipe", _since(12.0, "producer", State.WAIT_PIPE)),
            ("textbook", _lasted(2.3)),
        )
    ),
)


def main() -> int:
    """Take the pictures that are asked for. Return the exit status."""
    options = _parser().parse_args()
    languages = options.language or LANGUAGES
    with _display(), tempfile.TemporaryDirectory(prefix="weir-pictures-") as folder:
        os.environ["XDG_DATA_HOME"] = folder  # where the runs of this script go
        app = _application()
        for picture, language in itertools.product(PICTURES, languages):
            if _is_wanted(picture, language, options.only):
                out = options.out if language == ENGLISH else options.out / language
                out.mkdir(parents=True, exist_ok=True)
                for path in _take(app, picture, language, out, Path(folder)):
                    print(f"{path}  {path.stat().st_size / 1000:.0f} kB")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Take the pictures of the README.")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR")
    parser.add_argument("--only", action="append", choices=[one.name for one in PICTURES])
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    return parser


def _is_wanted(picture: Picture, language: str, only: list[str] | None) -> bool:
    """Return True for a picture that is asked for and that the guide of a language shows."""
    is_shown = picture.name == WITH_PARTS or picture.name.startswith(ANSWER)
    return (language == ENGLISH or is_shown) and (not only or picture.name in only)


@contextmanager
def _display() -> Iterator[None]:
    """See to a display: the one there is, one of our own, or none but Qt's picture of one."""
    if not sys.platform.startswith("linux"):
        yield
    elif os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
        yield
    elif shutil.which("Xvfb"):
        with virtual_display() as display:
            os.environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb")
            yield
    else:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield


def _application() -> "QApplication":
    from PySide6.QtGui import QFont
    from PySide6.QtWidgets import QApplication

    from gui import theme

    app = QApplication(sys.argv[:1])
    app.setFont(QFont(theme.load_inter()))
    return app


def _take(
    app: "QApplication", picture: Picture, language: str, out: Path, folder: Path
) -> list[Path]:
    """Open a window, let the picture's story happen, take it in both themes, close the window."""
    from PySide6.QtCore import QSettings
    from PySide6.QtTest import QTest

    from gui.app import build

    settings = QSettings(str(folder / f"{picture.name}.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", THEMES[0])
    settings.setValue("language", language)
    window = build(app, picture.scenario, settings)
    window.resize(WIDTH, HEIGHT)
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.activateWindow()  # there may be no window manager that does
    try:
        _play(window, picture)
        QTest.qWait(SETTLE_MS)
        if picture.name.startswith(ANSWER):
            _write_down(window, picture.name.removeprefix(ANSWER), language)
        paths = [_save(window, out / f"{picture.name}-{name}.png", name) for name in THEMES]
        return paths + (_take_parts(window, out) if picture.name == WITH_PARTS else [])
    finally:
        window.close()
        _wait(lambda: not window.isVisible(), f"the end of {picture.name}")
        window.deleteLater()


def _play(window: "MainWindow", picture: Picture) -> None:
    """Start the run, make the changes of the story, and wait for the condition."""
    controller = window.controller
    frames: deque[Frame] = deque(maxlen=1)
    controller.frame_ready.connect(frames.append)
    controller.show()
    window.toolbar.start.click()
    for seconds, changes in picture.story:
        _wait(lambda at=seconds: controller.snapshot.elapsed_s >= at, f"{seconds} s")  # type: ignore[misc]
        controller.apply(changes)
    _wait(lambda: picture.condition(frames[0]), picture.name)


def _write_down(window: "MainWindow", scenario: str, language: str) -> None:
    """Put what the window says into the guide, between the marks of its scenario."""
    answers = guide.path("answers", language)
    page = answers.read_text(encoding="utf-8")
    begin, end = f"<!-- said: {scenario} -->\n", "<!-- end -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    said = "\n>\n".join(f"> {line}" for line in window.why.said())
    answers.write_text(f"{before}{begin}{said}\n{end}{after}", encoding="utf-8")


def _wait(condition: Callable[[], bool], what: str) -> None:
    from PySide6.QtTest import QTest

    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} was not reached within {DEADLINE_S:g} s")
        QTest.qWait(20)


def _take_parts(window: "MainWindow", out: Path) -> list[Path]:
    """Write each part of the window that has a page of its own in the guide, in both themes."""
    from PySide6.QtTest import QTest

    parts: dict[str, QWidget] = {
        "why": window.why,
        "flow": window.flow,
        "timeline": window.timeline,
        "shares": window.shares,
    }
    tables = window.tabs.parentWidget()
    paths = []
    for theme in THEMES:
        for name, part in parts.items():
            paths.append(_save(window, out / f"part-{name}-{theme}.png", theme, part))
        for index, name in enumerate(("processes", "xray", "events")):
            window.tabs.setCurrentIndex(index)
            QTest.qWait(SETTLE_MS)
            paths.append(_save(window, out / f"part-{name}-{theme}.png", theme, tables))
    return paths


def _save(window: "MainWindow", path: Path, theme: str, part: "QWidget | None" = None) -> Path:
    """Write the window, or a part of it, in a theme."""
    from PySide6.QtCore import QPoint
    from PySide6.QtTest import QTest

    window.actions_.themes[theme].trigger()
    QTest.qWait(100)
    whole = window.grab().toImage()
    if part is not None:
        whole = whole.copy(part.rect().translated(part.mapTo(window, QPoint())))
    image = with_palette(whole)
    if not image.save(str(path), quality=0):
        raise SystemExit(f"{path} cannot be written")
    return path


def with_palette(image: "QImage") -> "QImage":
    """Return `image` in 256 colours: a quarter of the bytes, and no difference to the eye.

    A flat interface has few colours; the rare ones, on the rims of letters, go to the nearest of
    the frequent ones.
    """
    from PySide6.QtGui import QImage

    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint32) & 0xFFFFFF
    colors, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = colors[np.argsort(-counts)[:256]]
    apart = np.abs(_channels(colors)[:, None] - _channels(kept)[None]).sum(axis=2)
    indexes = apart.argmin(axis=1).astype(np.uint8)[places]
    width, height = plain.width(), plain.height()
    made = QImage(indexes.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    made.setColorTable([0xFF000000 | int(color) for color in kept])
    return made.copy()


def _channels(colors: "np.ndarray") -> "np.ndarray":
    """Return red, green and blue of packed colours, shape (n, 3), int64."""
    return np.stack([colors >> shift & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int64)


if __name__ == "__main__":
    sys.exit(main())
