"""A log of which a part is gone: it says so, shows what is there, and invents nothing."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.analysis.ranges import Ranges
from engine.export.log import export_log
from engine.opened import OpenedRun
from engine.runlog import layout
from tests.engine.logbuilder import MS, LogBuilder, S, get, put

ITEMS = 6_000
FIRST = layout.FIRST_SEGMENT_RECORDS


@pytest.fixture
def run(build: LogBuilder) -> Path:
    """Return a run of which each thread has two segments."""
    build.channel()
    producer = build.producer().append([put(k * MS, item=k + 1) for k in range(ITEMS)])
    producer.cells(ATTEMPTED=ITEMS, ENTERED=ITEMS, WRITTEN=ITEMS).ended(6 * S)
    consumer = build.consumer().append([get(k * MS, MS // 2, item=k + 1) for k in range(ITEMS)])
    consumer.cells(RETURNED=ITEMS, DONE=ITEMS).ended(6 * S)
    for worker in ("producer-1", "consumer-1"):
        build.worker(worker, 0, 6 * S)
    build.end(6 * S, attempted=ITEMS, done=ITEMS)
    return build.run


def segment(run: Path, number: int) -> Path:
    return layout.segment_path(run, "consumer-1", number)


def lose_the_first(run: Path) -> None:
    segment(run, 0).unlink()


def lose_the_last(run: Path) -> None:
    segment(run, 1).unlink()


def cut_the_first(run: Path) -> None:
    whole = segment(run, 0).read_bytes()
    segment(run, 0).write_bytes(whole[: layout.HEADER_BYTES + 40 * layout.RECORD_BYTES])


def cut_the_last(run: Path) -> None:
    whole = segment(run, 1).read_bytes()
    segment(run, 1).write_bytes(whole[: layout.HEADER_BYTES + 40 * layout.RECORD_BYTES])


def blank_the_last(run: Path) -> None:
    """Leave zeros, as a machine does that loses its power."""
    whole = segment(run, 1).read_bytes()
    segment(run, 1).write_bytes(whole[: layout.HEADER_BYTES] + bytes(len(whole) - 256))


REST = ITEMS - FIRST
DAMAGES = [
    (lose_the_first, FIRST),
    (lose_the_last, REST),
    (cut_the_first, FIRST - 40),
    (cut_the_last, REST - 40),
    (blank_the_last, REST),
]


def sentence(missing: int) -> str:
    return (
        f"Part of the log is gone: {missing:,} of {2 * ITEMS:,} records cannot be read; "
        "the rest is here."
    )


def opened(run: Path) -> tuple[str, ...]:
    """Open a run and return what it says of itself."""
    found = OpenedRun(run)
    try:
        while found.load() < 1:
            pass
        return found.snapshot().notices
    finally:
        found.close()


@pytest.mark.parametrize(("damage", "missing"), DAMAGES)
def test_a_run_of_which_a_part_is_gone_says_how_much(
    run: Path, tmp_path: Path, damage: Callable[[Path], None], missing: int
) -> None:
    damage(run)
    assert opened(run) == (sentence(missing),)
    told: list[str] = []
    rows = export_log(run, tmp_path / "log.csv", warn=told.append)
    assert told == [sentence(missing)]
    assert rows == 2 * ITEMS - missing


@pytest.mark.parametrize("worker", ["producer-1", "consumer-1"])
def test_a_run_of_which_a_worker_is_gone_names_it(run: Path, tmp_path: Path, worker: str) -> None:
    layout.block_path(run, worker).unlink()
    gone = f"Part of the log is gone: nothing of {worker} can be read; the rest is here."
    assert opened(run) == (gone,)
    told: list[str] = []
    assert export_log(run, tmp_path / "log.csv", warn=told.append) == ITEMS
    assert told == [gone]
    assert depths(tmp_path / "log.csv") == {""}


@pytest.mark.parametrize("is_trimmed", [False, True])
def test_a_whole_log_and_a_trimmed_one_say_nothing(
    build: LogBuilder, run: Path, tmp_path: Path, is_trimmed: bool
) -> None:
    if is_trimmed:
        build.trim("consumer-1", 1)
    assert not opened(run)
    told: list[str] = []
    export_log(run, tmp_path / "log.csv", warn=told.append)
    assert not told


@pytest.mark.parametrize("damage", [cut_the_first, cut_the_last])
def test_depth_is_told_as_far_as_it_is_known(
    run: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    export_log(run, tmp_path / "whole.csv")
    whole = {line["t_s"] + line["worker"]: line for line in rows(tmp_path / "whole.csv")}
    damage(run)
    export_log(run, tmp_path / "log.csv")
    left = rows(tmp_path / "log.csv")
    known = [line for line in left if line["depth_after"]]
    assert known == [whole[line["t_s"] + line["worker"]] for line in known]
    last_s = (FIRST * (damage is cut_the_last) + 40) / 1000
    assert {line["depth_after"] for line in left if float(line["t_s"]) > last_s} == {""}
    assert len(known) == pytest.approx(2000 * last_s, abs=4)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def depths(path: Path) -> set[str]:
    return {line["depth_after"] for line in rows(path)}


@pytest.mark.parametrize("command", ["why", "export"])
def test_the_command_line_says_so_on_standard_error(
    run: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lose_the_last(run)
    target = [str(tmp_path / "log.csv")] if command == "export" else []
    assert cli.main([command, str(run), *target], lambda _: 1) == 0
    told = capsys.readouterr()
    assert told.err.splitlines() == [sentence(REST)]
    assert told.out and "gone" not in told.out


def test_what_is_not_known_of_a_damaged_run_is_not_shown(run: Path) -> None:
    cut_the_last(run)
    found = OpenedRun(run)
    while found.load() < 1:
        pass
    assert found.timeline is not None
    known, unknown = (FIRST + 40) // 1000, 5
    early = found.timeline.view(0, known, known)
    assert not np.isnan(early.depth).any()
    late = found.timeline.view(unknown, 6, 1)
    assert np.isnan([late.depth, late.depth_low, late.depth_high]).all()
    assert "consumer" not in found.timeline.shares(unknown, 6)
    said = Ranges(found.reader, found.timeline).why(unknown, 6, found.snapshot())
    found.close()
    assert "queue – of 10" in said.chain.text
