"""Findings are data; in words they say who moves what, in any language, and never what anyone feels."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.marker import Finding, Marker
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.paths import resource
from mmsa_studio.core.questions import TrustReport
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.core.wording import (
    cautions,
    contrast,
    label,
    note,
    overruled,
    pushes,
    quarrels,
    sentence,
    shown_label,
    shown_note,
    signed,
    weightiest,
)

CHINESE = json.loads(resource("translations/zh_CN.json").read_text("utf-8"))
FINDINGS = (
    Finding("peak", "joy", (0.7,), 0.0, "voice", 0.62),
    Finding("turn", "sadness", (0.4, -0.2), 8.0, "text", 0.5),
    Finding("category", "anger", (0.8,), 6.0, "face", 0.4),
    Finding("subtext", "joy", (1.1,), 3.0, "voice", 0.62, (("text", "joy"), ("voice", "anger"))),
)


def told(quantity: str = "valence", output: float = -0.3, *, known: bool = True, looked_at: str = "", **moved: float):
    moved = dict.fromkeys(MODALITIES, 0.0) | moved
    return Evidence(
        frame=0, quantity=quantity, output=output, contributions=moved, occlusions=dict(moved), known=known,
        looked_at=looked_at,
    )  # fmt: skip


def test_the_sentence_names_who_pulls_where_and_shares_that_add_up():
    assert sentence(told(text=0.08, voice=-0.37, face=-0.15)) == (
        "The voice pulls expressed valence down, the face pulls it down, the words lift it: "
        "62 % voice, 25 % face, 13 % words."
    )


def test_attention_is_mentioned_only_where_it_lies_beside_what_counts():
    assert sentence(told(voice=0.3, looked_at="text")).endswith("Attention lies mostly on the words, which count less.")
    assert "Attention" not in sentence(told(voice=0.3, looked_at="voice"))


def test_the_words_that_do_most_are_named_where_words_matter():
    lifts = (("How", 0.01), ("wonderful,", 0.3), ("“darling”!", 0.2), ("no", -0.1))
    line = replace(told(text=0.3), effects=lifts)
    assert sentence(line).endswith("100 % words. Of the words, “wonderful”, “darling” do most.")
    assert sentence(replace(line, effects=lifts[:2])).endswith("Of the words, “wonderful” does most.")
    down = replace(told(text=-0.3), effects=lifts[:2])
    assert sentence(down).endswith("Of the words, “wonderful” does most against it.")
    assert "Of the words" not in sentence(replace(told(voice=0.3), effects=lifts)), "words that count nothing"
    assert "Of the words" not in sentence(replace(line, effects=lifts[:1])), "words that do little"


def test_words_are_shown_as_strongly_as_they_push_and_dim_where_none_does_much():
    assert pushes((("no", -0.6), ("well", 0.3), ("and", 0.04))) == (-1.0, 0.5, 0.0)
    assert pushes((("well", 0.15),)) == (0.5,)
    assert pushes(()) == ()


def test_a_word_said_twice_is_named_once():
    assert weightiest((("No,", -0.3), ("no!", -0.28), ("…", 0.2))) == (("No", -0.3),)
    assert weightiest(()) == ()


def test_what_a_person_set_stands_beside_what_is_explained():
    assert overruled(told(output=-0.21), 0.4) == "You set valence to +0.40 here; this explains the computed −0.21."
    said = overruled(told("category.anger", 0.23), "joy")
    assert said == "You set the category to joy here; this explains the computed 23% of anger."


def test_what_nothing_moves_and_what_nobody_knows_is_said():
    assert sentence(told(voice=0.01)) == "Expressed valence is −0.30: nothing moves it far from what is usual."
    assert "nothing is known" in sentence(told(known=False))


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_sentences_speak_of_what_is_expressed_and_never_of_feeling(quantity):
    said = sentence(told(quantity, text=0.2, voice=-0.1))
    assert "expressed" in said
    assert "feel" not in said


def test_a_quarrel_is_told_where_methods_disagree_about_the_sign():
    answer = replace(told(text=0.2, voice=-0.1, face=0.3), occlusions={"text": 0.1, "voice": 0.15, "face": -0.001})
    (said,) = quarrels(answer)
    assert said.startswith("Methods disagree about the voice: −0.10 on average over all combinations, +0.15 when")
    assert quarrels(told(text=0.1, voice=0.1)) == ()


def test_a_caution_is_told_of_each_map_that_is_no_better_than_chance():
    good, bad, chance = {"deletion": 0.1, "insertion": 0.9}, {"deletion": 0.6, "insertion": 0.4}, {
        "deletion": 0.5, "insertion": 0.5
    }  # fmt: skip
    ways = {"relevance": good, "average": bad, "occlusion": good, "random": chance}
    curves = [{way: found[name] for way, found in ways.items()} for name in ("deletion", "insertion")]
    (said,) = cautions(TrustReport("valence", 3, *curves))
    assert said.startswith("On this film raw attention points at what matters no better than chance")
    assert "Nothing could be tried" in cautions(TrustReport("valence", 0))[0]


def test_found_markers_say_why():
    assert [label(found) for found in FINDINGS] == ["Peak", "Turns darker", "Anger", "Subtext"]
    assert [note(found) for found in FINDINGS] == [
        "Expressed joy: intensity 70%, the highest around it; the voice counts 62%.",
        "Expressed sadness: valence moves from +0.40 to -0.20 within 8 s; the words count 50%.",
        "Expressed anger: held at 80% for 6.0 s; the face counts 40%.",
        "Glad words, angry voice for 3.0 s; expressed valence of the words is 1.10 above that of the voice.",
    ]


def test_in_another_language_no_english_is_left():
    say = CHINESE.__getitem__  # raises where a translation is missing
    answer = told("category.joy", text=0.2, voice=-0.1, face=0.3, looked_at="voice")
    answer = replace(answer, occlusions={"text": -0.2})
    answer = replace(answer, effects=(("甜", 0.3), ("蜜", 0.28)))
    against = replace(answer, effects=(("苦", -0.3),))
    said = [sentence(answer, say), sentence(against, say), overruled(answer, 0.4, say), overruled(answer, "joy", say)]
    said += [*quarrels(answer, say), sentence(told(known=False), say)]
    said += [*cautions(TrustReport("valence", 0), say), contrast(FINDINGS[3].tones, say)]
    said += [words(found, say) for found in FINDINGS for words in (label, note)]
    assert not any(letter.isascii() and letter.isalpha() for one in said for letter in one), said
    assert sentence(told(voice=-0.3), say) == "声音拉低了所表达的效价：声音 100 %。"


def test_what_a_person_wrote_is_shown_as_it_is():
    say, found = CHINESE.__getitem__, FINDINGS[0]
    marker = Marker(0, 1, label(found), note(found), finding=found)
    assert (shown_label(marker, say), shown_note(marker, say)) == (label(found, say), note(found, say))
    edited = replace(marker, label="The kiss", note="")
    assert (shown_label(edited, say), shown_note(edited, say)) == ("The kiss", "")
    assert shown_note(replace(marker, finding=None), say) == marker.note


def test_a_number_that_rounds_to_nothing_has_no_sign():
    assert [signed(value) for value in (-0.3, 0.004, -0.004, 0.05)] == ["−0.30", "0.00", "0.00", "+0.05"]


def test_a_finding_on_a_corrected_curve_says_that_a_person_corrected_it():
    for one in FINDINGS:
        for say in (str, CHINESE.__getitem__):
            plain, by_hand = note(one, say), note(replace(one, by_hand=True), say)
            assert by_hand.startswith(plain)
            assert len(by_hand) > len(plain)
