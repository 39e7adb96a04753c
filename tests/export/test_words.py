"""The words of a film as captions: exact times, and a sign where a program wrote them down."""

from __future__ import annotations

import html
import io
from dataclasses import replace
from fractions import Fraction

import pysubs2
import pytest

from mmsa_studio.core.film import Cue, WordsFrom
from mmsa_studio.core.project import Project
from mmsa_studio.core.speech import INCLUDED, heard_by
from mmsa_studio.export import ExportOptions, render
from tests.export.material import PLAIN, golden_project

CUES = (
    Cue(Fraction(1, 3), Fraction(2), "What's that -->\n\n\nover there?"),
    Cue(Fraction(3600), Fraction(3602), "Nothing. <Come>"),
)


@pytest.fixture
def heard() -> Project:
    return replace(golden_project(), cues=CUES, words_from=heard_by(INCLUDED))


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_another_reader_finds_every_cue_at_its_time(heard: Project, kind: str) -> None:
    content = render(heard, f"words-{kind}", PLAIN).files[f".{kind}"].decode()
    read = pysubs2.SSAFile.from_file(io.StringIO(content.replace("\r\n", "\n")), format_=kind)
    assert [(one.start, one.end) for one in read] == [(333, 2000), (3_600_000, 3_602_000)]
    assert html.unescape(read[0].plaintext) == "What's that ->\nover there?"


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_words_that_were_heard_are_marked_as_such(heard: Project, kind: str) -> None:
    output = render(heard, f"words-{kind}", PLAIN)
    assert any("speech to text (Whisper base)" in warning.message for warning in output.warnings)
    assert (b"NOTE\nspeech to text" in output.files[f".{kind}"]) == (kind == "vtt")
    of_a_file = replace(heard, words_from=WordsFrom("file", "film.srt"))
    assert render(of_a_file, f"words-{kind}", PLAIN).warnings == []
    assert b"NOTE" not in render(of_a_file, f"words-{kind}", PLAIN).files[f".{kind}"]


def test_a_film_without_words_says_so(heard: Project) -> None:
    output = render(replace(heard, cues=()), "words-srt", PLAIN)
    assert output.files[".srt"] == b""
    assert [one.message for one in output.warnings] == ["The words of the film are not known."]


def test_an_offset_moves_them_and_leaves_out_what_lies_before_the_start(heard: Project) -> None:
    moved = render(heard, "words-srt", ExportOptions(rate=Fraction(25), offset=-50)).files[".srt"].decode()
    assert moved.startswith("1\r\n00:59:58,000 --> 01:00:00,000")
