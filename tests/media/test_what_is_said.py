"""Of what a subtitle file shows, what is said is read: each word once, when it is said, without signs and labels."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.media.cues import repair
from mmsa_studio.media.labels import habits, spoken
from mmsa_studio.media.lines import Line
from mmsa_studio.media.probe import probe
from mmsa_studio.media.rolling import unrolled
from mmsa_studio.media.signs import without_signs
from mmsa_studio.media.subtitles import find_cues


def line(start: float, end: float, text: str, style: str = "", *, top: bool = False) -> Line:
    return Line(Fraction(str(start)), Fraction(str(end)), text, style, top)


def said(*lines: Line) -> list[tuple[float, float, str]]:
    cues = repair(lines, Fraction(1000)).cues
    return [(float(cue.start), float(cue.end), " ".join(word.text for word in cue.words)) for cue in cues]


class TestRolling:
    def test_rows_that_are_shown_again_are_said_once(self) -> None:
        rows = ["I never want", "to see you", "in this house", "ever again"]
        rolled = [line(0, 2, rows[0])]
        rolled += [line(2 * n, 2 * n + 2, f"{rows[n - 1]}\n{rows[n]}") for n in range(1, 4)]
        assert said(*rolled) == [(2 * n, 2 * n + 2, row) for n, row in enumerate(rows)]

    def test_three_rows_roll_too(self) -> None:
        rows = ["a one", "b two", "c three", "d four", "e five", "f six"]
        rolled = [line(n, n + 1, "\n".join(rows[max(0, n - 2) : n + 1])) for n in range(6)]
        assert [text for _, _, text in said(*rolled)] == rows

    def test_words_that_come_one_by_one_are_one_line_with_its_times(self) -> None:
        words = ["I", "never", "want", "to", "see", "you"]
        grown = [line(1 + n / 2, 1.5 + n / 2, " ".join(words[: n + 1])) for n in range(len(words))]
        (cue,) = repair(grown, Fraction(100)).cues
        assert [(word.text, word.start) for word in cue.words] == [
            (word, pytest.approx(1 + n / 2)) for n, word in enumerate(words)
        ]

    def test_lines_that_stay_while_the_next_one_is_said_end_there(self) -> None:
        stacked = [line(2.5 * n, 2.5 * n + 5, f"row {n}") for n in range(8)]
        assert said(*stacked)[:3] == [(2.5 * n, 2.5 * n + 2.5, f"row {n}") for n in range(3)]

    def test_people_who_repeat_themselves_are_left_alone(self) -> None:
        lines = [
            line(0, 1, "No."),
            line(1, 2, "No."),
            line(2, 3, "No.\nNever."),
            line(4, 5, "Yes."),
            line(5, 6, "Yes."),
        ]
        lines += [line(6 + n, 7 + n, f"And that is {n}.") for n in range(6)]
        assert len(said(*lines)) == len(lines)

    def test_a_text_shown_frame_by_frame_is_one_line_with_others_between(self) -> None:
        flashes = [line(1 + n / 25, 1 + (n + 1) / 25, "Hello there.") for n in range(25)]
        assert said(*flashes, line(1.5, 3, "Yes.")) == [(1, 2, "Hello there."), (1.5, 3, "Yes.")]

    @given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 4), st.text("ab \n", max_size=8)), max_size=12))
    def test_nothing_is_said_that_was_not_shown(self, shown: list[tuple[int, int, str]]) -> None:
        lines = sorted((line(a, a + n, text) for a, n, text in shown if text.strip()), key=lambda one: one.start)
        letters = sum(len(one.text) for one in lines)
        out = unrolled(lines)
        assert sum(len(one.text) for one in out) <= letters
        assert {row for one in out for row in "".join(one.text.split())} <= set("ab")


def test_times_inside_a_line_place_its_words() -> None:
    (cue,) = repair([line(1, 3, "I<00:00:01.500><c> never</c><00:00:02.500><c> knew</c>")], Fraction(9)).cues
    assert cue.text == "I never knew"
    assert [(word.start, word.end) for word in cue.words] == [
        (1.0, pytest.approx(1.5, abs=0.3)), (1.5, pytest.approx(2.5, abs=0.3)), (2.5, 3.0)
    ]  # fmt: skip


def test_syllables_of_karaoke_place_its_words() -> None:
    (cue,) = repair([line(12, 13, r"{\k20}Hap{\k20}py {\kf30}birth{\K30}day", "Default")], Fraction(99)).cues
    assert [(word.text, round(word.start, 2)) for word in cue.words] == [("Happy", 12.0), ("birthday", 12.4)]


def test_times_that_lie_outside_of_their_line_or_go_back_are_passed_over() -> None:
    text = "one <00:00:05.000>two <00:00:01.200>three <00:00:01.100>four"
    (cue,) = repair([line(1, 2, text)], Fraction(9)).cues
    assert [word.text for word in cue.words] == ["one", "two", "three", "four"]
    assert all(1 <= word.start < word.end <= 2.01 for word in cue.words)


TALK = [line(n, n + 1, text, "Default") for n, text in enumerate(["Come in.", "Who are you?", "A friend.", "Well!"])]


class TestSigns:
    @pytest.mark.parametrize(
        "sign",
        [
            line(1, 9, r"{\pos(10,20)}Bakery", "Default"),
            line(1, 9, r"{\move(1,2,3,4)}Bakery.", "Default"),
            line(1, 9, r"{\an7}Do not cross.", "Default"),
            line(1, 9, r"{\an8}CENTRAL STATION", "Default"),
            line(1, 9, r"{\a6}Central station", "Default"),
            line(1, 9, "Central station", "Top", top=True),
            line(1, 9, "Bakery.", "Sign-2"),
            line(1, 9, "Starring nobody.", "credits"),
            line(1, 9, "Sora wo miru.", "OP_Romaji"),
            line(1, 9, r"{\an8}中央车站", "Default"),
        ],
    )
    def test_a_text_in_the_picture_is_not_said(self, sign: Line) -> None:
        assert without_signs([*TALK, sign]) == (TALK, 1)

    @pytest.mark.parametrize(
        "speech",
        [
            line(1, 9, r"{\an8}I am up here, you see.", "Default"),
            line(1, 9, "I am up here.", "Top", top=True),
            line(1, 9, r"{\an8}The train leaves at nine."),
            line(1, 9, r"{\i1}Far away.{\i0}", "Italics"),
            line(1, 9, "Stop!", "Optional"),
        ],
    )
    def test_a_speaker_put_out_of_the_way_is_said(self, speech: Line) -> None:
        assert without_signs([*TALK, speech]) == ([*TALK, speech], 0)

    @pytest.mark.parametrize("tag", [r"{\an8}", r"{\pos(320,40)}", r"{\an7\pos(1,2)}"])
    def test_a_whole_file_in_another_place_is_said(self, tag: str) -> None:
        moved = [line(n, n + 1, tag + one.text, "Default") for n, one in enumerate(TALK)]
        assert without_signs(moved) == (moved, 0)

    def test_a_title_on_top_of_a_file_without_styles_is_not_said(self) -> None:
        talk = [line(n, n + 1, f"{one.text} So it is.") for n, one in enumerate(TALK)]
        assert without_signs([*talk, line(5, 6, r"{\an8}POLICE STATION")]) == (talk, 1)

    def test_a_sign_that_moves_counts_once_and_a_drawing_not_at_all(self) -> None:
        moving = [line(1 + n / 25, 1.04 + n / 25, rf"{{\pos({n},1)}}STATION", "Default") for n in range(50)]
        drawn = line(1, 2, r"{\p1}m 0 0 l 100 0{\p0}", "Default")
        assert without_signs([*TALK, *moving, drawn]) == (TALK, 1)


PLAIN = "The train leaves at nine."


class TestLabels:
    @pytest.mark.parametrize(
        "text",
        [
            ">> HATE: {}", ">>> HATE: {}", "McGEE: {}", "MacDONALD: {}", "- Joy: {}", "-Joy: {}", "– Old Man: {}",
            "ANGRY MAN #2: {}", "DR. SMITH: {}", "MRS. O'NEIL (on phone): {}", "JEAN-LUC: {}", "*screams* {}",
            "* sighs * {}", "{} *sighs*", "# {} #", "♪ {} ♪", "[music] {}", "（叹气）{}", "【旁白】{}", "［笑］{}",
            "[man (on radio)] {}", "(sobbing): {}", "张三：{}", "旁白: {}", "JOHN:\n{}", "NARRATOR : {}", ">> {}",
            "MAN AND WOMAN: {}", "V.O.: {}", "[LAUGHS\nLOUDLY] {}",
        ],
    )  # fmt: skip
    def test_labels_are_not_said(self, text: str) -> None:
        assert [word for word in spoken(text.format(PLAIN)).split() if any(map(str.isalnum, word))] == PLAIN.split()

    @pytest.mark.parametrize(
        "text",
        [
            "He came at 10:42 pm.", "Cause of death: Drowning.", "Note: bring a coat.", "See https://a.org/b: it.",
            "I *never* said that.", "One thing: run.", "Two choices: stay or go.", "死因：溺水", "He said: no.",
            "At 10:30 we go: NOW", "It is 5 * 3 * 2.", "Remember: I love you.",
        ],
    )  # fmt: skip
    def test_what_only_looks_like_a_label_is_said(self, text: str) -> None:
        assert spoken(text).split() == text.split()

    def test_every_letter_keeps_its_place(self) -> None:
        text = "- ANNA: [sighs] No.\nReally? LAUGHS: Yes."
        blank = spoken(text)
        assert len(blank) == len(text)
        assert all(after in (before, " ") for before, after in zip(text, blank, strict=True))
        assert blank.split() == ["No.", "Really?", "Yes."]

    def test_names_are_learned_from_a_file(self) -> None:
        texts = ["Anna: Hello.", "Hello you.", "Anna: Who is it?", "Bo: Me.", "Fine."]
        known = habits(texts)
        assert known.names == {"anna"}
        assert [spoken(text, known).split()[0] for text in texts] == ["Hello.", "Hello", "Who", "Bo:", "Fine."]
        assert spoken("Come! Anna: No.", known).split() == ["Come!", "No."]

    def test_where_speakers_are_named_who_speaks_once_has_a_name_too(self) -> None:
        known = habits(["Anna: Hello.", "Bo: Hi.", "Anna: Who?", "Bo: Me.", "Old Tom: I see.", "Note: later."])
        assert known.names == {"anna", "bo", "old tom"}

    def test_in_a_file_of_capitals_capitals_name_nobody(self) -> None:
        texts = ["CAUSE OF DEATH: DROWNING.", "HELLO.", "I SEE.", "ANNA: NO.", "ANNA: NEVER.", ">> BO: YES."]
        known = habits(texts)
        assert spoken(texts[0], known) == texts[0]
        assert [spoken(text, known).split() for text in texts[3:]] == [["NO."], ["NEVER."], ["YES."]]

    def test_labels_stay_visible_and_every_line_reads_alike(self) -> None:
        cues = repair(
            [line(n, n + 1, f"{who}{PLAIN}") for n, who in enumerate(("", "ANNA: ", "(sobbing) "))], Fraction(9)
        )
        assert [cue.text for cue in cues.cues] == [PLAIN, f"ANNA: {PLAIN}", f"(sobbing) {PLAIN}"]
        assert {tuple(word.text for word in cue.words) for cue in cues.cues} == {tuple(PLAIN.split())}

    @given(st.text("A:. \n[](♪>*-aä张：#", max_size=60))
    def test_no_text_is_too_odd(self, text: str) -> None:
        assert len(spoken(text, habits([text, text]))) == len(text)


def test_cases(shared) -> None:
    cases = shared / "cases"
    film = probe(cases / "blank" / "blank.mp4")

    def read(name: str) -> list[tuple[float, float, str]]:
        found = find_cues(film, chosen=str(next(cases.glob(name))))
        return [(c.words[0].start, c.words[-1].end, " ".join(w.text for w in c.words)) for c in found.cues if c.words]

    two = read("22*/*.srt")
    assert [(a, b) for a, b, _ in two] == [(1, 9), (2, 3), (10, 14), (11, 12)]
    assert [(a, b) for a, b, _ in read("23*/*.ass")] == [(1, 5), (8, 11), (12, 13)]
    rolled = read("24*/*.vtt")
    assert [text for _, _, text in rolled] == ["I never want to see", "you in this house again", "but I still love you"]
    assert [(a, b) for a, b, _ in rolled] == [pytest.approx(x, abs=0.02) for x in ((1, 3), (3, 5), (5, 7.5))]
    labels = " ".join(text for _, _, text in read("27*/*.srt"))
    assert labels.count(PLAIN) == 9
    assert not {"HATE", "McGEE", "Joy", "ANGRY", "LAUGHS", "screams"} & set(labels.replace(":", "").split())
