"""The X-ray's page: sums that add up and fit, one unit for bytes, what a log does not tell."""

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from engine.analysis.locks import Lock
from engine.analysis.xray import Xray
from engine.config import DEFAULT
from gui.panels.flow_vessel import pipe_caption
from gui.panels.xray import XrayPanel
from gui.panels.xray_sum import SumRow
from gui.theme import DARK, LIGHT, Theme, contrast
from gui.widgets.gauge import Gauge
from tests.gui.snapshots import running

QUEUE = Xray(
    "queue",
    20,
    20,
    {"producer-1": 12, "producer-2": 4},
    ("producer-1",),
    in_pipe=3,
    write_lock=Lock("producer-1.feeder"),
    pipe_bytes=49_152,
    pipe_capacity=65_536,
)
PAST = replace(QUEUE, unreturned=None, pipe_bytes=None)
UNKNOWN = replace(PAST, buffers=dict.fromkeys(QUEUE.buffers), feeding=None, in_pipe=None)
PIPE = Xray("pipe", 3, 0, in_pipe=3, read=8, pipe_bytes=49_152, pipe_capacity=65_536)


@pytest.fixture
def panel(qtbot: QtBot) -> XrayPanel:
    made = XrayPanel(DARK)
    qtbot.addWidget(made)
    made.resize(320, 386)
    made.show()
    return made


def labels(panel: XrayPanel) -> list[str]:
    """Return every text that can be seen."""
    found = (label for label in panel.findChildren(QLabel) if label.isVisible())
    return [label.text() for label in found if label.text()]


@pytest.mark.parametrize(
    ("xray", "figures"),
    [
        (QUEUE, "20 = 16 + 1 + 3 + 0"),
        (PAST, "20 = 16 + 1 + 3"),
        (PIPE, "11 = 3 + 8"),
        (replace(QUEUE, total=0, buffers={}, feeding=(), in_pipe=0), "0 = 0 + 0 + 0 + 0"),
    ],
    ids=["live", "past", "pipe", "empty"],
)
def test_numbers_on_screen_add_up(panel: XrayPanel, xray: Xray, figures: str) -> None:
    panel.show_xray(xray)
    row = panel.findChild(SumRow)
    assert row is not None
    shown = [label.text() for label in row.findChildren(QLabel)][:9]
    assert " ".join(filter(None, shown)) == figures == xray.equation
    total, *parts = xray.sum
    assert total == sum(parts)


def test_sum_of_a_long_queue_is_not_cut(qtbot: QtBot) -> None:
    row = SumRow()
    qtbot.addWidget(row)
    row.resize(284, 40)
    row.show()
    for numbers in ((20, 16, 1, 3, 0), (1_334_152, 1_334_039, 3, 110, 0)):
        row.show_sum(numbers, ("taken", "buffers", "feeders", "pipe", "read"))
        qtbot.waitUntil(partial(has_room, row))


def has_room(row: SumRow) -> bool:
    """Return True when each figure is as wide as its text, and within the row."""
    shown = [label for label in row.findChildren(QLabel) if label.text()]
    wide = [QFontMetricsF(label.font()).horizontalAdvance(label.text()) for label in shown]
    return all(
        least <= label.width() + 1 and label.geometry().right() <= row.width()
        for label, least in zip(shown, wide, strict=True)
    )


def test_bytes_of_the_pipe_are_the_same_words_as_in_the_flow(panel: XrayPanel) -> None:
    panel.show_xray(PIPE)
    config = DEFAULT.changed({"channel.kind": "pipe"})
    flow = pipe_caption(running(config, [], depth=3, pipe_bytes=49_152, pipe_capacity=65_536))
    assert "48 of 64 KiB" in labels(panel)
    assert flow == "Pipe · 48 of 64 KiB"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_a_gauge_shows_the_whole_of_which_it_fills_a_share(qtbot: QtBot, theme: Theme) -> None:
    gauge = Gauge(theme)
    qtbot.addWidget(gauge)
    gauge.resize(100, gauge.height())
    for share in (0.0, 0.02, 0.5, 1.0):
        gauge.show_share(share)
        shown = gauge.grab().toImage()
        inks = [shown.pixelColor(x, shown.height() // 2) for x in range(1, shown.width() - 1)]
        filled = inks.count(theme.text3)
        assert filled == pytest.approx(100 * share, abs=2)
        assert filled + inks.count(theme.grid) >= len(inks) - 1
    assert contrast(theme.text3, theme.grid) >= 3


def test_what_no_log_tells_is_one_sentence_and_no_field_of_dashes(panel: XrayPanel) -> None:
    panel.show_xray(UNKNOWN)
    seen = labels(panel)
    assert any("only known live" in text for text in seen)
    assert "20 of 20" in seen
    assert not {"Sender buffers", "Pipe", "Pipe, bytes", "Read, slot not back"} & set(seen)
    assert seen.count("–") == 1  # empty(), with its reason
    panel.show_xray(PAST)
    assert not any("only known live" in text for text in labels(panel))


def test_rows_of_producers_do_not_come_and_go(panel: XrayPanel) -> None:
    idle = replace(
        QUEUE, total=0, buffers={"producer-1": 0, "producer-2": 0}, feeding=(), in_pipe=0
    )
    panel.show_xray(idle)
    assert "producer-2" not in labels(panel)
    panel.show_xray(QUEUE)
    panel.show_xray(idle)
    assert "producer-2" in labels(panel)
    panel.show_xray(None)
    panel.show_xray(idle)
    assert "producer-2" not in labels(panel)


def test_lock_of_a_dead_process_is_said(panel: XrayPanel) -> None:
    panel.show_xray(replace(QUEUE, write_lock=Lock("producer-1", ("a", "b"), is_orphan=True)))
    assert "producer-1, which is dead" in labels(panel)


def test_answers_stand_beside_the_compartments_where_there_is_room(panel: XrayPanel) -> None:
    panel.show_xray(QUEUE)

    def below() -> bool:
        found = {label.text(): label for label in panel.findChildren(QLabel)}
        rows, answers = found["Read lock"], found["qsize()"]
        tops = [label.mapTo(panel, label.rect().topLeft()).y() for label in (answers, rows)]
        return tops[0] > tops[1]

    assert below()
    panel.resize(800, 200)
    QGuiApplication.processEvents()
    assert not below()


def test_all_of_it_is_seen_without_scrolling_beside_the_timeline(panel: XrayPanel) -> None:
    panel.resize(296, 293)  # of a window of 1440 × 900
    panel.show_xray(replace(QUEUE, buffers={}, total=4))
    QGuiApplication.processEvents()
    area = panel.findChild(QScrollArea)
    assert area is not None
    assert area.verticalScrollBar().maximum() == 0


def test_keys_copy_the_whole_page(panel: XrayPanel) -> None:
    panel.show_xray(QUEUE)
    panel.setFocus()
    QTest.keySequence(panel, "Ctrl+C")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("20 = 16 + 1 + 3 + 0\nSlots taken\t20 of 20\n")
    assert "Pipe, bytes\t48 of 64 KiB" in copied
    assert "full()\tTrue\t✓ right" in copied
