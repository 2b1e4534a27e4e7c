"""Why: the sentence that names the culprit, the chain that leads to it, and what would help."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.analysis.sentence import Cure, Sentence
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.glyphs import paint_tile
from gui.icons import icon
from gui.panels.timeline_marks import setting_words
from gui.panels.words import phrase_text, state_word
from gui.theme import Theme, font, scaled
from gui.widgets.copying import make_copyable
from gui.widgets.fitted_text import FittedText
from gui.widgets.help_button import SIDE
from gui.widgets.panel import Panel

TILE = 32
HEIGHT = 76
COMPACT_HEIGHT = 56
"""Whatever it says: what stands under it keeps its place."""
STACKED_UNDER = 760
"""Below this width buttons stand in two rows, for the sentence's sake."""
CURES = 2


class WhyPanel(Panel):
    """One sentence above everything. Buttons keep their place; the text gives way to them."""

    cure_chosen = Signal(dict)
    """The settings of the cure that was chosen."""
    export_requested = Signal()
    restart_requested = Signal()
    folder_requested = Signal()
    live_requested = Signal()
    proof_requested = Signal()
    """The user asks where in the lanes the sentence can be seen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setFixedHeight(scaled(HEIGHT))
        self._compact = False
        self._placed = 0, ""
        self._cures: tuple[Cure, ...] = ()
        self._ended = False
        self._held = False
        self.setAccessibleName(self.tr("Why"))
        self._tile = StateTile(theme)
        self._texts = FittedText()
        self._proof = QToolButton()
        self._proof.setProperty("kind", "flat")
        self._proof.setFixedSize(SIDE, SIDE)
        self._proof.setIconSize(QSize(scaled(14), scaled(14)))
        self._proof.setToolTip(self.tr("Show it in the lanes"))
        self._proof.setAccessibleName(self.tr("Show it in the lanes"))
        self._proof.clicked.connect(self.proof_requested)
        self._cure_buttons = [self._button("", self._chosen(n)) for n in range(CURES)]
        self._end_buttons = [
            self._button(self.tr("Export log…"), self.export_requested.emit),
            self._button(self.tr("Run again"), self.restart_requested.emit),
            self._button(self.tr("Open folder"), self.folder_requested.emit),
        ]
        self._live_button = self._button("", self.live_requested.emit)
        self._lay_out()
        self.set_theme(theme)
        self._show_buttons()
        make_copyable(self, self.text)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self._proof.setIcon(icon("scan-search", theme.text2, scaled(14)))
        self._tile.set_theme(theme)
        self._texts.set_inks(theme.text, theme.text2)

    def set_compact(self, compact: bool) -> None:
        """Take less height: the window is low."""
        self._compact = compact
        self.setFixedHeight(scaled(COMPACT_HEIGHT if compact else HEIGHT))
        self._place_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the buttons' places."""
        super().resizeEvent(event)
        self._place_buttons()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Offer what can be done with a run that has ended, once it has."""
        if (snapshot.phase == Phase.ENDED) != self._ended:
            self._ended = not self._ended
            self._show_buttons()

    def show_sentence(
        self,
        sentence: Sentence,
        expected: bool = False,
        held: str | None = None,
        about: str = "",
    ) -> None:
        """Show a sentence; `held` is the text to show instead while the view is held.

        `about` names the range that it tells of, if the user has chosen one.
        """
        words = phrase_text(sentence.phrase)
        if expected:
            words = self.tr("Expected: {sentence}").format(sentence=words)
        chain = phrase_text(sentence.chain) or about  # a chain names its range itself
        self._proof.setVisible(sentence.proof is not None and not expected)
        self._tile.set_state(sentence.state)
        self._held = held is not None
        self.set_warning(sentence.severity == "warn" and not expected)
        self._cures = () if expected else sentence.cures[:CURES]
        self._show_buttons()
        self._texts.set_texts(*((words, chain) if held is None else (held, words)))
        self.setAccessibleDescription(self.text())

    def sentence_text(self) -> str:
        """Return the sentence that stands there."""
        return self._texts.sentence

    def cut_texts(self) -> list[str]:
        """Return what of sentence and chain cannot be read in full: nothing, if all is well."""
        return self._texts.cut

    def text(self) -> str:
        """Return the sentence and the chain under it, for the clipboard."""
        return "\n".join(filter(None, (self._texts.sentence, self._texts.note)))

    def said(self) -> list[str]:
        """Return all that it says, line by line: sentence, chain, and what would help."""
        cures = " · ".join(button.text() for button in self._cure_buttons if button.isVisible())
        return [line for line in (self._texts.sentence, self._texts.note, cures) if line]

    def sizeHint(self) -> QSize:
        """Return the size of the target picture."""
        return QSize(800, self.height())

    def minimumSizeHint(self) -> QSize:
        """Let the text elide rather than widen the window."""
        return QSize(400, scaled(COMPACT_HEIGHT))

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        # It goes with the sentence: the focus that a click gave it would wander to the next panel.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFont(font(12, 600))
        button.clicked.connect(slot)
        return button

    def _chosen(self, number: int) -> object:
        return lambda: self.cure_chosen.emit(dict(self._cures[number].settings))

    def _lay_out(self) -> None:
        self._buttons = QGridLayout()
        self._buttons.setHorizontalSpacing(8)
        corner = QVBoxLayout()
        corner.setSpacing(0)
        corner.addWidget(self.help_button("why"), alignment=Qt.AlignmentFlag.AlignRight)
        corner.addStretch(1)
        corner.addWidget(self._proof)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 4, 4)
        row.setSpacing(10)
        row.addWidget(self._tile, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._texts, 1)
        row.addLayout(self._buttons)
        row.addLayout(corner)
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Put the buttons side by side, or in two rows where that would leave no room for text."""
        rows = 2 if self.width() < scaled(STACKED_UNDER) else 1
        kind = "small" if rows == 2 and self._compact else ""
        if (rows, kind) == self._placed:
            return
        self._placed = rows, kind
        self._buttons.setVerticalSpacing(2 if kind else 4)
        for group in (self._cure_buttons, self._end_buttons, [self._live_button]):
            for place, button in enumerate(group):
                self._buttons.addWidget(button, place % rows, place // rows)
                button.setProperty("kind", kind)
                button.style().polish(button)

    def _show_buttons(self) -> None:
        running = not self._held and not self._ended
        for number, button in enumerate(self._cure_buttons):
            there = number < len(self._cures)
            if there:
                cure = self._cures[number]
                button.setText(phrase_text(cure.label))
                button.setToolTip(", ".join(setting_words(*one) for one in cure.settings.items()))
            button.setVisible(running and there)
        for button in self._end_buttons:
            button.setVisible(self._ended and not self._held)
        back = self.tr("Back to the end") if self._ended else self.tr("Back to live")
        self._live_button.setText(back)
        self._live_button.setVisible(self._held)


class StateTile(QWidget):
    """The glyph of a state on its colour; nothing when there is no state to show."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: State | None = None
        self.setFixedSize(scaled(TILE), scaled(TILE))

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def set_state(self, state: State | None) -> None:
        """Show another state."""
        if state == self._state:
            return
        self._state = state
        self.setAccessibleName("" if state is None else state_word(state))
        self.setToolTip("" if state is None else state_word(state))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tile."""
        if self._state is None:
            return
        with QPainter(self) as painter:
            paint_tile(painter, QRectF(self.rect()), self._state, self._theme, 4.0)
