"""The controls: one row for each setting, made from `engine.config.FIELDS`.

Settings flow one way. A row says what the user did (`change_requested`); what is in force comes
back through `set_config`, which emits nothing.
"""

from itertools import pairwise
from multiprocessing import get_all_start_methods

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.config import DEFAULT, FIELDS, Config, Field, Value
from gui.panels.load import LoadBox
from gui.theme import Theme
from gui.widgets.choice_row import ComboRow, SegmentRow
from gui.widgets.group import Group
from gui.widgets.panel import PADDING, Panel
from gui.widgets.row import Row
from gui.widgets.slider_field import SliderField

WIDTH = 288
_MORE = "producers.payload_bytes"
_LAST = (_MORE, "run.tempo")
"""What comes after the other settings of its group."""
_ORDER = (*(key for key in FIELDS if key not in _LAST), *_LAST)
_COMBOS = ("producers.spacing", "consumers.service")
_REDUCED = (
    "producers.count",
    "producers.rate_hz",
    "channel.maxsize",
    "consumers.count",
    "consumers.service_ms",
)


class ControlsPanel(Panel):
    """The load box and all settings, in groups, scrollable when the window is low."""

    change_requested = Signal(str, object)
    restart_offered = Signal(dict)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("controls")
        self._config = DEFAULT
        self._live = False
        self._reduced = False
        self.load_box = LoadBox(theme, self)
        self.rows: dict[str, Row] = {}
        self.groups = {
            "producers": Group(self.tr("Producers"), theme, self.tr("More")),
            "channel": Group(self.tr("Channel"), theme),
            "consumers": Group(self.tr("Consumers"), theme),
            "gate": Group(self.tr("Semaphores"), theme),
            "run": Group(self.tr("Run"), theme, "run"),
        }
        for key in _ORDER:
            self._add_row(FIELDS[key])
        for group in self.groups.values():
            group.fold.toggled.connect(self._update_relevance)
        self._explain = self.help_button("settings")
        self._lay_out()
        self._chain_tabs()
        self._update_relevance()

    def _add_row(self, spec: Field) -> None:
        row = _make_row(spec, self.theme)
        row.changed.connect(self._on_changed)
        row.restart_pressed.connect(self._on_restart_pressed)
        self.rows[spec.key] = row
        self.groups[_group(spec.key)].add(row)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, PADDING, 0)
        column.setSpacing(0)
        for group in self.groups.values():
            column.addWidget(group)
        column.addStretch(1)
        self._column = column
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._make_room_for_bar)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContentsMargins(PADDING, PADDING, 0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(PADDING)
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, PADDING, 0)
        box.addWidget(self.load_box)
        self.load_box.add_corner(self._explain)
        layout.addLayout(box)
        layout.addWidget(self._scroll, 1)
        self.setMinimumWidth(248)

    def _chain_tabs(self) -> None:
        """Let the tab key go down: the load, then each heading's fold and control by control."""
        stops: list[QWidget] = [self.load_box, self._explain]
        for name, group in self.groups.items():
            stops.append(group.fold)
            for key, row in self.rows.items():
                stops += row.stops() if _group(key) == name else []
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _make_room_for_bar(self, _low: int, high: int) -> None:
        """Keep the rows as wide when the scroll bar comes: it takes its place from the margin."""
        taken = self._scroll.verticalScrollBar().sizeHint().width() if high else 0
        self._column.setContentsMargins(0, 0, max(0, PADDING - taken), 0)

    def row(self, key: str) -> Row:
        """Return the row of a setting."""
        return self.rows[key]

    def set_config(self, config: Config, live: bool) -> None:
        """Show the settings in force. `live`: a run is going on. Emits nothing.

        A slider under the user's finger stays where it is. When the run begins or ends, what
        was asked for and not confirmed is given up.
        """
        force = live != self._live
        if not force and config == self._config:
            return
        self._config, self._live = config, live
        for key, row in self.rows.items():
            row.confirm(config[key], force)
        self.load_box.show_config(config)
        self._update_relevance()

    def set_scenario(self, config: Config) -> None:
        """Take the settings of the scenario: what a control is reset to, and marked against."""
        for key, row in self.rows.items():
            row.set_home(config[key])

    def show_error(self, key: str, sentence: str) -> None:
        """Say at the control why its last value was refused."""
        self.rows[key].show_error(sentence)
        self._reveal(key)

    def show_restart_offer(self, key: str, sentence: str) -> None:
        """Say at the control that its last value needs a new run, with a button that makes one."""
        self.rows[key].show_offer(sentence)
        self._reveal(key)

    def clear_errors(self) -> None:
        """Take away every error and offer, and show the settings in force."""
        for row in self.rows.values():
            row.clear()
        self._update_relevance()

    def set_reduced(self, reduced: bool) -> None:
        """Show only the five settings of a presentation, or all."""
        self._reduced = reduced
        self._update_relevance()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self.load_box.set_theme(theme)
        for group in self.groups.values():
            group.set_theme(theme)
        for row in self.rows.values():
            row.set_theme(theme)
        self._update_relevance()

    def _on_changed(self, key: str, value: Value) -> None:
        self._update_relevance()
        self.change_requested.emit(key, value)

    def _on_restart_pressed(self, _key: str) -> None:
        """Offer everything that waits for a new run at once: one restart is enough."""
        waiting = {k: row.asked for k, row in self.rows.items() if row.note.is_offer}
        self.restart_offered.emit(waiting)

    def _reveal(self, key: str) -> None:
        """Make sure that a control with news can be seen."""
        if self.rows[key].isHidden():
            self.groups[_group(key)].fold.setChecked(True)
        self._scroll.ensureWidgetVisible(self.rows[key], 0, 24)

    def _update_relevance(self) -> None:
        """Show the rows that matter for what is chosen now."""
        for key, row in self.rows.items():
            row.setVisible(self._is_relevant(key))
        for name, group in self.groups.items():
            group.setVisible(not self._reduced or name not in ("gate", "run"))
        more = self.groups["producers"].fold
        more.setVisible(not self._reduced)
        self.groups["run"].set_fold_text(self._run_summary())
        self._update_channel()

    def _is_relevant(self, key: str) -> bool:
        if self._reduced:
            return key in _REDUCED
        chosen = {k: row.asked for k, row in self.rows.items()}
        if key == _MORE:
            return self._is_open("producers") or chosen[key] != FIELDS[key].default
        if _group(key) == "run":
            return self._is_open("run") or self.rows[key].note.text != ""
        put, get = chosen["producers.put"], chosen["consumers.get"]
        if chosen["channel.kind"] == "pipe":
            put = "block"
        needed = {
            "producers.burst": chosen["producers.spacing"] == "bursty",
            "producers.put_timeout_s": put == "timeout",
            "producers.when_full": put != "block",
            "consumers.service_cv": chosen["consumers.service"] == "lognormal",
            "consumers.get_timeout_s": get == "timeout",
            "consumers.when_empty": get != "block",
        }
        return needed.get(key, True)

    def _is_open(self, group: str) -> bool:
        return self.groups[group].fold.isChecked()

    def _update_channel(self) -> None:
        """On a pipe maxsize has no meaning, and put can only block."""
        is_pipe = self.rows["channel.kind"].asked == "pipe"
        put, maxsize = self.rows["producers.put"], self.rows["channel.maxsize"]
        reason = self.tr("send() has no timeout: on a pipe put only blocks.")
        if isinstance(put, SegmentRow):
            put.set_available(("block",) if is_pipe else put.spec.choices, reason)
        if isinstance(maxsize, SliderField):
            maxsize.set_out_of_use(self.tr("capacity in bytes") if is_pipe else "")

    def _run_summary(self) -> str:
        """Return what is folded away in Run: `spawn · no limit · seed 1`."""
        config = self._config
        items, seconds = config.run_items, config.run_seconds
        limits = [self.tr("{0} items").format(f"{items:,}")] if items else []
        limits += [f"{seconds:g} s"] if seconds else []
        limit = " · ".join(limits) or self.tr("no limit")
        seed = self.tr("seed {0}").format(config.run_seed)
        return f"{config.run_start_method} · {limit} · {seed}"


def _group(key: str) -> str:
    return key.partition(".")[0]


def _make_row(spec: Field, theme: Theme) -> Row:
    if spec.key == "run.start_method":
        return ComboRow(spec, theme, tuple(get_all_start_methods()))
    if spec.kind == "choice":
        return ComboRow(spec, theme) if spec.key in _COMBOS else SegmentRow(spec, theme)
    return SliderField(spec, theme)
