"""Words of the engine on the screen: translated states, phrases, and how a worker ended."""

import signal

from PySide6.QtCore import QCoreApplication

from engine.analysis import figures
from engine.analysis.sentence import Phrase
from engine.snapshot import WorkerView
from engine.states import State
from gui.sentences import translated


def state_word(state: State) -> str:
    """Return the word of a state."""
    return QCoreApplication.translate("State", state.word)


def phrase_text(phrase: Phrase) -> str:
    """Return a phrase of the engine in the language of the window."""
    if not phrase:
        return ""
    args = {name: _argument(name, argument) for name, argument in phrase.args.items()}
    template = QCoreApplication.translate("Why", phrase.template)
    return template.format(**args)


def _argument(name: str, argument: str | Phrase) -> str:
    if isinstance(argument, Phrase):
        return phrase_text(argument)
    if name == "label":
        return QCoreApplication.translate("Settings", argument)
    # How a run ended is a whole sentence, without its full stop.
    return translated(f"{argument}.").rstrip(".。") if name == "sentence" else argument


def exit_word(worker: WorkerView) -> str:
    """Return how a worker ended: "exit 0", "SIGKILL"; "–" when that is not known."""
    code = worker.exitcode
    if code is None:
        return "–"
    if code >= 0:
        return QCoreApplication.translate("Exit", "exit {code}").format(code=code)
    try:
        return signal.Signals(-code).name
    except ValueError:
        return QCoreApplication.translate("Exit", "signal {code}").format(code=-code)


def state_line(worker: WorkerView, state: State) -> str:
    """Return the second line of a worker's block: its state, or how it ended."""
    word = state_word(state)
    return f"{word} · {exit_word(worker)}" if state.is_end else word


def scenario_words(text: str) -> str:
    """Return a title, a description or a thing to try of a scenario."""
    return QCoreApplication.translate("Scenario", text)


def strip_name(role: str, count: int) -> str:
    """Return the name of a lane that stands for all workers of a role."""
    translate = QCoreApplication.translate
    if role == "producer":
        words = translate("Lanes", "{n} producer"), translate("Lanes", "{n} producers")
    else:
        words = translate("Lanes", "{n} consumer"), translate("Lanes", "{n} consumers")
    return words[count != 1].format(n=count)


def compact(number: int) -> str:
    """Return a count that fits seven figures: "9,999", "123,456", "1.23 M"."""
    if number < 1_000_000:
        return f"{number:,}"
    return f"{number / 1e6:.2f} M" if number < 10_000_000 else f"{number / 1e6:,.1f} M"


def rate_text(hz: float) -> str:
    """Return a rate with its unit in seven signs or fewer: "8.0/s", "1,200/s", "98.1k/s"."""
    if hz < 99.95:
        return f"{hz:.1f}/s"
    if hz < 9_999.5:
        return f"{hz:,.0f}/s"
    if hz < 999_500:
        return f"{hz / 1000:.1f}k/s" if hz < 99_950 else f"{hz / 1000:.0f}k/s"
    return f"{hz / 1e6:.1f}M/s"


def pipe_words(used: int, capacity: int | None, about: str = "") -> str:
    """Return the bytes in a pipe, of those it has room for where that is known: "48 of 64 KiB"."""
    size = about + figures.kibibytes(used)
    if not capacity:
        return f"{size} KiB"
    words = QCoreApplication.translate("Words", "{used} of {capacity} KiB")
    return words.format(used=size, capacity=figures.kibibytes(capacity))
