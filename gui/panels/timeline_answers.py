"""What the timeline asks of the run on show, and what it makes of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from engine.states import State
from gui.panels.lane_strip import LaneSource
from gui.panels.span_words import span_text, unblocked_text
from gui.panels.timeline_look import Link

if TYPE_CHECKING:
    from engine.analysis.spans import Span
    from engine.analysis.unblocked import Unblocked


class Answers(LaneSource, Protocol):
    """What is asked of the run on show."""

    def span_at(self, worker: str, at_s: float) -> Span | None:
        """Return the span of a worker at a time."""

    def next_span(self, worker: str, at_s: float, least_s: float) -> Span | None:
        """Return the first span after a time that lasts `least_s` or longer."""

    def previous_span(self, worker: str, at_s: float, least_s: float) -> Span | None:
        """Return the last span before a time that lasts `least_s` or longer."""

    def unblocked(self, worker: str, at_s: float) -> Unblocked | None:
        """Return what ended the wait that a worker was in at a time."""


@dataclass(frozen=True)
class Answer:
    """A span, what is said of it, and who ended it if it is a wait."""

    span: Span
    words: str
    link: Link | None
    """None when it is no wait, when it is not over, or when it cannot be told who ended it."""


def told(run: Answers, worker: str, at_s: float) -> Answer | None:
    """Return what there is to say of a worker at a time; None when nothing is known."""
    span = run.span_at(worker, at_s)
    if span is None or not _is_wait(span):
        return None if span is None else Answer(span, span_text(span), None)
    found, link = run.unblocked(worker, at_s), None
    if found is not None and found.span.end_s is not None:
        link = Link(worker, found.span.end_s, found.worker, found.at_s)
    return Answer(span, unblocked_text(span, found), link)


def asked(run: Answers, worker: str, at_s: float) -> Answer | None:
    """Return the wait that a worker was in at a time; None when it was in none."""
    answer = told(run, worker, at_s)
    return answer if answer is not None and _is_wait(answer.span) else None


def _is_wait(span: Span) -> bool:
    return span.state.is_wait or span.state is State.PAUSED
