"""What is remembered between two starts of the program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

ORGANISATION = "MMSA"
APPLICATION = "MMSA Studio"
_RECENT = 12


class Settings:
    """Typed access to the settings; nothing else touches `QSettings`."""

    def __init__(self) -> None:
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, APPLICATION)

    def recent(self) -> list[str]:
        """Films and projects opened last, newest first."""
        return self._list("recent")

    def add_recent(self, path: str) -> None:
        """Remember a film or project."""
        kept = [path, *(other for other in self.recent() if other != path)]
        self._store.setValue("recent", kept[:_RECENT])

    def folder(self) -> str:
        """Where the last file was opened."""
        recent = self.recent()
        return str(Path(recent[0]).parent) if recent else str(Path.home())

    def text(self, name: str, default: str = "") -> str:
        """A remembered text, such as the theme or the language."""
        return str(self._store.value(name, default))

    def set_text(self, name: str, value: str) -> None:
        """Remember a text."""
        self._store.setValue(name, value)

    def shortcut(self, action: str, default: str) -> str:
        """The shortcut of an action, as the person chose it."""
        return self.text(f"shortcuts/{action}", default)

    def set_shortcut(self, action: str, keys: str | None) -> None:
        """Choose a shortcut; None goes back to the default."""
        if keys is None:
            self._store.remove(f"shortcuts/{action}")
        else:
            self._store.setValue(f"shortcuts/{action}", keys)

    def layout(self, name: str) -> QByteArray:
        """A remembered window layout."""
        value = self._store.value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_layout(self, name: str, value: QByteArray) -> None:
        """Remember a window layout."""
        self._store.setValue(f"layout/{name}", value)

    def _list(self, name: str) -> list[str]:
        value = self._store.value(name)
        if isinstance(value, str):
            return [value]
        return [str(item) for item in value] if isinstance(value, list) else []
