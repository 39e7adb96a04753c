"""Projects to keep: small ones by hand, and any that hypothesis can think of."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mmsa_studio.core.draft import Draft
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.faces import FaceBox, Faces
from mmsa_studio.core.film import (
    Cue,
    MediaInfo,
    Peaks,
    PictureStream,
    Shot,
    SoundStream,
    SubtitleStream,
    Word,
    WordsFrom,
)
from mmsa_studio.core.marker import COLOURS, DRAWN, FOUND, Marker
from mmsa_studio.core.modality import MODALITIES, SOURCES
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.reading import Reading
from mmsa_studio.core.sentences import Notice, Sentence
from mmsa_studio.core.timecode import StartTimecode
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import FULL, UNKNOWN, Grid, Track
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS, QUANTITIES
from mmsa_studio.store.project_file import ProjectFile

numbers = st.integers(-(2**40), 2**40)
small = st.integers(0, 400)
text = st.text(max_size=20)
finite = st.floats(allow_nan=False, allow_infinity=False)
unit = st.floats(0, 1)
fractions = st.fractions(min_value=-10, max_value=10_000)
rates = st.fractions(min_value=1, max_value=200, max_denominator=1001)
spans = st.tuples(small, small).map(lambda pair: (pair[0], pair[0] + pair[1] + 1))
signed32 = st.floats(-4, 4, width=32)

pictures = st.builds(
    PictureStream, small, small, small, small, st.sampled_from((0, 90, 180, 270)),
    st.fractions(min_value=Fraction(1, 9), max_value=9), text, rates, small, st.booleans(), rates, numbers, small,
)  # fmt: skip
flags = st.lists(text, max_size=2).map(tuple)
sounds = st.builds(SoundStream, text, small, small, fractions, fractions, text, small, text, text, flags)
media = st.builds(
    MediaInfo, text, text, small, text, st.fractions(min_value=0, max_value=40), st.none() | pictures,
    st.none() | sounds, st.lists(st.builds(SubtitleStream, text, text, text, small, flags), max_size=2).map(tuple),
    st.builds(StartTimecode, small, st.booleans(), text), st.lists(sounds, max_size=2).map(tuple),
)  # fmt: skip
markers = st.builds(
    lambda span, **rest: Marker(*span, **rest), spans, label=text, note=text,
    category=st.sampled_from(("", *CATEGORIES)), intensity=st.none() | unit, confidence=st.none() | unit,
    colour=st.sampled_from(COLOURS), origin=st.sampled_from((FOUND, DRAWN)), kind=text, id=text,
)  # fmt: skip
corrections = st.builds(
    lambda span, *rest: Correction(*span, *rest), spans, st.sampled_from(DIMENSIONS), finite
) | st.builds(lambda span, *rest: Correction(*span, *rest), spans, st.just("category"), st.sampled_from(CATEGORIES))
shots = st.lists(small, unique=True).map(lambda edges: tuple(Shot(*edges) for edges in pairwise(sorted(edges))))
words = st.builds(Word, text, finite, finite)
seconds = st.fractions(min_value=-10, max_value=10_000)
cues = st.builds(Cue, seconds, seconds, text, st.lists(words, max_size=3).map(tuple), text)
faces = st.builds(
    FaceBox, small, small, st.tuples(unit, unit, unit, unit), st.booleans(),
    st.dictionaries(st.sampled_from(("AU01", "AU06", "AU12")), unit, max_size=3), st.binary(max_size=3),
)  # fmt: skip


identities = st.builds(ModelIdentity, text, text, text)


@st.composite
def tracks(draw: st.DrawFn, modality: str, grid: Grid) -> Track:
    names = tuple(draw(st.lists(text, max_size=4)))
    values = draw(hnp.arrays(np.float32, (grid.count, len(names)), elements=signed32))
    valid = draw(hnp.arrays(np.bool_, grid.count))
    quality = draw(hnp.arrays(np.uint8, grid.count, elements=st.integers(UNKNOWN, FULL)))
    maker = draw(st.none() | identities)
    return Track(modality, grid, values, valid, names, maker, quality, draw(st.sampled_from(("", "3"))))


@st.composite
def timelines(draw: st.DrawFn, grid: Grid) -> EmotionTimeline:
    shape = (len(SOURCES), grid.count, len(QUANTITIES))
    model = draw(identities)
    series = [draw(hnp.arrays(np.float32, shape, elements=signed32)) for _ in range(3)]
    valid = draw(hnp.arrays(np.bool_, shape[:2]))
    shares = draw(hnp.arrays(np.float32, (grid.count, len(MODALITIES)), elements=signed32))
    return EmotionTimeline(grid, *series, valid, shares, model)


@st.composite
def peaks(draw: st.DrawFn) -> Peaks:
    levels = draw(st.lists(hnp.arrays(np.int16, st.tuples(small.map(lambda n: n % 20), st.just(2))), max_size=3))
    return Peaks(draw(small), draw(small), tuple(levels))


shares = st.dictionaries(text, finite)
evidence = st.builds(
    Evidence, marker=text, frame=small, quantity=text, output=finite, baseline=finite, contributions=shares,
    interactions=shares, units=shares, words=text, occlusions=shares, known=st.booleans(), looked_at=text,
    effects=st.lists(st.tuples(text, finite), max_size=3).map(tuple),
)  # fmt: skip


sources = st.builds(WordsFrom, st.sampled_from(("", "file", "track", "heard")), text, text, st.integers(0, 99))
inner = st.builds(Sentence, st.just("words.file"), st.fixed_dictionaries({"name": text}))
notices = st.one_of(
    st.builds(Notice, st.just("said.before"), st.fixed_dictionaries({"text": text | st.integers() | inner})),
    st.builds(Notice, st.just("export.moved"), st.fixed_dictionaries({"rate": text, "shift": st.floats(0, 100)})),
)

readings = st.builds(
    Reading, st.lists(st.integers(1, 99), max_size=2).map(tuple), text, text, st.none() | fractions, st.none() | rates
)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[Draft, ...]:
    """Those of two stages, one after the other."""
    made = []
    for stage in draw(st.lists(st.sampled_from(("sound", "pictures")), unique=True)):
        for number in range(draw(st.integers(0, 3))):
            array = draw(hnp.arrays(np.float32, (2, 3), elements=signed32))
            makers = draw(st.dictionaries(st.sampled_from(MODALITIES), st.none() | identities, max_size=2))
            made.append(Draft(stage, number, number + 1, makers, {"voice.a": array}))
    return tuple(sorted(made, key=lambda one: (one.stage, one.start)))


@st.composite
def projects(draw: st.DrawFn) -> Project:
    film = draw(media)
    grid = Grid(draw(st.integers(1, 6)), draw(st.fractions(min_value=Fraction(1, 10), max_value=1)))
    modalities = draw(st.lists(st.sampled_from(MODALITIES), unique=True))
    many = {"max_size": 3}
    return Project(
        film,
        reading=draw(readings),
        tracks={one.key: one for one in (draw(tracks(name, grid)) for name in modalities)},
        timeline=draw(st.none() | timelines(grid)),
        markers=tuple(draw(st.lists(markers, **many))),
        corrections=tuple(draw(st.lists(corrections, **many))),
        cues=tuple(draw(st.lists(cues, **many))),
        words_from=draw(sources),
        shots=draw(shots),
        faces=Faces.of(draw(st.lists(faces, **many))),
        peaks=draw(st.none() | peaks()),
        notices=tuple(draw(st.lists(notices, **many))),
        evidence=tuple(draw(st.lists(evidence, **many))),
        finished=draw(st.booleans()),
        drafts=draw(drafts()),
    )


def assert_same(one: object, other: object) -> None:
    """Equal in every field, to the bit and the type of number, arrays included."""
    assert type(one) is type(other)
    if dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes()
        assert one.shape == other.shape
    elif isinstance(one, dict):
        assert list(one) == list(other) or set(one) == set(other)
        for key in one:
            assert_same(one[key], other[key])
    elif isinstance(one, tuple):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b)
    else:
        assert one == other


def film(**changes: object) -> MediaInfo:
    """A plain film of 10 s at 25."""
    picture = PictureStream(64, 36, 64, 36, 0, Fraction(1), "h264", Fraction(25), 250, False, Fraction(1, 12_800), 0, 0)
    plain = MediaInfo("/films/a.mp4", "sha256:00", 1000, "mp4", Fraction(10), picture, None)
    return dataclasses.replace(plain, **changes)


def project() -> Project:
    """A film with something in every place."""
    grid = Grid.covering(Fraction(10))
    rng = np.random.default_rng(7)
    track = Track("voice", grid, rng.random((grid.count, 3), np.float32), rng.random(grid.count) > 0.5, ("a", "b", "c"))
    return Project(
        film(),
        reading=Reading((2, 3), "track:1", "en", Fraction(-3, 2), Fraction(25)),
        tracks={"voice": track},
        timeline=EmotionTimeline.empty(grid, ModelIdentity("fusion", "1", "ab" * 32)),
        markers=(Marker(3, 4, "first", id="m1"), Marker(10, 60, "second", "why", "joy", 0.5, 0.25, id="m2")),
        corrections=(Correction(1, 5, "valence", -0.5), Correction(5, 9, "category", "fear")),
        cues=(Cue(Fraction(1, 3), Fraction(2), "Hello there", (Word("Hello", 0.4, 0.9),)),),
        words_from=WordsFrom("track", "Commentary", "en", 2),
        shots=(Shot(0, 100), Shot(100, 250)),
        faces=Faces.of(
            (FaceBox(0, 1, (0.1, 0.2, 0.3, 0.4), True, {"AU12": 0.75}), FaceBox(0, 2, (0.0, 0.0, 1.0, 1.0), False))
        ),
        peaks=Peaks(16_000, 64, (np.arange(8, dtype=np.int16).reshape(4, 2),)),
        notices=(
            Notice("analysis.no_words"),
            Notice("subtitles.outside", {"count": 2, "source": Sentence("words.file", {"name": "film.srt"})}),
        ),
        evidence=(
            Evidence(
                marker="m2",
                frame=30,
                quantity="valence",
                output=0.5,
                baseline=0.125,
                contributions={"voice": 0.375},
                interactions={"text+voice": 0.0},
                units={"AU12": 0.75},
            ),
        ),
        finished=True,
        drafts=(Draft("sound", 0, 16_000, {"voice": None}, {"voice.valid": np.ones(5, np.bool_)}),),
    )


def keep(file: ProjectFile, **changes: object) -> Project:
    """Change fields of what the file holds, and save them."""
    changed = dataclasses.replace(file.load(), **changes)
    return file.save(changed, changes).project


def content_of(path: Path) -> dict[str, bytes]:
    """The files beside a path, and itself, to the byte."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}
