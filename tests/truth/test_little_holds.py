"""Little's law and the sum of states on runs that ended drained, over all that can be waited for.

No chance and no timing is in this: the figures come from the same log by different ways.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from engine.analysis import steps
from engine.analysis.depth import depth_figures
from engine.analysis.pyramid import FINEST_NS
from engine.analysis.theory import little
from engine.analysis.timeline import Timeline
from engine.analysis.totals import worker_totals
from engine.runlog.layout import Cell, Kind, Role
from engine.runlog.reader import RunReader
from engine.states import State
from tests.engine.audit import audit, records_of
from tests.truth.measured import items
from tests.truth.runs import run_together

WITHIN: Final = 1e-3
ITEMS: Final = 600

RUNS: Final[dict[str, dict[str, Any]]] = {
    "full": {
        "producers__rate_hz": 0,
        "channel__maxsize": 5,
        "consumers__service_ms": 4,
        "consumers__service": "exponential",
    },
    "starved": {
        "producers__rate_hz": 60,
        "producers__spacing": "poisson",
        "channel__maxsize": 0,
        "consumers__count": 4,
        "consumers__service_ms": 3,
    },
    "bursts": {
        "producers__rate_hz": 80,
        "producers__spacing": "bursty",
        "channel__maxsize": 0,
        "consumers__service_ms": 5,
    },
    "pipe": {
        "channel__kind": "pipe",
        "producers__rate_hz": 70,
        "producers__payload_bytes": 9_000,
        "consumers__service_ms": 9,
        "consumers__service": "lognormal",
    },
    "gates": {
        "producers__rate_hz": 100,
        "producers__put": "timeout",
        "producers__put_timeout_s": 0.004,
        "channel__maxsize": 3,
        "consumers__count": 4,
        "consumers__get": "timeout",
        "consumers__get_timeout_s": 0.005,
        "consumers__service_ms": 6,
        "consumers__work": "cpu",
        "gate__producer_permits": 1,
        "gate__consumer_permits": 2,
    },
}


@pytest.fixture(scope="module")
def drained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    plans = {name: {**plan, "run__items": ITEMS} for name, plan in RUNS.items()}
    return run_together(tmp_path_factory.mktemp("drained"), plans, 10)


@pytest.mark.parametrize("name", RUNS)
def test_littles_law_holds_on_a_drained_run(drained: dict[str, Path], name: str) -> None:
    with RunReader(drained[name]) as reader:
        manifest = reader.manifest
        assert manifest.end is not None and manifest.end.reason == "items"
        start, end = manifest.origin_ns, manifest.end.at_ns
        maxsize = steps.maxsize(manifest.settings, reader.marks())
        mean_depth = depth_figures(reader, start, end, maxsize).mean
        found = items(reader)
    # An item of a pipe can be stamped as read before it is stamped as written.
    waits_s = np.maximum(found.waits_s, 0)
    rate_hz = len(waits_s) / (end - start) * 1e9
    expected = little(rate_hz, float(waits_s.mean()))
    print(f"{name}: mean depth {mean_depth:.6f}, rate times wait {expected:.6f}")
    assert len(waits_s) == manifest.end.totals["done"]
    assert mean_depth == pytest.approx(expected, rel=WITHIN)


@pytest.mark.parametrize("name", RUNS)
def test_depth_as_it_is_drawn_keeps_littles_law(drained: dict[str, Path], name: str) -> None:
    with RunReader(drained[name]) as reader:
        view = whole_view(reader)
        total_s = float(np.maximum(items(reader).waits_s, 0).sum())
    area = float(np.nansum(view.depth * np.diff(view.edges_s)))
    assert area == pytest.approx(total_s, rel=WITHIN)


@pytest.mark.parametrize("name", RUNS)
def test_states_of_each_worker_add_up_to_its_life(drained: dict[str, Path], name: str) -> None:
    """Without overlap (the audit), without a gap (each bin), and in sum; by two ways."""
    audit(drained[name])
    with RunReader(drained[name]) as reader:
        view = whole_view(reader)
        end = reader.manifest.end
        assert end is not None
        widths = np.diff(view.edges_s)
        for lane in view.lanes:
            cells = reader.cells(lane.name)
            life_s = (cells[Cell.ENDED_NS] - cells[Cell.STARTED_NS]) / 1e9
            inside = (view.edges_s[:-1] >= lane.started_s) & (view.edges_s[1:] <= lane.ended_s)
            assert lane.shares.sum(axis=1)[inside] == pytest.approx(1, rel=WITHIN), lane.name
            drawn = (lane.shares * widths[:, None]).sum(axis=0)
            assert drawn.sum() == pytest.approx(life_s, rel=WITHIN), lane.name
            totals = worker_totals(reader, lane.name, cells, end.at_ns)
            assert np.sum(totals.seconds) == pytest.approx(life_s, rel=WITHIN), lane.name
            assert drawn == pytest.approx(totals.seconds, abs=WITHIN * life_s), lane.name


@pytest.mark.parametrize("name", RUNS)
def test_time_in_each_state_is_that_of_its_spans(drained: dict[str, Path], name: str) -> None:
    """What has no span is working (CPU), and before the program runs starting."""
    with RunReader(drained[name]) as reader:
        end = reader.manifest.end
        assert end is not None
        for worker, cells in reader.blocks().items():
            if cells[Cell.ROLE] == Role.FEEDER:
                continue
            records = records_of(reader, worker)
            spans = records[records["kind"] != Kind.ORDER]
            seconds = np.bincount(spans["state"], spans["duration"] / 1e9, len(State) + 1)
            life_s = (cells[Cell.ENDED_NS] - cells[Cell.STARTED_NS]) / 1e9
            seconds[State.STARTING] += (cells[Cell.RUNNING_NS] - cells[Cell.STARTED_NS]) / 1e9
            seconds[State.WORKING_CPU] += life_s - seconds.sum()
            totals = worker_totals(reader, worker, cells, end.at_ns)
            assert totals.seconds == pytest.approx(seconds, abs=WITHIN * life_s), worker


def whole_view(reader: RunReader) -> Any:
    """Return the series of a whole run, a column for each of its finest bins.

    A column that cut a bin would share out what the bin holds, which knows no time within it.
    """
    end = reader.manifest.end
    assert end is not None
    timeline = Timeline(reader.manifest.origin_ns)
    while timeline.update(reader, end.at_ns):
        pass
    columns = -(-(end.at_ns - reader.manifest.origin_ns) // FINEST_NS)
    return timeline.view(0, columns * FINEST_NS / 1e9, columns)
