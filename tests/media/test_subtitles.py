"""Words are found wherever a film keeps them, in any encoding, and placed inside their cues."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import NO_WORDS, Cue, WordsFrom
from mmsa_studio.media.cues import Line, repair, spoken
from mmsa_studio.media.encodings import decode_text
from mmsa_studio.media.probe import probe
from mmsa_studio.media.subtitles import find_cues, place_words
from tests.films import make_film, write_srt

TWO = [(0.2, 0.9, "Hello there."), (1.0, 1.8, "How are you?")]
ASS = (
    "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:00.20,0:00:00.90,Default,,0,0,0,,{\\i1}Hello{\\i0}\\Nthere.\n"
    "Comment: 0,0:00:00.30,0:00:00.90,Default,,0,0,0,,not said\n"
    "Dialogue: 0,0:00:00.40,0:00:00.90,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}\n"
)
VTT = (
    "WEBVTT\n\nNOTE a remark\n\n00:00.200 --> 00:00.900 align:start\n<v Ann>Hello <c.loud>there</c> &amp; now</v>\n\n"
    "cue-2\n00:01.000 --> 00:01.800\nHow <00:01.200>are you?\n"
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A film of two seconds without words."""
    return probe(make_film(tmp_path_factory.mktemp("plain") / "film.mp4", size=(160, 96), sound=False))


@pytest.fixture
def film(plain, tmp_path):
    """The same film in an empty folder."""
    return replace(plain, path=str(shutil.copy(plain.path, tmp_path / "My film.mp4")))


def words(cues):
    return [word.text for cue in cues for word in cue.words]


def texts(found):
    return [cue.text for cue in found.cues]


def test_a_film_without_words(film):
    found = find_cues(film)
    assert (found.cues, found.source, found.notices) == ((), NO_WORDS, ())


@pytest.mark.parametrize("name", ["My film.srt", "my film.SRT", "My film.en.srt", "My film.English.forced.srt"])
def test_a_file_beside_the_film(film, tmp_path, name):
    write_srt(tmp_path / name, TWO)
    found = find_cues(film)
    assert found.source.name == name
    assert texts(found) == ["Hello there.", "How are you?"]
    assert found.cues[0].start == Fraction(1, 5)


def test_files_of_other_films_are_left_alone(film, tmp_path):
    for name in ("Other film.srt", "My film 2.srt", "My.srt", "My film.txt"):
        write_srt(tmp_path / name, TWO)
    assert find_cues(film).cues == ()


def test_ass_without_styling_comments_and_drawings(film, tmp_path):
    (tmp_path / "My film.ass").write_text(ASS)
    found = find_cues(film)
    assert texts(found) == ["Hello\nthere."]
    assert words(found.cues) == ["Hello", "there."]


def test_webvtt_without_voices_classes_and_inner_times(film, tmp_path):
    (tmp_path / "My film.vtt").write_text(VTT)
    assert texts(find_cues(film)) == ["Hello there & now", "How are you?"]


def test_a_wrong_suffix_is_forgiven(film, tmp_path):
    (tmp_path / "My film.srt").write_text(VTT)
    assert len(find_cues(film).cues) == 2


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Grüße aus München – schön!"),
        ("utf-8-sig", "Grüße aus München – schön!"),
        ("utf-16", "Grüße, 你好"),
        ("utf-16-le", "Plain words without a mark"),
        ("utf-16-be", "Plain words without a mark"),
        ("utf-32", "Grüße, 你好"),
        ("cp1252", "Où est le garçon? Il était là hier, près de la fenêtre, et il a mangé son gâteau."),
        ("gb18030", "你好，我们今天要去看电影。你喜欢这个故事吗？我觉得它非常好看。"),
        ("cp1251", "Привет, как дела? Мы сегодня идём в кино, и мне очень нравится эта история."),
        ("shift_jis", "こんにちは、今日は映画を見に行きます。この物語はとても面白いと思います。"),
    ],
)
def test_any_encoding(film, tmp_path, encoding, text):
    write_srt(tmp_path / "My film.srt", [(0.1, 0.5, text), (0.6, 1.0, text), (1.1, 1.5, text)], encoding=encoding)
    assert texts(find_cues(film)) == [text] * 3


def test_bytes_that_are_no_text_still_become_text():
    assert decode_text(b"\x81\xff\xfe\x00") is not None
    assert decode_text(b"") == ""


@pytest.mark.parametrize(
    ("encoding", "language", "text"),
    [
        ("cp1250", "cs", "Dobrý den, jak se máte? Přišel jsem včera večer domů a řekl jsem, že žije."),
        ("cp1250", "hu", "Jó napot, hogy vagy? Szép időnk van ma, örülök, hogy itt vagy, őszintén."),
        ("cp1254", "tr", "Nasılsın? Bugün çok güzel bir gün, değil mi? Şimdi gidiyorum."),
        ("gb18030", "zh", "你好吗"),
    ],
)
def test_the_language_of_a_file_decides_between_encodings_that_look_alike(film, tmp_path, encoding, language, text):
    write_srt(tmp_path / f"My film.{language}.srt", [(0.1, 0.5, text), (0.6, 1.0, text)], encoding=encoding)
    assert texts(find_cues(film)) == [text] * 2


def test_the_wanted_language_is_taken(film, tmp_path):
    for tag, text in (("de", "Hallo"), ("en", "Hello"), ("fr", "Bonjour"), ("en.forced", "Sign")):
        write_srt(tmp_path / f"My film.{tag}.srt", [(0, 1, text)])
    assert texts(find_cues(film, language="fr")) == ["Bonjour"]
    assert texts(find_cues(film, language="eng")) == ["Hello"]
    assert texts(find_cues(film, language="en-GB")) == ["Hello"]
    assert texts(find_cues(film, language="German")) == ["Hallo"]


def test_another_language_is_taken_with_a_notice(film, tmp_path):
    write_srt(tmp_path / "My film.de.srt", [(0, 1, "Hallo")])
    found = find_cues(film, language="en")
    assert texts(found) == ["Hallo"]
    assert "English" in found.notices[0].message


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "webm"])
@pytest.mark.parametrize("start_s", [0, 0.48])
def test_a_text_track_inside_the_film(tmp_path, suffix, start_s):
    info = probe(make_film(tmp_path / f"film.{suffix}", size=(160, 96), subtitles=TWO, start_s=start_s, language="ger"))
    assert [track.language for track in info.subtitles] == ["ger"]
    found = find_cues(info)
    assert texts(found) == ["Hello there.", "How are you?"]
    assert found.source == WordsFrom("track", language="ger", number=1)
    assert found.source.sentence.message == "text track 1 (German)"
    assert [float(cue.start) for cue in found.cues] == pytest.approx([0.2, 1.0], abs=0.002)
    assert [float(cue.end) for cue in found.cues] == pytest.approx([0.9, 1.8], abs=0.002)


def test_a_file_beside_the_film_goes_before_a_track_inside_unless_the_language_says_otherwise(tmp_path):
    info = probe(make_film(tmp_path / "film.mkv", size=(160, 96), subtitles=[(0, 1, "inside")], language="eng"))
    write_srt(tmp_path / "film.de.srt", [(0, 1, "beside")])
    assert texts(find_cues(info)) == ["beside"]
    assert texts(find_cues(info, language="en")) == ["inside"]


def test_a_chosen_file_goes_before_everything(film, tmp_path):
    write_srt(tmp_path / "My film.srt", TWO)
    chosen = write_srt(tmp_path / "elsewhere.srt", [(0, 1, "Chosen")])
    found = find_cues(film, chosen=str(chosen))
    assert (texts(found), found.source) == (["Chosen"], WordsFrom("file", "elsewhere.srt"))


@pytest.mark.parametrize("content", [b"", b"just a letter\n" * 30, bytes(range(256)) * 40, b"WEBVTT\n", b"\xff\xfe"])
def test_broken_subtitles(film, tmp_path, content):
    path = tmp_path / "My film.srt"
    path.write_bytes(content)
    found = find_cues(film)
    assert found.cues == ()
    assert "My film.srt" in found.notices[0].message
    with pytest.raises(StudioError, match="holds no subtitles") as caught:
        find_cues(film, chosen=str(path))
    assert caught.value.hint


def test_a_chosen_file_that_is_missing(film, tmp_path):
    with pytest.raises(StudioError, match="could not be read"):
        find_cues(film, chosen=str(tmp_path / "gone.srt"))


def test_a_broken_file_gives_way_to_a_good_one(film, tmp_path):
    (tmp_path / "My film.en.srt").write_text("nothing")
    write_srt(tmp_path / "My film.fr.srt", [(0, 1, "Bonjour")])
    found = find_cues(film, language="en")
    assert texts(found) == ["Bonjour"]
    assert len(found.notices) == 2


def test_a_broken_block_does_not_spoil_the_one_before(film, tmp_path):
    (tmp_path / "My film.srt").write_text(
        "1\n00:00:00,000 --> 00:00:01,000\nGood\n\n2\n00:00:0x,000 -->\nbad\n\n3\n00:00:01.5 --> 00:00:01,800\nAlso\n"
    )
    assert texts(find_cues(film)) == ["Good", "Also"]


def test_cues_outside_the_film_are_dropped_with_a_notice(film, tmp_path):
    write_srt(tmp_path / "My film.srt", [*TWO, (1.9, 4, "Last"), (2.0, 3, "Gone"), (90, 91, "Gone")])
    found = find_cues(film)
    assert texts(found) == ["Hello there.", "How are you?", "Last"]
    assert found.cues[-1].end == 2
    assert [one.message for one in found.notices] == [
        "2 cues lie outside the film in My film.srt and had to be left out."
    ]


def cues_of(*lines, duration=100):
    exact = [Line(Fraction(str(a)), Fraction(str(b)), text) for a, b, text in lines]
    return [(float(cue.start), float(cue.end), cue.text) for cue in repair(exact, Fraction(duration)).cues]


def test_cues_are_put_in_order():
    assert cues_of((5, 6, "b"), (1, 2, "a")) == [(1, 2, "a"), (5, 6, "b")]


def test_a_cue_keeps_its_own_time_under_others():
    assert cues_of((1, 9, "a"), (1, 2, "b"), (3, 5, "c")) == [(1, 2, "b"), (1, 9, "a"), (3, 5, "c")]


def test_cues_that_begin_and_end_together_become_one():
    assert cues_of((1, 3, "a"), (1, 3.1, "b")) == [(1, 3.1, "a\nb")]


def test_a_cue_that_stays_on_screen_for_minutes_is_not_said_for_minutes():
    assert cues_of((1, 90, "a")) == [(1, 61, "a")]


def test_repeated_cues_count_once():
    assert cues_of((1, 3, "a"), (1, 3, "a")) == [(1, 3, "a")]


def test_cues_without_length_get_one():
    assert cues_of((1, 1, "a"), (2, 1, "b"), (9, 9, "c")) == [(1, 2, "a"), (2, 4, "b"), (9, 11, "c")]


def test_negative_times_are_cut_at_the_first_frame():
    assert cues_of((-1, 2, "a"), (-5, -3, "before")) == [(0, 2, "a")]


def test_empty_cues_are_dropped():
    assert cues_of((1, 2, "<i></i>"), (3, 4, "{\\an8} ")) == []


times = st.fractions(min_value=-5, max_value=30, max_denominator=1000)


@settings(max_examples=60)
@given(st.lists(st.tuples(times, times, st.text(max_size=40)), max_size=12))
def test_whatever_lines_come_cues_are_in_order_inside_the_film_and_hold_their_words(lines):
    cues = repair([Line(*line) for line in lines], Fraction(20)).cues
    for cue in cues:
        assert 0 <= cue.start < cue.end <= 20
        assert cue.text.strip()
        for word in cue.words:
            assert float(cue.start) - 1e-9 <= word.start < word.end <= float(cue.end) + 1e-9
        for before, after in pairwise(cue.words):
            assert before.end <= after.start + 1e-9
    for before, after in pairwise(cues):
        assert before.start <= after.start


def placed(text, start=0, end=10):
    return place_words(Cue(Fraction(start), Fraction(end), text)).words


def test_longer_words_take_longer():
    short, long = placed("an extraordinarily")
    assert long.end - long.start > 3 * (short.end - short.start)
    assert (short.start, long.end) == pytest.approx((0, 10))


def test_punctuation_makes_a_pause():
    a, b, c, d = placed("one, two. six ten")
    assert 0 < b.start - a.end < c.start - b.end
    assert d.start == pytest.approx(c.end)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[music]", ""),
        ("(sighs) I know.", "I know."),
        ("JOHN: Come here!", "Come here!"),
        ("- Yes.\n- No.", "Yes.\nNo."),
        ("♪ La la la ♪", "La la la"),
        ("MRS. O'NEIL: [whispering] Quiet", "Quiet"),
        ("At 10:30 we go: NOW", "At 10:30 we go: NOW"),
        ("【笑】 好", "好"),
    ],
)
def test_notes_for_the_hard_of_hearing_are_not_said(text, said):
    assert spoken(text).split() == said.split()


def test_a_cue_of_notes_only_stays_without_words():
    (cue,) = repair([Line(Fraction(0), Fraction(1), "[door slams]")], Fraction(9)).cues
    assert (cue.text, cue.words) == ("[door slams]", ())


def test_unspaced_scripts_are_placed_sign_by_sign():
    assert [word.text for word in placed("你好，world 吗？")] == ["你", "好，", "world", "吗？"]


def test_real_subtitles(shared):
    footage = shared / "footage"
    info = probe(next(footage.glob("01_*.webm")))
    found = find_cues(info, chosen=str(next(footage.glob("01_*.srt"))))
    assert found.cues[0].text == "You're a jerk, Thom."
    assert words(found.cues[:1]) == ["You're", "a", "jerk,", "Thom."]
    assert "outside the film" in found.notices[0].message


@pytest.mark.parametrize(
    "text",
    [
        '{"info": {}, "styles": {}, "events": [{"start": 1, "end": 5, "text": [1, 2]}]}',
        '{"info": {}, "styles": {}, "events": [{"start": 1e999, "end": 5, "text": "a"}]}',
        '<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "b">]><tt xmlns="http://www.w3.org/ns/ttml">&a;&c;</tt>',
    ],
)
def test_what_no_reader_makes_sense_of_is_refused_with_a_sentence(plain, tmp_path, text):
    path = tmp_path / "film.srt"
    path.write_text(text)
    with pytest.raises(StudioError):
        find_cues(plain, chosen=str(path))
