"""A worker's ear for the host: settings, pause, retire and stop, and waits they can interrupt.

The host writes orders and settings into the command cells of the worker's block, and sends one
byte on the control pipe to wake a worker that sleeps. Checking a cell costs as little as a store;
a poll for each item would cost as much as the item.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from time import perf_counter_ns

from engine.runlog.layout import CHOICES, SETTINGS, Command, Kind, Order
from engine.runlog.writer import Block, Recorder
from engine.states import State

_ORDERS = int(Command.ORDERS)
_SEQUENCE = int(Command.SEQUENCE)
_FIRST = int(Command.FIRST_SETTING)
_SCHEDULE = int(Command.SCHEDULE_NS)
_END = int(Order.RETIRE | Order.STOP)
_PAUSE = int(Order.PAUSE)

# poll() rounds up to whole milliseconds, and for a process of low priority Linux adds up to 0.5 %
# (select_estimate_accuracy in fs/select.c): wait long on the control pipe, leave 1 % of it for the
# next look, and finish with sleep().
_FINISH_NS = 2_000_000
_SLACK = 100


class Settings:
    """What a worker acts on: the settings of layout.SETTINGS, named without the section."""

    rate_hz: float
    spacing: str
    burst: int
    payload_bytes: int
    put: str
    put_timeout_s: float
    when_full: str
    service_ms: float
    service: str
    service_cv: float
    work: str
    get: str
    get_timeout_s: float
    when_empty: str
    tempo: float

    def __init__(self, numbers: Sequence[float]) -> None:
        """Take the numbers of a worker's command cells, in the order of layout.SETTINGS."""
        for key, number in zip(SETTINGS, numbers, strict=True):
            value = CHOICES[key][int(number)] if key in CHOICES else number
            setattr(self, key.partition(".")[2], value)
        self.burst, self.payload_bytes = int(self.burst), int(self.payload_bytes)


def write_settings(block: Block, values: Mapping[str, int | float | str]) -> None:
    """Write the settings into a worker's command cells, under the sequence lock."""
    block.cells[_SEQUENCE] += 1
    for offset, key in enumerate(SETTINGS):
        value = values[key]
        number = CHOICES[key].index(str(value)) if key in CHOICES else value
        block.floats[_FIRST + offset] = float(number)
    block.cells[_SEQUENCE] += 1


def read_settings(cells: memoryview, floats: "memoryview[float]") -> tuple[int, Settings]:
    """Return the settings and their sequence number, read while none was being written."""
    while True:
        before = cells[_SEQUENCE]
        numbers = list(floats[_FIRST : _FIRST + len(SETTINGS)])
        if before == cells[_SEQUENCE] and not before & 1:
            break
        time.sleep(0)
    return before, Settings(numbers)


class Control:
    """What the host wants of this worker."""

    def __init__(self, recorder: Recorder, wake: "Connection") -> None:
        self.recorder = recorder
        self._cells = recorder.cells
        self._wake = wake
        self._sequence, self.settings = read_settings(recorder.cells, recorder.floats)

    @property
    def ending(self) -> bool:
        """True once this worker is to end: retired, or stopped."""
        return bool(self._cells[_ORDERS] & _END)

    @property
    def schedule_from_ns(self) -> int:
        """When this producer's schedule begins; 0 until all workers of the run are ready."""
        return int(self._cells[_SCHEDULE])

    def proceed(self) -> bool:
        """Between two items: take new settings, wait while paused. False when to end."""
        self.refresh()
        orders = self._cells[_ORDERS]
        if orders & _PAUSE and not orders & _END:
            self._pause()
        return not self._cells[_ORDERS] & _END

    def sleep(self, due_ns: Callable[[], int], between_items: bool) -> None:
        """Sleep until the time that `due_ns` gives; it is asked again after each change.

        Between two items, pause, retire and stop end the sleep early.
        """
        while (left := due_ns() - perf_counter_ns()) > 0:
            if left > _FINISH_NS:
                self._listen((left - max(_FINISH_NS, left // _SLACK)) / 1e9)
            else:
                time.sleep(left / 1e9)
            if between_items and self._cells[_ORDERS]:
                break

    def refresh(self) -> None:
        """Take new settings, if there are any."""
        if self._cells[_SEQUENCE] != self._sequence:
            self._sequence, self.settings = read_settings(self._cells, self.recorder.floats)

    def _pause(self) -> None:
        start = perf_counter_ns()
        self.recorder.enter(State.PAUSED, start)
        while self._cells[_ORDERS] & _PAUSE and not self.ending:
            self._listen(None)
        self.recorder.leave(Kind.STATE, State.PAUSED, start)

    def _listen(self, timeout_s: float | None) -> None:
        """Wait for a byte of the host; an end of the pipe means that the host is gone."""
        if self._wake.poll(timeout_s):
            self._wake.recv_bytes()
        self.refresh()
