"""What stands in a cue and is not said: names of speakers, sounds, marks of songs, in the habits of all houses.

The text of a cue stays as it is, for people to see; here it is only told what of it is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_PAIRS = (("[", "]"), ("(", ")"), ("（", "）"), ("【", "】"), ("［", "］"), ("〔", "〕"), ("｛", "｝"))
_NOTE = re.compile("|".join(rf"{re.escape(a)}[^{re.escape(a + b)}]*{re.escape(b)}" for a, b in _PAIRS) + "|[♪♫♬]")
_DEEPEST = 3
"""Notes inside notes that are looked for."""
_ACTION = re.compile(r"\*[^*\n]{1,60}\*")
_NEAR = 40
"""Letters beside an action that are looked at."""
_OPENING = re.compile(r"[^\S\n]*(?:>{2,3}[^\S\n]*)?(?:[-–—‐][^\S\n]*)?")
_COLON = re.compile(r"[:：]")
_LONGEST_NAME = 40
_MOST_WORDS = 5
_ENDS = '.!?…。！？♪"”'
"""What ends a sentence, after which the next speaker may be named in the same row."""
_CAPITAL = re.compile(
    r"(?:Mc|Mac|Mr|Mrs|Ms|Dr|St|De|Di|Du|La|Le|Van|Von|O)?[.'’]?[^\W\d_a-zß-ÿ][^\W_a-zß-ÿ]*|#?\d+|[&/+]"
)
_PROPER = re.compile(r"[^\W\d_].*|#?\d+|&")
_SEVERAL = 2
"""Cues that begin with a name from which on it is one."""
_HABIT = 3
"""Cues that begin with such names from which on the file names its speakers, and who speaks once has a name too."""
_CAPITALS = 0.7
"""Share of texts without small letters from which on capitals say nothing."""
_NO_NAMES = {
    "note", "notes", "warning", "attention", "remember", "question", "answer", "example", "rule", "step", "fact",
    "problem", "time", "date", "place", "subject", "re", "to", "from", "cc", "ps", "p.s", "look", "listen", "wait",
    "okay", "ok", "yes", "no", "well", "so", "and", "but", "or", "because", "first", "second", "third", "one",
    "two", "three", "result", "total", "price", "address", "phone", "tel", "email", "http", "https", "www",
}  # fmt: skip
"""Words that stand before a colon and speak for nobody."""
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范石姚谭廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚"
)
_ROLES = {
    "旁白", "男", "女", "男人", "女人", "男孩", "女孩", "众人", "全体", "老师", "医生", "护士", "警察", "司机",
    "老板", "记者", "主持人", "画外音", "父亲", "母亲", "爸爸", "妈妈", "老人",
}  # fmt: skip
_TITLES = {"mr", "mrs", "ms", "dr", "st", "prof", "sgt", "lt", "col", "capt"}


@dataclass(frozen=True)
class Habits:
    """What a file's cues tell about how it writes down who speaks.

    Attributes:
        names: of speakers, in small letters.
        capitals: whether everything is written in capitals, so that they name nobody.
    """

    names: frozenset[str] = frozenset()
    capitals: bool = False


NO_HABITS = Habits()


def habits(texts: Iterable[str]) -> Habits:
    """Learn from all texts of a file who speaks in it: the same name before a colon, several times."""
    counted: Counter[str] = Counter()
    lettered = small = 0
    for text in texts:
        lettered += any(map(str.isupper, text))
        small += any(map(str.islower, text))
        for row in _without_notes(text).split("\n"):
            begin = _begin(row)
            end = _colon(row, begin)
            name = row[begin:end].strip().casefold()
            if end > begin and _may_name(row[begin:end].strip()) and name not in _NO_NAMES:
                counted[name] += 1
    several = {name for name, count in counted.items() if count >= _SEVERAL}
    named = sum(counted[name] for name in several)
    names = frozenset(counted if named >= _HABIT else several)
    return Habits(names, lettered > 1 and lettered - small >= _CAPITALS * lettered)


def spoken(text: str, known: Habits = NO_HABITS) -> str:
    """What is said of a cue's text: everything else is blank, so that each letter keeps its place."""
    return "\n".join(_without_names(row, known) for row in _without_notes(text).split("\n"))


def _without_notes(text: str) -> str:
    for _ in range(_DEEPEST):
        fewer = _NOTE.sub(_blank, text)
        if fewer == text:
            break
        text = fewer
    return _ACTION.sub(lambda action: _blank(action) if _is_action(action) else action[0], text)


def _blank(found: re.Match[str]) -> str:
    return "".join("\n" if letter == "\n" else " " for letter in found[0])


def _is_action(action: re.Match[str]) -> bool:
    """Whether something between asterisks is done, and is no word that is said with weight inside a sentence."""
    begin, end = action.span()
    before = action.string[max(0, begin - _NEAR) : begin].rpartition("\n")[2].rstrip(" >-–—‐")
    after = action.string[end : end + _NEAR].partition("\n")[0].lstrip()
    return (not before or before[-1] in f"{_ENDS}*:") and not after[:1].islower()


def _without_names(row: str, known: Habits) -> str:
    """A row without marks at its beginning and names before colons, there and after the end of a sentence."""
    opening = _begin(row)
    marked = bool(row[:opening].strip())
    said = [*row]
    said[:opening] = " " * opening
    begin = opening
    for colon in _COLON.finditer(row):
        begin = max(begin, _sentence(row, begin, colon.start()))
        name = row[begin : colon.start()].strip()
        if _stands_alone(row, colon.end()) and _names(name, known, marked=marked and begin == opening):
            said[begin : colon.end()] = " " * (colon.end() - begin)
        begin = colon.end()
    return "".join(said)


def _begin(row: str) -> int:
    opening = _OPENING.match(row)
    return opening.end() if opening else 0


def _colon(row: str, begin: int) -> int:
    """Where the first colon after a beginning stands that may follow a name, or -1."""
    colon = _COLON.search(row, begin, begin + _LONGEST_NAME + 1)
    return colon.start() if colon and _stands_alone(row, colon.end()) else -1


def _stands_alone(row: str, after: int) -> bool:
    """Whether a colon parts two things: not in a time of day nor in an address. A full-width one always does."""
    return after >= len(row) or row[after].isspace() or row[after - 1] == "：" or _ideographic(row[after])


def _sentence(row: str, begin: int, end: int) -> int:
    """Where the sentence begins that a colon ends; titles like “MRS.” end none."""
    low = max(begin, end - _LONGEST_NAME)
    for place in range(end - 1, low, -1):
        if row[place].isspace() and row[place - 1] in _ENDS and not _abbreviated(row, place - 1):
            return place + 1
    return begin


def _abbreviated(row: str, stop: int) -> bool:
    word = row[:stop].rpartition(" ")[2]
    return row[stop] == "." and word.strip(".-#").casefold() in _TITLES


def _names(name: str, known: Habits, *, marked: bool) -> bool:
    """Whether what stands before a colon names who speaks, or what is heard.

    Args:
        name: without blanks around it.
        known: what the file's habits tell.
        marked: whether a dash or arrows stand before it, which say that somebody else begins to speak.
    """
    if not name:
        return True  # a note stood before the colon
    if len(name) > _LONGEST_NAME or name.casefold() in _NO_NAMES:
        return False
    if name.casefold() in known.names:
        return True
    if all(map(_ideographic, name)):
        return name in _ROLES or (name[0] in _SURNAMES and len(name) in (2, 3))
    if known.capitals:
        return marked and _may_name(name)
    words = name.split()
    capitals = len(words) <= _MOST_WORDS and all(map(_in_capitals, words))
    return (capitals and any(map(str.isalpha, name))) or (marked and _may_name(name))


def _in_capitals(word: str) -> bool:
    """Whether a word of a name is in capitals, or all its parts are, like in O'NEIL, JEAN-LUC or C.I.A."""
    parts = [part for part in re.split(r"[.'’\-/&]", word.strip(".,'’-")) if part]
    return bool(_CAPITAL.fullmatch(word.strip(".,'’-"))) or (
        bool(parts) and all(_CAPITAL.fullmatch(part) for part in parts)
    )


def _may_name(name: str) -> bool:
    """Whether it is written like a name: few words that begin with capitals, or few signs of a script without them."""
    if not name or len(name) > _LONGEST_NAME or any(mark in name for mark in ',，。!?！？;"“”'):
        return False
    if all(map(_ideographic, name)):
        return len(name) <= 6
    words = name.split()
    return (
        len(words) <= _MOST_WORDS - 2
        and name[:1].isalpha()
        and all(_PROPER.fullmatch(word) and not word[0].islower() for word in words)
    )


def _ideographic(letter: str) -> bool:
    return "\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3"
