"""Which recorder the calling thread writes to.

Each thread has its own. A worker's main thread gets its recorder from `attach` when its program
starts; any other thread that touches an observed primitive claims a block of its own at its first
call, named after its process ("producer-1.feeder" for the feeder of a queue).
"""

import itertools
import multiprocessing
import threading

from engine.runlog import layout, writer
from engine.runlog.layout import Role
from engine.runlog.writer import Recorder, StrPath

local = threading.local()
"""Its `recorder` is the calling thread's. Hot paths read it themselves: a call costs as much."""


class Stopped(Exception):  # noqa: N818 - it says what happened, and is no error
    """The run was stopped while this call was under way."""


def recorder(run: StrPath) -> Recorder:
    """Return the calling thread's recorder for the run folder `run`."""
    try:
        return local.recorder  # type: ignore[no-any-return]
    except AttributeError:
        return _claim(run)


def attach(run: StrPath, name: str) -> Recorder:
    """Give the calling thread the block that was made for it, or a new one. Return its recorder."""
    try:
        block = writer.Block(run, name, create=False)
    except FileNotFoundError:
        block = writer.create_block(run, name, Role.OTHER, 0)
    local.recorder = recorder = Recorder(run, name, block)
    return recorder


def _claim(run: StrPath) -> Recorder:
    process = multiprocessing.current_process().name
    is_feeder = threading.current_thread().name == "QueueFeederThread"
    base = layout.feeder_name(process) if is_feeder else process
    role = Role.FEEDER if is_feeder else Role.OTHER
    for number in itertools.count(1):
        name = base if number == 1 else f"{base}-{number}"
        try:
            block = writer.create_block(run, name, role, 0)
        except FileExistsError:
            continue
        break
    local.recorder = recorder = Recorder(run, name, block)
    return recorder
