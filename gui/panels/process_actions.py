"""What can be done to the workers that are selected in the processes table: menu and keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from engine.snapshot import Snapshot, WorkerView

Keys = str | QKeySequence.StandardKey
Applies = Callable[[WorkerView], bool]


class ProcessActions(QObject):
    """Each is enabled while there is somebody among the selected to whom it can be done.

    The keys act in the table alone, and none of them means something else in the window.
    """

    pause_requested = Signal(list)
    """Names of workers, as with the other three."""
    resume_requested = Signal(list)
    retire_requested = Signal(list)
    kill_requested = Signal(list)
    copy_requested = Signal()

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._on_workers: list[tuple[QAction, Applies]] = []
        self._selected: list[WorkerView] = []
        self.pause = self._add(
            self.tr("Pause"),
            "Shift+P",
            self.tr("Pauses the worker once it has no item in hand"),
            self.pause_requested,
            lambda worker: not worker.paused,
        )
        self.resume = self._add(
            self.tr("Resume"),
            "Shift+R",
            self.tr("Lets a paused worker go on"),
            self.resume_requested,
            lambda worker: worker.paused,
        )
        self.retire = self._add(
            self.tr("Retire"),
            QKeySequence.StandardKey.Delete,
            self.tr("Lets the worker end after its item; the count goes down by one"),
            self.retire_requested,
            lambda worker: not worker.asked,
        )
        self.kill = self._add(
            self.tr("Kill"),
            "Shift+Del",
            self.tr(
                "Kills the process at once (SIGKILL): its item is lost, a lock "
                "that it holds is never released, and nobody is started in its place"
            ),
            self.kill_requested,
            lambda worker: True,
        )
        self.copy = self._made(self.tr("Copy"), QKeySequence.StandardKey.Copy)
        self.copy.triggered.connect(self.copy_requested)

    def allow(self, selected: Sequence[WorkerView], snapshot: Snapshot) -> None:
        """Enable what can be done to these workers now."""
        is_live = snapshot.phase.is_live and snapshot.end is None
        self._selected = [one for one in selected if is_live and one.pid and not one.ended]
        for action, applies in self._on_workers:
            action.setEnabled(any(map(applies, self._selected)))

    def _add(
        self, text: str, keys: Keys, tip: str, requested: SignalInstance, applies: Applies
    ) -> QAction:
        """Return an action that asks for something to be done to those to whom it applies."""
        action = self._made(text, keys)
        action.setToolTip(tip)
        action.setEnabled(False)
        action.triggered.connect(
            lambda: requested.emit([one.name for one in self._selected if applies(one)])
        )
        self._on_workers.append((action, applies))
        return action

    def _made(self, text: str, keys: Keys) -> QAction:
        action = QAction(text, self._view)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setAutoRepeat(False)
        self._view.addAction(action)
        return action
