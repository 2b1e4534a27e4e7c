"""`why`: the sentence of a run that is on disk, with its chain and what would help.

Without a range each stretch between two changes of settings or workers gets its sentence, then the
end.
"""

import sys
from pathlib import Path
from typing import Final

from engine.analysis import why as rules
from engine.analysis.ranges import Ranges
from engine.analysis.sentence import Sentence
from engine.cli_run import BadInputError
from engine.config import Value
from engine.opened import OpenedRun
from engine.snapshot import Snapshot

_SIGNS: Final = {"ok": "✓", "warn": "!", "recheck": "?"}


def why(run: Path, from_s: float | None = None, to_s: float | None = None) -> int:
    """Print why, for a range of a run folder or for all of it. Return the exit status.

    What is gone of the log is said on standard error. Raises OpenError, or BadInputError for a
    range that is none.
    """
    opened = OpenedRun(run)
    try:
        while opened.load() < 1.0:
            pass
        for notice in opened.snapshot().notices:
            print(notice, file=sys.stderr)
        print("\n\n".join(_paragraphs(opened, from_s, to_s)))
    finally:
        opened.close()
    return 0


def _paragraphs(opened: OpenedRun, from_s: float | None, to_s: float | None) -> list[str]:
    now, timeline = opened.snapshot(), opened.timeline
    if timeline is None:
        return [_paragraph(rules.done(now))]
    ranges = Ranges(opened.reader, timeline)
    if from_s is not None or to_s is not None:
        start_s, end_s = _checked(from_s, to_s, now)
        return [_paragraph(ranges.why(start_s, end_s, now))]
    sentences = [ranges.why(*stretch, now) for stretch in ranges.stretches(now)]
    return [_paragraph(sentence) for sentence in (*sentences, rules.done(now))]


def _checked(from_s: float | None, to_s: float | None, now: Snapshot) -> tuple[float, float]:
    """Return the range asked for, cut to the run."""
    start_s = max(0.0, from_s or 0.0)
    end_s = now.elapsed_s if to_s is None else min(to_s, now.elapsed_s)
    if not start_s < end_s:
        raise BadInputError(
            f"--from {start_s:g} --to {end_s:g} is no part of this run, "
            f"which lasted {now.elapsed_s:.1f} s."
        )
    return start_s, end_s


def _paragraph(sentence: Sentence) -> str:
    """Return a sentence, its chain and its cures, a line each."""
    lines = [f"{_SIGNS[sentence.severity]} {sentence.text}"]
    if sentence.chain:
        lines.append(f"  {sentence.chain.text}")
    for cure in sentence.cures:
        settings = " ".join(f"--set {key}={_plain(to)}" for key, to in cure.settings.items())
        lines.append(f"  → {cure.label.text}: {settings}")
    return "\n".join(lines)


def _plain(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
