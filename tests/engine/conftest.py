"""Fixtures for tests of the drop-in: the standard and the observed context of each start method."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.contexts import KINDS, METHODS, context_of


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest) -> str:
    """Each start method of this platform."""
    return str(request.param)


@pytest.fixture(params=KINDS)
def context(request: pytest.FixtureRequest, method: str, tmp_path: Path) -> Iterator[Any]:
    """The standard and the observed context of each start method."""
    with context_of(request.param, method, tmp_path) as found:
        yield found


@pytest.fixture
def own(method: str, tmp_path: Path) -> Iterator[Any]:
    """The observed context of each start method."""
    with context_of("observed", method, tmp_path) as found:
        yield found
