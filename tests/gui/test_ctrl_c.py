"""Ctrl-C in the terminal, over a window that nobody touches."""

import signal

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.ctrl_c import closes_windows


def test_ctrl_c_closes_the_window_and_is_as_it_was_afterwards(
    app: QApplication, qtbot: QtBot
) -> None:
    before = signal.getsignal(signal.SIGINT)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    with closes_windows(app):
        signal.raise_signal(signal.SIGINT)
        qtbot.waitUntil(lambda: not window.isVisible())
    assert signal.getsignal(signal.SIGINT) is before
