"""The guide in a window of its own: contents at the left, the page at the right, no network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
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
    QListWidget,
    QTextBrowser,
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
_MARKDOWN: Final = QTextDocument.ResourceType.MarkdownResource


class HelpWindow(QDialog):
    """Stays open beside the window that it explains; Escape closes it."""

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self.setWindowTitle(self.tr("Weir – guide"))
        self.contents = QListWidget()
        self.contents.setFont(font(12))
        self.contents.setFixedWidth(CONTENTS_WIDTH)
        self.contents.setSpacing(3)
        self.contents.setAccessibleName(self.tr("Contents"))
        pages = guide.pages(language)
        self._names = list(pages)
        self.contents.addItems(list(pages.values()))
        self.contents.currentRowChanged.connect(self._on_row)
        self.browser = GuideBrowser(theme)
        self.browser.setAccessibleName(self.tr("Page of the guide"))
        self.browser.anchorClicked.connect(self._follow)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self.contents)
        row.addWidget(self.browser, 1)
        self.open_page(guide.INDEX)

    @property
    def page(self) -> str:
        """The name of the page that is open, "" when it is none of the guide's."""
        row = self.contents.currentRow()
        return self._names[row] if row >= 0 else ""

    def open_page(self, name: str) -> None:
        """Open a page of the guide by its name; an unknown name opens the index."""
        row = self._names.index(name) if name in self._names else 0
        if row == self.contents.currentRow():
            self._on_row(row)
        else:
            self.contents.setCurrentRow(row)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme; pictures of the window are shown in it too."""
        self.browser.set_theme(theme)

    def sizeHint(self) -> QSize:
        """Return a size that holds a picture beside the contents."""
        return QSize(PICTURE_WIDTH + CONTENTS_WIDTH + 80, 720)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self._show(guide.path(self._names[row], self._language))

    def _follow(self, url: QUrl) -> None:
        """Follow a link: to a page of the guide, to a file beside it, or out into the network."""
        target = self.browser.source().resolved(url)
        if not target.isLocalFile():
            QDesktopServices.openUrl(target)
        elif Path(target.fileName()).stem in self._names:
            self.open_page(Path(target.fileName()).stem)
        else:
            self.contents.setCurrentRow(-1)
            self._show(Path(target.toLocalFile()))

    def _show(self, path: Path) -> None:
        self.browser.setSource(QUrl.fromLocalFile(str(path)), _MARKDOWN)


class GuideBrowser(QTextBrowser):
    """A page of the guide, its pictures no wider than the page and in the theme of the window."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setOpenLinks(False)
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.document().setDocumentMargin(16)
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
