"""Opening a run: how far it has been read, and a Cancel that works."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QProgressDialog, QWidget

from gui.controller import Controller

STEPS = 1000


class OpeningJob(QObject):
    """The dialog of the run that the controller is opening; none for one that opens at once."""

    def __init__(self, controller: Controller, window: QWidget) -> None:
        super().__init__(window)
        self._controller = controller
        self._window = window
        self._dialog: QProgressDialog | None = None
        self._name = ""
        """Of the folder that the dialog is about."""
        controller.opening.connect(self._show)
        controller.opening_given_up.connect(self._close)
        controller.failed.connect(self._close)

    def begin(self, folder: Path) -> None:
        """Open the run in a folder."""
        self._open_dialog(folder.name)
        self._controller.open_run(folder)

    def take_over(self, before: OpeningJob) -> None:
        """Show what is being opened here: this window takes the place of the one before."""
        if before._dialog is not None:
            before._close()
            self._open_dialog(before._name)

    def _open_dialog(self, name: str) -> None:
        self._close()
        self._name = name
        text = self.tr("Reading {name}").format(name=name)
        dialog = QProgressDialog(text, self.tr("Cancel"), 0, STEPS, self._window)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setMinimumDuration(500)
        dialog.setAutoClose(False)
        dialog.setValue(0)  # its clock runs from here on
        dialog.canceled.connect(self._controller.cancel_opening)
        self._dialog = dialog

    def _show(self, done: float) -> None:
        if done >= 1:
            self._close()
        elif self._dialog is not None:
            self._dialog.setValue(round(done * STEPS))

    def _close(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.canceled.disconnect(self._controller.cancel_opening)  # closing it is no Cancel
            dialog.close()
            dialog.deleteLater()
