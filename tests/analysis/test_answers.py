"""Every kind of question has somebody who answers it."""

from __future__ import annotations

from typing import get_args

from mmsa_studio.analysis.answers import ANSWERS
from mmsa_studio.core.questions import Question


def test_every_kind_of_question_is_answered() -> None:
    assert set(ANSWERS) == set(get_args(Question))
