"""The markers of a project laid on the target timeline: what every format then only has to spell."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from urllib.parse import quote_from_bytes

from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.marker import Marker, in_order
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import COMMON_RATES, nominal, rate_name
from mmsa_studio.core.sentences import Sentence, listed, term
from mmsa_studio.core.timecode import StartTimecode, can_drop, frames_per_day
from mmsa_studio.export import text
from mmsa_studio.export.options import ExportOptions
from mmsa_studio.export.palette import Palette
from mmsa_studio.export.timing import Timing, relabelled


@dataclass(frozen=True)
class Row:
    """A marker on the timeline; several when they share a frame and the format allows one.

    Attributes:
        start: first frame of the timeline.
        end: frame after the last.
        name: one line, never empty.
        note: may have line breaks.
        marker: the first marker it stands for.
        ids: of all markers it stands for.
    """

    start: int
    end: int
    name: str
    note: str
    marker: Marker
    ids: tuple[str, ...]

    @property
    def length(self) -> int:
        """Frames covered."""
        return self.end - self.start


@dataclass
class Sheet:
    """Everything a writer needs.

    Attributes:
        title: name of the timeline, one line.
        timing: rate, labels and start.
        rows: sorted by start.
        length: frames of the timeline, enough for the film and every marker.
        warnings: what people must know; writers add theirs.
    """

    title: str
    timing: Timing
    rows: tuple[Row, ...]
    length: int
    options: ExportOptions
    warnings: list[Sentence] = field(default_factory=list)

    def warn(self, warning: Sentence) -> None:
        """Say one thing more."""
        self.warnings.append(warning)

    def tagged(self, note: str, row: Row) -> str:
        """A note with the tags of its markers, when tags are wanted."""
        return text.tagged(note, row.ids) if self.options.tags else note

    def short(self, texts: Iterable[str], limit: int, what: str) -> list[str]:
        """Texts held to a length, with a warning that says how many were cut."""
        kept = list(texts)
        cut = sum(len(one) > limit for one in kept)
        if cut:
            self.warn(Sentence("export.shortened", {"count": cut, "what": term(what), "limit": limit}))
        return [text.shortened(one, limit) for one in kept]

    def colours(self, palette: Palette, system: str) -> list[str]:
        """Each row's colour in another system's palette, with a warning for those it does not have."""
        exact = {theirs: mine for mine, theirs in reversed(palette.items())}
        lost = sorted(
            {row.marker.colour for row in self.rows if exact[palette[row.marker.colour]] != row.marker.colour}
        )
        if lost:
            self.warn(Sentence("export.colours", {"system": system, "colours": listed(map(term, lost))}))
        return [palette[row.marker.colour] for row in self.rows]

    def warn_of_ranges(self) -> None:
        """Say that a format without lengths lost them."""
        lost = sum(row.length > 1 for row in self.rows)
        if lost:
            self.warn(Sentence("export.no_lengths", {"count": lost}))

    def warn_of_labels(self) -> None:
        """Say that labels start again past midnight, as none ever has hour 24, and where they are uncommonly long."""
        if nominal(self.timing.rate) >= 100:
            self.warn(Sentence("export.wide_labels"))
        late = sum(self.timing.past_midnight(row.end - 1) for row in self.rows)
        if late:
            self.warn(Sentence("export.midnight", {"count": late}))

    def warn_of_rate(self) -> None:
        """Say that no editing system has such a timeline."""
        if self.timing.rate not in COMMON_RATES:
            self.warn(Sentence("export.odd_rate", {"rate": rate_name(self.timing.rate)}))


def timing_of(project: Project, options: ExportOptions, *, start: str = "00:00:00:00") -> Timing:
    """Where the film lies on the timeline that is asked for.

    A film without a start timecode starts at `start`, the label at which new timelines of the editing system start.

    Raises:
        UsageError: when drop-frame is asked for at a rate that has none.
    """
    rate = options.rate or project.rate
    if options.start_timecode is not None:
        typed, counted_at = options.start_timecode, rate
    elif project.media.start_timecode.source != "none":
        typed, counted_at = film_start(project.media), project.rate
    else:
        typed, counted_at = StartTimecode(Timing(rate, rate).frame(start)), rate
    wanted = options.drop_frame
    drop_frame = typed.drop_frame and can_drop(rate) if wanted is None else wanted
    frames_per_day(rate, drop_frame=drop_frame)  # refuses drop-frame where there is none
    first = relabelled(typed, counted_at, rate, drop_frame=drop_frame)
    return Timing(project.rate, rate, drop_frame, first, options.offset, options.sequence)


def film_start(film: MediaInfo) -> StartTimecode:
    """The film's start timecode; some cameras claim drop-frame at rates that have none."""
    start = film.start_timecode
    return replace(start, drop_frame=start.drop_frame and can_drop(film.rate))


def prepare(
    project: Project, options: ExportOptions, *, start: str = "00:00:00:00", one_per_frame: bool = False
) -> Sheet:
    """Choose the markers, lay them on the timeline and gather what people must know.

    A film without a start timecode starts at `start`. With `one_per_frame`, markers that share a first frame are
    joined, as editing systems keep only one of them.

    Raises:
        UsageError: when drop-frame is asked for at a rate that has none.
    """
    timing = timing_of(project, options, start=start)
    chosen = in_order(filter(options.wants, project.markers))
    rows = [_row(marker, timing, options) for marker in chosen]
    sheet = Sheet(title_of(project, options), timing, (), 0, options)
    if project.media.start_timecode.source == "none" and options.start_timecode is None and timing.start:
        sheet.warn(Sentence("export.assumed_start", {"label": timing.label(0)}))
    if not chosen:
        sheet.warn(Sentence("export.none_chosen" if project.markers else "export.no_markers"))
    _warn_of_shift(project, chosen, sheet)
    folded = sum("?" in row.name + row.note and "?" not in row.marker.label + row.marker.note for row in rows)
    if folded:
        sheet.warn(Sentence("export.folded", {"count": folded}))
    early = sum(row.start < 0 for row in rows)
    if early:
        sheet.warn(Sentence("export.early", {"count": early}))
        rows = [row for row in rows if row.start >= 0]
    rows.sort(key=lambda row: row.start)
    sheet.rows = _one_per_frame(rows, sheet) if one_per_frame else tuple(rows)
    film_end = max(timing.place(project.media.frame_count), 1)
    sheet.length = max([film_end, *(row.end for row in sheet.rows)])
    return sheet


def title_of(project: Project, options: ExportOptions) -> str:
    """Name of the timeline: the one asked for, or the film's; one line of legal text."""
    return _fold(text.one_line(text.legal(options.title or PurePath(project.media.path).stem)), options) or "Film"


def url_of(project: Project, options: ExportOptions) -> str:
    """Where the film lies: its file name as a relative URL, or a whole `file:` URL when that is asked for."""
    path = Path(project.media.path)
    return path.absolute().as_uri() if options.full_path else quote_from_bytes(os.fsencode(path.name))


def _row(marker: Marker, timing: Timing, options: ExportOptions) -> Row:
    start = timing.place(marker.start)
    end = start + 1 if options.points else max(start + 1, timing.place(marker.end))
    name = _fold(text.one_line(text.legal(_name(marker, options))), options)
    note = _fold(text.legal(marker.note).strip(), options) if options.notes else ""
    return Row(start, end, name or "Marker", note, marker, (marker.id,))


def _name(marker: Marker, options: ExportOptions) -> str:
    if options.name == "category and label":
        return ": ".join(filter(None, (marker.category, marker.label)))
    first, second = (marker.label, marker.category) if options.name == "label" else (marker.category, marker.label)
    return first if first.strip() else second


def _fold(line: str, options: ExportOptions) -> str:
    return text.plain(line) if options.ascii else line


def _one_per_frame(rows: list[Row], sheet: Sheet) -> tuple[Row, ...]:
    joined = tuple(_joined(list(group)) for _, group in itertools.groupby(rows, key=lambda row: row.start))
    shared = [row for row in joined if len(row.ids) > 1]
    if shared:
        places = ", ".join(sheet.timing.label(row.start) for row in shared[:3]) + (", ..." if shared[3:] else "")
        count = sum(len(row.ids) for row in shared)
        sheet.warn(Sentence("export.joined", {"count": count, "places": places}))
    return joined


def _joined(rows: list[Row]) -> Row:
    first = rows[0]
    names, notes = (dict.fromkeys(filter(None, texts)) for texts in ([r.name for r in rows], [r.note for r in rows]))
    ids = tuple(id_ for row in rows for id_ in row.ids)
    end = max(row.end for row in rows)
    return Row(first.start, end, " / ".join(names), "\n".join(notes), first.marker, ids)


def _warn_of_shift(project: Project, markers: list[Marker], sheet: Sheet) -> None:
    picture, timing = project.media.picture, sheet.timing
    if picture is not None and picture.variable_rate:
        shift = float(1000 * picture.largest_shift)
        sheet.warn(Sentence("export.uneven", {"rate": rate_name(project.rate), "shift": shift}))
    largest = max((abs(timing.shift(marker.start)) for marker in markers), default=0)
    if largest:
        sheet.warn(Sentence("export.moved", {"rate": rate_name(timing.rate), "shift": float(1000 * largest)}))
