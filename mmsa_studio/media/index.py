"""Every presented timestamp of a film, without decoding it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from mmsa_studio.core.film import Joint
from mmsa_studio.media.clock import LineBuilder, find_joints
from mmsa_studio.media.container import packets, unit_of
from mmsa_studio.media.timing import Stamps

_VP8_SHOWN = 0x10
_CLOCKS = ("mpegts", "mpeg")
"""Formats made to be cut and joined, whose times FFmpeg passes on as they are."""


@dataclass(frozen=True)
class Index:
    """Where pictures stand and where the sound ends, in units of their streams.

    Attributes:
        pictures: presented timestamps, ascending and unique; empty without a picture. shape (N,)
        last_duration: how long the last picture stays; 0 when unknown.
        sound_end: end of the last packet of sound; None when only the header tells.
        joints: where the clock of all that starts again or jumps; the film is then to be opened with them.
    """

    pictures: Stamps
    last_duration: int = 0
    sound_end: int | None = None
    joints: tuple[Joint, ...] = ()


def read_index(container: InputContainer, picture: VideoStream | None, first_pts: int, sound: Stream | None) -> Index:
    """Take the timestamps from the table of contents where it tells them, else from every packet.

    Args:
        container: freshly opened.
        picture: the picture stream, if any.
        first_pts: timestamp of its first picture that can be decoded; earlier ones are never shown.
        sound: the sound stream, if any.
    """
    if picture and (stamps := _table(container, picture, first_pts)) is not None:
        return Index(stamps)
    return _walk(container, picture, first_pts, sound)


def _table(container: InputContainer, picture: VideoStream, first_pts: int) -> Stamps | None:
    """Timestamps from the table of contents of an MP4 or MOV; None where only the packets tell.

    The table knows decoding times. Evenly spaced they are the presentation times in another order.
    """
    if not container.format.name.startswith("mov") or not 1 < picture.frames <= len(picture.index_entries):
        return None
    size = container.size
    table = [
        entry.timestamp
        for entry in picture.index_entries
        if not entry.is_discard and entry.pos + entry.size <= size  # a truncated film has lost the others
    ]
    stamps: Stamps = np.array(table, np.int64)
    steps = np.diff(stamps)
    if len(stamps) < 2 or steps.min() != steps.max():
        return None
    return _with_true_tail(container, picture, stamps + (first_pts - stamps[0]))


def _with_true_tail(container: InputContainer, picture: VideoStream, stamps: Stamps) -> Stamps:
    """Replace the last group of pictures by what its packets say: a cut there may have torn holes into it."""
    try:
        container.seek(int(stamps[-1]), stream=picture)
    except av.error.FFmpegError:
        return stamps
    tail = [packet.pts for packet in packets(container, picture) if packet.pts is not None and not packet.is_discard]
    if not tail:
        return stamps
    joined: Stamps = np.array([*stamps[stamps < min(tail)], *sorted(set(tail))], np.int64)
    return joined


def _walk(container: InputContainer, picture: VideoStream | None, first_pts: int, sound: Stream | None) -> Index:
    shown: dict[int, int] = {}
    counted = 0
    sound_end: int | None = None
    lines = {stream.index: LineBuilder() for stream in _clocked(container, picture)}
    wanted = [stream for stream in container.streams if stream.index in lines or stream in (picture, sound)]
    for packet in packets(container, *wanted):
        if not packet.size or packet.is_discard:
            continue
        if packet.stream_index in lines:
            lines[packet.stream_index].feed(packet)
        stamp = packet.dts if packet.pts is None else packet.pts
        if sound and packet.stream_index == sound.index:
            sound_end = max(sound_end or 0, (stamp or 0) + (packet.duration or 0))
        elif picture and packet.stream_index == picture.index and not _hidden(packet):
            counted += 1
            if stamp is not None and stamp >= first_pts:
                shown[stamp] = packet.duration or 0
    leading = picture or sound
    main = lines.pop(leading.index, None) if leading else None
    joints = find_joints(main.line(), [other.line() for other in lines.values()]) if main else ()
    if picture is None:
        return Index(np.zeros(0, np.int64), 0, sound_end, joints)
    stamps = _stamps(container, picture, sorted(shown), counted)
    return Index(stamps, shown.get(int(stamps[-1]), 0), sound_end, joints)


def _clocked(container: InputContainer, picture: VideoStream | None) -> list[Stream]:
    """The streams that tell whether the film's clock starts again; none where it cannot."""
    if container.format.name not in _CLOCKS:
        return []
    return [picture, *container.streams.audio] if picture else [*container.streams.audio]


def _stamps(container: InputContainer, picture: VideoStream, shown: list[int], counted: int) -> Stamps:
    if not shown:
        return _even(0, counted, 1 / (Fraction(picture.guessed_rate or 25) * unit_of(picture)))
    if container.format.name == "mpeg" and len(shown) < counted:
        return _even(shown[0], counted, Fraction(shown[-1] - shown[0], counted - 1))
    return np.array(shown, np.int64)


def _even(first: int, count: int, step: Fraction) -> Stamps:
    """Timestamps for a stream that has none (raw H.264) or repeats some (MPEG programme streams)."""
    stamps: Stamps = np.array([first + round(step * number) for number in range(max(1, count))], np.int64)
    return stamps


def _hidden(packet: Packet[Any]) -> bool:
    """Whether a packet only helps to decode others: VP8's alternate references are never shown."""
    return packet.stream.codec_context.name == "vp8" and not memoryview(packet)[0] & _VP8_SHOWN
