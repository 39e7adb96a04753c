"""What is to be read in the picture and said by nobody: signs, titles, karaoke.

No format says what a line is for. A file's own habits do: its dialogue lies where most of its texts lie, in the styles
that most of them have, and looks like sentences. A text that is placed elsewhere, or set like no dialogue, is a sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mmsa_studio.media.lines import Line

_HABIT = 0.5
"""Share of the texts that lie alike from which on this is how the file shows its dialogue."""
_MOSTLY = 0.6
"""Share of the dialogue that looks alike from which on what looks otherwise means something."""
_SIGN_STYLE = re.compile(
    r"(?<![^\W_])(?:signs?|titles?|credits?|op|ed|opening|ending|songs?|lyrics?|karaoke|kara|romaji|kanji|typeset\w*|ts"
    r"|staff|logo|eyecatch|insert)(?![^\W_\d])|标题|歌词|屏幕字|注释|职员",
    re.IGNORECASE,
)
_TAGS = re.compile(r"\{([^{}]*)\}")
_MARKUP = re.compile(r"\{[^{}]*\}|<[^<>]*>")
_DRAWING = re.compile(r"\\p[1-9]")
_PLACED = re.compile(r"\\(?:pos|move)\s*\(")
_ALIGNED = re.compile(r"\\an([1-9])|\\a(\d{1,2})(?!\d)")
_OLD_TOP = {5: 7, 6: 8, 7: 9}
"""The numbers of the top in `\\a`, which SSA used, as those of a keypad."""
_SENTENCE_END = re.compile(r"[.!?…。！？,，;:\-–—\"”’'»)♪]\s*$")
_SMALL = 3
"""Letters of words that titles write small."""


@dataclass(frozen=True)
class _Look:
    """How a line is shown.

    Attributes:
        text: without formatting.
        style: name of its style.
        styled: whether the format has styles, so that a place is chosen with care.
        corner: whether it stands at the top left or right.
        top: whether it stands at the top.
        placed: whether it has coordinates.
        drawing: whether it is a drawing and no text.
    """

    text: str
    style: str
    styled: bool
    corner: bool
    top: bool
    placed: bool
    drawing: bool


@dataclass(frozen=True)
class _Habits:
    """How a file shows its dialogue: each of them a way that is usual here and so means nothing."""

    placed: bool
    top: bool
    sentences: bool
    small_letters: bool


def without_signs(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines that somebody says, and how many texts were left out; one that is shown frame by frame counts once."""
    looks = [_look(line) for line in lines]
    habits = _habits(looks)
    signs = [_is_sign(look, habits) for look in looks]
    left_out = {(look.text, look.style) for look, sign in zip(looks, signs, strict=True) if sign and not look.drawing}
    return [line for line, sign in zip(lines, signs, strict=True) if not sign], len(left_out)


def _is_sign(look: _Look, habits: _Habits) -> bool:
    if look.drawing or _SIGN_STYLE.search(look.style):
        return True
    if look.placed and not habits.placed:
        return True
    if not look.top or habits.top:
        return False
    if look.styled and look.corner:
        return True
    # a speaker is put on top too, to keep clear of a caption: then the text looks like the other lines
    unlike = habits.sentences and not _SENTENCE_END.search(look.text)
    if look.styled:
        return unlike or not _has_case(look.text)
    return habits.small_letters and unlike and _is_title(look.text)


def _habits(looks: Sequence[_Look]) -> _Habits:
    """The habits of a file; of a text that is repeated, one counts."""
    ordinary = (look for look in looks if not look.drawing and not _SIGN_STYLE.search(look.style))
    speech = [*{look.text: look for look in ordinary}.values()]
    usual = [look for look in speech if not look.placed and not look.top] or speech

    def share(ways: Sequence[bool]) -> float:
        return sum(ways) / max(len(ways), 1)

    return _Habits(
        share([look.placed for look in speech]) >= _HABIT,
        share([look.top for look in speech]) >= _HABIT,
        share([bool(_SENTENCE_END.search(look.text)) for look in usual]) >= _MOSTLY,
        share([not _is_title(look.text) for look in usual]) >= _MOSTLY,
    )


def _look(line: Line) -> _Look:
    tags = " ".join(_TAGS.findall(line.text))
    place = 8 if line.top else 2
    if aligned := _ALIGNED.search(tags):
        place = int(aligned[1]) if aligned[1] else _OLD_TOP.get(int(aligned[2]), 2)
    text = _MARKUP.sub("", line.text).replace("\\N", "\n").strip()
    placed, drawing = bool(_PLACED.search(tags)), bool(_DRAWING.search(tags))
    return _Look(text, line.style, bool(line.style), place in (7, 9), place >= 7, placed, drawing)


def _has_case(text: str) -> bool:
    return any(letter.isupper() or letter.islower() for letter in text)


def _is_title(text: str) -> bool:
    """Whether every word but small ones begins with a capital and no sentence ends, as on signs and in titles."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > _SMALL or word.isupper()]
    return bool(words) and not _SENTENCE_END.search(text) and all(word[0].isupper() for word in words)
