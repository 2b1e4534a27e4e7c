import csv
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config import DEFAULT
from engine.export import csv_file, log, page
from engine.export.log import ExportError, check_target, export_log
from engine.runlog import layout, manifest, writer
from engine.runlog.layout import Cell, Kind, Result, Role
from engine.runlog.manifest import Manifest
from engine.runlog.marks import Mark, MarkWriter
from engine.runlog.writer import Recorder
from engine.states import State

ORIGIN_NS = 5_000_000_000
MS = 1_000_000


@dataclass
class Log:
    """Writes a run folder through the real writer, with times of its own."""

    folder: Path
    kind: str = "queue"

    def __post_init__(self) -> None:
        self.folder.mkdir()
        writer.make_folders(self.folder)
        manifest.write(
            self.folder,
            Manifest(
                settings={**DEFAULT.values(), "channel.kind": self.kind},
                origin_ns=ORIGIN_NS,
                started_at="2026-01-02T03:04:05+00:00",
                scenario="slow-consumer",
                versions={"weir": "1"},
            ),
        )

    def thread(self, name: str, role: Role) -> Recorder:
        block = writer.create_block(self.folder, name, role, 1)
        return Recorder(self.folder, name, block)

    def mark(self, at_ms: int, **fields: Any) -> None:
        marks = MarkWriter(self.folder)
        marks.append(Mark(at_ns=ORIGIN_NS + at_ms * MS, **fields))
        marks.close()


def append(
    thread: Recorder,
    kind: Kind,
    state: State,
    start_ms: int,
    end_ms: int,
    item: int = 0,
    result: Result = Result.OK,
    count: int = 1,
) -> None:
    code = layout.code(kind, state, result, count)
    thread.append(ORIGIN_NS + start_ms * MS, (end_ms - start_ms) * MS, item, code)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Two items put, one got and worked on, one put refused twice, one setting changed."""
    story = Log(tmp_path / "run")
    producer = story.thread("producer-1", Role.PRODUCER)
    append(producer, Kind.STATE, State.PACING, 0, 10)
    append(producer, Kind.PUT, State.WAIT_SLOT, 10, 11, item=1)
    append(producer, Kind.PUT, State.WAIT_SLOT, 12, 20, item=2)
    append(producer, Kind.PUT, State.WAIT_SLOT, 21, 40, 0, Result.TIMEOUT, 2)
    feeder = story.thread("producer-1.feeder", Role.FEEDER)
    feeder.append(ORIGIN_NS + 21 * MS, 7, 2, layout.code(Kind.ORDER, 0))  # no span: n becomes n + 7
    feeder.cells[Cell.WRITTEN] = 2
    consumer = story.thread("consumer-1", Role.CONSUMER)
    append(consumer, Kind.GET, State.WAIT_ITEM, 5, 15, item=1)
    append(consumer, Kind.WORK, State.WORKING_IO, 15, 30, item=1)
    append(consumer, Kind.GET, State.WAIT_ITEM, 31, 50, 0, Result.MARK)
    story.mark(13, kind="setting", key="consumers.count", old=1, new=2)
    story.mark(45, kind="warning", key="", text="=cmd, said it")
    return story.folder


def csv_rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def json_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_csv_has_one_row_a_span_and_marks_by_time(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    assert export_log(run, path) == 9
    rows = csv_rows(path)
    assert list(rows[0]) == list(csv_file.COLUMNS)
    found = [(r["t_s"], r["duration_s"], r["worker"], r["state"], r["result"]) for r in rows]
    assert found == [
        ("0.000000000", "0.010000000", "producer-1", "pacing", ""),
        ("0.005000000", "0.010000000", "consumer-1", "waiting: item", "ok"),
        ("0.010000000", "0.001000000", "producer-1", "waiting: slot", "ok"),
        ("0.012000000", "0.008000000", "producer-1", "waiting: slot", "ok"),
        ("0.013000000", "", "", "mark", ""),
        ("0.015000000", "0.015000000", "consumer-1", "working (I/O)", "ok"),
        ("0.021000000", "0.019000000", "producer-1", "waiting: slot", "timeout"),
        ("0.031000000", "0.019000000", "consumer-1", "waiting: item", "mark"),
        ("0.045000000", "", "", "mark", ""),
    ]
    assert {r["pid"] for r in rows if r["worker"]} == {str(os.getpid())}
    assert [r["count"] for r in rows] == ["1", "1", "1", "1", "", "1", "2", "1", ""]
    assert rows[4]["note"] == "consumers.count: 1 → 2"


def test_depth_after_a_row_is_exact_at_its_event(run: Path, tmp_path: Path) -> None:
    export_log(run, tmp_path / "log.csv")
    depth = {r["t_s"]: r["depth_after"] for r in csv_rows(tmp_path / "log.csv")}
    assert depth["0.010000000"] == "1"  # slot taken at 11 ms
    assert depth["0.005000000"] == "0"  # given back at 15 ms
    assert depth["0.012000000"] == "1"  # taken at 20 ms
    assert depth["0.000000000"] == depth["0.021000000"] == depth["0.031000000"] == ""


def test_item_is_the_sequence_number_that_the_feeder_gave(run: Path, tmp_path: Path) -> None:
    export_log(run, tmp_path / "log.jsonl")
    items = {r["t_s"]: r["item"] for r in json_rows(tmp_path / "log.jsonl") if r["type"] == "span"}
    assert items[0.010] == 1
    assert items[0.012] == 2 + 7  # by the ORDER record
    assert items[0.005] == items[0.015] == 1
    assert items[0.021] is None


def test_jsonl_begins_with_a_header_and_says_the_same(run: Path, tmp_path: Path) -> None:
    export_log(run, tmp_path / "log.csv")
    export_log(run, tmp_path / "log.jsonl")
    header, *records = json_rows(tmp_path / "log.jsonl")
    assert header["type"] == "header"
    assert (header["format"], header["version"]) == ("weir-log", 1)
    assert header["scenario"] == "slow-consumer"
    assert header["settings"] == DEFAULT.values()
    assert header["started_at"] == "2026-01-02T03:04:05+00:00"
    for record, row in zip(records, csv_rows(tmp_path / "log.csv"), strict=True):
        assert record["t_s"] == pytest.approx(float(row["t_s"]), abs=1e-12)
        if record["type"] == "span":
            for key in ("worker", "role", "state", "result"):
                assert record[key] == row[key]
            for key in ("pid", "count", "item", "depth_after"):
                assert ("" if record[key] is None else str(record[key])) == row[key]
    marks = [record for record in records if record["type"] == "mark"]
    assert [(m["kind"], m["key"], m["old"], m["new"]) for m in marks] == [
        ("setting", "consumers.count", 1, 2),
        ("warning", "", None, None),
    ]


def test_text_that_a_spreadsheet_would_run_is_disarmed(run: Path, tmp_path: Path) -> None:
    export_log(run, tmp_path / "log.csv")
    assert csv_rows(tmp_path / "log.csv")[-1]["note"] == "warning: =cmd, said it"
    for text in ("=1+1", "+1", "-1", "@x"):
        assert csv_file.cell_of(text) == "'" + text
    assert csv_file.cell_of('=a,"b"') == '"\'=a,""b"""'


def test_run_without_records_exports_only_its_header(tmp_path: Path) -> None:
    story = Log(tmp_path / "run")
    assert export_log(story.folder, tmp_path / "log.csv") == 0
    assert csv_rows(tmp_path / "log.csv") == []
    assert export_log(story.folder, tmp_path / "log.jsonl") == 0
    assert len(json_rows(tmp_path / "log.jsonl")) == 1


def test_pipe_item_enters_no_later_than_it_is_read(tmp_path: Path) -> None:
    story = Log(tmp_path / "run", kind="pipe")
    producer = story.thread("producer-1", Role.PRODUCER)
    consumer = story.thread("consumer-1", Role.CONSUMER)
    append(producer, Kind.SEND, State.WAIT_PIPE, 0, 12, item=1)  # stamped after its read
    append(producer, Kind.SEND, State.WAIT_PIPE, 13, 14, item=2)
    append(consumer, Kind.GET, State.WAIT_ITEM, 1, 11, item=1)
    export_log(story.folder, tmp_path / "log.jsonl")
    depth = [r["depth_after"] for r in json_rows(tmp_path / "log.jsonl")[1:]]
    assert depth == [0, 0, 1]


def test_depth_stays_exact_after_retention_trimmed_the_oldest_segment(tmp_path: Path) -> None:
    story = Log(tmp_path / "run")
    producer = story.thread("producer-1", Role.PRODUCER)
    for number in range(1, layout.FIRST_SEGMENT_RECORDS + 1):
        append(producer, Kind.PUT, State.WAIT_SLOT, number, number, item=number)
    producer.cells[Cell.ENTERED] = layout.FIRST_SEGMENT_RECORDS
    late = 10**9  # far later than the wall clock at which this test opens the second segment
    append(producer, Kind.PUT, State.WAIT_SLOT, late, late, item=number + 1)
    layout.segment_path(story.folder, "producer-1", 0).unlink()
    export_log(story.folder, tmp_path / "log.jsonl")
    rows = json_rows(tmp_path / "log.jsonl")[1:]
    assert [r["depth_after"] for r in rows] == [layout.FIRST_SEGMENT_RECORDS + 1]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_export_that_is_given_up_changes_nothing(run: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"log.{kind}"
    path.write_text("old")
    with pytest.raises(ExportError, match="given up"):
        export_log(run, path, lambda done, total: False)
    assert path.read_text() == "old"
    assert not list(tmp_path.glob(".*.tmp"))


def test_export_that_fails_changes_nothing(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "log.csv"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left on device"):
        export_log(run, path)
    assert path.read_text() == "old"
    assert not list(tmp_path.glob(".*.tmp"))


def test_progress_is_told_to_the_end(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "ROWS_AT_A_TIME", 2)
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    export_log(run, tmp_path / "log.csv", progress)
    assert told[-1] == (9, 9)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"not a run folder"):
        export_log(tmp_path, tmp_path / "log.csv")
    assert not (tmp_path / "log.csv").exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("log.txt", r"must end in \.csv or \.jsonl"),
        ("log", r"must end in \.csv or \.jsonl"),
        ("missing/log.csv", "no folder"),
        ("folder.csv", "is a folder"),
        (f"{'x' * 300}.csv", r"^/.*\.csv cannot be written: File name too long\.$"),
        ("run/marks.jsonl", "the file is a part of a run"),
    ],
)
def test_target_that_cannot_be_written_is_refused(name: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").touch()
    with pytest.raises(ExportError, match=why):
        check_target(tmp_path / name)


def test_target_in_the_run_folder_can_be_written_again(run: Path) -> None:
    assert export_log(run, run / "log.jsonl") == export_log(run, run / "log.jsonl")


@given(st.lists(st.integers(-1, 2**62), min_size=1))
def test_integers_are_spelled_as_python_does(values: list[int]) -> None:
    column = page.integers(np.array(values, np.int64), "null")
    lines = page.text_of([column, page.literal("\n")]).decode().splitlines()
    assert lines == ["null" if value < 0 else str(value) for value in values]


@given(st.lists(st.integers(0, 2**62), min_size=1))
def test_seconds_are_exact(values: list[int]) -> None:
    column = page.seconds(np.array(values, np.int64))
    lines = page.text_of([column, page.literal("\n")]).decode().splitlines()
    assert lines == [f"{ns // 10**9}.{ns % 10**9:09d}" for ns in values]


def test_words_are_those_of_the_table() -> None:
    column = page.words(np.array([2, 0, 1, 2]), ["", "é", "waiting"])
    assert page.text_of([column, page.literal(",")]).decode() == "waiting,,é,waiting,"
