"""Which range of time the timeline shows: it follows the run, or stands where the user put it.

While it follows, the range grows in steps and then slides:

    choice 30 s    0 ... 10 s    0–10   until 10 s have passed
                  10 ... 30 s    0–30
                  30 s ...       the last 30 s

A sliding range moves in whole columns, so that a column always holds the same stretch of time and
what is drawn does not shimmer.
"""

import math
from typing import Final, Literal, get_args

Choice = Literal["10 s", "30 s", "2 min", "10 min", "all"]
CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)
DEFAULT_CHOICE: Final[Choice] = "30 s"
LEAST_SPAN_S: Final = 1e-5
"""So near one can get: a column is some ten nanoseconds then."""
LEAST_RUN_S: Final = 0.2
"""A run that was shorter does not fill the width."""
ROOM: Final = 0.05
"""What is left free on either side of a range that was asked for, as a share of it."""

_SPANS: Final[dict[Choice, float]] = {"10 s": 10, "30 s": 30, "2 min": 120, "10 min": 600}
_STAGES: Final = (10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0)
_STAGES_OF_CHOICE: Final = tuple(_SPANS.values())

Range = tuple[float, float]


def whole_range(elapsed_s: float) -> Range:
    """Return 0 and the round time at or after `elapsed_s`, for the choice "all"."""
    for stage in _STAGES:
        if elapsed_s <= stage:
            return 0.0, stage
    return 0.0, math.ceil(elapsed_s / 3600) * 3600.0


def following_range(choice: Choice, elapsed_s: float, columns: int) -> Range:
    """Return the range in seconds that follows a run `elapsed_s` old, drawn in `columns`."""
    if choice == "all":
        return whole_range(elapsed_s)
    span = _SPANS[choice]
    for stage in _STAGES_OF_CHOICE:
        if elapsed_s <= stage <= span:
            return 0.0, float(stage)
    column = span / max(columns, 1)
    end = math.ceil(elapsed_s / column - 1e-9) * column
    return end - span, end


def _with_room(start_s: float, end_s: float) -> Range:
    """Return start and span of a range with a little room around it."""
    span = max((end_s - start_s) * (1 + 2 * ROOM), LEAST_SPAN_S)
    return (start_s + end_s - span) / 2, span


class WindowRange:
    """The visible range: a choice that follows, or a range of the user's own."""

    def __init__(self, choice: Choice = DEFAULT_CHOICE) -> None:
        self._choice: Choice = choice
        self._own: Range | None = None
        self._last: Range = (0.0, 10.0)
        self._elapsed_s = 0.0
        self._columns = 1
        self._fits_run = False
        self._has_ended = False

    @property
    def choice(self) -> Choice:
        """What is followed: the last 10 s, 30 s, 2 min, 10 min, or all of the run."""
        return self._choice

    @property
    def following(self) -> bool:
        """True while the range moves with the run."""
        return self._own is None

    @property
    def fits_run(self) -> bool:
        """True after the end of a run, while the range is exactly the run."""
        return self._fits_run and self.following

    @property
    def has_ended(self) -> bool:
        """True after the end of a run: there is nothing to follow."""
        return self._has_ended

    @property
    def current(self) -> Range:
        """The range as it was last wanted."""
        return self._last

    @property
    def elapsed_s(self) -> float:
        """How old the run was when its range was last wanted."""
        return self._elapsed_s

    def wanted(self, elapsed_s: float, columns: int) -> Range:
        """Return (start_s, end_s) to show of a run that is `elapsed_s` old."""
        self._elapsed_s, self._columns = elapsed_s, columns
        self._last = self._own or self._followed()
        return self._last

    def choose(self, choice: Choice) -> None:
        """Follow with another span."""
        self._choice = choice
        self._fits_run = False
        self._own = None
        self._last = self._followed()

    def follow(self) -> None:
        """Move with the run again; after its end, show all of it."""
        self._own = None
        self._fits_run = self._has_ended
        self._last = self._followed()

    def hold(self) -> None:
        """Stand still where it is."""
        self._own = self._last

    def finish(self) -> None:
        """The run has ended: fit it, unless the user has a range of their own."""
        self._fits_run = self._has_ended = True

    def reset(self) -> None:
        """A new run: follow it from its start."""
        self._own = None
        self._fits_run = self._has_ended = False
        self._elapsed_s = 0.0
        self._last = self._followed()

    def pan(self, by_s: float) -> None:
        """Move by `by_s` seconds (positive: later) and stop following."""
        start, end = self._last
        self._settle(start + by_s, end - start)

    def zoom(self, factor: float, at_s: float) -> None:
        """Scale the span by `factor`, with the instant `at_s` staying where it is."""
        start, end = self._last
        longest = max(self._limit_s, end)
        span = min(max((end - start) * factor, LEAST_SPAN_S), longest)
        ratio = span / (end - start)
        self._settle(at_s - (at_s - start) * ratio, span)

    def show_all(self) -> None:
        """Show the run from its start: after its end exactly, before that without following."""
        if self._has_ended:
            self.follow()
            return
        start, end = whole_range(self._elapsed_s)
        self._settle(start, end - start)

    def show(self, start_s: float, end_s: float) -> None:
        """Go to a range, with a little room around it, and stop following."""
        self._settle(*_with_room(start_s, end_s))

    def is_shown(self, start_s: float, end_s: float) -> bool:
        """True when `show` of this range would change nothing."""
        return not self.following and self._last == self._within(*_with_room(start_s, end_s))

    def reveal(self, start_s: float, end_s: float) -> None:
        """Move, without zooming, so that a stretch of time is visible, or if too long its start."""
        start, end = self._last
        span = end - start
        if start <= start_s and end_s <= end:
            self._settle(start, span)
        elif end_s - start_s <= span * (1 - 2 * ROOM):
            self._settle((start_s + end_s - span) / 2, span)
        else:
            self._settle(start_s - ROOM * span, span)

    @property
    def _limit_s(self) -> float:
        return max(whole_range(self._elapsed_s)[1], self._last[1])

    def _settle(self, start: float, span: float) -> None:
        self._own = self._last = self._within(start, span)

    def _within(self, start: float, span: float) -> Range:
        span = min(span, self._limit_s)
        start = max(0.0, min(start, self._limit_s - span))
        return start, start + span

    def _followed(self) -> Range:
        if self._fits_run:
            return 0.0, max(self._elapsed_s, LEAST_RUN_S)
        return following_range(self._choice, self._elapsed_s, self._columns)
