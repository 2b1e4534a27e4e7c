"""The window over a session without processes: what it shows, asks for, and remembers."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from engine import scenario as scenarios
from engine.analysis.sentence import Cure, Sentence, phrase
from engine.config import FIELDS
from engine.scenario import BUILTIN
from engine.session import LOG_LIMIT_BYTES, SessionError
from engine.snapshot import Phase
from gui.main_window import CLOSE_AFTER_MS, MainWindow
from gui.widgets.choice_row import SegmentRow
from gui.widgets.slider_field import SliderField
from gui.window_range import CHOICES
from tests.gui.conftest import OpenWindow, shut
from tests.gui.fakes import FakeSession

BAD_INPUT = {
    "producers.count": "999",
    "producers.rate_hz": "nan",
    "channel.maxsize": "ten",
    "consumers.service_ms": "-0.5",
}


@pytest.fixture
def window(open_window: OpenWindow, session: FakeSession) -> MainWindow:
    return open_window(session=session)


def number(window: MainWindow, key: str) -> SliderField:
    row = window.controls.row(key)
    assert isinstance(row, SliderField)
    return row


def type_into(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_opens_stopped_on_slow_consumer_with_start_focused(window: MainWindow) -> None:
    assert window.toolbar.scenarios.currentData() == "slow-consumer"
    assert window.controller.snapshot.phase is Phase.READY
    assert window.focusWidget() is window.toolbar.start
    assert window.why.sentence_text() == (
        "Expected: 12/s offered, 1 consumer serves 8/s: the queue of 10 is full 2.5 s after Start"
    )


def test_space_starts_and_stops(window: MainWindow, session: FakeSession, qtbot: QtBot) -> None:
    QTest.keyClick(window.toolbar.start, Qt.Key.Key_Space)
    assert len(session.told("start")) == 1
    QTest.keyClick(window.toolbar.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.controller.snapshot.phase is Phase.ENDED)


def test_space_pressed_again_while_stopping_restarts_nothing(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    session = FakeSession(ends_when_stopped=False)
    window = open_window(session=session)
    for _ in range(2):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.toolbar.start.isEnabled())
    QTest.keyClick(window, Qt.Key.Key_Space)
    session.now = replace(session.now, phase=Phase.ENDED)
    qtbot.waitUntil(window.toolbar.start.isEnabled)
    assert window.focusWidget() is window.toolbar.start
    assert len(session.told("start")) == 1


def test_space_starts_from_where_no_control_takes_it(
    window: MainWindow, session: FakeSession
) -> None:
    window.timeline.setFocus()
    QTest.keyClick(window.timeline, Qt.Key.Key_Space)
    assert len(session.told("start")) == 1


def test_space_starts_after_a_choice_with_the_mouse(
    window: MainWindow, session: FakeSession
) -> None:
    box = window.toolbar.scenarios
    box.setFocus()
    box.showPopup()
    item = box.view().visualRect(box.model().index(2, 0)).center()
    QTest.mouseClick(box.view().viewport(), Qt.MouseButton.LeftButton, pos=item)
    assert window.focusWidget() is window.toolbar.start
    put = window.controls.rows["producers.put"]
    assert isinstance(put, SegmentRow)
    QTest.mouseClick(put.findChildren(QPushButton)[1], Qt.MouseButton.LeftButton)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert len(session.told("start")) == 1


def test_a_cure_that_is_clicked_takes_no_focus_with_it(window: MainWindow) -> None:
    window.toolbar.start.setFocus()
    cure = Cure(phrase("Try 2 consumers"), {"consumers.count": 2})
    window.why.show_sentence(Sentence(phrase("The queue is full"), cures=(cure,)))
    button = next(one for one in window.why.findChildren(QPushButton) if "Try" in one.text())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    window.why.show_sentence(Sentence(phrase("The queue drains")))
    assert not button.isVisible()
    assert window.focusWidget() is window.why  # it shows no ring, and leaves Space to Start


def test_a_run_of_which_nothing_was_seen_yet_shows_what_is_expected(window: MainWindow) -> None:
    window.toolbar.start.click()
    assert window.why.sentence_text().startswith("Expected: ")
    assert not [one for one in window.why.findChildren(QPushButton) if "Try" in one.text()]


def test_each_scenario_sets_every_control(window: MainWindow) -> None:
    box = window.toolbar.scenarios
    for name in BUILTIN:
        box.activated.emit(box.findData(name))
        wanted = scenarios.load(name)
        shown = {key: row.asked for key, row in window.controls.rows.items()}
        assert box.currentText() == wanted.title
        assert shown == wanted.config.values()
        assert window.why.sentence_text().startswith("Expected: ")


def test_slider_moved_during_a_run_reaches_the_session(
    window: MainWindow, session: FakeSession
) -> None:
    window.toolbar.start.click()
    slider = number(window, "consumers.service_ms").slider
    assert slider is not None
    QTest.keyClick(slider, Qt.Key.Key_Right)
    [(changes,)] = session.told("change")
    assert isinstance(changes, dict)
    assert list(changes) == ["consumers.service_ms"]
    assert changes["consumers.service_ms"] > 125


def test_setting_that_needs_a_new_run_is_offered_and_made(
    window: MainWindow, session: FakeSession, qtbot: QtBot
) -> None:
    window.toolbar.start.click()
    kind = window.controls.row("channel.kind")
    assert isinstance(kind, SegmentRow)
    kind.segments.button("pipe").click()
    assert kind.note.is_offer
    assert not session.told("stop")
    kind.note.stop.click()
    qtbot.waitUntil(lambda: len(session.told("start")) == 2)
    assert window.controller.config.channel_kind == "pipe"
    qtbot.waitUntil(lambda: not kind.note.is_offer)


@pytest.mark.parametrize("live", [False, True])
def test_bad_input_is_said_at_the_control_and_changes_nothing(
    window: MainWindow, session: FakeSession, live: bool
) -> None:
    if live:
        window.toolbar.start.click()
    calls = len(session.calls)
    for key, text in BAD_INPUT.items():
        row = number(window, key)
        before = row.field.text()
        type_into(row.field, text)
        assert row.note.text == f"{key} must be {FIELDS[key].bounds}, not {text}."
        assert row.note.isVisible()
        assert row.field.text() == before
    assert window.controller.config == window.controller.scenario.config
    assert len(session.calls) == calls


def test_start_that_is_refused_is_said_at_the_control(
    window: MainWindow, session: FakeSession
) -> None:
    session.refusal = SessionError("producers.count must be at most 12 here.", "producers.count")
    window.toolbar.start.click()
    assert number(window, "producers.count").note.text == "producers.count must be at most 12 here."
    assert window.toolbar.start.text() == "Start"


def test_start_that_no_control_prevents_is_said_above_the_plots(
    window: MainWindow, session: FakeSession
) -> None:
    session.refusal = SessionError("The run folder cannot be made: disk full.")
    window.toolbar.start.click()
    assert window.notices.isVisible()
    assert window.notices.text() == "The run folder cannot be made: disk full."


def test_cure_is_applied(window: MainWindow, session: FakeSession) -> None:
    window.toolbar.start.click()
    window.why.cure_chosen.emit({"consumers.count": 2})
    assert session.told("change") == [({"consumers.count": 2},)]
    assert number(window, "consumers.count").field.text() == "2"


def test_tempo_is_applied_and_shown(window: MainWindow, session: FakeSession) -> None:
    window.toolbar.start.click()
    window.toolbar.tempo_chosen.emit(2.0)
    assert session.told("change") == [({"run.tempo": 2.0},)]
    assert window.toolbar.tempo.text() == "Tempo × 2"


def test_range_of_the_time_axis_is_chosen(window: MainWindow) -> None:
    for choice, span in zip(CHOICES, (10, 30, 120, 600, 3600), strict=True):
        window.timeline.header.chosen.emit(choice)
        start, end, _ = window.timeline.wanted_range(3000.0)
        assert end - start == pytest.approx(span)


def test_theme_is_switched_and_remembered(
    app: QApplication, open_window: OpenWindow, qtbot: QtBot
) -> None:
    real = open_window()  # the composition root follows the choice of a theme
    real.actions_.themes["light"].trigger()
    assert real.why.theme.name == "light"
    assert app.palette().window().color() == real.why.theme.window
    shut(real, qtbot)
    assert open_window().why.theme.name == "light"


def test_size_layout_and_range_are_remembered(
    open_window: OpenWindow, session: FakeSession, qtbot: QtBot
) -> None:
    first = open_window(session=session)
    first.resize(960, 700)  # the offscreen platform's screen is small
    first.timeline.header.chosen.emit("2 min")
    first.timeline.header.switches["throughput"].click()
    first._splitters["center"].setSizes([300, 200])
    QApplication.processEvents()
    size, sizes = first.size(), first._splitters["center"].sizes()
    shut(first, qtbot)
    second = open_window(session=FakeSession())
    assert (second.width(), second.height()) == (size.width(), size.height())
    assert second._splitters["center"].sizes() == sizes
    assert second.timeline.preferences() == {
        "span": "2 min",
        "parts": ["depth", "lanes"],
        "hidden": [],
    }


@pytest.mark.parametrize("nonsense", [[1], "x", 7, None, {"limit_bytes": [1], "span": 3}])
def test_preferences_that_make_no_sense_count_as_absent(
    open_window: OpenWindow, session: FakeSession, settings: QSettings, nonsense: object
) -> None:
    for name in ("geometry", "log", "timeline", "processes", "layout", "own_base", "language"):
        settings.setValue(name, json.dumps(nonsense))
    window = open_window(session=session)
    assert window.timeline.preferences()["span"] == "30 s"
    assert window.controller.log_limit_bytes == LOG_LIMIT_BYTES


def test_details_make_room_in_a_narrow_window(window: MainWindow, qtbot: QtBot) -> None:
    assert window.details.isVisible()
    window.resize(1200, 800)
    qtbot.waitUntil(lambda: not window.details.isVisible())
    assert window.controls.isVisible()
    QTest.keyClick(window, Qt.Key.Key_D)
    assert window.details.isVisible()
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: window.details.isVisible())


def test_letters_go_to_the_timeline_under_the_pointer(window: MainWindow, qtbot: QtBot) -> None:
    lanes, gestures = window.timeline.canvas.lanes_view, window.timeline.gestures
    moves: list[str] = []
    gestures.zoomed.connect(lambda _factor, _share: moves.append("zoomed"))
    gestures.panned.connect(lambda _share: moves.append("panned"))
    window.toolbar.start.setFocus()
    QTest.mouseMove(lanes, lanes.rect().center())
    qtbot.waitUntil(lambda: gestures.pointer is not None)
    QTest.keyClick(window.toolbar.start, Qt.Key.Key_W)
    QTest.keyClick(window.toolbar.start, Qt.Key.Key_D)
    assert moves == ["zoomed", "panned"]
    assert window.details.isVisible()
    QApplication.sendEvent(lanes, QEvent(QEvent.Type.Leave))
    QTest.keyClick(window.toolbar.start, Qt.Key.Key_D)
    assert not window.details.isVisible()


def test_nothing_moves_when_the_sentence_gets_longer(window: MainWindow) -> None:
    before = window.flow.y()
    window.controller.change("consumers.service_ms", 60_000.0)
    window.controller.change("consumers.service", "lognormal")
    QApplication.processEvents()
    assert window.flow.y() == before


def test_window_closes_even_when_the_engine_does_not_end(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(session=FakeSession(ends_when_stopped=False))
    window.toolbar.start.click()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=CLOSE_AFTER_MS + 2_000)
    assert not window.controller.is_live


def test_every_shortcut_is_taken_once(window: MainWindow) -> None:
    keys = [a.shortcut().toString() for a in window.actions() if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))
