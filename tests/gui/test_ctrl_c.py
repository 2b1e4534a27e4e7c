"""Ctrl-C and other orders to end, over a window that nobody touches."""

import signal
import sys

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.ctrl_c import closes_windows

ORDERS = ["SIGINT", "SIGTERM", *(["SIGHUP"] if sys.platform != "win32" else [])]


@pytest.mark.parametrize("name", ORDERS)
def test_order_to_end_closes_the_window_and_is_as_it_was_afterwards(
    app: QApplication, qtbot: QtBot, name: str
) -> None:
    number = signal.Signals[name]
    before = signal.getsignal(number)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    with closes_windows(app):
        signal.raise_signal(number)
        qtbot.waitUntil(lambda: not window.isVisible())
    assert signal.getsignal(number) is before


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGHUP")
def test_window_under_nohup_outlives_its_terminal(app: QApplication, qtbot: QtBot) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with closes_windows(app):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
