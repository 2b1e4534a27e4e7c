"""The standard and the observed context of each start method; a run folder built by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.runlog.reader import RunReader
from tests.engine.contexts import KINDS, METHODS, context_of
from tests.engine.logbuilder import LogBuilder


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


@pytest.fixture
def build(tmp_path: Path) -> LogBuilder:
    """A run folder to fill."""
    return LogBuilder(tmp_path / "run")


@pytest.fixture
def reader(build: LogBuilder) -> Iterator[RunReader]:
    """The reader of that folder."""
    with RunReader(build.run) as reader:
        yield reader
