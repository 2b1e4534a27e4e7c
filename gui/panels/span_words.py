"""A span in words: what is told of it under the pointer, in the status line and beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui.panels.timeline_ticks import duration_text
from gui.panels.words import phrase_text, state_word

if TYPE_CHECKING:
    from engine.analysis.spans import Span
    from engine.analysis.unblocked import Unblocked


def span_text(span: Span) -> str:
    """Return its state, how long it lasted and its item: "waiting: slot · 250.0 ms · item 7"."""
    parts = [state_word(span.state)]
    if span.duration_s is not None:
        parts.append(duration_text(span.duration_s))
    elif not span.state.is_end:
        parts.append(QCoreApplication.translate("Spans", "still under way"))
    if span.item:
        parts.append(QCoreApplication.translate("Spans", "item {n}").format(n=f"{span.item:,}"))
    if span.count > 1:
        parts.append(QCoreApplication.translate("Spans", "{n} calls").format(n=f"{span.count:,}"))
    return " · ".join(parts)


def unblocked_text(span: Span, found: Unblocked | None) -> str:
    """Return how long a wait lasted and what ended it."""
    if found is not None:
        words = phrase_text(found.words)
    elif span.end_s is None:
        words = ""
    else:
        words = QCoreApplication.translate("Spans", "what ended it cannot be told")
    return " · ".join(part for part in (span_text(span), words) if part)
