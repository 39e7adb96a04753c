"""The data sets a person may bring are read from the folders their authors hand out, and nothing is skipped unsaid."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from mmsa_studio.core.errors import EXIT_DONE, EXIT_FAILED, StudioError
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.training.__main__ import main
from mmsa_studio.training.corpora import CORPORA, Item, recognise, survey

AFFECTNET_HEADER = (
    "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n"
)
MELD_HEADER = "Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID,Season,Episode,StartTime,EndTime\n"
MMSA_HEADER = "video_id,clip_id,text,label,label_T,label_A,label_V,annotation,mode\n"
FORREST = "emotions/audio-visual/segmentation/emotions_av_shots_thr50.tsv"


def put(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())
    return root


def crema_d(root: Path) -> Path:
    names = ("AudioWAV/1001_DFA_ANG_XX.wav", "AudioWAV/1040_ITH_SAD_X.wav", "VideoFlash/1001_IEO_HAP_HI.flv")
    return put(root / "CREMA-D", dict.fromkeys((*names, "LICENSE.txt"), ""))


def ravdess(root: Path) -> Path:
    names = ("03-01-05-01-01-01-01.wav", "02-01-02-01-02-01-01.mp4", "01-01-08-02-02-02-01.mp4")
    return put(root / "RAVDESS", {f"Actor_01/{name}": "" for name in names})


def meld(root: Path) -> Path:
    row = '1,"Well, it\x92s me\x85",Joey,Surprise,positive,0,{},1,1,"00:16:16,059","00:16:21,731"\n'
    return put(
        root / "MELD.Raw",
        {
            "train/train_sent_emo.csv": MELD_HEADER + row.format(0),
            "train/train_splits/dia0_utt0.mp4": "",
            "dev_sent_emo.csv": MELD_HEADER + row.format(1),
            "dev_splits_complete/dia0_utt0.mp4": "",
            "test_sent_emo.csv": MELD_HEADER + row.format(2),
            "output_repeated_splits_test/dia0_utt2.mp4": "",
        },
    )


def ch_sims(root: Path) -> Path:
    table = "\ufeff" + MMSA_HEADER + "video_0001,0001,好的,-0.6,-0.4,-0.8,-0.6,Negative,train\n"
    table += "video_0001,2,不,0.2,0.0,0.2,0.4,Positive,valid\n"
    return put(root / "CH-SIMS", {"label.csv": table, **{f"Raw/video_0001/000{i}.mp4": "" for i in (1, 2)}})


def cmu(root: Path, name: str) -> Path:
    table = MMSA_HEADER + "03bSnISJMiM,11,A LOT OF SAD PARTS,-2.4,,,,Negative,test\n"
    return put(root / name, {"label.csv": table, "Raw/03bSnISJMiM/11.mp4": ""})


def affectnet(root: Path) -> Path:
    rows = "689/a.jpg,134,134,899,899,1;2,1,0.785714,-0.055556\n689/b.jpg,1,2,3,4,1;2,10,-2,-2\n"
    return put(
        root / "AffectNet",
        {
            "Manually_Annotated_file_lists/training.csv": AFFECTNET_HEADER + rows,
            "Manually_Annotated_file_lists/validation.csv": AFFECTNET_HEADER + "1/c.jpg,0,0,9,9,1;2,7,-0.5,0.6\n",
            "Manually_Annotated_Images/689/a.jpg": "",
        },
    )


def studyforrest(root: Path) -> Path:
    rows = (
        "168.2\t272.3\tchar=FORREST tags=la,pos,self,happiness,face,verbal arousal=-0.56 val_pos=0.89 val_neg=0.44\n"
        "286.4\t300.6\tchar=JENNY tags=fear,sadness arousal=0.00 val_pos=0.33 val_neg=0.44\n"
        "300.6\t312.1\tchar=MAN tags=la arousal=-0.67 val_pos=0.33 val_neg=0.44\n"
    )
    return put(root / "studyforrest-data-annotations", {FORREST: rows})


def emo_film(root: Path) -> Path:
    folder = root / "Emo-FilM"
    columns = '{"SamplingFrequency": 1, "StartTime": 0, "Columns": ["Good", "Happiness"]}'
    put(folder, {"derivatives/Annot_TearsOfSteel_stim.json": columns, "films/TearsOfSteel.webm": ""})
    table = folder / "derivatives/Annot_TearsOfSteel_stim.tsv.gz"
    table.write_bytes(gzip.compress(b"-0.25\t1.5\n0.75\tn/a\n", mtime=0))
    return folder


def mosi(root: Path) -> Path:
    return cmu(root, "CMU-MOSI")


def mosei(root: Path) -> Path:
    return cmu(root, "MOSEI")


MAKERS = {
    "crema-d": crema_d,
    "ravdess": ravdess,
    "meld": meld,
    "sims": ch_sims,
    "mosi": mosi,
    "mosei": mosei,
    "affectnet": affectnet,
    "studyforrest": studyforrest,
    "emo-film": emo_film,
}


def read(key: str, root: Path) -> list[Item]:
    return list(CORPORA[key].read(MAKERS[key](root)))


def named(item: Item) -> dict[str, float]:
    assert item.category is not None
    return {name: share for name, share in zip(CATEGORIES, item.category, strict=True) if share}


@pytest.mark.parametrize("key", CORPORA)
def test_every_corpus_is_recognised_by_its_folder_and_keeps_the_contract(key: str, tmp_path: Path) -> None:
    folder = MAKERS[key](tmp_path)
    assert recognise(folder) is CORPORA[key]
    for item in CORPORA[key].read(folder):
        assert item.media is None or item.media.is_file()
        assert item.category is None or sum(item.category) == pytest.approx(1)
        assert item.split in ("train", "dev", "test", "")
        assert all(value is None or -1 <= value <= 1 for value in (item.valence, item.arousal))


@pytest.mark.parametrize("key", CORPORA)
def test_an_empty_folder_is_said_to_be_one(key: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="There is no"):
        list(CORPORA[key].read(tmp_path))


def test_what_must_not_be_shipped_is_marked() -> None:
    assert {key for key, corpus in CORPORA.items() if corpus.may_ship} == {"crema-d", "studyforrest", "emo-film"}


def test_crema_d_has_voices_and_films_of_spoken_lines(tmp_path: Path) -> None:
    angry, sad, happy = read("crema-d", tmp_path)
    assert (angry.text, angry.kind, angry.speaker, named(angry)) == (
        "Don't forget a jacket.",
        "voice",
        "1001",
        {"anger": 1},
    )
    assert named(sad) == {"sadness": 1}
    assert (happy.kind, named(happy)) == ("film", {"joy": 1})


@pytest.mark.parametrize("name", ["1001_DFA_ANG.wav", "1001_DFA_BAD_XX.wav", "1001_QQQ_ANG_XX.wav"])
def test_a_stray_recording_is_named(name: str, tmp_path: Path) -> None:
    root = put(crema_d(tmp_path), {f"AudioWAV/{name}": ""})
    with pytest.raises(StudioError, match=name):
        list(CORPORA["crema-d"].read(root))


def test_ravdess_tells_voice_face_and_film_apart(tmp_path: Path) -> None:
    found = {(item.kind, *named(item), item.text.split()[0], item.speaker) for item in read("ravdess", tmp_path)}
    assert found == {
        ("voice", "anger", "Kids", "01"),
        ("face", "neutral", "Dogs", "01"),
        ("film", "surprise", "Dogs", "01"),
    }


def test_meld_keeps_its_splits_repairs_quotes_and_keeps_lines_without_clip(tmp_path: Path) -> None:
    items = read("meld", tmp_path)
    assert [item.split for item in items] == ["train", "dev", "test"]
    assert [item.media.name if item.media else None for item in items] == ["dia0_utt0.mp4", None, "dia0_utt2.mp4"]
    assert {item.text for item in items} == {"Well, it's me..."}
    assert named(items[0]) == {"surprise": 1}


def test_sentiment_is_scaled_to_valence(tmp_path: Path) -> None:
    assert [item.valence for item in read("sims", tmp_path)] == [-0.6, 0.2]
    assert [item.valence for item in read("mosi", tmp_path)] == [pytest.approx(-0.8)]
    assert [item.split for item in CORPORA["sims"].read(tmp_path / "CH-SIMS")] == ["train", "dev"]
    assert all(item.media for item in CORPORA["sims"].read(tmp_path / "CH-SIMS"))


def test_emo_film_scores_every_second_and_finds_its_film(tmp_path: Path) -> None:
    first, second = read("emo-film", tmp_path)
    assert (first.seconds, first.scores) == ((0, 1), {"Good": -0.25, "Happiness": 1.5})
    assert (second.seconds, second.scores) == ((1, 2), {"Good": 0.75})
    assert first.media is not None
    assert first.media.name == "TearsOfSteel.webm"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("Annot_TearsOfSteel_stim.tsv.gz", b"1\t2\n", "damaged"),
        ("Annot_TearsOfSteel_stim.tsv.gz", gzip.compress(b"1\t2\n" * 9, mtime=0)[:-12], "damaged"),
        ("Annot_TearsOfSteel_stim.tsv.gz", gzip.compress(b"1\t2\t3\n", mtime=0), "Line 1"),
        ("Annot_TearsOfSteel_stim.tsv.gz", gzip.compress(b"1\tmuch\n", mtime=0), "much"),
        ("Annot_TearsOfSteel_stim.json", b"[1]", "no BIDS"),
        ("Annot_TearsOfSteel_stim.json", b"{}", "Columns"),
    ],
)
def test_a_damaged_recording_is_told(name: str, content: bytes, told: str, tmp_path: Path) -> None:
    root = emo_film(tmp_path)
    (root / "derivatives" / name).write_bytes(content)
    with pytest.raises(StudioError, match=told) as raised:
        list(CORPORA["emo-film"].read(root))
    assert name in raised.value.message


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("v,1,words,3.5,,,,Positive,train", "3.5"),
        ("v,1,words,much,,,,Positive,train", "much"),
        ("v,1,words,nan,,,,Positive,train", "nan"),
        ("v,1,words,1,,,,Positive,later", "later"),
        ("v,1,two, parts,1,,,,Positive,train", "Line 2"),
        ("v,1,words", "Line 2"),
    ],
)
def test_odd_rows_are_told_with_their_table(row: str, told: str, tmp_path: Path) -> None:
    put(tmp_path, {"label.csv": MMSA_HEADER + row + "\n"})
    with pytest.raises(StudioError, match=told) as raised:
        list(CORPORA["mosi"].read(tmp_path))
    assert "label.csv" in raised.value.message


def test_a_missing_column_and_another_encoding_are_told(tmp_path: Path) -> None:
    table = put(tmp_path, {"label.csv": "video_id,clip_id,text,label\n"}) / "label.csv"
    with pytest.raises(StudioError, match="no column mode"):
        list(CORPORA["sims"].read(tmp_path))
    table.write_bytes("好的".encode("gbk"))
    with pytest.raises(StudioError, match="UTF-8"):
        list(CORPORA["sims"].read(tmp_path))


def test_affectnet_has_boxes_and_knows_what_was_not_rated(tmp_path: Path) -> None:
    happy, nobody, contempt = read("affectnet", tmp_path)
    assert (named(happy), happy.box, happy.valence) == ({"joy": 1}, (134, 134, 899, 899), 0.785714)
    assert (nobody.category, nobody.valence, nobody.arousal, nobody.media) == (None, None, None, None)
    assert (named(contempt), contempt.split) == ({"disgust": 1}, "dev")


def test_studyforrest_gives_stretches_of_the_film(tmp_path: Path) -> None:
    happy, mixed, plain = read("studyforrest", tmp_path)
    assert (happy.speaker, happy.seconds, happy.arousal) == ("FORREST", (168.2, 272.3), -0.56)
    assert happy.valence == pytest.approx(0.45)
    assert named(mixed) == {"fear": 0.5, "sadness": 0.5}
    assert plain.category is None
    put(tmp_path / "studyforrest-data-annotations", {FORREST: "168.2\tnothing\n"})
    with pytest.raises(StudioError, match="nothing"):
        list(CORPORA["studyforrest"].read(tmp_path / "studyforrest-data-annotations"))


def test_a_survey_counts_what_is_missing(tmp_path: Path) -> None:
    line = survey(CORPORA["affectnet"], affectnet(tmp_path))
    assert line.startswith("AffectNet: 3 face; 2 without their file, 1 without a label; ")
    assert line.endswith("must not be shipped")


def test_the_command_lists_every_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for maker in MAKERS.values():
        maker(tmp_path)
    put(tmp_path, {"holiday/beach.jpg": ""})
    assert main(["corpora", "--data", str(tmp_path)]) == EXIT_DONE
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(MAKERS) + 1
    assert "holiday: not recognised" in lines


def test_the_command_goes_on_after_a_broken_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, {"MELD/readme.txt": ""})
    ravdess(tmp_path)
    assert main(["corpora", "--data", str(tmp_path)]) == EXIT_FAILED
    told = capsys.readouterr()
    assert "train_sent_emo.csv" in told.err
    assert "RAVDESS: 1 face, 1 film, 1 voice" in told.out
