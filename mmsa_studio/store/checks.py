"""What must be true of a value before it is believed: files come from other people and other disks.

What a value checks when it is made (shapes, finite features, `start < end` of a marker) is not checked again here.
"""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch
from itertools import pairwise

import numpy as np

from mmsa_studio.core.draft import Draft
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.faces import COLUMNS, Faces
from mmsa_studio.core.film import Cue, MediaInfo, Peaks, Shot
from mmsa_studio.core.hearing import CHOSEN, PLAIN, SPEECH, SoundFrom
from mmsa_studio.core.limits import FASTEST_RATE, LAST_FRAME, LONGEST_S
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import CATEGORY, Correction
from mmsa_studio.core.reading import Reading
from mmsa_studio.core.sentences import Notice, spoken
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS


@singledispatch
def checked(value: object) -> None:
    """Look at a value that was read from a file.

    Raises:
        ValueError: when it cannot be.
    """


@checked.register(tuple)
def _(values: tuple[object, ...]) -> None:
    for value in values:
        checked(value)
    shots = [value for value in values if isinstance(value, Shot)]
    _must(all(one.end <= other.start for one, other in pairwise(shots)), "shots come in order")


@checked.register
def _(media: MediaInfo) -> None:
    _must(0 <= media.duration <= LONGEST_S, "no film is that long")
    _must(all(0 <= joint.first <= joint.last for joint in media.joints), "joints lie in the film")
    if picture := media.picture:
        _must(0 < picture.rate <= FASTEST_RATE and picture.time_base > 0, "a film has a rate")
        _must(picture.sample_aspect > 0 and min(picture.width, picture.height) >= 0, "a picture has a size")
        _must(0 <= picture.frame_count <= LAST_FRAME, "frames are counted from 0")


@checked.register
def _(reading: Reading) -> None:
    _must(all(number > 0 for number in reading.sound), "sound tracks are counted from 1")
    _must(reading.subtitle_offset is None or abs(reading.subtitle_offset) <= LONGEST_S, "no film is that long")
    _must(reading.subtitle_rate is None or 0 < reading.subtitle_rate <= FASTEST_RATE, "subtitles have a rate")


@checked.register
def _(source: SoundFrom) -> None:
    _must(source.why in ("", CHOSEN, SPEECH, PLAIN), "sound is chosen or found")
    _must(all(line.track > 0 and line.channel > 0 for line in source.lines), "tracks and channels are counted from 1")


@checked.register
def _(track: Track) -> None:
    _check_grid(track.grid)


@checked.register
def _(draft: Draft) -> None:
    _must(0 <= draft.start <= draft.end, "a draft covers a stretch")


@checked.register
def _(timeline: EmotionTimeline) -> None:
    _check_grid(timeline.grid)


@checked.register
def _(faces: Faces) -> None:
    for name, kind in COLUMNS.items():
        _must(getattr(faces, name).dtype == kind, f"{name} of faces is {kind.__name__}")
    _must(bool((faces.step >= 0).all() and (faces.person >= 0).all()), "steps and persons are counted from 0")
    _must(bool(np.isfinite(faces.box).all()), "a face is somewhere")


@checked.register
def _(peaks: Peaks) -> None:
    _must(min(peaks.sample_rate, peaks.bin_size) >= 0, "samples are counted")
    for level in peaks.levels:
        _must(level.dtype == np.int16 and level.ndim == 2 and level.shape[1] == 2, "a peak is a pair of samples")


@checked.register
def _(marker: Marker) -> None:
    _must(marker.end <= LAST_FRAME, "no film has that many frames")


@checked.register
def _(one: Correction) -> None:
    _must(0 <= one.start < one.end <= LAST_FRAME, "a correction holds for some frames")
    if one.quantity == CATEGORY:
        _must(one.value in CATEGORIES, "an unknown category")
    else:
        _must(one.quantity in DIMENSIONS and not isinstance(one.value, str), "a dimension has a number")


@checked.register
def _(shot: Shot) -> None:
    _must(0 <= shot.start < shot.end <= LAST_FRAME, "a shot has frames")


@checked.register
def _(cue: Cue) -> None:
    _must(cue.start >= -LONGEST_S and cue.end <= LONGEST_S, "no film is that long")


@checked.register
def _(evidence: Evidence) -> None:
    _must(0 <= evidence.frame <= LAST_FRAME, "no film has that many frames")


@checked.register
def _(notice: Notice) -> None:
    spoken(notice.kind, notice.values)  # what cannot be said here cannot be said in the window


def _check_grid(grid: Grid) -> None:
    _must(grid.step > Fraction(0) and grid.count > 0 and grid.duration <= LONGEST_S, "a grid covers a film")


def _must(true: bool, said: str) -> None:
    if not true:
        raise ValueError(said)
