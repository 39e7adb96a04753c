"""XML keeps the published element rules: a program refuses a whole file for one stray attribute or wrong order."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from mmsa_studio.core.project import Project
from mmsa_studio.export import ExportOptions, render
from tests.export.material import PLAIN, film, golden_project

FCPXML = {
    "fcpxml": ("version", "resources event", ""),
    "resources": ("", "format", ""),
    "format": ("id", "", "name frameDuration width height"),
    "event": ("", "project", "name"),
    "project": ("", "sequence", "name"),
    "sequence": ("format", "spine", "duration tcStart tcFormat"),
    "spine": ("", "gap", ""),
    "gap": ("offset duration", "marker* chapter-marker*", "name start"),
    "marker": ("start value", "", "duration note completed"),
    "chapter-marker": ("start value", "", "duration note posterOffset"),
}
"""Of Apple's FCPXML 1.10 DTD: required attributes, children in order, other attributes allowed."""

XMEML = {
    "xmeml": ("version", "sequence", ""),
    "sequence": ("id", "name duration rate media timecode marker*", ""),
    "rate": ("", "timebase ntsc", ""),
    "timecode": ("", "rate string frame displayformat", ""),
    "media": ("", "video", ""),
    "format": ("", "samplecharacteristics", ""),
    "samplecharacteristics": ("", "rate width height", ""),
    "track": ("", "clipitem*", ""),
    "clipitem": ("id", "name duration rate start end in out file", ""),
    "file": ("id", "name pathurl rate duration timecode media", ""),
    "marker": ("", "comment name in out pproColor", ""),
}
"""Of the Final Cut Pro 7 XML reference; `video` differs below a sequence and a file."""

EAF = {
    "ANNOTATION_DOCUMENT": ("AUTHOR DATE FORMAT VERSION", "HEADER TIME_ORDER TIER* LINGUISTIC_TYPE", "schema"),
    "HEADER": ("MEDIA_FILE TIME_UNITS", "MEDIA_DESCRIPTOR", ""),
    "MEDIA_DESCRIPTOR": ("MEDIA_URL MIME_TYPE", "", ""),
    "TIME_ORDER": ("", "TIME_SLOT*", ""),
    "TIME_SLOT": ("TIME_SLOT_ID TIME_VALUE", "", ""),
    "TIER": ("LINGUISTIC_TYPE_REF TIER_ID", "ANNOTATION*", ""),
    "ANNOTATION": ("", "ALIGNABLE_ANNOTATION", ""),
    "ALIGNABLE_ANNOTATION": ("ANNOTATION_ID TIME_SLOT_REF1 TIME_SLOT_REF2", "ANNOTATION_VALUE", ""),
    "LINGUISTIC_TYPE": ("GRAPHIC_REFERENCES LINGUISTIC_TYPE_ID TIME_ALIGNABLE", "", ""),
}


def _root(project: Project, format_id: str, options: ExportOptions = PLAIN) -> ElementTree.Element:
    return ElementTree.fromstring(next(iter(render(project, format_id, options).files.values())))


def _check(root: ElementTree.Element, rules: dict[str, tuple[str, str, str]]) -> None:
    for element in root.iter():
        if element.tag not in rules:
            continue
        required, children, allowed = (rule.split() for rule in rules[element.tag])
        attributes = {name for name in element.attrib if not name.startswith("{")}
        assert set(required) <= attributes <= {*required, *allowed}, element.tag
        order = " ".join(child.tag for child in element)
        pattern = "".join(f"(?:{child[:-1]} )*" if child.endswith("*") else f"{child} " for child in children)
        assert re.fullmatch(pattern, f"{order} " if order else ""), f"{element.tag}: {order}"


@pytest.mark.parametrize("switches", [frozenset(), frozenset({"chapters"})])
def test_fcpxml(switches: frozenset[str]) -> None:
    for project in (golden_project(), Project(film())):
        root = _root(project, "fcpxml", ExportOptions(switches=switches))
        _check(root, FCPXML)
        assert {element.tag for element in root.iter()} <= set(FCPXML)
        assert re.fullmatch(r"\d+/\d+s", root.find("resources/format").get("frameDuration"))


def test_xmeml() -> None:
    for project in (golden_project(), Project(film())):
        root = _root(project, "xmeml")
        _check(root, XMEML)
        assert [child.tag for child in root.find("sequence/media/video")] == ["format", "track"]


def test_eaf() -> None:
    root = _root(golden_project(), "eaf")
    _check(root, EAF)
    slots = {slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")}
    assert list(slots.values()) == sorted(slots.values())
    tiers = {tier.get("TIER_ID"): tier for tier in root.iter("TIER")}
    assert list(tiers) == ["markers", "markers 2", "cues", "words", "category", "valence", "arousal", "intensity"]
    ids = [annotation.get("ANNOTATION_ID") for annotation in root.iter("ALIGNABLE_ANNOTATION")]
    assert len(ids) == len(set(ids))
    for tier in tiers.values():
        last = 0
        for annotation in tier.iter("ALIGNABLE_ANNOTATION"):
            start, end = slots[annotation.get("TIME_SLOT_REF1")], slots[annotation.get("TIME_SLOT_REF2")]
            assert last <= start < end, "annotations of a tier overlap"
            last = end
    words = [annotation.findtext("ANNOTATION_VALUE") for annotation in tiers["words"].iter("ALIGNABLE_ANNOTATION")]
    assert words == ["Hello", "there"]
    categories = [note.findtext("ANNOTATION_VALUE") for note in tiers["category"].iter("ALIGNABLE_ANNOTATION")]
    assert categories == ["fear", "joy"]


def test_emotionml() -> None:
    name = "{http://www.w3.org/2009/10/emotionml}"
    project = golden_project()
    root = _root(project, "emotionml")
    emotions = root.findall(f"{name}emotion")
    assert len(emotions) == 2, "one for each stretch in which something is known"
    lengths = []
    for emotion in emotions:
        assert emotion.get("category-set").startswith("#")
        for part in (*emotion.findall(f"{name}category"), *emotion.findall(f"{name}dimension")):
            trace = part.find(f"{name}trace")
            samples = [float(sample) for sample in trace.get("samples").split()]
            assert trace.get("freq") == "5Hz"
            assert part.get("value") is None, "value or trace, never both"
            assert all(0 <= sample <= 1 for sample in samples)
            lengths.append(len(samples))
        assert re.fullmatch(r".*#t=[\d.]+,[\d.]+", emotion.find(f"{name}reference").get("uri"))
    assert set(lengths) == {5, 10}
