"""Text of unknown encoding."""

from __future__ import annotations

import codecs
from contextlib import suppress

from charset_normalizer import CharsetMatch, from_bytes

from mmsa_studio.core.languages import language_code

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BY_LANGUAGE = {
    "cp1250": "cs hr hu pl ro sk sl", "cp1251": "bg ru sr uk", "cp1253": "el", "cp1254": "tr", "cp1255": "he",
    "cp1256": "ar fa", "cp1257": "et lt lv", "cp1258": "vi", "cp874": "th", "gb18030": "zh", "cp932": "ja",
    "cp949": "ko",
}  # fmt: skip
_CANDIDATES = ["cp1252", *_BY_LANGUAGE, "big5", "euc_jp", "koi8_r"]
_SAMPLE = 2**18
_CHAOS_TIE = 0.05
_COHERENCE_TIE = 0.1


def decode_text(raw: bytes, language: str = "") -> str:
    """Decode by byte order mark, as UTF-8, or as the encoding it most looks like.

    Args:
        raw: the text.
        language: its language when known; it decides between encodings that look alike.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    if b"\0" in raw[:200]:
        return raw.decode("utf-16-be" if raw[:1] == b"\0" else "utf-16-le", errors="replace")
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    return raw.decode(_likeliest(raw[:_SAMPLE], language_code(language)), errors="replace")


def _likeliest(raw: bytes, language: str) -> str:
    matches = list(from_bytes(raw, cp_isolation=_CANDIDATES))
    if not matches:
        return "cp1252"
    best = matches[0]

    def as_good(match: CharsetMatch) -> bool:
        return match.chaos <= best.chaos + _CHAOS_TIE and match.coherence >= best.coherence - _COHERENCE_TIE

    equals = {name for match in matches if as_good(match) for name in match.could_be_from_charset}
    own = [name for name, languages in _BY_LANGUAGE.items() if language in languages.split()]
    return next((name for name in [*own, *_CANDIDATES] if name in equals), best.encoding)
