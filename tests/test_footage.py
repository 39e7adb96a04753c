"""Real films, end to end: every file of the shared footage gives a valid document that says where a face is."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from mmsa_studio import cli
from mmsa_studio.core.paths import resource
from mmsa_studio.features.speech_activity import WINDOW, speech_probability
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import read_sound
from tests.conftest import SHARED
from tests.films import Caption, write_srt

pytestmark = pytest.mark.slow

FILMS = sorted(path.name for path in (SHARED / "footage").glob("*") if path.suffix not in (".srt", ".txt"))
Document = dict[str, Any]


@pytest.fixture(scope="module")
def analyzed(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Document]:
    """The JSON document of a film of the footage, by the beginning of its name; each film is analysed once."""
    folder = tmp_path_factory.mktemp("documents")

    @cache
    def document(start: str) -> Document:
        (film,) = [name for name in FILMS if name.startswith(start)]
        target = folder / f"{start}.json"
        assert cli.main(["analyze", str(shared / "footage" / film), "--export", f"json={target}"]) == 0
        return json.loads(target.read_text("utf-8"))

    return document


def values(document: Document, track: str) -> np.ndarray:
    """A track's values, NaN where nothing is known."""
    (found,) = [each for each in document["tracks"] if each["id"] == track]
    return np.array(found["values"], float)


@pytest.mark.parametrize("film", FILMS or ["(none)"])
def test_every_film_gives_a_document_that_fits_the_schema(film: str, analyzed: Callable[[str], Document]) -> None:
    schema = json.loads(next(resource("schema").glob("*.json")).read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(analyzed(film[:3]))


@pytest.mark.parametrize("film", ["06_", "07_", "08_", "09_"])
def test_a_face_is_seen_where_there_is_one(film: str, analyzed: Callable[[str], Document]) -> None:
    assert np.isfinite(values(analyzed(film), "face.valence")).mean() > 0.8


def test_a_face_that_comes_late_is_seen_late(analyzed: Callable[[str], Document]) -> None:
    known = np.isfinite(values(analyzed("11_"), "face.valence"))
    half = len(known) // 2
    assert not known[:half].any()
    assert known[half:].mean() > 0.6


@pytest.mark.parametrize("film", ["20_", "18_"])
def test_no_face_is_made_up(film: str, analyzed: Callable[[str], Document]) -> None:
    assert np.isfinite(values(analyzed(film), "face.valence")).mean() < 0.02


def test_a_smile_reads_as_joy(analyzed: Callable[[str], Document]) -> None:
    document = analyzed("09_")
    assert np.nanmean(values(document, "fused.category.joy")) > 0.5
    assert np.nanmean(values(document, "fused.valence")) > 0.2


@pytest.mark.parametrize("film", ["02_", "03_", "18_"])
def test_a_silent_film_has_no_voice(film: str, analyzed: Callable[[str], Document]) -> None:
    document = analyzed(film)
    assert not np.isfinite(values(document, "voice.valence")).any()
    assert not np.isfinite(values(document, "text.valence")).any()


def test_speech_is_heard_in_a_dialogue(analyzed: Callable[[str], Document]) -> None:
    assert np.isfinite(values(analyzed("20_"), "voice.valence")).mean() > 0.4


def captions(transcript: str, film: Path) -> list[Caption]:
    """The sentences of a transcript without times, laid over the speech in the film by their number of letters."""
    sound = np.concatenate([chunk.samples for chunk in read_sound(probe(film), sample_rate=16_000)])
    heard = speech_probability(sound[None, : len(sound) // WINDOW * WINDOW])[0] > 0.5
    seconds = np.flatnonzero(heard) * WINDOW / 16_000
    lines = [line.strip() for line in re.findall(r"[^.?!]+[.?!]+", transcript)]
    edges = np.cumsum([0, *map(len, lines)])
    places = seconds[np.minimum(edges * len(seconds) // edges[-1], len(seconds) - 1)]
    return [(float(start), float(end), line) for (start, end), line in zip(pairwise(places), lines, strict=True)]


def test_a_dialogue_darkens_towards_its_worst_lines(shared: Path, tmp_path: Path) -> None:
    (sound,) = (shared / "footage").glob("20_*.wav")
    film = Path(shutil.copy(sound, tmp_path / "dialogue.wav"))
    spoken = captions(sound.with_suffix(".txt").read_text("utf-8"), film)
    write_srt(film.with_suffix(".srt"), spoken)
    assert cli.main(["analyze", str(film), "--export", f"json={tmp_path / 'dialogue.json'}"]) == 0
    document = json.loads((tmp_path / "dialogue.json").read_text("utf-8"))

    def mean(quantity: str, first: str, last: str) -> float:
        """Over the lines from the one that begins with `first` to the one that begins with `last`."""
        (start,), (end,) = ([one for one in spoken if one[2].startswith(words)] for words in (first, last))
        return float(np.nanmean(values(document, f"fused.{quantity}")[int(start[0] * 5) : int(end[1] * 5)]))

    calm = ("There's supposed to be", "It's ten minutes to three")
    worst = ("How'd she get hurt", "Who knows what kind of disease")
    assert mean("valence", *worst) < mean("valence", *calm) - 0.1
    assert mean("arousal", *worst) > mean("arousal", *calm) + 0.05
