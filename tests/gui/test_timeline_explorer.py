"""What one can point out in the timeline, over the log of a run that was computed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.analysis.spans import Span
from engine.analysis.unblocked import Unblocked
from engine.opened import OpenedRun
from engine.states import State
from gui.panels.timeline import TimelinePanel
from gui.panels.timeline_layout import MOST_LANES
from gui.panels.timeline_look import Drawn
from gui.run_view import RunView
from gui.theme import DARK
from gui.window_range import WindowRange
from tests.gui.recorded import recorded_run

NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
AGE_S = 30.0


class Shown:
    """A timeline over an opened run, drawn anew whenever it asks for it, as the window does."""

    def __init__(self, run: OpenedRun, most_lanes: int = MOST_LANES) -> None:
        self.run = RunView(run)
        self.snapshot = run.snapshot()
        self.panel = TimelinePanel(DARK)
        self.panel.resize(800, 456)
        self.panel.set_run(self.run)
        self.panel.set_origin(self.run.origin_ns)
        self._most_lanes = most_lanes
        self.moments: list[float] = []
        self.ranges: list[tuple[float, float]] = []
        self.workers: list[str] = []
        self.told: list[str] = []
        self.panel.range_changed.connect(self.draw)
        self.panel.moment_requested.connect(self.moments.append)
        self.panel.range_selected.connect(lambda start, end: self.ranges.append((start, end)))
        self.panel.worker_selected.connect(self.workers.append)
        self.panel.hovered.connect(self.told.append)
        self.lanes: QWidget = self.panel.canvas.lanes_view

    def draw(self) -> None:
        start, end, columns = self.panel.wanted_range(AGE_S)
        view = self.run.view(start, end, columns, self._most_lanes)
        assert view is not None
        self.panel.show_view(view, self.snapshot)

    @property
    def range(self) -> tuple[float, float]:
        return self.panel.wanted_range(AGE_S)[:2]

    @property
    def drawn(self) -> Drawn:
        return self.panel.canvas.look.drawn

    def at(self, worker: str, at_s: float) -> QPoint:
        """Return where a time stands in the lane of a worker."""
        start, end = self.range
        names = [lane.name for lane in self.panel.canvas.lanes_view.lanes]
        row = names.index(worker)
        rows = self.panel.canvas.lanes_view.rows
        x = (at_s - start) / (end - start) * self.lanes.width()
        return QPoint(round(x), row * rows.pitch + rows.height // 2)

    def axis(self, share: float) -> QPoint:
        places = self.panel.canvas.places
        return QPoint(places.left + round(share * places.width), places.axis.top + 8)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.keyClick(self.panel.canvas, key, held)


def drag(
    widget: QWidget,
    start: QPoint,
    end: QPoint,
    button: Qt.MouseButton = LEFT,
    held: Qt.KeyboardModifier = NO_KEY,
) -> None:
    QTest.mousePress(widget, button, held, start)
    for step in (1, 2, 3):
        point = QPointF(start + (end - start) * step / 3)
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            point,
            widget.mapToGlobal(point),
            Qt.MouseButton.NoButton,
            button,
            held,
        )
        QApplication.sendEvent(widget, moved)
    QTest.mouseRelease(widget, button, held, end)


def hover(widget: QWidget, point: QPoint) -> None:
    place = QPointF(point)
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, place, widget.mapToGlobal(place), none, none, NO_KEY)
    QApplication.sendEvent(widget, moved)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedRun]:
    run = OpenedRun(recorded_run(tmp_path_factory.mktemp("recorded") / "run"))
    while run.load() < 1:
        pass
    yield run
    run.close()


@pytest.fixture
def shown(qtbot: QtBot, opened: OpenedRun) -> Shown:
    made = Shown(opened)
    qtbot.addWidget(made.panel)
    made.panel.show()
    qtbot.waitExposed(made.panel)
    made.draw()
    return made


# Measuring


def test_a_drag_over_lanes_measures_a_range(shown: Shown) -> None:
    drag(shown.lanes, shown.at("producer-1", 5.0), shown.at("producer-1", 6.25))
    (measured,) = shown.ranges
    assert measured == pytest.approx((5.0, 6.25), abs=0.05)
    assert not shown.panel.following
    assert shown.drawn.length.endswith(" s")
    assert shown.drawn.shade is not None
    assert shown.panel.canvas.look.isVisible()


def test_a_drag_over_a_plot_measures_too_whatever_its_direction(shown: Shown) -> None:
    drag(shown.panel.canvas.depth_plot, QPoint(400, 40), QPoint(200, 60))
    (measured,) = shown.ranges
    assert measured[0] < measured[1]


def test_escape_and_a_click_clear_the_measured_range(shown: Shown, qtbot: QtBot) -> None:
    for is_key in (True, False):
        drag(shown.lanes, QPoint(100, 5), QPoint(200, 5))
        with qtbot.waitSignal(shown.panel.range_cleared):
            if is_key:
                shown.key(Qt.Key.Key_Escape)
            else:
                QTest.mouseClick(shown.lanes, LEFT, NO_KEY, QPoint(5, 5))
        assert shown.drawn.shade is None
    assert shown.workers == []


def test_f_zooms_to_the_measured_range(shown: Shown) -> None:
    drag(shown.lanes, shown.at("producer-1", 5.0), shown.at("producer-1", 6.0))
    shown.key(Qt.Key.Key_F)
    start, end = shown.range
    assert (start, end) == pytest.approx((4.95, 6.05), abs=0.1)


def test_a_double_click_zooms_to_the_measured_range_or_fits_the_run(shown: Shown) -> None:
    drag(shown.lanes, shown.at("producer-1", 5.0), shown.at("producer-1", 8.0))
    inside = shown.at("producer-1", 6.0)
    QTest.mouseClick(shown.lanes, LEFT, NO_KEY, inside)
    QTest.mouseDClick(shown.lanes, LEFT, NO_KEY, inside)
    assert shown.range == pytest.approx((4.85, 8.15), abs=0.2)
    QTest.mouseDClick(shown.panel.canvas.depth_plot, LEFT, NO_KEY, QPoint(300, 50))
    assert shown.range == (0.0, AGE_S)


def test_a_click_in_the_measured_range_keeps_it_and_asks_as_ever(
    shown: Shown, qtbot: QtBot
) -> None:
    drag(shown.lanes, shown.at("producer-1", 4.0), shown.at("producer-1", 8.0))
    with qtbot.assertNotEmitted(shown.panel.range_cleared):
        QTest.mouseClick(shown.lanes, LEFT, NO_KEY, shown.at("producer-1", 6.0))
        QTest.mouseClick(shown.panel.canvas.depth_plot, LEFT, NO_KEY, shown.at("producer-1", 6.0))
        QTest.mouseDClick(shown.lanes, LEFT, NO_KEY, shown.at("producer-1", 6.0))
    assert shown.workers == ["producer-1"]
    assert shown.drawn.shade is not None
    assert len(shown.ranges) == 1


def test_the_second_double_click_goes_back_to_the_whole_run(shown: Shown) -> None:
    drag(shown.lanes, shown.at("producer-1", 5.0), shown.at("producer-1", 8.0))
    for _ in range(2):
        QTest.mouseDClick(shown.lanes, LEFT, NO_KEY, shown.at("producer-1", 6.0))
        assert shown.range == pytest.approx((4.85, 8.15), abs=0.2)
        QTest.mouseDClick(shown.lanes, LEFT, NO_KEY, shown.at("producer-1", 6.0))
        assert shown.range == (0.0, AGE_S)


def test_a_hand_that_trembles_clicks_and_measures_nothing(shown: Shown) -> None:
    place = shown.at("consumer-1", 5.0)
    drag(shown.lanes, place, place + QPoint(3, 2))
    assert shown.ranges == []
    assert shown.workers == ["consumer-1"]


def test_what_was_pointed_out_is_copied(shown: Shown) -> None:
    shown.panel.activateWindow()
    shown.panel.show_range(5.0, 6.0)
    QTest.mouseClick(shown.lanes, LEFT, NO_KEY, shown.at("producer-2", 5.5))
    shown.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("producer-2 · waiting: slot · ")
    assert "consumer-1 gave a slot back" in copied
    drag(shown.lanes, shown.at("producer-1", 5.25), shown.at("producer-1", 5.75))
    (action,) = [each for each in shown.panel.canvas.actions() if each.text() == "Copy"]
    action.trigger()
    assert QGuiApplication.clipboard().text().endswith(" · " + shown.drawn.length)


# Moving


def test_the_middle_button_and_shift_pan(shown: Shown) -> None:
    shown.panel.show_range(10.0, 20.0)
    start = shown.range[0]
    drag(shown.lanes, QPoint(300, 5), QPoint(200, 5), MIDDLE)
    later = shown.range[0]
    assert later > start + 1
    drag(shown.lanes, QPoint(200, 5), QPoint(300, 5), LEFT, Qt.KeyboardModifier.ShiftModifier)
    assert shown.range[0] == pytest.approx(start, abs=0.05)
    assert shown.ranges == []


def test_w_zooms_at_the_pointer_and_at_the_middle_without_one(shown: Shown) -> None:
    hover(shown.lanes, shown.at("producer-1", 6.0))
    shown.key(Qt.Key.Key_W)
    start, end = shown.range
    assert end - start == pytest.approx(24)
    assert (6.0 - start) / (end - start) == pytest.approx(0.2, abs=0.01)
    QApplication.sendEvent(shown.lanes, QEvent(QEvent.Type.Leave))
    middle = (start + end) / 2
    shown.key(Qt.Key.Key_W)
    assert sum(shown.range) / 2 == pytest.approx(middle)
    shown.key(Qt.Key.Key_S)
    assert shown.range[1] - shown.range[0] == pytest.approx(24)


def test_over_the_axis_it_zooms_at_the_pointer_too(shown: Shown) -> None:
    hover(shown.panel.canvas, shown.axis(0.2))
    shown.key(Qt.Key.Key_W)
    start, end = shown.range
    assert (0.2 * AGE_S - start) / (end - start) == pytest.approx(0.2, abs=0.01)


def test_words_on_the_axis_leave_no_tick_half_covered(shown: Shown) -> None:
    drag(shown.lanes, shown.at("producer-1", 4.0), shown.at("producer-1", 6.0))
    shown.panel.set_moment(20.0)
    measured, moment = shown.panel.canvas.look.taken_of_axis()
    width = shown.panel.canvas.places.width
    assert 0 <= measured[0] < 5 / AGE_S * width < measured[1]
    assert moment[0] < 20 / AGE_S * width < moment[1] <= width


def test_a_and_d_pan_and_no_shortcut_takes_them(shown: Shown) -> None:
    shown.panel.show_range(10.0, 20.0)
    start = shown.range[0]
    shown.key(Qt.Key.Key_D)
    assert shown.range[0] == pytest.approx(start + 1.1)
    shown.key(Qt.Key.Key_A)
    assert shown.range[0] == pytest.approx(start)


def test_one_can_zoom_from_the_run_to_microseconds(shown: Shown) -> None:
    hover(shown.lanes, shown.at("producer-1", 10.0))
    for _ in range(70):
        shown.key(Qt.Key.Key_W)
    start, end = shown.range
    assert end - start == pytest.approx(1e-5)
    lane = shown.panel.canvas.lanes_view.lanes[0]
    assert lane.shares.sum(axis=1) == pytest.approx(1, abs=1e-3)
    shown.key(Qt.Key.Key_Home)
    assert shown.range == (0.0, AGE_S)


def test_live_takes_the_measured_range_away(shown: Shown, qtbot: QtBot) -> None:
    drag(shown.lanes, QPoint(100, 5), QPoint(200, 5))
    with qtbot.waitSignal(shown.panel.range_cleared):
        QTest.mouseClick(shown.panel.header.live, LEFT)
    assert shown.panel.following
    assert shown.drawn.shade is None


def test_show_range_leaves_a_little_room(shown: Shown) -> None:
    shown.panel.show_range(10.0, 20.0)
    assert shown.range == pytest.approx((9.5, 20.5))
    assert not shown.panel.following


# Scrubbing


def test_a_drag_along_the_axis_asks_for_moments(shown: Shown) -> None:
    drag(shown.panel.canvas, shown.axis(0.2), shown.axis(0.5))
    assert shown.moments[0] == pytest.approx(6.0, abs=0.1)
    assert shown.moments[-1] == pytest.approx(15.0, abs=0.1)
    assert shown.ranges == []


def test_moments_are_asked_for_at_a_pace_and_the_last_one_always(shown: Shown) -> None:
    canvas = shown.panel.canvas
    QTest.mousePress(canvas, LEFT, NO_KEY, shown.axis(0.1))
    for step in range(1, 30):
        hover(canvas, shown.axis(0.1 + step / 100))
    assert len(shown.moments) < 20
    QTest.mouseRelease(canvas, LEFT, NO_KEY, shown.axis(0.39))
    assert shown.moments[-1] == pytest.approx(0.39 * AGE_S, abs=0.1)


def test_keys_scrub_too(shown: Shown) -> None:
    shown.panel.set_moment(10.0)
    shown.key(Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert shown.moments == [pytest.approx(9.7)]


def test_the_moment_on_show_has_a_line_with_its_time(shown: Shown) -> None:
    shown.panel.set_moment(15.0)
    assert shown.drawn.moment_x == pytest.approx(shown.lanes.width() / 2, abs=1)
    assert shown.drawn.moment == "15.0 s"
    shown.panel.set_moment(None)
    assert shown.drawn.moment_x is None
    assert not shown.panel.canvas.look.isVisible()


# Spans


def test_a_pointer_at_rest_is_told_the_span(shown: Shown, qtbot: QtBot) -> None:
    shown.panel.show_range(10.0, 12.0)
    hover(shown.lanes, shown.at("consumer-1", 11.0))
    assert "working (I/O) 100 %" in shown.told[-1]
    qtbot.waitUntil(lambda: "item" in shown.told[-1])
    assert "working (I/O) · 125.0 ms · item" in shown.told[-1]
    assert "consumer-1" in shown.panel.canvas.accessibleDescription()


def test_a_moving_pointer_asks_nothing_of_the_log(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown.run, "span_at", lambda *args: pytest.fail("looked up"))
    for x in range(100, 200, 10):
        hover(shown.lanes, QPoint(x, 5))


def test_a_click_on_a_blocked_span_shows_who_ended_it(shown: Shown, qtbot: QtBot) -> None:
    shown.panel.show_range(5.0, 6.0)
    with qtbot.waitSignal(shown.panel.worker_selected) as selected:
        QTest.mouseClick(shown.lanes, LEFT, NO_KEY, shown.at("producer-2", 5.5))
    assert selected.args == ["producer-2"]
    drawn = shown.drawn
    assert drawn.arrow is not None and drawn.tag is not None
    assert "waiting: slot" in drawn.tag.text
    assert "consumer-1 gave a slot back" in drawn.tag.text
    assert drawn.arrow.head[1] > drawn.arrow.tail[1]
    assert len(drawn.boxes) == 2
    shown.key(Qt.Key.Key_Escape)
    assert shown.drawn == Drawn(moment=shown.drawn.moment)
    assert shown.workers[-1] == ""


class UnderWay:
    """Answers of a run in which a wait goes on until it is over."""

    def __init__(self, run: RunView, monkeypatch: pytest.MonkeyPatch) -> None:
        self._span_at, self._unblocked = run.span_at, run.unblocked
        self.asked = 0
        self.is_over = False
        monkeypatch.setattr(run, "span_at", self.span_at)
        monkeypatch.setattr(run, "unblocked", self.unblocked)

    def span_at(self, worker: str, at_s: float) -> Span | None:
        self.asked += 1
        span = self._span_at(worker, at_s)
        return span if span is None or self.is_over else replace(span, end_ns=None, kind=None)

    def unblocked(self, worker: str, at_s: float) -> Unblocked | None:
        return self._unblocked(worker, at_s) if self.is_over else None


def test_a_wait_that_is_pointed_out_under_way_gets_its_end_and_who_ended_it(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WindowRange, "has_ended", False)
    shown.panel.show_range(5.0, 6.0)
    run = UnderWay(shown.run, monkeypatch)
    QTest.mouseClick(shown.lanes, LEFT, NO_KEY, shown.at("producer-2", 5.5))
    (_, box), tag = shown.drawn.boxes, shown.drawn.tag
    assert tag is not None and "still under way" in tag.text and shown.drawn.arrow is None
    qtbot.waitUntil(lambda: run.asked >= 3)
    assert shown.drawn.tag == tag
    run.is_over = True
    qtbot.waitUntil(lambda: shown.drawn.arrow is not None)
    assert shown.drawn.tag is not None
    assert "consumer-1 gave a slot back" in shown.drawn.tag.text
    assert shown.told[-1] == f"producer-2 · {shown.drawn.tag.text}"
    assert shown.drawn.boxes[1][2] < box[2]  # it ends before now


def test_nothing_is_asked_any_more_once_a_run_has_ended_with_a_wait_under_way(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.panel.show_range(5.0, 6.0)
    run = UnderWay(shown.run, monkeypatch)
    QTest.mouseClick(shown.lanes, LEFT, NO_KEY, shown.at("producer-2", 5.5))
    qtbot.waitUntil(lambda: run.asked == 2)
    again = shown.panel.explorer._again
    assert not again.isActive()


def test_a_click_on_what_is_to_come_asks_nothing(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.panel.show_range(5.0, 6.0)
    monkeypatch.setattr(WindowRange, "elapsed_s", 5.4)
    monkeypatch.setattr(shown.run, "span_at", lambda *args: pytest.fail("looked up"))
    QTest.mouseClick(shown.lanes, LEFT, NO_KEY, shown.at("producer-2", 5.5))
    assert shown.workers == ["producer-2"]
    assert shown.drawn.tag is None


def test_a_click_on_work_selects_its_worker_and_draws_no_line(shown: Shown) -> None:
    QTest.mouseClick(shown.lanes, LEFT, NO_KEY, shown.at("consumer-1", 5.0))
    assert shown.workers == ["consumer-1"]
    assert shown.drawn.arrow is None


def test_a_click_on_a_name_selects_its_worker(shown: Shown) -> None:
    canvas = shown.panel.canvas
    y = canvas.places.lanes.top + canvas.lanes_view.rows.pitch + 5
    QTest.mouseClick(canvas, LEFT, NO_KEY, QPoint(40, y))
    assert shown.workers == ["producer-2"]


def test_a_worker_that_is_selected_elsewhere_is_outlined_without_an_echo(shown: Shown) -> None:
    shown.panel.select_worker("consumer-2")
    (box,) = shown.drawn.boxes
    assert (
        box[1] == shown.panel.canvas.places.lanes.top + 4 * shown.panel.canvas.lanes_view.rows.pitch
    )
    shown.panel.select_worker("")
    assert shown.drawn.boxes == ()
    assert shown.workers == []


def test_full_stop_and_comma_go_from_span_to_span(shown: Shown) -> None:
    shown.panel.select_worker("consumer-1")
    shown.panel.show_range(5.0, 6.0)
    told = []
    for _ in range(12):
        shown.key(Qt.Key.Key_Period)
        span = shown.panel.explorer.look.span
        assert span is not None and span.end_s is not None
        start, end = shown.range
        assert start <= span.start_s and span.end_s <= end
        told.append(span.start_s)
    assert told == sorted(set(told))
    assert "consumer-1 · working (I/O) · 125.0 ms" in shown.told[-1]
    shown.key(Qt.Key.Key_Comma)
    back = shown.panel.explorer.look.span
    assert back is not None and back.start_s == told[-2]


def test_steps_pass_over_what_cannot_be_seen(shown: Shown) -> None:
    shown.panel.select_worker("producer-1")
    hover(shown.lanes, shown.at("producer-1", 4.0))
    shown.key(Qt.Key.Key_Period)
    span = shown.panel.explorer.look.span
    assert span is not None and span.duration_s is not None
    assert span.duration_s >= 2 * AGE_S / shown.lanes.width()


def test_everything_can_be_done_by_keys(shown: Shown) -> None:
    shown.panel.show_range(5.0, 6.0)
    shown.key(Qt.Key.Key_Down)
    shown.key(Qt.Key.Key_Down)
    assert shown.workers == ["producer-1", "producer-2"]
    shown.key(Qt.Key.Key_Period)
    span = shown.panel.explorer.look.span
    while span is not None and span.state is not State.WAIT_SLOT:
        shown.key(Qt.Key.Key_Period)
        span = shown.panel.explorer.look.span
    shown.key(Qt.Key.Key_Return)
    assert shown.drawn.tag is not None and "gave a slot back" in shown.drawn.tag.text
    shown.key(Qt.Key.Key_M)
    assert span is not None and shown.ranges == [(span.start_s, span.end_s)]


def test_another_run_takes_everything_away(shown: Shown, opened: OpenedRun) -> None:
    drag(shown.lanes, QPoint(100, 5), QPoint(200, 5))
    shown.panel.select_worker("producer-1")
    shown.panel.set_run(RunView(opened))
    assert not shown.panel.canvas.look.isVisible()


# Strips


@pytest.fixture
def strips(qtbot: QtBot, opened: OpenedRun) -> Shown:
    """A timeline that thinks five workers too many."""
    made = Shown(opened, most_lanes=2)
    qtbot.addWidget(made.panel)
    made.panel.show()
    qtbot.waitExposed(made.panel)
    made.draw()
    return made


def lane_names(shown: Shown) -> list[str]:
    return [lane.name for lane in shown.panel.canvas.lanes_view.lanes]


def test_a_click_on_a_strip_opens_it_and_all_closes_it(strips: Shown) -> None:
    assert lane_names(strips) == ["3 producers", "2 consumers"]
    QTest.mouseClick(strips.lanes, LEFT, NO_KEY, QPoint(300, 40))
    assert lane_names(strips) == ["consumer-1", "consumer-2"]
    back = strips.panel.explorer.strip.back
    assert back.isVisible()
    QTest.mouseClick(back, LEFT)
    assert lane_names(strips) == ["3 producers", "2 consumers"]
    assert not back.isVisible()


def test_an_open_strip_is_scrolled_with_alt_and_the_wheel(
    strips: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strips.panel.canvas, "lanes_room", lambda: 16)
    QTest.mouseClick(strips.lanes, LEFT, NO_KEY, QPoint(300, 5))
    assert lane_names(strips) == ["producer-1", "producer-2"]
    assert strips.panel.explorer.strip.bar.isVisible()
    place = QPointF(300, 5)
    event = QWheelEvent(
        place,
        strips.lanes.mapToGlobal(place),
        QPoint(),
        QPoint(-120, 0),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.AltModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strips.lanes, event)
    assert lane_names(strips) == ["producer-2", "producer-3"]
    assert strips.panel.canvas.rows_note == "2–3 of 3"


def test_a_strip_is_opened_and_closed_by_keys(strips: Shown) -> None:
    strips.key(Qt.Key.Key_Down)
    strips.key(Qt.Key.Key_Return)
    assert lane_names(strips) == ["producer-1", "producer-2", "producer-3"]
    assert strips.workers == []
    strips.key(Qt.Key.Key_Escape)
    strips.key(Qt.Key.Key_Escape)
    assert lane_names(strips) == ["3 producers", "2 consumers"]
