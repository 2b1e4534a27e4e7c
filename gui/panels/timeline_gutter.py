"""What stands left of plots and lanes: their ticks, and whose lane it is."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter

from engine.analysis.view import Lane
from gui.panels.plot_names import Name, spread
from gui.panels.timeline_layout import LaneRows, Strip
from gui.panels.words import strip_name
from gui.theme import Theme, font

LEAST_NAME_PITCH: Final = 13
"""Lanes that are lower are named together, role by role."""
LABEL_HEIGHT: Final = 14
LEAST_TICK_PITCH: Final = 12
"""Ticks that are nearer than this would lie on one another."""


class GutterLabel(NamedTuple):
    """A text that ends at the gutter's edge."""

    y: float
    """Of its middle, in pixels of the canvas."""
    text: str
    is_name: bool = False
    """A worker's name, which is set larger than a tick."""
    key: str = ""
    """The worker or the role that it names."""
    is_selected: bool = False


def paint(painter: QPainter, theme: Theme, label: GutterLabel, width: float, scale: float) -> None:
    """Paint a label that ends at `width`; `scale` is how much larger type is than at a desk."""
    size = 12 if label.is_name or label.is_selected else 11
    painter.setFont(font(size, 600 if label.is_selected else 400))
    painter.setPen(theme.text if label.is_selected else theme.text2)
    half = 10 * scale
    place = QRectF(0, label.y - half, width, 2 * half)
    align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, align, label.text)


def ticks(
    strip: Strip, words: Sequence[tuple[float, str]], scale: float = 1.0
) -> list[GutterLabel]:
    """Return the labels of the ticks of a plot, from the highest on as many as have room."""
    labels: list[GutterLabel] = []
    for y, text in sorted(words):
        if not labels or strip.top + y - labels[-1].y >= LEAST_TICK_PITCH * scale:
            labels.append(GutterLabel(strip.top + y, text))
    return labels


def lane_names(
    lanes: Sequence[Lane], rows: LaneRows, strip: Strip, scale: float
) -> list[GutterLabel]:
    """Return the name of each lane, or where lanes are too low for that, of each role."""
    has_strips = bool(lanes) and lanes[0].index == 0
    if rows.pitch >= LEAST_NAME_PITCH * scale and not has_strips:
        return [
            GutterLabel(strip.top + row * rows.pitch + rows.height / 2, lane.name, True, lane.name)
            for row, lane in enumerate(lanes)
        ]
    if has_strips:
        texts = {lane.role: lane.name for lane in lanes}
    else:
        counts = [lane.role for lane in lanes]
        texts = {role: strip_name(role, counts.count(role)) for role in dict.fromkeys(counts)}
    return _of_roles(texts, lanes, rows, strip, scale)


def note(role: str, text: str, strip: Strip, scale: float) -> list[GutterLabel]:
    """Return the word for a role, and below it which of its workers are shown."""
    middle, half = strip.top + strip.height / 2, LABEL_HEIGHT * scale / 2
    return [
        GutterLabel(middle - half, role_word(role), key=role),
        GutterLabel(middle + half, text),
    ]


def selected_alone(
    names: list[GutterLabel], lanes: Sequence[Lane], rows: LaneRows, strip: Strip, selected: str
) -> list[GutterLabel]:
    """Return `names`; where the worker that is meant has none there, its name instead of them."""
    rows_of = {lane.name: row for row, lane in enumerate(lanes) if lane.index}
    if selected not in rows_of or selected in [name.key for name in names]:
        return names
    y = strip.top + rows_of[selected] * rows.pitch + rows.height / 2
    return [GutterLabel(y, selected, True, selected)]


def role_names(lanes: Sequence[Lane], rows: LaneRows, strip: Strip) -> list[GutterLabel]:
    """Return the names beside the shares of the roles."""
    return [
        GutterLabel(strip.top + row * rows.pitch + rows.height / 2, role_word(lane.role))
        for row, lane in enumerate(lanes)
    ]


def role_word(role: str) -> str:
    """Return the word for all workers of a role."""
    translate = QCoreApplication.translate
    words = {
        "producer": translate("Lanes", "producers"),
        "consumer": translate("Lanes", "consumers"),
    }
    return words.get(role, role)


def _of_roles(
    texts: dict[str, str], lanes: Sequence[Lane], rows: LaneRows, strip: Strip, scale: float
) -> list[GutterLabel]:
    """Return the names in the middle of each role's lanes, or as near to it as they have room."""
    roles = [lane.role for lane in lanes]
    wanted = []
    for role, text in texts.items():
        middle = roles.index(role) + roles.count(role) / 2
        wanted.append(Name(text, 0.0, middle * rows.pitch))
    placed = spread(wanted, strip.height, min(LABEL_HEIGHT * scale, strip.height / len(texts)))
    keys = {text: role for role, text in texts.items()}
    return [GutterLabel(strip.top + name.y, name.text, key=keys[name.text]) for name in placed]
