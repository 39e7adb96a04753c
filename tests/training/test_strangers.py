"""Strangers are read by their tables, judged as the program judges a film, and never learned from."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
import soundfile
from skimage.data import astronaut

import mmsa_studio.training
from mmsa_studio.core.card import STRANGER, Row
from mmsa_studio.core.circumplex import derived
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.track import Grid
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.voice import VoiceExtractor
from mmsa_studio.features.voice_steps import STEP_SAMPLES, Steps
from mmsa_studio.media.sound import SoundChunk
from mmsa_studio.training import fusion_evidence, strangers
from mmsa_studio.training.strangers import faces, lines, scenes, voices
from mmsa_studio.training.strangers.answers import NOTHING, Answered
from mmsa_studio.training.strangers.faces import Photographs
from mmsa_studio.training.strangers.voices import Heard, Recording
from mmsa_studio.training.text_data import Line
from tests.features.material import spoken

RATE = 16_000
SPLIT_S = 1.5
SAID = (
    "I am furious, you idiot!", "This is disgusting.", "I am so scared.", "I am so happy, I love it!",
    "I miss her, I am so sad.", "Wow, what a surprise!", "The meeting is at three.",
)  # fmt: skip
"""A line of each category."""


def place(category: str) -> int:
    return CATEGORIES.index(category)


def table(path: Path, *rows: tuple[object, ...]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None).writerows(rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two actors with every emotion, four contributors of bursts, a face, a wall, and a few lines."""
    acted = tuple(voices._ACTED)
    rows = [
        (f"{who}.wav", SPLIT_S * number, SPLIT_S * (number + 1), emotion, "female")
        for who in ("AA0", "BB0")
        for number, emotion in enumerate(acted)
    ]
    table(tmp_path / voices.ACTORS / "index.tsv", ("file", "start_s", "end_s", "emotion", "gender"), *rows)
    for number, who in enumerate(("AA0", "BB0")):
        sound = np.roll(spoken(), -RATE * number)[: int(RATE * SPLIT_S * len(acted))]
        soundfile.write(tmp_path / voices.ACTORS / f"{who}.wav", sound, RATE)
    kinds = (("Amusement", 1), ("Amusement", 2), ("Awe", 1), ("Sadness", 1))
    rows = [
        (f"{who}.opus", SPLIT_S * number, SPLIT_S * (number + 1), kind, instance)
        for who in ("000004", "000005", "000010")
        for number, (kind, instance) in enumerate(kinds)
    ]
    table(tmp_path / voices.BURSTS / "index.tsv", ("file", "start_s", "end_s", "category", "instance"), *rows)
    for who, loudness in (("000004", 1), ("000005", 1), ("000010", 0)):
        sound = loudness * spoken()[: int(RATE * SPLIT_S * len(kinds))]
        soundfile.write(tmp_path / voices.BURSTS / f"{who}.opus", sound, RATE, format="OGG", subtype="OPUS")
    folder = tmp_path / faces.FOLDER
    labels = [(f"{category}.jpg", category) for category in faces._TO_CATEGORY if category != "joy"]
    table(folder / "labels.tsv", ("file", "category"), *labels)
    for name, category in labels:
        picture = np.zeros((224, 224, 3), np.uint8) if category == "fear" else astronaut()[:224, 100:324]
        cv2.imwrite(str(folder / name), picture)
    table(
        tmp_path / lines.FILE,
        ("text", "sentiment"),
        ("我恨你", "negative"),
        ('他说 "好"', "positive"),
        ("I am so happy and glad!", "positive"),
        ("What time is it", "neutral"),
    )
    return tmp_path


def test_no_answer_is_a_wrong_one_and_says_nothing_about_sureness() -> None:
    sure = np.array([[0.8, 0.2, 0, 0, 0, 0, 0], [0, 0.6, 0.4, 0, 0, 0, 0], [0] * 7], np.float32)
    told = Answered(sure, np.array([0, 2, 0]))
    assert told.said().tolist() == [0, 1, NOTHING]
    assert told.recall((CATEGORIES[0], CATEGORIES[2])) == 0.25
    assert told.overconfidence() == pytest.approx(0.7 - 0.5)
    details = told.details()
    assert (details["asked"], details["answered"]) == (3, 2)
    assert np.sum(details["confusion"]) == 2
    assert sum(one["count"] for one in details["reliability"]) == 2


def test_an_answer_is_the_mean_over_the_speech_of_a_recording() -> None:
    logs = np.log(np.array([[0.9, *[0.1 / 6] * 6], [0.3, *[0.7 / 6] * 6]], np.float32))
    blocks = [np.pad(logs, ((0, 0), (0, 2))), np.zeros((0, 9), np.float32)]
    told = Answered.to(blocks, [0, 3])
    assert told.probabilities[0, 0] == pytest.approx(0.6)
    assert told.given().tolist() == [True, False]


def test_recordings_are_read_by_the_table(data: Path) -> None:
    read = voices.actors(data)
    assert [{one.speaker for one in speaker} for speaker in read] == [{"AA0"}, {"BB0"}]
    assert [CATEGORIES[one.label] for one in read[0]] == list(voices._ACTED.values())
    assert all(len(one.sound) == SPLIT_S * RATE for one in read[0])


def test_a_burst_of_each_kind_is_taken_of_every_fifth_contributor_and_silence_is_none(data: Path) -> None:
    found = [(one.speaker, CATEGORIES[one.label]) for one in voices.bursts(data)]
    assert found == [("000005", "joy"), ("000005", "sadness")]


def test_strangers_are_judged_as_the_program_judges_a_film() -> None:
    sound = spoken()[: 20 * STEP_SAMPLES]
    recordings = [Recording("a", 0, sound[: 9 * STEP_SAMPLES]), Recording("a", 1, sound[9 * STEP_SAMPLES :])]
    pause = np.zeros(STEP_SAMPLES, np.float32)
    film = np.concatenate([recordings[0].sound, pause, recordings[1].sound, pause])
    voice = VoiceExtractor(Grid(len(film) // STEP_SAMPLES))
    voice.feed(SoundChunk(0, film))
    track = voice.track(final=True)
    blocks = voices.expressed(voices.heard(recordings))
    assert len(blocks[0]) == track.valid[:10].sum()
    np.testing.assert_allclose(np.concatenate(blocks), track.values[track.valid, -9:], atol=1e-5)


def test_where_nobody_speaks_nothing_is_answered() -> None:
    film = voices.heard([Recording("a", 0, np.zeros(5 * STEP_SAMPLES, np.float32))])
    assert len(voices.expressed(film)[0]) == 0


def test_a_film_of_one_emotion_holds_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = Steps(*(np.zeros((1, 1), np.float32) for _ in range(2)), np.ones(1, np.bool_))
    speaker = [Heard(place(name), nothing) for name in (*voices.SIX, *voices.SIX)]
    films: list[set[int]] = []

    def expressed(film: list[Heard]) -> list[np.ndarray]:
        films.append({one.label for one in film})
        return [np.log(np.full((1, 9), 1 / 7, np.float32)) for _ in film]

    monkeypatch.setattr(voices, "expressed", expressed)
    made = {row.id: row for row in voices.rows([speaker])}
    assert films == [set(map(place, voices.SIX)), *({place(name)} for name in voices.FOUR)]
    assert made["stranger-voices-one-emotion"].details["asked"] == 2 * len(voices.FOUR)


def test_a_face_that_is_not_found_is_missed(data: Path) -> None:
    read = faces.read(data)
    found = {CATEGORIES[label]: len(block) for label, block in zip(read.labels, read.blocks, strict=True)}
    assert found == {name: int(name != "fear") for name in CATEGORIES}
    (row,) = faces.rows(read)
    assert row.value == pytest.approx(1 / 7), "one face is called the same whatever its label says"
    assert (row.details["asked"], row.details["answered"]) == (7, 6)


def test_a_picture_that_is_none_is_told(data: Path) -> None:
    (data / faces.FOLDER / "anger.jpg").write_text("no picture")
    with pytest.raises(StudioError, match=r"anger\.jpg"):
        faces.read(data)


def test_a_label_nobody_knows_is_told(data: Path) -> None:
    table(data / faces.FOLDER / "labels.tsv", ("file", "category"), ("anger.jpg", "hunger"))
    with pytest.raises(StudioError, match="hunger"):
        faces.read(data)


def test_lines_that_are_not_understood_are_measured_and_it_is_said(data: Path) -> None:
    (row,) = lines.rows(data)
    assert "not read" in row.split
    assert "4 lines" in row.split
    assert 0 <= row.value <= 1
    assert row.baseline == pytest.approx(1 / 3), "always positive: two of four right"


def test_scenes_of_strangers_are_measured_like_those_at_home(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    labels = [number % 7 for number in range(70)]

    def block(label: int, steps: int) -> np.ndarray:
        logs = random.normal(size=(steps, 7)) + 2 * np.eye(7)[label]
        logs -= np.logaddexp.reduce(logs, axis=1, keepdims=True)
        return np.concatenate([logs, derived(np.exp(logs))[:, :2]], axis=1).astype(np.float32)

    nothing = Steps(*(np.zeros((1, 1), np.float32) for _ in range(2)), np.ones(1, np.bool_))
    speaker = [Heard(label, nothing) for label in labels]
    monkeypatch.setattr(scenes, "expressed", lambda film: [block(one.label, 5) for one in film])
    monkeypatch.setattr(fusion_evidence, "SCENES", 24)
    targets = [{"category": np.eye(7, dtype=np.float32)[label]} for label in labels]
    misread = [SAID[(label + (i % 4 == 0)) % 7] for i, label in enumerate(labels)]
    made_up = [Line(text, "xed", "test", target) for text, target in zip(misread, targets, strict=True)]
    monkeypatch.setattr(scenes, "read_lines", lambda _: made_up)
    photographs = Photographs([block(label, 1) for label in labels], labels)
    rows = {row.id: row for row in scenes.rows(data, [speaker], photographs)}
    assert rows.keys() == scenes._SAME.keys()
    assert rows["composed-strangers"].metric == fusion_evidence.METRICS["fusion-balanced"]
    assert rows["composed-strangers"].value > 0.5, "words, faces and voices all say it"
    assert scenes.rows(data, [], photographs) == []


def test_only_what_is_there_is_measured(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "rows", lambda *_: [])
    whole = strangers.evidence(data)
    assert {row.kind for row in whole} == {STRANGER}
    assert [row.id for row in whole] == [
        "stranger-voices-6", "stranger-voices-4", "stranger-voices-one-emotion", "bursts", "bursts-overconfidence",
        "stranger-faces", "zh-sentiment",
    ]  # fmt: skip
    assert all(isinstance(row, Row) and row.details["would help"] for row in whole)
    (data / voices.ACTORS).rename(data / "elsewhere")
    assert "stranger-voices-6" not in {row.id for row in strangers.evidence(data)}


def test_no_stranger_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="no strangers"):
        strangers.evidence(tmp_path)


def test_nothing_that_learns_knows_where_strangers_are() -> None:
    folder = Path(mmsa_studio.training.__file__).parent
    paths = list(folder.glob("*.py"))
    assert paths
    for path in paths:
        for name in ("strangers_nemo", "face/strangers", "cped"):
            assert name not in path.read_text("utf-8"), f"{path.name} knows of {name}"
