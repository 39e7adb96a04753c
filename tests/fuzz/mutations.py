"""What happens to files: flipped bits, cuts, zeros, odd lengths, blocks and lines twice or gone, two files in one."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Mutation = Callable[[bytearray, random.Random], bytes]

ODD = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)
ODD_TEXTS = (
    b"1e999", b"1e999999999", b"NaN", b"-1", b"0/0", b"1/0", b"99999999999999999999", b"00:00:00;99", b"99:99:99,999",
    b"\xff\xfe", b"\x00", b"\r", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"\\N" * 500, b" " * 3000, b"{" * 3000,
    b"<" * 3000, b"[" * 2000, b'"' * 999, b"\xf0\x9f\x98\x80" * 300, "\u202e".encode(), b"=1+1",
)  # fmt: skip


def mutated(seed: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A seed with one to four things done to it."""
    content = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 4))):
        content = bytearray(_joined(content, others, chance) if chance.random() < 0.05 else _one(content, chance))
    return bytes(content)


def _one(content: bytearray, chance: random.Random) -> bytes:
    return chance.choice(MUTATIONS)(content, chance) if content else b""


def _joined(content: bytearray, others: Sequence[bytes], chance: random.Random) -> bytes:
    """The head of one file and the tail of another."""
    other = chance.choice(others)
    return bytes(content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :])


def _flip(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 3, 20))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def _cut(content: bytearray, chance: random.Random) -> bytes:
    return bytes(content[: chance.randrange(len(content))])


def _zero(content: bytearray, chance: random.Random) -> bytes:
    start, length = _stretch(content, chance)
    return bytes(content[:start]) + bytes(length) + bytes(content[start + length :])


def _drop(content: bytearray, chance: random.Random) -> bytes:
    start, length = _stretch(content, chance)
    return bytes(content[:start] + content[start + length :])


def _twice(content: bytearray, chance: random.Random) -> bytes:
    start, length = _stretch(content, chance)
    return bytes(content[: start + length] + content[start:])


def _odd_number(content: bytearray, chance: random.Random) -> bytes:
    """A number like those of lengths and counts, in the head more often, where most of them are."""
    place = chance.randrange(min(len(content), chance.choice((200, 2000, len(content)))))
    number = chance.choice(ODD).to_bytes(4, chance.choice(("big", "little")))
    return bytes(content[:place] + number + content[place + 4 :])


def _odd_text(content: bytearray, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return bytes(content[:place] + chance.choice(ODD_TEXTS) + content[place + chance.choice((0, 3, 12)) :])


def _odd_digits(content: bytearray, chance: random.Random) -> bytes:
    """A number that is written in digits is another one."""
    places = [place for place, byte in enumerate(content) if 48 <= byte < 58]
    if not places:
        return bytes(content)
    start = end = chance.choice(places)
    while end < len(content) and 48 <= content[end] < 58:
        end += 1
    return bytes(content[:start] + chance.choice(ODD_TEXTS[:9]) + content[end:])


def _lines(content: bytearray, chance: random.Random) -> bytes:
    lines = bytes(content).splitlines(keepends=True)
    place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(3)
    if kind == 0:
        del lines[place]
    elif kind == 1:
        lines[place:place] = [lines[other]] * chance.choice((1, 300))
    else:
        lines[place], lines[other] = lines[other], lines[place]
    return b"".join(lines)


def _chunks(content: bytearray, chance: random.Random) -> bytes:
    """A box or chunk, told by four letters after its length, twice or gone."""
    names = [b"moov", b"trak", b"mdat", b"stts", b"stsz", b"elst", b"mvhd", b"fmt ", b"data", b"LIST", b"tmcd"]
    found = [bytes(content).find(name) for name in names]
    places = [place - 4 for place in found if place >= 4]
    if not places:
        return _drop(content, chance)
    start = chance.choice(places)
    length = min(max(int.from_bytes(content[start : start + 4], "big"), 8), len(content) - start)
    box = content[start : start + length]
    return bytes(content[:start] + (box * 2 if chance.random() < 0.5 else b"") + content[start + length :])


def _stretch(content: bytearray, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content))
    return start, min(chance.choice((1, 16, 500, len(content))), len(content) - start)


MUTATIONS: tuple[Mutation, ...] = (
    _flip, _cut, _zero, _drop, _twice, _odd_number, _odd_text, _odd_digits, _lines, _chunks,
)  # fmt: skip
