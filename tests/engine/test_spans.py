"""The span under the cursor and its neighbours, found without reading the log from its start."""

from pathlib import Path

import pytest

from engine.analysis.spans import Spans
from engine.runlog.layout import Kind, Result, Role
from engine.runlog.reader import RunReader
from engine.states import State
from tests.engine.logbuilder import MS, LogBuilder, S, get, put, record, work


def spans_of(builder: LogBuilder) -> tuple[RunReader, Spans]:
    reader = RunReader(builder.run)
    reader.threads()
    return reader, Spans(reader)


@pytest.fixture
def consumer(tmp_path: Path) -> tuple[RunReader, Spans]:
    builder = LogBuilder(tmp_path / "run")
    thread = builder.thread("consumer-1", Role.CONSUMER, started=1 * MS, running=10 * MS)
    thread.append([get(20 * MS, 30 * MS, item=7), work(60 * MS, 40 * MS, item=7)])
    thread.state(State.WAIT_ITEM, 105 * MS)
    return spans_of(builder)


def test_span_under_the_cursor_has_state_times_and_item(
    consumer: tuple[RunReader, Spans],
) -> None:
    reader, spans = consumer
    with reader:
        span = spans.at("consumer-1", 0.070)
        assert span is not None
        assert (span.state, span.start_s, span.end_s) == (State.WORKING_IO, 0.060, 0.100)
        assert (span.item, span.kind) == (7, Kind.WORK)
        assert span.duration_s == pytest.approx(0.040)


def test_spans_follow_each_other_without_a_gap_from_start_to_now(
    consumer: tuple[RunReader, Spans],
) -> None:
    reader, spans = consumer
    with reader:
        met = [spans.at("consumer-1", 0.001)]
        while (span := met[-1]) is not None and span.end_s is not None:
            met.append(spans.following("consumer-1", span.start_s))
        found = [(one.state, one.start_ns // MS) for one in met if one]
        assert found == [
            (State.STARTING, 1),
            (State.WORKING_CPU, 10),
            (State.WAIT_ITEM, 20),
            (State.WORKING_CPU, 50),
            (State.WORKING_IO, 60),
            (State.WORKING_CPU, 100),
            (State.WAIT_ITEM, 105),
        ]
        back = [found[-1]]
        at = met[-1]
        while at is not None and (at := spans.preceding("consumer-1", at.start_s)) is not None:
            back.append((at.state, at.start_ns // MS))
        assert back == found[::-1]


def test_wait_under_way_comes_from_the_block(consumer: tuple[RunReader, Spans]) -> None:
    reader, spans = consumer
    with reader:
        span = spans.at("consumer-1", 5.0)
        assert span is not None
        assert (span.state, span.end_s, span.kind) == (State.WAIT_ITEM, None, None)


def test_nothing_is_known_before_the_start_and_the_end_lasts(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    thread = builder.thread("producer-1", Role.PRODUCER, started=10 * MS, running=20 * MS)
    thread.append([put(30 * MS, 5 * MS)]).ended(50 * MS, State.KILLED)
    reader, spans = spans_of(builder)
    with reader:
        assert spans.at("producer-1", 0.005) is None
        last = spans.at("producer-1", 9.0)
        assert last is not None
        assert (last.state, last.start_s) == (State.KILLED, 0.050)
        assert spans.at("nobody", 0.1) is None


def test_merged_refusals_are_one_span_with_a_count(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.producer().append([put(5 * MS, 10 * MS, Result.FULL, count=42)])
    reader, spans = spans_of(builder)
    with reader:
        span = spans.at("producer-1", 0.006)
        assert span is not None
        assert (span.count, span.result, span.item) == (42, Result.FULL, 0)


def test_put_is_told_by_the_sequence_number_of_its_item(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.producer().append([put(k * S, MS, item=k) for k in range(1, 6)])
    feeder = builder.thread("producer-1.feeder", Role.FEEDER)
    feeder.append([record(Kind.ORDER, 3 * S + 2 * MS, 10, item=3)])
    feeder.cells(WRITTEN=4)
    reader, spans = spans_of(builder)
    with reader:
        found = [spans.at("producer-1", k + 0.0005) for k in range(1, 6)]
        assert [one.item for one in found if one] == [1, 2, 13, 14, 0]  # the 5th is not written


def test_neighbour_that_lasts_long_enough_is_found_beyond_thousands(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    short = [put(10 * MS + k * 1000, 500, item=k + 1) for k in range(40_000)]
    thread = builder.producer()
    thread.append([record(Kind.STATE, MS, 5 * MS, State.PACING), *short])
    thread.append([record(Kind.STATE, 60 * MS, 5 * MS, State.PACING)])
    reader, spans = spans_of(builder)
    with reader:
        later = spans.following("producer-1", 0.0102, 0.001)
        assert later is not None
        assert (later.state, later.start_ns) == (State.WORKING_CPU, 10 * MS + 39_999 * 1000 + 500)
        later = spans.following("producer-1", later.start_s, 0.001)
        assert later is not None
        assert (later.state, later.start_ns) == (State.PACING, 60 * MS)
        cpu = spans.preceding("producer-1", 0.0499, 0.001)
        assert cpu is not None
        assert (cpu.state, cpu.start_ns, cpu.end_ns) == (State.WORKING_CPU, 6 * MS, 10 * MS)
        assert spans.preceding("producer-1", 0.0499, 1.0) is None
