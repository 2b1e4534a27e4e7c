from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.view import Lane
from engine.config import FIELDS
from engine.runlog.marks import Mark
from engine.states import State
from gui.panels import timeline_gutter as gutter
from gui.panels.depth_plot import bands, lasting
from gui.panels.lane_image import LEAST_WORD_RUN, STACK, leading, mix, paint, runs, strips
from gui.panels.latency_plot import high_end, log_ticks, low_end
from gui.panels.plot_names import Name, spread
from gui.panels.timeline_layout import (
    AT_FIRST,
    LEAST_DEPTH,
    LEAST_PITCH,
    LEAST_THROUGHPUT,
    MOST_LANES,
    PARTS,
    LaneRows,
    Strip,
    arrange,
    lane_rows,
    lanes_room,
    least_height,
    with_room,
)
from gui.panels.timeline_marks import Label, labels, place
from gui.panels.timeline_ticks import (
    count_text,
    count_ticks,
    grown_top,
    nice_top,
    rate_ticks,
    time_text,
    time_ticks,
)

COLORS = {state: 0xFF000000 + state for state in STACK}


def lane(
    states: list[dict[State, float]],
    name: str = "producer-1",
    role: str = "producer",
    ended_s: float | None = None,
) -> Lane:
    """Shape (n, 20) from one dict of shares a column."""
    shares = np.zeros((len(states), 20), np.float32)
    for column, parts in enumerate(states):
        for state, share in parts.items():
            shares[column, state] = share
    return Lane(name, role, 1, 0.0, ended_s, shares)


# Ticks


def test_depth_ticks_are_whole_numbers_and_name_maxsize() -> None:
    assert count_ticks(10, 106, 10) == [0, 5, 10]
    assert count_ticks(7, 106, 7) == [0, 5, 7]
    assert count_ticks(600, 60) == [0, 500]
    assert all(tick == int(tick) for tick in count_ticks(1, 300))


def test_rate_ticks_are_round() -> None:
    assert rate_ticks(16, 84) == [0, 5, 10, 15]
    assert rate_ticks(16, 30) == [0, 10]
    assert rate_ticks(2000, 20) == [0, 2000]
    assert [count_text(tick) for tick in rate_ticks(150_000, 84)] == ["0", "50k", "100k", "150k"]


@given(st.floats(1e-3, 1e9))
def test_nice_top_is_at_or_just_above(value: float) -> None:
    assert value * 0.999 <= nice_top(value) <= value * 1.26


def test_top_grows_at_once_and_does_not_follow_down() -> None:
    assert grown_top(10, 15) == 15
    assert grown_top(15, 10) == 15


def test_top_gives_way_when_the_curve_would_be_flat() -> None:
    assert grown_top(150_000, 20) == 20


@pytest.mark.parametrize(
    ("at_s", "step", "text"),
    [
        (5, 5, "5 s"),
        (0.25, 0.05, "0.25 s"),
        (90, 30, "1:30"),
        (61.5, 0.5, "1:01.5"),
        (59.999, 1, "1:00"),
        (3600, 600, "1:00:00"),
        (3725, 5, "1:02:05"),
    ],
)
def test_time_is_told_in_seconds_then_minutes_then_hours(
    at_s: float, step: float, text: str
) -> None:
    assert time_text(at_s, step) == text


def test_time_ticks_are_round_and_within() -> None:
    assert time_ticks(0, 30, 684) == [0, 5, 10, 15, 20, 25, 30]
    assert time_ticks(12.3, 42.3, 684) == [15, 20, 25, 30, 35, 40]


# Layout


def test_target_layout_has_the_heights_of_the_picture() -> None:
    places = arrange(776, 408, 5)
    heights = (places.depth.height, places.throughput.height, places.lanes.height)
    assert heights == (150, 100, 130)
    assert places.left == 92


@given(
    st.integers(165, 1200),
    st.integers(0, 256),
    st.sets(st.sampled_from(PARTS)),
    st.sampled_from([1.0, 1.5]),
)
def test_parts_stand_below_one_another_whichever_are_shown(
    height: int, count: int, shown: set[str], scale: float
) -> None:
    places = arrange(700, height, count, shown, scale=scale)
    parts = [*(places.strip(part) for part in PARTS if part in shown), places.axis]
    assert all(a.bottom <= b.top for a, b in pairwise(parts))
    assert places.axis.bottom <= height
    rows = lane_rows(count if count <= MOST_LANES else 2, places.lanes.height, scale)
    fits = rows.total <= places.lanes.height
    assert fits or rows.pitch == LEAST_PITCH  # and then there are strips, see one_for_each


@given(st.integers(least_height(), 1200), st.integers(0, 256))
def test_depth_and_throughput_keep_their_least_height(height: int, count: int) -> None:
    places = arrange(700, height, count)
    assert places.depth.height >= LEAST_DEPTH
    assert places.throughput.height >= LEAST_THROUGHPUT


@pytest.mark.parametrize(
    ("height", "scale", "shown", "left_out"),
    [
        (206, 1.0, PARTS, set()),
        (237, 1.5, AT_FIRST, {"throughput"}),
        (400, 1.5, AT_FIRST, set()),
        (161, 1.5, ("throughput", "lanes"), set()),
    ],
)
def test_in_large_type_throughput_gives_way_to_depth(
    height: int, scale: float, shown: tuple[str, ...], left_out: set[str]
) -> None:
    assert set(shown) - with_room(shown, height, scale) == left_out


@pytest.mark.parametrize("count", [1, 5, 16, 48])
def test_five_parts_and_their_lanes_fit_into_the_window_of_the_picture(count: int) -> None:
    places = arrange(776, 408, count, PARTS)
    heights = [places.strip(part).height for part in PARTS[:-1]]
    assert heights == ([96, 64, 64, 48] if count > 1 else heights)
    assert lane_rows(count, places.lanes.height).total <= max(places.lanes.height, 3 * count)
    assert places.axis.bottom == 408


@pytest.mark.parametrize(("count", "height"), [(1, 22), (6, 22), (7, 12), (16, 12), (17, 6)])
def test_lanes_are_as_high_as_their_number_allows(count: int, height: int) -> None:
    assert lane_rows(count).height == height


def test_lanes_become_lower_to_fit() -> None:
    rows = lane_rows(16, lanes_room(408))
    assert rows.total <= lanes_room(408)
    assert rows.height >= 11


# Lanes


def test_a_column_of_one_state_fills_its_lane() -> None:
    picture = paint(mix([lane([{State.PACING: 1.0}])]), LaneRows(1, 22, 26), COLORS)
    assert (picture[:22] == COLORS[State.PACING]).all()
    assert (picture[22:] == 0).all()


def test_a_column_is_the_mix_of_its_states_in_proportion() -> None:
    shares = {State.WAIT_ITEM: 0.25, State.WORKING_IO: 0.75}
    column = paint(mix([lane([shares])]), LaneRows(1, 20, 20), COLORS)[:, 0]
    assert (column == COLORS[State.WAIT_ITEM]).sum() == 5
    assert (column == COLORS[State.WORKING_IO]).sum() == 15
    assert column[0] == COLORS[State.WAIT_ITEM]


def test_nothing_is_painted_outside_a_workers_life() -> None:
    picture = paint(mix([lane([{}, {State.PACING: 0.5}, {}])]), LaneRows(1, 6, 8), COLORS)
    assert not picture[:, [0, 2]].any()
    assert (picture[:6, 1] == COLORS[State.PACING]).all()


def test_no_lanes_make_no_picture() -> None:
    assert paint(mix([]), LaneRows(0, 22, 26), COLORS).size == 0


def test_only_runs_wide_enough_for_a_word_are_found() -> None:
    wide, narrow = LEAST_WORD_RUN + 10, LEAST_WORD_RUN - 10
    states = [{State.WAIT_SLOT: 0.9, State.PACING: 0.1}] * wide + [{State.PACING: 1.0}] * narrow
    (found,) = runs(leading(mix([lane(states)])))
    assert [(run.start, run.end, run.state) for run in found] == [(0, wide, State.WAIT_SLOT)]


def test_strips_hold_the_mean_of_the_workers_that_live() -> None:
    one = lane([{State.PACING: 1.0}, {State.PACING: 1.0}])
    other = lane([{State.WAIT_SLOT: 1.0}, {}], name="producer-2")
    (strip,) = strips([one, other])
    assert strip.shares[0, State.PACING] == pytest.approx(0.5)
    assert strip.shares[1, State.PACING] == pytest.approx(1.0)


# Latency's axis


@given(st.floats(1e-9, 1e3), st.floats(1e-9, 1e3))
def test_a_logarithmic_axis_spans_one_to_four_decades_and_its_ticks_lie_on_it(
    least: float, greatest: float
) -> None:
    high = high_end(greatest)
    low = low_end(least, high)
    assert high >= min(greatest, high) and 10 * low <= high * 1.001
    assert high <= 1.001e5 * low
    ticks = log_ticks(low, high, 4)
    assert ticks[0] == 0
    assert ticks[-1] == pytest.approx(np.log10(high / low))
    assert ticks == sorted(set(ticks))
    assert len(ticks) <= 5


def test_latency_ticks_are_both_ends_and_decades_and_where_there_is_room_halves_of_them() -> None:
    two = np.log10(2)
    assert log_ticks(1e-3, 2.0, 6) == pytest.approx([0, 1, 2, 3 + two])
    assert log_ticks(1e-3, 2.0, 3) == pytest.approx([0, 2, 3 + two])
    assert log_ticks(1e-3, 2.0, 1) == pytest.approx([0, 3 + two])
    assert log_ticks(1e-3, 1.0, 6) == pytest.approx([0, 1, 2, 3])
    assert [round(10**tick) for tick in log_ticks(1e-3, 1e-2, 6)] == [1, 2, 5, 10]


# Marks


def setting(at_s: float, key: str, old: float, new: float) -> Mark:
    return Mark(int(at_s * 1e9), "setting", key, old, new)


def test_settings_are_told_in_short_words() -> None:
    marks = [
        setting(9, "consumers.count", 1, 2),
        setting(18, "consumers.service_ms", 125.0, 250.0),
        setting(20, "producers.rate_hz", 4.0, 0.0),
        setting(22, "run.tempo", 1.0, 2.0),
    ]
    assert [label.text for label in labels(marks, 0)] == [
        "consumers 1 → 2",
        "service 125 → 250 ms",
        "rate 4 → flat out",
        "tempo ×1 → ×2",
    ]


@pytest.mark.parametrize("key", [key for key, field in FIELDS.items() if field.acts == "live"])
def test_every_setting_that_acts_at_once_is_marked(key: str) -> None:
    (label,) = labels([Mark(1, "setting", key, 3, 4)], 0)
    assert "3 → 4" in label.text.replace("×", "")
    assert label.sentence.startswith(f"{key}: ")


def test_a_dragged_slider_leaves_one_mark_from_first_to_last() -> None:
    marks = [setting(5 + k / 10, "consumers.service_ms", k, k + 1) for k in range(30)]
    (label,) = labels(marks, 0)
    assert label.text == "service 0 → 30 ms"
    assert label.at_s == 5


def test_changes_of_other_keys_or_later_ones_are_marks_of_their_own() -> None:
    marks = [
        setting(5, "consumers.count", 1, 2),
        setting(5.5, "producers.count", 3, 4),
        setting(7, "consumers.count", 2, 3),
    ]
    assert len(labels(marks, 0)) == 3


def test_a_slider_dragged_back_leaves_no_mark() -> None:
    marks = [setting(5, "consumers.count", 1, 2), setting(5.4, "consumers.count", 2, 1)]
    assert labels(marks, 0) == []


def test_times_of_marks_count_from_the_origin() -> None:
    (label,) = labels([setting(109, "consumers.count", 1, 2)], int(100e9))
    assert label.at_s == pytest.approx(9)


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        (Mark(1, "pause", ""), "pause"),
        (Mark(1, "pause", "producer-1"), "pause producer-1"),
        (Mark(1, "resume", "producer-1"), "resume producer-1"),
        (Mark(1, "setting", "consumers.count", 3, 2), "consumers 3 → 2"),  # one was retired
        (Mark(1, "warning", "consumer-2", text="It was killed."), "consumer-2 killed"),
        (Mark(1, "warning", "", text="The log has reached 2 GB: …"), "warning"),  # trimmed
    ],
)
def test_every_kind_of_change_is_told(mark: Mark, text: str) -> None:
    (label,) = labels([mark], 0, {"consumer-2": "consumer-2 killed"})
    assert label.text == text
    assert label.sentence


def test_a_warning_about_a_worker_that_died_names_it() -> None:
    (label,) = labels(
        [Mark(1, "warning", "consumer-2", text="It died.")], 0, {"consumer-2": "dead"}
    )
    assert (label.text, label.sentence) == ("dead", "It died.")


def test_a_stop_is_told_in_one_word_and_explained_on_pointing() -> None:
    (label,) = labels([Mark(1, "stop", "seconds", text="Ended after 5 s, as set.")], 0)
    assert (label.text, label.sentence) == ("end", "Ended after 5 s, as set.")
    (label,) = labels([Mark(1, "stop", "stopped", text="Stopped.")], 0)
    assert (label.text, label.sentence) == ("stop", "Stopped.")


@given(st.lists(st.floats(0, 700), max_size=30), st.integers(0, 2))
def test_boxes_of_labels_never_overlap(places: list[float], rows: int) -> None:
    wanted = [(Label(x, "service 1 → 2 ms", ""), x) for x in sorted(places)]
    placed = place(wanted, 700, rows, lambda text: 7.0 * len(text))
    assert len(placed) == len(wanted)
    for row in range(rows):
        boxes = sorted((p.left, p.left + p.width) for p in placed if p.row == row)
        assert all(left >= 0 and right <= 700 for left, right in boxes)
        assert all(a[1] <= b[0] for a, b in pairwise(boxes))


# Words and bands in the plots


@given(st.lists(st.floats(-50, 150), min_size=1, max_size=5))
def test_names_at_the_curves_never_overlap(rows: list[float]) -> None:
    placed = sorted(name.y for name in spread([Name("out", 0, y) for y in rows], 100))
    assert all(b - a >= 13.9 for a, b in pairwise(placed))
    assert placed[-1] <= 93


def test_bands_leave_out_what_is_shorter_than_asked() -> None:
    edges = np.linspace(10, 11, 11)
    flags = np.array([0, 0, 1, 0, 0, 1, 1, 1, 1, 0], bool)
    (band,) = bands(flags, edges, np.zeros(10), least_s=0.25)
    assert band == pytest.approx((10.5, 10.9, 0.0))


def test_bands_break_where_maxsize_changes() -> None:
    edges = np.linspace(0, 4, 5)
    limits = np.array([10.0, 10.0, 20.0, 20.0])
    found = bands(np.ones(4, bool), edges, limits, least_s=0.0)
    assert found == [(0.0, 2.0, 10.0), (2.0, 4.0, 20.0)]


def test_spikes_of_a_pixel_make_no_band() -> None:
    flags = np.array([0, 1, 0, 1, 1, 0, 1, 1, 1, 0], bool)
    assert lasting(flags).tolist() == [False] * 6 + [True] * 3 + [False]


def test_labels_of_an_axis_have_one_unit() -> None:
    assert [count_text(tick, 15e3) for tick in (0, 5e3, 10e3, 15e3)] == ["0", "5k", "10k", "15k"]
    assert [count_text(tick, 2e6) for tick in (5e5, 2e6)] == ["0.5M", "2M"]
    assert count_text(5000) == "5000"


def test_ticks_that_would_lie_on_one_another_leave_the_highest() -> None:
    strip = Strip(100, 40)
    words = [(38.0, "0"), (20.0, "5"), (2.0, "10")]
    assert [label.text for label in gutter.ticks(strip, words)] == ["10", "5", "0"]
    assert [label.text for label in gutter.ticks(strip, words, 2.0)] == ["10", "0"]
    assert [label.text for label in gutter.ticks(strip, [(9.0, "0"), (1.0, "10/s")])] == ["10/s"]
