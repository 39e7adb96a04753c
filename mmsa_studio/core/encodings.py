"""Text in an encoding nobody names: of those editing systems write, the one in which it reads most like a language.

Every candidate that can decode the bytes is weighed by how usual its letters are in some script, as a sum of
logarithms over the same bytes, so that one rare ideograph and two accented letters are compared fairly. The first that
decodes is not the answer: nearly everything decodes as Mac Roman.
"""

from __future__ import annotations

import codecs
import unicodedata
from contextlib import suppress

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CANDIDATES = ("cp1252", "mac_roman", "gb18030", "cp932", "big5", "cp949", "cp1251", "mac_cyrillic", "koi8_r", "cp1253")
_SAMPLE, _HEAD = 2**16, 200
_LATIN = frozenset("àâäáãåæçéèêëíìîïñóòôöõøœßúùûüýÿ")
_MARKS_IN_TEXT = frozenset("“”‘’„«»–—…¿¡€©®°™、。「」『』，！？：；（）・")
_HAN = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里長这里太长剪切场景短长剪這個們來為國時說會對過發後裡場"
)
_RARE, _FOREIGN = -14.0, -5.0
_END_OF_LATIN = 0x24F


def decode_text(raw: bytes) -> str:
    """Decode by byte order mark, as UTF-8, as UTF-16 that shows by its zeros, or as what it most reads like."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    for first, encoding in enumerate(("utf-16-be", "utf-16-le")):
        zeros, others = (raw[place:_HEAD:2].count(0) for place in (first, 1 - first))
        if zeros * 16 > len(raw[:_HEAD]) and not others:
            return raw.decode(encoding, "replace")
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    return raw.decode(_likeliest(raw[:_SAMPLE]), "replace")


def _likeliest(raw: bytes) -> str:
    weights = {}
    for encoding in _CANDIDATES:
        decoder = codecs.getincrementaldecoder(encoding)()  # the sample may end inside a letter
        with suppress(UnicodeDecodeError):
            weights[encoding] = _weight(decoder.decode(raw), encoding)
    return max(weights, key=weights.__getitem__, default="cp1252")


def _weight(text: str, encoding: str) -> float:
    """How usual a text is; higher is more usual."""
    foreign = any(letter.isalpha() and ord(letter) > _END_OF_LATIN for letter in text)
    before, total = " ", _FOREIGN if foreign else 0.0
    for letter in text:
        total += -4.0 if letter.isascii() else _usual(letter, before, encoding)
        before = letter
    return total


def _usual(letter: str, before: str, encoding: str) -> float:
    category = unicodedata.category(letter)
    if letter in _MARKS_IN_TEXT:
        return -5.0 if not before.isalpha() or category in ("Pf", "Po", "Pe") else -7.0
    if category[0] != "L":
        return _RARE
    if before.isalpha() and before.islower() and letter.isupper():
        return _RARE
    code = ord(letter)
    if letter.lower() in _LATIN:
        same_word = before.isascii() or not before.isalpha()
        return (-4.0 if letter.islower() else -5.0) if same_word else -9.0
    if 0x400 <= code < 0x460 or 0x386 <= code < 0x3CF:
        alien = before.isalpha() and unicodedata.name(before, "")[:3] != unicodedata.name(letter, "")[:3]
        return _RARE if alien else (-3.0 if letter.islower() else -4.0)
    if before.isascii() and before.isalpha():
        return _RARE
    if 0x3040 <= code < 0x3100:
        return -5.0
    if 0xAC00 <= code < 0xD7A4:
        return -6.5
    return _ideograph(letter, encoding) if 0x4E00 <= code < 0xA000 else _RARE


def _ideograph(letter: str, encoding: str) -> float:
    """Common ideographs lie in the first level of each national standard."""
    if letter in _HAN:
        return -5.5
    first = letter.encode(encoding)[0]
    common = {
        "gb18030": 0xB0 <= first <= 0xD7 and letter.encode(encoding)[1] >= 0xA1,
        "cp932": 0x88 <= first <= 0x98, "big5": 0xA4 <= first <= 0xC6,
    }.get(encoding, False)  # fmt: skip
    return -8.2 if common else _RARE
