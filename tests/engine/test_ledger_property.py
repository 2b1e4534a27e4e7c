"""Whatever the configuration, and whatever is done to a run, its log passes the audit.

Real runs, drawn by hypothesis: `--examples N` runs N of them.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engine.audit import audit
from tests.engine.contexts import METHODS
from tests.engine.running import Run, running

EXAMPLES = 12


Action = tuple[float, str, dict[str, Any]]


@dataclass(frozen=True)
class Plan:
    """A run: how it begins, what is done to it after so many seconds each, when it is stopped."""

    begin: dict[str, Any]
    actions: tuple[Action, ...]
    stop_s: float


RATES = st.sampled_from((0.0, 5.0, 50.0, 1_000.0))
MODES = st.sampled_from(("block", "timeout", "nowait"))
TIMEOUTS = st.sampled_from((0.001, 0.02))
SERVICES = st.sampled_from((0.0, 1.0, 30.0))
SIZES = st.sampled_from((0, 100, 5_000, 100_000))
WORKERS = st.integers(0, 4)

LIVE: dict[str, st.SearchStrategy[Any]] = {
    "producers__count": WORKERS,
    "producers__rate_hz": RATES,
    "producers__spacing": st.sampled_from(("constant", "poisson", "bursty")),
    "producers__payload_bytes": SIZES,
    "producers__put": MODES,
    "producers__put_timeout_s": TIMEOUTS,
    "producers__when_full": st.sampled_from(("retry", "drop")),
    "consumers__count": WORKERS,
    "consumers__service_ms": SERVICES,
    "consumers__service": st.sampled_from(("constant", "exponential", "lognormal")),
    "consumers__work": st.sampled_from(("io", "cpu")),
    "consumers__get": MODES,
    "consumers__get_timeout_s": TIMEOUTS,
    "run__tempo": st.sampled_from((0.5, 1.0, 3.0)),
}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    begin = {key: draw(strategy) for key, strategy in LIVE.items()}
    begin |= {
        "channel__kind": draw(st.sampled_from(("queue", "queue", "pipe"))),
        "channel__maxsize": draw(st.sampled_from((0, 1, 2, 5, 30))),
        "gate__producer_permits": draw(st.integers(0, 2)),
        "gate__consumer_permits": draw(st.integers(0, 2)),
        "run__start_method": draw(st.sampled_from(METHODS)),
        "run__items": draw(st.sampled_from((0, 0, 0, 40))),
        "run__seed": draw(st.integers(0, 1_000)),
    }
    live = dict(LIVE)
    if begin["channel__maxsize"]:
        live["channel__maxsize"] = st.integers(1, 30)
    for gate in ("gate__producer_permits", "gate__consumer_permits"):
        if begin[gate]:
            live[gate] = st.integers(1, 4)
    actions = tuple(draw(st.lists(action_of(live), max_size=8)))
    return Plan(begin, actions, draw(st.floats(0, 0.4)))


@st.composite
def action_of(draw: st.DrawFn, live: dict[str, st.SearchStrategy[Any]]) -> Action:
    """Draw one thing that is done to a run, and how long after the last."""
    name = draw(st.sampled_from(("change", "change", "change", "pause", "resume", "resume")))
    change = {}
    if name == "change":
        key = draw(st.sampled_from(sorted(live)))
        change = {key: draw(live[key])}
    return draw(st.floats(0, 0.1)), name, change


def carry_out(plan: Plan, run: Run) -> None:
    """Do what the plan says: the moments are its point, and no waits for something."""
    if plan.stop_s > 0.05:
        run.until_running()
    for wait, action, change in plan.actions:
        time.sleep(wait)
        if not run.now.phase.is_live:
            break
        if action == "change":
            run.change(**change)
        elif action == "pause":
            run.session.pause()
        else:
            run.session.resume()
    time.sleep(plan.stop_s)
    assert run.now.ledger.attempted >= 0
    end = run.stop()
    assert end.reason in ("stopped", "items", "finished"), end.sentence


def real_runs(examples: int) -> settings:
    """Return how so many runs are drawn: one that fails is not repeated exactly."""
    return settings(
        max_examples=examples,
        database=None,
        phases=(Phase.generate,),  # shrinking would mislead
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def pass_the_audit(plan: Plan) -> None:
    """Carry out a plan, and fail with all that is wrong with its log."""
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        with running(Path(folder), **plan.begin) as run:
            carry_out(plan, run)
        killed = any((worker.exitcode or 0) < 0 for worker in run.now.workers)
        assert audit(run.folder, is_ledger_exact=not killed).closes


def test_ledger_of_any_run_closes(pytestconfig: pytest.Config) -> None:
    examples = int(pytestconfig.getoption("--examples")) or EXAMPLES
    real_runs(examples)(given(plans())(pass_the_audit))()
