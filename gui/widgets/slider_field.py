"""A setting that is a number: slider, field, unit, and a switch where zero means something else."""

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from engine.config import FIELDS, ConfigError, Field, Value, parse
from gui.icons import icon
from gui.sentences import translated
from gui.theme import Theme, font, scaled
from gui.widgets.number_field import NumberField, plain, width_for
from gui.widgets.row import Row
from gui.widgets.scale import Scale
from gui.widgets.slider import MARGIN, Slider

GAP = 6
UNIT_WIDTH = 24
_ZERO_ICONS = {"flat out": "fast-forward", "off": "power"}
_SHORT = {"unbounded": "∞"}
_SHORT_UNITS = {"bytes": "B", "items": ""}
"""What there is room for beside a field."""


class SliderField(Row):
    """The row of a number. The slider spans what is common, the field takes all that is allowed."""

    def __init__(self, spec: Field, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(spec, theme, parent)
        self._scale = Scale(spec) if spec.slider else None
        self._last: Value = spec.default or (self._scale.value(0) if self._scale else 0)
        self._lit_when_on = spec.zero == "off"
        self.slider: Slider | None = None
        self.switch: QToolButton | None = None
        self.controls.addSpacing(GAP - MARGIN)
        self._add_slider()
        self.field = self._add_field()
        self._add_tail()
        self._stand_in = QLabel(self)
        self._stand_in.setProperty("ink", "3")
        self._stand_in.setFont(font(12))
        self._stand_in.hide()
        self.controls.addWidget(self._stand_in, 1)
        self._show(spec.default)

    def _add_slider(self) -> None:
        if self._scale is None:
            self.controls.addStretch(1)
            return
        self.slider = Slider(self.theme, self._scale.last, self)
        self.slider.setObjectName(f"{self.spec.key}.slider")
        self.slider.setAccessibleName(self.name)
        self.slider.moved.connect(self._on_moved)
        self.slider.released.connect(self._on_released)
        self.label.setBuddy(self.slider)
        self.controls.addWidget(self.slider, 1)
        self.controls.addSpacing(GAP - MARGIN)

    def _add_field(self) -> NumberField:
        in_field = self.spec.unit if self.spec.zero else ""
        field = NumberField(self.theme, in_field, self)
        field.setFixedWidth(_field_width())
        field.setObjectName(f"{self.spec.key}.field")
        field.setAccessibleName(self.name)
        field.setAccessibleDescription(translated(self.spec.bounds))
        field.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        field.customContextMenuRequested.connect(self._on_menu_wanted)
        field.entered.connect(self._on_entered)
        field.stepped.connect(self._on_stepped)
        if self.slider is None:
            self.label.setBuddy(field)
        self.controls.addWidget(field)
        self.controls.addSpacing(GAP)
        return field

    def _add_tail(self) -> None:
        """Add the switch for zero, or the unit; both are as wide, so that the fields align."""
        if self.spec.zero:
            self.switch = self._make_switch()
            self.controls.addWidget(self.switch)
            return
        unit = QLabel(_SHORT_UNITS.get(self.spec.unit, self.spec.unit), self)
        unit.setFixedWidth(scaled(UNIT_WIDTH))
        unit.setProperty("ink", "3")
        unit.setFont(font(11))
        self.controls.addWidget(unit)

    def _make_switch(self) -> QToolButton:
        switch = QToolButton(self)
        switch.setObjectName(f"{self.spec.key}.switch")
        switch.setProperty("kind", "flat")
        switch.setCheckable(True)
        switch.setFixedSize(scaled(UNIT_WIDTH), scaled(24))
        switch.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        word = QCoreApplication.translate("Settings", self.spec.zero)
        switch.setAccessibleName(f"{self.name}: {word}")
        switch.setToolTip(f"{self.label.text()}: {word}")
        switch.clicked.connect(self._on_switched)
        switch.setIcon(self._switch_icon())
        switch.setIconSize(QSize(scaled(14), scaled(14)))
        return switch

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        super().set_theme(theme)
        self.field.set_theme(theme)
        if self.slider:
            self.slider.set_theme(theme)
        if self.switch:
            self.switch.setIcon(self._switch_icon())

    def show_error(self, sentence: str) -> None:
        """Say why the last value was refused, and go back to the one in force."""
        super().show_error(sentence)
        self.field.set_refused(True)

    def stops(self) -> list[QWidget]:
        """Return what the tab key visits, in order."""
        parts = (self.slider, self.field, self.switch, self.note.stop)
        return [part for part in parts if part is not None]

    def words(self, value: Value) -> str:
        """Return a value as it is called on screen."""
        if self._is_zero(value):
            return QCoreApplication.translate("Settings", self.spec.zero)
        return f"{plain(value)} {self.spec.unit}".strip()

    def set_out_of_use(self, words: str) -> None:
        """Disable the control and say `words` in its place; with "" it is in use again."""
        parts = (self.slider, self.field, self.switch)
        for part in parts:
            if part:
                part.setVisible(not words)
        self._stand_in.setText(words)
        self._stand_in.setVisible(bool(words))

    def clear(self) -> None:
        """Take away error and offer, and show the value in force."""
        super().clear()
        self.field.set_refused(False)

    def _on_moved(self, position: int) -> None:
        if self._scale:
            self._take(self._scale.value(position))

    def _on_menu_wanted(self, at: QPoint) -> None:
        """Offer what a text field offers as well."""
        menu = self.field.createStandardContextMenu()
        menu.addSeparator()
        self.open_menu(menu, self.field.mapToGlobal(at))

    def _on_released(self) -> None:
        """Go to what was shown while the finger held the slider, if that is another value."""
        self._show(self.asked)

    def _on_switched(self, on: bool) -> None:
        """Take zero or the last other value. A switch for what can be off is lit while it is on."""
        zero = on != self._lit_when_on
        self._take(type(self._last)(0) if zero else self._last)

    def _on_stepped(self, steps: int) -> None:
        if self._scale is None:
            self._on_entered(plain(int(self.asked) + steps))
            return
        now = float(self._last if self._is_zero(self.asked) else self.asked)
        self._take(self._scale.value(self._scale.position(now) + steps))

    def _on_entered(self, text: str) -> None:
        """Take a typed text, or say at the control why it is refused."""
        words = (self.spec.zero, self._zero_text())
        try:
            value = parse(self.spec.key, "0" if self.spec.zero and text.strip() in words else text)
        except ConfigError as refusal:
            self.show_error(str(refusal))
        else:
            self._take(value)

    def _take(self, value: Value) -> None:
        self.field.set_refused(False)
        self._ask(value)
        self._show(value)

    def _show(self, value: Value) -> None:
        zero = self._is_zero(value)
        if not zero:
            self._last = value
        self.field.show_text(self._zero_text() if zero else plain(value), suffixed=not zero)
        if self.switch:
            self.switch.setChecked(zero != self._lit_when_on)
        if self.slider and self._scale:
            self.slider.set_dimmed(zero)
            self.slider.setAccessibleDescription(f"{self.field.text()} {self.spec.unit}".strip())
            if not self.slider.isSliderDown():
                self.slider.setValue(self._scale.position(float(self._last)))

    def _is_zero(self, value: Value) -> bool:
        return bool(self.spec.zero) and not value

    def _zero_text(self) -> str:
        return _short_word(self.spec.zero)

    def _switch_icon(self) -> QIcon:
        return icon(_ZERO_ICONS.get(self.spec.zero, "infinity"), self.theme.text2, scaled(14))


def _short_word(zero: str) -> str:
    return QCoreApplication.translate("Settings", _SHORT.get(zero, zero))


def _field_width() -> int:
    """Return the width of every field: that of the longest word for zero, so that they align."""
    return width_for({_short_word(spec.zero) for spec in FIELDS.values() if spec.zero})
