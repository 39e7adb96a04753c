"""WebVTT and SubRip: the words of the film as captions, those of its subtitles or those that were heard."""

from __future__ import annotations

import html
from collections.abc import Iterator
from fractions import Fraction

from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export.options import ExportOptions, Output
from mmsa_studio.export.sheet import timing_of
from mmsa_studio.export.text import legal, one_line, plain


def write_vtt(project: Project, options: ExportOptions) -> Output:
    """WebVTT that says in a note when a program wrote the words down."""
    heard = [f"NOTE\n{_source(project, options)}\n"] if project.words_from.heard else []
    cues = (f"{times}\n{html.escape(text, quote=False)}\n" for times, text in _captions(project, options, "."))
    return Output({".vtt": "\n".join(["WEBVTT\n", *heard, *cues]).encode()}, _warnings(project))


def write_srt(project: Project, options: ExportOptions) -> Output:
    """SubRip with the line ends of Windows, as players expect."""
    cues = (f"{n}\n{times}\n{text}\n" for n, (times, text) in enumerate(_captions(project, options, ","), start=1))
    return Output({".srt": "\n".join(cues).replace("\n", "\r\n").encode()}, _warnings(project))


def _captions(project: Project, options: ExportOptions, mark: str) -> Iterator[tuple[str, str]]:
    """When each cue is shown and what it says, without what would end a caption: empty lines and arrows."""
    later = Fraction(options.offset) / timing_of(project, options).rate
    for cue in project.cues:
        lines = filter(None, map(one_line, legal(cue.text).split("\n")))
        text = "\n".join(lines).replace("-->", "->")
        if text and cue.start + later >= 0:
            times = f"{_clock(cue.start + later, mark)} --> {_clock(cue.end + later, mark)}"
            yield times, plain(text) if options.ascii else text


def _source(project: Project, options: ExportOptions) -> str:
    source = one_line(legal(project.words_from.sentence.message)).replace("-->", "->")
    return plain(source) if options.ascii else source


def _warnings(project: Project) -> list[Sentence]:
    if not project.cues:
        return [Sentence("export.no_words")]
    if project.words_from.heard:
        return [Sentence("export.heard", {"source": project.words_from.sentence})]
    return []


def _clock(time: Fraction, mark: str) -> str:
    seconds, milliseconds = divmod(frame_at(time, Fraction(1000)), 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{milliseconds:03d}"
