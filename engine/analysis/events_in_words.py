"""Words for what happened in a run: phrases that a window translates."""

import signal

from engine.analysis.sentence import Phrase, phrase
from engine.config import FIELDS
from engine.runlog.layout import Kind, Result
from engine.runlog.marks import Mark


def started(pid: int) -> Phrase:
    """Return the words for the start of a worker."""
    return phrase("started, process {pid}", pid=str(pid)) if pid else phrase("has started")


def ended(exitcode: int | None, was_asked: bool) -> Phrase:
    """Return the words for the end of a worker."""
    if exitcode is None:
        return phrase("has ended")
    if exitcode < 0:
        template = "killed at the end: {signal}" if was_asked else "killed by {signal}"
        return phrase(template, signal=signal_name(-exitcode))
    if exitcode > 0:
        return phrase("failed with exit code {code}", code=str(exitcode))
    return phrase("ended as asked, exit code 0") if was_asked else phrase("finished, exit code 0")


def signal_name(number: int) -> str:
    """Return the name of a signal, or its number where this platform does not know it."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def run_ended(sentence: str, closes: bool) -> Phrase:
    """Return the words for the end of the run; `sentence` is the host's."""
    template = (
        "{sentence}. The ledger closes" if closes else "{sentence}. The ledger does not close"
    )
    return phrase(template, sentence=sentence.rstrip("."))


def marked(mark: Mark) -> Phrase:
    """Return the words for a mark."""
    match mark.kind:
        case "setting":
            return _setting(mark)
        case "pause":
            return phrase("was paused") if mark.key else phrase("all paused")
        case "resume":
            return phrase("goes on") if mark.key else phrase("all go on")
        case "stop":
            return phrase("Ending: {sentence}", sentence=mark.text)
        case _:
            return phrase("{sentence}", sentence=mark.text)


def refused(kind: Kind, result: Result, count: int) -> Phrase:
    """Return the words for calls that were refused."""
    one, many = _REFUSED[kind is Kind.GET, result]
    return phrase(one) if count == 1 else phrase(many, count=f"{count:,}")


_REFUSED = {
    (False, Result.FULL): ("put_nowait() raised Full", "{count} × put_nowait(): Full"),
    (False, Result.TIMEOUT): ("put(timeout) raised Full", "{count} × put(timeout): Full"),
    (False, Result.STOPPED): (
        "put() was cut short by Stop",
        "{count} × put() was cut short by Stop",
    ),
    (False, Result.EMPTY): ("put() gave up", "put() gave up {count} times"),
    (True, Result.EMPTY): ("get_nowait() raised Empty", "{count} × get_nowait(): Empty"),
    (True, Result.TIMEOUT): ("get(timeout) raised Empty", "{count} × get(timeout): Empty"),
    (True, Result.FULL): ("get() gave up", "get() gave up {count} times"),
    (True, Result.STOPPED): (
        "get() was cut short by Stop",
        "{count} × get() was cut short by Stop",
    ),
}


def _setting(mark: Mark) -> Phrase:
    field = FIELDS.get(mark.key)
    if field is None:
        return phrase("{key}: {old} → {new}", key=mark.key, old=f"{mark.old}", new=f"{mark.new}")
    unit = f" {field.unit}" if field.unit not in ("", "×") else ""
    return phrase(
        "{label}: {old} → {new}{unit} ({key})",
        label=field.label,
        key=mark.key,
        old=_value(mark.old),
        new=_value(mark.new),
        unit=unit,
    )


def _value(value: int | float | str | None) -> str:
    return f"{value:g}" if isinstance(value, float) else "–" if value is None else str(value)
