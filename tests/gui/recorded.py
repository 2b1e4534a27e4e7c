"""A run that was never run: "slow consumer", computed event by event and written as a run folder.

The same at every call, to the nanosecond, so that pictures of it can be compared. Three producers
offer 12 items a second to a queue of 10 places; one consumer serves 8 a second, from 9 s on two do;
from 18 s on a service takes twice as long.
"""

import heapq
from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.runlog import layout
from engine.runlog.layout import ChannelCell, Kind, Role
from engine.runlog.marks import Mark, MarkWriter
from engine.states import State
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, ThreadLog, get, put, record, work

PLACES = 10
PRODUCERS = 3
INTERVAL = 250 * MS
SECOND_CONSUMER, SLOWER = 9 * S, 18 * S
END = 30 * S
STARTING = 120 * MS
"""What a process takes until its program runs."""
FIRST_PID = 4_131


class _Line:
    """The computation: a clock, a queue, and who waits at it."""

    def __init__(self) -> None:
        self.records: dict[str, list[tuple[int, ...]]] = {}
        self._agenda: list[tuple[int, int, Callable[[int], None]]] = []
        self._order = 0
        self._queue: deque[int] = deque()
        self._putters: deque[tuple[str, int, int]] = deque()
        self._getters: deque[tuple[str, int]] = deque()
        self._items = 0
        self.counts: dict[str, int] = {}
        self.orders: dict[str, list[tuple[int, ...]]] = {}
        """What each producer's feeder records: which of all items its next one is."""
        self._offsets: dict[str, int] = {}

    def at(self, time: int, what: Callable[[int], None]) -> None:
        """Do something at a time."""
        self._order += 1
        heapq.heappush(self._agenda, (time, self._order, what))

    def run(self) -> None:
        """Do everything until the end."""
        while self._agenda and self._agenda[0][0] <= END:
            time, _, what = heapq.heappop(self._agenda)
            what(time)

    def produce(self, name: str, due: int, since: int) -> None:
        """Let a producer pace from `since` until its item is due, and put it."""

        def send(now: int) -> None:
            if now > since:
                self._note(name, record(Kind.STATE, since, now - since, State.PACING))
            if len(self._queue) < PLACES:
                self._enter(name, due, now, now)
            else:
                self._putters.append((name, due, now))

        self.at(max(due, since), send)

    def consume(self, name: str, now: int) -> None:
        """Let a consumer take the next item, or wait for it."""
        self._getters.append((name, now))
        self._serve(now)

    def _enter(self, name: str, due: int, since: int, now: int) -> None:
        self._items += 1
        self.counts[name] = self.counts.get(name, 0) + 1
        self._note(name, put(since, now - since, item=self.counts[name]))
        offset = self._items - self.counts[name]
        if offset != self._offsets.get(name, 0):
            self._offsets[name] = offset
            order = record(Kind.ORDER, now, offset, State.WORKING_CPU, item=self.counts[name])
            self.orders.setdefault(name, []).append(order)
        self._queue.append(self._items)
        # Held up, it sends at once, but it is never more than one interval behind.
        self.produce(name, max(due + INTERVAL, now - INTERVAL), now)
        self._serve(now)

    def _serve(self, now: int) -> None:
        while self._queue and self._getters:
            name, since = self._getters.popleft()
            item = self._queue.popleft()
            self.counts[name] = self.counts.get(name, 0) + 1
            self._note(name, get(since, now - since, item=item))
            service = (125 if now < SLOWER else 250) * MS

            def done(end: int, name: str = name, since: int = now, item: int = item) -> None:
                self._note(name, work(since, end - since, item=item))
                self.consume(name, end)

            self.at(now + service, done)
            if self._putters:
                producer, due, waits = self._putters.popleft()
                self._enter(producer, due, waits, now)

    def _note(self, name: str, one: tuple[int, ...]) -> None:
        self.records.setdefault(name, []).append(one)


def recorded_run(folder: Path) -> Path:
    """Write the run into `folder` and return it."""
    line = _Line()
    for number in range(PRODUCERS):
        first = STARTING + number * INTERVAL // PRODUCERS
        line.produce(f"producer-{number + 1}", first, STARTING)
    line.at(STARTING, lambda now: line.consume("consumer-1", now))
    line.at(SECOND_CONSUMER + STARTING, lambda now: line.consume("consumer-2", now))
    line.run()
    builder = LogBuilder(folder, consumers__count=1)
    builder.channel(maxsize=PLACES)
    for index in range(1, PRODUCERS + 1):
        thread = builder.thread(
            f"producer-{index}", Role.PRODUCER, index, started=0, running=STARTING
        )
        _write(thread, line)
        _write_feeder(builder, line, thread.name, index)
    for index, started in ((1, 0), (2, SECOND_CONSUMER)):
        thread = builder.thread(
            f"consumer-{index}", Role.CONSUMER, index, started=started, running=started + STARTING
        )
        _write(thread, line)
    marks = MarkWriter(builder.run)
    marks.append(Mark(ORIGIN + SECOND_CONSUMER, "setting", "consumers.count", 1, 2))
    marks.append(Mark(ORIGIN + SLOWER, "setting", "consumers.service_ms", 125.0, 250.0))
    marks.append(Mark(ORIGIN + END, "stop", "stopped", text="Stopped."))
    marks.close()
    _finish(builder, line)
    return builder.run


def _write(thread: ThreadLog, line: _Line) -> None:
    thread.append(line.records[thread.name])
    count = line.counts[thread.name]
    if thread.name.startswith("producer"):
        thread.cells(ATTEMPTED=count, ENTERED=count, WRITTEN=count)
    else:
        works = sum(one[3] == Kind.WORK for one in line.records[thread.name])
        thread.cells(RETURNED=count, DONE=works)
    thread.ended(END, State.FINISHED)


def _write_feeder(builder: LogBuilder, line: _Line, producer: str, index: int) -> None:
    name = layout.feeder_name(producer)
    feeder = builder.thread(name, Role.FEEDER, index, started=0, running=STARTING)
    feeder.append(line.orders.get(producer, []))
    feeder.cells(WRITTEN=line.counts[producer])
    feeder.ended(END, State.FINISHED)


def _finish(builder: LogBuilder, line: _Line) -> None:
    for name in line.records:
        builder.worker(name, 0, END)
    for number, entry in enumerate(builder.manifest.workers):
        entry.pid, entry.asked = FIRST_PID + number, True
    builder.manifest.host_pid = FIRST_PID - 5
    builder.manifest.scenario = "slow-consumer"
    entered = sum(count for name, count in line.counts.items() if name.startswith("producer"))
    read = sum(count for name, count in line.counts.items() if name.startswith("consumer"))
    _count_in_channel(builder.run, entered, read)
    done = sum(one[3] == Kind.WORK for each in line.records.values() for one in each)
    builder.end(
        END, attempted=entered, refused=0, done=done, in_pipe=entered - read, in_hand=read - done
    )


def _count_in_channel(run: Path, written: int, read: int) -> None:
    cells = np.fromfile(layout.channel_path(run, "channel"), "<i8")
    cells[ChannelCell.WRITTEN], cells[ChannelCell.READ] = written, read
    cells.tofile(layout.channel_path(run, "channel"))
