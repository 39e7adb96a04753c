"""Markers and curves for other programs: one format a file, and the table that lists them."""

from __future__ import annotations

from pathlib import Path

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.project import Project
from mmsa_studio.export import (
    audacity,
    avid_edl,
    avid_txt,
    captions,
    csv_table,
    curves,
    eaf,
    emotionml,
    fcpxml,
    json_document,
    moments,
    otio,
    resolve_edl,
    shots_edl,
    words,
    xmeml,
    youtube,
)
from mmsa_studio.export.options import ExportOptions, Format, Output

__all__ = ["FORMATS", "ExportOptions", "Format", "Output", "export", "format_named", "render"]

FORMATS: dict[str, Format] = {
    one.id: one
    for one in (
        Format(
            "resolve-edl", "DaVinci Resolve: markers (EDL)", ".edl", resolve_edl.write, resolve_edl.read,
            start=resolve_edl.START,
        ),
        Format("avid-txt", "Avid Media Composer: markers (text)", ".txt", avid_txt.write, avid_txt.read),
        Format("xmeml", "Premiere Pro: markers (Final Cut Pro 7 XML)", ".xml", xmeml.write, xmeml.read),
        Format(
            "fcpxml", "Final Cut Pro: markers (FCPXML)", ".fcpxml", fcpxml.write, fcpxml.read,
            bundle=fcpxml.BUNDLE, switches=(fcpxml.CHAPTERS,),
        ),
        Format("otio", "OpenTimelineIO", ".otio", otio.write, otio.read),
        Format(
            "avid-edl", "Avid: locators (EDL)", ".edl", avid_edl.write, avid_edl.read, recognise=avid_edl.recognise
        ),
        Format(
            "shots-edl", "Shots or marked ranges (EDL)", ".edl", shots_edl.write, switches=(shots_edl.RANGES,)
        ),
        Format("csv", "Table of markers (CSV)", ".csv", csv_table.write, csv_table.read),
        Format("json", "Everything (JSON)", ".json", json_document.write, json_document.read, explains=True),
        Format(
            "moments-html", "Strongest moments (HTML)", ".html", moments.write, frames=moments.frames, explains=True
        ),
        Format("vtt", "Captions (WebVTT)", ".vtt", captions.write_vtt),
        Format("srt", "Captions (SubRip)", ".srt", captions.write_srt),
        Format("words-vtt", "Spoken words (WebVTT)", ".vtt", words.write_vtt),
        Format("words-srt", "Spoken words (SubRip)", ".srt", words.write_srt),
        Format("youtube", "YouTube chapters", ".txt", youtube.write),
        Format("audacity", "Audacity labels", ".txt", audacity.write),
        Format("eaf", "ELAN", ".eaf", eaf.write),
        Format("emotionml", "EmotionML traces", ".emotionml", emotionml.write),
        Format("curves-csv", "Curves (CSV)", ".csv", curves.write_csv),
        Format("curves-parquet", "Curves (Parquet)", ".parquet", curves.write_parquet),
    )
}  # fmt: skip
"""By id as typed on the command line, in the order people see them."""


def format_named(format_id: str) -> Format:
    """The format with this id.

    Raises:
        UsageError: with all ids, when there is none.
    """
    if format_id not in FORMATS:
        raise UsageError("format.unknown", format=format_id, known=", ".join(FORMATS))
    return FORMATS[format_id]


def render(project: Project, format_id: str, options: ExportOptions | None = None) -> Output:
    """Make the files of a format in memory, for a preview or to be written.

    Raises:
        UsageError: when there is no such format, or an option does not fit.
        StudioError: when the project does not hold what the format is about.
    """
    return format_named(format_id).write(project, options or ExportOptions())


def placed(output: Output, format_: Format, target: Path) -> dict[Path, bytes]:
    """The files of an export by where they go: the first to the target, further parts beside it."""
    return {part_path(target, suffix, format_): content for suffix, content in output.files.items()}


def part_path(target: Path, suffix: str, format_: Format) -> Path:
    """Where a file goes: the first to the target as it is named, `-2.edl` to `target-2` with the target's ending."""
    numbered = suffix.removesuffix(format_.suffix)
    return target.with_name(f"{target.stem}{numbered}{target.suffix}") if numbered else target
