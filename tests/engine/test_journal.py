"""The list of events: merged, in order, bounded, and the same whatever the batches."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.analysis.journal import Change, Event, Journal
from engine.runlog.layout import Result
from engine.runlog.manifest import WorkerEntry
from engine.runlog.marks import Mark, MarkWriter
from engine.runlog.reader import RunReader
from engine.runlog.segment_reader import RECORD_DTYPE, Records
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put


@contextmanager
def journal_of(builder: LogBuilder) -> Iterator[tuple[Journal, Any]]:
    """Give a journal, and what makes it take in what is new in the log."""
    journal = Journal(ORIGIN)
    with RunReader(builder.run) as reader:

        def update() -> Change | None:
            return journal.add(reader.read_new(), reader.manifest, reader.marks())

        yield journal, update


def mark(builder: LogBuilder, at: int, *what: Any, **more: Any) -> None:
    writer = MarkWriter(builder.run)
    writer.append(Mark(ORIGIN + at, *what, **more))
    writer.close()


def told(events: Any) -> list[tuple[float, str, str, str]]:
    return [(one.at_s, one.kind, one.worker, one.words.text) for one in events]


def test_starts_ends_marks_and_refusals_stand_in_one_order(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    with journal_of(builder) as (journal, update):
        builder.worker("producer-1", None)
        builder.producer().append([put(S, 200 * MS, Result.TIMEOUT)])
        mark(builder, 2 * S, "setting", "consumers.count", 1, 2)
        update()
        builder.worker("consumer-1", -9, ended=3 * S)
        mark(builder, 3 * S, "warning", "consumer-1", text="consumer-1 was killed by SIGKILL.")
        mark(builder, 4 * S, "warning", "", text="The log has reached 2 GB.")
        builder.end(5 * S)
        update()
        assert told(journal.events) == [
            (0.0, "start", "producer-1", "started, process 1001"),
            (0.0, "start", "consumer-1", "started, process 1001"),
            (1.0, "timeout", "producer-1", "put(timeout) raised Full"),
            (2.0, "setting", "", "Count: 1 → 2 (consumers.count)"),
            (3.0, "end", "consumer-1", "killed by SIGKILL"),
            (4.0, "warning", "", "The log has reached 2 GB."),
            (5.0, "stop", "", "Stopped. The ledger closes"),
        ]
        assert [one.is_warning for one in journal.events] == [False] * 4 + [True, True, False]


def test_refusals_that_follow_closely_are_one_event_that_grows(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    with journal_of(builder) as (journal, update):
        thread = builder.producer()
        thread.append([put(S, 10 * MS, Result.FULL, count=40)])
        assert update() == Change(0, 0)
        thread.append([put(1100 * MS, 5 * MS, Result.FULL, count=2)])
        mark(builder, 1050 * MS, "pause", "")
        assert update() == Change(0, 0)
        first = journal.events[0]
        assert (first.count, first.until_s) == (42, 1.105)
        assert first.words.text == "42 × put_nowait(): Full"
        assert update() is None
        thread.append([put(4 * S, 5 * MS, Result.FULL)])
        assert update() == Change(0, 2)
        assert [one.kind for one in journal.events] == ["refusal", "pause", "refusal"]


def refusals(count: int, step: int) -> Records:
    batch = np.zeros(count, RECORD_DTYPE)
    batch[:] = put(0, MS, Result.TIMEOUT)
    batch["start"] += np.arange(count) * step
    return batch


@pytest.mark.parametrize("pieces", [1, 7, 500])
def test_events_are_the_same_whatever_the_batches(tmp_path: Path, pieces: int) -> None:
    records = refusals(1000, 40 * MS)  # 40 s: four stretches
    builder = LogBuilder(tmp_path / "run")
    journal = Journal(ORIGIN)
    for part in np.array_split(records, pieces):
        journal.add({"producer-1": part}, builder.manifest, ())
    assert [(one.at_s, one.count) for one in journal.events] == [
        (0, 250),
        (10, 250),
        (20, 250),
        (30, 250),
    ]


def test_empty_gets_timeouts_and_calls_cut_short_are_told_apart(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    with journal_of(builder) as (journal, update):
        builder.consumer().append(
            [get(S, MS, Result.EMPTY, count=9), get(2 * S, S, Result.TIMEOUT), get(4 * S, MS)]
        )
        builder.producer().append([put(5 * S, S, Result.STOPPED)])
        update()
        assert told(journal.events) == [
            (1.0, "empty", "consumer-1", "9 × get_nowait(): Empty"),
            (2.0, "timeout", "consumer-1", "get(timeout) raised Empty"),
            (5.0, "stop", "producer-1", "put() was cut short by Stop"),
        ]


def test_oldest_events_go_and_a_note_says_so(tmp_path: Path) -> None:
    manifest = LogBuilder(tmp_path / "run").manifest
    journal = Journal(ORIGIN, most=10)
    marks = [Mark(ORIGIN + k * S, "pause", "") for k in range(25)]
    assert journal.add({}, manifest, marks[:8]) == Change(0, 0)
    assert not journal.note
    assert journal.add({}, manifest, marks) == Change(15, 0)
    assert (len(journal.events), journal.dropped) == (10, 15)
    assert journal.note.text == "15 older events are no longer listed"
    assert journal.events[0].at_s == 15


def test_what_is_published_late_goes_where_it_belongs(tmp_path: Path) -> None:
    manifest = LogBuilder(tmp_path / "run").manifest
    journal = Journal(ORIGIN)
    marks = [Mark(ORIGIN + k * S, "pause", "") for k in range(1, 5)]
    journal.add({}, manifest, marks)
    late = refusals(1, 0)
    late["start"] += 2 * S + 500 * MS
    assert journal.add({"producer-1": late}, manifest, marks) == Change(0, 2)
    assert [one.kind for one in journal.events] == ["pause", "pause", "timeout", "pause", "pause"]


def test_how_a_worker_ended_is_told_with_its_state(tmp_path: Path) -> None:
    manifest = LogBuilder(tmp_path / "run").manifest
    codes = [(0, False), (0, True), (3, False), (-9, False), (-9, True), (-200, False)]
    manifest.workers = [
        WorkerEntry(f"producer-{n}", "producer", n, 0, ORIGIN, ORIGIN + S, code, asked)
        for n, (code, asked) in enumerate(codes, 1)
    ]
    journal = Journal(ORIGIN)
    journal.add({}, manifest, ())
    ends: list[Event] = [one for one in journal.events if one.kind == "end"]
    assert [(one.words.text, one.state.name, one.is_warning) for one in ends if one.state] == [
        ("finished, exit code 0", "FINISHED", False),
        ("ended as asked, exit code 0", "FINISHED", False),
        ("failed with exit code 3", "FAILED", True),
        ("killed by SIGKILL", "KILLED", True),
        ("killed at the end: SIGKILL", "KILLED", False),
        ("killed by signal 200", "KILLED", True),
    ]
