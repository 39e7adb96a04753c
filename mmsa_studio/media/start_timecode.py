"""Where films keep the timecode of their first frame, and how many of its labels are counted a second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from av.container import InputContainer

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.rates import frame_at, nominal
from mmsa_studio.core.timecode import StartTimecode, can_drop, parse_timecode
from mmsa_studio.media import boxes
from mmsa_studio.media.container import local_path

_STREAM_ORDER = ("video", "data", "audio", "subtitle", "attachment", "unknown")
_MXF_HEAD = 1 << 20
"""Bytes at the start of an MXF in which its header metadata lies."""
_MXF_TIMECODE = bytes.fromhex("060e2b34025301010d01010101011400")
"""Key of the timecode component, SMPTE ST 377-1."""
_MXF_SET = 256
_MXF_BASE = bytes.fromhex("15020002")
"""Local tag of "rounded timecode base", and the two bytes it is long."""
_STREAM_SOURCES = {"mov": "tmcd", "mxf": "mxf", "matroska": "mkv"}


def find_start_timecode(container: InputContainer, rate: Fraction) -> StartTimecode:
    """Look at the picture stream, the data streams, the others, the container, and a BWF time reference, in this order.

    Labels that do not exist at their rate are passed over; `;` means drop-frame only where drop-frame exists.
    """
    times = _frames_a_label(container, rate)
    for text, source in _labels(container):
        try:
            drop_frame = ";" in text and can_drop(rate)
            counted = parse_timecode(text, rate / times, drop_frame=drop_frame and can_drop(rate / times))
            return StartTimecode(counted * times, drop_frame, source)
        except UsageError:
            continue
    return _time_reference(container, rate)


def _frames_a_label(container: InputContainer, rate: Fraction) -> int:
    """How many frames share a label: at 50, 59.94 and more, timecode tracks often count 25 or 30 a second."""
    counted = 0
    match container.format.name.split(",")[0]:
        case "mov":
            counted = boxes.timecode_base(local_path(container))
        case "mxf":
            counted = mxf_timecode_base(local_path(container))
    base = nominal(rate)
    return base // counted if 0 < counted < base and base % counted == 0 else 1


def _labels(container: InputContainer) -> Iterator[tuple[str, str]]:
    source = _STREAM_SOURCES.get(container.format.name.split(",")[0], "stream")
    for stream in sorted(container.streams, key=lambda stream: _STREAM_ORDER.index(stream.type)):
        if text := _value(stream.metadata, "timecode"):
            yield text, source
    if text := _value(container.metadata, "timecode"):
        yield text, source


def mxf_timecode_base(path: str | Path) -> int:
    """Labels a second of an MXF's timecode component; 0 where its head tells none."""
    with Path(path).open("rb") as file:
        head = file.read(_MXF_HEAD)
    at = head.find(_MXF_TIMECODE)
    begin = at + len(_MXF_TIMECODE)
    found = head.find(_MXF_BASE, begin, begin + _MXF_SET) if at >= 0 else -1
    return int.from_bytes(head[found + len(_MXF_BASE) :][:2]) if found >= 0 else 0


def _time_reference(container: InputContainer, rate: Fraction) -> StartTimecode:
    samples = _value(container.metadata, "time_reference")
    if not samples.isdecimal() or not int(samples) or not container.streams.audio:
        return StartTimecode()
    seconds = Fraction(int(samples), container.streams.audio[0].codec_context.sample_rate)
    return StartTimecode(frame_at(seconds, rate), False, "bwf")


def _value(metadata: Mapping[str, str], wanted: str) -> str:
    return next((text for name, text in metadata.items() if name.lower() == wanted), "")
