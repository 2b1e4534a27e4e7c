"""Why, for any range of a run that is on disk: in the engine, and on the command line."""

from pathlib import Path

import pytest

from engine import cli
from engine.analysis.ranges import Ranges
from engine.config import DEFAULT
from engine.opened import OpenedRun
from engine.platforms import ProcessSample
from engine.runlog.layout import Kind, Role
from engine.runlog.marks import Mark, MarkWriter
from engine.runlog.samples import SampleWriter
from engine.states import State
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, record, work


def no_window(_scenario: str | None) -> int:
    raise AssertionError("a window was opened")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A queue of 10 that is full until a second consumer comes at 6 s, and balanced after that."""
    settings = {**DEFAULT.values(), "consumers.count": 1, "producers.count": 1}
    builder = LogBuilder(tmp_path / "run", **{**settings, "producers.rate_hz": 12.0})
    builder.channel(maxsize=10)
    producer, consumer = builder.producer(), builder.consumer()
    second = builder.thread("consumer-2", Role.CONSUMER, index=2, started=6 * S, running=6 * S)
    producer.append([put(k * MS, item=k) for k in range(1, 11)])
    producer.append([put(100 * MS + k * S, 950 * MS, item=11 + k) for k in range(6)])
    producer.append([record(Kind.STATE, 6100 * MS, 3850 * MS, State.PACING)])
    consumer.append([part for k in range(6) for part in _item(20 * MS + k * S, k + 1)])
    consumer.append([get(6050 * MS, MS, item=7), work(6060 * MS, 3900 * MS, item=7)])
    second.append([work(6060 * MS, 3900 * MS)])
    producer.cells(ATTEMPTED=16, ENTERED=16)
    consumer.cells(RETURNED=16, DONE=16)
    for thread in (producer, consumer, second):
        thread.ended(10 * S)
    builder.mark(6 * S, "consumers.count", 2)
    for name in ("producer-1", "consumer-1", "consumer-2"):
        builder.worker(name, 0, 10 * S)
    builder.end(10 * S, attempted=16, done=16)
    return builder.run


def _item(at: int, number: int) -> tuple[tuple[int, ...], ...]:
    return get(at, 25 * MS, item=number), work(at + 30 * MS, 940 * MS, item=number)


def why(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert cli.main(["why", *arguments], no_window) == 0
    return capsys.readouterr().out.splitlines()


def test_each_stretch_between_two_changes_has_its_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert why(capsys, str(folder)) == [
        "! The queue is full: 12/s are offered, 1 consumer serves 8/s",
        "  From 0.0 to 6.0 s: producers wait 94 % ← queue 9 of 10 ← consumers busy 97 %",
        "  → Try 2 consumers: --set consumers.count=2",
        "  → Try 70 ms: --set consumers.service_ms=70",
        "",
        "✓ Balanced: 12/s are offered, 2 consumers can serve 16/s",
        "  From 6.0 to 10.0 s: producers wait 1 % → queue 9 of 10 → consumers busy 100 %",
        "",
        "✓ Done: 16 items in 10 s, the ledger closes",
        "  16 attempted: 16 done, 0 refused, 0 lost",
    ]


def test_range_whose_beginning_was_trimmed_is_told_from_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flat_out = {"producers.rate_hz": 0.0, "consumers.service_ms": 0.0, "channel.maxsize": 1000}
    one_each = {"consumers.count": 1, "producers.count": 1}
    builder = LogBuilder(tmp_path / "run", **{**DEFAULT.values(), **flat_out, **one_each})
    builder.channel(maxsize=1000)
    numbers = range(1, 10_000)
    builder.producer().append([put(k * MS, item=k) for k in numbers]).cells(ENTERED=9_999)
    consumer = builder.consumer().append([get(k * MS, item=k) for k in numbers])
    consumer.cells(RETURNED=9_999, DONE=9_999)
    builder.trim("consumer-1", 1)
    builder.end(10 * S, attempted=9_999, done=9_999)
    sentence, chain = why(capsys, str(builder.run), "--from", "1", "--to", "4")
    assert sentence.startswith("✓ Flat out on both sides, 1,000/s on average")
    assert chain.startswith("  From 2.0 to 4.0 s")
    gone, *_ = why(capsys, str(builder.run), "--from", "0.5", "--to", "1.5")
    assert "too short" in gone


def test_range_can_be_chosen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = why(capsys, str(folder), "--from", "7", "--to", "9")
    assert said[1].startswith("  From 7.0 to 9.0 s: producers wait 0 %")
    assert len(why(capsys, str(folder), "--to", "3")) == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", "11"], "is no part of this run, which lasted 10.0 s."),
        (["--from", "5", "--to", "4"], "is no part of this run"),
    ],
)
def test_range_outside_the_run_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert cli.main(["why", str(folder), *arguments], no_window) == 2
    assert sentence in capsys.readouterr().err


def test_folder_that_is_no_run_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["why", str(tmp_path)], no_window) == 2
    assert "is not a run folder" in capsys.readouterr().err


def test_cpu_time_of_a_range_comes_from_the_samples(folder: Path) -> None:
    writer = SampleWriter(folder)
    for tick in range(20):
        used = {1001: tick * 250 * MS, 1002: tick * 500 * MS, 4: tick * 500 * MS}
        samples = {pid: ProcessSample(ns, 0, "R") for pid, ns in used.items()}
        writer.append(ORIGIN + tick * 500 * MS, samples)
    writer.close()
    opened = OpenedRun(folder)
    try:
        while opened.load() < 1.0:
            pass
        assert opened.timeline is not None
        ranges = Ranges(opened.reader, opened.timeline)
        evidence = ranges.evidence(2.0, 5.0, opened.snapshot())
        assert evidence.cpu_cores == pytest.approx(1.5)  # process 4 is not of this run
        assert evidence.snapshot.ledger.done == 3
    finally:
        opened.close()


def test_instant_is_told_of_since_the_last_change_before_it(folder: Path) -> None:
    opened = OpenedRun(folder)
    while opened.load() < 1.0:
        pass
    assert opened.timeline is not None
    ranges, now = Ranges(opened.reader, opened.timeline), opened.snapshot()
    spans = {}
    for at_s in (3.0, 6.0, 6.1, 8.0):
        sentence = ranges.lately(at_s, now)
        assert sentence is not None and sentence.proof is not None
        spans[at_s] = sentence.proof.start_s
    assert spans == {3.0: 0.0, 6.0: 1.0, 6.1: pytest.approx(1.1), 8.0: 6.0}
    assert ranges.lately(0.0, now) is None
    opened.close()


def test_pauses_and_deaths_part_a_run(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run", **{**DEFAULT.values(), "producers.count": 1})
    builder.channel(maxsize=10)
    threads = [builder.producer(), builder.consumer()]
    for thread in threads:
        thread.append([record(Kind.STATE, 0, 20 * S, State.PACING)])
        thread.ended(20 * S)
    marks = MarkWriter(builder.run)
    marks.append(Mark(ORIGIN + 4 * S, "pause", ""))
    marks.append(Mark(ORIGIN + 6 * S, "resume", ""))
    marks.close()
    builder.worker("producer-1", 0, 20 * S)
    builder.worker("consumer-1", -9, 9 * S)
    builder.end(20 * S)
    opened = OpenedRun(builder.run)
    while opened.load() < 1.0:
        pass
    assert opened.timeline is not None
    ranges, now = Ranges(opened.reader, opened.timeline), opened.snapshot()
    assert ranges.stretches(now) == ((0.0, 4.0), (6.0, 9.0), (9.0, 20.0))
    assert ranges.why(4.5, 5.5, now).text.startswith("Paused")
    opened.close()
