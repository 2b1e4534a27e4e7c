"""The check that a test leaves nothing behind tells what is the test's own from what is not."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import used_by_others

MAKER = """
import multiprocessing, sys
made = multiprocessing.get_context("spawn").Semaphore(1)
print(made._semlock.name, flush=True)
sys.stdin.read()
"""
LAUNCHER = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {MAKER!r}])"
"""Leaves at once, so that the maker is nobody's child here."""


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="semaphores cannot be listed here")
def test_a_semaphore_is_told_from_that_of_another_family() -> None:
    own = multiprocessing.get_context("spawn").Semaphore(1)
    name = f"sem.{own._semlock.name[1:]}"  # type: ignore[attr-defined]
    ear, mouth = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", LAUNCHER], stdin=ear, stdout=subprocess.PIPE
    ) as launcher:
        os.close(ear)
        assert launcher.stdout is not None
        other = f"sem.{launcher.stdout.readline().decode().strip()[1:]}"
        launcher.wait()
        assert used_by_others({name, other}) == {other}
        os.close(mouth)  # the maker leaves
        assert not launcher.stdout.read()
