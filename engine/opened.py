"""A run that is not ours any more: a run folder on disk, opened to be looked at.

It has the same reader, timeline and snapshot as a run under way, so the same window shows it.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from engine.analysis.journal import Journal
from engine.analysis.moment import settings_at
from engine.analysis.timeline import Timeline
from engine.analysis.totals import last_ns
from engine.config import ConfigError
from engine.host_process import is_host
from engine.observation import Observation
from engine.runlog import damage
from engine.runlog.layout import Cell
from engine.runlog.manifest import End, ManifestError
from engine.runlog.reader import RunLogError, RunReader
from engine.snapshot import Phase, Snapshot

BATCH: Final = 16_384
"""Records of a thread that are read at once: a few ms of work for each thread."""


class OpenError(ValueError):
    """The folder cannot be shown. `str()` is one sentence that names it."""


class OpenedRun:
    """One run folder. It is read batch by batch, so that a window stays alive meanwhile."""

    def __init__(self, folder: Path, run_id: int = 0) -> None:
        """`run_id` tells this run from others. Raises OpenError; nothing is kept open then."""
        with _told_in_a_sentence(folder), RunReader(folder) as reader:
            damage.refuse_odd_files(folder)
            self._end = _end_of(reader)
            manifest, blocks = reader.manifest, reader.blocks()
            config = settings_at(manifest.settings, reader.marks(), _FOREVER)
        self._rounds = max((cells[Cell.RECORDS] for cells in blocks.values()), default=0)
        self._rounds = math.ceil(self._rounds / BATCH) + 1
        self._done = 0
        self._observation = Observation(
            folder, config, manifest.scenario, run_id, manifest.log_limit_bytes, has_series=True
        )
        self.config = config
        self.scenario = manifest.scenario

    @property
    def folder(self) -> Path:
        """Return the run folder."""
        return self._observation.folder

    @property
    def reader(self) -> RunReader:
        """The reader of the run."""
        return self._observation.reader

    @property
    def timeline(self) -> Timeline | None:
        """The series, complete once `load` has returned 1."""
        return self._observation.timeline

    @property
    def journal(self) -> Journal | None:
        """The events, complete likewise."""
        return self._observation.journal

    def load(self) -> float:
        """Read one batch more. Return how much of the log is read, 0 to 1. Raises OpenError."""
        with _told_in_a_sentence(self.folder):
            is_more = self._observation.load(BATCH)
            if not is_more and self.timeline is not None:
                self.timeline.cut((*self.reader.cut_short, *damage.lost_workers(self.reader)))
        self._done += 1
        return min(self._done / self._rounds, 0.99) if is_more else 1.0

    def snapshot(self) -> Snapshot:
        """Return the run as it ended, once all is read. Raises OpenError.

        Its notices say which part of the log is gone.
        """
        with _told_in_a_sentence(self.folder):
            told = damage.sentences(self.reader, self.reader.missing)
            return self._observation.snapshot(Phase.ENDED, self._end, told, self._end.at_ns)

    def close(self) -> None:
        """Give every descriptor back; what was read stays."""
        self._observation.close()


_FOREVER: Final = 2**63 - 1


@contextmanager
def _told_in_a_sentence(folder: Path) -> Iterator[None]:
    """Raise OpenError for whatever a folder does to those who read it."""
    try:
        yield
    except OpenError:
        raise
    except ConfigError as error:
        raise OpenError(f"{folder}: {error}") from None
    except (ManifestError, RunLogError, OSError) as error:
        raise OpenError(str(error)) from None
    except damage.NONSENSE as error:
        raise OpenError(f"{folder} cannot be read: its log is damaged ({error}).") from error


def _end_of(reader: RunReader) -> End:
    """Return how a run ended. Raises OpenError for one that is under way."""
    is_running = is_host(reader.manifest.host_pid, reader.folder)
    end = reader.manifest.end  # asked after its host was: that may just have written it
    if end is not None:
        return end
    if is_running:
        raise OpenError(f"{reader.folder} is still running: wait for its end.")
    at_ns = last_ns(reader, reader.blocks())
    return End("cut off", "The run was cut off; what can be read of it is here.", at_ns)
