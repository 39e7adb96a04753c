"""The page of strongest moments: whole in one file, harmless whatever markers say, honest about what is missing."""

from __future__ import annotations

import base64
from dataclasses import replace
from html.parser import HTMLParser

from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.export import FORMATS, ExportOptions, render
from mmsa_studio.export.moments import MOST
from tests.export.material import PLAIN, film, golden_project

EVIL = "<script>alert('1')</script> \"><img src=x onerror=y> & 愛"


class Page(HTMLParser):
    """Tags and attributes of a page, and its text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(content.decode("ascii"))

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def explained(words: str = "Hello", effects: tuple[tuple[str, float], ...] = ()) -> Project:
    project = golden_project()
    parts = {"text": 0.25, "voice": -0.1, "face": 0.05}
    told = Evidence(
        marker="a1", frame=70, quantity="valence", output=0.3, baseline=0.1, contributions=parts, units={"AU12": 0.8},
        words=words, occlusions={"text": -0.1}, effects=effects,
    )  # fmt: skip
    return replace(project, evidence=(told,))


def page(project: Project, options: ExportOptions = PLAIN) -> Page:
    return Page(render(project, "moments-html", options).files[".html"])


def test_nothing_is_fetched_and_nothing_runs() -> None:
    project = explained(EVIL)
    project = replace(project, markers=tuple(replace(one, label=EVIL, note=EVIL) for one in project.markers))
    made = page(project, replace(PLAIN, title=EVIL, pictures={"a1": b"jpeg"}))
    assert {tag for tag, _ in made.tags} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "q", "article", "div", "img", "code",
        "table", "tr", "td", "i", "b", "svg", "line", "polyline", "br",
    }  # fmt: skip
    sources = [value for _, attrs in made.tags for name, value in attrs.items() if name in ("src", "href")]
    assert sources == ["data:image/jpeg;base64," + base64.b64encode(b"jpeg").decode()]
    assert not any(name.startswith("on") for _, attrs in made.tags for name in attrs)
    assert EVIL in made.text


def test_a_moment_says_why() -> None:
    text = page(explained()).text
    assert "The words lift expressed valence, the voice pulls it down" in text
    assert "Methods disagree about the words" in text
    assert "voice-0.10" in text
    assert "valence +0.30, +0.10 when nothing is known; lip corners pulled up 80%" in text
    assert "This moment was not explained." in text


def test_words_are_lit_by_what_they_do() -> None:
    made = page(explained("I love <you>, no?", (("I", 0.01), ("love", 0.6), ("<you>,", 0.0), ("no?", -0.3))))
    lit = [attrs for tag, attrs in made.tags if tag == "b"]
    assert lit == [
        {"style": "background:#5aae61b0", "title": "+0.60"},
        {"style": "background:#9970ab58", "title": "-0.30"},
    ]
    assert "I love▲ <you>, no?▼" in made.text


def test_nothing_runs_in_words_either() -> None:
    made = page(explained(EVIL, ((EVIL, 0.4), ("fine", -0.4))))
    assert {tag for tag, _ in made.tags}.isdisjoint({"script"})
    assert [attrs for tag, attrs in made.tags if tag == "img"] == []


def test_the_picture_is_that_of_the_frame_explained() -> None:
    wanted = FORMATS["moments-html"].frames(explained(), PLAIN)
    assert wanted["a1"] == 70
    assert wanted["a3"] == 1798


def test_only_the_strongest_are_shown_in_order_of_time() -> None:
    markers = tuple(Marker(10 * n, 10 * n + 5, f"n{n}.", intensity=(n % 7) / 7, id=f"{n}") for n in range(60))
    output = render(Project(film("25"), markers=markers), "moments-html", PLAIN)
    text = Page(output.files[".html"]).text
    shown = [n for n in range(60) if f" n{n}." in text]
    assert len(shown) == MOST
    assert min(n % 7 for n in shown) >= 4
    assert shown == sorted(shown, key=lambda n: text.index(f" n{n}."))
    assert "24 strongest of 60" in " ".join(warning.message for warning in output.warnings)
