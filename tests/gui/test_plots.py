"""Latency and shares over time, legends that hide curves, the filter of states, values on hover."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QToolButton
from pytestqt.qtbot import QtBot

from engine.analysis.latency import LatencyView, Quantiles
from engine.opened import OpenedRun
from engine.states import State
from gui.main_window import MainWindow
from gui.panels.curve_plot import stroke
from gui.panels.latency_plot import LatencyPlot
from gui.panels.latency_reader import LIVE_MS, MOST_COLUMNS, LatencyReader, whole_columns
from gui.panels.timeline import TimelinePanel
from gui.panels.timeline_gutter import ticks
from gui.panels.timeline_layout import Strip
from gui.run_view import RunView
from gui.theme import DARK
from tests.gui.conftest import OpenWindow
from tests.gui.fakes import FakeSession
from tests.gui.recorded import recorded_run
from tests.gui.test_timeline import RUNNING, make_view


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenedRun]:
    """Return the recorded run, read to its end."""
    made = OpenedRun(recorded_run(tmp_path / "recorded"), run_id=1)
    while made.load() < 1:
        pass
    yield made
    made.close()


@pytest.fixture
def run(opened: OpenedRun) -> Iterator[RunView]:
    made = RunView(opened)
    yield made
    made.forget_latency()


@pytest.fixture
def panel(qtbot: QtBot, run: RunView, opened: OpenedRun) -> Iterator[TimelinePanel]:
    """Return a timeline that shows the recorded run."""
    made = TimelinePanel(DARK)
    qtbot.addWidget(made)
    made.resize(800, 456)
    snapshot = opened.snapshot()

    def draw() -> None:
        view = run.view(*made.wanted_range(snapshot.elapsed_s))
        assert view is not None
        made.show_view(view, snapshot)

    made.clear(opened.config)
    made.set_run(run)
    made.set_origin(run.origin_ns)
    made.range_changed.connect(draw)
    made.show()
    qtbot.waitExposed(made)
    draw()
    yield made
    made.hide()


def switch(panel: TimelinePanel, part: str) -> None:
    QTest.mouseClick(panel.header.switches[part], Qt.MouseButton.LeftButton)


def x_of(panel: TimelinePanel, at_s: float) -> float:
    """Return the pixel column of an instant of the run, which fills the width."""
    return at_s / 30 * panel.canvas.places.width


# Latency


def test_latency_is_off_until_it_is_switched_on(panel: TimelinePanel, run: RunView) -> None:
    assert not panel.canvas.latency_plot.isVisible()
    assert not run.is_catching_up
    assert run._feed is None


def test_latency_of_a_run_is_read_and_told_on_pointing(panel: TimelinePanel, qtbot: QtBot) -> None:
    switch(panel, "latency")
    plot = panel.canvas.latency_plot
    assert plot.isVisible()
    qtbot.waitUntil(lambda: "p50" in plot.text_at(x_of(panel, 6)))
    lines = dict(line.split(" ", 1) for line in plot.text_at(x_of(panel, 6)).split("\n"))
    assert list(lines) == ["p50", "p95", "p99", "oldest"]
    assert lines["p50"].startswith("1.2")  # ten places, served at eight a second
    assert lines["p50"].endswith(" s")
    with qtbot.waitSignal(panel.hovered) as hovered:
        QTest.mouseMove(plot, QPoint(round(x_of(panel, 6)), 30))
    assert " · p50 1.2" in hovered.args[0]


def test_switching_latency_off_forgets_it(panel: TimelinePanel, run: RunView, qtbot: QtBot) -> None:
    switch(panel, "latency")
    plot = panel.canvas.latency_plot
    qtbot.waitUntil(lambda: bool(plot.text_at(x_of(panel, 6))))
    switch(panel, "latency")
    assert run._feed is None
    assert plot.text_at(x_of(panel, 6)) == ""


class SlowRun:
    """Counts what is asked of it; it has read everything after so many questions."""

    def __init__(self, batches: int = 1) -> None:
        self.asked: list[tuple[float, float, int]] = []
        self.forgotten = 0
        self._batches = batches

    @property
    def is_catching_up(self) -> bool:
        return 0 < len(self.asked) < self._batches

    def latency(self, start_s: float, end_s: float, columns: int) -> LatencyView:
        self.asked.append((start_s, end_s, columns))
        return latency_view(columns)

    def forget_latency(self) -> None:
        self.forgotten += 1


def latency_view(columns: int, seconds: float = 0.1) -> LatencyView:
    """The same latency at every time, 0 to 10 s."""
    flat = np.full(columns, seconds)
    quantiles = Quantiles(flat, 2 * flat, 3 * flat)
    return LatencyView(np.linspace(0, 10, columns + 1), quantiles, quantiles, flat / 2)


@pytest.fixture
def reader(panel: TimelinePanel) -> Iterator[LatencyReader]:
    made = LatencyReader(panel)
    made.set_wanted(True)
    yield made
    made.rest()


def test_frames_of_a_live_run_ask_at_most_eight_times_a_second(
    reader: LatencyReader, qtbot: QtBot
) -> None:
    run = SlowRun()
    reader.set_run(run)  # type: ignore[arg-type]
    for number in range(20):
        reader.look_at(np.linspace(number / 30, 10 + number / 30, 701))
    assert len(run.asked) == 1
    assert run.asked[0][2] == MOST_COLUMNS + 1
    qtbot.waitUntil(lambda: len(run.asked) == 2, timeout=20 * LIVE_MS)
    assert run.asked[1][0] > run.asked[0][0]  # the last range, none in between


def test_a_run_that_stands_still_is_read_to_its_end(reader: LatencyReader, qtbot: QtBot) -> None:
    run, told = SlowRun(batches=5), []
    reader.set_run(run)  # type: ignore[arg-type]
    reader.came.connect(lambda _view, is_reading: told.append(is_reading))
    reader.look_at(np.linspace(0, 10, 701))
    qtbot.waitUntil(lambda: told == [True] * 4 + [False])
    qtbot.waitUntil(lambda: not reader._timer.isActive())
    assert len(run.asked) == 5


def test_nothing_is_asked_while_latency_is_off(reader: LatencyReader) -> None:
    run = SlowRun()
    reader.set_run(run)  # type: ignore[arg-type]
    reader.set_wanted(False)
    assert run.forgotten == 1
    reader.look_at(np.linspace(0, 10, 701))
    assert run.asked == []


def test_columns_of_latency_stay_where_they_are_while_the_range_moves() -> None:
    first, second = whole_columns(1.00, 31.00, 200), whole_columns(1.04, 31.04, 200)
    assert first == second
    assert first[0] <= 1.0
    assert first[1] >= 31.04


def test_latency_says_that_it_is_still_being_read(qtbot: QtBot) -> None:
    plot = LatencyPlot(DARK)
    qtbot.addWidget(plot)
    plot.resize(700, 64)
    plot.show_latency(latency_view(200), is_reading=True)
    assert plot.words[0].text == "reading…"
    plot.show_latency(latency_view(200), is_reading=False)
    assert "reading…" not in [word.text for word in plot.words]
    assert not plot.grab().isNull()


def test_latency_ends_at_the_present(qtbot: QtBot) -> None:
    plot = LatencyPlot(DARK)
    qtbot.addWidget(plot)
    plot.resize(700, 64)
    view = latency_view(200)
    view.oldest_s[100:] = np.nan  # as of columns that are still to come
    plot.show_latency(view, is_reading=False)
    assert plot.text_at(340)
    assert plot.text_at(360) == ""


@pytest.mark.parametrize("seconds", [0.0, 2e-9, 3e-5, 0.4, 2000.0, np.nan])
def test_any_latency_is_drawn_within_the_plot(qtbot: QtBot, seconds: float) -> None:
    plot = LatencyPlot(DARK)
    qtbot.addWidget(plot)
    plot.resize(700, 64)
    plot.show_latency(latency_view(200, seconds), is_reading=False)
    rows = [row for row, _ in plot.tick_words()]
    assert rows == sorted(rows, reverse=True)
    assert len(rows) >= 2
    assert not plot.grab().isNull()


@pytest.mark.parametrize("height", [64, 100])
@pytest.mark.parametrize("seconds", [1e-3, 0.03, 0.4, 1.2])
def test_latency_lies_between_two_ticks_that_are_labelled(
    qtbot: QtBot, seconds: float, height: int
) -> None:
    plot = LatencyPlot(DARK)
    qtbot.addWidget(plot)
    plot.resize(700, height)
    view = latency_view(200, seconds)
    view.read.p50[:100] = 2e-4  # of a queue that was empty at first
    plot.show_latency(view, is_reading=False)
    strip = Strip(0, height)
    rows = [label.y for label in ticks(strip, plot.tick_words())]
    for curve in plot._curves:
        y = curve.stretches[-1].at(curve.stretches[-1].size() - 1).y()
        assert min(rows) - 0.5 <= y <= max(rows) + 0.5


# Shares


def test_shares_over_time_are_stacked_in_the_colours_of_states(panel: TimelinePanel) -> None:
    switch(panel, "shares")
    plot = panel.canvas.shares_plot
    image = plot.grab().toImage()
    producers, consumers = 5, plot.rows.pitch + 5
    assert image.pixelColor(round(x_of(panel, 7)), producers) == DARK.state(State.WAIT_SLOT)
    assert image.pixelColor(round(x_of(panel, 7)), consumers) == DARK.state(State.WORKING_IO)
    assert [lane.role for lane in plot.lanes] == ["producer", "consumer"]
    text = panel.canvas.text_at(plot, QPointF(x_of(panel, 7), consumers))
    assert text.endswith("consumers\nworking (I/O) 100 %")


def test_a_filter_dims_other_states_in_lanes_and_shares(panel: TimelinePanel) -> None:
    switch(panel, "shares")
    canvas = panel.canvas
    places = [(canvas.lanes_view, 3), (canvas.shares_plot, 5)]

    def colours(at_s: float) -> list[object]:
        x = round(x_of(panel, at_s))
        return [part.grab().toImage().pixelColor(x, y) for part, y in places]

    panel.set_filter(State.WAIT_SLOT)
    assert colours(7) == [DARK.state(State.WAIT_SLOT)] * 2
    assert DARK.state(State.PACING) not in colours(15)
    panel.set_filter(None)
    assert colours(15) == [DARK.state(State.PACING)] * 2


# Legends


def test_a_click_on_a_name_hides_its_curve_and_the_axis_fits_what_is_left(
    panel: TimelinePanel,
) -> None:
    plot = panel.canvas.throughput_plot
    legend = panel.canvas.legends["throughput"]
    top = plot.top
    for key in ("out", "in"):
        QTest.mouseClick(legend.name(key), Qt.MouseButton.LeftButton)
    assert panel.canvas.hidden_curves == ["throughput.out", "throughput.in"]
    offered, entered, left = plot._curves
    assert offered.stretches
    assert not entered.stretches
    assert not left.stretches
    assert plot.top < top
    assert [word.text for word in plot.words] == ["offered"]
    QTest.mouseClick(legend.name("out"), Qt.MouseButton.LeftButton)
    assert left.stretches


def test_maxsize_and_the_band_of_depth_can_be_hidden(panel: TimelinePanel) -> None:
    plot = panel.canvas.depth_plot
    assert any(word.text == "maxsize 10" for word in plot.words)
    panel.canvas.legends["depth"].name("maxsize").click()
    panel.canvas.legends["depth"].name("band").click()
    assert plot.hidden == {"maxsize", "band"}
    assert plot.words == []
    assert plot._limit.isEmpty()


def test_names_are_hidden_with_the_keyboard(panel: TimelinePanel) -> None:
    panel.activateWindow()
    name = panel.canvas.legends["throughput"].name("in")
    name.setFocus()
    QTest.keyClick(name, Qt.Key.Key_Space)
    assert panel.canvas.hidden_curves == ["throughput.in"]


def test_legends_stand_beside_their_plots_at_any_size(panel: TimelinePanel) -> None:
    for part in ("latency", "shares"):
        switch(panel, part)
    for size in ((1180, 700), (800, 456), (688, 262)):
        panel.resize(*size)
        panel.grab()
        for part, legend in panel.canvas.legends.items():
            strip, place = panel.canvas.places.strip(part), legend.geometry()
            if legend.isVisible():
                assert strip.top <= place.top() <= place.bottom() < strip.bottom
                assert place.width() < panel.canvas.places.left
                clicked = [
                    each for each in legend.findChildren(QAbstractButton) if each.isVisible()
                ]
                assert clicked
                assert all(min(each.width(), each.height()) >= 24 for each in clicked)


def test_a_low_plot_has_its_legend_in_the_menu_of_a_button(panel: TimelinePanel) -> None:
    for part in ("latency", "shares"):
        switch(panel, part)
    panel.resize(688, 400)
    panel.grab()
    legend = panel.canvas.legends["throughput"]
    assert not legend.name("out").isVisible()
    (button,) = legend.findChildren(QToolButton)
    assert button.isVisible() and button.accessibleName()
    in_, out = (
        next(each for each in button.menu().actions() if each.text() == text)
        for text in ("in", "out")
    )
    out.trigger()
    assert panel.canvas.hidden_curves == ["throughput.out"]
    assert not out.isChecked() and in_.isChecked()
    out.trigger()
    assert panel.canvas.hidden_curves == []


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_lines_of_curves_are_a_logical_pixel_wide_and_three_in_a_presentation(
    scale: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.panels.curve_plot.type_scale", lambda: scale)
    for made in (stroke(DARK.text), stroke(DARK.text, Qt.PenStyle.DashLine)):
        assert not made.isCosmetic()  # else it is as thin as a pixel of the screen is
        assert made.width() == (1 if scale == 1 else 3)


def test_plots_and_lanes_share_their_axis_while_it_is_zoomed(panel: TimelinePanel) -> None:
    for part in ("latency", "shares"):
        switch(panel, part)
    canvas = panel.canvas
    for _ in range(12):
        QTest.keyClick(canvas, Qt.Key.Key_W)
        start, end, _ = panel.wanted_range(30.0)
        plots = (canvas.depth_plot, canvas.throughput_plot, canvas.latency_plot)
        shown = [plot._x for plot in plots]
        shown += [(part._edges[0], part._edges[-1]) for part in (canvas.shares_plot,)]
        shown += [(canvas.lanes_view._edges[0], canvas.lanes_view._edges[-1]), canvas.range_s]
        assert all(each == pytest.approx((start, end)) for each in shown)


# Values under the pointer


def test_pointing_at_depth_and_throughput_tells_their_values(panel: TimelinePanel) -> None:
    canvas, at = panel.canvas, QPointF(x_of(panel, 6), 60)
    depth = canvas.text_at(canvas.depth_plot, at).split("\n")
    assert depth[0] == "6.0 s"
    assert depth[1].startswith("depth ")
    assert depth[-1] == "maxsize 10"
    rates = canvas.text_at(canvas.throughput_plot, at).split("\n")
    assert rates[1:] == ["out 8.0/s", "in 8.0/s", "offered 12.0/s"]


def test_where_nothing_is_known_nothing_is_told(panel: TimelinePanel) -> None:
    columns = panel.canvas.places.width
    view, nothing = make_view(0, 10, columns, marks=()), np.full(columns, np.nan)
    panel.show_view(replace(view, depth=nothing, left_hz=nothing), RUNNING)
    for plot in (panel.canvas.depth_plot, panel.canvas.throughput_plot):
        assert panel.canvas.text_at(plot, QPointF(100, 20)) == ""


# In the window


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """Return a window that shows the recorded run."""
    made = open_window(session=FakeSession())
    with qtbot.waitSignal(made.controller.run_opened):
        made.actions_.take_run(str(recorded_run(tmp_path / "opened")))
    return made


def share(window: MainWindow, role: str, state: State) -> float:
    return sum(row.share for row in window.shares.rows(role) if row.state is state)


def test_percentages_follow_the_visible_range(window: MainWindow) -> None:
    assert share(window, "producer", State.WAIT_SLOT) == pytest.approx(0.53, abs=0.02)
    window.timeline.show_range(5, 8)
    assert share(window, "producer", State.WAIT_SLOT) == pytest.approx(1.0, abs=0.01)
    window.timeline.show_range(13.5, 17)  # at once, however soon after the first
    assert share(window, "producer", State.WAIT_SLOT) == 0
    assert share(window, "producer", State.PACING) == pytest.approx(1.0, abs=0.01)
    window.presenter.show_moment(15.0)
    assert share(window, "producer", State.PACING) == pytest.approx(1.0, abs=0.01)


def test_percentages_are_true_of_microseconds(window: MainWindow) -> None:
    run = window.controller.run
    wait = run.next_span("consumer-1", 15.0, 0.02)
    while wait is not None and wait.state is not State.WAIT_ITEM:
        wait = run.next_span("consumer-1", wait.start_s, 0.02)
    assert wait is not None and wait.end_s is not None
    start, end = wait.end_s - 6e-6, wait.end_s + 2e-6
    assert run.waits(start, end)["consumer-1"] == pytest.approx(0.75, abs=0.01)
    window.timeline.show_range(start, end)
    lane = next(
        lane for lane in window.timeline.canvas.lanes_view.lanes if lane.name == "consumer-1"
    )
    shares = run.shares(*window.timeline.wanted_range(30.0)[:2])["consumer"]
    others = next(lane for lane in window.timeline.canvas.lanes_view.lanes if lane.index == 2)
    both = lane.shares.mean(axis=0) + others.shares.mean(axis=0)
    assert shares[State.WAIT_ITEM] == pytest.approx(both[State.WAIT_ITEM] / 2, abs=0.01)
    assert sum(shares.values()) == pytest.approx(1)


def test_a_row_of_where_time_goes_filters_the_lanes(window: MainWindow) -> None:
    row = window.shares.control("producer", State.PACING)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert window.timeline.canvas.lanes_view._filter is State.PACING
    QTest.keyClick(row, Qt.Key.Key_Escape)
    assert window.timeline.canvas.lanes_view._filter is None
