"""The processes table: window, host and workers, as the operating system knows them."""

import time
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QMessageBox, QVBoxLayout, QWidget

from engine.snapshot import Snapshot
from engine.states import State
from gui.models.process_cells import Column
from gui.models.process_columns import NARROW, WIDE, heading
from gui.models.processes import ProcessModel
from gui.panels.process_actions import ProcessActions
from gui.panels.process_tree import ProcessTree
from gui.panels.steady import PROCESSES_AT_S, Clock, Pace, SteadyStates
from gui.theme import Theme, font

_PLACES = (("narrow", False), ("wide", True))


class ProcessesPanel(QWidget):
    """A table for a tab; figures change at most four times a second.

    A selection is one of workers by name: it outlives sorting, searching and the rows themselves.
    """

    worker_selected = Signal(str)
    """The user went to the row of a worker."""
    pause_requested = Signal(list)
    """Names of workers, as with the other three."""
    resume_requested = Signal(list)
    retire_requested = Signal(list)
    kill_requested = Signal(list)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Clock = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.model = ProcessModel(theme, self)
        self._clock = clock
        self._pace = Pace(clock=clock, offset_s=PROCESSES_AT_S)
        self._steady = SteadyStates(clock)
        self._seen = Snapshot()
        self._is_wide = False
        self._hidden: dict[bool, set[Column]] = {is_wide: set() for _, is_wide in _PLACES}
        """Columns that the user does not want, by whether there is room for all."""
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the processes"))
        self.search.setAccessibleName(self.tr("Search the processes"))
        self.search.setClearButtonEnabled(True)
        self._none_found = QLabel()
        self._none_found.setProperty("ink", "2")
        self._none_found.setFont(font(11))
        self._none_found.setTextFormat(Qt.TextFormat.PlainText)
        self._none_found.setWordWrap(True)
        self._none_found.setIndent(4)  # in line with the words of the table
        self._none_found.hide()
        self.view = ProcessTree(self.model)
        self.actions_ = ProcessActions(self.view)
        self._connect()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        for widget in (self.search, self._none_found, self.view):
            column.addWidget(widget)
        self._show_columns()
        self.show_snapshot(Snapshot(), {})

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self.model.set_theme(theme)

    def set_wide(self, is_wide: bool) -> None:
        """Show all columns, for there is room; or only those that fit beside the timeline."""
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            self._show_columns()

    def show_snapshot(
        self,
        snapshot: Snapshot,
        waits: Mapping[str, float] | None = None,
        states: Mapping[str, State] | None = None,
        is_still: bool = False,
    ) -> None:
        """Show a run; `waits` are shares of time, 0 to 1; `states` the dominant ones, if known.

        A moment of the past stands still: it is shown at once, and as it was.
        """
        seen, self._seen = self._seen, snapshot
        anew = (snapshot.run_id, snapshot.phase) != (seen.run_id, seen.phase)
        changed = not snapshot.workers and snapshot.config != seen.config
        if not self._pace.due(force=anew or changed or is_still):
            return
        if is_still:
            self._steady = SteadyStates(self._clock)
        known = states or {}
        now = {w.name: known.get(w.name, w.state) for w in snapshot.workers}
        with self.view.arranging():
            has_moved = self.model.show(snapshot, waits or {}, self._steady.take(now))
            self.view.arrange(has_moved)
        self.view.widen()
        self._say()
        self._allow()

    def note(self) -> str:
        """Return what is said above the table when a search found nothing."""
        return self._none_found.text()

    def select_worker(self, worker: str) -> None:
        """Select the row of a worker and bring it into view; nobody is told."""
        self.view.select(worker)

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard as they stand, columns apart by tabs.

        Several rows are a table: they come with their headings.
        """
        shown = [one for one in Column if not self.view.isColumnHidden(one)]
        lines = [self._cells(index, shown) for index in self.view.selected_rows()]
        if len(lines) > 1:
            lines.insert(0, list(map(heading, shown)))
        if lines:
            QGuiApplication.clipboard().setText("\n".join(map("\t".join, lines)))

    def preferences(self) -> dict[str, object]:
        """Return which columns the user has hidden."""
        return {name: [one.name for one in sorted(self._hidden[wide])] for name, wide in _PLACES}

    def apply_preferences(self, kept: Mapping[str, object]) -> None:
        """Hide the columns that the user had hidden; what is not understood is passed over."""
        for name, is_wide in _PLACES:
            names = kept.get(name)
            hidden = names if isinstance(names, list) else []
            self._hidden[is_wide] = {one for one in _hideable(is_wide) if one.name in hidden}
        self._show_columns()

    def menu(self) -> QMenu:
        """Return the menu of the selected rows."""
        menu, actions = QMenu(self), self.actions_
        menu.setToolTipsVisible(True)
        menu.addActions([actions.pause, actions.resume, actions.retire, actions.kill])
        menu.addSeparator()
        menu.addAction(actions.copy)
        menu.addSeparator()
        menu.addMenu(self.column_menu(menu))
        return menu

    def column_menu(self, parent: QWidget) -> QMenu:
        """Return the menu that shows and hides columns; the name of a process always stays."""
        menu = QMenu(self.tr("Columns"), parent)
        for column in _hideable(self._is_wide):
            action = QAction(heading(column), menu)
            action.setCheckable(True)
            action.setChecked(column not in self._hidden[self._is_wide])
            action.toggled.connect(lambda shown, column=column: self._show_column(column, shown))
            menu.addAction(action)
        return menu

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(320, 386)

    def _connect(self) -> None:
        actions, view = self.actions_, self.view
        actions.pause_requested.connect(self.pause_requested)
        actions.resume_requested.connect(self.resume_requested)
        actions.retire_requested.connect(self.retire_requested)
        actions.kill_requested.connect(self._kill)
        actions.copy_requested.connect(self.copy_selection)
        view.chosen.connect(self.worker_selected)
        view.selection_changed.connect(self._allow)
        view.customContextMenuRequested.connect(
            lambda at: self._pop_up(self.menu(), view.viewport().mapToGlobal(at))
        )
        view.header().customContextMenuRequested.connect(
            lambda at: self._pop_up(self.column_menu(self), view.header().mapToGlobal(at))
        )
        self.search.textChanged.connect(view.search)
        self.search.textChanged.connect(self._say)

    def _say(self) -> None:
        """Say so when nothing is found."""
        words = self.tr("No process has “{text}” in its row.")
        is_empty = not self.view.model().rowCount()
        self._none_found.setText(words.format(text=self.search.text()) if is_empty else "")
        self._none_found.setVisible(is_empty)

    def _kill(self, workers: list[str]) -> None:
        """Kill one at once, for that is an experiment; ask before several, which is the run."""
        if len(workers) == 1:
            self.kill_requested.emit(workers)
            return
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("Kill"))
        box.setText(self.tr("Kill {count} processes at once?").format(count=len(workers)))
        box.setInformativeText(
            self.tr("What they have in hand is lost, and nobody is started in their place.")
        )
        kill = box.addButton(self.tr("Kill"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kill.clicked.connect(lambda: self.kill_requested.emit(workers))
        box.open()

    def _pop_up(self, menu: QMenu, at: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _show_column(self, column: Column, shown: bool) -> None:
        hidden = self._hidden[self._is_wide]
        hidden.discard(column) if shown else hidden.add(column)
        self._show_columns()

    def _show_columns(self) -> None:
        hidden = self._hidden[self._is_wide]
        shown = [column for column in _columns(self._is_wide) if column not in hidden]
        self.view.show_columns(shown, self._is_wide)

    def _allow(self) -> None:
        """Enable what can be done to the selected workers."""
        self.actions_.allow(self.view.selected_workers(), self._seen)

    def _cells(self, index: QModelIndex, shown: Sequence[Column]) -> list[str]:
        return [str(index.siblingAtColumn(column).data() or "") for column in shown]


def _columns(is_wide: bool) -> Sequence[Column]:
    return WIDE if is_wide else NARROW


def _hideable(is_wide: bool) -> Sequence[Column]:
    return [column for column in _columns(is_wide) if column is not Column.PROCESS]
