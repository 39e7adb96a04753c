"""The story: every word can be spoken, every scene shown, and the course of emotion fits the film."""

from __future__ import annotations

from itertools import pairwise

from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.demo.phones import PHONES, pronounce
from mmsa_studio.demo.script import SCENES, course, frame_count, starts
from mmsa_studio.demo.voice import MANNERS, SAMPLE_RATE, SPEAKERS, say

LINES = [(scene, line) for scene in SCENES for line in scene.lines]


def test_the_reel_is_a_minute_or_two_long_and_shows_every_category() -> None:
    assert 60 * 24 <= frame_count() <= 120 * 24
    assert {scene.emotion for scene in SCENES} == set(CATEGORIES)
    assert any(scene.picture != "face" for scene in SCENES)


def test_course_covers_the_film_without_gap() -> None:
    known = course()
    assert known[0]["start"] == 0
    assert known[-1]["end"] == starts()[-1]
    assert all(before["end"] == after["start"] for before, after in pairwise(known))
    assert any(entry["words"] != entry["category"] for entry in known), "words contradict the face somewhere"


def test_every_word_can_be_pronounced() -> None:
    for _, line in LINES:
        sounds = pronounce(line.text)
        assert sounds[-1].phone is PHONES["-"], "every line ends in a pause"
        assert any(sound.stressed for sound in sounds)


def test_every_line_ends_before_the_next_thing_happens() -> None:
    for scene in SCENES:
        ends = [line.at + len(say(line).samples) / SAMPLE_RATE for line in scene.lines]
        limits = [line.at for line in scene.lines[1:]] + [scene.seconds]
        assert all(end < limit for end, limit in zip(ends, limits, strict=False)), scene


def test_speakers_and_manners_are_known() -> None:
    for _, line in LINES:
        assert line.speaker in SPEAKERS
        assert line.emotion in MANNERS
