"""A state in a legend: tile, word and share. It is pressed to see this state alone."""

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from engine.states import State
from gui.glyphs import paint_tile
from gui.panels import state_inks
from gui.panels.words import state_word
from gui.theme import Theme, font, scaled

TILE = 18
GAP = 8
MARGIN = 4
"""How far the ground of a row that is pressed or pointed at reaches beyond it."""
DIMMED = 0.35


class StateRow(QCheckBox):
    """Checked while it is the state that is seen alone."""

    def __init__(self, theme: Theme, state: State, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = state
        self._theme = theme
        self._share = 0.0
        self._wanted: State | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleDescription(self.tr("Show only this state in lanes and shares"))

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def show_share(self, role: str, share: float, wanted: State | None) -> None:
        """Show the share of a role's time, while `wanted` is seen alone."""
        self._share, self._wanted = share, wanted
        self.setChecked(self.state is wanted)
        told = f"{role}: {state_word(self.state)} {100 * share:.1f} %"
        if told != self.accessibleName():
            self.setAccessibleName(told)
            self.setToolTip(f"{told}\n{self.accessibleDescription()}")
        self.update()

    def hitButton(self, position: QPoint) -> bool:
        """Take a click anywhere on it."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row, quieter while another state is seen alone."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            theme, is_lit = self._theme, state_inks.shows(self.state, self._wanted)
            if self.isChecked() or self.underMouse():
                painter.setPen(theme.line)
                painter.setBrush(theme.raised)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            inner = QRectF(self.rect()).adjusted(MARGIN, 0, -MARGIN, 0)
            side = min(scaled(TILE), inner.height() - 2)
            tile = QRectF(inner.x(), inner.center().y() - side / 2, side, side)
            painter.setOpacity(1 if is_lit else DIMMED)
            paint_tile(painter, tile, self.state, theme, 4.0)
            painter.setOpacity(1)
            painter.setPen(theme.text if is_lit else theme.text3)
            painter.setFont(font(12, 600))
            painter.drawText(inner, int(_RIGHT), f"{100 * self._share:.0f} %")
            percent = painter.fontMetrics().horizontalAdvance("100 %") + GAP
            painter.setFont(font(12))
            words = inner.adjusted(scaled(TILE) + GAP, 0, -percent, 0)
            text = QFontMetrics(painter.font()).elidedText(
                state_word(self.state), Qt.TextElideMode.ElideRight, int(words.width())
            )
            painter.drawText(words, int(_LEFT), text)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
