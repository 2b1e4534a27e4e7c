"""What killed runs left behind: semaphore names and temporary folders. Swept at the next start."""

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from engine.host_process import is_host

_SEMAPHORE = re.compile(r"sem\.weir([0-9a-f]+)-[0-9a-f]+-")
_FOLDER = re.compile(r"weir-([0-9a-f]+)-[0-9a-f]+-")


def sweep() -> None:
    """Remove names and folders of hosts that no longer exist. Never raises."""
    for place, pattern in (
        (Path("/dev/shm"), _SEMAPHORE),  # where Linux keeps named semaphores
        (Path(tempfile.gettempdir()), _FOLDER),
    ):
        try:
            entries = list(os.scandir(place))
        except OSError:
            continue
        for entry in entries:
            match = pattern.match(entry.name)
            if match and not is_host(int(match[1], 16)):
                _remove(Path(entry.path))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):  # somebody else's
            path.unlink()
