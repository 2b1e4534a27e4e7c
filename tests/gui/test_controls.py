"""The controls: what the user does is asked for, what is in force is shown, and nothing loops."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from engine.config import DEFAULT, FIELDS
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.panels import load
from gui.panels.controls import ControlsPanel
from gui.theme import DARK, LIGHT, apply, font, load_inter
from gui.widgets import number_field
from gui.widgets.choice_row import SegmentRow
from gui.widgets.scale import Scale
from gui.widgets.slider import Slider
from gui.widgets.slider_field import SliderField
from tests.gui.conftest import OpenWindow
from tests.gui.fakes import FakeSession
from tests.gui.snapshots import running, worker

SLIDERS = [key for key, spec in FIELDS.items() if spec.slider]
Asked = list[tuple[str, Any]]


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[ControlsPanel]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply(app, DARK, load_inter())
    made = ControlsPanel(DARK)
    made.resize(288, 780)
    made.show()
    made.set_config(DEFAULT, live=True)
    yield made
    made.close()
    made.deleteLater()
    # Without a running event loop Qt would keep it, and every style sheet would polish it again.
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


@pytest.fixture
def asked(panel: ControlsPanel) -> Asked:
    requests: Asked = []
    panel.change_requested.connect(lambda key, value: requests.append((key, value)))
    return requests


def number(panel: ControlsPanel, key: str) -> SliderField:
    row = panel.row(key)
    assert isinstance(row, SliderField)
    return row


def segments(panel: ControlsPanel, key: str) -> SegmentRow:
    row = panel.row(key)
    assert isinstance(row, SegmentRow)
    return row


def slider(panel: ControlsPanel, key: str) -> Slider:
    found = number(panel, key).slider
    assert found is not None
    return found


def at(one: Slider, position: int) -> QPoint:
    return one.handle_center(position).toPoint()


def type_in(panel: ControlsPanel, key: str, text: str) -> None:
    field = number(panel, key).field
    field.setFocus()
    field.selectAll()
    field.insert(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize("key", SLIDERS)
def test_slider_stops_rise_from_end_to_end_and_contain_the_default(key: str) -> None:
    spec = FIELDS[key]
    scale = Scale(spec)
    stops = [scale.value(k) for k in range(scale.last + 1)]
    assert stops == sorted(set(stops), key=float)
    assert spec.slider == (stops[0], stops[-1])
    assert spec.default in stops or not spec.default


def test_maxsize_has_steps_of_one_under_twenty() -> None:
    scale = Scale(FIELDS["channel.maxsize"])
    assert [scale.value(k) for k in range(20)] == list(range(1, 21))
    assert 50 in [scale.value(k) for k in range(scale.last + 1)]


@given(key=st.sampled_from(SLIDERS), share=st.floats(0, 1))
def test_every_stop_is_its_own_nearest_position(key: str, share: float) -> None:
    scale = Scale(FIELDS[key])
    position = round(share * scale.last)
    assert scale.position(float(scale.value(position))) == position


def test_every_setting_has_a_named_control(panel: ControlsPanel) -> None:
    assert set(panel.rows) == set(FIELDS)
    for row in panel.rows.values():
        assert row.label.buddy() is not None
        for kind in (Slider, QLineEdit, QComboBox):
            for control in row.findChildren(kind):
                assert control.accessibleName()


def test_showing_settings_asks_for_nothing(panel: ControlsPanel, asked: Asked) -> None:
    other = DEFAULT.changed(
        {
            "producers.count": 7,
            "channel.maxsize": 0,
            "producers.put": "timeout",
            "consumers.service": "lognormal",
            "gate.consumer_permits": 2,
            "channel.kind": "pipe",
        }
    )
    panel.set_config(other, live=True)
    panel.set_config(DEFAULT, live=False)
    assert asked == []


def test_dragging_a_slider_asks_at_every_step(panel: ControlsPanel, asked: Asked) -> None:
    one = slider(panel, "consumers.service_ms")
    start = one.value()
    QTest.mousePress(one, Qt.MouseButton.LeftButton, pos=at(one, start))
    for position in (start + 10, start + 30, start + 50):
        QTest.mouseMove(one, at(one, position))
    QTest.mouseRelease(one, Qt.MouseButton.LeftButton, pos=at(one, start + 50))
    values = [value for key, value in asked if key == "consumers.service_ms"]
    assert len(values) == len(asked) >= 2
    assert values == sorted(values)
    assert values[-1] > 125


def test_slider_under_the_finger_is_not_moved_by_settings(panel: ControlsPanel) -> None:
    one = slider(panel, "consumers.service_ms")
    QTest.mousePress(one, Qt.MouseButton.LeftButton, pos=at(one, one.maximum()))
    held = one.sliderPosition()
    panel.set_config(DEFAULT.changed({"consumers.service_ms": 1}), live=True)
    assert one.sliderPosition() == held
    QTest.mouseRelease(one, Qt.MouseButton.LeftButton, pos=at(one, one.maximum()))


def test_older_settings_do_not_take_back_what_was_asked(panel: ControlsPanel) -> None:
    type_in(panel, "producers.count", "5")
    panel.set_config(DEFAULT, live=True)
    assert number(panel, "producers.count").field.text() == "5"
    panel.set_config(DEFAULT.changed({"producers.count": 5}), live=True)
    panel.set_config(DEFAULT.changed({"producers.count": 4}), live=True)
    assert number(panel, "producers.count").field.text() == "4"


def test_field_takes_more_than_the_slider_spans(panel: ControlsPanel, asked: Asked) -> None:
    type_in(panel, "producers.count", "100")
    assert asked == [("producers.count", 100)]
    assert slider(panel, "producers.count").value() == slider(panel, "producers.count").maximum()


@pytest.mark.parametrize("text", ["129", "-1", "x", "nan", "", "2.5"])
def test_refused_text_says_why_at_the_control(
    panel: ControlsPanel, asked: Asked, text: str
) -> None:
    field = number(panel, "producers.count").field
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked == []
    sentence = panel.row("producers.count").note.text
    assert "producers.count must be a whole number from 0 to 128" in sentence
    assert field.text() == "3"


def test_error_goes_with_the_next_right_value(panel: ControlsPanel, asked: Asked) -> None:
    type_in(panel, "producers.count", "999")
    type_in(panel, "producers.count", "4")
    assert panel.row("producers.count").note.text == ""
    assert asked == [("producers.count", 4)]


def test_arrows_step_slider_and_field(panel: ControlsPanel, asked: Asked) -> None:
    QTest.keyClick(slider(panel, "producers.count"), Qt.Key.Key_Right)
    QTest.keyClick(number(panel, "producers.count").field, Qt.Key.Key_Up)
    QTest.keyClick(slider(panel, "channel.maxsize"), Qt.Key.Key_PageUp)
    assert asked[:2] == [("producers.count", 4), ("producers.count", 5)]
    assert asked[2][1] > 11


def test_switch_takes_zero_and_gives_the_last_value_back(
    panel: ControlsPanel, asked: Asked
) -> None:
    switch = number(panel, "producers.rate_hz").switch
    assert switch is not None
    switch.click()
    assert number(panel, "producers.rate_hz").field.text() == "flat out"
    switch.click()
    assert asked == [("producers.rate_hz", 0.0), ("producers.rate_hz", 4.0)]


@pytest.mark.parametrize("text", ["∞", "unbounded", "0"])
def test_word_for_zero_can_be_typed(panel: ControlsPanel, asked: Asked, text: str) -> None:
    type_in(panel, "channel.maxsize", text)
    assert asked == [("channel.maxsize", 0)]


def test_words_for_zero_fit_their_fields_in_a_wide_font_too(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_field, "_font", lambda: font(15, 600))
    panel = ControlsPanel(DARK)
    qtbot.addWidget(panel)
    zeroes = {key: 0 for key, spec in FIELDS.items() if spec.zero}
    panel.set_config(DEFAULT.changed(zeroes), live=True)
    fields = [number(panel, key).field for key in zeroes]
    assert {field.text() for field in fields} == {"flat out", "∞", "off", "no limit"}
    assert len({field.width() for field in fields}) == 1
    for field in fields:
        width = field.fontMetrics().horizontalAdvance(field.text())
        assert width <= field.width() - number_field.PADDING, field.text()


def test_dragging_from_off_switches_on(panel: ControlsPanel, asked: Asked) -> None:
    QTest.keyClick(slider(panel, "gate.consumer_permits"), Qt.Key.Key_Right)
    assert asked == [("gate.consumer_permits", 2)]
    switch = number(panel, "gate.consumer_permits").switch
    assert switch is not None and switch.isChecked()


def test_double_click_on_the_label_resets(panel: ControlsPanel, asked: Asked) -> None:
    panel.set_config(DEFAULT.changed({"consumers.count": 7}), live=True)
    QTest.mouseDClick(panel.row("consumers.count").label, Qt.MouseButton.LeftButton)
    assert asked == [("consumers.count", 2)]


def test_rows_open_only_when_they_matter(panel: ControlsPanel) -> None:
    extra = (
        "producers.burst",
        "producers.put_timeout_s",
        "producers.when_full",
        "consumers.service_cv",
        "consumers.get_timeout_s",
        "consumers.when_empty",
    )
    assert not any(panel.row(key).isVisible() for key in extra)
    panel.set_config(
        DEFAULT.changed(
            {
                "producers.spacing": "bursty",
                "producers.put": "timeout",
                "consumers.service": "lognormal",
                "consumers.get": "timeout",
            }
        ),
        live=True,
    )
    assert all(panel.row(key).isVisible() for key in extra)


def test_segments_ask_and_open_their_rows_at_once(panel: ControlsPanel, asked: Asked) -> None:
    segments(panel, "producers.put").segments.button("nowait").click()
    assert asked == [("producers.put", "nowait")]
    assert panel.row("producers.when_full").isVisible()
    assert not panel.row("producers.put_timeout_s").isVisible()


def test_segments_follow_the_arrow_keys(panel: ControlsPanel, asked: Asked) -> None:
    button = segments(panel, "consumers.work").segments.button("io")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Right)
    assert asked == [("consumers.work", "cpu")]


def test_pipe_only_blocks_and_has_no_maxsize(panel: ControlsPanel) -> None:
    panel.set_config(DEFAULT.changed({"channel.kind": "pipe"}), live=True)
    put = segments(panel, "producers.put")
    assert "send() has no timeout" in put.note.text
    assert not put.segments.button("nowait").isEnabled()
    assert not number(panel, "channel.maxsize").field.isVisible()
    panel.set_config(DEFAULT, live=True)
    assert put.note.text == ""
    assert put.segments.button("nowait").isEnabled()
    assert number(panel, "channel.maxsize").field.isVisible()


def test_restart_offer_carries_everything_that_waits(panel: ControlsPanel, qtbot: QtBot) -> None:
    segments(panel, "channel.kind").segments.button("pipe").click()
    panel.show_restart_offer("channel.kind", "Needs a new run.")
    type_in(panel, "gate.consumer_permits", "3")
    panel.show_restart_offer("gate.consumer_permits", "Needs a new run.")
    panel.set_config(DEFAULT, live=True)
    with qtbot.waitSignal(panel.restart_offered) as offered:
        panel.row("channel.kind").note.stop.click()
    assert offered.args == [{"channel.kind": "pipe", "gate.consumer_permits": 3}]


def test_offer_goes_when_the_run_has_ended(panel: ControlsPanel) -> None:
    segments(panel, "channel.kind").segments.button("pipe").click()
    panel.show_restart_offer("channel.kind", "Needs a new run.")
    panel.set_config(DEFAULT, live=False)
    assert panel.row("channel.kind").note.text == ""
    assert segments(panel, "channel.kind").segments.value() == "queue"


def test_error_in_a_folded_group_unfolds_it(panel: ControlsPanel) -> None:
    assert not panel.row("run.items").isVisible()
    panel.show_error("run.items", "No.")
    assert panel.row("run.items").isVisible()
    panel.clear_errors()
    assert panel.row("run.items").note.text == ""


def test_run_is_folded_into_its_summary(panel: ControlsPanel) -> None:
    assert panel.groups["run"].fold.text() == "spawn · no limit · seed 1"
    panel.set_config(DEFAULT.changed({"run.items": 5000, "run.seed": 9}), live=True)
    assert panel.groups["run"].fold.text() == "spawn · 5,000 items · seed 9"


def test_reduced_shows_five_settings(panel: ControlsPanel) -> None:
    panel.set_reduced(True)
    shown = [key for key, row in panel.rows.items() if row.isVisible()]
    assert len(shown) == 5
    panel.set_reduced(False)
    assert panel.row("producers.spacing").isVisible()


def test_theme_can_change(panel: ControlsPanel) -> None:
    panel.set_theme(LIGHT)
    picture = panel.grab().toImage()
    assert picture.pixelColor(6, picture.height() // 2) == LIGHT.panel


def test_load_box_says_what_follows(panel: ControlsPanel) -> None:
    panel.set_config(DEFAULT.changed({"consumers.count": 1}), live=True)
    texts = panel.load_box.text()
    for words in ("12.0/s", "8.0/s", "Load 150 %", "the queue fills by 4.0/s"):
        assert words in texts


def one_consumer_died() -> Snapshot:
    """Return a run of the defaults that has lost a consumer."""
    staff = [worker("producer", n, State.PACING) for n in (1, 2, 3)]
    staff += [worker("consumer", 1, State.KILLED), worker("consumer", 2, State.WORKING_IO)]
    return running(DEFAULT, staff)


def test_load_box_tells_of_those_who_are_there_while_the_run_is_live(panel: ControlsPanel) -> None:
    box, snapshot = panel.load_box, one_consumer_died()
    as_set = box.text()
    box.show_snapshot(snapshot)
    assert box.text().splitlines() == [
        "Offered\t12.0/s",
        "1 of 2 can serve\t8.0/s",
        "Load 150 %\tthe queue fills by 4.0/s",
    ]
    panel.set_config(DEFAULT.changed({"consumers.service_ms": 50.0}), live=True)
    assert "1 of 2 can serve\t20.0/s" in box.text()
    panel.set_config(DEFAULT, live=True)
    box.show_snapshot(replace(snapshot, phase=Phase.ENDED))
    assert box.text() == as_set


def test_load_box_of_a_window_follows_its_run(
    open_window: OpenWindow, session: FakeSession
) -> None:
    window = open_window("balanced", session)
    window.controller.snapshot = one_consumer_died()
    window.controller._emit_frame()
    assert "1 of 2 can serve\t8.0/s" in window.controls.load_box.text()
    window.controller.snapshot = session.now


def test_load_box_knows_that_who_computes_needs_a_core(
    panel: ControlsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "CORES", 1)
    panel.set_config(DEFAULT.changed({"consumers.work": "cpu"}), live=False)
    for words in ("Can serve\t8.0/s", "Load 150 %", "the queue fills by 4.0/s"):
        assert words in panel.load_box.text()
