"""An error of our own while painting: the window lives, and the user is told once."""

import ast
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.unexpected import Unexpected
from tests.gui.conftest import delete

ROOT = Path(__file__).resolve().parents[2]


class Broken(QWidget):
    """Fails in the middle of each painting."""

    times = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.times += 1
        painter = QPainter(self)  # not in a `with`: it lives as long as the traceback
        self._paint_with(painter)

    def _paint_with(self, painter: QPainter) -> None:
        try:
            raise KeyError("item")
        except KeyError:
            raise ValueError("cannot paint") from None

    def is_painted(self) -> bool:
        return self.times > 0


def test_painting_that_fails_crashes_nothing_and_is_said_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    monkeypatch.setattr(sys, "excepthook", Unexpected(said.append))
    for _ in range(5):
        widget = Broken()
        widget.show()
        qtbot.waitUntil(widget.is_painted)
        delete(widget)  # and what it painted on goes with it
    assert len(said) == 1
    assert said[0].startswith("Weir made a mistake (ValueError: cannot paint)")
    assert capsys.readouterr().err.count("Traceback") == 1


def test_every_painter_of_the_window_ends_whatever_happens() -> None:
    assert not [place for path in (ROOT / "gui").rglob("*.py") for place in outside_of_with(path)]


def outside_of_with(path: Path) -> list[str]:
    """Return where a file makes a painter that no `with` ends."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    ended = {item.context_expr for one in nodes if isinstance(one, ast.With) for item in one.items}
    calls = [one for one in nodes if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
    made = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id == "QPainter"]
    return [f"{path.name}:{one.lineno}" for one in made if one not in ended]
