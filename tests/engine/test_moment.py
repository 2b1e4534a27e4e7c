"""A run as it was: the same as what was seen while it ran."""

from pathlib import Path

from engine.analysis.life import Life
from engine.analysis.moment import Moments, settings_at
from engine.config import from_values
from engine.runlog.layout import Channel
from engine.runlog.marks import Mark
from engine.runlog.reader import RunReader
from engine.session import Session
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, get, put, send
from tests.engine.running import until


def test_every_instant_of_a_run_can_be_told_afterwards(tmp_path: Path) -> None:
    config = from_values(
        {
            "producers.rate_hz": 20.0,
            "consumers.count": 1,
            "consumers.service_ms": 50.0,
            "channel.maxsize": 5,
            "run.items": 40,
            "run.start_method": "forkserver",
        }
    )
    session = Session()
    seen: list[Snapshot] = []

    def ended() -> bool:
        seen.append(session.poll())
        return seen[-1].phase is Phase.ENDED

    try:
        session.start(config, run_dir=tmp_path / "run")
        until(ended, "the end of the run")
        assert session.reader is not None and session.timeline is not None
        last = seen[-1]
        moments = Moments(session.reader)
        at_end = moments.at(last.elapsed_s, last, session.timeline.lives)
        assert at_end.ledger.done == last.ledger.done == 40
        assert [w.items for w in at_end.workers] == [w.items for w in last.workers]
        assert all(worker.state.is_end for worker in at_end.workers)
        depths, together = [], []
        for step in range(1, 100):
            then = moments.at(last.elapsed_s * step / 100, last, session.timeline.lives)
            assert then.ledger.closes, then.ledger
            assert 0 <= then.depth <= 5
            assert then.phase is Phase.RUNNING
            depths.append(then.depth)
            together.append({worker.state for worker in then.workers})
        assert max(depths) == 5
        assert any({State.WORKING_IO, State.WAIT_SLOT} <= states for states in together)
    finally:
        session.close()


def test_what_is_under_way_while_the_view_is_held_is_told_by_the_blocks(tmp_path: Path) -> None:
    builder = LogBuilder(tmp_path / "run", channel__kind="pipe")
    builder.channel(Channel.PIPE, 0)
    producer = builder.producer().append([send(k * MS, MS // 2, item=k) for k in (1, 2)])
    producer.cells(ENTERED=2, WRITTEN=2, PUT_SINCE_NS=ORIGIN + 5 * MS)
    builder.consumer().append([get(3 * MS, item=1)]).cells(RETURNED=1, DONE=0)
    with RunReader(builder.run) as reader:
        reader.threads()
        moments = Moments(reader)
        assert moments.counts("producer-1", ORIGIN + 6 * MS).is_putting
        assert not moments.counts("producer-1", ORIGIN + 4 * MS).is_putting
        assert moments.counts("consumer-1", ORIGIN + 6 * MS).in_hand == 1
        assert moments.counts("consumer-1", ORIGIN + 2 * MS).in_hand == 0


def test_a_moment_that_was_trimmed_is_the_first_that_is_known(build: LogBuilder) -> None:
    build.producer().append([put(k * MS) for k in range(4_000)])
    build.consumer().append([get(k * MS, MS // 2, item=k) for k in range(4_000)])
    with RunReader(build.run) as reader:
        lives = [
            Life(name, name[:-2], 1, ORIGIN, ORIGIN, 0, State.PACING, ORIGIN)
            for name in reader.threads()
        ]
        views = [
            WorkerView(one.name, one.role, 1, 9, one.state, 0, 0, 0, 0, 0, False, 0)
            for one in lives
        ]
        now = Snapshot(phase=Phase.RUNNING, elapsed_s=4.0, workers=tuple(views))
        moments = Moments(reader)
        assert moments.at(1.0, now, lives).elapsed_s == 1.0
        build.trim("consumer-1", 1)
        first = moments.at(1.0, now, lives)
        assert 2.0 < first.elapsed_s < 2.1
        assert first.depth in (0, 1)


def test_settings_at_an_instant_are_the_first_ones_and_what_was_changed_by_then() -> None:
    first = {"consumers.count": 2, "channel.maxsize": 10}
    marks = (Mark(100, "setting", "channel.maxsize", 10, 50), Mark(150, "pause", ""))
    assert settings_at(first, marks, 99).channel_maxsize == 10
    assert settings_at(first, marks, 100).channel_maxsize == 50
    assert settings_at(first, marks, 100).consumers_count == 2
