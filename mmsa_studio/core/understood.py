"""What was understood of a film, fact by fact, so that a person can see what went wrong before the curve does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePath

from mmsa_studio.core.film import MediaInfo, SoundStream, SubtitleStream
from mmsa_studio.core.hearing import Found, sounds_of
from mmsa_studio.core.languages import language_name
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import rate_name
from mmsa_studio.core.sentences import Sentence, listed, term
from mmsa_studio.core.timecode import clock_at, timecode
from mmsa_studio.core.wording import mark

FILM, PICTURE, TIMECODE = mark("Film"), mark("Picture"), mark("Timecode")
SOUND, WORDS, LANGUAGES = mark("Sound"), mark("Words"), mark("Languages")
NOTICED = mark("Noticed")

_SOURCES = {
    "tmcd": mark("its timecode track"),
    "mxf": mark("its MXF header"),
    "mkv": mark("its tags"),
    "bwf": mark("its time reference"),
    "stream": mark("its tags"),
    "user": mark("you"),
}
_FLAGS = {
    "default": mark("default"),
    "dub": mark("dubbed"),
    "original": mark("original language"),
    "comment": mark("commentary"),
    "forced": mark("forced"),
    "hearing_impaired": mark("for the hard of hearing"),
    "visual_impaired": mark("described for the blind"),
    "clean_effects": mark("without dialogue"),
    "captions": mark("captions"),
    "descriptions": mark("descriptions"),
    "lyrics": mark("lyrics"),
    "karaoke": mark("karaoke"),
}
"""What FFmpeg's flags mean; the others say nothing to an editor."""


@dataclass(frozen=True)
class Fact:
    """One thing that was understood: what it is about, in a word, and what was found."""

    topic: str
    sentence: Sentence


def understood(project: Project) -> tuple[Fact, ...]:
    """Everything that was understood of a film, in the order in which it is read; what was noticed comes last."""
    facts = (
        *_film(project.media),
        *_picture(project.media),
        *_sound(project),
        *_words(project),
        *_languages(project),
    )
    told = [fact.sentence for fact in facts]
    return (*facts, *(Fact(NOTICED, notice) for notice in project.notices if notice not in told))


def _film(media: MediaInfo) -> Iterator[Fact]:
    name, length = PurePath(media.path).name, _clock(media.duration)
    yield Fact(
        FILM, Sentence("understood.film", {"name": name, "container": media.container.upper(), "duration": length})
    )


def _picture(media: MediaInfo) -> Iterator[Fact]:
    if picture := media.picture:
        told = Sentence(
            "understood.picture",
            {
                "width": picture.width,
                "height": picture.height,
                "codec": picture.codec.upper(),
                "rate": rate_name(picture.rate),
                "frames": picture.frame_count,
            },
        )
        yield Fact(PICTURE, told)
        if picture.variable_rate:
            yield Fact(PICTURE, Sentence("understood.uneven"))
        if picture.interlaced:
            yield Fact(PICTURE, Sentence("understood.interlaced"))
    else:
        yield Fact(PICTURE, Sentence("analysis.no_picture"))
    yield Fact(TIMECODE, _timecode(media))


def _timecode(media: MediaInfo) -> Sentence:
    start = media.start_timecode
    shown = timecode(start.frame, media.rate, drop_frame=start.drop_frame)
    if start.source not in _SOURCES:
        return Sentence("understood.no_timecode", {"timecode": shown})
    source = term(_SOURCES[start.source])
    if start.drop_frame:
        return Sentence("understood.drop_frame", {"timecode": shown, "source": source})
    return Sentence("understood.timecode", {"timecode": shown, "source": source})


def _sound(project: Project) -> Iterator[Fact]:
    media, source = project.media, project.sound_from
    tracks = sounds_of(media)
    for number, track in enumerate(tracks, 1):
        about = [*_about_sound(track), *(_about_speech(found) for found in source.found[number - 1 : number])]
        yield Fact(SOUND, Sentence("understood.sound", {"number": number, "about": listed(about)}))
    if not tracks:
        yield Fact(SOUND, Sentence("analysis.no_sound"))
    elif source.found:  # without, there was nothing to choose from
        yield Fact(SOUND, source.notice(media))


def _words(project: Project) -> Iterator[Fact]:
    media = project.media
    if project.cues:
        source = project.words_from.sentence
        yield Fact(WORDS, Sentence("understood.words", {"source": source, "count": len(project.cues)}))
        if change := project.words_from.clock.change(media.rate):
            yield Fact(WORDS, Sentence("understood.clock", {"change": change}))
    elif media.sound:
        yield Fact(WORDS, Sentence("understood.no_words"))
    else:
        yield Fact(WORDS, Sentence("understood.no_words_no_sound"))
    for number, track in enumerate(media.subtitles, 1):
        yield Fact(WORDS, Sentence("understood.text_track", {"number": number, "about": listed(_about_text(track))}))


def _languages(project: Project) -> Iterator[Fact]:
    for language, count in Counter(cue.language for cue in project.cues).most_common():
        if language:
            named = term(language_name(language))
            yield Fact(LANGUAGES, Sentence("understood.language", {"language": named, "count": count}))
        else:
            yield Fact(LANGUAGES, Sentence("understood.unknown_language", {"count": count}))


def _about_sound(track: SoundStream) -> Iterator[Sentence]:
    yield term(track.codec.upper())
    yield Sentence("understood.channels", {"count": track.channels})
    if track.layout and track.channels > 2:  # of one and two the number says it
        yield term(track.layout)
    yield from _told(track.language, track.title, track.flags)


def _about_speech(found: Found) -> Sentence:
    if found.silent:
        return Sentence("understood.silent")
    return Sentence("understood.speech", {"seconds": f"{found.speech_s:.1f}"})


def _about_text(track: SubtitleStream) -> Iterator[Sentence]:
    yield term(track.codec.upper())
    yield from _told(track.language, track.title, track.flags)


def _told(language: str, title: str, flags: tuple[str, ...]) -> Iterator[Sentence]:
    """What a film says of one of its tracks."""
    if language:
        yield term(language_name(language))
    if title:
        yield term(title)
    yield from (term(_FLAGS[flag]) for flag in flags if flag in _FLAGS)


def _clock(seconds: Fraction) -> str:
    hours, minutes, whole, thousandths = clock_at(round(seconds * 1000), Fraction(1000))
    return f"{hours}:{minutes:02d}:{whole:02d}.{thousandths:03d}"
