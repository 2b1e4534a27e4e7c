"""The events of a run as a table: when, whom, what. Rows are added, and the last ones may grow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap

from gui.glyphs import tile_icon
from gui.panels.words import phrase_text
from gui.theme import Theme

if TYPE_CHECKING:
    from engine.analysis.journal import Event

Index = QModelIndex | QPersistentModelIndex
TIME, PROCESS, EVENT = range(3)
AT_S = Qt.ItemDataRole.UserRole
"""The role under which a row tells its time in seconds,"""
SOUGHT = Qt.ItemDataRole.UserRole + 1
"""and all its words at once, for a search: asked for by cell they take three times as long."""
TILE = 16
_ROOT = QModelIndex()


class EventModel(QAbstractTableModel):
    """The journal's events, oldest first."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._events: list[Event] = []
        self._row_texts: list[str] = []
        """Made when they are asked for, which a search does of all rows at each key."""
        self._dropped = 0
        self._is_terse = False
        self._no_tile = _no_tile()

    def set_terse(self, terse: bool) -> None:
        """Name the process above its event, where there is no room for a column of it."""
        if terse != self._is_terse:
            self._is_terse = terse
            self._changed(0)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme: the tiles change."""
        self._theme = theme
        self._changed(0)

    def show(self, events: Sequence[Event], dropped: int) -> None:
        """Show these events; `dropped` older ones of the run are not among them any more.

        The same list with more at its end is the usual case, and the cheap one.
        """
        self._drop(min(max(dropped - self._dropped, 0), len(self._events)))
        self._dropped = dropped
        if len(events) < len(self._events):  # another run
            self.beginResetModel()
            self._events = list(events)
            self._row_texts = [""] * len(events)
            self.endResetModel()
            return
        there = len(self._events)
        pairs = zip(self._events, events, strict=False)
        first = next((row for row, (own, new) in enumerate(pairs) if own is not new), there)
        self._events[first:] = events[first:there]
        self._row_texts[first:] = [""] * (len(events) - first)
        if first < there:
            self._changed(first)
        if len(events) > there:
            self.beginInsertRows(_ROOT, there, len(events) - 1)
            self._events.extend(events[there:])
            self.endInsertRows()

    def event_at(self, row: int) -> Event:
        """Return the event of a row."""
        return self._events[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of events."""
        return 0 if parent.isValid() else len(self._events)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return EVENT + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heading of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Time"), self.tr("Process"), self.tr("Event"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def row_text(self, row: int) -> str:
        """Return a whole row, its columns apart by tabs."""
        if not self._row_texts[row]:
            event = self._events[row]
            self._row_texts[row] = f"{moment_text(event.at_s)}\t{event.worker}\t{_words(event)}"
        return self._row_texts[row]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        if role == SOUGHT:
            return self.row_text(index.row())
        event = self._events[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(event, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return f"{event.worker}\n{_words(event)}".strip()
            case Qt.ItemDataRole.ForegroundRole:
                return self._ink(event, index.column())
            case Qt.ItemDataRole.DecorationRole:
                return self._tile(event, index.column())
        return event.at_s if role == AT_S else None

    def _text(self, event: Event, column: int) -> str:
        if column == TIME:
            return moment_text(event.at_s)
        if column == PROCESS:
            return event.worker
        above = f"{event.worker}\n" if self._is_terse and event.worker else ""
        return above + _words(event)

    def _ink(self, event: Event, column: int) -> QColor:
        if event.is_warning:
            return self._theme.error
        return self._theme.text2 if column == TIME else self._theme.text

    def _tile(self, event: Event, column: int) -> QIcon | None:
        """Return the tile of a state, or an empty one: all words begin at the same place."""
        if column != (EVENT if self._is_terse else PROCESS):
            return None
        return tile_icon(event.state, self._theme, TILE) if event.state else self._no_tile

    def _drop(self, count: int) -> None:
        if count:
            self.beginRemoveRows(_ROOT, 0, count - 1)
            del self._events[:count], self._row_texts[:count]
            self.endRemoveRows()

    def _changed(self, first: int) -> None:
        if self._events:
            last = self.index(len(self._events) - 1, EVENT)
            self.dataChanged.emit(self.index(first, TIME), last)


def _words(event: Event) -> str:
    sign = "! " if event.is_warning else ""  # colour never stands alone
    return sign + phrase_text(event.words)


def _no_tile() -> QIcon:
    nothing = QPixmap(TILE, TILE)
    nothing.fill(Qt.GlobalColor.transparent)
    return QIcon(nothing)


def moment_text(at_s: float) -> str:
    """Return a moment of a run to the millisecond: "0:09.250"."""
    minutes, seconds = divmod(max(at_s, 0.0), 60)
    return f"{int(minutes)}:{seconds:06.3f}"
