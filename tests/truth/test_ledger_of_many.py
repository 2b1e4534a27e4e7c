"""The ledger with 1 to 8 workers on each side, resized and retuned, stopped at any moment.

The plans are those of tests/engine/test_ledger_property.py, with more workers.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.test_ledger_property import Plan, pass_the_audit, plans, real_runs

EXAMPLES = 4
LONG_EXAMPLES = 60


@pytest.mark.timeout(1_800)
def test_ledger_of_many_workers_closes(pytestconfig: pytest.Config) -> None:
    usual = LONG_EXAMPLES if pytestconfig.getoption("--long") else EXAMPLES

    @real_runs(int(pytestconfig.getoption("--examples")) or usual)
    @given(plans(), st.integers(1, 8), st.integers(1, 8))
    def holds(plan: Plan, producers: int, consumers: int) -> None:
        begin = {**plan.begin, "producers__count": producers, "consumers__count": consumers}
        pass_the_audit(replace(plan, begin=begin))

    holds()
