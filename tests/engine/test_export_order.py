"""The export goes through a log once, in bounded memory: what it writes does not depend on how."""

import csv
import itertools
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.analysis.depth import depth_events
from engine.export import merge
from engine.export.log import export_log
from engine.runlog.layout import FIRST_SEGMENT_RECORDS, Channel, Kind, Role
from engine.runlog.reader import Records, RunReader
from engine.runlog.segment_reader import SegmentReader
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, record, send, work

ITEMS = 200
KILLED = (33, 100, 164)
"""Items of three producers that were sent and read, without a record of their sender."""


def calls(rng: random.Random, ends: list[int]) -> list[tuple[int, int]]:
    """Return start and duration of calls that end at `ends`, of any length between them."""
    starts = [rng.randint(before, end) for before, end in itertools.pairwise([0, *ends])]
    return [(start, end - start) for start, end in zip(starts, ends, strict=True)]


def stamps(rng: random.Random, entered: list[int], kind: str) -> list[int]:
    """Return the ends of puts; a writer to a pipe may get to its clock after the reader did."""
    if kind == "queue":
        return entered
    late: list[int] = np.maximum.accumulate([at + rng.randrange(9) * MS for at in entered]).tolist()
    return late


def fill(build: LogBuilder, rng: random.Random, kind: str) -> None:
    """Let three producers and two consumers pass items on; some wait long, some end together."""
    entered = sorted(rng.randrange(ITEMS) * MS for _ in range(ITEMS))
    left = np.maximum.accumulate([at + rng.randrange(20) * MS for at in entered]).tolist()
    for index in (1, 2, 3):
        mine = [number for number in range(ITEMS) if number % 3 == index - 1]
        spans = calls(rng, stamps(rng, [entered[number] for number in mine], kind))
        pairs = zip(mine, spans, strict=True)
        producer = build.producer(index)
        if kind == "pipe":
            # One write of each was never recorded: its producer was killed.
            producer.append([send(*span, item=n + 1) for n, span in pairs if n not in KILLED])
        else:
            producer.append([put(*span, item=n + 1) for n, span in enumerate(spans)])
            feeder = build.thread(f"producer-{index}.feeder", Role.FEEDER)
            feeder.append([record(Kind.ORDER, 3 * MS, 7, item=2)]).cells(WRITTEN=len(spans))
    for index in (1, 2):
        mine = [number for number in range(ITEMS) if number % 2 == index - 1]
        spans = calls(rng, [left[number] for number in mine])
        consumer = build.consumer(index)
        for number, span in zip(mine, spans, strict=True):
            consumer.append([get(*span, item=number + 1)])
    build.consumer(3).append([work(0, 10 * S)])
    build.channel(Channel.PIPE if kind == "pipe" else Channel.QUEUE)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["queue", "pipe"])
def test_rows_do_not_depend_on_how_much_is_read_at_once(
    build: LogBuilder, tmp_path: Path, kind: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(build, random.Random(seed), kind)
    export_log(build.run, tmp_path / "whole.csv")
    monkeypatch.setattr(merge, "_BATCH", 3)
    export_log(build.run, tmp_path / "parts.csv")
    whole = (tmp_path / "whole.csv").read_text()
    assert (tmp_path / "parts.csv").read_text() == whole
    rows = list(csv.DictReader(whole.splitlines()))
    starts = [float(row["t_s"]) for row in rows]
    assert starts == sorted(starts)
    with RunReader(build.run) as reader:
        times, depth = depth_events(reader)
    known = dict(zip((times - ORIGIN).tolist(), depth.tolist(), strict=True))
    for row in rows:
        if row["state"] != "working (I/O)":
            end = round(float(row["t_s"]) * S) + round(float(row["duration_s"]) * S)
            assert row["depth_after"] == str(known[end])


@pytest.mark.parametrize(
    "trimmed", [("producer-1",), ("consumer-1",), ("producer-1", "consumer-1")]
)
def test_depth_of_a_pipe_stays_exact_after_trimming(
    build: LogBuilder, tmp_path: Path, trimmed: tuple[str, ...]
) -> None:
    items = FIRST_SEGMENT_RECORDS + 1_000
    rng = random.Random(7)
    build.channel(Channel.PIPE)
    late = np.maximum.accumulate([n * MS + rng.randrange(9) * MS for n in range(items)]).tolist()
    read = np.maximum.accumulate([n * MS + rng.randrange(30) * MS for n in range(items)]).tolist()
    build.producer().append([send(at, 0, item=n + 1) for n, at in enumerate(late)])
    build.consumer().append([get(at, 0, item=n + 1) for n, at in enumerate(read)])
    export_log(build.run, tmp_path / "whole.csv")
    whole = (tmp_path / "whole.csv").read_text().splitlines()
    for name in trimmed:
        build.trim(name, 1)
    export_log(build.run, tmp_path / "trimmed.csv")
    lines = (tmp_path / "trimmed.csv").read_text().splitlines()
    known = [line for line in lines if not line.endswith(",,")]
    assert len(known) > 1_900
    assert set(known) <= set(whole)


def read_counter(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return what tells how many records have been read."""
    counts: list[int] = []
    usual = SegmentReader.read

    def read(self: SegmentReader, limit: int | None = None) -> Records:
        records = usual(self, limit)
        counts.append(len(records))
        return records

    monkeypatch.setattr(SegmentReader, "read", read)
    return lambda: sum(counts)


def test_what_a_run_writes_during_its_export_is_left_out(
    build: LogBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "_BATCH", 2)
    producer = build.producer().append([put(k * MS, MS) for k in range(20)])

    def go_on(done: int, total: int) -> bool:
        producer.append([put((done + 100) * MS, MS)])
        return total <= 20

    assert export_log(build.run, tmp_path / "log.csv", go_on) == 20


@pytest.mark.parametrize("kind", ["queue", "pipe"])
def test_progress_is_told_long_before_the_whole_log_is_read(
    build: LogBuilder, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "_BATCH", 2)
    if kind == "pipe":
        build.channel(Channel.PIPE)
        build.producer().append([send(k * MS, MS, item=k + 1) for k in range(20)])
    else:
        build.producer().append([put(k * MS, MS) for k in range(20)])
        feeder = build.thread("producer-1.feeder", Role.FEEDER)
        feeder.append([record(Kind.ORDER, k * MS, 7, item=k + 1) for k in range(20)])
    read = read_counter(monkeypatch)
    told: list[tuple[int, int]] = []

    def note(done: int, total: int) -> bool:
        told.append((done, total))
        if done < 4:  # a log that is read in advance makes Cancel wait
            assert kind == "queue" or read() < 10
        return True

    export_log(build.run, tmp_path / "log.csv", note)
    shares = [done / total for done, total in told]
    assert shares == sorted(shares)
    assert shares[0] < 0.2
    assert told[-1] == (20, 20)
