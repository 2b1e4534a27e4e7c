"""The language of the window: the system's, or the user's choice. English needs no file."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from gui.theme import RESOURCES

FOLDER: Final = RESOURCES / "translations"
LANGUAGES: Final = {"en": "English", "zh_CN": "简体中文"}
"""Every language that can be chosen, by its own name in whatever language the window is."""

CHINESE_FONTS: Final = (
    "PingFang SC",
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
"""Fonts for Simplified Chinese of the systems that Weir runs on."""


def language_of(choice: str) -> str:
    """Return the language that a choice means: one of LANGUAGES, else the system's, or English."""
    return choice if choice in LANGUAGES else system_language(QLocale.system().uiLanguages())


def system_language(preferred: list[str]) -> str:
    """Return the first language of the user's system, best first, that Weir speaks."""
    for locale in map(QLocale, preferred):
        if locale.language() == QLocale.Language.English:
            return "en"
        if locale.script() == QLocale.Script.SimplifiedHanScript:
            return "zh_CN"
    return "en"


def current() -> str:
    """Return the language that is installed."""
    app = QCoreApplication.instance()
    installed = {each.language() for each in _translators(app)} if app else set()
    return next((name for name in LANGUAGES if name in installed), "en")


def install(app: QApplication, choice: str) -> str:
    """Let everything that is made from now on speak a language. Return which one it is."""
    for old in _translators(app):
        app.removeTranslator(old)
        old.setParent(None)
    language = language_of(choice)
    of_qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for name, folder in (("qtbase", of_qt), ("weir", FOLDER)):  # the last one is asked first
        translator = QTranslator()
        if language != "en" and translator.load(f"{name}_{language}", str(folder)):
            translator.setParent(app)
            app.installTranslator(translator)
    _prefer_fonts(app, language)
    return language


def _prefer_fonts(app: QApplication, language: str) -> None:
    """Let Chinese look as it does in China, on a system in another language too.

    Left alone, Qt may write it in a Japanese or a Taiwanese font, with other forms of some
    characters and with commas in the middle of the line.
    """
    own = app.font().families()[:1]
    chinese = CHINESE_FONTS if language == "zh_CN" else ()
    found = [each for each in chinese if each not in own and QFontDatabase.hasFamily(each)]
    families = own + found
    if families != app.font().families():
        font = QFont(app.font())
        font.setFamilies(families)
        app.setFont(font)


def _translators(app: QCoreApplication) -> list[QTranslator]:
    return app.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly)
