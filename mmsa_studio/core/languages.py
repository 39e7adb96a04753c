"""Language tags: “en”, “eng”, “en-GB” and “English” mean one language."""

from __future__ import annotations

import re

_LANGUAGES = {
    "ar": "ara العربية arabic", "bg": "bul bulgarian", "bn": "ben bengali", "ca": "cat catalan",
    "cs": "ces cze čeština czech", "da": "dan dansk danish", "de": "deu ger deutsch german",
    "el": "ell gre ελληνικά greek", "en": "eng english", "es": "spa castellano español espanol spanish",
    "et": "est estonian", "eu": "eus baq basque", "fa": "fas per persian", "fi": "fin suomi finnish",
    "fr": "fra fre français francais french", "ga": "gle irish", "he": "heb עברית hebrew", "hi": "hin hindi",
    "hr": "hrv croatian", "hu": "hun magyar hungarian", "id": "ind indonesian", "is": "isl ice icelandic",
    "it": "ita italiano italian", "ja": "jpn jp 日本語 japanese", "ko": "kor 한국어 korean", "lt": "lit lithuanian",
    "lv": "lav latvian", "ms": "msa may malay", "nl": "nld dut nederlands dutch",
    "no": "nor nob nno nb nn norsk norwegian",
    "pl": "pol polski polish", "pt": "por pob brazilian português portugues portuguese", "ro": "ron rum romanian",
    "ru": "rus русский russian", "sk": "slk slo slovak", "sl": "slv slovenian", "sr": "srp serbian",
    "sv": "swe svenska swedish", "ta": "tam tamil", "th": "tha thai", "tr": "tur türkçe turkish",
    "uk": "ukr ukrainian", "vi": "vie vietnamese",
    "zh": "zho chi chs cht cmn hans hant 简体 繁体 繁體 简中 繁中 中文 chinese",
}  # fmt: skip
UNKNOWN = "und"
"""ISO 639's code for a language that cannot be told."""
LANGUAGES = tuple(_LANGUAGES)
"""The two-letter codes of all languages known by name."""
_SHORT = {name: short for short, names in _LANGUAGES.items() for name in (short, *names.split())}


def language_code(tag: str) -> str:
    """The two-letter code of a tag or English name; other tags come back as they are, in lower case."""
    first = re.split(r"[-_]", tag.strip().lower())[0]
    return _SHORT.get(first, first)


def is_language(tag: str) -> bool:
    """Whether a piece of a file name names a language."""
    return re.split(r"[-_]", tag.lower())[0] in _SHORT


def language_name(tag: str) -> str:
    """The English name of a language, or the tag itself when it is not known."""
    if tag == UNKNOWN:
        return "another language"
    names = _LANGUAGES.get(language_code(tag))
    return names.split()[-1].capitalize() if names else tag
