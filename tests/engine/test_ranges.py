"""Why, for any range of a run that is on disk: in the engine, and on the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine import cli
from engine.analysis.ranges import Ranges
from engine.config import DEFAULT
from engine.opened import OpenedRun
from engine.platforms import ProcessSample
from engine.runlog.layout import Channel, Kind, Role
from engine.runlog.marks import Mark, MarkWriter
from engine.runlog.samples import SampleWriter
from engine.snapshot import Snapshot
from engine.states import State
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, record, send, work


@contextmanager
def ranges_of(run: Path) -> Iterator[tuple[Ranges, Snapshot]]:
    opened = OpenedRun(run)
    try:
        while opened.load() < 1.0:
            pass
        assert opened.timeline is not None
        yield Ranges(opened.reader, opened.timeline), opened.snapshot()
    finally:
        opened.close()


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
    consumer.append([part for k in range(6) for part in _item(20 * MS + k * S, k + 1)])
    for k in range(46):
        at = 6060 * MS + k * 84 * MS
        producer.append([record(Kind.STATE, at, 80 * MS, State.PACING), put(at + 80 * MS)])
        (consumer, second)[k % 2].append([get(at, MS, item=7 + k), work(at + MS, 166 * MS)])
    producer.cells(ATTEMPTED=62, ENTERED=62)
    consumer.cells(RETURNED=39, DONE=39)
    second.cells(RETURNED=23, DONE=23)
    for thread in (producer, consumer, second):
        thread.ended(10 * S)
    builder.mark(6 * S, "consumers.count", 2)
    for name in ("producer-1", "consumer-1", "consumer-2"):
        builder.worker(name, 0, 10 * S)
    builder.end(10 * S, attempted=62, done=62)
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
        "  From 6.0 to 10.0 s: producers wait 1 % → queue 9 of 10 → consumers busy 99 %",
        "",
        "✓ Done: 62 items in 10 s, the ledger closes",
        "  62 attempted: 62 done, 0 refused, 0 lost",
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
    with ranges_of(folder) as (ranges, now):
        evidence = ranges.evidence(2.0, 5.0, now)
    assert evidence.cpu_cores == pytest.approx(1.5)  # process 4 is not of this run
    assert evidence.snapshot.ledger.done == 3


def test_instant_is_told_of_since_the_last_change_before_it(folder: Path) -> None:
    spans = {}
    with ranges_of(folder) as (ranges, now):
        for at_s in (3.0, 6.0, 6.1, 8.0):
            sentence = ranges.lately(at_s, now)
            assert sentence is not None and sentence.proof is not None
            spans[at_s] = sentence.proof.start_s
        assert ranges.lately(0.0, now) is None
    assert spans == {3.0: 0.0, 6.0: 1.0, 6.1: pytest.approx(1.1), 8.0: 6.0}


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
    with ranges_of(builder.run) as (ranges, now):
        assert ranges.stretches(now) == ((0.0, 4.0), (6.0, 9.0), (9.0, 20.0))
        assert ranges.why(4.5, 5.5, now).text.startswith("Paused")


def test_workers_that_come_and_go_without_a_setting_part_a_run(tmp_path: Path) -> None:
    counts = {"producers.count": 2, "consumers.count": 1}
    builder = LogBuilder(tmp_path / "run", **{**DEFAULT.values(), **counts})
    builder.channel(maxsize=10)
    builder.producer()
    builder.producer(2).ended(3 * S)
    builder.consumer().ended(6 * S, State.KILLED)
    builder.thread("consumer-2", Role.CONSUMER, index=2, started=8 * S, running=9 * S)
    builder.worker("producer-1", None)
    builder.worker("producer-2", 0, 3 * S)  # it left by itself
    builder.worker("consumer-1", -9, 6 * S)
    builder.worker("consumer-2", None)  # in the place of the dead: the count was not changed
    builder.end(12 * S)
    with ranges_of(builder.run) as (ranges, now):
        stretches = ranges.stretches(now)
    assert stretches == ((0.0, 3.0), (3.0, 6.0), (6.0, 8.0), (9.0, 12.0))  # from 8 s it starts


def test_frozen_process_is_told_from_the_samples(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run", **{**DEFAULT.values(), "producers.count": 1})
    builder.channel(maxsize=10)
    builder.producer().append([record(Kind.STATE, 0, 12 * S, State.PACING)])
    builder.consumer(2)
    builder.worker("producer-1", None)
    builder.worker("consumer-2", None)
    writer = SampleWriter(builder.run)
    for tick in range(24):
        letter = "T" if 8 <= tick < 16 else "S"
        samples = {1001: ProcessSample(0, 0, "S"), 1002: ProcessSample(0, 0, letter)}
        writer.append(ORIGIN + tick * S // 2, samples)
    writer.close()
    builder.end(12 * S)
    with ranges_of(builder.run) as (ranges, now):
        assert ranges.stretches(now) == ((0.0, 4.0), (4.0, 8.0), (8.0, 12.0))
        texts = [ranges.why(*each, now).text for each in ranges.stretches(now)]
        stopped = ranges.evidence(4.0, 8.0, now).snapshot.workers[1]
    assert (stopped.state, stopped.os_state) == (State.FROZEN, "T")
    assert stopped.stopped_in is State.WORKING_CPU
    assert ["consumer-2 is frozen by a signal" in text for text in texts] == [False, True, False]


def test_items_in_the_senders_buffers_are_told_from_what_feeders_wrote(tmp_path: Path) -> None:
    settings = {"channel.maxsize": 0, "producers.count": 1, "producers.rate_hz": 60.0}
    slow = {"producers.payload_bytes": 3_000_000, "consumers.service_ms": 2.0}
    builder = LogBuilder(
        tmp_path / "run", **{**DEFAULT.values(), **settings, **slow, "consumers.count": 1}
    )
    builder.channel(maxsize=0)
    producer, consumer = builder.producer(), builder.consumer()
    feeder = builder.thread("producer-1.feeder", Role.FEEDER)
    for k in range(600):
        producer.append([record(Kind.STATE, k * 16 * MS, 16 * MS, State.PACING)])
        producer.append([put(k * 16 * MS + 16 * MS, item=k + 1)])
    for k in range(1, 41):  # an item takes a quarter of a second to write
        at = (k - 1) * 250 * MS + 20 * MS
        feeder.append([record(Kind.WRITE, at, 240 * MS, State.WAIT_PIPE, item=k)])
        consumer.append([get(at, 241 * MS, item=k), work(at + 241 * MS, 2 * MS, item=k)])
    producer.cells(ATTEMPTED=600, ENTERED=600)
    feeder.cells(WRITTEN=40)
    consumer.cells(RETURNED=40, DONE=40)
    builder.worker("producer-1", None)
    builder.worker("consumer-1", None)
    builder.end(10 * S, attempted=600, in_buffer=560, done=40)
    with ranges_of(builder.run) as (ranges, now):
        sentence = ranges.why(4.0, 8.0, now)
    assert sentence.text.startswith("Items wait to be written, consumers wait for them 9")
    assert "← 351 in sender buffers ←" in sentence.chain.text
    assert dict(sentence.cures[0].settings) == {"producers.payload_bytes": 16_384}


def pipe_log(run: Path, payload_bytes: int) -> LogBuilder:
    """Two producers that wait in send() all the time, 20 items in the pipe, a busy consumer."""
    settings = {"channel.kind": "pipe", "producers.count": 2, "consumers.count": 1}
    offered = {"producers.payload_bytes": payload_bytes, "producers.rate_hz": 500.0}
    builder = LogBuilder(
        run, **{**DEFAULT.values(), **settings, **offered, "consumers.service_ms": 0.5}
    )
    builder.channel(Channel.PIPE, 0, capacity=65_536)
    senders, consumer = (builder.producer(), builder.producer(2)), builder.consumer()
    for k in range(1, 2001):
        senders[k % 2].append([send((k - 2) * 2 * MS, 4 * MS, item=k)])
        consumer.append([get((k + 20) * 2 * MS, MS, item=k), work((k + 20) * 2 * MS + MS, MS)])
    for name in ("producer-1", "producer-2", "consumer-1"):
        builder.worker(name, None)
    builder.end(4 * S, attempted=2000, done=1980)
    return builder


@pytest.mark.parametrize(
    ("payload_bytes", "text"),
    [
        (100, "Producers wait for each other 100 % of the time: one at a time can write"),
        (200_000, "No item fits into the pipe: send() waits until a consumer reads it"),
    ],
)
def test_what_a_pipe_holds_is_told_from_its_items(
    tmp_path: Path, payload_bytes: int, text: str
) -> None:
    with ranges_of(pipe_log(tmp_path / "run", payload_bytes).run) as (ranges, now):
        sentence = ranges.why(1.0, 3.0, now)
    assert sentence.text == text
    assert "items in the pipe" in sentence.chain.text  # their bytes are known only about
