"""Where everything stands in a run folder: the one module that writer and reader share.

    RUN/
      run.json              manifest, replaced atomically            (manifest.py)
      marks.jsonl           what was done to the run, append-only     (marks.py)
      blocks/NAME.bin       one block a thread: 128 int64 cells      (Cell, Setting)
      spans/NAME-K.bin      segment K of a thread: header + records   (Record)
      channels/NAME.bin     one block a queue, pipe or semaphore: 16 int64 cells (ChannelCell)
      samples.bin           CPU, memory, OS state                     (samples.py)

A block has one writer for each half. The thread that works writes the telemetry cells, the host
writes the command cells:

    cell   0 ........ 39 | 64 ............... 127
           telemetry     | commands (settings are float64, guarded by SEQUENCE)

A record is 32 bytes, four little-endian int64: start (ns), duration (ns), item, code. The code
packs `kind | state << 8 | result << 16 | count << 32`, which numpy reads as separate fields. The
record is written first and the block's RECORDS cell after it; a record whose kind is 0 was never
written. Records of a thread are numbered through its segments: the first segment is 64 KiB, the
others 1 MiB, so that the number of a record says where it stands.

Times are `time.perf_counter_ns()`, one clock for all processes of a machine.
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Final

VERSION: Final = 1

BLOCK_BYTES: Final = 1024
CHANNEL_BYTES: Final = 128
BLOCK_MAGIC: Final = 0x4B4C425249455701
CHANNEL_MAGIC: Final = 0x4E48435249455701
SEGMENT_MAGIC: Final = 0x4745535249455701

FIRST_SEGMENT_BYTES: Final = 64 * 1024
SEGMENT_BYTES: Final = 1024 * 1024
HEADER_BYTES: Final = 256
RECORD_BYTES: Final = 32
FIRST_SEGMENT_RECORDS: Final = (FIRST_SEGMENT_BYTES - HEADER_BYTES) // RECORD_BYTES
SEGMENT_RECORDS: Final = (SEGMENT_BYTES - HEADER_BYTES) // RECORD_BYTES

# "n" is an int64 as "q" is, of this machine's order, and converts a fifth faster.
RECORD: Final = Struct("@nnnn")

# `ns << STATE_BITS | state` in one int64 lasts 4.5 years of machine uptime; 8 bits would last one.
STATE_BITS: Final = 6
STATE_MASK: Final = (1 << STATE_BITS) - 1


class Role(IntEnum):
    """Who writes a block."""

    OTHER = 0
    PRODUCER = 1
    CONSUMER = 2
    FEEDER = 3


class Cell(IntEnum):
    """Telemetry cells of a block: int64, written by the thread that owns it."""

    MAGIC = 0
    VERSION = 1
    PID = 2
    ROLE = 3
    INDEX = 4
    STARTED_NS = 5  # the process exists
    RUNNING_NS = 6  # the program runs
    ENDED_NS = 7
    STATE = 8  # ns since when << STATE_BITS | State
    RECORDS = 9  # records written, through all segments
    ATTEMPTED = 10  # puts begun, as of the last that had to wait; REFUSED + ENTERED at least
    REFUSED = 11  # puts that raised Full, those cut short by Stop included
    REFUSED_STOPPED = 12  # of these: cut short by Stop
    ENTERED = 13  # slots taken (queue) or items written (pipe)
    WRITTEN = 14  # items written to the pipe (by the feeder of a queue)
    RETURNED = 15  # items read whose slot was given back (a pipe has no slots: items read)
    DONE = 16
    EMPTY = 17  # gets that raised Empty
    UNSENDABLE = 18  # items the feeder could not pickle
    ITEM = 19  # sequence number of the last item read; in hand while RETURNED > DONE
    PUT_SINCE_NS = 20  # start of the put under way, 0 for none
    MARKS_READ = 21  # end marks read from the pipe
    ENDED_IN = 22  # the State in which the process ended, written by the host; 0 = not known


class Command(IntEnum):
    """Command cells of a block, written by the host alone."""

    SEQUENCE = 64  # odd while settings are being written
    ORDERS = 65  # Order bits
    SCHEDULE_NS = 66  # when a producer's schedule begins, 0 = not yet known
    FIRST_SETTING = 67  # float64 from here, in the order of SETTINGS


class Order(IntEnum):
    """Bits of Command.ORDERS."""

    PAUSE = 1
    RETIRE = 2
    STOP = 4


# The settings a worker acts on while it runs; choices are their index in engine.config's order.
SETTINGS: Final = (
    "producers.rate_hz",
    "producers.spacing",
    "producers.burst",
    "producers.payload_bytes",
    "producers.put",
    "producers.put_timeout_s",
    "producers.when_full",
    "consumers.service_ms",
    "consumers.service",
    "consumers.service_cv",
    "consumers.work",
    "consumers.get",
    "consumers.get_timeout_s",
    "consumers.when_empty",
    "run.tempo",
)

# The choices of the settings above that are words, in the order of their numbers.
CHOICES: Final = {
    "producers.spacing": ("constant", "poisson", "bursty"),
    "producers.put": ("block", "timeout", "nowait"),
    "producers.when_full": ("retry", "drop", "stop"),
    "consumers.service": ("constant", "exponential", "lognormal"),
    "consumers.work": ("io", "cpu"),
    "consumers.get": ("block", "timeout", "nowait"),
    "consumers.when_empty": ("retry", "stop"),
}


class ChannelCell(IntEnum):
    """Cells of a channel's block: int64, each written under the lock that guards it."""

    MAGIC = 0
    VERSION = 1
    KIND = 2  # Channel
    MAXSIZE = 3  # places or permits; 0 = unbounded, or a pipe
    CAPACITY_BYTES = 4  # of the pipe, 0 = unknown
    WRITTEN = 5  # sequence number of the last write, under the write lock
    READ = 6  # sequence number of the last read, under the read lock
    UNREAD_BYTES = 7  # bytes in the OS pipe, as the host sampled them last
    LARGEST_BYTES = 8  # no item in the pipe is larger, under the write lock


class Channel(IntEnum):
    """Kinds of channels."""

    QUEUE = 1
    PIPE = 2
    SEMAPHORE = 3


class Kind(IntEnum):
    """Kinds of records."""

    STATE = 1  # a stretch of time in a state, with no event at its end
    PUT = 2  # put on a queue; at its end a slot was taken, or Full raised. item: see ORDER
    SEND = 3  # send into a pipe; at its end the item was written. item: sequence number
    GET = 4  # at its end an item was read and its slot given back, or Empty raised
    WORK = 5  # work on an item; at its end the item is done
    WRITE = 6  # a feeder waited for the write lock or the pipe
    ORDER = 7  # from this thread's n-th accepted put on (n in `item`), sequence number - n is
    #            `duration`; holds until the next ORDER record
    DROP = (
        8  # a feeder could not pickle its n-th accepted item (n in `item`), and gave its slot back
    )


class Result(IntEnum):
    """How a call ended."""

    OK = 0
    FULL = 1
    TIMEOUT = 2  # Full or Empty after a timeout
    EMPTY = 3
    STOPPED = 4  # cut short by Stop
    MARK = 5  # an end mark was read: no item


def code(kind: int, state: int, result: int = 0, count: int = 1) -> int:
    """Return the fourth int64 of a record."""
    return kind | state << 8 | result << 16 | count << 32


class SegmentCell(IntEnum):
    """int64 cells of a segment's header: the totals of its thread before its first record."""

    MAGIC = 0
    VERSION = 1
    SEGMENT = 2
    FIRST_RECORD = 3
    OPENED_NS = 4
    ATTEMPTED = 5
    REFUSED = 6
    ENTERED = 7
    WRITTEN = 8
    RETURNED = 9
    DONE = 10
    UNSENDABLE = 11


SEGMENT_COUNTERS: Final = (
    (SegmentCell.ATTEMPTED, Cell.ATTEMPTED),
    (SegmentCell.REFUSED, Cell.REFUSED),
    (SegmentCell.ENTERED, Cell.ENTERED),
    (SegmentCell.WRITTEN, Cell.WRITTEN),
    (SegmentCell.RETURNED, Cell.RETURNED),
    (SegmentCell.DONE, Cell.DONE),
    (SegmentCell.UNSENDABLE, Cell.UNSENDABLE),
)


def segment_records(segment: int) -> int:
    """Return how many records segment number `segment` (from 0) holds."""
    return SEGMENT_RECORDS if segment else FIRST_SEGMENT_RECORDS


def segment_bytes(segment: int) -> int:
    """Return the size of segment number `segment` (from 0) in bytes."""
    return SEGMENT_BYTES if segment else FIRST_SEGMENT_BYTES


def first_record(segment: int) -> int:
    """Return the number of the first record of a segment."""
    return FIRST_SEGMENT_RECORDS + (segment - 1) * SEGMENT_RECORDS if segment else 0


def segment_of(record: int) -> int:
    """Return the segment in which record number `record` stands."""
    if record < FIRST_SEGMENT_RECORDS:
        return 0
    return 1 + (record - FIRST_SEGMENT_RECORDS) // SEGMENT_RECORDS


def manifest_path(run: Path) -> Path:
    """Return the path of a run's manifest."""
    return run / "run.json"


def marks_path(run: Path) -> Path:
    """Return the path of a run's marks."""
    return run / "marks.jsonl"


def samples_path(run: Path) -> Path:
    """Return the path of a run's samples."""
    return run / "samples.bin"


def block_name(thread: str) -> str:
    """Return the name, below the run folder, of the block of a thread."""
    return f"blocks/{thread}.bin"


def segment_name(thread: str, segment: int) -> str:
    """Return the name, below the run folder, of segment `segment` (from 0) of a thread."""
    return f"spans/{thread}-{segment}.bin"


def channel_name(channel: str) -> str:
    """Return the name, below the run folder, of the block of a channel."""
    return f"channels/{channel}.bin"


def block_path(run: Path, name: str) -> Path:
    """Return the path of the block of thread `name`."""
    return run / block_name(name)


def segment_path(run: Path, name: str, segment: int) -> Path:
    """Return the path of segment `segment` (from 0) of thread `name`."""
    return run / segment_name(name, segment)


def channel_path(run: Path, name: str) -> Path:
    """Return the path of the block of channel `name`."""
    return run / channel_name(name)


def feeder_name(worker: str) -> str:
    """Return the thread name of the queue feeder that runs in worker `worker`."""
    return f"{worker}.feeder"
