"""A run folder opened again: the same figures as the run showed when it ended."""

import json
import math
import os
import shutil
from contextlib import closing
from pathlib import Path
from struct import Struct

import pytest

from engine.export.log import ExportError, export_log
from engine.opened import OpenedRun, OpenError
from engine.runlog import layout
from engine.runlog.layout import Role
from engine.runlog.samples import SampleReader
from engine.snapshot import Phase
from engine.states import State
from tests.engine.logbuilder import MS, ORIGIN, LogBuilder, S, get, put, work
from tests.engine.running import living_host


def built(folder: Path, is_ended: bool = True) -> Path:
    builder = LogBuilder(folder, consumers__count=1, producers__count=1)
    producer = builder.thread("producer-1", Role.PRODUCER)
    consumer = builder.thread("consumer-1", Role.CONSUMER)
    producer.append([put(n * 10 * MS, MS, item=n + 1) for n in range(300)])
    producer.cells(ATTEMPTED=300, ENTERED=300)
    records = []
    for n in range(300):
        records += [get(n * 10 * MS + 2 * MS, item=n + 1), work(n * 10 * MS + 2 * MS, 5 * MS)]
    consumer.append(records).cells(RETURNED=300, DONE=300)
    if is_ended:
        producer.ended(3 * S)
        consumer.ended(3 * S)
        builder.end(3 * S)
    return builder.run


def test_an_ended_run_is_shown_as_it_ended(tmp_path: Path) -> None:
    run = OpenedRun(built(tmp_path / "run"))
    steps = [run.load()]
    while steps[-1] < 1:
        steps.append(run.load())
    snapshot = run.snapshot()
    run.close()
    assert steps == sorted(steps)
    assert snapshot.phase is Phase.ENDED
    assert snapshot.elapsed_s == pytest.approx(3)
    assert {worker.name: worker.items for worker in snapshot.workers} == {
        "producer-1": 300,
        "consumer-1": 300,
    }
    assert run.timeline is not None
    view = run.timeline.view(0, 3, 30)
    assert view.left_hz[-1] == pytest.approx(100, rel=0.02)


def test_a_sample_that_is_damaged_costs_its_letter_only(tmp_path: Path) -> None:
    run = built(tmp_path / "run")
    record = Struct("<qqqqqq")
    (run / "samples.bin").write_bytes(record.pack(ORIGIN, 4101, 5, 6, 1 << 62, 1) * 2)
    (sample, _) = SampleReader(run).read_new()
    assert (sample.process.os_state, sample.process.memory_bytes) == ("–", 6)


def test_a_run_that_was_cut_off_opens_and_says_so(tmp_path: Path) -> None:
    run = OpenedRun(built(tmp_path / "run", is_ended=False))
    while run.load() < 1:
        pass
    snapshot = run.snapshot()
    run.close()
    assert snapshot.phase is Phase.ENDED
    assert snapshot.end is not None and "cut off" in snapshot.end.sentence
    assert snapshot.elapsed_s == pytest.approx(2.997, abs=0.01)
    assert all(worker.state is State.KILLED for worker in snapshot.workers)


def test_a_run_under_way_is_refused_until_its_host_has_ended(tmp_path: Path) -> None:
    folder = built(tmp_path / "run", is_ended=False)
    with living_host(folder) as pid:
        changed(folder, host_pid=pid)
        with pytest.raises(OpenError, match=r"run is still running: wait for its end\.$"):
            OpenedRun(folder)
        other = built(tmp_path / "other", is_ended=False)
        changed(other, host_pid=pid)  # given to the host of another run since
        OpenedRun(other).close()
    OpenedRun(folder).close()


def test_a_run_whose_folder_is_removed_stays_on_show(tmp_path: Path) -> None:
    folder = built(tmp_path / "run")
    with closing(OpenedRun(folder)) as run:
        while run.load() < 1:
            pass
        before = run.snapshot()
        layout.manifest_path(folder).write_text("no manifest any more")
        assert run.reader.manifest.origin_ns == ORIGIN
        shutil.rmtree(folder)
        assert run.reader.manifest.origin_ns == ORIGIN
        assert run.snapshot() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
@pytest.mark.parametrize(
    "name", ["run.json", "marks.jsonl", "samples.bin", "spans/consumer-1-0.bin"]
)
def test_a_log_with_a_pipe_in_it_is_refused_and_nobody_hangs(tmp_path: Path, name: str) -> None:
    folder = built(tmp_path / "run")
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    told = f"{folder / name} cannot be read: it is no ordinary file."
    with pytest.raises(OpenError) as refused:
        OpenedRun(folder)
    assert str(refused.value) == told
    with pytest.raises(ExportError) as not_exported:
        export_log(folder, tmp_path / "log.csv")
    assert str(not_exported.value) == told


def changed(folder: Path, **fields: object) -> None:
    """Write other values into the manifest of a run."""
    path = layout.manifest_path(folder)
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


@pytest.mark.parametrize(
    "damage",
    [
        *("no manifest", "no run", "other file", "bad block", "a file", "newer"),
        *("settings of another kind", "bad setting", "nonsense in a block"),
        *("bad origin", "bad trimmed", "bad segment", "bad mark"),
    ],
)
def test_what_is_no_run_is_refused_with_a_sentence_that_names_it(
    tmp_path: Path, damage: str
) -> None:
    folder = built(tmp_path / "run")
    if damage == "no manifest":
        layout.manifest_path(folder).unlink()
    elif damage == "no run":
        shutil.rmtree(folder)
    elif damage == "other file":
        layout.manifest_path(folder).write_text('{"format": "something"}')
    elif damage == "a file":
        shutil.rmtree(folder)
        folder.write_text("no folder")
    elif damage == "newer":
        changed(folder, version=99)
    elif damage == "settings of another kind":
        changed(folder, settings=7)
    elif damage == "bad setting":
        changed(folder, settings={"producers.count": "many"})
    elif damage == "bad origin":
        changed(folder, origin_ns="noon")
    elif damage == "bad trimmed":
        changed(folder, trimmed=math.nan)
    elif damage == "bad segment":
        changed(folder, trimmed={"producer-1": "one"})
    elif damage == "bad mark":
        layout.marks_path(folder).write_text('{"at_ns": "noon", "kind": "pause", "key": ""}\n' * 2)
    elif damage == "nonsense in a block":
        block = layout.block_path(folder, "producer-1")
        block.write_bytes(block.read_bytes()[:64] + b"x" * 960)
    else:
        layout.block_path(folder, "producer-1").write_bytes(b"x" * 1024)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OpenError, match="run"), closing(OpenedRun(folder)) as run:
        while run.load() < 1:
            pass
        run.snapshot()
    if damage.startswith("bad ") and damage != "bad setting":  # a log is exported as it stands
        with pytest.raises(ExportError, match="run"):
            export_log(folder, tmp_path / "log.csv")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_run_whose_segments_were_cut_short_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    folder = built(tmp_path / "run")
    segment = layout.segment_path(folder, "consumer-1", 0)
    segment.write_bytes(segment.read_bytes()[: layout.HEADER_BYTES + 40 * layout.RECORD_BYTES])
    run = OpenedRun(folder)
    rounds = 0
    while run.load() < 1:
        rounds += 1
    end = run.snapshot().end
    run.close()
    assert rounds < 10 and end is not None
