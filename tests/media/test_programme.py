"""Subtitles in programme timecode are read from the start of the film, all of them or none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from mmsa_studio.core.clock import AS_WRITTEN, Clock
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.timecode import StartTimecode
from mmsa_studio.media.lines import Line
from mmsa_studio.media.probe import probe
from mmsa_studio.media.programme import programme_start
from mmsa_studio.media.subtitles import find_cues
from tests.films import make_film, write_srt

HOUR = 3600


def lines(first: float, last: float, count: int = 50) -> list[Line]:
    starts = [Fraction(str(first)) + n * Fraction(str(last - first)) / (count - 1) for n in range(count)]
    return [Line(start, start + 1, "x") for start in starts]


def film(minutes: int, start_s: int | None = None) -> MediaInfo:
    info = MediaInfo("film.mov", "", 0, "mov", Fraction(60 * minutes), None, None)
    return info if start_s is None else replace(info, start_timecode=StartTimecode(25 * start_s, source="tmcd"))


@pytest.mark.parametrize(
    ("media", "first", "last", "taken"),
    [
        (film(1, HOUR), HOUR + 0.1, HOUR + 50, HOUR),
        (film(1), HOUR + 0.1, HOUR + 50, HOUR),
        (film(1), 10 * HOUR + 2, 10 * HOUR + 50, 10 * HOUR),
        (film(1), HOUR - 0.5, HOUR + 50, HOUR),
        (film(90, HOUR), HOUR + 30, 2.4 * HOUR, HOUR),
        (film(90), HOUR + 30, 2.4 * HOUR, HOUR),
        (film(150, HOUR), HOUR + 30, 2.4 * HOUR, HOUR),
        (film(1, 20), 2, 50, 0),
        (film(2, 20), 25, 100, 0),
        (film(90), 30, 85 * 60, 0),
        (film(150), HOUR + 30, 2.4 * HOUR, 0),
        (film(1), 100, 200, 0),
        (film(1), HOUR + 10, HOUR + 500, 0),
        (film(90, HOUR), 30, 85 * 60, 0),
    ],
)
def test_what_is_taken_off(media: MediaInfo, first: float, last: float, taken: int) -> None:
    assert programme_start(lines(first, last), media) == taken


def test_no_lines_have_no_clock() -> None:
    assert programme_start([], film(1, HOUR)) == 0


def test_it_is_said_and_kept_and_a_choice_goes_before(tmp_path) -> None:
    path = make_film(tmp_path / "film.mp4", size=(160, 96), sound=False)
    write_srt(tmp_path / "film.srt", [(HOUR + 0.2, HOUR + 0.9, "Hello there."), (HOUR + 1, HOUR + 1.8, "How are you?")])
    found = find_cues(probe(path))
    assert [float(cue.start) for cue in found.cues] == [0.2, 1.0]
    assert found.source.clock == Clock(offset=Fraction(-HOUR))
    assert [notice.message for notice in found.notices] == [
        "The times in film.srt are programme timecode: 3600 s were taken off."
    ]
    assert find_cues(probe(path), clock=AS_WRITTEN).cues == ()
    moved = find_cues(probe(path), clock=Clock(Fraction(1, 2), Fraction(-1800)))
    assert [float(cue.start) for cue in moved.cues] == [0.1, 0.5]


def test_times_inside_a_line_move_with_it(tmp_path) -> None:
    path = make_film(tmp_path / "film.mp4", size=(160, 96), sound=False)
    (tmp_path / "film.vtt").write_text(
        "WEBVTT\n\n01:00:00.000 --> 01:00:01.000\nI<01:00:00.500><c> never</c>\n\n01:00:01.200 --> 01:00:01.900\nYes.\n"
    )
    cue = find_cues(probe(path)).cues[0]
    assert [word.start for word in cue.words] == [0.0, 0.5]
