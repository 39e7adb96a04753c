"""What the program says is a kind and values: every site names a kind of the table, and gives exactly its values."""

from __future__ import annotations

import ast
import errno
import json
import os
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import mmsa_studio
from mmsa_studio.core.errors import StudioError, UsageError
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.paths import resource
from mmsa_studio.core.sentences import TABLE, Notice, Sentence, in_turn, listed, reason, spoken, term
from mmsa_studio.core.sentences.template import Template
from mmsa_studio.core.wording import in_full, said

CHINESE: dict[str, str] = json.loads(resource("translations/zh_CN.json").read_text("utf-8"))
SOURCES = sorted(Path(mmsa_studio.__file__).parent.rglob("*.py"))
ERRORS, SENTENCES = {"StudioError", "UsageError"}, {"Sentence", "Notice", "Failed"}
KEPT = {
    "Avid", "Resolve", "You", "Tube", "Timecode", "In", "Studio", "Open", "Timeline", "Matroska", "Whisper", "Sub",
    "Rip", "Web", "Columns",
    "mmsa", "studio", "doctor", "device", "auto", "project", "subtitles", "export", "data", "packaging", "run", "sh",
    "pip", "install", "force", "reinstall", "no", "deps", "silero", "vad", "python", "training", "model", "safetensors",
    "config", "json", "pickle", "resources", "srt", "ass", "vtt", "otio", "name", "text", "voice", "face", "ferplus",
    "train", "npz", "subtitle", "offset", "rate",
}  # fmt: skip
"""Names, commands and endings that are the same in every language."""


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def needed(template: Template) -> set[str]:
    """The values a template needs; a hint of a nested sentence comes with the sentence."""
    names = set().union(*(places(text) for text in template))
    return {name.removesuffix("_hint") for name in names} | ({"count"} if template.one else set())


def sites() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call in the program that makes a sentence: where, the call, and what is called."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called in ERRORS | SENTENCES:
                yield f"{path.name}:{node.lineno}", node, called


def passes_on(call: ast.Call) -> bool:
    """Whether a call takes kind and values as another sentence has them, or the class is named only."""
    source = [ast.unparse(argument) for argument in call.args]
    return len(source) > 1 and source[0].endswith(".kind") and source[1] == source[0].replace(".kind", ".values")


def kinds_of(call: ast.Call) -> list[str] | None:
    """The kinds a call may have; None where they are no literals."""
    first = call.args[0]
    chosen = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [one.value for one in chosen] if all(isinstance(one, ast.Constant) for one in chosen) else None


def values_of(call: ast.Call, called: str) -> set[str | None]:
    """Names of the values a call gives; None stands for what is unpacked."""
    if called in ERRORS:
        return {keyword.arg for keyword in call.keywords}
    given = call.args[1] if len(call.args) > 1 else ast.Dict([], [])
    assert isinstance(given, ast.Dict), ast.unparse(call)
    return {key.value if isinstance(key, ast.Constant) else None for key in given.keys}


SITES = [(place, call, called) for place, call, called in sites() if not passes_on(call)]
USED = {kind for _, call, _ in SITES for kind in kinds_of(call) or ()}
SAMPLES = {"count": 3, "next": 2, "shift": 1.25, "size": 70_000}
"""Values of the places that want a number."""


def sample(kind: str) -> dict[str, str | int | float]:
    return {name: SAMPLES.get(name, "一二三") for name in needed(TABLE[kind])}


def test_every_site_names_a_kind_of_the_table_and_gives_exactly_its_values() -> None:
    assert len(SITES) > 150
    for place, call, called in SITES:
        kinds = kinds_of(call)
        assert kinds is not None or ast.unparse(call.args[0]) == "TERM", f"{place} names its kind in no literal"
        for kind in kinds or ():
            assert kind in TABLE, f"{place}: {kind}"
            wanted = needed(TABLE[kind])
            assert values_of(call, called) == wanted, f"{place}: {kind} needs {wanted}"


def test_every_kind_of_the_table_is_said_somewhere() -> None:
    assert set(TABLE) == USED


def test_kinds_are_a_room_and_what_it_says() -> None:
    assert all(re.fullmatch(r"[a-z]+\.[a-z0-9_]+", kind) for kind in TABLE)


@pytest.mark.parametrize("kind", TABLE)
def test_every_kind_is_said_in_chinese_without_a_word_of_english(kind: str) -> None:
    for count in (1, 3):
        values = sample(kind) | ({"count": count} if "count" in sample(kind) else {})
        for name in [one for one in values if f"{{{one}_hint}}" in TABLE[kind].hint]:
            values[name] = Sentence("analysis.no_words")
        texts = spoken(kind, values, chinese)
        assert all("{" not in text.replace("{name}", "") for text in texts)
        for text in texts:
            assert not set(words(text)) - KEPT, text


def chinese(text: str) -> str:
    """The translation of a template; one that is nothing but a place needs none."""
    return CHINESE[text] if words(re.sub(r"{[^}]*}", "", text)) or text in CHINESE else text


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z][a-z]+", text)


def test_translations_have_the_same_places_told_the_same_way() -> None:
    for template in TABLE.values():
        for text in filter(None, template):
            fields = [
                sorted(f"{name}:{how}" for _, name, how, _ in Formatter().parse(one) if name is not None)
                for one in (text, chinese(text))
            ]
            assert fields[0] == fields[1], text


def test_every_word_that_is_translated_by_itself_has_a_translation() -> None:
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "term":
                (argument,) = node.args
                chosen = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
                found |= {one.value for one in chosen if isinstance(one, ast.Constant)}
    modalities = {name for one in MODALITIES for name in (one, one.capitalize())}
    shortened = {"name", "note", "comment", "title"}
    jobs = {"The analysis", "The explanation"}
    assert {"opened", "saved", "read", "Whisper model"} <= found
    assert not (found | modalities | shortened | jobs) - set(CHINESE)


def test_errors_travel_between_processes() -> None:
    told = UsageError("film.unreadable", name="a.mp4", reason=Sentence("reason.disk"))
    again = pickle.loads(pickle.dumps(told))
    assert type(again) is UsageError
    assert (again.kind, again.values, again.exit_code) == (told.kind, told.values, 2)
    assert str(again) == again.message == "“a.mp4” could not be read: the disk reported an error."
    assert again.hint == "Check the drive it lies on."


def test_a_kind_that_is_not_in_the_table_or_a_value_that_is_missing_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        StudioError("film.unreadable", name="a.mp4")


def test_a_notice_of_a_later_version_is_said_as_such() -> None:
    told = Notice("from.the_future", {"what": 1})
    assert told.message.startswith("Another version")
    assert not words(said(told, chinese)[0])


def test_a_sentence_inside_another_is_said_in_the_same_language_with_its_hint() -> None:
    why = Sentence("film.no_picture")
    told = Notice("analysis.left_out", {"modality": term("Face"), "reason": why})
    assert told.message == "Face is left out: This film has no picture."
    assert told.hint == why.hint
    assert said(told, chinese) == ("未计入面部：这部影片没有画面。", "可以根据声音和台词进行分析。")
    assert in_full(told, chinese) == "未计入面部：这部影片没有画面。可以根据声音和台词进行分析。"
    assert in_full(Failed("film.empty", {"name": "x"}, "details")).startswith("“x” is empty. Copy")


def test_one_is_said_as_one() -> None:
    assert Sentence("export.early", {"count": 1}).message.startswith("1 marker was")
    assert Sentence("export.early", {"count": 2}).message.startswith("2 markers were")


def test_words_are_listed_as_the_language_does() -> None:
    colours = listed(map(term, ("red", "blue", "green")))
    told = Sentence("export.colours", {"system": "Avid", "colours": colours})
    assert told.message == "Avid has no red, blue, green; the nearest colour was taken."
    assert said(told, chinese)[0] == "Avid 没有红、蓝、绿；已采用最接近的颜色。"
    assert (listed([]), in_turn([])) == ("", "")
    both = in_turn([Notice("analysis.no_sound"), Notice("analysis.no_picture")])
    assert Sentence("analysis.nothing", {"path": "x", "notices": both}).hint == (
        "The film has no sound. The film has no picture."
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EISDIR, errno.ENAMETOOLONG])
def test_what_the_system_says_is_said_in_our_words(number: int) -> None:
    why = reason(OSError(number, os.strerror(number)))
    assert isinstance(why, Sentence)
    assert not words(spoken(why.kind, why.values, chinese)[0])


def test_what_we_have_no_words_for_is_said_in_the_systems() -> None:
    assert reason(OSError(errno.ELOOP, "Too many links")) == "Too many links"
    assert reason(OSError("odd")) == "odd"
