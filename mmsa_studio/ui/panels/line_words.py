"""The line that is being said, each word lit by what it does to the line: which way, and how much."""

from __future__ import annotations

from fractions import Fraction
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from mmsa_studio.app.viewpoint import Highlight
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.film import Word
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.modality import TEXT
from mmsa_studio.core.rates import first_frame_from
from mmsa_studio.core.wording import ARROWS, WORTH_NAMING, bare, in_full, pushes, quantity_name, signed, weightiest
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.plain import shown, tip
from mmsa_studio.ui.text import tr

_BRIGHTEST, _ARROW_TINT = 0.55, 0.5
_LINE_HEIGHT = 125


class LineWords(QLabel):
    """Words as text: an arrow and a colour for the direction, a stronger ground and weight for how much."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._answer: Explanation | None = None
        self._problem = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Words of this line"))
        self.linkHovered.connect(self._point_at)
        self.linkActivated.connect(self._go_to)
        desk.session.highlight_changed.connect(self._show)
        desk.inquiry.wordless.connect(self._take_failure)

    def take(self, answer: Explanation | None) -> None:
        """Show the line of another answer; None for nothing to say."""
        self._answer = answer
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has other colours."""
        super().changeEvent(event)
        self._show()

    def _take_failure(self, problem: Failed) -> None:
        self._problem = in_full(problem, tr)
        self._show()

    def _show(self) -> None:
        answer = self._answer
        if answer is None:
            self.clear()
            return
        if not answer.line:
            self.setText(_dim(tr("No line is said here.")))
            return
        said = " ".join(self._word(answer, place) for place in range(len(answer.line)))
        said = " ".join(filter(None, (_dim(self._away(answer)), said, _dim(self._problem))))
        self.setText(f'<p style="line-height:{_LINE_HEIGHT}%">{said}</p>')
        self.setAccessibleDescription(", ".join(f"{word} {signed(effect)}" for word, effect in answer.effects))

    def _away(self, answer: Explanation) -> str:
        """When the line is said, unless it is now."""
        now = self._desk.session.seconds(answer.frame)
        if now < answer.line[0].start:
            return tr("in {0:.1f} s:").format(answer.line[0].start - now)
        if now > answer.line[-1].end:
            return tr("{0:.1f} s ago:").format(now - answer.line[-1].end)
        return ""

    def _word(self, answer: Explanation, place: int) -> str:
        """One word with its ground, its arrow and its weight."""
        word, look = answer.line[place], theme.current()
        push = pushes(answer.effects)[place] if answer.effects else 0.0
        text, ground, ink = escape(shown(word.text)), theme.colour(look.panel), look.text
        if push:
            ground = theme.blend(look.panel, theme.SIGN[push > 0], _BRIGHTEST * abs(push))
            arrow = theme.blend(look.text, theme.SIGN[push > 0], _ARROW_TINT).name()
            text += f'<span style="color:{arrow}">{ARROWS[push > 0]}</span>'
            most = {name.casefold() for name, _ in weightiest(answer.effects)}
            text = f"<b>{text}</b>" if bare(word.text).casefold() in most else text
        if self._desk.session.highlight == _stretch(word):
            ground, ink = theme.colour(look.playhead), theme.ink_on(look.playhead).name()
        style = f"text-decoration:none; color:{ink}; background-color:{ground.name()}"
        return f'<a href="{place}" style="{style}">&nbsp;{text}&nbsp;</a>'

    def _point_at(self, link: str) -> None:
        """Say what a word does, and point at it wherever it is shown."""
        answer = self._answer
        if answer is None or not link:
            QToolTip.hideText()
            self._desk.session.show_highlight(None)
            return
        QToolTip.showText(QCursor.pos(), tip(_told(answer, int(link))), self)
        self._desk.session.show_highlight(_stretch(answer.line[int(link)]))

    def _go_to(self, link: str) -> None:
        """Go to the first frame that lies in a word."""
        project = self._desk.session.project
        if self._answer is not None and project is not None:
            self._desk.session.seek(first_frame_from(Fraction(self._answer.line[int(link)].start), project.rate))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        super().leaveEvent(event)
        self._desk.session.show_highlight(None)


def _stretch(word: Word) -> Highlight:
    return Highlight(TEXT, word.start, word.end)


def _told(answer: Explanation, place: int) -> str:
    """What a word does to its line, in a sentence."""
    if not answer.effects:
        return tr("What this word does is not known yet.")
    word, effect = answer.effects[place]
    if abs(effect) < WORTH_NAMING:
        return tr("Without “{0}” this line would express much the same.").format(bare(word))
    lower = tr("Without “{0}” this line by itself would express {1} lower by {2:.2f}.")
    higher = tr("Without “{0}” this line by itself would express {1} higher by {2:.2f}.")
    return (lower if effect > 0 else higher).format(bare(word), quantity_name(answer.quantity, tr), abs(effect))


def _dim(text: str) -> str:
    return f'<span style="color:{theme.current().dim}">{escape(text)}</span>' if text else ""
