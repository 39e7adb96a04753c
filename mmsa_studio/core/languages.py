"""Language tags: “en”, “eng”, “en-GB” and “English” mean one language."""

from __future__ import annotations

import re

_LANGUAGES = {
    "ar": "ara arabic", "bg": "bul bulgarian", "ca": "cat catalan", "cs": "ces cze czech", "da": "dan danish",
    "de": "deu ger german", "el": "ell gre greek", "en": "eng english", "es": "spa spanish", "et": "est estonian",
    "eu": "eus baq basque", "fa": "fas per persian", "fi": "fin finnish", "fr": "fra fre french", "ga": "gle irish",
    "he": "heb hebrew", "hi": "hin hindi", "hr": "hrv croatian", "hu": "hun hungarian", "id": "ind indonesian",
    "is": "isl ice icelandic", "it": "ita italian", "ja": "jpn japanese", "ko": "kor korean", "lt": "lit lithuanian",
    "lv": "lav latvian", "ms": "msa may malay", "nl": "nld dut dutch", "no": "nor nob nno nb nn norwegian",
    "pl": "pol polish", "pt": "por portuguese", "ro": "ron rum romanian", "ru": "rus russian", "sk": "slk slo slovak",
    "sl": "slv slovenian", "sr": "srp serbian", "sv": "swe swedish", "th": "tha thai", "tr": "tur turkish",
    "uk": "ukr ukrainian", "vi": "vie vietnamese", "zh": "zho chi chs cht cmn chinese",
}  # fmt: skip
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
    names = _LANGUAGES.get(language_code(tag))
    return names.split()[-1].capitalize() if names else tag
