"""Progress is a bar for people, lines of JSON for programs, a few plain lines for a log."""

from __future__ import annotations

import io
import json

import pytest

from mmsa_studio.console import Console
from mmsa_studio.core.jobs import Progress
from mmsa_studio.core.sentences import Notice, Sentence


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_programs_get_one_json_object_a_line() -> None:
    out = io.StringIO()
    console = Console("film “é”.mp4", as_json=True, stream=out)
    console(Progress("sound", 0.25, 12.34))
    console(Notice("subtitles.outside", {"count": 1, "source": Sentence("words.track", {"number": 2})}))
    first, second = map(json.loads, out.getvalue().splitlines())
    assert first == {
        "film": "film “é”.mp4", "event": "progress", "stage": "sound", "fraction": 0.25, "seconds_left": 12.3,
    }  # fmt: skip
    assert second == {
        "film": "film “é”.mp4", "event": "notice", "hint": "",
        "message": "1 cue lies outside the film in text track 2 and had to be left out.",
        "kind": "subtitles.outside",
        "values": {"count": 1, "source": {"kind": "words.track", "values": {"number": 2}}},
    }  # fmt: skip


@pytest.mark.parametrize("columns", ["20", "80", "300"])
def test_the_bar_stays_on_its_line(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = Terminal()
    console = Console("a film with a very long name indeed.mp4", stream=out)
    console(Progress("pictures", 0.5, 61.0))
    assert "\n" not in out.getvalue()
    assert len(out.getvalue().removeprefix("\r\x1b[K")) < int(columns)
    console.close()
    assert out.getvalue().endswith("\r\x1b[K")


def test_a_log_gets_one_line_a_stage() -> None:
    out = io.StringIO()
    console = Console("film.mp4", stream=out)
    for fraction in (0.1, 0.2, 0.3):
        console(Progress("sound", fraction))
    assert out.getvalue() == "film.mp4: sound\n"
