"""Names at the curves of the plots: never on a line, never on one another, never at another's."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gui.panels.plot_names import Names, Wanted
from gui.panels.throughput_plot import ThroughputPlot
from gui.theme import DARK
from tests.gui.test_timeline import make_view

WIDTH, HEIGHT = 200, 100


@given(
    st.lists(st.lists(st.floats(0, 100), min_size=5, max_size=5), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.floats(-20, 220), st.booleans()), max_size=5),
)
def test_no_line_goes_through_a_name_and_no_two_overlap(
    corners: list[list[float]], wanted: list[tuple[int, float, bool]]
) -> None:
    rows = np.array([np.interp(np.arange(WIDTH) / 50, np.arange(5), each) for each in corners])
    names = Names(rows, WIDTH, HEIGHT)
    for curve, x, is_above in wanted:
        names.place(Wanted("name", curve % len(rows), 40, is_above), [x])
    for name in names.placed:
        inside = rows[:, max(round(name.x) - 20, 0) : round(name.x) + 20]
        assert (np.abs(inside - name.y) >= 5).all()
        assert 5 <= name.y <= HEIGHT - 5
    for one, other in combinations(names.placed, 2):
        assert abs(one.x - other.x) >= 40 or abs(one.y - other.y) >= 14


def test_a_name_stands_on_its_side_or_else_on_the_other() -> None:
    rows = np.array([np.full(WIDTH, 50.0), np.full(WIDTH, 40.0)])
    names = Names(rows, WIDTH, HEIGHT)
    assert names.place(Wanted("low", 0, 40, is_above=True), [100])  # the other line is above it
    assert names.placed[0].y > 50
    assert not names.place(Wanted("low", 0, 40, is_above=True, stays=True), [20])


def test_a_name_goes_where_its_curve_is_alone() -> None:
    is_left = np.arange(WIDTH) < 100
    between = np.where(is_left, 90.0, 45.0), np.full(WIDTH, 50.0), np.where(is_left, 90.0, 56.0)
    names = Names(np.array(between), WIDTH, HEIGHT)
    assert names.place(Wanted("middle", 1, 40, is_above=True), [150, 50])
    assert names.placed[0].x == 50


def test_throughput_names_no_curve_that_is_not_there(qtbot: QtBot) -> None:
    plot = ThroughputPlot(DARK)
    qtbot.addWidget(plot)
    plot.resize(700, 100)
    view = make_view(0, 10, 700, marks=())
    plot.show_view(view)
    assert {word.text for word in plot.words} <= {"in", "out", "in = out", "offered"}
    plot.set_hidden({"in", "offered"})
    plot.show_view(view)
    assert [word.text for word in plot.words] == ["out"]


@pytest.mark.parametrize("height", [20, 64])
def test_names_of_a_low_plot_stay_within_it(qtbot: QtBot, height: int) -> None:
    plot = ThroughputPlot(DARK)
    qtbot.addWidget(plot)
    plot.resize(700, height)
    plot.show_view(make_view(0, 10, 700, marks=()))
    for word in plot.words:
        assert plot.rect().toRectF().contains(word.rect().adjusted(0, 1, 0, -1))
