"""Keeps Qt's remarks about sound servers, codecs and films, with which nobody can do anything, out of the terminal."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import PySide6
from PySide6.QtCore import QLoggingCategory, QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

_RULES = ("qt.multimedia.*.info=false", "qt.multimedia.symbolsresolver.warning=false")
_PULSE = "PulseAudioService:"
_LIBRARY = ("Qt/lib/libavutil.so.*", "Qt/lib/libavutil.*.dylib", "avutil-*.dll")
"""Where PySide keeps the FFmpeg of its player, on each system."""
_LOADED = getattr(os, "RTLD_NOLOAD", 0) | getattr(os, "RTLD_NOW", 0)
"""Where the system can tell: only what Qt has loaded, with what it loads it with."""
_NOTHING = -8
"""FFmpeg's level `AV_LOG_QUIET`."""


def keep_quiet() -> None:
    """Silence what Qt Multimedia says about the machine; to be called before it is imported, as it speaks then."""
    QLoggingCategory.setFilterRules("\n".join(_RULES))


@contextmanager
def without_sound_servers() -> Iterator[None]:
    """Silence what Qt says outside of its categories when it first looks for sound devices and PulseAudio is absent.

    It loads its FFmpeg to look, so what that says of films is silenced from then on.
    """

    def say(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if not message.startswith(_PULSE):
            print(qFormatLogMessage(kind, context, message), file=sys.stderr)

    qInstallMessageHandler(say)
    try:
        yield
        _silence_decoders()
    finally:
        qInstallMessageHandler(None)


def _silence_decoders() -> None:
    """What they say of a damaged film passes by Qt's categories, straight to the terminal."""
    for library in (path for pattern in _LIBRARY for path in Path(PySide6.__file__).parent.glob(pattern)):
        with suppress(OSError):  # Qt plays with something else here
            ctypes.CDLL(str(library), mode=_LOADED).av_log_set_level(_NOTHING)
