"""The ledger with 1 to 8 workers on each side, resized and retuned, stopped at any moment.

The plans are those of tests/engine/test_ledger_property.py, with more workers.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engine.audit import audit
from tests.engine.running import running
from tests.engine.test_ledger_property import Plan, carry_out, plans

EXAMPLES = 4
LONG_EXAMPLES = 60


@pytest.mark.timeout(1_800)
def test_ledger_of_many_workers_closes(pytestconfig: pytest.Config) -> None:
    usual = LONG_EXAMPLES if pytestconfig.getoption("--long") else EXAMPLES
    examples = int(pytestconfig.getoption("--examples")) or usual

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),  # a real run is not repeated exactly: shrinking it misleads
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(plans(), st.integers(1, 8), st.integers(1, 8))
    def holds(plan: Plan, producers: int, consumers: int) -> None:
        begin = {**plan.begin, "producers__count": producers, "consumers__count": consumers}
        with tempfile.TemporaryDirectory(prefix="run-") as folder:
            with running(Path(folder), **begin) as run:
                carry_out(replace(plan, begin=begin), run)
            killed = any((worker.exitcode or 0) < 0 for worker in run.now.workers)
            assert audit(run.folder, is_ledger_exact=not killed).closes

    holds()
