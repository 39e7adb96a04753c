"""Where films keep the timecode of their first frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from av.container import InputContainer

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.timecode import StartTimecode, can_drop, parse_timecode

_STREAM_ORDER = ("video", "data", "audio", "subtitle", "attachment", "unknown")
_STREAM_SOURCES = {"mov": "tmcd", "mxf": "mxf", "matroska": "mkv"}


def find_start_timecode(container: InputContainer, rate: Fraction) -> StartTimecode:
    """Look at the picture stream, the data streams, the others, the container, and a BWF time reference, in this order.

    Labels that do not exist at `rate` are passed over; `;` means drop-frame only where drop-frame exists.
    """
    for text, source in _labels(container):
        try:
            drop_frame = ";" in text and can_drop(rate)
            return StartTimecode(parse_timecode(text, rate, drop_frame=drop_frame), drop_frame, source)
        except UsageError:
            continue
    return _time_reference(container, rate)


def _labels(container: InputContainer) -> Iterator[tuple[str, str]]:
    source = _STREAM_SOURCES.get(container.format.name.split(",")[0], "stream")
    for stream in sorted(container.streams, key=lambda stream: _STREAM_ORDER.index(stream.type)):
        if text := _value(stream.metadata, "timecode"):
            yield text, source
    if text := _value(container.metadata, "timecode"):
        yield text, source


def _time_reference(container: InputContainer, rate: Fraction) -> StartTimecode:
    samples = _value(container.metadata, "time_reference")
    if not samples.isdecimal() or not int(samples) or not container.streams.audio:
        return StartTimecode()
    seconds = Fraction(int(samples), container.streams.audio[0].codec_context.sample_rate)
    return StartTimecode(frame_at(seconds, rate), False, "bwf")


def _value(metadata: Mapping[str, str], wanted: str) -> str:
    return next((text for name, text in metadata.items() if name.lower() == wanted), "")
