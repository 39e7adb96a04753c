"""Text of files as it is shown: never read as rich text, and never longer than a person reads.

A name or a note that a stranger wrote may look like HTML; Qt would take it for that by itself and open what it names.
"""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QWidget

from mmsa_studio.core.limits import LONGEST_SHOWN

_CUT = "…"


class PlainLabel(QLabel):
    """A label that shows every letter as it is; the only kind there is here, but for text that is written in HTML."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text, or the beginning of a very long one."""
        super().setText(shown(text))

    def setToolTip(self, text: str) -> None:
        """Say more to whoever points at it."""
        super().setToolTip(tip(text))


def shown(text: str) -> str:
    """A text as it is drawn: the beginning of a very long one, for laying out letters takes time."""
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + _CUT


def tip(text: str) -> str:
    """The same for a tool tip, which alone cannot be told that its text is plain: what looks like HTML is escaped."""
    text = shown(text)
    return f'<p style="white-space:pre-wrap">{escape(text)}</p>' if Qt.mightBeRichText(text) else text
