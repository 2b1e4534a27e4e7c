"""The style sheet of the application, as a template that a theme's colours fill in.

Only colours and shapes stand here. Type comes from `gui.theme.font`, because a size in a style
sheet would override it. Dynamic properties choose a variant:

* QPushButton[kind="primary"] the one button that matters; [kind="flat"] no ground until hovered;
  [kind="chip"] a rounded switch; [kind="small"] 24 px high; the plain one is 32 px high
* QLabel[ink="2"], [ink="3"], [ink="error"] quieter ink, or that of an input error
* QLineEdit[error="true"] a field whose text was refused

What has the focus is shown by `gui.widgets.focus_ring` in Weir's own windows, and by a border in
Qt's dialogs.
"""

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.theme import Theme


_COLORS = (
    "window",
    "panel",
    "raised",
    "field",
    "text",
    "text2",
    "text3",
    "line",
    "grid",
    "track",
    "error",
    "on_text",
    "chosen",
)


def build(theme: "Theme", icons: Path, scale: float = 1.0) -> str:
    """Return the style sheet for `theme`, its heights multiplied by `scale`."""
    colors = {name: getattr(theme, name).name() for name in _COLORS}
    sizes = {f"px{px}": f"{round(px * scale)}px" for px in (16, 18, 20, 22, 24, 26, 28, 30, 32)}
    return _SHEET.substitute(colors, icons=icons.as_posix(), theme=theme.name, **sizes)


_SHEET = Template("""
* { outline: none; }
#divider { color: $line; }
Toolbar { background: $panel; border-bottom: 1px solid $line; }
QMainWindow, QDialog { background: $window; }
QWidget { color: $text; }
QLabel { background: transparent; }
QLabel[ink="2"] { color: $text2; }
QLabel[ink="3"] { color: $text3; }
QLabel[ink="error"] { color: $error; }
QLabel:disabled { color: $text3; }

QMenuBar { background: $panel; border: none; padding: 4px 0; }
QMenuBar::item { background: transparent; padding: 3px 8px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $line; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; background: transparent; }
QMenu::item:selected { background: $line; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }
QMenu::indicator:checked { image: url("$icons/check-$theme.svg"); }

QToolBar { background: $panel; border: none; border-bottom: 1px solid $line; padding: 7px 8px;
    spacing: 8px; }
QToolBar::separator { background: $line; width: 1px; margin: 4px 4px; }
QStatusBar { background: $panel; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QStatusBar QSizeGrip { width: 0; height: 0; }

QPushButton, QToolButton { background: $raised; border: 1px solid $line; border-radius: 6px;
    padding: 0 11px; min-height: $px30; }
QToolButton { padding: 0 5px; }
QPushButton:hover, QToolButton:hover { border-color: $text3; }
QPushButton:pressed, QPushButton:checked, QToolButton:pressed, QToolButton:checked {
    background: $line; border-color: $text3; }
QPushButton:disabled, QToolButton:disabled { color: $text3; background: transparent; }
QDialog QPushButton:focus, QDialog QToolButton:focus { border: 2px solid $text;
    padding: 0 10px; min-height: $px28; }
QPushButton[kind="primary"] { background: $text; color: $on_text; border-color: $text; }
QPushButton[kind="primary"]:hover { background: $text2; border-color: $text2; }
QPushButton[kind="primary"]:pressed { background: $text3; border-color: $text3; }
QPushButton[kind="primary"]:disabled { background: $line; border-color: $line; color: $text3; }
QPushButton[kind="small"], QToolButton[kind="small"] { min-height: $px22; padding: 0 7px; }
QPushButton[kind="flat"], QToolButton[kind="flat"] { background: transparent;
    border: 1px solid transparent; min-height: $px22; padding: 0 3px; }
QPushButton[kind="flat"] { color: $text3; }
QPushButton[kind="flat"]:hover, QToolButton[kind="flat"]:hover { background: $line; }
QPushButton[kind="flat"]:checked, QToolButton[kind="flat"]:checked { background: $line; }
QPushButton[kind="chip"] { background: transparent; color: $text2;
    min-height: $px20; border-radius: 11px; padding: 0 10px; }
QPushButton[kind="chip"]:hover { border-color: $text3; }
QPushButton[kind="chip"]:checked { background: $raised; color: $text; border-color: $text2; }
QPushButton[kind="chip"]:checked:disabled { color: $text3; border-color: $line; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }

Segmented { background: $raised; border: 1px solid $line; border-radius: 5px; }
Segmented QPushButton { background: transparent; border: 1px solid transparent;
    border-radius: 4px; color: $text2; min-height: $px18; padding: 0 2px; }
Segmented QPushButton:hover { color: $text; }
Segmented QPushButton:checked { background: $chosen; color: $on_text; }
Segmented QPushButton:disabled { color: $text3; background: transparent; }
Segmented QPushButton:checked:disabled { background: $line; color: $text2; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox { background: $field;
    border: 1px solid $line; border-radius: 4px; padding: 0 6px;
    selection-background-color: $chosen; selection-color: $on_text; }
QLineEdit, QSpinBox, QDoubleSpinBox { min-height: $px22; }
QLineEdit:hover { border-color: $text3; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: $text; }
QLineEdit:disabled { color: $text3; background: transparent; }
QLineEdit[error="true"] { border: 2px solid $error; padding: 0 5px; min-height: $px20; }

QLineEdit QToolButton { background: transparent; border: none; padding: 0; min-height: 0; }

QComboBox { background: $raised; border: 1px solid $line; border-radius: 4px;
    padding: 0 8px; min-height: $px22; }
QComboBox:hover { border-color: $text3; }
QDialog QComboBox:focus { border: 2px solid $text; padding: 0 7px; min-height: $px20; }
QComboBox:disabled { color: $text3; background: transparent; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$icons/chevron-down-$theme.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; padding: 4px;
    selection-background-color: $line; selection-color: $text; outline: none; }
QComboBox QAbstractItemView::item { min-height: $px24; padding: 0 6px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $line; color: $text; }
QToolBar QComboBox { min-height: $px30; border-radius: 6px; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $text3; border-radius: 4px;
    background: $field; }
QCheckBox::indicator:checked { background: $chosen; border-color: $chosen;
    image: url("$icons/check-on-$theme.svg"); }
QCheckBox::indicator:focus { border: 2px solid $text; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; border: none; }
QTabBar::tab { background: transparent; color: $text2; border: none; padding: 0 8px;
    margin: 0 0 0 0; min-height: $px32; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $text; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { background: $raised; }

QTableView, QTreeView, QListView { background: transparent; border: none; gridline-color: $grid;
    alternate-background-color: transparent; selection-background-color: $line;
    selection-color: $text; }
QTableView::item, QTreeView::item, QListView::item { border: none; padding: 0 4px; }
QTableView::item:hover, QTreeView::item:hover, QListView::item:hover { background: $raised; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {
    background: $line; color: $text; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: $text2; border: none; padding: 0 4px;
    min-height: $px24; }
QTableCornerButton::section { background: transparent; border: none; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; border: none; }
QScrollBar::handle { background: $track; border-radius: 3px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: $text3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $line; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 6px; }
QProgressBar { background: $track; border: none; border-radius: 3px; max-height: 6px;
    color: transparent; }
QProgressBar::chunk { background: $chosen; border-radius: 3px; }
QDialog QGroupBox { border: 1px solid $line; border-radius: 6px; margin-top: 12px; padding: 8px; }
QDialog QGroupBox::title { subcontrol-origin: margin; left: 8px; color: $text2; }
""")
