"""The sentence of Why can be read in full: in every layout, size and language."""

import functools
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from engine.analysis.sentence import Cure, Phrase, Sentence, phrase
from engine.snapshot import Phase, Snapshot
from gui import language
from gui.layouts import Layout
from gui.panels.why import WhyPanel
from gui.panels.words import phrase_text
from gui.room import room
from gui.theme import DARK, set_type_scale
from gui.translation.sources import texts
from gui.widgets.fitted_text import SIZES as SIZES_OF_TYPE
from gui.widgets.fitted_text import FittedText
from tests.gui.conftest import delete

BESIDE = {Layout.LEARN: 312, Layout.ENGINEER: 272, Layout.PRESENTATION: 350}
"""What controls and margins take of a window's width."""
SIZES = ((960, 480), (1024, 640), (1440, 900))
LONG: dict[str, str | Phrase] = {
    "offered": phrase("{rate}/s are offered", rate="12,345"),
    "serve": phrase("{n} consumers can serve {rate}/s", n="128", rate="12,345"),
    "sentence": phrase("The run was ended by force"),
    "time": "1:02:03",
    "timeout": "200 ms",
    "share": "100 %",
}
FULL = phrase(
    "The queue is full: {offered}, {serve}",
    offered=phrase("{rate}/s are offered", rate="12"),
    serve=phrase("{n} consumers serve {rate}/s", n="12", rate="8"),
)
CHAIN = phrase(
    "Last 5 s: {chain}",
    chain=phrase("producers wait {share}", share="100 % ← 10 / 10 ← consumers busy 100 %"),
)
CURES = (
    Cure(phrase("Try {n} consumers", n="12"), {}),
    Cure(phrase("Try {rate}/s each", rate="12.5"), {}),
)
LONGEST = 3
"""So many of the longest sentences of a language are tried."""


@pytest.fixture(params=["en", "zh_CN"])
def tongue(request: pytest.FixtureRequest, app: QApplication) -> Iterator[str]:
    language.install(app, request.param)
    yield request.param
    language.install(app, "en")


@pytest.fixture(
    params=[(layout, size) for layout in Layout for size in SIZES],
    ids=lambda param: f"{param[0]}-{param[1][0]}",
)
def panel(request: pytest.FixtureRequest, tongue: str) -> Iterator[WhyPanel]:
    """Return the panel as it stands in a window of that layout and size."""
    layout, (width, height) = request.param
    set_type_scale(layout.type_scale(height))
    made = WhyPanel(DARK)
    made.set_compact(room(layout, width, height).why_is_compact)
    details = 328 if room(layout, width, height).has_tables and layout is Layout.LEARN else 0
    made.resize(width - BESIDE[layout] - details, made.height())
    made.show()
    yield made
    delete(made)
    set_type_scale(1.0)


@functools.cache
def all_said() -> list[Phrase]:
    """Return all that the engine may say, with long figures."""
    templates = [template for context, template in texts() if context == "Why"]
    return [Phrase(template, figures(template)) for template in templates]


def figures(template: str) -> dict[str, str | Phrase]:
    names = [part.partition("}")[0] for part in template.split("{")[1:]]
    return {name: LONG.get(name, "1,234") for name in names}


def longest() -> list[Phrase]:
    """Return the longest of it in the language that is spoken."""
    return sorted(all_said(), key=lambda each: len(phrase_text(each)))[-LONGEST:]


def cut_by(panel: WhyPanel, said: Phrase, held: str | None = None) -> list[str]:
    """Return what of it cannot be read in full."""
    panel.show_sentence(Sentence(said, chain=CHAIN, cures=CURES), held=held)
    QApplication.processEvents()
    return panel.cut_texts()


def test_no_sentence_is_cut(panel: WhyPanel) -> None:
    assert cut_by(panel, FULL) == []
    for said in longest():
        assert panel.sentence_text() not in cut_by(panel, said)


def test_nothing_is_cut_when_a_run_has_ended_or_is_held(panel: WhyPanel) -> None:
    panel.show_snapshot(Snapshot(phase=Phase.ENDED))
    done = phrase("Done: {done} items in {time}, the ledger closes", done="1,234", time="30 s")
    assert cut_by(panel, done) == []
    assert cut_by(panel, done, held="View held at 0:24.0 · live is 0:31.5") == []


def test_type_does_not_become_larger_while_only_figures_change(app: QApplication) -> None:
    text = FittedText()
    text.resize(300, 50)
    text.show()
    text.set_texts("Producers wait 100 % of their time now", "")
    small = text.type_px
    text.set_texts("Producers wait 1 % of their time now", "")
    assert text.type_px == small
    text.set_texts("Balanced", "")
    assert text.type_px == SIZES_OF_TYPE[0]
    delete(text)
