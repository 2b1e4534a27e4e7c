"""The guide in the window: each panel leads to its page, in the language there is, offline."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui import guide
from gui.help_window import PICTURE_WIDTH, HelpWindow
from gui.main_window import MainWindow
from gui.theme import DARK, LIGHT
from gui.widgets.help_button import HelpButton
from tests.gui.conftest import OpenWindow, delete
from tests.gui.fakes import FakeSession

IMAGE = QTextDocument.ResourceType.ImageResource.value


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window(session=FakeSession())


@pytest.fixture
def help_window(app: QApplication) -> Iterator[HelpWindow]:
    made = HelpWindow(DARK, "en")
    yield made
    delete(made)


def opened(window: MainWindow) -> HelpWindow:
    [found] = window.findChildren(HelpWindow)
    assert found.isVisible()
    assert not found.isModal()
    return found


def test_the_index_lists_every_page_once() -> None:
    files = {path.stem for path in guide.FOLDER.glob("*.md")}
    assert set(guide.pages()) == files
    assert len(set(guide.pages().values())) == len(files)


def test_every_question_mark_has_a_name_and_opens_its_page(window: MainWindow) -> None:
    buttons = window.findChildren(HelpButton)
    assert len({button.page for button in buttons}) >= 7
    for button in buttons:
        assert button.accessibleName()
        button.click()
        assert opened(window).page == button.page


def test_f1_opens_the_page_of_the_panel_that_has_the_focus(window: MainWindow) -> None:
    window.controls.row("producers.count").stops()[0].setFocus()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert opened(window).page == "settings"
    window.toolbar.start.setFocus()
    window.actions_.open_help()
    assert opened(window).page == guide.INDEX


def test_the_guide_takes_the_theme_of_the_window(window: MainWindow) -> None:
    window.actions_.open_help("window")
    browser = opened(window).browser
    dark = browser.loadResource(IMAGE, "../images/blocked-dark.png")
    window.set_theme(LIGHT)
    light = browser.loadResource(IMAGE, "../images/blocked-dark.png")
    assert dark.width() == light.width() == PICTURE_WIDTH
    assert dark.pixelColor(1, 1).lightnessF() < 0.3 < 0.7 < light.pixelColor(1, 1).lightnessF()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_page_opens_with_its_title_and_pictures(app: QApplication, language: str) -> None:
    made = HelpWindow(DARK, language)
    for name, title in guide.pages(language).items():
        made.open_page(name)
        assert made.browser.document().toPlainText().startswith(title)
        for picture in re.findall(
            r"!\[.*?\]\((.*?)\)", guide.path(name, language).read_text("utf-8")
        ):
            assert not made.browser.loadResource(IMAGE, picture).isNull()
    delete(made)


def test_a_page_that_is_not_translated_is_shown_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guide, "FOLDER", tmp_path)
    (tmp_path / "zh_CN").mkdir()
    (tmp_path / "index.md").write_text("# Guide\n\n[Flow](flow.md), [why](why.md)\n", "utf-8")
    (tmp_path / "flow.md").write_text("# Flow\n", "utf-8")
    (tmp_path / "why.md").write_text("# Why?\n", "utf-8")
    (tmp_path / "zh_CN" / "flow.md").write_text("# 流程\n", "utf-8")
    assert guide.pages("zh_CN") == {"index": "Guide", "flow": "流程", "why": "Why?"}


def test_links_lead_to_pages_files_and_out(
    help_window: HelpWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", asked.append)
    help_window.browser.anchorClicked.emit(QUrl("flow.md"))
    assert help_window.page == "flow"
    help_window.browser.anchorClicked.emit(QUrl("../formats.md"))
    assert help_window.browser.document().toPlainText().startswith("File formats")
    help_window.browser.anchorClicked.emit(QUrl("https://docs.python.org/3/"))
    assert [url.host() for url in asked] == ["docs.python.org"]


def test_an_unknown_page_opens_the_index(help_window: HelpWindow) -> None:
    help_window.open_page("flow")
    help_window.open_page("no-such-page")
    assert help_window.page == guide.INDEX
