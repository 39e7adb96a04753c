"""Readers that share nothing with the program: other people's software, and grammars written from the specification."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from fractions import Fraction

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import opentimelineio as otio


@dataclass(frozen=True)
class Seen:
    """A marker in frames of the timeline."""

    start: int
    length: int
    name: str
    note: str = ""
    colour: str = ""


def frames_of(label: str, nominal: int, drop: bool) -> int:
    """Frames from midnight of a label, by the formula of the specification; refuses labels that do not exist."""
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)[:;](\d{2,3})", label)
    assert match, label
    hours, minutes, seconds, frames = map(int, match.groups())
    assert frames < nominal, label
    dropped = nominal // 15 if drop else 0
    assert not (drop and seconds == 0 and minutes % 10 and frames < dropped), label
    total = 60 * hours + minutes
    return nominal * (60 * total + seconds) + frames - dropped * (total - total // 10)


RESOLVE_EVENT = re.compile(
    r"(\d{3})  001      V     C        (\S{11,12}) (\S{11,12}) (\S{11,12}) (\S{11,12})  \r\n"
    r"([^|\r\n]*) \|C:ResolveColor(\w+) \|M:([^|\r\n]*) \|D:(\d+)\r\n\r\n"
)


def resolve(content: bytes, nominal: int) -> tuple[str, list[Seen]]:
    """The FCM line and the markers, by the byte layout of Resolve's own file; every byte must belong."""
    text = content.decode("utf-8")
    head = re.match(r"TITLE: [^\r\n]+\r\nFCM: ((?:NON-)?DROP FRAME)\r\n\r\n", text)
    assert head, text[:80]
    place, seen, drop = head.end(), [], head[1] == "DROP FRAME"
    while place < len(text):
        match = RESOLVE_EVENT.match(text, place)
        assert match, text[place : place + 200]
        assert int(match[1]) == len(seen) + 1
        assert (match[2], match[3]) == (match[4], match[5])
        assert (";" in match[2]) == drop
        start = frames_of(match[2], nominal, drop)
        seen.append(Seen(start, int(match[9]), match[8], match[6], match[7]))
        place = match.end()
    return head[1], seen


AVID_LINE = re.compile(
    r"([^\t\n]+)\t(\d\d:\d\d:\d\d[:;]\d{2,3})\t((?:V|A)[1-9]\d?|TC1)\t"
    r"(red|green|blue|cyan|magenta|yellow|black|white)\t([^\t\n]*)\t([1-9]\d*)\n"
)


def avid_txt(content: bytes, nominal: int) -> list[Seen]:
    """Strict grammar of Avid's marker list; every byte must belong."""
    text = content.decode("utf-8")
    lines = [AVID_LINE.fullmatch(line + "\n") for line in text.split("\n")[:-1]]
    assert text == "" or text.endswith("\n")
    assert None not in lines
    return [Seen(frames_of(m[2], nominal, ";" in m[2]), int(m[6]), m[5], "", m[4]) for m in lines if m]


def avid_edl(content: bytes, rate: float) -> list[Seen]:
    """OpenTimelineIO's EDL adapter; needs the rate and labels without drop-frame."""
    timeline = otio.adapters.read_from_string(content.decode(), "cmx_3600", rate=rate)
    return [
        Seen(int(marker.marked_range.start_time.value), 1, marker.name, "", marker.metadata["cmx_3600"]["color"])
        for clip in timeline.find_clips()
        for marker in clip.markers
    ]


def xmeml(content: bytes) -> tuple[otio.schema.Timeline, list[Seen]]:
    """OpenTimelineIO's adapter for Final Cut Pro 7 XML."""
    timeline = otio.adapters.read_from_string(content.decode(), "fcp_xml")
    return timeline, [
        Seen(
            int(marker.marked_range.start_time.value),
            int(marker.marked_range.duration.value),
            marker.name,
            marker.metadata["fcp_xml"].get("comment") or "",
            marker.metadata["fcp_xml"].get("pproColor") or "",
        )
        for marker in timeline.tracks.markers
    ]


def otio_markers(content: bytes) -> tuple[otio.schema.Timeline, list[Seen]]:
    """OpenTimelineIO itself."""
    timeline = otio.adapters.read_from_string(content.decode(), "otio_json")
    return timeline, [
        Seen(
            int(marker.marked_range.start_time.value),
            int(marker.marked_range.duration.value),
            marker.name,
            marker.comment,
            marker.color,
        )
        for marker in timeline.tracks.markers
    ]


def fcpxml(content: bytes) -> tuple[int, Fraction, list[Seen]]:
    """Start of the sequence in frames, rate and markers, in fractions of seconds; refuses times off the frame."""

    def seconds(text: str) -> Fraction:
        assert re.fullmatch(r"\d+(/\d+)?s", text), text
        return Fraction(text[:-1])

    root = ElementTree.fromstring(content)
    sequence = root.find("event/project/sequence")
    gap = sequence.find("spine/gap")
    one = seconds(root.find("resources/format").get("frameDuration"))

    def frames(value: Fraction) -> int:
        assert (value / one).denominator == 1
        return int(value / one)

    first, start = seconds(gap.get("offset")), seconds(gap.get("start"))
    end = start + seconds(gap.get("duration"))
    assert first == seconds(sequence.get("tcStart"))
    seen = []
    for marker in gap:
        place = seconds(marker.get("start"))
        assert start <= place < end, "Final Cut hides markers outside of their clip"
        length = frames(seconds(marker.get("duration")))
        seen.append(Seen(frames(place - start), length, marker.get("value"), marker.get("note", "")))
    return frames(first), 1 / one, seen
