"""Writes a log in a thread of its own, with a progress bar and a Cancel that works."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

STEPS = 1000
LOOK_MS = 50
"""So often the bar is brought up to date. A signal for each step would pile up in a busy window."""


class _Writer(QThread):
    """The thread. It touches no widget."""

    failed = Signal(str)

    def __init__(self, run: Path, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.step = 0
        """How far it is, of STEPS."""
        self._run = run
        self._path = path

    def run(self) -> None:
        """Write; an interruption gives the export up and leaves nothing behind."""
        from engine.export.log import ExportError, export_log  # a window opens without it

        try:
            export_log(self._run, self._path, self._report)
        except ExportError as error:
            if not self.isInterruptionRequested():
                self.failed.emit(str(error))

    def _report(self, done: int, total: int) -> bool:
        self.step = STEPS * done // max(1, total)
        return not self.isInterruptionRequested()


class ExportJob(QObject):
    """One export, from Start to the end of its dialog."""

    failed = Signal(str)
    finished = Signal()

    def __init__(self, run: Path, path: Path, window: QWidget) -> None:
        super().__init__(window)
        self._is_over = False
        self._name = path.name
        self._writer = _Writer(run, path, self)
        self._writer.failed.connect(self.failed)
        self._writer.finished.connect(self._on_finished)
        self._dialog = self._made_dialog(window)
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(lambda: self._dialog.setValue(self._writer.step))

    def move_to(self, window: QWidget) -> None:
        """Go on in another window, which takes the place of the one before."""
        self._close_dialog()
        self.setParent(window)
        self._dialog = self._made_dialog(window)

    def _made_dialog(self, window: QWidget) -> QProgressDialog:
        text = self.tr("Writing {name}").format(name=self._name)
        dialog = QProgressDialog(text, self.tr("Cancel"), 0, STEPS, window)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setMinimumDuration(500)
        dialog.setAutoClose(False)
        dialog.canceled.connect(self._writer.requestInterruption)
        return dialog

    def _close_dialog(self) -> None:
        self._dialog.canceled.disconnect(self._writer.requestInterruption)  # it is no Cancel
        self._dialog.close()
        self._dialog.deleteLater()

    def start(self) -> None:
        """Begin to write."""
        self._writer.start()
        self._clock.start()

    def wait(self) -> None:
        """Give up and wait for the thread: the window is closing."""
        self._writer.requestInterruption()
        self._writer.wait()
        self._on_finished()

    def _on_finished(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._clock.stop()
        self._close_dialog()
        self.finished.emit()
