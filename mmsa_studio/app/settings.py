"""What is remembered between two starts of the program: one table, in which every setting says what it may be.

The file is a person's own and may be edited, broken or of another version: what cannot be is the default.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from mmsa_studio.app.kinds import Choice, ExportChoices, Exported, Keys, Kind, Layout, Switch, Text, Texts, Whole
from mmsa_studio.core.jobs import DEVICES

ORGANISATION = "MMSA"
APPLICATION = "MMSA Studio"
_LAYOUT = 3
"""Changes whenever a saved layout would no longer fit."""

T = TypeVar("T")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One thing that is remembered.

    Attributes:
        name: what it is called in the file.
        kind: what it may be.
        default: what it is until a person says otherwise.
        group: part of the file it stands in.
    """

    name: str
    kind: Kind[T]
    default: T
    group: str = ""

    @property
    def key(self) -> str:
        """Where it stands in the file."""
        return f"{self.group}/{self.name}" if self.group else self.name


VOLUMES = Whole(0, 100)
"""In percent, as loud as a person hears it."""

THEME = Setting("theme", Choice(("dark", "light")), "dark")
LANGUAGE = Setting("language", Choice(("", "en", "zh_CN")), "")
"""The empty one is the language of the system."""
VOLUME = Setting("volume", VOLUMES, 80)
DEVICE = Setting("device", Choice(DEVICES), "auto")
RECENT = Setting("recent", Texts(12), ())
SPEECH_AUTO = Setting("auto", Switch(), True, "speech")
SPEECH_FOLDER = Setting("folder", Text(), "", "speech")
EXPORT_FORMAT = Setting("format", Text(), "resolve-edl", "export")
EXPORT_CHOICES = Setting("choices", Exported(), ExportChoices(), "export")
PANELS_LAYOUT = Setting(f"v{_LAYOUT}", Layout(), QByteArray(), "layout")
GEOMETRY = Setting("geometry", Layout(), QByteArray(), "layout")

TABLE = (
    THEME, LANGUAGE, VOLUME, DEVICE, RECENT, SPEECH_AUTO, SPEECH_FOLDER, EXPORT_FORMAT, EXPORT_CHOICES, PANELS_LAYOUT,
    GEOMETRY,
)  # fmt: skip


def shortcut_of(action: str, default: str = "") -> Setting[str]:
    """The setting that holds an action's shortcuts."""
    return Setting(action, Keys(), default, "shortcuts")


class Settings:
    """Typed access to the settings; nothing else touches `QSettings`."""

    def __init__(self) -> None:
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, APPLICATION)

    def get(self, setting: Setting[T]) -> T:
        """What is remembered, or the default when that is nothing or odd."""
        value = setting.kind.read(self._store.value(setting.key))
        return setting.default if value is None else value

    def set(self, setting: Setting[T], value: T) -> None:
        """Remember a value."""
        self._store.setValue(setting.key, setting.kind.written(value))

    def forget(self, setting: Setting[T]) -> None:
        """Go back to the default."""
        self._store.remove(setting.key)

    def add_recent(self, path: str) -> None:
        """Remember a film or project as the one opened last."""
        self.set(RECENT, (path, *(other for other in self.get(RECENT) if other != path)))

    def folder(self) -> str:
        """Where the last file was opened."""
        recent = self.get(RECENT)
        return str(Path(recent[0]).parent) if recent else str(Path.home())
