"""What was understood of a film is told whole: every track, the words, their languages, the times, every notice."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from mmsa_studio.core.clock import Clock
from mmsa_studio.core.film import Cue, SoundStream, SubtitleStream, WordsFrom
from mmsa_studio.core.hearing import SPEECH, Found, Line, SoundFrom
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.timecode import StartTimecode
from mmsa_studio.core.understood import understood
from tests.store.material import film, project

MONO = SoundStream("pcm_s24le", 48_000, 1, Fraction(10), Fraction(0), "", 1)


def told(project: Project) -> list[tuple[str, str]]:
    return [(fact.topic, fact.sentence.message) for fact in understood(project)]


def test_a_plain_film_is_told_in_the_order_in_which_it_is_read() -> None:
    assert told(Project(film(start_timecode=StartTimecode(90_000, source="tmcd")))) == [
        ("Film", "a.mp4 (MP4), 0:00:10.000"),
        ("Picture", "64 × 36, H264, 25 frames per second, 250 frames"),
        ("Timecode", "frame 0 is 01:00:00:00, from its timecode track"),
        ("Sound", "The film has no sound."),
        ("Words", "none"),
    ]


def test_every_track_is_told_with_what_the_film_says_of_it() -> None:
    sounds = (
        MONO,
        replace(MONO, channels=6, language="deu", layout="5.1", title="Regie", flags=("comment", "default")),
    )
    texts = (SubtitleStream("subrip", "en", "", 3, ("forced",)), SubtitleStream("ass", "", "Signs", 4))
    facts = told(Project(film(sounds=sounds, subtitles=texts)))
    assert ("Sound", "track 1: PCM_S24LE, 1 channel") in facts
    assert ("Sound", "track 2: PCM_S24LE, 6 channels, 5.1, German, Regie, commentary, default") in facts
    assert ("Words", "text track 1 inside the film: SUBRIP, English, forced") in facts
    assert ("Words", "text track 2 inside the film: ASS, Signs") in facts


def test_languages_are_counted_the_most_first() -> None:
    cues = tuple(
        Cue(Fraction(n), Fraction(n + 1), "…", language="" if n == 5 else "en" if n % 2 else "zh") for n in range(6)
    )
    assert [said for topic, said in told(Project(film(), cues=cues)) if topic == "Languages"] == [
        "Chinese: 3 cues", "English: 2 cues", "not known: 1 cue",
    ]  # fmt: skip


def test_the_clock_of_the_words_is_told_where_it_was_changed() -> None:
    cues = (Cue(Fraction(1), Fraction(2), "Yes."),)
    moved = WordsFrom("file", "film.srt", clock=Clock(offset=Fraction(-3600)))
    told_of = [said for topic, said in told(Project(film(), cues=cues, words_from=moved)) if topic == "Words"]
    assert told_of == ["film.srt: 1 cue", "their times were changed: 3600.0 s earlier"]


def test_which_sound_is_heard_and_what_each_track_holds_is_told_once() -> None:
    media = film(sound=MONO, sounds=(MONO, replace(MONO, index=2)))
    source = SoundFrom(SPEECH, (Line(2, 1, 1.0),), (Found(silent=True), Found(7.04)))
    heard = Project(media, sound_from=source, notices=(source.notice(media),))
    assert [said for topic, said in told(heard) if topic in ("Sound", "Noticed")] == [
        "track 1: PCM_S24LE, 1 channel, silent",
        "track 2: PCM_S24LE, 1 channel, 7.0 s of speech in samples",
        "Speech was found in track 2: that is listened to.",
    ]


def test_every_notice_is_told_and_nothing_is_told_twice() -> None:
    whole = project()
    noticed = [said for topic, said in told(whole) if topic == "Noticed"]
    assert noticed == [notice.message for notice in whole.notices]
    assert len(set(told(whole))) == len(told(whole))


def test_a_film_of_pictures_that_vary_and_of_no_picture_says_so() -> None:
    uneven = replace(film().picture, variable_rate=True)
    assert ("Picture", "the frame rate varies; frames are counted on an even grid") in told(
        Project(film(picture=uneven))
    )
    woven = replace(film().picture, interlaced=True)
    assert ("Picture", "interlaced; deinterlaced before it is looked at") in told(Project(film(picture=woven)))
    silent = Project(film(picture=None, sound=MONO), notices=(Notice("analysis.no_words"),))
    assert ("Picture", "The film has no picture.") in told(silent)
    assert ("Sound", "track 1: PCM_S24LE, 1 channel") in told(silent)
