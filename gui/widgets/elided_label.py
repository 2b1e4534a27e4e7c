"""A label that elides instead of forcing its width, and tells all in a tooltip."""

import re
from itertools import pairwise, product
from unicodedata import east_asian_width

from PySide6.QtCore import QRect, QSize, Qt, QTextBoundaryFinder
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import font


class ElidedLabel(QWidget):
    """Plain text on up to `lines` lines, in type of `px` or, where it needs be, down to `least`.

    What does not fit all the same is elided and stands in the tooltip.
    """

    def __init__(
        self,
        px: int,
        weight: int,
        lines: int = 1,
        parent: QWidget | None = None,
        least: int | None = None,
    ) -> None:
        super().__init__(parent)
        self._px, self._weight, self._lines = px, weight, lines
        self._sizes = range(px, (least or px) - 1, -1)
        self._text = ""
        self._ink = QColor()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    @property
    def px(self) -> int:
        """The size of its type, before it is scaled."""
        return self._px

    def set_text(self, text: str) -> None:
        """Show `text`."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()
        self._tell_what_is_cut()
        self.update()

    def set_type(self, px: int, lines: int) -> None:
        """Use another size of type, on up to `lines` lines."""
        if (px, lines) == (self._px, self._lines):
            return
        self._px, self._lines = px, lines
        self.updateGeometry()
        self._tell_what_is_cut()
        self.update()

    def lines_needed(self, width: int, px: int) -> int:
        """Return how many lines of `width` pixels the whole text takes in type of `px`."""
        metrics = QFontMetrics(font(px, self._weight))
        return len(_filled(_pieces(self._text), metrics, width, most=len(self._text)))

    def set_ink(self, ink: QColor) -> None:
        """Use another ink."""
        self._ink = ink
        self.update()

    def shown_lines(self) -> list[str]:
        """Return the lines as they are painted."""
        return _broken(self._text, self._metrics(), self.width(), self._lines)

    def sizeHint(self) -> QSize:
        """Prefer the text on one line."""
        metrics = self._metrics()
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Ask for no width of its own."""
        return QSize(20, self._metrics().height())

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines it takes at `width`."""
        metrics = self._metrics()
        return metrics.height() * len(_broken(self._text, metrics, width, self._lines) or [""])

    def resizeEvent(self, event: object) -> None:
        """What fits has changed."""
        self._fit()
        self._tell_what_is_cut()

    def _fit(self) -> None:
        """Take the largest type that all fits in, else the least."""
        fits = (px for px in self._sizes if self.lines_needed(self.width(), px) <= self._lines)
        if len(self._sizes) > 1:
            self._px = next(fits, self._sizes[-1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines, centred in height."""
        with QPainter(self) as painter:
            painter.setFont(self._font())
            painter.setPen(self._ink)
            lines = self.shown_lines()
            height = self._metrics().height()
            top = (self.height() - height * len(lines)) // 2
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            for number, line in enumerate(lines):
                rect = QRect(0, top + number * height, self.width(), height)
                painter.drawText(rect, int(flags), line)

    @property
    def is_cut(self) -> bool:
        """True when it cannot be read in full."""
        return "".join(self.shown_lines()).replace(" ", "") != self._text.replace(" ", "")

    def _tell_what_is_cut(self) -> None:
        self.setToolTip(self._text if self.is_cut else "")

    def _font(self) -> QFont:
        return font(self._px, self._weight)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._font())


def _broken(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """Return `text` on at most `most` lines of `width` pixels, about equally long.

    The last line is elided when all do not hold it.
    """
    pieces = _pieces(text)
    lines = _filled(pieces, metrics, width, most)
    if len(lines) > 1 and "".join(lines) == text:
        tries = product((_phrases(pieces), pieces), range(width // 2, width, 8))
        balanced = (_filled(units, metrics, narrower, len(lines)) for units, narrower in tries)
        lines = next((one for one in balanced if "".join(one) == text), lines)
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> list[str]:
    """Return what may stand on different lines: words with their spaces, and Chinese characters.

    Qt knows which signs begin no line, and would also break "12/s", which must stay together, and
    a number from its unit.
    """
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text)
    cuts = [0]
    while (at := finder.toNextBoundary()) > 0:
        around = text[at - 1 : at + 1]
        if text[at - 2 : at - 1].isdigit() and _UNIT.match(text, at):
            continue
        if around[0] == " " or at == len(text) or any(map(_is_wide, around)):
            cuts.append(at)
    return [text[start:end] for start, end in pairwise(cuts)]


_UNIT = re.compile(r"(%|[mµ]?s|min|[kMG]i?B|B)(?!\w)")


def _phrases(pieces: list[str]) -> list[str]:
    """Return pieces joined up to a Chinese stop or comma: the best places for a line to end."""
    joined = [""]
    for piece in pieces:
        joined[-1] += piece
        if piece.endswith(tuple("，。：；、")):
            joined.append("")
    return [phrase for phrase in joined if phrase] if len(joined) > 1 else pieces


def _is_wide(sign: str) -> bool:
    return east_asian_width(sign) in "WF"


def _filled(pieces: list[str], metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """Return `pieces` on lines that are as full as can be."""
    lines: list[str] = []
    rest = pieces
    while rest and len(lines) < most - 1:
        taken = 1
        while taken < len(rest) and _fits(rest[: taken + 1], metrics, width):
            taken += 1
        lines.append("".join(rest[:taken]))
        rest = rest[taken:]
    if rest:
        lines.append(metrics.elidedText("".join(rest), Qt.TextElideMode.ElideRight, max(width, 1)))
    return lines


def _fits(pieces: list[str], metrics: QFontMetrics, width: int) -> bool:
    # Rounded down here, while eliding counts what is left: a pixel more is asked for.
    return metrics.horizontalAdvance("".join(pieces).rstrip()) < width
