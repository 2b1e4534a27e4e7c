"""Where run folders are kept, and how many: the newest 20 that nobody kept."""

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import platformdirs

from engine.host_process import is_host
from engine.runlog import layout, manifest

KEEP: Final = 20
_GOING: Final = ".going"


def home() -> Path:
    """Return the folder of runs in the platform's place for user data. Raises OSError."""
    try:
        return Path(platformdirs.user_data_dir("weir", appauthor=False)) / "runs"
    except RuntimeError as error:  # a user whom nobody has given a home
        raise FileNotFoundError(str(error)) from None


def new_folder() -> Path:
    """Make a folder for a new run, named after the time. Raises OSError."""
    home().mkdir(parents=True, exist_ok=True)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    for name in (stamp, *(f"{stamp}-{number}" for number in range(2, 1000))):
        try:
            (home() / name).mkdir()
        except FileExistsError:
            continue
        return home() / name
    raise FileExistsError(f"no free name for a run folder in {home()}")


def remove_old(keep: int = KEEP) -> None:
    """Remove the oldest runs that nobody kept and that are not running, beyond `keep`.

    What is to go gets another name first, so that a removal that was cut short is finished by the
    next. Never raises: a folder that cannot be removed stays.
    """
    with suppress(OSError):
        candidates = sorted(folder for folder in home().iterdir() if _is_removable(folder))
        for folder in candidates[: max(0, len(candidates) - keep)]:
            with suppress(OSError):  # still open, on Windows
                folder.rename(folder.with_name(f".{folder.name}{_GOING}"))
        for folder in home().glob(f".*{_GOING}"):
            shutil.rmtree(folder, ignore_errors=True)


def _is_removable(folder: Path) -> bool:
    if not layout.manifest_path(folder).is_file():
        return False
    try:
        found = manifest.read(folder)
    except manifest.ManifestError:
        return False
    return not found.kept and (found.end is not None or not is_host(found.host_pid, folder))
