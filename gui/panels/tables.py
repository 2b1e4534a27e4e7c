"""The tables, one behind another. News of one that is not in front is a dot at its tab."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

from gui.theme import Theme

RADIUS: Final = 3.0
MOST_TOLD: Final = 3
"""Pieces of news that the tooltip tells: the last ones."""


class _Bar(QTabBar):
    """Paints the dots beside the words, where the tabs are empty: no tab gets wider by one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.theme = theme
        self.dotted: set[int] = set()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tabs, then the dots."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.text)
            words = self.fontMetrics().height()
            for index in self.dotted:
                tab = self.tabRect(index).toRectF()
                above = tab.center().y() - words / 2 + RADIUS
                painter.drawEllipse(QPointF(tab.right() - RADIUS - 1, above), RADIUS, RADIUS)


class Tables(QTabWidget):
    """Pages by name. What happens on one that is not in front is news until it is opened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._bar = _Bar(theme)
        self.setTabBar(self._bar)
        self._titles: dict[str, str] = {}
        self._news: dict[str, dict[tuple[object, ...], str]] = {}
        self._seen: dict[str, set[tuple[object, ...]]] = {}
        self.currentChanged.connect(lambda: self._mark())

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._bar.theme = theme
        self._bar.update()

    def add_page(self, name: str, page: QWidget, title: str) -> None:
        """Add a page behind the others."""
        self._titles[name] = title
        self._news[name], self._seen[name] = {}, set()
        self.addTab(page, title)

    def show_news(self, page: str, news: Mapping[tuple[object, ...], str]) -> None:
        """Take all the news there is of a page, by what makes each of them one."""
        if dict(news) != self._news[page]:
            known = {key: news[key] for key in self._news[page] if key in news}
            self._news[page] = known | dict(news)  # the newest last
            self._mark()

    def unseen(self, page: str) -> list[str]:
        """Return the news of a page that nobody has looked at, oldest first."""
        return [words for key, words in self._news[page].items() if key not in self._seen[page]]

    def forget_news(self) -> None:
        """Another run: nothing has happened yet."""
        for page in self._titles:
            self._news[page], self._seen[page] = {}, set()
        self._mark()

    def _mark(self) -> None:
        """Put the dots where there is something to see."""
        for index, page in enumerate(self._titles):
            if index == self.currentIndex():
                self._seen[page] = set(self._news[page])
            self._seen[page] &= self._news[page].keys()  # what comes back is news again
            self._tell(index, self._titles[page], self.unseen(page))
        self._bar.update()

    def _tell(self, index: int, title: str, unseen: list[str]) -> None:
        self._bar.dotted.discard(index)
        name = title
        if unseen:
            self._bar.dotted.add(index)
            name = self.tr("{title}, with news: {news}").format(title=title, news=unseen[-1])
        self.setTabToolTip(index, "\n".join(unseen[-MOST_TOLD:]))
        self._bar.setAccessibleTabName(index, name)
