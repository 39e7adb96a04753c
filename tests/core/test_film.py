"""Lines are found where they are said, and near it when that is asked for."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from mmsa_studio.core.film import NO_WORDS, Cue, Word, WordsFrom, cue_at, cues_between, line_near
from mmsa_studio.core.paths import resource
from mmsa_studio.core.wording import said

LINES = tuple(Cue(Fraction(start), Fraction(end), str(start)) for start, end in ((1, 3), (2, 4), (7, 8), (20, 79)))


def test_cues_that_overlap_a_stretch_are_found() -> None:
    assert [cue.text for cue in cues_between(LINES, 2.5, 7)] == ["1", "2", "7"]
    assert cues_between(LINES, 3.0, 3.0) == [LINES[1]], "a cue ends before its end"
    assert cues_between(LINES, 78.0, 78.0) == [LINES[3]]
    assert cues_between((), 0.0, 100.0) == []


def test_the_line_said_at_a_moment_comes_before_the_nearest() -> None:
    assert line_near(LINES, 2.5) == LINES[1], "the one that began last"
    assert line_near(LINES, 4.0) is None
    assert line_near(LINES, 4.5, 2.0) == LINES[1]
    assert line_near(LINES, 5.9, 2.0) == LINES[2]
    assert line_near(LINES, 12.0, 2.0) is None


def test_of_lines_over_each_other_the_last_one_with_words_is_said() -> None:
    said = (Word("a", 1, 9),)
    lines = (
        Cue(Fraction(1), Fraction(50), "long", said),
        Cue(Fraction(2), Fraction(3), "short", said),
        Cue(Fraction(5), Fraction(6), "[door slams]"),
    )
    assert [cue_at(lines, at) for at in (0.5, 1.5, 2.5, 3.5, 5.5, 49.9, 50)] == [-1, 0, 1, 0, 0, 0, -1]
    assert line_near(lines, 5.5) == lines[0]
    assert cue_at(lines[2:], 5.5) == 0, "where nothing else is said, a sound is what there is"
    assert cues_between(lines, 49, 49.5) == [lines[0]]


@pytest.mark.parametrize(
    ("source", "english", "chinese"),
    [
        (WordsFrom("file", "film.srt", "en"), "film.srt", "film.srt"),
        (WordsFrom("track", number=2), "text track 2", "字幕轨 2"),
        (WordsFrom("track", language="ger", number=1), "text track 1 (German)", "字幕轨 1（德语）"),
        (WordsFrom("track", "Director", "en", 3), "text track 3 (Director)", "字幕轨 3（Director）"),
        (WordsFrom("heard", "Whisper base"), "speech to text (Whisper base)", "语音听写（Whisper base）"),
        (WordsFrom("heard", "large", "de"), "speech to text (large, German)", "语音听写（large，德语）"),
        (NO_WORDS, "no words", "没有台词"),
    ],
)
def test_where_words_come_from_is_said_in_both_languages(source: WordsFrom, english: str, chinese: str) -> None:
    table = json.loads(resource("translations/zh_CN.json").read_text("utf-8"))
    assert said(source.sentence)[0] == english
    assert said(source.sentence, lambda text: table.get(text, text))[0] == chinese
    assert source.heard == (source.kind == "heard")
