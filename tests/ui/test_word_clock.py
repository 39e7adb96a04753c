"""A clock that is proposed for the words is taken over with one click."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mmsa_studio.core.clock import PROPOSED, proposal
from mmsa_studio.core.reading import Reading
from mmsa_studio.core.sentences import Notice, Sentence
from mmsa_studio.ui.main_window import MainWindow

FITTING = {
    "source": Sentence("words.file", {"name": "film.srt"}),
    "change": Sentence("clock.earlier", {"seconds": "1.6"}),
    "offset": "-1.6",
    "rate": "25",
}


def happen(window: MainWindow, notice: Notice) -> None:
    window.desk.session.happen(notice)
    window.desk.session.notice.emit(notice)


def test_one_click_reads_the_words_on_the_proposed_clock(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Reading] = []
    monkeypatch.setattr(window.desk.analyst, "start", lambda *, reading: asked.append(reading))
    happen(window, Notice("analysis.no_sound"))
    assert window.banner.accept.isHidden()
    assert not window.actions_by_id["move_words"].isEnabled()
    happen(window, Notice(PROPOSED, FITTING))
    assert window.actions_by_id["move_words"].isEnabled()
    assert not window.banner.accept.isHidden()
    happen(window, Notice("analysis.no_picture"))
    assert not window.banner.accept.isHidden(), "the notice is still shown, and so is its button"
    window.banner.accept.click()
    assert asked == [Reading(subtitle_offset=Fraction(-8, 5), subtitle_rate=Fraction(25))]
    assert window.banner.isHidden()


@pytest.mark.parametrize("values", [{}, {"offset": "1e999999999", "rate": "25"}, {"offset": "1", "rate": "0"}])
def test_a_proposal_that_is_none_is_passed_over(values: dict[str, str]) -> None:
    assert proposal([Notice(PROPOSED, {**values})]) is None
