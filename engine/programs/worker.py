"""A worker process: from the arguments the host gave it to the textbook program it runs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from multiprocessing.connection import Connection
from time import perf_counter_ns, thread_time_ns
from types import SimpleNamespace

from engine import pacing
from engine.observed import Stopped
from engine.observed.recording import recorder
from engine.programs import guard, pipeline
from engine.programs.control import Control
from engine.runlog.layout import Kind
from engine.states import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BURN_SLICE_NS = 1_000_000
_LONG_NS = 3_600_000_000_000


class Assignment(SimpleNamespace):
    """All that a worker is given. Kept small: under spawn it travels through a pipe.

    No dataclass, here and in all that a worker imports: `dataclasses` costs a fifth of its start.
    """

    run: str
    name: str
    role: str
    index: int
    """1-based within the role."""
    count: int
    """Workers of the role when this one was started; staggers the producers."""
    seed: int
    start_method: str
    host_pid: int
    wake: Connection
    channel: pipeline.Channel
    gate: Any
    """A semaphore, or None."""
    tickets: Any
    """A semaphore with one permit for each item of run.items left, or None for no limit."""


def main(assignment: Assignment) -> None:
    """Run the worker's program; being stopped in a call is a normal end."""
    guard.arm(assignment.host_pid, assignment.start_method)
    control = Control(recorder(assignment.run), assignment.wake)
    source = pacing.random_source(assignment.seed, assignment.name)
    gate = assignment.gate or nullcontext()
    try:
        if assignment.role == "producer":
            items = PacedItems(assignment, control, source)
            pipeline.producer(assignment.channel, items, gate, control)
        else:
            task = TimedTask(control, source)
            pipeline.consumer(assignment.channel, task, gate, control)
    except Stopped:
        pass


class PacedItems:
    """A producer's items, each when it is due."""

    def __init__(self, assignment: Assignment, control: Control, source: random.Random) -> None:
        self._assignment = assignment
        self._tickets = assignment.tickets
        self._control = control
        self._source = source

    def __iter__(self) -> Iterator[pipeline.Item]:
        self._schedule = self._begin()
        number = 0
        # The ticket first: after the last item a producer ends, and does not wait for one more.
        while self._takes_ticket():
            if not self._is_due():
                self._returns_ticket()
                break
            number += 1
            payload = b"\0" * self._control.settings.payload_bytes
            yield self._assignment.index, number, payload

    def _begin(self) -> pacing.Schedule:
        """Wait until the host says when the schedule begins: once all workers are ready."""
        control = self._control
        while not control.schedule_from_ns and control.proceed():
            self._pace(
                perf_counter_ns(),
                lambda: control.schedule_from_ns or perf_counter_ns() + _LONG_NS,
            )
        return pacing.Schedule(
            self._source,
            control.schedule_from_ns,
            (self._assignment.index - 1) % self._assignment.count,
            self._assignment.count,
        )

    def _takes_ticket(self) -> bool:
        return self._tickets is None or bool(self._tickets.acquire(False))

    def _returns_ticket(self) -> None:
        """Leave an item that is not produced here to another producer."""
        if self._tickets is not None:
            self._tickets.release()

    def _is_due(self) -> bool:
        """Wait until the next item is due. False when the producer is to end."""
        control, schedule = self._control, self._schedule
        while control.proceed():
            now = perf_counter_ns()
            if schedule.due_ns(control.settings) > now:
                self._pace(now, lambda: schedule.due_ns(control.settings))
                continue
            schedule.advance(control.settings, now)
            return True
        return False

    def _pace(self, start: int, due_ns: Callable[[], int]) -> None:
        self._control.recorder.enter(State.PACING, start)
        self._control.sleep(due_ns, between_items=True)
        self._control.recorder.leave(Kind.STATE, State.PACING, start)


class TimedTask:
    """A consumer's work: it takes the drawn service time, asleep or on the CPU."""

    def __init__(self, control: Control, source: random.Random) -> None:
        self._control = control
        self._source = source
        self._lateness = pacing.Lateness()

    def work(self, item: pipeline.Item) -> None:
        """Work on `item` for one service time; a new service time applies to it at once."""
        control, used_from = self._control, thread_time_ns()
        drawn = pacing.draw_service(self._source, control.settings)
        is_io = control.settings.work == "io"
        state = State.WORKING_IO if is_io else State.WORKING_CPU
        start = perf_counter_ns()
        control.recorder.enter(state, start)
        if is_io:
            self._wait(lambda: start + pacing.service_ns(control.settings, drawn))
        else:
            self._burn(used_from, lambda: pacing.service_ns(control.settings, drawn))
        control.recorder.leave(Kind.WORK, state, start, item=control.recorder.item)
        control.recorder.done_item()

    def _wait(self, due_ns: Callable[[], int]) -> None:
        """Sleep until `due_ns`, less what the system is usually late in waking a sleeper."""
        early_ns = self._lateness.usual_ns
        sleeps = due_ns() - early_ns > perf_counter_ns()
        if sleeps:
            self._control.sleep(lambda: due_ns() - early_ns, between_items=False)
        late_ns = perf_counter_ns() - due_ns()
        if sleeps or late_ns < 0:  # late without a sleep: nothing that a shorter one could mend
            self._lateness.learn(late_ns)

    def _burn(self, used_from: int, wanted_ns: Callable[[], int]) -> None:
        while (left := wanted_ns() - (thread_time_ns() - used_from)) > 0:
            pacing.burn_cpu(min(left, _BURN_SLICE_NS))
            self._control.refresh()
