"""What a recorder writes is what a reader reads: records, counters, refusals, new segments."""

import errno
import os
import threading
from pathlib import Path

import pytest

from engine import platforms
from engine.observed import recording
from engine.runlog import layout, writer
from engine.runlog.layout import Cell, Channel, ChannelCell, Kind, Result, Role, SegmentCell
from engine.runlog.reader import Records, RunReader
from engine.runlog.writer import ChannelBlock, LogFullError, Recorder
from engine.states import State
from tests.engine.audit import records_of

NAME = "producer-1"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    writer.make_folders(tmp_path)
    return tmp_path


@pytest.fixture
def thread(run: Path) -> Recorder:
    return Recorder(run, NAME, writer.create_block(run, NAME, Role.PRODUCER, 1))


def read(run: Path, name: str = NAME) -> Records:
    with RunReader(run) as reader:
        reader.threads()
        return records_of(reader, name)


def test_name_can_be_claimed_once(run: Path) -> None:
    writer.create_block(run, NAME, Role.PRODUCER, 1)
    with pytest.raises(FileExistsError):
        writer.create_block(run, NAME, Role.PRODUCER, 1)


def test_new_block_says_who_it_is_and_that_it_starts(run: Path) -> None:
    writer.create_block(run, NAME, Role.PRODUCER, 3)
    with RunReader(run) as reader:
        cells = reader.blocks()[NAME]
    assert (cells[Cell.ROLE], cells[Cell.INDEX], cells[Cell.RECORDS]) == (Role.PRODUCER, 3, 0)
    assert cells[Cell.STATE] & layout.STATE_MASK == State.STARTING
    assert cells[Cell.STARTED_NS] == cells[Cell.STATE] >> layout.STATE_BITS


def test_recorder_says_that_its_program_runs(run: Path, thread: Recorder) -> None:
    assert thread.cells[Cell.PID] == os.getpid()
    assert thread.cells[Cell.STATE] & layout.STATE_MASK == State.WORKING_CPU
    assert thread.cells[Cell.RUNNING_NS] >= thread.cells[Cell.STARTED_NS]


def test_records_are_read_as_they_were_written(run: Path, thread: Recorder) -> None:
    thread.append(10, 5, 7, layout.code(Kind.PUT, State.WAIT_SLOT, Result.OK))
    thread.append(2**62, 2**61, -3, layout.code(Kind.ORDER, 0, 0, 1))
    found = read(run)
    assert found[["start", "duration", "item", "kind", "state", "result", "count"]].tolist() == [
        (10, 5, 7, Kind.PUT, State.WAIT_SLOT, Result.OK, 1),
        (2**62, 2**61, -3, Kind.ORDER, 0, 0, 1),
    ]


def test_state_is_left_with_a_record(run: Path, thread: Recorder) -> None:
    thread.enter(State.PACING, 5_000)
    assert thread.cells[Cell.STATE] == 5_000 << layout.STATE_BITS | State.PACING
    now = thread.leave(Kind.STATE, State.PACING, 5_000)
    assert thread.cells[Cell.STATE] == now << layout.STATE_BITS | State.WORKING_CPU
    record = read(run)[0]
    assert (record["start"], record["duration"], record["state"]) == (
        5_000,
        now - 5_000,
        State.PACING,
    )


@pytest.mark.parametrize("more", [0, 1, layout.SEGMENT_RECORDS])
def test_full_segment_opens_the_next_and_no_record_is_lost(
    run: Path, thread: Recorder, more: int
) -> None:
    count = layout.FIRST_SEGMENT_RECORDS + more
    code = layout.code(Kind.WORK, State.WORKING_IO)
    for number in range(count):
        thread.append(number, 1, number, code)
    found = read(run)
    assert found["item"].tolist() == list(range(count))
    sizes = [path.stat().st_size for path in sorted((run / "spans").iterdir())]
    assert sizes == [layout.segment_bytes(k) for k in range(1 + (more > 0))]


def test_segment_begins_with_the_counters_before_it(run: Path, thread: Recorder) -> None:
    for _ in range(layout.FIRST_SEGMENT_RECORDS):
        thread.append(1, 1, 0, layout.code(Kind.STATE, State.PACING))
    for cell, count in ((Cell.ATTEMPTED, 9), (Cell.ENTERED, 7), (Cell.DONE, 5)):
        thread.cells[cell] = count
    thread.append(2, 1, 0, layout.code(Kind.STATE, State.PACING))
    layout.segment_path(run, NAME, 0).unlink()  # as retention does
    with RunReader(run) as reader:
        reader.threads()
        assert len(reader.read_new()[NAME]) == 1
        totals = reader.gaps[0].totals
    assert totals[SegmentCell.FIRST_RECORD] == layout.FIRST_SEGMENT_RECORDS
    assert (totals[SegmentCell.ATTEMPTED], totals[SegmentCell.ENTERED]) == (9, 7)
    assert totals[SegmentCell.DONE] == 5


def test_refusals_in_a_row_are_one_span_with_a_count(run: Path, thread: Recorder) -> None:
    for start in (100, 200, 300):
        thread.refuse_put(Kind.PUT, State.WAIT_SLOT, start, Result.FULL)
    assert thread.retries()
    found = read(run)
    assert found[["start", "result", "count"]].tolist() == [(100, Result.FULL, 3)]
    assert thread.cells[Cell.REFUSED] == 3
    assert thread.cells[Cell.REFUSED_STOPPED] == 0


def test_refusals_of_another_kind_or_after_something_else_are_spans_of_their_own(
    run: Path, thread: Recorder
) -> None:
    thread.refuse_put(Kind.PUT, State.WAIT_SLOT, 100, Result.FULL)
    thread.refuse_put(Kind.PUT, State.WAIT_SLOT, 200, Result.TIMEOUT)
    thread.append(300, 1, 0, layout.code(Kind.STATE, State.PACING))
    assert not thread.retries()
    thread.refuse_put(Kind.PUT, State.WAIT_SLOT, 400, Result.TIMEOUT)
    thread.refuse_put(Kind.PUT, State.WAIT_SLOT, 500, Result.STOPPED)
    assert read(run)["count"].tolist() == [1, 1, 1, 1, 1]
    assert thread.cells[Cell.REFUSED_STOPPED] == 1


def test_refusals_are_merged_across_a_new_segment(run: Path, thread: Recorder) -> None:
    for _ in range(layout.FIRST_SEGMENT_RECORDS - 1):
        thread.append(1, 1, 0, layout.code(Kind.STATE, State.PACING))
    for start in (100, 200):
        thread.refuse_get(Kind.GET, State.WAIT_ITEM, start, Result.EMPTY)
    assert read(run)["count"][-1] == 2  # the last record of its segment grew in place
    thread.append(300, 1, 0, layout.code(Kind.STATE, State.PACING))
    thread.refuse_get(Kind.GET, State.WAIT_ITEM, 400, Result.EMPTY)
    assert read(run)["count"].tolist()[-3:] == [2, 1, 1]
    assert thread.cells[Cell.EMPTY] == 3


def test_full_disk_is_a_sentence(
    run: Path, thread: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(descriptor: int, size: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(platforms, "allocate", no_room)
    with pytest.raises(LogFullError, match="The run log cannot grow: No space left"):
        for _ in range(layout.FIRST_SEGMENT_RECORDS + 1):
            thread.append(1, 1, 0, layout.code(Kind.STATE, State.PACING))
    assert len(read(run)) == layout.FIRST_SEGMENT_RECORDS
    assert not layout.segment_path(run, NAME, 1).exists()


def test_the_last_state_is_left_out_of_a_segment_that_was_cut_short(
    run: Path,
) -> None:
    block = writer.create_block(run, NAME, Role.PRODUCER, 1)
    Recorder(run, NAME, block).append(1, 1, 0, layout.code(Kind.STATE, State.PACING))
    os.truncate(layout.segment_path(run, NAME, 0), 0)
    writer.append_after_end(run, NAME, block, State.WAIT_SLOT, 2, 3)
    assert block.cells[Cell.RECORDS] == 1


def test_segments_are_allocated_for_real(run: Path, thread: Recorder) -> None:
    stat = layout.segment_path(run, NAME, 0).stat()
    assert stat.st_size == layout.FIRST_SEGMENT_BYTES
    if hasattr(stat, "st_blocks") and hasattr(os, "posix_fallocate"):
        assert stat.st_blocks * 512 >= layout.FIRST_SEGMENT_BYTES


def test_channel_block_travels_as_its_path(run: Path) -> None:
    channel = writer.create_channel(run, "channel", Channel.QUEUE, 5)
    function, arguments = channel.__reduce__()
    copy = function(*arguments)
    copy.cells[ChannelCell.WRITTEN] = 8
    assert (channel.cells[ChannelCell.WRITTEN], copy.cells[ChannelCell.MAXSIZE]) == (8, 5)
    assert isinstance(copy, ChannelBlock)


def test_state_at_a_workers_end_is_recorded_after_it(run: Path, thread: Recorder) -> None:
    thread.append(1, 1, 0, layout.code(Kind.STATE, State.PACING))
    block = writer.Block(run, NAME, create=False)
    writer.append_after_end(run, NAME, block, State.WORKING_IO, 10, 25)
    last = read(run)[-1]
    assert (last["start"], last["duration"], last["state"]) == (10, 15, State.WORKING_IO)
    assert len(read(run)) == 2


def test_each_thread_claims_a_block_of_its_own(run: Path) -> None:
    names = []

    def claim() -> None:
        names.append(recording.recorder(run).name)

    for _ in range(2):
        one = threading.Thread(target=claim)
        one.start()
        one.join()
    assert names == ["MainProcess", "MainProcess-2"]


def test_reader_never_sees_a_record_before_it_is_whole(run: Path, thread: Recorder) -> None:
    """One thread writes while another reads: each record is there as a whole, and once."""
    count = 5_000
    code = layout.code(Kind.WORK, State.WORKING_IO)

    def write() -> None:
        for number in range(1, count + 1):
            thread.append(number, number, number, code)

    one = threading.Thread(target=write)
    found: list[tuple[int, int, int]] = []
    with RunReader(run) as reader:
        one.start()
        while len(found) < count:
            for records in reader.read_new().values():
                found += records[["start", "duration", "item"]].tolist()
        one.join()
    assert found == [(number, number, number) for number in range(1, count + 1)]
