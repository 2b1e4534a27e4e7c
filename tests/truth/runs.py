"""Real runs beside each other, each to its own end."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.session import Session
from engine.snapshot import Phase
from tests.engine.running import config

Settings = Mapping[str, Any]
"""As `running` takes them: `{"consumers__count": 1}`."""

LOOK_S = 0.1
SPARE_S = 30.0


def run_together(folder: Path, runs: Mapping[str, Settings], expected_s: float) -> dict[str, Path]:
    """Carry out all `runs` at once, each into folder/NAME; fail when one takes far too long."""
    sessions: list[Session] = []
    try:
        for name, settings in runs.items():
            sessions.append(Session(has_series=False))
            sessions[-1].start(config(**settings), None, folder / name)
        deadline = time.monotonic() + expected_s + SPARE_S
        for session in sessions:
            while session.poll().phase is not Phase.ENDED:
                assert time.monotonic() < deadline, f"a run of {expected_s:g} s does not end"
                time.sleep(LOOK_S)
    finally:
        for session in sessions:
            session.close()
    return {name: folder / name for name in runs}
