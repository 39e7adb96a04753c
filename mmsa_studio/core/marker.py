"""A labelled range of frames."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mmsa_studio.core.vocabulary import CATEGORIES

COLOURS = (
    "blue", "cyan", "green", "yellow", "red", "pink", "purple", "fuchsia",
    "rose", "lavender", "sky", "mint", "lemon", "sand", "cocoa", "cream",
)  # fmt: skip
"""Marker colours: those of Resolve, the richest set; other formats take the nearest."""

CATEGORY_COLOURS = dict(zip(CATEGORIES, ("red", "green", "purple", "yellow", "blue", "cyan", "cream"), strict=True))

FOUND = "found"
DRAWN = "drawn"


def new_id() -> str:
    """A stable id for a marker a person made."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Finding:
    """What made the program set a marker; `core.wording` says it.

    Attributes:
        kind: `peak`, `turn`, `category` or `subtext`.
        category: the one most expressed over the stretch.
        values: intensity of a peak; valence before and after a turn; mean probability of a category; valence of the
            first of those who disagree minus that of the second.
        seconds: over which it was found; 0 for a peak.
        leader: the modality that counts most for the valence; empty when none does.
        share: of the leader, 0..1.
        tones: who disagrees, as modality and the category it shows; only of subtext.
        by_hand: whether it is there because a person corrected the curve.
    """

    kind: str
    category: str
    values: tuple[float, ...]
    seconds: float = 0.0
    leader: str = ""
    share: float = 0.0
    tones: tuple[tuple[str, str], ...] = ()
    by_hand: bool = False


@dataclass(frozen=True)
class Marker:
    """A labelled range of frames, half-open: `0 <= start < end`.

    Attributes:
        start: first frame.
        end: frame after the last.
        label: short name.
        note: longer text; for found markers the sentence that says why.
        category: one of `CATEGORIES`, or empty.
        intensity: 0..1, or None when not known.
        confidence: 0..1, or None when not known.
        colour: one of `COLOURS`.
        origin: `found` by the program or `drawn` by hand; an edited found marker becomes drawn.
        kind: `peak`, `turn`, `category`, `subtext`, or empty for drawn ones.
        id: stable over edits, saves and exports.
        finding: what made the program set it; label and note say it in English unless a person changed them.
    """

    start: int
    end: int
    label: str = ""
    note: str = ""
    category: str = ""
    intensity: float | None = None
    confidence: float | None = None
    colour: str = "blue"
    origin: str = DRAWN
    kind: str = ""
    id: str = field(default_factory=new_id)
    finding: Finding | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a marker needs 0 <= start < end, not {self.start}..{self.end}")
        if self.colour not in COLOURS:
            raise ValueError(f"unknown colour {self.colour!r}")
        if self.category and self.category not in CATEGORIES:
            raise ValueError(f"unknown category {self.category!r}")
        if self.origin not in (FOUND, DRAWN):
            raise ValueError(f"unknown origin {self.origin!r}")

    @property
    def length(self) -> int:
        """Frames covered."""
        return self.end - self.start


def in_order(markers: Iterable[Marker]) -> list[Marker]:
    """Markers in order of time; those of one place always in the same order."""
    return sorted(markers, key=lambda marker: (marker.start, marker.end, marker.id))


def with_found(current: Sequence[Marker], found: Sequence[Marker]) -> tuple[Marker, ...]:
    """Markers after an analysis: what a person drew or edited stays, what was found before is replaced."""
    kept = [marker for marker in current if marker.origin == DRAWN]
    ids = {marker.id for marker in kept}
    both = [*kept, *(marker for marker in found if marker.id not in ids)]
    return tuple(sorted(both, key=lambda marker: (marker.start, marker.end)))
