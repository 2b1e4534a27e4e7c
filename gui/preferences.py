"""What the window remembers: size, layout, theme. Kept by Qt in the platform's place."""

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QByteArray, QSettings


class Preferences:
    """A few named values. Anything unreadable counts as absent."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def bytes(self, name: str) -> QByteArray | None:
        """Return a value that Qt packed, such as a geometry."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else None

    def set_bytes(self, name: str, value: QByteArray) -> None:
        """Remember a value that Qt packed."""
        self._settings.setValue(name, value)

    def text(self, name: str, default: str = "") -> str:
        """Return a word."""
        value = self._settings.value(name, default)
        return value if isinstance(value, str) else default

    def set_text(self, name: str, value: str) -> None:
        """Remember a word."""
        self._settings.setValue(name, value)

    def mapping(self, name: str) -> dict[str, Any]:
        """Return what `set_mapping` remembered."""
        try:
            value = json.loads(self.text(name, "{}"))
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def set_mapping(self, name: str, value: Mapping[str, object]) -> None:
        """Remember a mapping of plain values."""
        self._settings.setValue(name, json.dumps(dict(value)))
