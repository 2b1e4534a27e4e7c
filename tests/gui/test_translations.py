"""The translations are whole, fit the code, and fit on the screen."""

import ast
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.expected import expected
from engine.analysis.sentence import Phrase
from engine.config import DEFAULT, FIELDS
from engine.states import State
from gui.guide import path
from gui.language import FOLDER
from gui.sentences import TEMPLATES
from gui.translation.__main__ import NAME, ROOT, release, update

SOURCE = FOLDER / f"{NAME}.ts"
RENEW = "run `make translations`, and translate what is new in the .ts file"

# Modules whose sentences reach no window: the command line, and what runs in user's programs.
ELSEWHERE = ("cli", "observed", "programs", "analysis")


class Message(NamedTuple):
    context: str
    text: str
    translation: str
    finished: bool


def messages() -> list[Message]:
    found = []
    for context in ElementTree.parse(SOURCE).getroot().iter("context"):
        for message in context.iter("message"):
            words = message.find("translation")
            assert words is not None
            kept = (context.findtext("name", ""), message.findtext("source", ""), words.text or "")
            found.append(Message(*kept, words.get("type") is None))
    return found


def test_ts_file_holds_what_the_code_says(tmp_path: Path) -> None:
    renewed = tmp_path / SOURCE.name
    shutil.copy(SOURCE, renewed)
    update(renewed)
    assert renewed.read_text(encoding="utf-8") == SOURCE.read_text(encoding="utf-8"), RENEW


def test_qm_file_is_made_from_the_ts_file(tmp_path: Path) -> None:
    made = tmp_path / f"{NAME}.qm"
    release(SOURCE, made)
    assert made.read_bytes() == SOURCE.with_suffix(".qm").read_bytes(), RENEW


def test_every_text_is_translated() -> None:
    left = [one.text for one in messages() if not one.finished or not one.translation.strip()]
    assert not left, RENEW


def test_every_text_that_the_window_translates_is_gathered() -> None:
    """The gatherer overlooks what stands within an f-string."""
    known = {one.text for one in messages()}
    calls = [
        (path, node)
        for path in (ROOT / "gui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in ("tr", "translate")
    ]
    texts = [
        (str(path.relative_to(ROOT)), last.value)
        for path, node in calls
        if node.args and isinstance(last := node.args[-1], ast.Constant)
        if isinstance(last.value, str)  # a painter translates too, by pixels
    ]
    assert len(texts) > 300
    assert not [(path, text) for path, text in texts if text not in known], RENEW


def test_translations_keep_figures_shortcuts_and_ends() -> None:
    def marks(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w*\}|&(?=\S)|%\d|\t|…$|\*\.\w+|;;", text))

    wrong = [one for one in messages() if marks(one.text) != marks(one.translation)]
    assert not wrong


def test_no_text_of_a_translation_is_empty_of_chinese() -> None:
    """What stays as it is in Chinese is a name or a unit, and short."""
    same = {one.text for one in messages() if one.text == one.translation}
    assert not [text for text in same if len(text) > 12]


def templates_of(phrase: Phrase) -> Iterator[str]:
    yield phrase.template
    for argument in phrase.args.values():
        if isinstance(argument, Phrase):
            yield from templates_of(argument)


KNOWN = {one.text for one in messages() if one.context == "Why"}
KEYS = [key for key, spec in FIELDS.items() if spec.kind != "choice" and key != "run.seed"]


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from([0, 1, 2, 5, 50])))
def test_every_sentence_about_settings_is_known(values: dict[str, int]) -> None:
    allowed = {k: v for k, v in values.items() if FIELDS[k].low <= v <= FIELDS[k].high}
    sentence = expected(DEFAULT.changed(allowed))
    said = [*templates_of(sentence.phrase), *templates_of(sentence.chain)]
    said += [each.label.template for each in sentence.cures]
    assert not [text for text in said if text and text not in KNOWN]


def sentences_in(path: Path) -> Iterator[str]:
    """Yield what ends like a sentence in a module, its figures replaced by {}."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if id(node) in docs or id(node) in inner:
            continue
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text = "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}"
            for part in parts
            if isinstance(part, ast.Constant | ast.FormattedValue)
        )
        if text.endswith(".") and " " in text:
            yield text


def test_the_window_knows_every_sentence_of_the_engine() -> None:
    known = {re.sub(r"\{\w+\}", "{}", text) for text in TEMPLATES}
    known |= {spec.help for spec in FIELDS.values()}
    unknown = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in sorted((ROOT / "engine").rglob("*.py"))
        if not any(part.startswith(ELSEWHERE) for part in path.relative_to(ROOT / "engine").parts)
        for text in sentences_in(path)
        if not any(_fits(text, template) for template in known)
    ]
    assert not unknown, "add them to gui/sentences.py, and " + RENEW


def _fits(text: str, template: str) -> bool:
    return text == template or bool(
        re.fullmatch(re.escape(template).replace(r"\{\}", ".+"), text.replace("{}", "0"))
    )


def test_the_chinese_guide_uses_the_words_of_the_window() -> None:
    pages = {"Settings": "settings", "State": "states"}
    wanted = {spec.label for spec in FIELDS.values()} | {state.word for state in State}
    missing = [
        one.translation
        for one in messages()
        if one.context in pages
        and one.text in wanted
        and f"| {one.translation} |" not in path(pages[one.context], "zh_CN").read_text("utf-8")
    ]
    assert not missing
