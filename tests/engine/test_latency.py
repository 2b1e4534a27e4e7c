"""Item latency over time: against a plain computation over all items, in any batches."""

import math
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis import latency_feed
from engine.analysis.histogram import Histogram
from engine.analysis.latency import Latency
from engine.analysis.latency_feed import LatencyFeed
from engine.runlog.layout import Cell, Channel, Kind, Role
from engine.runlog.reader import RunReader
from engine.runlog.segment_reader import RECORD_DTYPE, Records
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, record, send, work
from tests.gui.recorded import recorded_run

ITEMS = 600
PRODUCERS, CONSUMERS = 3, 4


class Story:
    """Items of several producers through a queue: who put each, when, and when it was read."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.sender = [chance.randrange(PRODUCERS) for _ in range(ITEMS)]
        gaps = [chance.randrange(1, 20 * MS) for _ in range(ITEMS)]
        self.put = np.cumsum(gaps)
        self.read = self.put.copy()
        for k in range(ITEMS):
            before = self.read[k - 1] if k else 0
            self.read[k] = max(self.put[k] + 100_000, before + chance.randrange(5_000, 18 * MS))
        self.done = self.read + 3 * MS

    def write(self, builder: LogBuilder) -> None:
        builder.channel()
        for number in range(PRODUCERS):
            mine = [k for k in range(ITEMS) if self.sender[k] == number]
            producer = builder.producer(number + 1)
            producer.append(
                [put(int(self.put[k]) - 1000, 1000, item=n) for n, k in _numbered(mine)]
            )
            feeder = builder.thread(f"producer-{number + 1}.feeder", Role.FEEDER, number + 1)
            orders, last = [], 0
            for n, k in _numbered(mine):
                if k + 1 - n != last:
                    last = k + 1 - n
                    orders.append(record(Kind.ORDER, int(self.put[k]) + 500, last, item=n))
            feeder.append(orders).cells(WRITTEN=len(mine))
            for thread in (producer, feeder):
                thread.ended(100 * S)
        for number in range(CONSUMERS):
            batch: list[tuple[int, ...]] = []
            for k in range(number, ITEMS, CONSUMERS):
                batch.append(get(int(self.read[k]) - 10, 10, item=k + 1))
                batch.append(work(int(self.read[k]), 3 * MS, item=k + 1))
            # Its times may overlap the next read's; the reader does not mind.
            builder.consumer(number + 1).append(sorted(batch)).ended(100 * S)

    def oldest(self, at_ns: int) -> float:
        waiting = self.put[(self.put <= at_ns) & (self.read > at_ns)]
        return float(at_ns - waiting.min()) / 1e9 if len(waiting) else 0.0


def _numbered(items: list[int]) -> Iterator[tuple[int, int]]:
    return enumerate(items, 1)


@contextmanager
def fed(builder: LogBuilder, limit: int | None) -> Iterator[Latency]:
    latency = Latency(ORIGIN)
    with RunReader(builder.run) as reader:
        while True:
            blocks = reader.blocks()
            records = reader.read_new(limit)
            latency.add(records, blocks, 0, reader.gaps)
            if not records:
                break
        yield latency


@pytest.mark.parametrize("limit", [None, 7, 150])
def test_latencies_are_those_of_the_items_whatever_the_batches(
    tmp_path: Path, limit: int | None
) -> None:
    story = Story(seed := random.randrange(2**32))
    print(f"seed {seed}")
    builder = LogBuilder(tmp_path / "run")
    story.write(builder)
    took = (story.read - story.put) / 1e9
    with fed(builder, limit) as latency:
        figures = latency.figures(0, 100)
        expected = np.quantile(took, (0.5, 0.95, 0.99))
        assert figures.is_exact
        assert np.allclose((figures.p50_s, figures.p95_s, figures.p99_s), expected)
        view = latency.view(0, 10, 1, window_s=10)
        assert view.read.p50[0] == pytest.approx(expected[0], rel=0.1)
        assert view.done.p50[0] == pytest.approx(expected[0] + 0.003, rel=0.1)


@pytest.mark.parametrize("limit", [None, 40])
def test_oldest_item_is_the_one_that_waits_longest(tmp_path: Path, limit: int | None) -> None:
    story = Story(seed := random.randrange(2**32))
    print(f"seed {seed}")
    builder = LogBuilder(tmp_path / "run")
    story.write(builder)
    with fed(builder, limit) as latency:
        last_s = float(story.read[-1]) / 1e9
        view = latency.view(0.0, last_s, 300)
        edges_ns = np.arange(0, story.read[-1], 10 * MS)
        ages = np.array([story.oldest(int(at)) for at in edges_ns])
        for column in range(300):
            start, end = view.edges_s[column] * 1e9, view.edges_s[column + 1] * 1e9
            inside = ages[(edges_ns > start - 10 * MS) & (edges_ns <= end)]
            assert view.oldest_s[column] <= inside.max() + 0.045
            assert (
                view.oldest_s[column]
                >= ages[(edges_ns > start) & (edges_ns <= end)].max(initial=0.0) - 1e-9
            )


def test_item_that_nobody_reads_grows_older(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.channel()
    builder.producer().append([put(S, item=1)])
    latency = Latency(ORIGIN)
    with RunReader(builder.run) as reader:
        latency.add(reader.read_new(), reader.blocks(), ORIGIN + 5 * S)
        for tick in range(10):
            latency.add({}, reader.blocks(), ORIGIN + (6 + tick) * S)
    view = latency.view(0, 15, 15)
    assert view.oldest_s[0] == 0
    assert np.allclose(view.oldest_s[2:], np.arange(2, 15), atol=0.02)
    assert np.isnan(view.read.p50).all()


def test_pipe_tells_items_by_their_sequence_numbers(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run", channel__kind="pipe")
    builder.channel(Channel.PIPE, 0)
    builder.producer(1).append([send(S, MS, 1), send(3 * S, MS, 3)])
    builder.producer(2).append([send(2 * S, MS, 2)])
    builder.consumer().append([get(k * S + 50 * MS, MS, item=k) for k in (1, 2, 3)])
    with fed(builder, None) as latency:
        figures = latency.figures(0, 10)
        assert (figures.p50_s, figures.p99_s) == pytest.approx((0.050, 0.050))


def test_what_a_gone_sender_held_back_is_no_longer_the_oldest(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run")
    builder.channel()
    builder.producer().append([put(S, item=1)]).ended(2 * S)
    latency = Latency(ORIGIN)
    with RunReader(builder.run) as reader:
        latency.add(reader.read_new(), reader.blocks(), ORIGIN + 5 * S)
        latency.add({}, reader.blocks(), ORIGIN + 5 * S)
    ages = latency.view(0, 5, 5).oldest_s
    assert ages[1] == pytest.approx(0.99, abs=0.02)
    assert ages[3] == ages[4] == 0


def test_memory_does_not_grow_with_the_run() -> None:
    latency = Latency(ORIGIN)
    blocks: Mapping[str, Mapping[Cell, int]] = {}
    sizes = []
    for second in range(600):
        numbers = range(second * 10 + 1, second * 10 + 11)
        puts = [send(second * S + k * MS, 1, n) for k, n in enumerate(numbers)]
        gets = [get(second * S + 200 * MS + k * MS, 1, item=n) for k, n in enumerate(numbers)]
        records = {"producer-1": _batch(puts), "consumer-1": _batch(gets)}
        latency.add(records, blocks, ORIGIN + (second + 1) * S)
        sizes.append(sum(len(sender._puts) for sender in latency._senders.values()))
    assert max(sizes) < 5_000
    view = latency.view(0, 600, 600)
    assert np.allclose(view.read.p50, 0.2, rtol=0.05)
    assert np.nanmax(view.oldest_s) == pytest.approx(0.2, abs=0.02)


def _batch(records: list[tuple[int, ...]]) -> Records:
    return np.array(records, RECORD_DTYPE)


def test_quantiles_of_buckets_are_right_to_within_a_few_per_cent() -> None:
    chance = np.random.default_rng(7)
    took = (chance.lognormal(0, 1.5, 20_000) * 1e7).astype(np.int64)
    times = np.sort(chance.integers(0, 8 * S, 20_000))
    histogram = Histogram()
    histogram.add(times, took, 8 * S)
    edges = np.linspace(0, 8 * S, 5)
    found = histogram.quantiles(edges, 0.0, (0.5, 0.95, 0.99))
    for column in range(4):
        inside = took[(times >= edges[column]) & (times < edges[column + 1])]
        assert np.allclose(found[:, column], np.quantile(inside, (0.5, 0.95, 0.99)), rtol=0.05)


DURATIONS_NS = st.integers(16_384, 275 * S)
"""What the buckets tell apart."""


@given(
    st.lists(st.one_of(DURATIONS_NS, st.sampled_from([95 * MS, 100 * MS])), min_size=1),
    st.tuples(*[st.floats(0.01, 1.0)] * 3).map(sorted).map(tuple),
)
def test_any_quantile_is_within_5_per_cent_of_the_item_of_its_rank(
    took: list[int], wanted: tuple[float, ...]
) -> None:
    histogram = Histogram()
    histogram.add(np.zeros(len(took), np.int64), np.array(took), S)
    found = histogram.quantiles(np.array([0.0, S]), 0.0, wanted)[:, 0]
    ranks = [math.ceil(quantile * len(took)) - 1 for quantile in wanted]
    np.testing.assert_allclose(found, np.sort(took)[ranks], rtol=0.05)
    assert (np.diff(found) >= 0).all()


@pytest.mark.parametrize(("budget_s", "most_calls"), [(math.inf, 8), (0.0, 200)])
def test_batches_grow_while_there_is_time_and_tell_the_same(
    budget_s: float, most_calls: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("LEAST_BATCH", 4), ("MOST_BATCH", 1 << 20), ("BUDGET_S", budget_s)):
        monkeypatch.setattr(latency_feed, name, value)
    feed = LatencyFeed(recorded_run(tmp_path / "run"), ORIGIN)
    calls = 0
    while not feed.is_whole:
        feed.follow()
        calls += 1
    p50 = feed.view(0, 30, 30).read.p50
    feed.close()
    assert (calls <= most_calls) and (calls > 50) == (budget_s == 0.0)
    assert p50[5:9] == pytest.approx(1.25, rel=0.06)  # ten places, eight a second
