"""Sequence numbers of items."""

from pathlib import Path

import numpy as np

from engine.analysis.items import ItemNumbers, put_sequence
from engine.runlog.layout import Kind, Result, Role
from engine.runlog.reader import NO_RECORDS, RunReader
from engine.runlog.segment_reader import RECORD_DTYPE
from tests.engine.logbuilder import MS, LogBuilder, get, put, record, send, work


def orders(*changes: tuple[int, int]) -> np.ndarray:
    found = np.zeros(len(changes), RECORD_DTYPE)
    found["item"] = [item for item, _ in changes]
    found["duration"] = [difference for _, difference in changes]
    return found


def test_without_orders_numbers_are_the_producers_own() -> None:
    assert put_sequence(np.arange(1, 4), NO_RECORDS, accepted=9).tolist() == [1, 2, 3]


def test_each_order_holds_until_the_next() -> None:
    found = put_sequence(np.arange(1, 7), orders((3, 5), (5, 9)), accepted=9)
    assert found.tolist() == [1, 2, 8, 9, 14, 15]


def test_what_was_never_written_has_no_number() -> None:
    assert put_sequence(np.arange(1, 5), orders((2, 1)), accepted=2).tolist() == [1, 3, 0, 0]


def test_before_the_first_order_of_a_trimmed_log_nothing_is_known() -> None:
    found = put_sequence(np.arange(5, 9), orders((7, 3)), accepted=9, is_whole=False)
    assert found.tolist() == [0, 0, 10, 11]


def test_numbers_of_the_records_of_a_run(tmp_path: Path) -> None:
    build = LogBuilder(tmp_path / "run")
    build.producer(1).append(
        [put(0, item=1), put(MS, 0, Result.FULL, item=0), put(2 * MS, item=2), put(3 * MS, item=3)]
    )
    feeder = build.thread("producer-1.feeder", Role.FEEDER).cells(WRITTEN=2)
    feeder.append([record(Kind.ORDER, MS, 4, 0, item=2)])
    build.producer(2).append([send(0, MS, item=7), put(MS, item=1)])
    build.consumer().append([get(0, item=1), work(MS, MS, item=1)])
    with RunReader(build.run) as reader:
        numbers = ItemNumbers(reader)
        found = {
            name: numbers.of(name, records).tolist() for name, records in reader.read_new().items()
        }
    assert found == {
        "producer-1": [1, 0, 6, 0],
        "producer-1.feeder": [0],
        "producer-2": [7, 0],
        "consumer-1": [1, 1],
    }
