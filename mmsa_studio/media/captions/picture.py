"""Closed captions inside the packets of a picture stream, after ATSC A/53: read without decoding a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from av.packet import Packet
from av.stream import Stream

Triple = tuple[int, int, int]
"""What it is (0 and 1: CEA-608 of the first and second field, 2 and 3: CEA-708), and two bytes."""

_IDENTIFIER = b"GA94\x03"
_MARKER = 0xFF
_MOST = 31
_TRIED = 3000
"""Pictures without captions after which a film has none: one or two minutes."""
_REORDERED = 64
"""Pictures that lie at most between where a picture is shown and where it is coded."""


def captions_in(data: bytes) -> list[Triple]:
    """The caption bytes of one coded picture."""
    found: list[Triple] = []
    at = data.find(_IDENTIFIER)
    while at >= 0:
        begin = at + len(_IDENTIFIER)
        inside = _unescaped(data[begin : begin + 2 + 6 * _MOST])
        if len(inside) > 2 and inside[0] & 0x40:
            found += triples(inside[2 : 2 + 3 * (inside[0] & _MOST)])
        at = data.find(_IDENTIFIER, at + len(_IDENTIFIER))
    return found


def triples(data: bytes) -> Iterator[Triple]:
    """What valid groups of three bytes hold."""
    for at in range(0, len(data) - 2, 3):
        if data[at] & 0x04:
            yield data[at] & 3, data[at + 1], data[at + 2]


def _unescaped(data: bytes) -> bytes:
    """H.264 and H.265 put a 3 after two zeros, so that no start code comes about; captions never hold two zeros."""
    return data.replace(b"\0\0\3", b"\0\0")


def in_order_of_time(
    packets: Iterable[Packet[Stream]], unit: Fraction, origin: Fraction
) -> Iterator[tuple[Fraction, list[Triple]]]:
    """Seconds from frame 0 and captions of each picture, in the order in which pictures are shown.

    Ends early where the first pictures have none.
    """
    waiting: list[tuple[int, list[Triple]]] = []
    none_yet = True
    for number, packet in enumerate(packets):
        none_yet = none_yet and not waiting
        if none_yet and number > _TRIED:
            return
        if packet.size and packet.pts is not None and (found := captions_in(bytes(packet))):
            waiting.append((packet.pts, found))
            if len(waiting) > 2 * _REORDERED:
                waiting.sort(key=lambda one: one[0])
                yield from _timed(waiting[:_REORDERED], unit, origin)
                del waiting[:_REORDERED]
    yield from _timed(sorted(waiting, key=lambda one: one[0]), unit, origin)


def _timed(
    pictures: list[tuple[int, list[Triple]]], unit: Fraction, origin: Fraction
) -> Iterator[tuple[Fraction, list[Triple]]]:
    return ((pts * unit - origin, found) for pts, found in pictures)
