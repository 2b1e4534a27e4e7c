"""The guide in a window of its own: contents at the left, the page at the right, no network."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import guide
from gui.theme import Theme, font

PICTURE_WIDTH: Final = 640
CONTENTS_WIDTH: Final = 216
LINE_HEIGHT: Final = 125
"""Per cent of the font's own."""
PICTURE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""The text of a paragraph that is a picture."""
_TO_THE_END: Final = (QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
_MARKDOWN: Final = QTextDocument.ResourceType.MarkdownResource


class HelpWindow(QDialog):
    """Stays open beside the window that it explains; Escape closes it."""

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._page = ""
        self.setWindowTitle(self.tr("Weir – guide"))
        self.contents = QListWidget()
        self.contents.setFont(font(12))
        self.contents.setSpacing(3)
        self.contents.setAccessibleName(self.tr("Contents"))
        pages = guide.pages(language)
        self._names = list(pages)
        self.contents.addItems(list(pages.values()))
        self.contents.currentRowChanged.connect(self._on_row)
        self.browser = GuideBrowser(theme)
        self.browser.setAccessibleName(self.tr("Page of the guide"))
        self.browser.anchorClicked.connect(self._follow)
        self.browser.sourceChanged.connect(self._select)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the guide"))
        self.search.setAccessibleName(self.tr("Search the guide"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._find_next)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self._lay_out()
        self.contents.setFocus()
        self.open_page(guide.INDEX)
        self.resize(self.sizeHint())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        browser, keys = self.browser, QKeySequence.StandardKey
        back = _made_button("←", self.tr("Back"), keys.Back)
        back.clicked.connect(browser.backward)
        browser.backwardAvailable.connect(back.setEnabled)
        forward = _made_button("→", self.tr("Forward"), keys.Forward)
        forward.clicked.connect(browser.forward)
        browser.forwardAvailable.connect(forward.setEnabled)
        head.addWidget(back)
        head.addWidget(forward)
        head.addWidget(self.search, 1)
        side = QWidget()
        side.setFixedWidth(CONTENTS_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.contents, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(side)
        row.addWidget(self.browser, 1)

    @property
    def page(self) -> str:
        """The name of the page that is open, "" when it is none of the guide's."""
        return self._page

    def open_page(self, name: str) -> None:
        """Open a page of the guide by its name; an unknown name opens the index."""
        known = name if name in self._names else guide.INDEX
        self._open(QUrl.fromLocalFile(str(guide.path(known, self._language))))

    def set_theme(self, theme: Theme) -> None:
        """Take another theme; pictures of the window are shown in it too."""
        self.browser.set_theme(theme)

    def sizeHint(self) -> QSize:
        """Return a size that holds a picture beside the contents, where the screen is so large."""
        wanted = QSize(PICTURE_WIDTH + CONTENTS_WIDTH + 80, 720)
        return wanted.boundedTo(self.screen().availableSize() * 0.9)

    def _on_row(self, row: int) -> None:
        if row >= 0 and self._names[row] != self._page:
            self.open_page(self._names[row])

    def _select(self, url: QUrl) -> None:
        """Show in the contents where one is: back, forward and links lead elsewhere too."""
        stem = Path(url.path()).stem
        self._page = stem if stem in self._names else ""
        self.contents.setCurrentRow(self._names.index(stem) if self._page else -1)

    def _follow(self, url: QUrl) -> None:
        """Follow a link: to a page of the guide, to a file beside it, or out into the network."""
        target = self.browser.source().resolved(url)
        if target.isLocalFile():
            self._open(target)
        else:
            QDesktopServices.openUrl(target)

    def _open(self, url: QUrl) -> None:
        self.browser.setSource(url, _MARKDOWN)

    def _narrow(self, text: str) -> None:
        """List only the pages that have a text."""
        for row, name in enumerate(self._names):
            page = guide.path(name, self._language).read_text(encoding="utf-8")
            self.contents.item(row).setHidden(text.casefold() not in page.casefold())

    def _find_next(self) -> None:
        """Go to the next place with the text: in this page, else in the next one that has it."""
        text = self.search.text()
        if not text or self.browser.find(text):
            return
        rows = [row for row in range(self.contents.count()) if not self._is_hidden(row)]
        later = [row for row in rows if row > self.contents.currentRow()]
        if rows:
            self.contents.setCurrentRow((later or rows)[0])
            self.browser.moveCursor(QTextCursor.MoveOperation.Start)
            self.browser.find(text)

    def _is_hidden(self, row: int) -> bool:
        return self.contents.item(row).isHidden()


class GuideBrowser(QTextBrowser):
    """A page of the guide, its pictures no wider than the page and in the theme of the window."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setOpenLinks(False)
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.document().setDocumentMargin(16)
        self.document().setIndentWidth(24)
        style = font(13)
        # Qt takes the room between paragraphs from the size in points.
        style.setPointSizeF(style.pixelSize() * 72 / self.logicalDpiY())
        self.setFont(style)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.reload()

    def doSetSource(
        self,
        name: QUrl | str,
        type: QTextDocument.ResourceType = _MARKDOWN,
        /,
    ) -> None:
        """Open a page, and give it what Markdown does not say: air, quiet tables, links to see."""
        super().doSetSource(name, type)
        for block in _blocks(self.document()):
            if block.text() != PICTURE:
                QTextCursor(block).mergeBlockFormat(_airy())
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                frame.setFormat(_quiet(frame))
        self._underline_links()
        self._name_headings()
        if QUrl(name).hasFragment():
            self.scrollToAnchor(QUrl(name).fragment())

    def _name_headings(self) -> None:
        """Let links lead to headings, by the names that they have on the web."""
        for block in _blocks(self.document()):
            if block.blockFormat().headingLevel():
                named = QTextCharFormat()
                named.setAnchor(True)
                named.setAnchorNames([anchor(block.text())])
                cursor = QTextCursor(block)
                cursor.movePosition(*_TO_THE_END)
                cursor.mergeCharFormat(named)

    def _underline_links(self) -> None:
        underlined = QTextCharFormat()
        underlined.setFontUnderline(True)
        for start, end in _links(self.document()):
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(underlined)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Load what a page asks for; of a picture the version for the theme, scaled."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        path = self.source().resolved(QUrl(name)).toLocalFile()
        shown = path.replace("-dark.", f"-{self._theme.name}.")
        ratio = self.devicePixelRatioF()
        image = QImage(shown if Path(shown).exists() else path)
        width = round(min(PICTURE_WIDTH * ratio, image.width()))
        image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image


def anchor(heading: str) -> str:
    """Return the name of a heading in links: "Exported log" is "exported-log"."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _made_button(sign: str, words: str, keys: QKeySequence.StandardKey) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setShortcut(keys)
    button.setProperty("kind", "flat")
    button.setEnabled(False)
    return button


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _links(document: QTextDocument) -> list[tuple[int, int]]:
    """Return where links begin and end."""
    found = []
    for block in _blocks(document):
        piece = block.begin()
        while not piece.atEnd():
            fragment = piece.fragment()
            if fragment.charFormat().isAnchor():
                found.append((fragment.position(), fragment.position() + fragment.length()))
            piece += 1
    return found


def _airy() -> QTextBlockFormat:
    format_ = QTextBlockFormat()
    format_.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return format_


def _quiet(table: QTextTable) -> QTextTableFormat:
    """Return the format of a table without lines, as wide as the page."""
    format_ = table.format().toTableFormat()
    format_.setBorder(0)
    format_.setBorderCollapse(False)
    format_.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    format_.setBottomMargin(12)
    return format_
