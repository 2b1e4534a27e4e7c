"""Marks of a run as the timeline shows them: in few words, merged while a slider is dragged.

Pure: which labels there are, what they say, and where they fit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from engine.config import FIELDS
from engine.runlog.marks import Mark
from gui.widgets.choice_row import word

MERGE_S: Final = 1.0


@dataclass(frozen=True)
class Label:
    """What stands at a line: seconds since the start of the run, a few words, a sentence."""

    at_s: float
    text: str
    sentence: str
    urgent: bool = False
    """A worker that died by itself, or a warning."""


@dataclass(frozen=True)
class Placed:
    """A label at its place: x of the line; left edge and row of the box, row None = no room."""

    label: Label
    x: float
    left: float
    width: float
    row: int | None


def labels(
    marks: Sequence[Mark], origin_ns: int, deaths: Mapping[str, str] | None = None
) -> list[Label]:
    """Return the labels for `marks` (oldest first), changes of one key merged within a second.

    `deaths` has a few words for each worker that ended unasked; the ends of others get no label.
    """
    merged: list[tuple[Mark, int]] = []
    for mark in marks:
        place = _mergeable(merged, mark)
        if place is None:
            merged.append((mark, mark.at_ns))
        else:
            first, _ = merged[place]
            merged[place] = (replace(first, new=mark.new), mark.at_ns)
    made = (_label(mark, (mark.at_ns - origin_ns) / 1e9, deaths or {}) for mark, _ in merged)
    return [label for label in made if label is not None]


def _mergeable(merged: list[tuple[Mark, int]], mark: Mark) -> int | None:
    """Return the place of the mark that `mark` goes on with, a change of the same key."""
    if mark.kind != "setting":
        return None
    for place in range(len(merged) - 1, -1, -1):
        first, last_ns = merged[place]
        if mark.at_ns - last_ns > MERGE_S * 1e9:
            return None
        if first.kind == "setting" and first.key == mark.key:
            return place
    return None


def _label(mark: Mark, at_s: float, deaths: Mapping[str, str]) -> Label | None:
    match mark.kind:
        case "setting" if mark.key in FIELDS:
            return _setting(mark, at_s)
        case "pause" | "resume" | "stop":
            text = _what(mark)
            return Label(at_s, text, mark.text or text)
        case "warning":
            text = QCoreApplication.translate("TimelineMarks", "warning")
            return Label(at_s, deaths.get(mark.key, text), mark.text, urgent=True)
    return None


def _setting(mark: Mark, at_s: float) -> Label | None:
    if mark.old == mark.new:
        return None
    change = f"{_value(mark.key, mark.old)} → {_value(mark.key, mark.new)}"
    sentence = f"{mark.key}: {change}{_unit(mark.key)}"
    tail = "" if _is_special(mark.key, mark.new) else _unit(mark.key)
    return Label(at_s, f"{short_word(mark.key)} {change}{tail}", sentence)


def setting_words(key: str, value: float | str | None) -> str:
    """Return a setting and its value in a few words: service 70 ms."""
    tail = "" if _is_special(key, value) else _unit(key)
    return f"{short_word(key)} {_value(key, value)}{tail}"


def _unit(key: str) -> str:
    """Return the unit as it stands behind a value."""
    unit = FIELDS[key].unit
    return unit if unit == "/s" else f" {unit}" if unit not in ("", "×") else ""


def _is_special(key: str, value: object) -> bool:
    return value == 0 and bool(FIELDS[key].zero)


def _value(key: str, value: float | str | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return word(value)
    if _is_special(key, value):
        return word(FIELDS[key].zero)
    shown = f"{value:,.0f}" if float(value).is_integer() else f"{value:.3g}"
    return f"×{shown}" if FIELDS[key].unit == "×" else shown


def _what(mark: Mark) -> str:
    words = {
        "pause": QCoreApplication.translate("TimelineMarks", "pause"),
        "resume": QCoreApplication.translate("TimelineMarks", "resume"),
        "stop": QCoreApplication.translate("TimelineMarks", "stop"),
    }
    if mark.kind == "stop":  # its key is the reason: the user's, or another
        is_by_user = mark.key == "stopped"
        return words["stop"] if is_by_user else QCoreApplication.translate("TimelineMarks", "end")
    return f"{words[mark.kind]} {mark.key}".rstrip()


def short_word(key: str) -> str:
    """Return the word for a setting that is short enough for a label."""
    translate = QCoreApplication.translate
    words = {
        "producers.count": translate("TimelineMarks", "producers"),
        "producers.rate_hz": translate("TimelineMarks", "rate"),
        "producers.spacing": translate("TimelineMarks", "spacing"),
        "producers.burst": translate("TimelineMarks", "burst"),
        "producers.payload_bytes": translate("TimelineMarks", "payload"),
        "producers.put": translate("TimelineMarks", "put"),
        "producers.put_timeout_s": translate("TimelineMarks", "put timeout"),
        "producers.when_full": translate("TimelineMarks", "when full"),
        "channel.maxsize": translate("TimelineMarks", "maxsize"),
        "consumers.count": translate("TimelineMarks", "consumers"),
        "consumers.service_ms": translate("TimelineMarks", "service"),
        "consumers.service": translate("TimelineMarks", "spread"),
        "consumers.service_cv": translate("TimelineMarks", "variation"),
        "consumers.work": translate("TimelineMarks", "work"),
        "consumers.get": translate("TimelineMarks", "get"),
        "consumers.get_timeout_s": translate("TimelineMarks", "get timeout"),
        "consumers.when_empty": translate("TimelineMarks", "when empty"),
        "gate.producer_permits": translate("TimelineMarks", "permits at put"),
        "gate.consumer_permits": translate("TimelineMarks", "permits at work"),
        "run.tempo": translate("TimelineMarks", "tempo"),
    }
    return words.get(key) or word(FIELDS[key].label).lower()


def place(
    wanted: Sequence[tuple[Label, float]],
    width: float,
    rows: int,
    measure: Callable[[str], float],
) -> list[Placed]:
    """Return where the boxes of labels at x fit, within `width` pixels and `rows` rows.

    The newest has the first choice, since it is what the user has just done; a box that fits in
    no row is left out, its line stays.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    placed = []
    for label, x in reversed(wanted):
        size = measure(label.text)
        row, left = _free_place(taken, x, size, width)
        if row is not None:
            taken[row].append((left, left + size))
        placed.append(Placed(label, x, left, size, row))
    return placed[::-1]


def _free_place(
    taken: Sequence[Sequence[tuple[float, float]]], x: float, size: float, width: float
) -> tuple[int | None, float]:
    """Return the first row with room for a box at the right of x, else at the left of it."""
    for left in (x, x - size):
        if left < 0 or left + size > width:
            continue
        for row, others in enumerate(taken):
            if all(left >= end or left + size <= start for start, end in others):
                return row, left
    return None, x
