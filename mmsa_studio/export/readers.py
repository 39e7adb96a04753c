"""Markers from files of other programs, laid back onto the film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from mmsa_studio.core.errors import StudioError, UsageError
from mmsa_studio.core.limits import LARGEST_MARKER_FILE
from mmsa_studio.core.paths import read_file
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at, seconds_of
from mmsa_studio.core.sentences import Sentence, reason, term
from mmsa_studio.core.timecode import frames_per_day
from mmsa_studio.export import FORMATS, ExportOptions, Format, format_named
from mmsa_studio.export.options import Imported, Reader, Reading
from mmsa_studio.export.sheet import prepare, timing_of
from mmsa_studio.export.text import tag
from mmsa_studio.export.timing import Timing


@dataclass(frozen=True)
class Import:
    """Markers read from a file, in frames of the film.

    Attributes:
        markers: what the file says now.
        base: what the same project would say in that format unchanged, so that what a format cannot hold
            (a colour, an accent, a frame of another rate) is not taken for an edit.
        warnings: what could not be used.
        sequences: names of all that could have been read, in the file's order; empty where there is no such thing.
    """

    markers: tuple[Imported, ...]
    base: tuple[Imported, ...] = ()
    warnings: tuple[Sentence, ...] = ()
    sequences: tuple[str, ...] = ()


def read_markers(path: Path, project: Project, format_id: str = "", options: ExportOptions | None = None) -> Import:
    """Read a file that an editing system wrote.

    Args:
        path: the file; a bundle is fine.
        project: whose film the markers lie on.
        format_id: empty to tell by the file.
        options: those of the export that is coming back: rate and start timecode of the timeline above all.

    Raises:
        UsageError: when the format is unknown, has no reader or no sequences to ask for, or a label does not exist
            at the rate.
        StudioError: when the file cannot be read, or holds no such sequence.
    """
    content = _content(path)
    format_ = format_named(format_id) if format_id else guess(path, content)
    reader = _reader(format_)
    options = options or ExportOptions()
    timing = timing_of(project, options, start=format_.start)
    reading = _read(reader, content, timing, project)
    if options.sequence and not reading.sequences:
        raise UsageError("import.no_choice", title=term(format_.title))
    timing = replace(timing, sequence="")  # what we write ourselves holds one, under whatever name
    markers, outside = _on_film(reading.markers, reading.rate, timing, project)
    base = _base(format_, project, options, timing, reading)
    warnings = [Sentence("import.outside", {"count": outside})] if outside else []
    warnings += [] if reading.markers else [Sentence("import.empty")]
    return Import(markers, base, (*reading.warnings, *warnings), reading.sequences)


def _base(
    format_: Format, project: Project, options: ExportOptions, timing: Timing, reading: Reading
) -> tuple[Imported, ...]:
    """What the project would say unchanged, with tags; of numbered files only those this one can be."""
    files = format_.write(project, options).files.values()
    parts = [_read(_reader(format_), content, timing, project) for content in files]
    known = _tags(reading)
    wanted = [part for part in parts if len(parts) == 1 or not known or known & _tags(part)]
    base = [marker for part in wanted for marker in part.markers]
    if not all(marker.tags for marker in base):
        rows = prepare(project, options, one_per_frame=True).rows
        base = [replace(marker, tags=tuple(map(tag, row.ids))) for marker, row in zip(base, rows, strict=True)]
    return _on_film(base, parts[0].rate, timing, project)[0]


def _tags(reading: Reading) -> set[str]:
    return {one for marker in reading.markers for one in marker.tags}


def guess(path: Path, content: bytes) -> Format:
    """The format of a file, by its ending and, where several share one, by what is in it.

    Raises:
        UsageError: when no format with a reader ends like that.
    """
    fitting = [one for one in FORMATS.values() if one.read and path.suffix.lower() in _endings(one)]
    if not fitting:
        raise UsageError("import.unknown", name=path.name, known=", ".join(_readable()))
    recognised = (one for one in fitting if one.recognise and one.recognise(content))
    return next(recognised, next((one for one in fitting if not one.recognise), fitting[0]))


def _endings(format_: Format) -> set[str]:
    return {format_.suffix, f"{format_.suffix}d"} if format_.bundle else {format_.suffix}


def _reader(format_: Format) -> Reader:
    if format_.read is None:
        raise UsageError("import.one_way", title=term(format_.title), known=", ".join(_readable()))
    return format_.read


def _readable() -> list[str]:
    return [format_.id for format_ in FORMATS.values() if format_.read]


def _content(path: Path) -> bytes:
    inside = [path / one.bundle for one in FORMATS.values() if one.bundle]
    try:
        return read_file(next((file for file in inside if file.is_file()), path), LARGEST_MARKER_FILE)
    except OSError as error:
        raise StudioError("file.unread", path=str(path), reason=reason(error)) from error


def _read(reader: Reader, content: bytes, timing: Timing, project: Project) -> Reading:
    """What a file says, where labels before the start of the timeline lie behind midnight or count from zero."""
    reading = reader(content, timing)
    if not timing.start or all(marker.start >= 0 for marker in reading.markers):
        return reading
    if not timing.past_midnight(timing.place(project.media.frame_count)):
        return reader(content, replace(timing, start=0))  # made for a timeline that starts at 00:00:00:00
    day = frames_per_day(timing.rate, drop_frame=timing.drop_frame)
    return replace(reading, markers=tuple(_later(marker, day) for marker in reading.markers))


def _later(marker: Imported, day: int) -> Imported:
    return marker if marker.start >= 0 else replace(marker, start=marker.start + day, end=marker.end + day)


def _on_film(
    markers: Sequence[Imported], rate: Fraction, timing: Timing, project: Project
) -> tuple[tuple[Imported, ...], int]:
    """The markers in film frames, and how many lie outside of the film."""
    last = project.media.frame_count
    placed = []
    for marker in markers:
        start, end = (
            frame_at(seconds_of(frame - timing.offset, rate), project.rate) for frame in (marker.start, marker.end)
        )
        if 0 <= start < last:
            placed.append(replace(marker, start=start, end=min(max(end, start + 1), last)))
    return tuple(placed), len(markers) - len(placed)
