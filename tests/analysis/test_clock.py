"""Words that do not lie where somebody speaks are noticed, with the clock that fits, and nothing else is claimed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmsa_studio.analysis.clock import LEAST_SHIFT_S, RATIOS, Fit, compare
from mmsa_studio.analysis.run import analyze
from mmsa_studio.core.clock import AS_WRITTEN, Clock, chosen_clock, parse_offset, typed
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import Cue, Word
from mmsa_studio.core.jobs import AnalyzeRequest
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import parse_rate
from mmsa_studio.core.reading import NO_CHOICE, Reading
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.core.track import BoolArray
from mmsa_studio.media.probe import probe

STEP = Fraction(1, 5)
WORDS = (Word("x", 0.0, 1.0),)
Spans = list[tuple[float, float]]
seeds = st.integers(0, 10**6)


def talk(random: np.random.Generator, seconds: float) -> Spans:
    """Where people speak: short lines in conversations, with long pauses between."""
    at, spans = random.exponential(3), []
    while at < seconds - 2:
        length = min(random.gamma(2, 1.2), 8.0)
        spans.append((at, min(at + length, seconds - 0.1)))
        at += length + random.exponential(0.6 if random.random() < 0.6 else 12)
    return spans


def heard(random: np.random.Generator, spans: Spans, seconds: float) -> BoolArray:
    """What a detector makes of it: some lines are missed, some steps are wrong."""
    steps = np.zeros(int(seconds / STEP), np.bool_)
    for start, end in spans:
        if random.random() < 0.93:
            steps[int(start / STEP) : int(end / STEP) + 1] = True
    return steps ^ (random.random(len(steps)) < 0.06)


def written(random: np.random.Generator, spans: Spans, clock: Clock = AS_WRITTEN) -> list[Cue]:
    """Subtitles of it, of which some are missing and all stay longer, that would lie right by a clock."""
    cues = []
    for start, end in spans:
        if random.random() < 0.9:
            shown = max(0.0, start - random.uniform(0, 0.3)), max(end, start + 1) + random.uniform(0, 0.8)
            first, last = ((Fraction(round(time, 3)) - clock.offset) / clock.ratio for time in shown)
            cues.append(Cue(first, last, "x", WORDS))
    return cues


@settings(max_examples=25)
@given(seeds, st.sampled_from((14, 60, 300)))
def test_nothing_is_claimed_of_words_that_lie_right(seed: int, seconds: int) -> None:
    random = np.random.default_rng(seed)
    spans = talk(random, seconds)
    fit = compare(written(random, spans), heard(random, spans, seconds), STEP)
    assert not fit.certain
    assert abs(fit.clock.offset) < 2 * LEAST_SHIFT_S or seconds == 14


@settings(max_examples=25)
@given(seeds, st.sampled_from((14, 60, 300, 1800)))
def test_nothing_is_certain_of_the_words_of_another_film(seed: int, seconds: int) -> None:
    random = np.random.default_rng(seed)
    spans, others = talk(random, seconds), talk(random, seconds)
    assert not compare(written(random, others), heard(random, spans, seconds), STEP).certain


@settings(max_examples=15)
@given(seeds, st.integers(-3000, 3000))
def test_a_shift_is_found_and_certain_in_a_long_film(seed: int, tenths: int) -> None:
    random = np.random.default_rng(seed)
    shift = Fraction(tenths, 10) + (10 if tenths >= 0 else -10)
    spans = talk(random, 3600)
    fit = compare(written(random, spans, Clock(offset=shift)), heard(random, spans, 3600), STEP)
    assert fit.certain
    assert fit.clock.ratio == 1
    assert abs(fit.clock.offset - shift) < 0.5
    assert fit.agreement > 0.4 > fit.before


@pytest.mark.parametrize("ratio", [ratio for ratio in RATIOS if abs(ratio - 1) > 0.01])
def test_another_rate_is_found_with_its_shift(ratio: Fraction) -> None:
    random = np.random.default_rng(3)
    spans = talk(random, 3600)
    fit = compare(written(random, spans, Clock(ratio, Fraction(3))), heard(random, spans, 3600), STEP)
    assert fit.certain
    assert abs(fit.clock.ratio - ratio) < 0.0015
    assert abs(fit.clock.at(Fraction(1800)) - (1800 * ratio + 3)) < 2.5


@given(seeds)
def test_noise_gives_no_claim(seed: int) -> None:
    random = np.random.default_rng(seed)
    cues = written(random, talk(random, 120))
    assert not compare(cues, random.random(600) < 0.5, STEP).certain


def test_where_nothing_can_be_compared_nothing_is_claimed() -> None:
    cues = [Cue(Fraction(n), Fraction(n + 1), "x", WORDS) for n in range(0, 20, 2)]
    for steps in (np.zeros(0, np.bool_), np.zeros(100, np.bool_), np.ones(100, np.bool_)):
        assert compare(cues, steps, STEP) == Fit()
    speech = np.tile([True] * 5 + [False] * 5, 10)
    assert compare([], speech, STEP) == Fit()
    assert not compare([replace(cue, words=()) for cue in cues], speech, STEP).moves
    assert not compare(cues, speech, STEP).certain, "what repeats itself fits in many places"


def test_clocks_are_exact_and_follow_each_other() -> None:
    pal, late = Clock(Fraction(25025, 24000)), Clock(offset=Fraction(-5, 2))
    assert pal.then(late).at(Fraction(24000)) == late.at(pal.at(Fraction(24000))) == Fraction(50045, 2)
    rate = Fraction(25)
    for ratio in RATIOS:
        offset, timed = typed(Clock(ratio, Fraction(-7, 2)), rate)
        chosen = Reading(subtitle_offset=parse_offset(offset), subtitle_rate=parse_rate(timed))
        assert chosen_clock(chosen, rate) == Clock(ratio, Fraction(-7, 2))
    assert chosen_clock(Reading(), rate) is None
    assert chosen_clock(Reading(subtitle_rate=Fraction(24)), rate) == Clock(Fraction(24, 25))


@pytest.mark.parametrize("text", ["1e999999999", "1e300", "nan", "inf", "two", "", "1/0", "9" * 500])
def test_an_offset_that_is_none_is_one_sentence(text: str) -> None:
    with pytest.raises(StudioError, match="is no time that subtitles can be moved by") as refused:
        parse_offset(text)
    assert len(refused.value.message) < 120


def test_offsets_are_read_exactly() -> None:
    assert [parse_offset(text) for text in ("-3600", "2.5", "1001/1000")] == [
        -3600,
        Fraction(5, 2),
        Fraction(1001, 1000),
    ]


def _of_case(folder: Path, tmp_path: Path, reading: Reading = NO_CHOICE) -> tuple[Project, dict[str, dict[str, Any]]]:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    request = AnalyzeRequest(project=Project(probe(tmp_path / "film.mov")), reading=reading)
    project = analyze(request, lambda _: None)
    return project, {notice.kind: dict(notice.values) for notice in project.notices}


def test_the_case_of_programme_timecode(shared: Path, tmp_path: Path) -> None:
    project, said = _of_case(next((shared / "cases").glob("17-*")), tmp_path)
    assert [float(cue.start) for cue in project.cues] == [0.16, 4.0, 7.2, 9.8, 12.7]
    assert said["subtitles.programme"]["seconds"] == "3600"
    assert project.words_from.clock == Clock(offset=Fraction(-3600))
    assert not {"subtitles.outside", "subtitles.clock", "subtitles.clock_proposed"} & set(said)


def test_the_case_of_late_subtitles(shared: Path, tmp_path: Path) -> None:
    case = next((shared / "cases").glob("18-*"))
    project, said = _of_case(case, tmp_path)
    assert float(str(said["subtitles.clock_proposed"]["offset"])) == pytest.approx(-2, abs=0.5)
    assert project.words_from.clock == AS_WRITTEN, "five lines are not enough to be certain"
    project, said = _of_case(case, tmp_path, Reading(subtitle_offset=Fraction(-2)))
    assert [float(cue.start) for cue in project.cues] == [0.16, 4.0, 7.2, 9.8, 12.7]
    assert "subtitles.clock_chosen" in said
    assert said["subtitles.clock_chosen"]["change"] == Sentence("clock.earlier", {"seconds": "2.0"})
