"""The palette keeps its promises: contrast, colour-blind distance, equal figures."""

import itertools
import math

import pytest
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.states import State
from gui.theme import DARK, LIGHT, Theme, apply, contrast, font, load_inter, stylesheet

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
LIVE = [state for state in State if not state.is_end]
VISIONS = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    # Machado, Oliveira and Fernandes 2009, severity 1.0.
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


@THEMES
def test_every_state_stands_out_from_every_surface(theme: Theme) -> None:
    for state in State:
        for surface in (theme.window, theme.panel, theme.raised):
            assert contrast(theme.state(state), surface) >= 3.0, state.word


@THEMES
def test_word_on_fill_can_be_read(theme: Theme) -> None:
    for state in State:
        least = 3.0 if state == State.STARTING else 4.5
        assert contrast(theme.on_state(state), theme.state(state)) >= least, state.word


@THEMES
def test_inks_can_be_read_on_every_surface(theme: Theme) -> None:
    for ink in (theme.text, theme.text2, theme.text3, theme.error):
        for surface in (theme.window, theme.panel, theme.raised, theme.field):
            assert contrast(ink, surface) >= 4.5


@THEMES
@pytest.mark.parametrize("vision", VISIONS)
def test_states_of_different_families_can_be_told_apart(theme: Theme, vision: str) -> None:
    for one, other in itertools.combinations(LIVE, 2):
        if one.family != other.family:
            apart = distance(theme.state(one), theme.state(other), vision)
            assert apart >= 11, f"{one.word} and {other.word}"


@THEMES
@pytest.mark.parametrize("vision", VISIONS)
def test_states_of_one_family_differ_unless_they_share_a_colour(theme: Theme, vision: str) -> None:
    for one, other in itertools.combinations(LIVE, 2):
        fills = theme.state(one), theme.state(other)
        if one.family == other.family and fills[0] != fills[1]:
            assert distance(*fills, vision) >= 6, f"{one.word} and {other.word}"


@THEMES
def test_style_sheet_is_complete_and_accepted(theme: Theme, qtbot: QtBot) -> None:
    sheet = stylesheet(theme)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply(app, theme)
    assert app.palette().window().color() == theme.window


def test_figures_have_equal_width(qtbot: QtBot) -> None:
    family = load_inter()
    assert family == "Inter"
    made = font(12, 600)
    made.setFamily(family)
    metrics = QFontMetrics(made)
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")


def test_font_has_size_weight_and_scale(qtbot: QtBot) -> None:
    assert font(16, 600).pixelSize() == 16
    assert font(16, 600).weight() == QFont.Weight.DemiBold
    assert font(16, scale=1.5).pixelSize() == 24


def distance(one: QColor, other: QColor, vision: str) -> float:
    """CIEDE2000 between two colours as a vision sees them."""
    return ciede2000(lab(one, vision), lab(other, vision))


Lab = tuple[float, float, float]


def lab(color: QColor, vision: str) -> Lab:
    channels = (color.redF(), color.greenF(), color.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    r, g, b = (
        min(1.0, max(0.0, sum(m * c for m, c in zip(row, linear, strict=True))))
        for row in VISIONS[vision]
    )
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (841 / 108) * t + 4 / 29 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def ciede2000(one: Lab, other: Lab) -> float:
    """Return the difference after Sharma, Wu and Dalal 2005, with all weights 1."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(chroma**7 / (chroma**7 + 25**7)))
    c1, c2 = math.hypot(a1 * (1 + g), b1), math.hypot(a2 * (1 + g), b2)
    h1 = math.degrees(math.atan2(b1, a1 * (1 + g))) % 360
    h2 = math.degrees(math.atan2(b2, a2 * (1 + g))) % 360
    turn = (h2 - h1 + 180) % 360 - 180
    d_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)
    hue = (h1 + turn / 2) % 360
    light, c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * math.cos(math.radians(hue - 30))
        + 0.24 * math.cos(math.radians(2 * hue))
        + 0.32 * math.cos(math.radians(3 * hue + 6))
        - 0.20 * math.cos(math.radians(4 * hue - 63))
    )
    s_l = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c, 1 + 0.015 * c * t
    rotation = -math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    rotation *= 2 * math.sqrt(c**7 / (c**7 + 25**7))
    d_l, d_c, d_h = (l2 - l1) / s_l, (c2 - c1) / s_c, d_hue / s_h
    return math.sqrt(d_l**2 + d_c**2 + d_h**2 + rotation * d_c * d_h)


def test_ciede2000_agrees_with_published_pairs() -> None:
    pairs = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ]
    for one, other, expected in pairs:
        assert ciede2000(one, other) == pytest.approx(expected, abs=1e-3)
