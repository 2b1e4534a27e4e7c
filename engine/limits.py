"""What this machine can run: open files, handles to wait for, start methods, semaphores."""

import multiprocessing
from typing import Final, NamedTuple

from engine import platforms
from engine.config import FIELDS, Config

DESCRIPTORS_PER_WORKER: Final = 8
DESCRIPTORS_SPARE: Final = 100
WINDOWS_WORKERS: Final = 60
"""WaitForMultipleObjects takes 64 handles; the host waits for a few more things than workers."""


class Refusal(NamedTuple):
    """Why a configuration cannot run here: one sentence, and the setting that is to blame."""

    sentence: str
    key: str


def refusal(config: Config) -> Refusal | None:
    """Return why this machine cannot run `config`, None if it can."""
    return (
        _of_descriptors(config)
        or _of_windows(config)
        or _of_start_method(config)
        or _of_semaphores(config)
    )


def _of_descriptors(config: Config) -> Refusal | None:
    workers = config.producers_count + config.consumers_count
    # The host inherits the limit when it starts, and may be asked for more workers later.
    largest_count = FIELDS["producers.count"].high + FIELDS["consumers.count"].high
    limit = platforms.raise_descriptor_limit(_descriptors(int(largest_count)))
    if _descriptors(workers) <= limit:
        return None
    most = max(0, (limit - DESCRIPTORS_SPARE) // DESCRIPTORS_PER_WORKER)
    return Refusal(
        f"producers.count + consumers.count must be at most {most} here, not {workers}: "
        f"this system allows {limit} open files.",
        "producers.count" if config.producers_count > most // 2 else "consumers.count",
    )


def _descriptors(workers: int) -> int:
    """Return how many descriptors the host may need for so many workers."""
    return workers * DESCRIPTORS_PER_WORKER + DESCRIPTORS_SPARE


def _of_windows(config: Config) -> Refusal | None:
    workers = config.producers_count + config.consumers_count
    if not platforms.IS_WINDOWS or workers <= WINDOWS_WORKERS:
        return None
    return Refusal(
        f"producers.count + consumers.count must be at most {WINDOWS_WORKERS} on Windows, "
        f"not {workers}: a process can wait for no more.",
        "producers.count",
    )


def _of_start_method(config: Config) -> Refusal | None:
    method = config.run_start_method
    if method in multiprocessing.get_all_start_methods():
        return None
    return Refusal(
        f"run.start_method {method} does not exist on this platform.", "run.start_method"
    )


def _of_semaphores(config: Config) -> Refusal | None:
    largest = platforms.largest_semaphore()
    for key in ("channel.maxsize", "run.items"):
        if int(config[key]) > largest:
            return Refusal(f"{key} must be at most {largest:,} on this platform.", key)
    return None
