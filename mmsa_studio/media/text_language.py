"""In which language a text is: by its script, and within a script by small words and letters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from mmsa_studio.core.languages import UNKNOWN
from mmsa_studio.media.function_words import LANGUAGES_OF, LETTERS

LATIN, CYRILLIC, ARABIC, HAN = "Latin", "Cyrillic", "Arabic", "Han"

_SCRIPTS = (
    (0x0041, 0x024F, LATIN), (0x1E00, 0x1EFF, LATIN), (0x0370, 0x03FF, "el"), (0x1F00, 0x1FFF, "el"),
    (0x0400, 0x052F, CYRILLIC), (0x0530, 0x058F, "hy"), (0x0590, 0x05FF, "he"), (0x0600, 0x06FF, ARABIC),
    (0x0750, 0x077F, ARABIC), (0xFB50, 0xFDFF, ARABIC), (0xFE70, 0xFEFF, ARABIC), (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"), (0x0A00, 0x0A7F, "pa"), (0x0A80, 0x0AFF, "gu"), (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"), (0x0C80, 0x0CFF, "kn"), (0x0D00, 0x0D7F, "ml"), (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"), (0x0E80, 0x0EFF, "lo"), (0x0F00, 0x0FFF, "bo"), (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"), (0x1200, 0x137F, "am"), (0x1780, 0x17FF, "km"), (0x1100, 0x11FF, "ko"),
    (0xAC00, 0xD7AF, "ko"), (0x3040, 0x30FF, "ja"), (0x31F0, 0x31FF, "ja"), (0x3400, 0x9FFF, HAN),
    (0xF900, 0xFAFF, HAN), (0x20000, 0x2FA1F, HAN),
)  # fmt: skip
"""First and last letter, and the script or the language that alone uses it."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TAGS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
_PERSIAN = set("پچژگکی")
_URDU = set("ٹڈڑںےہ")
_KANA_SHARE = 0.02
"""Share of kana among the letters of Japanese that is far below what any sentence has."""
_LETTER = 0.35
"""What a rare letter says, where a word that no other language has says 1."""
_SHARE = 0.08
"""Points a word that a language in conversation reaches at least; most reach .2 and more."""
_COMMON = 0.15
"""Share of common words below which a long text is in none of the languages known here; conversation has a third."""
_LONG = 60
"""Words of a long text."""
_AHEAD = 1.6
"""How many times the points of the next language a clear one has."""
_ENOUGH = 2.0
"""Points from which on anything is told."""
_ALIKE = ({"da", "no"}, {"id", "ms"}, {"hr", "sr", "sl", "bs"}, {"cs", "sk"}, {"ca", "es"}, {"pt", "gl"}, {"bg", "mk"})
"""Languages that their words do not part; a tag does."""
_ACCENTED = str.maketrans("’`´", "'''")


@dataclass(frozen=True)
class Told:
    """What a text tells of its language.

    Attributes:
        language: ISO 639 code; `UNKNOWN` where its script or words are of no language known here; empty where there is
            too little text.
        clear: whether the text alone can overrule a tag.
    """

    language: str = ""
    clear: bool = False


def told(texts: Iterable[str], tag: str = "") -> Told:
    """The language of some lines together.

    Args:
        texts: plain text.
        tag: the code that a person or a file gave it; it decides between languages that look alike.
    """
    evidence = Evidence()
    for text in texts:
        evidence.add(text)
    return evidence.told(tag)


class Evidence:
    """What was counted in texts so far."""

    def __init__(self) -> None:
        self._scripts: Counter[str] = Counter()
        self._marks: Counter[str] = Counter()
        self._points: defaultdict[str, float] = defaultdict(float)
        self._common: Counter[str] = Counter()
        self._words = 0

    def add(self, text: str) -> None:
        """Count one more text."""
        text = _TAGS.sub(" ", text).lower()
        for letter, count in Counter(text).items():
            if letter.isalpha() or ord(letter) > 0x0900:
                self._scripts[_script(letter)] += count
            for language in (rare := LETTERS.get(letter, "").split()):
                self._points[language] += _LETTER * min(count, 2) / len(rare)
            if letter in _PERSIAN or letter in _URDU:
                self._marks["ur" if letter in _URDU else "fa"] += count
        for word in _WORD.findall(text.translate(_ACCENTED)):
            self._words += 1
            for language in (languages := LANGUAGES_OF.get(word, ())):
                self._points[language] += 1 / len(languages)
                self._common[language] += 1

    @property
    def words(self) -> int:
        """Words that were counted."""
        return self._words

    @property
    def by_script(self) -> bool:
        """Whether the script alone tells the language."""
        return self.script() not in ("", LATIN, CYRILLIC)

    def points(self, language: str) -> float:
        """What speaks for a language."""
        return self._points.get(language, 0.0)

    def script(self) -> str:
        """The script of most letters; empty where there are none."""
        scripts = Counter({script: count for script, count in self._scripts.items() if script})
        if scripts["ja"] and scripts["ja"] + scripts[HAN] > scripts.total() / 2:
            return "ja" if scripts["ja"] > _KANA_SHARE * scripts[HAN] else HAN
        return scripts.most_common(1)[0][0] if scripts else ""

    def told(self, tag: str = "") -> Told:
        """The language of everything counted."""
        match self.script():
            case "":
                return Told()
            case "Han":
                return Told("ja" if tag == "ja" and self._scripts.total() < 20 else "zh", clear=True)
            case "Arabic":
                total = self._scripts[ARABIC]
                marked = self._marks.most_common(1)[0] if self._marks else ("ar", 0)
                return Told(marked[0] if marked[1] > 0.03 * total else "ar", clear=True)
            case "Latin" | "Cyrillic" as script:
                return self._by_words(tag, script)
            case language:
                return Told(language, clear=True)

    def _by_words(self, tag: str, script: str) -> Told:
        own = ((name, points) for name, points in self._points.items() if _writes(name, script))
        ranked = sorted(own, key=lambda one: one[1], reverse=True)
        best, points = ranked[0] if ranked else ("", 0.0)
        if tag and alike(best, tag):
            best = tag
        following = next((value for name, value in ranked if name != best and not alike(best, name)), 0.0)
        if points >= max(_ENOUGH, _SHARE * self._words) and points >= _AHEAD * following:
            return Told(best, clear=True)
        if self._words >= _LONG and max(self._common.values(), default=0) < _COMMON * self._words:
            return Told(UNKNOWN)
        return Told(best if script == CYRILLIC or points >= _ENOUGH else "")


_CYRILLIC_LANGUAGES = {"ru", "uk", "bg", "sr", "mk"}


def _writes(language: str, script: str) -> bool:
    return (language in _CYRILLIC_LANGUAGES) == (script == CYRILLIC)


def alike(one: str, other: str) -> bool:
    """Whether two languages are one, or their words do not part them."""
    return one == other or any(one in group and other in group for group in _ALIKE)


@cache
def _script(letter: str) -> str:
    code = ord(letter)
    return next((script for first, last, script in _SCRIPTS if first <= code <= last), "")
