"""The list of events: it follows its end, stays where one looks, is searched and copied."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.analysis import events_in_words as words
from engine.analysis.journal import Event
from engine.analysis.sentence import Phrase
from engine.runlog.layout import Kind, Result
from engine.runlog.marks import Mark
from engine.states import State
from gui.models.events import EVENT
from gui.panels.events import EventsPanel
from gui.theme import DARK, LIGHT

BESIDE, BELOW = 296, 900
"""Widths of the panel beside the timeline and below it."""


@pytest.fixture
def panel(app: object, qtbot: QtBot) -> EventsPanel:
    made = EventsPanel(DARK)
    qtbot.addWidget(made)
    made.resize(BESIDE, 300)
    made.show()
    return made


def started(number: int) -> Event:
    said = words.started(1000 + number)
    return Event(float(number), "start", said, f"producer-{number}", state=State.STARTING)


def refused(at_s: float, count: int) -> Event:
    said = words.refused(Kind.PUT, Result.FULL, count)
    return Event(at_s, "refusal", said, "producer-1", at_s + 1, count, State.WAIT_SLOT)


def in_sight(panel: EventsPanel) -> str:
    """Return the name of the process in the first row that is in sight."""
    index = panel.view.indexAt(panel.view.viewport().rect().topLeft())
    return str(index.siblingAtColumn(1).data())


def is_at_end(panel: EventsPanel) -> bool:
    bar = panel.view.verticalScrollBar()
    return bar.value() == bar.maximum() > 0


def test_it_follows_the_end_until_one_scrolls_up(panel: EventsPanel, qtbot: QtBot) -> None:
    events = [started(n) for n in range(50)]
    panel.show_events(events)
    qtbot.waitUntil(lambda: is_at_end(panel))
    panel.show_events([*events, started(50)])
    panel.resize(BELOW, 200)  # another height of rows, and fewer of them
    qtbot.waitUntil(lambda: is_at_end(panel))
    bar = panel.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = in_sight(panel)
    panel.show_events([started(n) for n in range(60)])
    assert in_sight(panel) == before


def test_it_is_at_its_end_when_its_tab_is_opened(panel: EventsPanel, qtbot: QtBot) -> None:
    panel.hide()
    panel.show_events([started(n) for n in range(50)])
    panel.show()
    qtbot.waitUntil(lambda: is_at_end(panel))


def test_what_one_looks_at_stays_when_the_oldest_go(panel: EventsPanel, qtbot: QtBot) -> None:
    events = [started(n) for n in range(50)]
    panel.show_events(events)
    qtbot.waitUntil(lambda: is_at_end(panel))
    panel.view.verticalScrollBar().setValue(20 * panel.view.rowHeight(0))
    assert in_sight(panel) == "producer-20"
    panel.show_events([*events[5:], *map(started, range(50, 55))], 5, "5 older events are gone")
    assert in_sight(panel) == "producer-20"
    assert panel.note() == "5 older events are gone"


def test_an_empty_list_says_why(panel: EventsPanel) -> None:
    assert "yet" in panel.note()
    panel.show_events([started(1)])
    assert not panel.note()
    panel.search.setText("zebra")
    assert "“zebra”" in panel.note()
    panel.search.setText("PROCESS 1001")
    assert not panel.note() and panel.view.model().rowCount() == 1


def test_rows_are_copied_whole_wherever_the_panel_stands(panel: EventsPanel) -> None:
    panel.show_events([started(1), refused(2.5, 1_122_611)])
    panel.activateWindow()
    panel.view.setFocus()
    for width in (BESIDE, BELOW):
        panel.resize(width, 300)
        panel.view.selectAll()
        QGuiApplication.clipboard().clear()
        QTest.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text().splitlines() == [
            "0:01.000\tproducer-1\tstarted, process 1001",
            "0:02.500\tproducer-1\t1,122,611 × put_nowait(): Full",
        ]


@pytest.mark.parametrize(
    "said",
    [
        words.started(4_194_304),
        words.ended(-9, True),
        words.ended(0, True),
        words.refused(Kind.PUT, Result.FULL, 1_122_611),
        words.refused(Kind.GET, Result.TIMEOUT, 99_999),
        words.refused(Kind.PUT, Result.STOPPED, 1),
        words.marked(Mark(0, "setting", "consumers.service_ms", 125.0, 62.5)),
    ],
)
def test_words_fit_in_two_lines_beside_the_timeline(panel: EventsPanel, said: Phrase) -> None:
    panel.show_events([Event(1.0, "start", said, "producer-1", state=State.STARTING)])
    view = panel.view
    room = view.columnWidth(EVENT) - view.iconSize().width() - 16
    lines = said.text.split(" (")  # where a setting's words are broken
    metrics = QFontMetrics(view.font())
    assert max(metrics.horizontalAdvance(line) for line in lines) <= room
    assert view.rowHeight(0) >= 2 * metrics.height()


def test_it_paints_in_either_theme(panel: EventsPanel) -> None:
    panel.show_events([started(1), refused(2.5, 7)])
    panel.set_theme(LIGHT)
    assert not panel.grab().isNull()


def test_enter_goes_to_the_moment(panel: EventsPanel) -> None:
    told: list[object] = []
    panel.worker_chosen.connect(told.append)
    panel.moment_chosen.connect(told.append)
    panel.show_events([started(1), refused(2.5, 7)])
    panel.view.selectRow(1)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert told == ["producer-1", 2.5]


def test_keys_begin_at_the_end_that_is_in_sight(panel: EventsPanel, qtbot: QtBot) -> None:
    panel.show_events([started(n) for n in range(50)])
    qtbot.waitUntil(lambda: is_at_end(panel))
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.search.setFocus()
    panel.view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.view, Qt.Key.Key_Up)
    assert panel.view.currentIndex().row() == 48
    assert panel.view.selectionModel().isRowSelected(48)
