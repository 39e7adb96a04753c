"""The text extractor promises a row for every step in which a word is said, and rows that mean what their names say."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from mmsa_studio.core.film import Cue, Word
from mmsa_studio.core.track import Grid, Track, graded
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.text import NAMES, TextEncoder, TextExtractor

CATEGORY = slice(NAMES.index("text.category.anger"), NAMES.index("text.category.neutral") + 1)
VALENCE, AROUSAL = NAMES.index("text.valence"), NAMES.index("text.arousal")


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder()


def cue(start: float, text: str, word_s: float = 0.4) -> Cue:
    places = [start + n * word_s for n in range(len(text.split()) + 1)]
    words = tuple(Word(w, a, b) for w, a, b in zip(text.split(), places, places[1:], strict=False))
    return Cue(Fraction(start), Fraction(places[-1] + 0.2), text, words)


def track_of(*cues: Cue, steps: int = 50) -> Track:
    extractor = TextExtractor(Grid(steps))
    extractor.feed(cues)
    return extractor.track(final=True)


class TestGrid:
    def test_valid_exactly_where_a_word_is_said(self) -> None:
        track = track_of(cue(1.0, "I love you"), cue(4.0, "Go"))
        said = np.flatnonzero(track.valid)
        assert said.tolist() == [5, 6, 7, 8, 9, 10, 20, 21]
        assert not track.values[~track.valid].any()

    def test_counts_the_words_of_a_step(self) -> None:
        track = track_of(cue(1.0, "a b c d", word_s=0.1))
        assert track.values[5:7, 0].tolist() == [2, 2]

    def test_a_word_without_length_has_its_step(self) -> None:
        only = Cue(Fraction(2), Fraction(3), "Oh", (Word("Oh", 2.5, 2.5),))
        assert np.flatnonzero(track_of(only).valid).tolist() == [12]

    def test_marks_without_a_letter_are_not_said(self) -> None:
        assert not track_of(cue(1.0, "♪ ... -")).valid.any()

    def test_words_beyond_the_film_are_left_out(self) -> None:
        track = track_of(cue(9.8, "over the end of it"), cue(100.0, "never"))
        assert np.flatnonzero(track.valid).tolist() == [49]

    def test_overlapping_cues_share_their_steps(self) -> None:
        alone, other = track_of(cue(1.0, "wonderful")), track_of(cue(1.0, "horrible"))
        both = track_of(cue(1.0, "wonderful"), cue(1.0, "horrible"))
        middle = (alone.values[5] + other.values[5]) / 2
        assert both.values[5, 0] == 2
        assert np.allclose(both.values[5, 1:65], middle[1:65], atol=1e-5)
        assert np.exp(both.values[5, CATEGORY]).sum() == pytest.approx(1, abs=1e-4)

    def test_without_cues_nothing_is_valid_and_all_is_done(self) -> None:
        track = track_of()
        assert track.complete
        assert not track.valid.any()

    def test_places_words_when_a_cue_has_none(self) -> None:
        assert track_of(Cue(Fraction(1), Fraction(2), "I love you")).valid[5:10].all()

    def test_grows_while_it_is_fed_and_ends_the_same(self) -> None:
        cues = [cue(0.0, "I hate him."), cue(3.0, "He is dead now."), cue(6.0, "Thank you so much!")]
        extractor = TextExtractor(Grid(50))
        for number, one in enumerate(cues):
            extractor.feed((one,))
            early = extractor.track()
            assert early.quality.tolist() == graded(Grid(50), 0, 15 * number).tolist()
            assert not early.valid[15 * number :].any()
        assert np.allclose(extractor.track(final=True).values, track_of(*cues).values, atol=1e-4)

    def test_the_same_cues_give_the_same_track(self) -> None:
        cues = [cue(n, f"Line number {n}, my friend!") for n in range(8)]
        assert np.array_equal(track_of(*cues).values, track_of(*cues).values)


class TestReading:
    def test_every_word_has_a_row_and_a_weight(self, encoder: TextEncoder) -> None:
        lines = ["I love you!", "", "No.", "🙂 \u200b what?", "word " * 500]
        readings = encoder.read([line.split() for line in lines])
        for line, reading in zip(lines, readings, strict=True):
            assert reading.rows.shape == (len(line.split()), len(NAMES))
            assert np.isfinite(reading.rows).all()
            assert reading.weights.sum() == pytest.approx(1 if line else 0, abs=1e-4)

    def test_encode_gives_the_rows_of_words(self, encoder: TextEncoder) -> None:
        (rows,) = encoder.encode(["I love you!"])
        assert np.array_equal(rows, encoder.read([["I", "love", "you!"]])[0].rows)

    def test_expressions_are_log_probabilities_and_bounded_dimensions(self, encoder: TextEncoder) -> None:
        rows = np.concatenate(encoder.encode(["I will kill you all!", "The train leaves at nine."]))
        assert np.allclose(np.exp(rows[:, CATEGORY]).sum(1), 1, atol=1e-4)
        assert (np.abs(rows[:, [VALENCE, AROUSAL]]) <= 1).all()

    def test_company_in_a_batch_changes_nothing(self, encoder: TextEncoder) -> None:
        (alone,) = encoder.encode(["I love you!"])
        among = encoder.encode(["I love you!", "A much longer line that pads the shorter ones a good deal."])[0]
        assert np.allclose(alone, among, atol=1e-4)

    @pytest.mark.parametrize(
        ("line", "word", "sign"),
        [("It was a terrible day", 3, -1), ("What a wonderful morning", 2, 1), ("She is happy again", 2, 1)],
    )
    def test_the_word_that_carries_the_line_does_most_to_it(
        self, encoder: TextEncoder, line: str, word: int, sign: int
    ) -> None:
        valence = sign * encoder.effects(line.split())[:, VALENCE - CATEGORY.start]
        assert valence.argmax() == word
        assert valence[word] > 0.1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I love you!", {"joy"}),
        ("Thank you so much, this is wonderful.", {"joy"}),
        ("I'll kill you, you bastard!", {"anger"}),
        ("Shut up! I hate you!", {"anger"}),
        ("They're all dead.", {"sadness", "fear"}),
        ("I'm so scared. He's coming for us.", {"fear"}),
        ("I miss him so much it hurts.", {"sadness"}),
        ("Wow! I did not expect that.", {"surprise"}),
        ("The meeting is on Tuesday.", {"neutral"}),
    ],
)
def test_film_dialogue_reads_as_a_person_reads_it(encoder: TextEncoder, line: str, expected: set[str]) -> None:
    (reading,) = encoder.read([line.split()])
    assert CATEGORIES[reading.line[CATEGORY].argmax()] in expected


def test_valence_tells_happy_lines_from_angry_ones(encoder: TextEncoder) -> None:
    good, bad = (
        [reading.line[VALENCE] for reading in encoder.read([line.split() for line in lines])]
        for lines in (
            ("I love you!", "What a beautiful day!", "We won! We won!"),
            ("I'll kill you.", "They're all dead.", "I hate this place."),
        )
    )
    assert min(good) > 0.25
    assert max(bad) < -0.25
