import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.window_range import CHOICES, Choice, WindowRange, following_range, whole_range


@pytest.mark.parametrize(
    ("choice", "elapsed_s", "expected"),
    [
        ("30 s", 0, (0, 10)),
        ("30 s", 9.9, (0, 10)),
        ("30 s", 10.1, (0, 30)),
        ("30 s", 30, (0, 30)),
        ("10 s", 5, (0, 10)),
        ("2 min", 31, (0, 120)),
        ("10 min", 121, (0, 600)),
        ("all", 45, (0, 60)),
        ("all", 4000, (0, 7200)),
    ],
)
def test_range_grows_in_steps(
    choice: Choice, elapsed_s: float, expected: tuple[float, float]
) -> None:
    assert following_range(choice, elapsed_s, 600) == expected


def test_range_slides_once_the_span_has_passed() -> None:
    start, end = following_range("30 s", 45.0, 600)
    assert end - start == pytest.approx(30)
    assert 45.0 <= end <= 45.05


@given(elapsed_s=st.floats(30, 1e5), columns=st.integers(100, 3000))
def test_sliding_range_moves_in_whole_columns(elapsed_s: float, columns: int) -> None:
    _, end = following_range("30 s", elapsed_s, columns)
    steps = end / (30 / columns)
    assert steps == pytest.approx(round(steps), abs=1e-4)


def test_panning_stops_following_where_it_was() -> None:
    window = WindowRange()
    before = window.wanted(45.0, 600)
    window.pan(0.0)
    assert not window.following
    assert window.wanted(50.0, 600) == pytest.approx(before)


def test_follow_resumes_at_the_present() -> None:
    window = WindowRange()
    window.wanted(45.0, 600)
    window.pan(-20.0)
    window.follow()
    assert window.following
    assert window.wanted(60.0, 600)[1] == pytest.approx(60.0, abs=0.05)


def test_zoom_keeps_the_instant_under_the_pointer() -> None:
    window = WindowRange()
    window.wanted(60.0, 600)
    window.zoom(0.5, 45.0)
    start, end = window.current
    assert end - start == pytest.approx(15)
    assert (45.0 - start) / (end - start) == pytest.approx(0.5, abs=0.01)


@given(st.lists(st.tuples(st.booleans(), st.floats(-1e4, 1e4), st.floats(0.01, 100)), max_size=20))
def test_no_gesture_leaves_the_run(moves: list[tuple[bool, float, float]]) -> None:
    window = WindowRange()
    window.wanted(100.0, 600)
    for pans, amount, factor in moves:
        window.pan(amount) if pans else window.zoom(factor, sum(window.current) / 2)
        start, end = window.current
        assert 0 <= start < end <= whole_range(100.0)[1] + 1e-6


def test_held_range_stands_still() -> None:
    window = WindowRange()
    held = window.wanted(45.0, 600)
    window.hold()
    assert window.wanted(99.0, 600) == held


def test_finished_run_is_fitted() -> None:
    window = WindowRange()
    window.wanted(47.0, 600)
    window.finish()
    assert window.wanted(47.0, 600) == (0.0, 47.0)
    assert window.fits_run


def test_finished_run_leaves_a_range_of_the_users_own() -> None:
    window = WindowRange()
    window.wanted(47.0, 600)
    window.pan(-10.0)
    own = window.current
    window.finish()
    assert window.wanted(47.0, 600) == own


def test_choosing_a_span_after_the_end_shows_the_last_of_it() -> None:
    window = WindowRange()
    window.wanted(47.0, 600)
    window.finish()
    window.choose("10 s")
    start, end = window.wanted(47.0, 600)
    assert end - start == pytest.approx(10)


def test_following_after_the_end_shows_the_whole_run_whatever_was_chosen() -> None:
    window = WindowRange()
    window.wanted(47.0, 600)
    window.finish()
    window.choose("10 s")
    window.follow()
    assert window.wanted(47.0, 600) == (0.0, 47.0)
    assert window.fits_run


def test_reset_follows_from_the_start_with_the_same_choice() -> None:
    window = WindowRange("2 min")
    window.wanted(500.0, 600)
    window.pan(-5)
    window.finish()
    window.reset()
    assert window.following
    assert window.choice == "2 min"
    assert window.wanted(0.0, 600) == (0.0, 10.0)


def test_default_choice_is_offered() -> None:
    assert WindowRange().choice in CHOICES


def test_a_range_that_is_asked_for_gets_room_on_either_side() -> None:
    window = WindowRange()
    window.wanted(60.0, 600)
    window.show(20.0, 30.0)
    assert window.current == pytest.approx((19.5, 30.5))
    assert not window.following


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        ((21.0, 22.0), (20.0, 30.0)),
        ((40.0, 41.0), (35.5, 45.5)),
        ((35.0, 50.0), (34.5, 44.5)),
    ],
    ids=["is visible", "is elsewhere", "is too long"],
)
def test_revealing_moves_without_zooming(
    stretch: tuple[float, float], expected: tuple[float, float]
) -> None:
    window = WindowRange()
    window.wanted(60.0, 600)
    window.zoom(1 / 3, 30.0)
    window.pan(20.0 - window.current[0])
    window.reveal(*stretch)
    assert window.current == pytest.approx(expected)


def test_the_whole_of_an_ended_run_is_exactly_it() -> None:
    window = WindowRange()
    window.wanted(47.0, 600)
    window.finish()
    window.zoom(0.1, 20.0)
    window.show_all()
    assert window.wanted(47.0, 600) == (0.0, 47.0)
