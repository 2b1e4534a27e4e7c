"""Exact depth: slots taken minus slots given back (queue), or items in the pipe, at every event."""

from dataclasses import dataclass

import numpy as np

from engine.analysis.events import Events, Ints, event_chunks
from engine.analysis.steps import Steps
from engine.runlog.reader import RunReader


@dataclass(frozen=True)
class DepthFigures:
    """Depth of a whole run in figures."""

    greatest: int = 0
    mean: float = 0.0
    """Time-weighted, over the run."""
    full_at_ns: int | None = None
    """When depth first stood at maxsize; None = never, or there is none."""


@dataclass(frozen=True)
class Violation:
    """An event at which depth was outside its bounds."""

    at_ns: int
    depth: int
    limit: float
    """maxsize as it had to be kept then; NaN = unbounded."""


def depth_events(reader: RunReader) -> tuple[Ints, Ints]:
    """Return time (ns) and the depth right after it of every event of a log, shape (n,) each.

    Of events at the same instant the exits come first (in a pipe the entries).
    """
    chunks = list(event_chunks(reader))
    if not chunks:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    times = np.concatenate([chunk.times_ns for chunk in chunks])
    return times, np.concatenate([chunk.depth for chunk in chunks])


def depth_figures(reader: RunReader, start_ns: int, end_ns: int, maxsize: Steps) -> DepthFigures:
    """Return the figures of a log from `start_ns` to `end_ns`, in bounded memory for a queue."""
    greatest, area, full_at_ns = 0, 0.0, None
    depth, since_ns, first_ns = 0, start_ns, None
    for chunk in event_chunks(reader):
        if not len(chunk.times_ns):
            continue
        # After trimming, what came before the first event is not known and not counted.
        first_ns = int(chunk.times_ns[0]) if first_ns is None else first_ns
        times = np.clip(np.append(chunk.times_ns, chunk.times_ns[-1]), since_ns, end_ns)
        area += depth * float(times[0] - since_ns) + float(
            chunk.depth @ np.diff(times).astype(np.float64)
        )
        if full_at_ns is None:
            full_at_ns = _full_at(chunk, depth, maxsize)
        greatest = max(greatest, int(chunk.depth.max()))
        depth, since_ns = int(chunk.depth[-1]), int(times[-1])
    area += depth * float(max(0, end_ns - since_ns))
    began = start_ns if not reader.manifest.trimmed else max(start_ns, first_ns or start_ns)
    mean = area / (end_ns - began) if end_ns > began else 0.0
    return DepthFigures(greatest, mean, full_at_ns)


def _full_at(chunk: Events, before: int, maxsize: Steps) -> int | None:
    """Return when depth first stood at maxsize: at an event, or because maxsize shrank to it."""
    times, depth = chunk.times_ns, chunk.depth
    is_full = depth >= maxsize.at(times)
    found = [int(times[np.argmax(is_full)])] if is_full.any() else []
    for at_ns, limit in zip(maxsize.times_ns.tolist(), maxsize.values.tolist(), strict=True):
        if times[0] <= at_ns <= times[-1]:
            event = int(np.searchsorted(times, at_ns, "right")) - 1
            if (depth[event] if event >= 0 else before) >= limit:
                found.append(at_ns)
    return min(found, default=None)


def violations(times_ns: Ints, depth: Ints, maxsize: Steps) -> list[Violation]:
    """Return every event with depth < 0 or depth > maxsize.

    After maxsize shrank, depth may stand at up to the old one until it has come down to the new.
    """
    found = []
    effective = np.nan
    borders = [*np.searchsorted(times_ns, maxsize.times_ns).tolist(), len(times_ns)]
    standing = 0
    for number, limit in enumerate(maxsize.values.tolist()):
        first, last = borders[number], borders[number + 1]
        part = depth[first:last]
        limits = np.full(len(part), limit)
        if standing > limit:
            under = np.flatnonzero(part <= limit)
            down = int(under[0]) if len(under) else len(part)
            limits[:down] = effective
            effective = limit if len(under) else effective
        else:
            effective = limit
        is_out = (part < 0) | (part > limits)
        found += [
            Violation(int(times_ns[first + event]), int(part[event]), float(limits[event]))
            for event in np.flatnonzero(is_out).tolist()
        ]
        standing = int(part[-1]) if len(part) else standing
    return found
