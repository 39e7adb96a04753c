"""Which subtitles are a film's: by names, folders, flags and languages; what is forced, and what comments."""

from __future__ import annotations

import shutil
import unicodedata
from dataclasses import replace

import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import SubtitleStream
from mmsa_studio.media.probe import probe
from mmsa_studio.media.subtitle_names import Tags, tags_of_name, tags_of_track
from mmsa_studio.media.subtitles import find_cues
from tests.films import make_film, write_srt

FULL = [(n, n + 1, f"Line {n} of all that is said.") for n in range(0, 20, 2)]
FEW = [(7, 8, "The bridge is closed.")]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A film of twenty seconds without words."""
    return probe(
        make_film(tmp_path_factory.mktemp("plain") / "film.mp4", seconds=20, rate=5, size=(64, 48), sound=False)
    )


@pytest.fixture
def film(plain, tmp_path):
    return replace(plain, path=str(shutil.copy(plain.path, tmp_path / "Amélie.mp4")))


def taken(film, **choices):
    return find_cues(film, **choices).source.name


@pytest.mark.parametrize(
    "name",
    [
        "Amélie.srt", "AMÉLIE.SRT", "Amélie_en.srt", "Amélie-en.srt", "Amélie (en).srt", "Amélie.English.srt",
        "Amélie [English].srt", "Amélie.en-US.srt", "Amélie.zh-Hans.srt", "Amélie.chs.srt", "Amélie.cht&eng.srt",
        "Amélie.简体.srt", "Amélie.en.sdh.srt", "Amélie.sdh.en.srt", "Amélie.pt-BR.srt", "Amélie.Français.srt",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_of_all_habits(film, tmp_path, name, form):
    name = unicodedata.normalize(form, name)
    write_srt(tmp_path / name, FULL)
    assert taken(film) == name


@pytest.mark.parametrize(
    "name", ["Subs/Amélie.srt", "subs/English.srt", "Subs/2_English.srt", "Subtitles/en.srt", "Subs/Amélie/3_en.srt"]
)
def test_folders_of_subtitles(film, tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    write_srt(path, FULL)
    assert taken(film) == path.name


@pytest.mark.parametrize("name", ["Amélie 2.srt", "Amélie-extended.srt", "Amélie2.en.srt", "Other.en.srt"])
def test_other_films_keep_their_subtitles(film, tmp_path, name):
    write_srt(tmp_path / name, FULL)
    assert taken(film) == ""


def test_a_film_with_a_longer_name_keeps_its_subtitles(film, tmp_path):
    (tmp_path / "Amélie.part 2.mp4").touch()
    write_srt(tmp_path / "Amélie.part 2.en.srt", FULL)
    assert taken(film) == ""


def test_a_folder_of_subtitles_beside_several_films_says_whose_they_are(film, tmp_path):
    (tmp_path / "Other.mkv").touch()
    (tmp_path / "Subs").mkdir()
    write_srt(tmp_path / "Subs" / "English.srt", FULL)
    assert taken(film) == ""
    write_srt(tmp_path / "Subs" / "Amélie.en.srt", FULL)
    assert taken(film) == "Amélie.en.srt"


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        (".en.forced", Tags(("en",), forced=True)),
        (".forced.eng", Tags(("eng",), forced=True)),
        (".foreign", Tags(forced=True)),
        (".en.hi", Tags(("en",), hearing_impaired=True)),
        (".cc", Tags(hearing_impaired=True)),
        (".default.de", Tags(("de",), default=True)),
        (".commentary", Tags(commentary=True)),
        ("English (Forced)", Tags(("english",), forced=True)),
    ],
)
def test_what_a_name_says(text, tags):
    assert tags_of_name(text) == (tags, True)


def test_what_a_track_says_by_flags_or_title():
    def said(title="", *flags):
        return tags_of_track(SubtitleStream("subrip", "en", title, 2, flags))

    assert said("", "forced", "default") == Tags(("en",), forced=True, default=True)
    assert said("Signs & Songs").forced
    assert said("Director's commentary").commentary
    assert said("", "comment").commentary
    assert said("", "hearing_impaired").hearing_impaired


def test_full_subtitles_go_before_forced_and_commentary(film, tmp_path):
    write_srt(tmp_path / "Amélie.en.forced.srt", FEW)
    write_srt(tmp_path / "Amélie.de.srt", FULL)
    write_srt(tmp_path / "Amélie.en.commentary.srt", FULL)
    found = find_cues(film, language="en")
    assert (found.source.name, found.partial, len(found.cues)) == ("Amélie.de.srt", False, len(FULL))


def test_forced_subtitles_alone_do_not_stand_for_what_is_said(film, tmp_path):
    write_srt(tmp_path / "Amélie.en.forced.srt", FEW)
    found = find_cues(film)
    assert (found.partial, [cue.text for cue in found.cues]) == (True, ["The bridge is closed."])
    assert "forced" in found.notices[-1].message


def test_forced_subtitles_that_are_full_are_taken(film, tmp_path):
    write_srt(tmp_path / "Amélie.en.forced.srt", FULL)
    found = find_cues(film)
    assert (found.partial, len(found.cues)) == (False, len(FULL))


def test_a_commentary_is_taken_only_when_it_is_chosen(film, tmp_path):
    path = write_srt(tmp_path / "Amélie.commentary.srt", FULL)
    found = find_cues(film)
    assert (found.cues, [one.kind for one in found.notices]) == ((), ["subtitles.commentary"])
    assert len(find_cues(film, chosen=str(path)).cues) == len(FULL)


def test_a_readable_language_is_preferred_where_none_is_asked_for(film, tmp_path):
    write_srt(tmp_path / "Amélie.de.srt", FULL)
    write_srt(tmp_path / "Amélie.en.srt", FULL)
    assert taken(film, readable=("en",)) == "Amélie.en.srt"
    assert taken(film, readable=("en",), language="de") == "Amélie.de.srt"


def test_what_is_chosen_is_taken_and_nothing_when_nothing_is(film, tmp_path):
    write_srt(tmp_path / "Amélie.en.srt", FULL)
    assert find_cues(film, chosen="none").cues == ()
    assert len(find_cues(film, chosen="auto").cues) == len(FULL)
    with pytest.raises(StudioError, match="no text track 3"):
        find_cues(film, chosen="track:3")


def test_a_chosen_track(tmp_path):
    info = probe(make_film(tmp_path / "film.mkv", size=(64, 48), subtitles=[(0, 1, "inside")], language="eng"))
    write_srt(tmp_path / "film.srt", [(0, 1, "beside")])
    assert [cue.text for cue in find_cues(info, chosen="track:1").cues] == ["inside"]


ADS = [
    "Advertise your product or brand here\ncontact www.OpenSubtitles.org today",
    "Synced and corrected by <i>Somebody</i>",
    "本字幕由人人影视字幕组翻译", "翻译：某某 校对：某某",
]  # fmt: skip
SAID = [
    "Go to www.example.com and you will see.", "I read the subtitles by candlelight.",
    "Translated by hand, it took years.",
    "I downloaded it from a friend.", "She is a sub by nature.", "Edited by whom?",
]  # fmt: skip


def test_advertising_is_left_out_and_said_and_dialogue_never_is(film, tmp_path):
    said = [(n * 0.5 + 5, n * 0.5 + 5.4, text) for n, text in enumerate(SAID)]
    lines = [(n, n + 0.9, f"Line {n}.") for n in range(5)]
    ends = [(n + 10, n + 10.9, f"Line {n}.") for n in range(5)]
    ads = [(n + 15, n + 15.9, text) for n, text in enumerate(ADS)]
    write_srt(tmp_path / "Amélie.srt", [*lines, *said, *ends, *ads])
    found = find_cues(film)
    assert [cue.text for cue in found.cues] == [text for _, _, text in [*lines, *said, *ends]]
    (notice,) = found.notices
    assert (notice.kind, notice.values["count"]) == ("subtitles.credits", len(ADS))
    assert "Advertise your product" in notice.message


def test_credits_stand_at_the_ends(film, tmp_path):
    lines = [(n, n + 0.9, f"Line {n}.") for n in range(1, 12)]
    write_srt(tmp_path / "Amélie.srt", [(0, 0.5, "Subtitles by Somebody"), *lines, (15, 16, "www.somewhere.org")])
    assert len(find_cues(film).cues) == len(lines)


def test_cases(shared):
    files = sorted((shared / "cases" / "20-forced-track").glob("*.mkv"))
    assert files
    for path in files:
        found = find_cues(probe(path), readable=("en",))
        assert (found.source.number, len(found.cues)) == (2, 5), path
    (only,) = (shared / "cases" / "21-only-forced").glob("*.mkv")
    assert find_cues(probe(only)).partial
