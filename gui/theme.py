"""The two themes: surfaces, inks, the colour of each state, and how they reach Qt.

Colour belongs to states and to nothing else; everything else is neutral ink. The palette was
computed for contrast and for colour-blind eyes: change it only together with its test.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from engine.states import State
from gui.stylesheet import build

RESOURCES = Path(__file__).resolve().parent.parent / "resources"

_DARK_INK = QColor("#0E1116")
_WHITE_INK = QColor("#FFFFFF")


@dataclass(frozen=True, eq=False)
class Theme:
    """One set of colours. Two exist: DARK and LIGHT."""

    name: str
    window: QColor
    panel: QColor
    raised: QColor
    field: QColor
    text: QColor
    text2: QColor
    text3: QColor
    line: QColor
    grid: QColor
    item: QColor
    item_text: QColor
    track: QColor
    """What is left of a slider, and the ground of a bar that is no state."""
    warn_ground: QColor
    warn_edge: QColor
    error: QColor
    states: dict[State, QColor]

    def state(self, state: State) -> QColor:
        """Return the fill of a state; an end is shown in the colour of text."""
        return self.states.get(state, self.text)

    def on_state(self, state: State) -> QColor:
        """Return dark or white ink for a glyph or word on that fill, whichever contrasts more."""
        return _ink_on(self.state(state).rgb())

    @property
    def is_dark(self) -> bool:
        """True for the dark theme."""
        return self.name == "dark"

    @property
    def on_text(self) -> QColor:
        """Ink on a ground that has the colour of text: the primary button."""
        return _DARK_INK if self.is_dark else _WHITE_INK

    @property
    def chosen(self) -> QColor:
        """Ground of the chosen segment."""
        return self.text2 if self.is_dark else self.text


def _states(
    starting: str,
    pacing: str,
    work: tuple[str, str],
    back_pressure: tuple[str, str],
    starvation: tuple[str, str],
    contention: tuple[str, str],
    suspended: tuple[str, str],
) -> dict[State, QColor]:
    named = {
        State.STARTING: starting,
        State.PACING: pacing,
        State.WORKING_IO: work[0],
        State.WORKING_CPU: work[1],
        State.WAIT_SLOT: back_pressure[0],
        State.WAIT_PIPE: back_pressure[1],
        State.WAIT_ITEM: starvation[0],
        State.WAIT_READ_LOCK: starvation[1],
        State.WAIT_PERMIT: contention[0],
        State.WAIT_LOCK: contention[1],
        State.WAIT_EVENT: contention[1],
        State.WAIT_CONDITION: contention[1],
        State.WAIT_BARRIER: contention[1],
        State.WAIT_JOIN: contention[1],
        State.PAUSED: suspended[0],
        State.FROZEN: suspended[1],
    }
    return {state: QColor(name) for state, name in named.items()}


DARK = Theme(
    name="dark",
    window=QColor("#0E1116"),
    panel=QColor("#161B22"),
    raised=QColor("#1D232C"),
    field=QColor("#10141A"),
    text=QColor("#E8ECF1"),
    text2=QColor("#A7B0BD"),
    text3=QColor("#848E9C"),
    line=QColor("#2A323D"),
    grid=QColor("#222933"),
    item=QColor("#3B4655"),
    item_text=QColor("#E8ECF1"),
    track=QColor("#39424F"),
    warn_ground=QColor("#241D13"),
    warn_edge=QColor("#5A4220"),
    error=QColor("#FF8A8A"),
    states=_states(
        starting="#6A6F76",
        pacing="#7F848D",
        work=("#22B087", "#75F0BC"),
        back_pressure=("#F59A2E", "#BD6A39"),
        starvation=("#61BEFB", "#5C9BF6"),
        contention=("#D28FBB", "#9E69AB"),
        suspended=("#E5E8EC", "#CED7E6"),
    ),
)

LIGHT = Theme(
    name="light",
    window=QColor("#EDF0F4"),
    panel=QColor("#FFFFFF"),
    raised=QColor("#F5F7FA"),
    field=QColor("#FFFFFF"),
    text=QColor("#14181D"),
    text2=QColor("#4A5361"),
    text3=QColor("#5F6975"),
    line=QColor("#D5DAE1"),
    grid=QColor("#E8EBF0"),
    item=QColor("#DCE2EA"),
    item_text=QColor("#14181D"),
    track=QColor("#C6CDD7"),
    warn_ground=QColor("#FDF5EB"),
    warn_edge=QColor("#E9C9A2"),
    error=QColor("#B3261E"),
    states=_states(
        starting="#868A91",
        pacing="#697586",
        work=("#00835C", "#035F41"),
        back_pressure=("#B7580E", "#812605"),
        starvation=("#267CB0", "#04509F"),
        contention=("#803264", "#500050"),
        suspended=("#1D1F23", "#313338"),
    ),
)


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@functools.cache
def _ink_on(fill: int) -> QColor:
    """Worked out once for each fill: glyphs and words ask hundreds of times a second."""
    return max(_DARK_INK, _WHITE_INK, key=lambda ink: contrast(ink, QColor.fromRgb(fill)))


def _luminance(color: QColor) -> float:
    channels = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_type_scale = 1.0


def set_type_scale(scale: float) -> None:
    """Make all type of the windows that are made from now on larger, for a presentation."""
    global _type_scale
    _type_scale = scale


def type_scale() -> float:
    """Return how much larger type is than at a desk."""
    return _type_scale


def scaled(px: int) -> int:
    """Return a height in pixels that has room for the type as it is scaled."""
    return round(px * _type_scale)


def font(px: int, weight: int = 400, scale: float = 1.0) -> QFont:
    """Return the application's font at `px` × `scale` pixels, with figures of equal width."""
    return QFont(_made_font(round(px * scale * _type_scale), weight))


@functools.cache
def _made_font(px: int, weight: int) -> QFont:
    """Made once for each size: painting asks hundreds of times a second. `apply` begins anew."""
    made = QFont(QApplication.font())
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def load_inter() -> str:
    """Load the font that is shipped and return its family, or "" when it cannot be loaded."""
    family = ""
    for path in sorted((RESOURCES / "fonts").glob("Inter-*.otf")):
        families = QFontDatabase.applicationFontFamilies(
            QFontDatabase.addApplicationFont(str(path))
        )
        family = families[0] if families else family
    return family


def stylesheet(theme: Theme, scale: float = 1.0) -> str:
    """Return the style sheet of the whole application: Qt's own widgets in Weir's look."""
    return build(theme, RESOURCES / "icons", scale * _type_scale)


def palette(theme: Theme) -> QPalette:
    """Return the palette for what the style sheet does not reach."""
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.field,
        QPalette.ColorRole.AlternateBase: theme.raised,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.text3,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.error,
        QPalette.ColorRole.Link: theme.text,
        QPalette.ColorRole.LinkVisited: theme.text2,
        QPalette.ColorRole.Highlight: theme.chosen,
        QPalette.ColorRole.HighlightedText: theme.on_text,
        QPalette.ColorRole.Light: theme.raised,
        QPalette.ColorRole.Midlight: theme.line,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Dark: theme.line,
        QPalette.ColorRole.Shadow: theme.window,
    }
    made = QPalette()
    for role, color in roles.items():
        made.setColor(role, color)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.text3)
    return made


def apply(app: QApplication, theme: Theme, family: str = "", scale: float = 1.0) -> None:
    """Dress the application: Fusion, palette, font and style sheet. May be called again at will.

    `family` is a font family to use instead of the system's; `scale` enlarges all type.
    """
    prepare(app, theme, family, scale)
    app.setStyleSheet(stylesheet(theme, scale))


def prepare(app: QApplication, theme: Theme, family: str = "", scale: float = 1.0) -> None:
    """Dress the application in all but the style sheet, for a window that is yet to be built.

    Under a style sheet Qt dresses each widget anew whenever one of its parents gets a parent:
    building the window before takes half the time. Likewise from one sheet to another it takes
    five times as long as from none, so the one before is taken off.
    """
    if app.styleSheet():
        app.setStyleSheet("")
    else:  # the first time
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    if family:
        app.setFont(QFont(family))
    _made_font.cache_clear()
    app.setFont(font(12, scale=scale))
