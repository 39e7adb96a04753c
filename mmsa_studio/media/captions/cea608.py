"""CEA-608 closed captions: pairs of bytes in, one line of text for everything that was shown.

After ANSI/CTA-608-E: pop-on captions appear at once, paint-on captions as they are typed, rolling ones row by row. Only
the first channel is read: what the others hold is another language or a programme guide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from mmsa_studio.media.lines import Line, literal

_ROWS = 15
_ROW_OF = {0x11: 1, 0x12: 3, 0x15: 5, 0x16: 7, 0x17: 9, 0x10: 11, 0x13: 12, 0x14: 14}
"""The row that the first byte of a preamble names; the second byte may name the next one."""
_PLAIN = {
    0x2A: "á", 0x5C: "é", 0x5E: "í", 0x5F: "ó", 0x60: "ú", 0x7B: "ç", 0x7C: "÷", 0x7D: "Ñ", 0x7E: "ñ", 0x7F: "█",
}  # fmt: skip
_SPECIAL = "®°½¿™¢£♪à èâêîôû"
_EXTENDED = {
    0x12: "ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»",
    0x13: "ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤│ÅåØø┌┐└┘",
}
_POP, _PAINT, _ROLL, _TEXT = "pop-on", "paint-on", "roll-up", "no caption"
_MODES = {0x20: _POP, 0x29: _PAINT, 0x25: _ROLL, 0x26: _ROLL, 0x27: _ROLL, 0x2A: _TEXT, 0x2B: _TEXT}
ERASE = (0x14, 0x2C)
"""What takes everything off the screen."""
Pair = tuple[Fraction, int, int]
"""Seconds, and two bytes with their parity bits."""
_BACKSPACE, _RETURN, _ERASE_HIDDEN, _FLIP = 0x21, 0x2D, 0x2E, 0x2F


@dataclass
class _Screen:
    """Rows of text by their number."""

    rows: dict[int, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What stands there, from top to bottom."""
        shown = (" ".join(self.rows[row].split()) for row in sorted(self.rows))
        return "\n".join(row for row in shown if row)


def decode(pairs: Iterable[Pair]) -> Iterator[Line]:
    """The lines of the first channel, in the order in which they ended.

    Args:
        pairs: in order of time, those of the first field only.
    """
    decoder, at = _Decoder(), Fraction(0)
    for at, first, second in pairs:
        decoder.take(at, first & 0x7F, second & 0x7F)
        yield from decoder.finished()
    decoder.end(at)
    yield from decoder.finished()


class _Decoder:
    """What a television set shows."""

    def __init__(self) -> None:
        self._mode = ""
        self._shown, self._hidden = _Screen(), _Screen()
        self._row, self._last, self._other_channel = _ROWS, (0, 0), False
        self._since = Fraction(0)
        self._done: list[Line] = []

    def finished(self) -> list[Line]:
        """The lines that are over."""
        done, self._done = self._done, []
        return done

    def end(self, at: Fraction) -> None:
        """Nothing comes any more."""
        self._over(at)

    def take(self, at: Fraction, first: int, second: int) -> None:
        """One pair."""
        if not 0x10 <= first <= 0x1F:
            if first or second:
                self._last = (0, 0)
                if not self._other_channel:
                    self._type(at, "".join(_letter(code) for code in (first, second) if code >= 0x20))
            return
        if (first, second) == self._last:  # every command is sent twice
            self._last = (0, 0)
            return
        self._last = (first, second)
        self._other_channel = bool(first & 0x08)
        if not self._other_channel:
            self._command(at, first, second)

    def _command(self, at: Fraction, first: int, second: int) -> None:
        if first == 0x14 and 0x20 <= second <= 0x2F:
            self._control(at, second)
        elif first == 0x11 and 0x30 <= second <= 0x3F:
            self._type(at, _SPECIAL[second - 0x30])
        elif first in _EXTENDED and 0x20 <= second <= 0x3F:
            self._back()  # it replaces the plain letter that comes before it
            self._type(at, _EXTENDED[first][second - 0x20])
        elif second >= 0x40:
            self._row = min(_ROW_OF.get(first, _ROWS) + (second >= 0x60), _ROWS) if first != 0x10 else 11
        elif first == 0x11 and 0x20 <= second <= 0x2F:
            self._type(at, " ")  # a change of colour takes the place of a letter

    def _control(self, at: Fraction, code: int) -> None:
        if code in _MODES:
            self._begin(at, _MODES[code])
        elif code == _BACKSPACE:
            self._back()
        elif code == ERASE[1]:
            self._over(at)
            self._shown = _Screen()
        elif code == _ERASE_HIDDEN:
            self._hidden = _Screen()
        elif code == _FLIP:
            self._over(at)
            self._shown, self._hidden = self._hidden, self._shown
            self._mode, self._since = _POP, at
        elif code == _RETURN and self._mode == _ROLL:
            self._over(at)
            self._shown = _Screen()

    def _begin(self, at: Fraction, mode: str) -> None:
        if mode == _ROLL and self._mode != _ROLL:
            self._over(at)
            self._shown, self._hidden = _Screen(), _Screen()
        elif mode == _PAINT and self._mode != _PAINT:
            self._over(at)
            self._shown = _Screen()
        self._mode = mode

    def _type(self, at: Fraction, text: str) -> None:
        if not self._mode or self._mode == _TEXT or not text:
            return
        if self._mode == _POP:
            rows = self._hidden.rows
        else:
            rows = self._shown.rows
            if not self._shown.text:
                self._since = at
        row = self._row if self._mode != _ROLL else _ROWS
        rows[row] = rows.get(row, "") + text

    def _back(self) -> None:
        rows = (self._hidden if self._mode == _POP else self._shown).rows
        row = self._row if self._mode != _ROLL else _ROWS
        rows[row] = rows.get(row, "")[:-1]

    def _over(self, at: Fraction) -> None:
        """What is shown ends; of rolling captions that is the row that is being typed, so that each is told once."""
        if self._shown.text:
            self._done.append(Line(self._since, at, literal(self._shown.text)))
        self._since = at


def _letter(code: int) -> str:
    return _PLAIN.get(code) or chr(code)
