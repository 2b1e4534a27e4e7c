"""The peer of a start: a program that spawns processes that do nothing, as anyone would write it.

    python bench/no_ops.py start PATH     milliseconds until the last of them has run
    python bench/no_ops.py sleep          their process ids; they sleep until standard input ends

Run as a file and not as a module, and importing as little as can be: a spawned child imports its
main module again.
"""

import multiprocessing
import sys
from time import perf_counter_ns, sleep

COUNT = 16


def stamp(path: str) -> None:
    """Write down when this process ran, and do nothing else."""
    with open(path, "ab") as file:
        file.write(perf_counter_ns().to_bytes(8, "little"))


def doze() -> None:
    """Do nothing, for long."""
    sleep(3600)


def start(path: str) -> float:
    """Spawn the processes one after the other. Return the ms until the last one ran its target."""
    context = multiprocessing.get_context("spawn")
    begun = perf_counter_ns()
    processes = [context.Process(target=stamp, args=(path,)) for _ in range(COUNT)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    with open(path, "rb") as file:
        stamps = [int.from_bytes(file.read(8), "little") for _ in processes]
    return (max(stamps) - begun) / 1e6


def sleepers() -> None:
    """Spawn processes that sleep, print their ids, and end them when standard input ends."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=doze, daemon=True) for _ in range(COUNT)]
    for process in processes:
        process.start()
    print(*(process.pid for process in processes), flush=True)
    sys.stdin.read()
    for process in processes:
        process.kill()
        process.join()


if __name__ == "__main__":
    if sys.argv[1] == "start":
        print(start(sys.argv[2]))
    else:
        sleepers()
