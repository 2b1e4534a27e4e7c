"""Scenarios: a title, words, and the settings that differ from the defaults. JSON files.

    {"format": "weir-scenario", "version": 1, "name": "slow-consumer", "title": "Slow consumer",
     "description": "...", "things_to_try": ["...", "...", "..."], "why": "...",
     "settings": {"consumers.count": 1}}

A file is judged as a whole before anything of it is used: every refusal is a ScenarioError whose
one sentence names the file and the field.
"""

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

import msgspec

from engine.config import Config, ConfigError, from_values

FORMAT: Final = "weir-scenario"
VERSION: Final = 1
MAX_BYTES: Final = 64 * 1024
FOLDER: Final = Path(__file__).resolve().parent.parent / "resources" / "scenarios"

BUILTIN: Final = (
    "balanced",
    "slow-consumer",
    "slow-producer",
    "bursty-producer",
    "semaphore",
    "timeouts",
    "pipe",
    "textbook",
)
"""The names of the built-in scenarios, in the order in which they are offered."""

OPENS_FIRST: Final = "slow-consumer"
"""The scenario of a window, or of a command line, that was given none."""


class ScenarioError(ValueError):
    """A scenario that cannot be used. `str()` is one sentence naming the file and the field."""


@dataclass(frozen=True)
class Scenario:
    """A named configuration with the words that go with it."""

    name: str
    title: str
    description: str
    things_to_try: tuple[str, ...]
    why: str
    """What the sentence above the plots must contain when this scenario runs."""
    config: Config


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The fields of a scenario file and their types."""

    format: str
    version: int
    name: str
    settings: dict[str, object]
    title: str = ""
    description: str = ""
    things_to_try: list[str] = []
    why: str = ""


def builtin() -> tuple[Scenario, ...]:
    """Return the built-in scenarios in the order in which they are offered."""
    return tuple(_read(FOLDER / f"{name}.json") for name in BUILTIN)


def load(name_or_path: str | Path) -> Scenario:
    """Return a built-in scenario by its name, or the one in a file. Raises ScenarioError."""
    if name_or_path in BUILTIN:
        return _read(FOLDER / f"{name_or_path}.json")
    path = Path(name_or_path)
    if not _exists(path):
        import difflib  # as in config

        near = difflib.get_close_matches(str(name_or_path), BUILTIN, n=1)
        hint = f"; did you mean {near[0]}?" if near else "."
        raise ScenarioError(f"There is no scenario and no file named {str(name_or_path)!r}{hint}")
    return _read(path)


def save(scenario: Scenario, path: Path) -> None:
    """Write a scenario file: the whole new one or, on a ScenarioError, what was there before."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "x", encoding="utf-8", newline="\n") as file:
            json.dump(_fields(scenario), file, indent=2, ensure_ascii=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise ScenarioError(f"{path} cannot be written: {error.strerror or error}.") from None


def from_config(config: Config, name: str, title: str = "", description: str = "") -> Scenario:
    """Return a scenario of the settings in `config`, with `name` as title if none is given."""
    return Scenario(name, title or name, description, (), "", config)


def _fields(scenario: Scenario) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "things_to_try": list(scenario.things_to_try),
        "why": scenario.why,
        "settings": scenario.config.differences(),
    }


def _read(path: Path) -> Scenario:
    return parse(_text(path), path)


def parse(text: str, path: Path) -> Scenario:
    """Return the scenario that `text`, the content of `path`, describes. Raises ScenarioError."""
    raw = _json(path, text)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        _refuse(path, f'its field "format" is not "{FORMAT}".')
    if type(raw.get("version")) is not int or raw["version"] != VERSION:
        _refuse(path, f'its field "version" must be {VERSION}, not {raw.get("version")!r:.40}.')
    try:
        fields = msgspec.convert(raw, _File)
    except msgspec.ValidationError as error:
        _refuse(path, f"{str(error).replace('`', chr(34))}.")
    try:
        config = from_values(fields.settings)
    except ConfigError as error:
        raise ScenarioError(f"{path}: {error}") from None
    return Scenario(
        name=fields.name,
        title=fields.title or fields.name,
        description=fields.description,
        things_to_try=tuple(fields.things_to_try),
        why=fields.why,
        config=config,
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name that is too long, or a folder that may not be looked into
        raise ScenarioError(f"{path} cannot be read: {error.strerror or error}.") from None


def _text(path: Path) -> str:
    try:
        if _exists(path) and not path.is_file() and not path.is_dir():
            raise ScenarioError(f"{path} cannot be read: it is no ordinary file.")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioError(f"{path} cannot be read: {error.strerror or error}.") from None
    if len(data) > MAX_BYTES:
        _refuse(path, f"it is larger than {MAX_BYTES // 1024} KiB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(path, "it is not UTF-8 text.")


def _json(path: Path, text: str) -> object:
    try:
        value: object = json.loads(text, object_pairs_hook=_unique)
    except _FieldError as error:
        _refuse(path, f"{error}.")
    except json.JSONDecodeError as error:
        _refuse(path, f"line {error.lineno} is not JSON ({error.msg}).")
    except (ValueError, RecursionError):
        # An integer of thousands of digits, or brackets nested thousands deep.
        _refuse(path, "it is not JSON of reasonable size.")
    return value


class _FieldError(ValueError):
    """Something JSON would let pass."""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for key, value in pairs:
        if key in fields:
            raise _FieldError(f'its field "{key:.80}" stands there twice')
        fields[key] = value
    return fields


def _refuse(path: Path, why: str) -> NoReturn:
    raise ScenarioError(f"{path} is not a scenario that can be read: {why}")
