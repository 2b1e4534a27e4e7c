"""The reader of a run folder, on folders built by hand."""

import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine.runlog import layout
from engine.runlog.layout import Cell, Channel, ChannelCell, Result, Role
from engine.runlog.manifest import ManifestError
from engine.runlog.reader import RunLogError, RunReader
from engine.runlog.segment_reader import RECORD_DTYPE
from engine.states import State
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, work


def many(count: int, first: int = 0) -> np.ndarray:
    records = np.zeros(count, RECORD_DTYPE)
    records["start"] = ORIGIN + 1000 * np.arange(first, first + count)
    records["item"] = np.arange(first, first + count)
    records["kind"], records["state"], records["count"] = 3, State.WAIT_PIPE, 1
    return records


def test_record_dtype_is_what_the_writer_packs() -> None:
    packed = layout.RECORD.pack(7, 8, 9, layout.code(2, 5, 1, 70_000))
    record = np.frombuffer(packed, RECORD_DTYPE)[0]
    assert record.tolist() == (7, 8, 9, 2, 5, 1, 0, 70_000)


def test_a_run_without_blocks_has_nothing_new(reader: RunReader) -> None:
    assert reader.read_new() == {}
    assert reader.blocks() == {}
    assert reader.channel is None
    assert reader.marks() == ()
    assert reader.size_bytes() == 0


def test_a_folder_without_manifest_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with RunReader(tmp_path) as reader, pytest.raises(ManifestError, match=r"no run\.json"):
        _ = reader.manifest


def test_new_records_are_returned_once_and_threads_appear_later(
    build: LogBuilder, reader: RunReader
) -> None:
    producer = build.producer().append([put(0), put(MS)])
    assert len(reader.read_new()["producer-1"]) == 2
    assert reader.read_new() == {}
    producer.append([put(2 * MS)])
    build.consumer().append([get(MS), work(2 * MS, MS)])
    new = reader.read_new()
    assert {name: len(records) for name, records in new.items()} == {
        "producer-1": 1,
        "consumer-1": 2,
    }
    assert new["producer-1"]["start"][0] == ORIGIN + 2 * MS


def test_records_run_on_through_segments(build: LogBuilder, reader: RunReader) -> None:
    total = layout.FIRST_SEGMENT_RECORDS + 2 * layout.SEGMENT_RECORDS + 5
    log = build.producer()
    log.append(many(total))
    first = reader.read_new()["producer-1"]
    log.append(many(7, first=total))
    second = reader.read_new()["producer-1"]
    np.testing.assert_array_equal(np.concatenate((first, second))["item"], np.arange(total + 7))


def test_limit_bounds_a_call_and_everything_comes(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append(many(5000))
    parts = []
    while new := reader.read_new(limit=999):
        parts.append(new["producer-1"])
    assert max(map(len, parts)) == 999
    np.testing.assert_array_equal(np.concatenate(parts)["item"], np.arange(5000))


def test_reading_stops_at_a_record_that_is_not_visible_yet(
    build: LogBuilder, reader: RunReader
) -> None:
    log = build.producer().append([put(0), put(MS), put(2 * MS)])
    path = layout.segment_path(build.run, "producer-1", 0)
    data = bytearray(path.read_bytes())
    hole = layout.HEADER_BYTES + layout.RECORD_BYTES
    data[hole : hole + 32] = bytes(32)
    with open(path, "r+b") as file:
        file.write(data)
    assert len(reader.read_new()["producer-1"]) == 1
    assert reader.read_new() == {}
    log._write(0, 1, 2)
    assert len(reader.read_new()["producer-1"]) == 2


def test_a_refusal_that_grows_in_place_comes_as_what_it_grew_by(
    build: LogBuilder, reader: RunReader
) -> None:
    log = build.producer().append([put(0, 10 * MS, Result.FULL)])
    reader.read_new()
    log.grow(30 * MS, count=4)
    grown = reader.read_new()["producer-1"]
    assert grown["start"][0] == ORIGIN + 10 * MS
    assert grown["duration"][0] == 20 * MS
    assert grown["count"][0] == 3
    assert reader.read_new() == {}
    log.grow(40 * MS, count=5).append([put(50 * MS)])
    last = reader.read_new()["producer-1"]
    assert last["duration"].tolist() == [10 * MS, 0]
    assert reader.read_new() == {}


def test_a_refusal_that_grew_before_its_segment_was_full_is_not_forgotten(
    build: LogBuilder, reader: RunReader
) -> None:
    log = build.producer().append(many(layout.FIRST_SEGMENT_RECORDS - 1))
    log.append([put(S, MS, Result.FULL)])
    reader.read_new()
    log.grow(3 * MS, count=2).append([put(2 * S)])
    assert reader.read_new()["producer-1"]["duration"].tolist() == [2 * MS, 0]


def test_trimmed_segments_are_a_gap_with_the_totals_after_it(
    build: LogBuilder, reader: RunReader
) -> None:
    first = layout.FIRST_SEGMENT_RECORDS
    build.producer().append(many(first + layout.SEGMENT_RECORDS + 3))
    build.trim("producer-1", 1)
    records = reader.read_new()["producer-1"]
    assert records["item"][0] == first
    assert len(records) == layout.SEGMENT_RECORDS + 3
    (gap,) = reader.gaps
    assert gap.name == "producer-1"
    assert gap.totals[layout.SegmentCell.ENTERED] == first
    assert gap.at_ns == ORIGIN + 1000 * first


def test_a_batch_never_spans_a_gap(build: LogBuilder, reader: RunReader) -> None:
    first = layout.FIRST_SEGMENT_RECORDS
    log = build.producer().append(many(first - 10))
    assert len(reader.read_new()["producer-1"]) == first - 10
    log.append(many(2 * layout.SEGMENT_RECORDS, first - 10))
    layout.segment_path(build.run, "producer-1", 1).unlink()
    assert len(reader.read_new()["producer-1"]) == 10
    assert reader.gaps == ()
    assert reader.read_new()["producer-1"]["item"][0] == first + layout.SEGMENT_RECORDS
    assert len(reader.gaps) == 1


def test_scan_gives_the_whole_log_whatever_was_read(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append(many(5000))
    reader.read_new()
    assert sum(map(len, reader.scan("producer-1", limit=1000))) == 5000
    assert reader.read_new() == {}
    assert reader.last_record("producer-1")["item"].tolist() == [4999]


def test_cells_and_channel(build: LogBuilder, reader: RunReader) -> None:
    build.producer(3).cells(ENTERED=17).state(State.PACING, 5 * MS)
    cells = reader.blocks()["producer-3"]
    assert cells[Cell.ENTERED] == 17
    assert cells[Cell.STATE] & layout.STATE_MASK == State.PACING
    build.channel(Channel.PIPE, 0)
    channel = reader.channel
    assert channel is not None
    assert channel[ChannelCell.KIND] == Channel.PIPE


def test_manifest_is_read_anew_when_it_was_replaced(build: LogBuilder, reader: RunReader) -> None:
    assert reader.manifest.end is None
    assert reader.manifest is reader.manifest
    build.end(S)
    assert reader.manifest.end is not None


def test_marks_add_up(build: LogBuilder, reader: RunReader) -> None:
    build.mark(S, "channel.maxsize", 20)
    assert len(reader.marks()) == 1
    build.mark(2 * S, "channel.maxsize", 30)
    assert [mark.new for mark in reader.marks()] == [20, 30]


def test_a_block_being_made_is_passed_over(build: LogBuilder, reader: RunReader) -> None:
    path = layout.block_path(build.run, "producer-1")
    path.write_bytes(b"")
    assert reader.threads() == ()
    path.write_bytes(bytes(layout.BLOCK_BYTES))
    assert reader.threads() == ()
    build.producer()
    assert reader.threads() == ("producer-1",)


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [(Cell.MAGIC, 5, "is not the block"), (Cell.VERSION, 99, "has version 99")],
)
def test_a_foreign_block_is_refused_with_a_sentence(
    build: LogBuilder, reader: RunReader, cell: Cell, value: int, sentence: str
) -> None:
    build.producer().cells(**{cell.name: value})
    with pytest.raises(RunLogError, match=sentence):
        reader.read_new()


def test_a_foreign_segment_is_refused_with_a_sentence(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append([put(0)])
    layout.segment_path(build.run, "producer-1", 0).write_bytes(b"x" * layout.FIRST_SEGMENT_BYTES)
    with pytest.raises(RunLogError, match="is not a segment"):
        reader.read_new()


def test_size_is_what_was_written_and_not_trimmed(build: LogBuilder, reader: RunReader) -> None:
    build.producer().append(many(layout.FIRST_SEGMENT_RECORDS + 10))
    reader.read_new()
    whole = reader.size_bytes()
    assert whole == layout.BLOCK_BYTES + layout.FIRST_SEGMENT_BYTES + 256 + 320
    build.trim("producer-1", 1)
    _ = reader.manifest
    assert reader.size_bytes() == whole - layout.FIRST_SEGMENT_BYTES


def test_no_descriptor_is_left(build: LogBuilder) -> None:
    process = psutil.Process()
    count = process.num_handles if hasattr(process, "num_handles") else process.num_fds
    before = count()
    for index in range(5):
        build.producer(index + 1).append(many(3000))
    build.channel()
    build.thread("producer-1.feeder", Role.FEEDER)
    with RunReader(build.run) as reader:
        reader.read_new(limit=100)
        reader.read_new()
        assert reader.channel
        assert len(next(reader.scan("producer-1"))) == 3000
        reader.blocks()
        assert sys.platform == "win32" or count() <= before + 13
    assert count() == before
