"""What child processes run in the tests of the drop-in. Imports nothing heavy: children load it."""

import errno
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Full
from typing import Any

from engine import platforms
from engine.observed import process

ENOUGH = "enough"


class Unpicklable:
    """An item that no feeder can pickle."""

    def __reduce__(self) -> Any:
        raise TypeError("this cannot be pickled")


def put_numbers(queue: Any, first: int, count: int) -> None:
    for number in range(first, first + count):
        queue.put(number)


def put_and_tell(queue: Any, results: Any) -> None:
    results.put("about to put")
    queue.put("item")
    results.put("put")


def move_all(source: Any, target: Any) -> None:
    """Move items until None arrives."""
    while (item := source.get()) is not None:
        target.put(item)
    target.put(None)


def get_numbers(queue: Any, results: Any, count: int) -> None:
    for _ in range(count):
        results.put(queue.get())


def take_slowly(queue: Any, results: Any) -> None:
    """Get items until None arrives, and tell how many there were."""
    count = 0
    while queue.get() is not None:
        count += 1
        time.sleep(0.0005)
    results.put(count)


def how_put_and_get_fail(queue: Any, results: Any) -> None:
    """Tell which exceptions a full and an empty queue raise."""
    names = []
    puts: list[Callable[[], None]] = [
        lambda: queue.put(1, block=False),
        lambda: queue.put(1, timeout=0.01),
        lambda: queue.put_nowait(1),
    ]
    for call in puts:
        try:
            call()
        except Full:
            names.append("Full")
    queue.get()
    gets: list[Callable[[], Any]] = [
        lambda: queue.get(block=False),
        lambda: queue.get(timeout=0.01),
        lambda: queue.get_nowait(),
    ]
    for call in gets:
        try:
            call()
        except Empty:
            names.append("Empty")
    results.put(names)


def echo(connection: Any) -> None:
    """Send back what arrives, until ENOUGH does."""
    while (item := connection.recv()) != ENOUGH:
        connection.send(item)
    connection.close()


def send_all(connection: Any, items: list[Any]) -> None:
    for item in items:
        connection.send(item)
    connection.close()


def send_and_close(connection: Any, lock: Any, first: int, count: int) -> None:
    for number in range(first, first + count):
        with lock:
            connection.send(number)


def add_under_lock(lock: Any, path: Path, times: int) -> None:
    """Add to a number in a file: right only if the lock excludes the others."""
    for _ in range(times):
        with lock:
            path.write_text(str(int(path.read_text()) + 1))


def hold(semaphore: Any, moments: int, results: Any) -> None:
    """Take and give a permit many times."""
    for _ in range(moments):
        semaphore.acquire()
        time.sleep(0)
        semaphore.release()
    results.put(moments)


def hold_until(semaphore: Any, event: Any) -> None:
    with semaphore:
        event.wait()


def square(number: int) -> int:
    return number * number


def notify(condition: Any, event: Any) -> None:
    event.wait()
    with condition:
        condition.notify_all()


def work_through(queue: Any) -> None:
    """Do the tasks of a JoinableQueue until None arrives."""
    while True:
        item = queue.get()
        queue.task_done()
        if item is None:
            return


def nothing(*_: Any) -> None:
    pass


def exit_with(code: int) -> None:
    raise SystemExit(code)


class _Reporter:
    """A user's own subclass of Process, as the textbook's are."""

    def __init__(self, queue: Any) -> None:
        super().__init__(name="reporter", daemon=True)  # type: ignore[call-arg]
        self.queue = queue

    def run(self) -> None:
        self.queue.put("run by a subclass")


_Spawn: Any = process.CLASSES["spawn"]


class SpawnReporter(_Reporter, _Spawn):  # type: ignore[misc]
    """Under spawn."""


REPORTERS: dict[str, Any] = {"spawn": SpawnReporter}

if "fork" in process.CLASSES:
    _Fork: Any = process.CLASSES["fork"]
    _ForkServer: Any = process.CLASSES["forkserver"]

    class ForkReporter(_Reporter, _Fork):  # type: ignore[misc]
        """Under fork."""

    class ForkServerReporter(_Reporter, _ForkServer):  # type: ignore[misc]
        """Under forkserver."""

    REPORTERS |= {"fork": ForkReporter, "forkserver": ForkServerReporter}


def put_where_no_file_has_room(queue: Any) -> None:
    """Put an item that the feeder cannot record, and go on without it until somebody ends this."""

    def no_room(descriptor: int, size: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    platforms.allocate = no_room
    queue.put("item")
    while True:
        time.sleep(1)
