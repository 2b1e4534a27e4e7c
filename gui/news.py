"""What happened in a run that the user ought to know of, for the tables that are not in front.

Little is: a worker that died or stands frozen, a warning, and the first put that was refused.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.snapshot import Snapshot
from engine.states import State
from gui.controller import Controller, Frame
from gui.models.process_cells import has_died
from gui.panels.steady import Pace
from gui.panels.tables import Tables
from gui.panels.words import phrase_text, state_line

if TYPE_CHECKING:
    from engine.analysis.journal import Event

PieceOfNews = tuple[object, ...]
"""What makes a piece of news the same one, however its words change."""


class News(QObject):
    """Tells the tables what has happened, four times a second."""

    def __init__(self, controller: Controller, tables: Tables) -> None:
        super().__init__(tables)
        self._controller = controller
        self._tables = tables
        self._pace = Pace()
        controller.frame_ready.connect(self._take)
        controller.run_started.connect(tables.forget_news)
        controller.run_opened.connect(tables.forget_news)
        controller.run_forgotten.connect(tables.forget_news)

    def _take(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        if self._pace.due(force=not snapshot.phase.is_live):
            self._tables.show_news("processes", of_processes(snapshot))
            self._tables.show_news("events", of_events(self._controller.run.happened().events))


def of_processes(snapshot: Snapshot) -> Mapping[PieceOfNews, str]:
    """Return whoever died without having been asked to end, or was stopped by a signal."""
    return {
        (worker.name, worker.state): f"{worker.name}: {state_line(worker, worker.state)}"
        for worker in snapshot.workers
        if has_died(worker) or worker.state is State.FROZEN
    }


def of_events(events: Sequence["Event"]) -> Mapping[PieceOfNews, str]:
    """Return all warnings, and the first put that was refused: the others are no news."""
    refused = next((event for event in events if _is_refused_put(event)), None)
    news: dict[PieceOfNews, str] = {("refused",): _told(refused)} if refused else {}
    warnings = (event for event in events if event.is_warning)
    return news | {(one.at_s, one.worker, one.words.template): _told(one) for one in warnings}


def _is_refused_put(event: "Event") -> bool:
    return event.state is State.WAIT_SLOT and event.kind in ("refusal", "timeout")


def _told(event: "Event") -> str:
    words = phrase_text(event.words)
    return f"{event.worker}: {words}" if event.worker else words
