"""The window in English and in Chinese: it speaks one language, all of it, and nothing is cut."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QFontDatabase, QFontMetrics, QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine import scenario as scenarios
from engine.scenario import BUILTIN
from engine.snapshot import Phase
from gui import language
from gui.app import Desk
from gui.controller import Controller, Frame
from gui.language import LANGUAGES, current, install, system_language
from gui.main_window import MainWindow
from gui.panels import flow, flow_blocks, flow_lines, flow_vessel
from gui.panels.words import phrase_text
from gui.preferences import Preferences
from gui.sentences import translated
from gui.theme import set_type_scale
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.worded_button import WordedButton
from tests.gui.conftest import OpenWindow, delete, shut
from tests.gui.fakes import FakeSession
from tests.gui.snapshots import slow_consumer

SIZES = ((1440, 900), (1024, 640))

# What stays in Latin letters in Chinese: names of Python, of units, of processes and of Weir.
NAMES = re.compile(
    r"\b(Weir|producer-\d+|consumer-\d+|maxsize|put|get|send|PID|CPU|SIG[A-Z]+|spawn|forkserver|"
    r"fork|ms|min|kB|MB|GB|KiB|bytes|Empty|Full|Live|I/O|[a-z]+\.[a-z_]+|Ctrl|Shift|Del|Esc|"
    r"Home|End|PgUp|PgDown|Tab)\b"
)


@pytest.fixture
def speak(app: QApplication) -> Iterator[Callable[[str], None]]:
    """Return what installs a language for the test."""
    yield lambda name: (install(app, name), None)[1]
    install(app, "en")


@pytest.fixture(params=list(LANGUAGES))
def window(
    request: pytest.FixtureRequest, speak: Callable[[str], None], open_window: OpenWindow
) -> MainWindow:
    """Return the window in one language, with a run in it."""
    speak(request.param)
    session = FakeSession()
    made = open_window(session=session)
    made.toolbar.start.click()
    session.now = slow_consumer()
    made.controller.show()
    return made


def visible(window: QWidget) -> list[QWidget]:
    return [each for each in window.findChildren(QWidget) if each.isVisibleTo(window)]


def text_of(widget: QWidget) -> str:
    """Return what a widget of Qt shows on one line."""
    if isinstance(widget, QLabel):
        return "" if widget.wordWrap() else widget.text()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, WordedButton) and widget.is_terse:
        return ""  # an icon, for want of room; the word is in the tooltip
    return widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else ""


def width_for(widget: QWidget) -> int:
    """Return the pixels that a widget has for its text."""
    if isinstance(widget, QComboBox):
        return widget.width() - 16 - 24  # padding, arrow
    if isinstance(widget, QPushButton | QToolButton):
        icon = 0 if widget.icon().isNull() else widget.iconSize().width() + 4
        return widget.width() - 4 - icon
    return widget.contentsRect().width()


def cut_texts(window: QWidget) -> list[str]:
    found = []
    for widget in visible(window):
        text = text_of(widget)
        if text and QFontMetrics(widget.font()).horizontalAdvance(text) > width_for(widget):
            found.append(f"{text} ({widget.width()} px)")
    for bar in filter(lambda each: each.isVisibleTo(window), window.findChildren(QTabBar)):
        widths = [bar.tabRect(index).right() for index in range(bar.count())]
        if widths and max(widths) > bar.width():
            found.append(f"tabs, {max(widths)} of {bar.width()} px")
    return found


def test_no_text_is_cut(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[str] = []
    for size in SIZES:
        window.resize(*size)
        for tab in range(window.tabs.count()):
            window.tabs.setCurrentIndex(tab)
            QApplication.processEvents()
            assert (size, tab, cut_texts(window)) == (size, tab, [])
        with monkeypatch.context() as patch:
            _watch_painting(patch, painted)
            window.flow.grab()
    assert not [text for text in painted if not NAMES.search(text)]


@pytest.fixture
def desk(app: QApplication, settings: QSettings, qtbot: QtBot) -> Iterator[Desk]:
    """Return the window with what replaces it, over a session without processes."""
    settings.setValue("language", "zh_CN")
    session = FakeSession()
    made = Desk(app, Controller(session, scenarios.load("balanced")), Preferences(settings))
    made.window.show()
    made.window.toolbar.start.click()
    session.now = slow_consumer()
    made.window.controller.show()
    yield made
    last = made.window
    shut(last, qtbot)
    delete(last)
    set_type_scale(1.0)
    install(app, "en")


def replaced(desk: Desk, qtbot: QtBot, action: QAction) -> MainWindow:
    """Return the window that takes the place of the one of which an action was chosen."""
    before = desk.window
    with qtbot.waitSignal(desk.replaced):
        action.trigger()
    delete(before)
    desk.window.controller.show()
    return desk.window


def test_no_text_is_cut_in_the_other_layouts(desk: Desk, qtbot: QtBot) -> None:
    for kind, name in (
        ("layouts", "presentation"),
        ("languages", "en"),
        ("layouts", "engineer"),
        ("languages", "zh_CN"),
    ):
        window = replaced(desk, qtbot, getattr(desk.window.actions_, kind)[name])
        for size in SIZES:
            window.resize(*size)
            QApplication.processEvents()
            assert (name, size, cut_texts(window)) == (name, size, [])


def test_a_held_view_stays_held_in_another_language(desk: Desk, qtbot: QtBot) -> None:
    desk.window.presenter.show_moment(2.0)
    window = replaced(desk, qtbot, desk.window.actions_.languages["en"])
    assert window.presenter.held_at_s == 2.0
    assert window.toolbar.hold.isChecked()
    assert "View held" in window.why.sentence_text()


def _watch_painting(patch: pytest.MonkeyPatch, cut: list[str]) -> None:
    """Note each text that the flow paints and that its rectangle does not hold."""
    real = flow_blocks.write

    def write(painter, rect, text, style, *rest):  # type: ignore[no-untyped-def]
        if QFontMetricsF(style).horizontalAdvance(text) > rect.width():
            cut.append(text)
        return real(painter, rect, text, style, *rest)

    for module in (flow, flow_blocks, flow_lines, flow_vessel):
        patch.setattr(module, "write", write, raising=False)


def test_every_scenario_fits_its_panel(window: MainWindow) -> None:
    for name in BUILTIN:
        window.things.show_scenario(scenarios.load(name))
        QApplication.processEvents()
        for label in window.things.findChildren(ElidedLabel):
            assert "…" not in "".join(label.shown_lines()), label.text()


def texts_of(window: QWidget) -> set[str]:
    """Return all that a window, or a dialog, shows or says to those who cannot see it."""
    widgets, actions = visible(window), window.findChildren(QAction)
    texts = {text_of(each) for each in widgets}
    texts |= {each.text() for each in widgets if isinstance(each, QLabel)}
    texts |= {each.toolTip() for each in widgets}
    texts |= {each.accessibleName() for each in widgets}
    texts |= {each.placeholderText() for each in widgets if isinstance(each, QLineEdit)}
    texts |= {action.text() for action in actions} | {action.toolTip() for action in actions}
    texts |= {window.windowTitle(), *headings(window)}
    return {re.sub("<[^>]+>", "", text) for text in texts}


def headings(window: QWidget) -> set[str]:
    """Return the headings of tables, and their tool tips."""
    found = set()
    for view in window.findChildren(QHeaderView):
        for column in range(view.count()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                text = view.model().headerData(column, Qt.Orientation.Horizontal, role)
                found.add(text if isinstance(text, str) else "")
    return found


def in_english(texts: set[str]) -> set[str]:
    """Return those with words of Latin letters that are no names, and nothing in Chinese."""
    texts = texts - {*LANGUAGES.values()}
    latin = {text for text in texts if re.search("[A-Za-z]{2}", NAMES.sub("", text))}
    return {text for text in latin if not re.search("[\u4e00-\u9fff]", text)}


def test_nothing_on_screen_is_left_in_english(
    speak: Callable[[str], None], open_window: OpenWindow
) -> None:
    speak("zh_CN")
    window = open_window(session=FakeSession())
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        assert not in_english(texts_of(window))


def test_no_dialog_is_left_in_english(
    speak: Callable[[str], None], open_window: OpenWindow
) -> None:
    speak("zh_CN")
    window = open_window(session=FakeSession())
    actions = window.actions_
    actions.open_help("xray")
    actions.show_keys()
    actions.export_log()  # there is nothing to export, it says
    actions.menus["help"].actions()[-1].trigger()
    for dialog in window.findChildren(QDialog):
        assert not in_english(texts_of(dialog)), dialog
        dialog.close()


def test_the_language_is_changed_during_a_run(
    app: QApplication, settings: QSettings, speak: Callable[[str], None], qtbot: QtBot
) -> None:
    session = FakeSession()
    controller = Controller(session, scenarios.load("balanced"))
    settings.setValue("language", "en")
    desk = Desk(app, controller, Preferences(settings))
    first = desk.window
    first.show()
    first.toolbar.start.click()
    with qtbot.waitSignal(desk.replaced):
        first.actions_.languages["zh_CN"].trigger()
    second = desk.window
    delete(first)
    assert (current(), second.toolbar.start.text()) == ("zh_CN", "停止")
    assert controller.snapshot.phase is Phase.RUNNING
    assert second.toolbar.scenarios.currentText() == "平衡"
    assert second.actions_.languages["zh_CN"].isChecked()
    assert [each for each in app.topLevelWidgets() if isinstance(each, QMainWindow)] == [second]
    second.toolbar.pause.click()
    assert session.told("pause") == [()]
    assert settings.value("language") == "zh_CN"
    shut(second, qtbot)
    delete(second)


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        (["zh-CN"], "zh_CN"),
        (["zh-Hans-SG", "en-SG"], "zh_CN"),
        (["en-GB", "zh-CN"], "en"),
        (["de-DE", "zh-CN", "en-US"], "zh_CN"),
        (["zh-TW"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_system_decides_by_the_first_language_that_weir_speaks(
    preferred: list[str], language: str
) -> None:
    assert system_language(preferred) == language


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "channel.maxsize must be a whole number from 1 to 32,767, or 0 (unbounded), not ten.",
            "channel.maxsize 必须是 1 到 32,767 的整数，或 0（无上限），不能是 ten。",
        ),
        ("consumer-1 was killed by SIGKILL.", "consumer-1 被 SIGKILL 终止。"),
        (
            "/tmp/a.json: producers.put must be one of block, timeout, nowait, not 3.",
            "/tmp/a.json：producers.put 必须是 block, timeout, nowait 之一，不能是 3。",
        ),
        ("What nobody has ever said.", "What nobody has ever said."),
    ],
)
def test_sentences_of_the_engine_are_translated(
    speak: Callable[[str], None], english: str, chinese: str
) -> None:
    assert translated(english) == english
    speak("zh_CN")
    assert translated(english) == chinese


def test_why_speaks_chinese(speak: Callable[[str], None], controller: Controller) -> None:
    speak("zh_CN")
    frames: list[Frame] = []
    controller.frame_ready.connect(frames.append)
    controller.show()
    assert phrase_text(frames[-1].sentence.phrase) == (
        "供给 12/s，1 个消费者处理 8/s：10 个位置的队列在开始 2.5 s 后变满"
    )


def test_chinese_is_written_in_a_font_of_china(
    app: QApplication, speak: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = QFontDatabase.families()[0]
    monkeypatch.setattr(language, "CHINESE_FONTS", ("No such font", there))
    before = app.font().families()
    speak("zh_CN")
    assert app.font().families() == [*before, there]
    speak("en")
    assert app.font().families() == before


def test_a_number_stays_with_its_unit(app: QApplication) -> None:
    label = ElidedLabel(12, 400, lines=2)
    label.set_text("Done: 202 items in 21 s, of which 50 % waited")
    for width in range(90, 260, 5):
        label.resize(width, 40)
        assert not label.shown_lines()[-1].startswith(("s,", "%")), width
    delete(label)


@pytest.mark.parametrize("px", [11, 12, 16])
def test_what_is_said_to_fit_is_not_elided(app: QApplication, px: int) -> None:
    label = ElidedLabel(px, 400)
    label.set_text("Last 5 s: producers wait 97 % ← queue 10 of 10 ← consumers busy 100 %")
    for width in range(300, 620):
        label.resize(width, 20)
        assert not label.is_cut or label.lines_needed(width, px) > 1
    delete(label)


def test_chinese_breaks_where_it_may(app: QApplication) -> None:
    label = ElidedLabel(12, 400, lines=2)
    label.set_text("把消费者设为 2：3.5 s 后队列几乎为空，供给 12/s。")
    label.resize(200, 40)
    first, second = label.shown_lines()
    assert not second.startswith(("，", "。", "/"))
    assert (first + second).replace(" ", "") == label.text().replace(" ", "")
    label.resize(240, 40)
    assert label.shown_lines()[0].endswith(("：", "，"))
    delete(label)
