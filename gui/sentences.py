"""What the engine says in whole sentences, in the language of the window.

The engine speaks English, in run logs too, so that a log reads the same everywhere. The window
knows each of its sentences by a template: it takes the figures out, translates the template, and
puts the figures back.
"""

import re
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gui import language

_MARKED: Final = (
    # A setting that is refused.
    QT_TRANSLATE_NOOP("Engine", "{key} must be {bounds}, not {value}."),
    QT_TRANSLATE_NOOP("Engine", "There is no setting named {key}; did you mean {near}?"),
    QT_TRANSLATE_NOOP("Engine", "There is no setting named {key}."),
    QT_TRANSLATE_NOOP("Engine", "a whole number from {low} to {high}, or 0 ({zero})"),
    QT_TRANSLATE_NOOP("Engine", "a whole number from {low} to {high}"),
    QT_TRANSLATE_NOOP("Engine", "a number from {low} to {high}, or 0 ({zero})"),
    QT_TRANSLATE_NOOP("Engine", "a number from {low} to {high}"),
    QT_TRANSLATE_NOOP("Engine", "one of {choices}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "producers.put={put} has no effect on a pipe: send() has no timeout, so put only blocks.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "channel.maxsize has no effect on a pipe: its capacity is in bytes."
    ),
    # A run that cannot start here.
    QT_TRANSLATE_NOOP("Engine", "A run is under way."),
    QT_TRANSLATE_NOOP("Engine", "The host process cannot be started: {error}."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "producers.count + consumers.count must be at most {most} here, not {workers}: "
        "this system allows {limit} open files.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "producers.count + consumers.count must be at most {most} on Windows, not {workers}: "
        "a process can wait for no more.",
    ),
    QT_TRANSLATE_NOOP("Engine", "run.start_method {method} does not exist on this platform."),
    QT_TRANSLATE_NOOP("Engine", "{key} must be at most {most} on this platform."),
    QT_TRANSLATE_NOOP("Engine", "The run folder cannot be made: {error}."),
    # What happens to a run.
    QT_TRANSLATE_NOOP("Engine", "{name} ended by itself with exit code {code}."),
    QT_TRANSLATE_NOOP("Engine", "{name} was killed by {signal}."),
    QT_TRANSLATE_NOOP("Engine", "The disk is full: {run} has {free} MB left for the log."),
    QT_TRANSLATE_NOOP(
        "Engine", "The log has reached {limit} GB: its oldest part is being removed."
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{items} items wait in the producers' buffers, about {size} GB: "
        "the run was ended before they take a quarter of the memory.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "The channel is stuck: what is left in it cannot be read any more."
    ),
    QT_TRANSLATE_NOOP("Engine", "The run log cannot grow: {error}."),
    QT_TRANSLATE_NOOP("Engine", "The run folder {run} is gone."),
    # What an opened run lacks.
    QT_TRANSLATE_NOOP(
        "Engine",
        "Part of the log is gone: {missing} of {total} records cannot be read; the rest is here.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "Part of the log is gone: nothing of {workers} can be read; the rest is here."
    ),
    # How a run ended.
    QT_TRANSLATE_NOOP("Engine", "Ended after {seconds} s, as set."),
    QT_TRANSLATE_NOOP("Engine", "Ended after {items} items, as set."),
    QT_TRANSLATE_NOOP("Engine", "No consumer is left."),
    QT_TRANSLATE_NOOP("Engine", "No producer is left."),
    QT_TRANSLATE_NOOP("Engine", "The run was ended by force."),
    QT_TRANSLATE_NOOP("Engine", "The host process ended unexpectedly; what was measured is kept."),
    QT_TRANSLATE_NOOP("Engine", "The host process did not answer and was killed."),
    QT_TRANSLATE_NOOP("Engine", "The window or command line that ran it was gone."),
    QT_TRANSLATE_NOOP("Engine", "The run cannot go on: {error}."),
    QT_TRANSLATE_NOOP("Engine", "The run was cut off; what can be read of it is here."),
    # Files that cannot be read.
    QT_TRANSLATE_NOOP("Engine", "{run} is still running: wait for its end."),
    QT_TRANSLATE_NOOP("Engine", "{run} is not a run folder: it holds no run.json."),
    QT_TRANSLATE_NOOP("Engine", "{path} is not the manifest of a Weir run."),
    QT_TRANSLATE_NOOP("Engine", "{path} is larger than a manifest can be."),
    QT_TRANSLATE_NOOP("Engine", "{path} lacks or does not know a field: {error}."),
    QT_TRANSLATE_NOOP("Engine", "{path} is not {what} of a Weir run."),
    QT_TRANSLATE_NOOP("Engine", "{path} has version {version}; this Weir reads version {own}."),
    QT_TRANSLATE_NOOP("Engine", "{path} has {length} bytes instead of {size}."),
    QT_TRANSLATE_NOOP("Engine", "its log is damaged ({error})"),
    QT_TRANSLATE_NOOP(
        "Engine", "There is no scenario and no file named {name}; did you mean {near}?"
    ),
    QT_TRANSLATE_NOOP("Engine", "There is no scenario and no file named {name}."),
    QT_TRANSLATE_NOOP("Engine", "{path} is not a scenario that can be read: {reason}"),
    QT_TRANSLATE_NOOP("Engine", "it is larger than {size} KiB."),
    QT_TRANSLATE_NOOP("Engine", "it is not UTF-8 text."),
    QT_TRANSLATE_NOOP("Engine", "it is not JSON of reasonable size."),
    QT_TRANSLATE_NOOP("Engine", "line {number} is not JSON ({error})."),
    QT_TRANSLATE_NOOP("Engine", 'its field "{field}" is not "{wanted}".'),
    QT_TRANSLATE_NOOP("Engine", 'its field "{field}" must be {wanted}, not {value}.'),
    QT_TRANSLATE_NOOP("Engine", 'its field "{field}" stands there twice.'),
    # Files that cannot be written.
    QT_TRANSLATE_NOOP(
        "Engine", "The log {path} must end in {endings}: the extension names the format."
    ),
    QT_TRANSLATE_NOOP("Engine", "The log {path} is a folder; name a file."),
    QT_TRANSLATE_NOOP("Engine", "The log {path} cannot be written: there is no folder {folder}."),
    QT_TRANSLATE_NOOP(
        "Engine", "The log {path} cannot be written: the folder {folder} is read-only."
    ),
    QT_TRANSLATE_NOOP("Engine", "The log {path} cannot be written: it is no ordinary file."),
    QT_TRANSLATE_NOOP("Engine", "The log {path} cannot be written: the file is a part of a run."),
    QT_TRANSLATE_NOOP("Engine", "The export was given up; nothing was written."),
    QT_TRANSLATE_NOOP("Engine", "{path} cannot be read: it is no ordinary file."),
    QT_TRANSLATE_NOOP("Engine", "{path} cannot be read: {error}."),
    QT_TRANSLATE_NOOP("Engine", "{path} cannot be written: {error}."),
    QT_TRANSLATE_NOOP("Engine", "{path}: {sentence}"),
)
TEMPLATES: Final = tuple(map(str, _MARKED))
"""Every sentence of the engine, and the parts that are sentences in their turn.

The first that fits counts, so what is special comes before what is general.
"""


def translated(sentence: str) -> str:
    """Return a sentence of the engine in the language of the window; unknown ones stay."""
    if language.current() == "en":
        return sentence
    for template in TEMPLATES:
        found = _pattern(template).fullmatch(sentence)
        if found:
            figures = {name: _figure(name, text) for name, text in found.groupdict().items()}
            return QCoreApplication.translate("Engine", template).format(**figures)
    return sentence


def _figure(name: str, text: str) -> str:
    return QCoreApplication.translate("Settings", text) if name == "zero" else translated(text)


@lru_cache(maxsize=len(TEMPLATES))
def _pattern(template: str) -> re.Pattern[str]:
    """Return what finds the figures of a template."""
    text = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(template))
    return re.compile(text, re.DOTALL)
