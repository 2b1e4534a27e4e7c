"""A line of text in which figures may change without anything moving."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import font, scaled

_ELIDE = Qt.TextElideMode.ElideMiddle


@dataclass(frozen=True)
class Piece:
    """A stretch of text in one ink."""

    text: str
    ink: QColor
    weight: int = 400


class SteadyText(QWidget):
    """Pieces side by side; each is as wide as the widest text of its place has ever been.

    In a window too narrow for all of it, the text is elided in its middle; the tooltip holds all.
    """

    def __init__(
        self, px: int = 12, gives_way: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gives_way = gives_way
        self._px = px
        self._pieces: tuple[Piece, ...] = ()
        self._widths: list[float] = []
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        """Return the whole text."""
        return "".join(piece.text for piece in self._pieces)

    def set_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show these pieces. Another number of them starts the widths anew."""
        if tuple(pieces) == self._pieces:
            return
        if len(pieces) != len(self._pieces):
            self._widths = [0.0] * len(pieces)
        self._pieces = tuple(pieces)
        widths = [max(w, self._width(p)) for w, p in zip(self._widths, pieces, strict=True)]
        if widths != self._widths:
            self._widths = widths
            self.updateGeometry()
        self.setToolTip(self.text() if self.width() < sum(self._widths) else "")
        self.setAccessibleName(self.text())
        self.update()

    def forget_widths(self) -> None:
        """Start the widths anew, as for another run."""
        self._widths = [self._width(piece) for piece in self._pieces]
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Prefer all pieces at their widest."""
        return QSize(round(sum(self._widths) + 0.5), scaled(20))

    def minimumSizeHint(self) -> QSize:
        """Give way in a narrow window, if it is the one to do so."""
        return QSize(40, scaled(20)) if self._gives_way else self.sizeHint()

    def resizeEvent(self, event: object) -> None:
        """What fits has changed."""
        self.setToolTip(self.text() if self.width() < sum(self._widths) else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pieces, figures to the right of their place."""
        with QPainter(self) as painter:
            if self.width() < sum(self._widths):
                self._paint_elided(painter)
                return
            left = 0.0
            for piece, width in zip(self._pieces, self._widths, strict=True):
                painter.setFont(font(self._px, piece.weight))
                painter.setPen(piece.ink)
                if re.fullmatch(r"[\d,–-]+", piece.text):
                    place, side = QRectF(left, 0, width, self.height()), _RIGHT
                else:
                    place, side = QRectF(left, 0, width + 4, self.height()), _LEFT
                painter.drawText(place, int(side | Qt.TextFlag.TextDontClip), piece.text)
                left += width

    def _paint_elided(self, painter: QPainter) -> None:
        if not self._pieces:
            return
        painter.setFont(font(self._px, self._pieces[0].weight))
        painter.setPen(self._pieces[0].ink)
        text = QFontMetricsF(painter.font()).elidedText(self.text(), _ELIDE, self.width())
        painter.drawText(self.rect(), int(_LEFT), text)

    def _width(self, piece: Piece) -> float:
        return QFontMetricsF(font(self._px, piece.weight)).horizontalAdvance(piece.text)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
