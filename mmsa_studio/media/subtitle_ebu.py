"""EBU STL (Tech 3264), the subtitle files of broadcasters: blocks of 128 bytes after a head of 1,024."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from mmsa_studio.media.lines import Line, literal

_HEAD, _BLOCK = 1024, 128
_RATES = {b"STL25.01": 25, b"STL30.01": 30, b"STL24.01": 24}
_TABLES = {b"01": "iso8859_5", b"02": "iso8859_6", b"03": "iso8859_7", b"04": "iso8859_8"}
_LAST, _USER_DATA = 0xFF, 0xFE
_NEW_ROW, _FILLER = 0x8A, 0x8F
_ACCENTS = {
    0xC1: "\u0300", 0xC2: "\u0301", 0xC3: "\u0302", 0xC4: "\u0303", 0xC5: "\u0304", 0xC6: "\u0306", 0xC7: "\u0307",
    0xC8: "\u0308", 0xCA: "\u030a", 0xCB: "\u0327", 0xCD: "\u030b", 0xCE: "\u0328", 0xCF: "\u030c",
}  # fmt: skip
"""Accents of ISO 6937, which stand before their letter."""
_LETTERS = dict(
    zip(
        [0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA7, 0xA9, 0xAA, 0xAB, 0xB3, 0xB9, 0xBA, 0xBB, 0xBF, 0xD0, 0xE1, 0xE2, 0xE8,
         0xE9, 0xEA, 0xF1, 0xF2, 0xF3, 0xF5, 0xF8, 0xF9, 0xFA, 0xFB],
        "¡¢£$¥§‘“«×’”»¿—ÆĐŁØŒæđðıłøœß",
        strict=True,
    )
)  # fmt: skip


def is_ebu(raw: bytes) -> bool:
    """Whether bytes are an EBU STL file."""
    return raw[3:11] in _RATES and len(raw) > _HEAD


def read_ebu(raw: bytes) -> Iterator[Line]:
    """The lines of an EBU STL file, in the timecode of the programme."""
    rate, table = _RATES[raw[3:11]], _TABLES.get(raw[12:14], "")
    said = b""
    for at in range(_HEAD, len(raw) - _BLOCK + 1, _BLOCK):
        block = raw[at : at + _BLOCK]
        if block[3] == _USER_DATA or block[15]:  # data of a tool, or a comment
            continue
        said += block[16:]
        if block[3] == _LAST:
            yield Line(_time(block[5:9], rate), _time(block[9:13], rate), _text(said, table))
            said = b""


def _time(parts: bytes, rate: int) -> Fraction:
    hours, minutes, whole, frame = parts
    return (hours * 60 + minutes) * 60 + whole + Fraction(frame, rate)


def _text(raw: bytes, table: str) -> str:
    """Text without the codes for colour and place."""
    rows = raw.split(bytes([_FILLER]))[0].split(bytes([_NEW_ROW]))
    return literal("\n".join(_decoded(row, table) for row in rows if row.strip()))


def _decoded(row: bytes, table: str) -> str:
    shown = bytes(code if code >= 0x20 and not 0x80 <= code < 0xA0 else 0x20 for code in row)
    if table:
        return shown.decode(table, errors="replace")
    letters, accent = [], ""
    for code in shown:
        if code in _ACCENTS:
            accent = _ACCENTS[code]
            continue
        letters.append((_LETTERS.get(code) or chr(code)) + accent)
        accent = ""
    return unicodedata.normalize("NFC", "".join(letters))
