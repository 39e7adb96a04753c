"""Closed captions are read from pairs of bytes, from packets of pictures and from tracks, each word once."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mmsa_studio.media.captions.cea608 import decode
from mmsa_studio.media.captions.picture import captions_in
from mmsa_studio.media.probe import probe
from mmsa_studio.media.subtitles import find_cues

POP, PAINT, ROLL, ERASE, FLIP, RETURN = (
    (0x14, 0x20),
    (0x14, 0x29),
    (0x14, 0x25),
    (0x14, 0x2C),
    (0x14, 0x2F),
    (0x14, 0x2D),
)
ROW_14, ROW_15 = (0x14, 0x40), (0x14, 0x60)


def typed(text: str) -> list[tuple[int, int]]:
    codes = text.encode("ascii") + b"\0" * (len(text) % 2)
    return [*zip(codes[::2], codes[1::2], strict=True)]


def shown(*parts: tuple[float, list[tuple[int, int]]]) -> list[tuple[float, float, str]]:
    """Lines of pairs at times; commands are sent twice, as stations do, and letters once."""
    pairs = [
        (Fraction(str(at)), *pair)
        for at, group in parts
        for one in group
        for pair in ([one, one] if one[0] < 0x20 else [one])
    ]
    return [(float(line.start), float(line.end), line.text) for line in decode(pairs)]


def test_captions_that_pop_on() -> None:
    first = [POP, ROW_14, *typed("I HATE"), ROW_15, *typed("YOU.")]
    assert shown((0, first), (1, [FLIP]), (3, [POP, ROW_15, *typed("OK")]), (5, [ERASE, FLIP]), (7, [ERASE])) == [
        (1, 5, "I HATE\nYOU."),
        (5, 7, "OK"),
    ]


def test_captions_that_roll_are_told_row_by_row() -> None:
    rows = [
        (1, [ROLL, RETURN, ROW_15, *typed("FIRST ROW")]),
        (3, [RETURN, *typed("SECOND")]),
        (4, [RETURN]),
        (5, [ERASE]),
    ]
    assert shown(*rows) == [(1, 3, "FIRST ROW"), (3, 4, "SECOND")]


def test_captions_that_are_painted_on() -> None:
    assert shown((1, [PAINT, ROW_15, *typed("AS IT IS")]), (2, typed(" TYPED")), (4, [ERASE])) == [
        (1, 4, "AS IT IS TYPED")
    ]


def test_the_last_caption_is_not_lost() -> None:
    assert shown((0, [POP, ROW_15, *typed("BYE")]), (2, [FLIP]), (6, [(0, 0)])) == [(2, 6, "BYE")]


def test_letters_beyond_ascii_take_the_place_of_plain_ones_and_other_channels_are_not_read() -> None:
    text = [POP, ROW_15, *typed("NI"), (0x11, 0x37), *typed("OE"), (0x12, 0x21), (0x1C, 0x20), *typed("OTHER")]
    assert shown((0, text), (1, [FLIP]), (2, [ERASE])) == [(1, 2, "NI♪OÉ")]


@pytest.mark.parametrize("noise", [[(0x14, code)] * 2 for code in range(0x20, 0x30)])
def test_no_order_of_commands_is_an_error(noise: list[tuple[int, int]]) -> None:
    assert all(start <= end for start, end, _ in shown((1, [*noise, *typed("ABC"), *noise]), (2, noise), (3, [ERASE])))


def test_captions_inside_a_packet() -> None:
    message = (
        b"\xb5\x00\x31GA94\x03" + bytes([0x43, 0xFF]) + bytes([0xFC, 0x94, 0x20, 0xF8, 1, 2, 0xFE, 3, 4]) + b"\xff"
    )
    assert captions_in(b"\0\0\1\x06\x04\x14" + message + b"\0\0\1\x65 picture") == [(0, 0x94, 0x20), (2, 3, 4)]
    assert captions_in(b"GA94\x03") == []
    assert captions_in(b"a picture without") == []


def test_cases(shared) -> None:
    said = ["I HATE YOU. GET OUT.", "I AM SO HAPPY TODAY.", "THE TRAIN LEAVES AT NINE."]
    wanted = {"caption_track.mov": [1, 5, 9, 13], "in_the_picture.mp4": [1.7, 5.7, 9.8, 13]}
    for name, times in wanted.items():
        found = find_cues(probe(shared / "cases" / "29-closed-captions" / name))
        assert [" ".join(cue.text.split()) for cue in found.cues] == said
        assert [float(cue.start) for cue in found.cues] == pytest.approx(times[:3], abs=0.2)
        assert [float(cue.end) for cue in found.cues] == pytest.approx(times[1:], abs=0.2)
