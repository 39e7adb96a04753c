"""Text for people: every string goes through here, so that every string can be translated."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from mmsa_studio.core.paths import resources

CONTEXT = "mmsa"
LANGUAGE_NAMES = {"": "System language", "en": "English", "zh_CN": "简体中文"}
"""What a person calls the languages of the settings, each in itself."""


def tr(text: str) -> str:
    """The text in the person's language."""
    return QCoreApplication.translate(CONTEXT, text)


def with_letter(title: str, letter: str) -> str:
    """A menu's title with the letter that opens it together with Alt; behind it where the script has no such letter."""
    return f"&{title}" if title.startswith(letter) else f"{title}(&{letter})"


def mark(text: str) -> str:
    """A text in a table that is translated with `tr` when it is shown."""
    return text


class TableTranslator(QTranslator):
    """Translates by a plain JSON table of source text to translated text, and what Qt says itself by Qt's own."""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: dict[str, str] = {}
        path = resources() / "translations" / f"{language}.json"
        if path.is_file():
            self._table = json.loads(path.read_text("utf-8"))
        self._qt = QTranslator(self)
        self._qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))

    def isEmpty(self) -> bool:
        """Whether nothing would be translated."""
        return not self._table

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """The translation, or None when there is none."""
        if context == CONTEXT:
            return self._table.get(source)
        return self._qt.translate(context, source, disambiguation or "", n) or None


def install(language: str, app: QCoreApplication) -> TableTranslator | None:
    """Translate everything shown from now on; English and unknown languages need nothing."""
    wanted = language or _system_language()
    translator = TableTranslator(wanted, app)
    return translator if not translator.isEmpty() and app.installTranslator(translator) else None


def _system_language() -> str:
    names: Sequence[str] = QLocale.system().uiLanguages()
    return "zh_CN" if names and names[0].replace("-", "_").startswith("zh") else "en"
