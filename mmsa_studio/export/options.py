"""What an export is asked for, what it gives, and what a format is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import islice
from typing import Literal

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.limits import MOST_MARKERS
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.core.timecode import StartTimecode, can_drop, parse_timecode
from mmsa_studio.export.timing import Timing

NameText = Literal["label", "category", "category and label"]
NAME_TEXTS: tuple[NameText, ...] = ("label", "category", "category and label")
"""What may stand as a marker's name; a marker without it takes whatever it has."""


@dataclass(frozen=True)
class Switch:
    """Something that one format can be asked for and others cannot.

    Attributes:
        id: as typed on the command line, behind two dashes.
        title: for people.
        tip: one sentence for people, which names the format.
    """

    id: str
    title: str
    tip: str


@dataclass(frozen=True)
class ExportOptions:
    """How to write; everything left alone gives what the film itself suggests.

    Attributes:
        rate: frames per second of the target timeline; None for the film's.
        start_timecode: of the timeline's first frame, counted at the target rate; None for the film's, or when it has
            none, the one new timelines of the editing system have.
        drop_frame: None for what the start timecode has.
        offset: frames of the target timeline added to every marker.
        categories: only these, `""` for markers without; None for all.
        origins: only these, `found` or `drawn`; None for all.
        ids: only these; None for all.
        name: what stands as the name.
        notes: whether notes are written.
        tags: whether text formats carry a short tag at the end of the note, by which a marker is known again.
        ascii: whether text is folded to plain ASCII.
        points: whether ranges are written as their first frame only.
        full_path: whether the film is named by its whole path, and the JSON by its content as well; else by the name
            of its file, as a path says who works where on what.
        switches: ids of those that only the format has and that are on.
        title: name of the timeline; empty for the film's.
        sequence: on the way back, name or number (from 1) of the one to read where a file holds several; empty to tell
            by the markers.
        created: date in the JSON; None for now.
        pictures: a JPEG of each moment by id of its marker, for formats that show any.
    """

    rate: Fraction | None = None
    start_timecode: StartTimecode | None = None
    drop_frame: bool | None = None
    offset: int = 0
    categories: frozenset[str] | None = None
    origins: frozenset[str] | None = None
    ids: frozenset[str] | None = None
    name: NameText = "label"
    notes: bool = True
    tags: bool = True
    ascii: bool = False
    points: bool = False
    full_path: bool = False
    switches: frozenset[str] = frozenset()
    title: str = ""
    sequence: str | int = ""
    created: datetime | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    def has(self, switch: Switch) -> bool:
        """Whether a switch of the format is on."""
        return switch.id in self.switches

    def wants(self, marker: Marker) -> bool:
        """Whether a marker passes the filters."""
        return (
            (self.categories is None or marker.category in self.categories)
            and (self.origins is None or marker.origin in self.origins)
            and (self.ids is None or marker.id in self.ids)
        )


def typed_start(text: str, rate: Fraction, drop_frame: bool | None = None) -> StartTimecode:
    """A start timecode a person typed; `drop_frame=None` reads it off the last separator.

    Raises:
        UsageError: when there is no such label at the rate.
    """
    if drop_frame is None:
        drop_frame = ";" in text and can_drop(rate)
    return StartTimecode(parse_timecode(text, rate, drop_frame=drop_frame), drop_frame, "user")


@dataclass
class Output:
    """What a format made.

    Attributes:
        files: content by the ending a file's stem gets: `.edl`, or `.edl`, `-2.edl`, `-3.edl` for numbered parts.
        warnings: what people must know; empty when nothing was lost.
    """

    files: dict[str, bytes]
    warnings: list[Sentence] = field(default_factory=list)


@dataclass(frozen=True)
class Imported:
    """A marker as a file of another program tells it; frames count from the start of the timeline.

    Attributes:
        start: first frame.
        end: frame after the last.
        tags: of the markers of ours it stands for; empty when the file does not say.
        id: for formats that carry it whole.
    """

    start: int
    end: int
    label: str
    note: str = ""
    colour: str = ""
    category: str = ""
    intensity: float | None = None
    confidence: float | None = None
    tags: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Reading:
    """What a file says.

    Attributes:
        rate: frames per second its markers count at.
        markers: of the sequence that was read.
        warnings: what could not be used.
        sequences: names of all that could have been read; empty for formats whose files hold no such thing.
    """

    rate: Fraction
    markers: tuple[Imported, ...]
    warnings: tuple[Sentence, ...] = ()
    sequences: tuple[str, ...] = ()


def few(markers: Iterable[Imported]) -> tuple[Imported, ...]:
    """The markers of a file, looked at one by one.

    Raises:
        StudioError: when there are more than `limits` allows.
    """
    found = tuple(islice(markers, MOST_MARKERS + 1))
    if len(found) > MOST_MARKERS:
        raise StudioError("import.many", most=MOST_MARKERS)
    return found


Writer = Callable[[Project, ExportOptions], Output]
Reader = Callable[[bytes, Timing], Reading]
Recogniser = Callable[[bytes], bool]


@dataclass(frozen=True)
class Format:
    """One line in the table of formats.

    Attributes:
        id: as typed on the command line.
        title: for people.
        suffix: ending of its files, with the dot.
        write: makes the files in memory.
        read: reads markers back; None when the format cannot say enough.
        recognise: whether a file is one of these, for formats that share an ending with others; None when the ending
            says enough, or when it is every file that none of the others recognises.
        bundle: name of its file inside a folder that people see as one file, whose ending is this one and a `d`.
        start: timecode of the timeline's first frame where neither the film nor a person says one.
        switches: what only this format can be asked for.
        frames: of the film whose pictures it shows, by id of the marker; None when it shows none.
        explains: whether it says why markers are where they are.
    """

    id: str
    title: str
    suffix: str
    write: Writer
    read: Reader | None = None
    _: KW_ONLY
    recognise: Recogniser | None = None
    bundle: str = ""
    start: str = "00:00:00:00"
    switches: tuple[Switch, ...] = ()
    frames: Callable[[Project, ExportOptions], dict[str, int]] | None = None
    explains: bool = False
