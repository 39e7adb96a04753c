"""Keeps Qt's remarks about sound servers and codecs, with which nobody can do anything, out of the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLoggingCategory, QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

_RULES = ("qt.multimedia.*.info=false", "qt.multimedia.symbolsresolver.warning=false")
_PULSE = "PulseAudioService:"


def keep_quiet() -> None:
    """Silence what Qt Multimedia says about the machine; to be called before it is imported, as it speaks then."""
    QLoggingCategory.setFilterRules("\n".join(_RULES))


@contextmanager
def without_sound_servers() -> Iterator[None]:
    """Silence what Qt says outside of its categories when it first looks for sound devices and PulseAudio is absent."""

    def say(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if not message.startswith(_PULSE):
            print(qFormatLogMessage(kind, context, message), file=sys.stderr)

    qInstallMessageHandler(say)
    try:
        yield
    finally:
        qInstallMessageHandler(None)
