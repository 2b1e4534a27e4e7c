"""Ctrl-C in the terminal closes the window as its button does: a run ends in order.

Python runs a handler of signals only when it runs at all, and a window that nobody touches runs
none of it: a byte in a socket, which Python writes for each signal, wakes it.
"""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication


@contextmanager
def closes_windows(parent: QObject) -> Iterator[None]:
    """Let Ctrl-C close all windows for as long as this lasts."""
    ours, of_python = socket.socketpair()
    with ours, of_python:
        of_python.setblocking(False)
        notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, parent)
        notifier.activated.connect(lambda: ours.recv(1))
        woken_before = signal.set_wakeup_fd(of_python.fileno())
        before = signal.signal(signal.SIGINT, lambda *_: QApplication.closeAllWindows())
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
            signal.set_wakeup_fd(woken_before)
            notifier.setEnabled(False)
            notifier.deleteLater()
