"""Ctrl-C, an order to end and a closed terminal close the window as its button does: in order.

Python runs a handler of signals only when it runs at all, and a window that nobody touches runs
none of it: a byte in a socket, which Python writes for each signal, wakes it.
"""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication


@contextmanager
def closes_windows(parent: QObject) -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and SIGHUP close all windows for as long as this lasts."""
    ours, of_python = socket.socketpair()
    with ours, of_python:
        of_python.setblocking(False)
        notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, parent)
        notifier.activated.connect(lambda: ours.recv(1))
        woken_before = signal.set_wakeup_fd(of_python.fileno())
        before = {
            number: signal.signal(number, lambda *_: QApplication.closeAllWindows())
            for number in _orders_to_end()
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(woken_before)
            notifier.setEnabled(False)
            notifier.deleteLater()


def _orders_to_end() -> Iterator[signal.Signals]:
    """Yield what asks a program to end; under nohup a terminal that closes does not."""
    yield signal.SIGINT
    yield signal.SIGTERM
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        yield signal.SIGHUP
