"""All keys of the window, in groups: those of actions as they are, the others as declared here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from gui.panels.timeline_keys import KEYS, WITH_CTRL, Act

if TYPE_CHECKING:
    from gui.main_window import MainWindow

translate: Final = QCoreApplication.translate
ARROWS: Final = {
    Qt.Key.Key_Left: "←",
    Qt.Key.Key_Right: "→",
    Qt.Key.Key_Up: "↑",
    Qt.Key.Key_Down: "↓",
}


@dataclass(frozen=True)
class Binding:
    """What to press, or to do with the mouse, and what it does."""

    keys: str
    words: str


@dataclass(frozen=True)
class KeyGroup:
    """The keys of one part of the window."""

    title: str
    bindings: tuple[Binding, ...]


def key_groups(window: "MainWindow") -> tuple[KeyGroup, ...]:
    """Return every group, in the order of reading."""
    menus = {name: tuple(_of_menu(menu)) for name, menu in window.actions_.menus.items()}
    of_processes = _of_actions(window.processes.findChildren(QAction))
    return (
        KeyGroup(
            translate("Keys", "Run"),
            (Binding(_key(Qt.Key.Key_Space), translate("Keys", "Start or stop")), *menus["run"]),
        ),
        KeyGroup(translate("Keys", "View"), menus["view"]),
        KeyGroup(translate("Keys", "Flow"), _flow()),
        KeyGroup(translate("Keys", "Timeline"), (*_of_timeline(), *_timeline_mouse())),
        KeyGroup(translate("Keys", "Where time goes"), _shares()),
        KeyGroup(translate("Keys", "Processes and events"), (*of_processes, *_tables())),
        KeyGroup(translate("Keys", "Controls"), _controls()),
        KeyGroup(translate("Keys", "File and help"), (*menus["file"], *menus["help"])),
        KeyGroup(translate("Keys", "Everywhere"), _everywhere()),
    )


def as_text(groups: Sequence[KeyGroup]) -> str:
    """Return the groups as lines, keys and words apart by a tab."""
    blocks = [
        "\n".join([group.title, *(f"{one.keys}\t{one.words}" for one in group.bindings)])
        for group in groups
    ]
    return "\n\n".join(blocks)


def _key(*keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
    """Return the names of keys; in Chinese Return and Enter have the same."""
    return ", ".join(dict.fromkeys(_name(key, held) for key in keys))


def _name(key: Qt.Key, held: Qt.KeyboardModifier) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    text = QKeySequence(held.value | key.value).toString(native)
    plain = QKeySequence(key).toString(native)
    return text.replace(plain, ARROWS.get(key, plain))


def _of_menu(menu: QMenu, before: str = "") -> Iterator[Binding]:
    """Yield the actions of a menu that have keys, those of its submenus with its name."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _of_menu(
                inner, translate("Keys", "{menu}: ").format(menu=_plain(action.text()))
            )
        elif not action.shortcut().isEmpty():
            yield _binding(action, before)


def _of_actions(actions: Iterable[QAction]) -> tuple[Binding, ...]:
    found = (_binding(action) for action in actions if not action.shortcut().isEmpty())
    return tuple(dict.fromkeys(found))


def _binding(action: QAction, before: str = "") -> Binding:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return Binding(keys, before + _plain(action.text()))


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _of_timeline() -> Iterator[Binding]:
    """Yield what the keys of the timeline do, the keys for one thing together."""
    control = Qt.KeyboardModifier.ControlModifier
    for act, words in _acts().items():
        plain = _key(*(key for key, meant in KEYS.items() if meant is act))
        with_ctrl = _key(*(key for key, meant in WITH_CTRL.items() if meant is act), held=control)
        yield Binding(", ".join(filter(None, (plain, with_ctrl))), words)


def _acts() -> dict[Act, str]:
    return {
        Act.ZOOM_IN: translate("Keys", "Zoom in at the pointer"),
        Act.ZOOM_OUT: translate("Keys", "Zoom out"),
        Act.PAN_EARLIER: translate("Keys", "Go to earlier times"),
        Act.PAN_LATER: translate("Keys", "Go to later times"),
        Act.WHOLE: translate("Keys", "Show the whole run"),
        Act.FIT: translate("Keys", "Zoom to the measured range, or to the span"),
        Act.NEXT_SPAN: translate("Keys", "Next span"),
        Act.PREVIOUS_SPAN: translate("Keys", "Previous span"),
        Act.LANE_ABOVE: translate("Keys", "Lane above"),
        Act.LANE_BELOW: translate("Keys", "Lane below"),
        Act.SCROLL_UP: translate("Keys", "Scroll the lanes up"),
        Act.SCROLL_DOWN: translate("Keys", "Scroll the lanes down"),
        Act.ASK: translate("Keys", "Show what ended this wait; open a strip"),
        Act.MEASURE: translate("Keys", "Measure this span"),
        Act.SCRUB_EARLIER: translate("Keys", "Show an earlier moment"),
        Act.SCRUB_LATER: translate("Keys", "Show a later moment"),
        Act.CLEAR: translate("Keys", "Clear the range and the span"),
    }


def _timeline_mouse() -> tuple[Binding, ...]:
    return (
        Binding(
            translate("Keys", "Drag"),
            translate("Keys", "Measure a range: the sentence tells of it"),
        ),
        Binding(
            translate("Keys", "Drag on the axis"), translate("Keys", "Show a moment of the past")
        ),
        Binding(
            translate("Keys", "Double click"),
            translate("Keys", "Zoom to the range, or show the whole run"),
        ),
        Binding(translate("Keys", "Click on a wait"), translate("Keys", "Show what ended it")),
        Binding(translate("Keys", "Click on a strip"), translate("Keys", "Open it")),
        Binding(
            translate("Keys", "Click on a curve's name"),
            translate("Keys", "Show or hide the curve"),
        ),
        Binding(translate("Keys", "Wheel"), translate("Keys", "Zoom at the pointer")),
        Binding(translate("Keys", "Shift+wheel, Shift+drag"), translate("Keys", "Pan")),
        Binding(translate("Keys", "Alt+wheel"), translate("Keys", "Scroll the lanes")),
    )


def _flow() -> tuple[Binding, ...]:
    arrows = _key(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
    return (
        Binding(arrows, translate("Keys", "The block beside it")),
        Binding(_key(Qt.Key.Key_Return), translate("Keys", "Select the process everywhere")),
        Binding(translate("Keys", "Click"), translate("Keys", "Select the process everywhere")),
    )


def _shares() -> tuple[Binding, ...]:
    return (
        Binding(
            translate("Keys", "Click on a state"),
            translate("Keys", "Show only this state in colour"),
        ),
        Binding(_key(Qt.Key.Key_Escape), translate("Keys", "Show all states again")),
    )


def _tables() -> tuple[Binding, ...]:
    return (
        Binding(translate("Keys", "Click on a heading"), translate("Keys", "Sort by it")),
        Binding(
            translate("Keys", "Click on an event, {enter}").format(enter=_key(Qt.Key.Key_Return)),
            translate("Keys", "Show its moment"),
        ),
    )


def _controls() -> tuple[Binding, ...]:
    return (
        Binding(
            _key(Qt.Key.Key_Left, Qt.Key.Key_Right), translate("Keys", "Slider, choice: one step")
        ),
        Binding(_key(Qt.Key.Key_Up, Qt.Key.Key_Down), translate("Keys", "Field: one step")),
        Binding(_key(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown), translate("Keys", "Ten steps")),
        Binding(
            _key(Qt.Key.Key_Home, Qt.Key.Key_End), translate("Keys", "Slider: least, greatest")
        ),
        Binding(_key(Qt.Key.Key_Return), translate("Keys", "Field: take what was typed")),
        Binding(_key(Qt.Key.Key_Escape), translate("Keys", "Field: give up what was typed")),
        Binding(
            translate("Keys", "Wheel"), translate("Keys", "Slider that has the focus: one step")
        ),
        Binding(
            translate("Keys", "Double click on a label"), translate("Keys", "Reset to the scenario")
        ),
        Binding(
            translate("Keys", "Right button, menu key"),
            translate("Keys", "Reset, copy as a setting"),
        ),
    )


def _everywhere() -> tuple[Binding, ...]:
    shift = Qt.KeyboardModifier.ShiftModifier
    copy = QKeySequence(QKeySequence.StandardKey.Copy)
    return (
        Binding(_key(Qt.Key.Key_Tab), translate("Keys", "Next control or panel")),
        Binding(_key(Qt.Key.Key_Tab, held=shift), translate("Keys", "The one before")),
        Binding(
            copy.toString(QKeySequence.SequenceFormat.NativeText),
            translate("Keys", "Copy the sentence, the figures or the table that has the focus"),
        ),
        Binding(
            translate("Keys", "Right button"), translate("Keys", "Copy, and what else can be done")
        ),
    )
