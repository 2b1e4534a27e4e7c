from typing import Any

import pytest

from engine.analysis.sentence import phrase
from engine.analysis.spans import Span
from engine.analysis.unblocked import Unblocked
from engine.states import State
from gui.panels.span_words import span_text, unblocked_text
from gui.panels.timeline_ticks import duration_text, time_text, time_ticks


def wait(end_ns: int | None = 1_250_000_000, **more: Any) -> Span:
    return Span("producer-1", State.WAIT_SLOT, 0, end_ns, **more)


@pytest.mark.parametrize(
    ("duration_s", "text"),
    [
        (125.12, "2:05.1"),
        (59.9996, "1:00.0"),
        (12.3456, "12.35 s"),
        (1.25, "1.250 s"),
        (0.01235, "12.35 ms"),
        (340e-6, "340.0 µs"),
        (85e-9, "85 ns"),
        (0.0, "0 ns"),
    ],
)
def test_durations_have_four_figures(duration_s: float, text: str) -> None:
    assert duration_text(duration_s) == text


def test_microseconds_are_told_on_the_axis() -> None:
    ticks = time_ticks(29.12345, 29.12346, 700)
    assert [time_text(tick, 2e-6) for tick in ticks[:2]] == ["29.123450 s", "29.123452 s"]


def test_a_span_is_told_with_its_item_and_calls() -> None:
    assert span_text(wait(item=1_207)) == "waiting: slot · 1.250 s · item 1,207"
    assert span_text(wait(count=12)) == "waiting: slot · 1.250 s · 12 calls"
    assert span_text(wait(None)) == "waiting: slot · still under way"
    assert span_text(Span("producer-1", State.FINISHED, 0, None)) == "finished"


def test_who_ended_a_wait_is_told_or_that_nobody_knows() -> None:
    found = Unblocked(wait(), "consumer-1", 1.25, phrase("{worker} released a permit", worker="c"))
    assert unblocked_text(wait(), found) == "waiting: slot · 1.250 s · c released a permit"
    assert unblocked_text(wait(), None).endswith("what ended it cannot be told")
    assert unblocked_text(wait(None), None) == "waiting: slot · still under way"
