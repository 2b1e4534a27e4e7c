"""The workers of a run: started, ordered about, reaped. Host side, standard library only."""

import os
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from multiprocessing.process import BaseProcess
from time import perf_counter_ns
from typing import Any

from engine import platforms
from engine.line import Line
from engine.observed import ObservedContext
from engine.programs.control import write_settings
from engine.programs.worker import Assignment
from engine.programs.worker import main as worker_main
from engine.protocol import Setting
from engine.runlog import layout, writer
from engine.runlog.layout import Cell, Command, Order, Role
from engine.runlog.manifest import WorkerEntry
from engine.states import State

_IN_GET = (State.WAIT_ITEM, State.WAIT_READ_LOCK)

START_SLICE_NS = 20_000_000
"""How long the host starts workers before it listens again."""


@dataclass
class Worker:
    """One worker, as the host knows it."""

    entry: WorkerEntry
    process: BaseProcess
    block: writer.Block
    wake: Connection
    """The host's end of the control pipe."""
    feeder: writer.Block | None = None
    """The block of its queue's feeder thread, once there is one."""
    cells: Any = None
    """The cells of its block; a copy of them once it has ended."""
    feeder_cells: Any = None
    """Likewise of its feeder, None while there is none."""

    def __post_init__(self) -> None:
        self.cells = self.block.cells

    @property
    def state(self) -> int:
        """The State that its block shows."""
        return int(self.cells[Cell.STATE] & layout.STATE_MASK)

    @property
    def has_returned(self) -> bool:
        """True once its program is over; its process and its feeder may still be there."""
        return self.state == State.WAIT_JOIN or State(self.state).is_end

    @property
    def orders(self) -> int:
        """The Order bits it was given."""
        return int(self.cells[Command.ORDERS])

    @property
    def is_retiring(self) -> bool:
        """True once it was told to end."""
        return bool(self.orders & (Order.RETIRE | Order.STOP))

    def order(self, orders: int) -> None:
        """Give it new orders, and wake it if it sleeps."""
        self.block.cells[Command.ORDERS] = orders
        self.nudge()

    def nudge(self) -> None:
        """Send one byte to a worker that may sleep; a full pipe has bytes enough to wake it."""
        if platforms.has_room(self.wake.fileno()):
            with suppress(OSError):  # it has just ended; its sentinel says so
                self.wake.send_bytes(b"!")


class Crew:
    """All workers of a run, and what is true of all of them."""

    def __init__(self, context: ObservedContext, line: Line, settings: dict[str, Setting]) -> None:
        self._context = context
        self._line = line
        self._settings = settings
        self._next_index = {"producer": 1, "consumer": 1}
        self._counts = {"producer": 0, "consumer": 0}
        self._to_start = {"producer": 0, "consumer": 0}
        self.alive: list[Worker] = []
        self.ended: list[Worker] = []
        self.is_paused = False
        self.has_begun = False
        """Producers' schedules run: set once, when the first workers are all ready."""
        self._marks_written = 0

    @property
    def everyone(self) -> list[Worker]:
        """Every worker there ever was, ended ones first."""
        return self.ended + self.alive

    def of(self, role: str) -> list[Worker]:
        """Return the living workers of a role, those that are retiring too, by index."""
        return [worker for worker in self.alive if worker.entry.role == role]

    def staff(self, role: str, count: int) -> None:
        """Retire workers of a role, or note how many to start, until `count` are staying.

        One that was told to retire does not come back: it may just be returning.
        """
        staying = [w for w in self.of(role) if not (w.is_retiring or w.has_returned)]
        for worker in staying[count:]:
            worker.entry.asked = True
            worker.order(worker.orders | Order.RETIRE)
        self._counts[role] = count
        self._to_start[role] = max(0, count - len(staying))

    def retire(self, name: str, role: str, count: int) -> None:
        """Let one worker end after its item; `count` of its role are to be left.

        Unlike `staff` it starts nobody: a worker that was killed does not come back by this.
        """
        for worker in self._named((name,)):
            worker.entry.asked = True
            worker.order(worker.orders | Order.RETIRE)
        self._counts[role] = count

    @property
    def is_starting(self) -> bool:
        """True while workers are still to be started."""
        return any(self._to_start.values())

    def start_some(self) -> None:
        """Start workers that are missing, for a few milliseconds: the host must go on listening."""
        until = perf_counter_ns() + START_SLICE_NS
        for role in ("consumer", "producer"):
            while self._to_start[role] and perf_counter_ns() < until:
                self._to_start[role] -= 1
                self._start(role, self._counts[role])

    def start_no_more(self) -> None:
        """Give up the workers that are not started yet: the run is ending."""
        self._to_start = dict.fromkeys(self._to_start, 0)

    def begin_when_ready(self) -> bool:
        """Start all producers' schedules at one instant, once every worker runs its program.

        True when that was now.
        """
        if self.is_starting or not all(w.cells[Cell.RUNNING_NS] for w in self.alive):
            return False
        self.has_begun = True
        now = perf_counter_ns()
        for worker in self.of("producer"):
            worker.block.cells[Command.SCHEDULE_NS] = now
            worker.nudge()
        return True

    def apply(self) -> None:
        """Hand the settings to every worker."""
        for worker in self.alive:
            write_settings(worker.block, self._settings)
            worker.nudge()

    def pause(self, names: tuple[str, ...]) -> None:
        """Pause the named workers, all if none is named."""
        self.is_paused = self.is_paused or not names
        for worker in self._named(names):
            worker.entry.paused = True
            worker.order(worker.orders | Order.PAUSE)

    def resume(self, names: tuple[str, ...]) -> None:
        """Let the named workers go on, all if none is named."""
        self.is_paused = self.is_paused and bool(names)
        for worker in self._named(names):
            worker.entry.paused = False
            worker.order(worker.orders & ~Order.PAUSE)

    def stop_producers(self) -> None:
        """End the producers, those in `put` too: their puts are cut short."""
        producers = self.of("producer")
        for worker in producers:
            worker.entry.asked = True
            worker.order(Order.STOP)
        self._line.wake_producers(len(producers))

    def producers_are_through(self) -> bool:
        """True when every producer's program has returned and its feeder has written all."""
        return all(self._is_through(worker) for worker in self.of("producer"))

    def is_through(self) -> bool:
        """True when all that is left of every worker is the end of its process."""
        return all(map(self._is_through, self.alive))

    def _is_through(self, worker: Worker) -> bool:
        """True when all that is left of a worker is the end of its process."""
        is_written = worker.entry.role == "consumer" or not self._buffered(worker)
        return worker.state == State.WAIT_JOIN and is_written

    def retire_consumers(self) -> None:
        """End the consumers once they have no item in hand."""
        for worker in self.of("consumer"):
            if not worker.is_retiring:
                worker.entry.asked = True
                worker.order(Order.RETIRE)

    def wake_retiring(self) -> None:
        """Write an end mark for each retiring consumer that sleeps in `get`.

        Whoever holds the read lock gets the mark. One that was not meant looks up and goes back
        to `get`, behind the others: so this is called again until all have gone.
        """
        sleeping = sum(w.is_retiring and w.state in _IN_GET for w in self.of("consumer"))
        read = sum(int(w.cells[Cell.MARKS_READ]) for w in self.everyone)
        if self._line.is_empty():
            for _ in range(sleeping - (self._marks_written - read)):
                if self._line.write_end_mark():
                    self._marks_written += 1

    def release_gate(self) -> None:
        """Let producers that wait for a permit look at their orders. Only when stopping.

        Consumers keep to their permits: they drain as they worked.
        """
        waiting = sum(worker.state == State.WAIT_PERMIT for worker in self.of("producer"))
        self._line.wake_gate("producer", waiting)

    def kill(self, name: str) -> None:
        """Kill one worker with SIGKILL."""
        for worker in self.alive:
            if worker.entry.name == name:
                worker.process.kill()

    def kill_all(self, spare_through: bool = False) -> None:
        """Kill every worker that is left; this works on stopped processes too.

        With `spare_through`, those whose program has returned may end by themselves.
        """
        for worker in self.alive:
            if spare_through and self._is_through(worker):
                continue
            worker.entry.asked = True
            worker.process.kill()

    def reap(self) -> list[Worker]:
        """Collect the workers that have ended since the last call."""
        gone = [w for w in self.alive if w.process.exitcode is not None]
        for worker in gone:
            self.alive.remove(worker)
            self.ended.append(worker)
            self._feeder_cells(worker)
            _close(worker, self._context.folder)
        return gone

    def blocks(self) -> dict[str, dict[Cell, int]]:
        """Return the telemetry cells of every worker there ever was, and of their feeders."""
        found = {}
        for worker in self.everyone:
            name = worker.entry.name
            found[name] = {cell: worker.cells[cell] for cell in Cell}
            if (feeder := self._feeder_cells(worker)) is not None:
                found[layout.feeder_name(name)] = {cell: feeder[cell] for cell in Cell}
        return found

    def moved(self) -> int:
        """Return a number that grows with every item that moves, anywhere."""
        counted = (Cell.ATTEMPTED, Cell.ENTERED, Cell.WRITTEN, Cell.RETURNED, Cell.DONE)
        blocks = [w.cells for w in self.everyone]
        blocks += [cells for w in self.everyone if (cells := self._feeder_cells(w)) is not None]
        return sum(int(cells[cell]) for cells in blocks for cell in counted)

    def is_working(self) -> bool:
        """True while a worker starts, or a consumer has an item in hand."""
        return self.is_starting or any(
            w.state == State.STARTING or w.cells[Cell.RETURNED] > w.cells[Cell.DONE]
            for w in self.alive
        )

    def buffered(self) -> int:
        """Return how many accepted items the living producers have not written yet."""
        return sum(self._buffered(worker) for worker in self.of("producer"))

    def _buffered(self, worker: Worker) -> int:
        cells, feeder = worker.cells, self._feeder_cells(worker)
        count = cells[Cell.ENTERED] - cells[Cell.WRITTEN]
        if feeder is not None:
            count -= feeder[Cell.WRITTEN] + feeder[Cell.UNSENDABLE]
        return int(count)

    def _feeder_cells(self, worker: Worker) -> Any:
        if worker.feeder_cells is None and worker.cells[Cell.ENTERED] > worker.cells[Cell.WRITTEN]:
            worker.feeder = _open_feeder(self._context.folder, worker.entry.name)
            worker.feeder_cells = None if worker.feeder is None else worker.feeder.cells
        return worker.feeder_cells

    def _named(self, names: tuple[str, ...]) -> list[Worker]:
        return [w for w in self.alive if not names or w.entry.name in names]

    def _start(self, role: str, count: int) -> None:
        index = self._next_index[role]
        self._next_index[role] += 1
        name = f"{role}-{index}"
        block = writer.create_block(self._context.folder, name, Role[role.upper()], index)
        write_settings(block, self._settings)
        if self.is_paused:
            block.cells[Command.ORDERS] = Order.PAUSE
        if self.has_begun:
            block.cells[Command.SCHEDULE_NS] = perf_counter_ns()
        ear, wake = Pipe(duplex=False)
        assignment = self._assignment(role, index, count, ear)
        process = self._context.Process(target=worker_main, args=(assignment,), name=name)
        process.daemon = True
        started_ns = perf_counter_ns()
        process.start()
        ear.close()
        entry = WorkerEntry(name, role, index, process.pid or 0, started_ns)
        entry.paused = self.is_paused
        self.alive.append(Worker(entry, process, block, wake))

    def _assignment(self, role: str, index: int, count: int, ear: Connection) -> Assignment:
        return Assignment(
            run=self._context.folder,
            name=f"{role}-{index}",
            role=role,
            index=index,
            count=count,
            seed=int(self._settings["run.seed"]),
            start_method=self._context.get_start_method(),
            host_pid=os.getpid(),
            wake=ear,
            channel=self._line.channel,
            gate=self._line.gates[role],
            tickets=self._line.tickets if role == "producer" else None,
        )


def _open_feeder(run: str, worker: str) -> writer.Block | None:
    try:
        return writer.Block(run, layout.feeder_name(worker), create=False)
    except (OSError, ValueError):  # not there yet, or made and not yet given its size
        return None


def _close(ended: Worker, run: str) -> None:
    """Write the end into the blocks of a worker that is gone, and give back what it took."""
    exitcode = ended.process.exitcode or 0
    now = perf_counter_ns()
    since = ended.block.cells[Cell.STATE] >> layout.STATE_BITS
    if ended.state not in (State.STARTING, State.WORKING_CPU):
        # What it was in when it ended has no record yet, and the next lines overwrite it.
        writer.append_after_end(run, ended.entry.name, ended.block, ended.state, since, now)
    state = State.FINISHED if exitcode == 0 else State.FAILED if exitcode > 0 else State.KILLED
    ended.block.cells[Cell.ENDED_IN] = ended.state
    for block in (ended.feeder, ended.block):
        if block is not None:
            block.cells[Cell.STATE] = now << layout.STATE_BITS | state
            block.cells[Cell.ENDED_NS] = now  # last: whoever sees it may stop looking
    ended.entry.ended_ns = now
    ended.entry.exitcode = exitcode
    ended.cells = ended.block.cells.tolist()
    ended.block.close()
    if ended.feeder is not None:
        ended.feeder_cells = ended.feeder.cells.tolist()
        ended.feeder.close()
    ended.wake.close()
    ended.process.join()
    ended.process.close()
