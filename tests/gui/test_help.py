"""The guide in the window: each panel leads to its page, in the language there is, offline."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from gui import guide
from gui.help_window import PICTURE_WIDTH, HelpWindow, anchor
from gui.main_window import MainWindow
from gui.theme import DARK, LIGHT
from gui.widgets.help_button import HelpButton
from tests.gui.conftest import OpenWindow, delete
from tests.gui.fakes import FakeSession

LINK = re.compile(r"\]\(([\w./-]+\.md)(?:#([\w-]+))?\)")
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


def test_every_question_mark_has_a_name_of_its_own_and_opens_its_page(window: MainWindow) -> None:
    buttons = window.findChildren(HelpButton)
    assert len({button.page for button in buttons}) == len(buttons) >= 7
    for button in buttons:
        assert button.accessibleName() == f"Help: {guide.title(button.page)}"
        button.click()
        assert opened(window).page == button.page


def test_the_question_mark_of_the_tables_means_the_one_in_front(window: MainWindow) -> None:
    pages = []
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        window.tabs.tabBar().setFocus()
        QTest.keyClick(window, Qt.Key.Key_F1)
        pages.append(opened(window).page)
        assert window.findChild(HelpButton, f"help.{pages[-1]}") is not None
    assert pages == ["processes", "xray", "events"]


def test_f1_opens_the_page_of_the_panel_that_has_the_focus(window: MainWindow) -> None:
    window.controls.row("producers.count").stops()[0].setFocus()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert opened(window).page == "settings"
    window.toolbar.start.setFocus()
    window.actions_.open_help()
    assert opened(window).page == "window"
    window.status.setFocus()
    window.actions_.open_help()
    assert opened(window).page == "ledger"


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


def test_back_and_forward_follow_the_contents(help_window: HelpWindow, qtbot: QtBot) -> None:
    help_window.open_page("flow")
    help_window.contents.setCurrentRow(2)
    there = help_window.page
    forward = help_window.findChildren(QToolButton)[1]
    help_window.show()
    help_window.activateWindow()
    qtbot.waitUntil(help_window.isActiveWindow)
    QTest.keySequence(help_window, QKeySequence.StandardKey.Back)
    qtbot.waitUntil(lambda: help_window.page == "flow")
    assert help_window.contents.currentItem().text() == guide.title("flow")
    forward.click()
    assert (help_window.page, forward.isEnabled()) == (there, False)


def test_search_lists_the_pages_that_have_a_text_and_goes_from_place_to_place(
    help_window: HelpWindow,
) -> None:
    QTest.keyClicks(help_window.search, "SIGKILL")
    contents = help_window.contents
    listed = [row for row in range(contents.count()) if not contents.item(row).isHidden()]
    assert 0 < len(listed) < contents.count()
    for _ in range(2 * contents.count()):
        QTest.keyClick(help_window.search, Qt.Key.Key_Return)
        assert help_window.browser.textCursor().selectedText().lower() == "sigkill"
        assert contents.currentRow() in listed


def test_every_link_of_the_guide_leads_to_a_page_and_to_a_heading(app: QApplication) -> None:
    made = HelpWindow(DARK, "en")
    for page in [*guide.FOLDER.glob("*.md"), *guide.FOLDER.glob("zh_CN/*.md")]:
        for link, heading in LINK.findall(page.read_text("utf-8")):
            target = (page.parent / link).resolve()
            assert target.is_file(), (page, link)
            lines = target.read_text("utf-8").splitlines()
            names = {anchor(line.lstrip("# ")) for line in lines if line.startswith("#")}
            assert not heading or heading in names, (page, link)
    made.open_page("runs")
    made.browser.anchorClicked.emit(QUrl("../formats.md#exported-log"))
    assert made.page == ""
    assert made.contents.currentRow() == -1
    delete(made)


# What stays as it is in every language: figures, and what stands in backquotes.
FIGURES = re.compile(r"`[^`\n]+`|\d[\d,.]*\d|\d")
SAID = re.compile(r"<!-- said: .*?<!-- end -->|```.*?```", re.DOTALL)


def figures(page: Path) -> set[str]:
    return set(FIGURES.findall(SAID.sub("", page.read_text("utf-8"))))


@pytest.mark.parametrize("name", guide.pages())
def test_a_translated_page_says_what_the_english_page_says(name: str) -> None:
    english, chinese = guide.path(name), guide.path(name, "zh_CN")
    assert chinese != english
    assert not figures(english) - figures(chinese)


def test_an_unknown_page_opens_the_index(help_window: HelpWindow) -> None:
    help_window.open_page("flow")
    help_window.open_page("no-such-page")
    assert help_window.page == guide.INDEX
