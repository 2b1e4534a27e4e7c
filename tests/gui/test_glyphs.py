"""Each state has a glyph of its own, drawn sharply and in the right ink."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from engine.states import State
from gui.glyphs import paint_glyph, paint_tile, tile_icon, tile_pixmap
from gui.icons import icon
from gui.theme import DARK, LIGHT, RESOURCES, Theme, stylesheet

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
GUI = Path(__file__).resolve().parents[2] / "gui"
_STRAIGHT = QImage.Format.Format_ARGB32
_LOCKS = (State.WAIT_EVENT, State.WAIT_CONDITION, State.WAIT_BARRIER, State.WAIT_JOIN)


def drawn(state: State, size: int = 32) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_glyph(painter, QRectF(0, 0, size, size), state, QColor("black"))
    painter.end()
    return image


def test_every_state_has_a_glyph_of_its_own(qtbot: QtBot) -> None:
    glyphs = {state: drawn(state) for state in State if state not in _LOCKS}
    pictures = [bytes(glyph.constBits()) for glyph in glyphs.values()]
    assert len(set(pictures)) == len(pictures)
    for state in _LOCKS:
        assert drawn(state) == glyphs[State.WAIT_LOCK]


def test_glyph_leaves_the_painter_as_it_was(qtbot: QtBot) -> None:
    image = QImage(20, 20, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    before = painter.transform(), painter.pen(), painter.brush()
    for state in State:
        paint_tile(painter, QRectF(0, 0, 20, 20), state, DARK)
        assert (painter.transform(), painter.pen(), painter.brush()) == before
    painter.end()


@THEMES
def test_tile_is_filled_with_the_colour_of_its_state(theme: Theme, qtbot: QtBot) -> None:
    for state in State:
        corner = tile_pixmap(state, theme, 40, ratio=1).toImage().pixelColor(20, 2)
        if state == State.FROZEN or state.is_end:
            continue
        assert corner == theme.state(state), state.word


def test_frozen_is_hatched_and_an_end_is_an_outline(qtbot: QtBot) -> None:
    frozen = tile_pixmap(State.FROZEN, DARK, 40, ratio=1).toImage()
    assert len({frozen.pixel(x, 4) for x in range(6, 34)}) > 1
    finished = tile_pixmap(State.FINISHED, DARK, 40, ratio=1).toImage()
    assert finished.pixelColor(20, 5).alpha() == 0


def test_tile_is_sharp_on_a_dense_screen(qtbot: QtBot) -> None:
    pixmap = tile_pixmap(State.PACING, LIGHT, 18, ratio=2)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (36, 2)
    assert {size.width() for size in tile_icon(State.PACING, LIGHT).availableSizes()}


def test_icon_takes_the_ink(qtbot: QtBot) -> None:
    image = icon("square", QColor("#FF0000")).pixmap(16, 16).toImage().convertToFormat(_STRAIGHT)
    inks = {
        image.pixelColor(x, y).name()
        for x in range(16)
        for y in range(16)
        if image.pixelColor(x, y).alpha() > 200
    }
    assert inks == {"#ff0000"}


def test_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", QColor("black"))


def test_every_icon_that_is_shipped_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in GUI.rglob("*.py"))
    sheets = stylesheet(DARK) + stylesheet(LIGHT)
    used = {*re.findall('"([a-z-]+)"', code), *re.findall(r"/([a-z-]+)\.svg", sheets)}
    shipped = {path.stem for path in (RESOURCES / "icons").glob("*.svg")}
    assert not shipped - used
