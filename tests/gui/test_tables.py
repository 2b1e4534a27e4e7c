"""News of a table that is not in front: a dot at its tab, and what it says."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.analysis.journal import Event
from engine.analysis.sentence import phrase
from engine.config import DEFAULT
from engine.states import State
from gui.main_window import MainWindow
from gui.news import of_events, of_processes
from gui.panels.tables import Tables
from gui.theme import DARK
from tests.gui.conftest import OpenWindow
from tests.gui.fakes import FakeSession
from tests.gui.snapshots import running, worker

FRONT, BEHIND = 0, 1


@pytest.fixture
def tables(app: object, qtbot: QtBot) -> Tables:
    made = Tables(DARK)
    qtbot.addWidget(made)
    made.add_page("front", QWidget(), "Front")
    made.add_page("behind", QWidget(), "Behind")
    made.show()
    return made


def dots(tables: Tables, index: int) -> int:
    """Return how many pixels in the upper right corner of a tab are in the ink of a dot."""
    tab = tables.tabBar().tabRect(index)
    image: QImage = tables.tabBar().grab(tab).toImage()
    corner = [(x, y) for x in range(tab.width() - 8, tab.width()) for y in range(tab.height() // 2)]
    return sum(image.pixelColor(x, y) == DARK.text for x, y in corner)


def test_news_is_a_dot_until_its_table_is_opened(tables: Tables) -> None:
    bar, widths = tables.tabBar(), tables.tabBar().tabRect(BEHIND)
    tables.show_news("behind", {("a",): "a happened"})
    assert tables.currentIndex() == FRONT  # it does not come to the front
    assert dots(tables, BEHIND) > 10 and dots(tables, FRONT) == 0
    assert bar.tabRect(BEHIND) == widths
    assert bar.tabToolTip(BEHIND) == "a happened"
    assert bar.accessibleTabName(BEHIND) == "Behind, with news: a happened"
    tables.setCurrentIndex(BEHIND)
    tables.setCurrentIndex(FRONT)
    assert not dots(tables, BEHIND) and not bar.tabToolTip(BEHIND)
    assert bar.accessibleTabName(BEHIND) == "Behind"


def test_only_what_was_not_seen_is_news(tables: Tables) -> None:
    tables.setCurrentIndex(BEHIND)
    tables.show_news("behind", {("a",): "a happened"})
    tables.setCurrentIndex(FRONT)
    tables.show_news("behind", {("a",): "a happened twice"})
    assert tables.unseen("behind") == []
    tables.show_news("behind", {("b",): "b happened", ("a",): "a happened twice"})
    assert tables.unseen("behind") == ["b happened"]
    tables.show_news("behind", {})
    assert tables.unseen("behind") == []
    tables.show_news("behind", {("a",): "a happened again"})
    assert tables.unseen("behind") == ["a happened again"]
    tables.forget_news()
    assert tables.unseen("behind") == []


def test_processes_that_died_or_froze_are_news() -> None:
    crew = [
        worker("producer", 1, State.WAIT_SLOT),
        worker("producer", 2, State.FROZEN),
        worker("producer", 3, State.PAUSED, paused=True),
        worker("consumer", 1, State.KILLED, exitcode=-9),
        worker("consumer", 2, State.KILLED, exitcode=-9, asked=True),
        worker("consumer", 3, State.FINISHED, exitcode=0),
        worker("consumer", 4, State.FAILED, exitcode=1),
    ]
    assert list(of_processes(running(DEFAULT, crew)).values()) == [
        *("producer-2: frozen", "consumer-1: killed · SIGKILL", "consumer-4: failed · exit 1"),
    ]


def test_warnings_and_the_first_refused_put_are_news() -> None:
    said = phrase("it happened")
    starved = Event(1, "timeout", said, "consumer-1", state=State.WAIT_ITEM)
    refused = Event(2, "refusal", said, "producer-1", state=State.WAIT_SLOT)
    again = replace(refused, at_s=12.0, worker="producer-2")
    stopped = Event(3, "stop", said, "producer-1", state=State.WAIT_SLOT)
    warning = Event(4, "warning", said, is_warning=True)
    assert of_events([starved, stopped]) == {}
    news = of_events([starved, refused, stopped, warning, again])
    assert list(news.values()) == ["producer-1: it happened", "it happened"]


def test_window_tells_of_a_death_behind_its_tables(open_window: OpenWindow, qtbot: QtBot) -> None:
    session = FakeSession()
    window: MainWindow = open_window(session=session)
    window.tabs.setCurrentWidget(window.xray)
    window.controller.start()
    died = worker("consumer", 1, State.KILLED, exitcode=-9)
    session.now = replace(session.now, workers=(died,))
    qtbot.waitUntil(lambda: bool(window.tabs.unseen("processes")))
    assert window.tabs.currentWidget() is window.xray
    window.controller.restart()
    qtbot.waitUntil(lambda: not window.tabs.unseen("processes"))


def test_rows_are_added_to_a_selection_in_the_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    session = FakeSession()
    window = open_window(session=session)
    window.controller.start()
    crew = [worker("consumer", n, State.WORKING_IO) for n in (1, 2, 3)]
    session.now = replace(session.now, workers=tuple(crew))
    view = window.processes.view
    host = view.model().index(0, 0, view.model().index(0, 0))
    qtbot.waitUntil(lambda: view.model().rowCount(host) == len(crew))
    for row, key in ((0, Qt.KeyboardModifier.NoModifier), (2, Qt.KeyboardModifier.ControlModifier)):
        at = view.visualRect(view.model().index(row, 0, host)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, at)
    assert [one.name for one in view.selected_workers()] == ["consumer-1", "consumer-3"]
