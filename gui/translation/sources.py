"""The texts of the engine and of the scenarios that the window translates.

`lupdate` reads the texts that stand in the code of the window. What the window takes from the
engine at run time it cannot find there; these functions list it, each text with its context.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import engine.analysis
from engine import scenario as scenarios
from engine.config import FIELDS
from engine.states import State
from gui.widgets.choice_row import word

Text = tuple[str, str]
"""A context and a text in it."""

_ANALYSIS: Final = Path(engine.analysis.__file__ or "").parent
_PHRASES: Final = "from engine.analysis.sentence import"
"""Stands in each module of the analysis that makes phrases."""


def texts() -> list[Text]:
    """Return every text that the window takes from the engine, without repetitions."""
    found = [*_states(), *_settings(), *_phrases(), *_scenarios()]
    return list(dict.fromkeys(found))


def _states() -> Iterator[Text]:
    for state in State:
        yield "State", state.word


def _settings() -> Iterator[Text]:
    for spec in FIELDS.values():
        words = (spec.key.partition(".")[0], spec.label, spec.help, spec.zero)
        for text in (*words, *map(word, spec.choices)):
            if text:
                yield "Settings", text


def _scenarios() -> Iterator[Text]:
    for scenario in scenarios.builtin():
        for text in (scenario.title, scenario.description, *scenario.things_to_try):
            yield "Scenario", text


def _phrases() -> Iterator[Text]:
    for path in sorted(_ANALYSIS.glob("*.py")):
        code = path.read_text(encoding="utf-8")
        for text in templates(code) if _PHRASES in code else ():
            yield "Why", text


def templates(code: str) -> Iterator[str]:
    """Yield the sentences and their parts in a module.

    Those are the strings with a space in them, but for docstrings and quoted types.
    """
    tree = ast.parse(code)
    passed = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr | ast.JoinedStr)
        for part in ([node.value] if isinstance(node, ast.Expr) else node.values)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in passed else None
        if isinstance(text, str) and text.strip() and " " in text and "[" not in text:
            yield text
