"""Text that is safe to hand to other programs: one line, legal characters, plain ASCII, short tags."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2s

from mmsa_studio.core.encodings import decode_text
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.limits import MOST_LINES

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACES = re.compile(r"[\s\x85\u2028\u2029]+")
_TAG = re.compile(r"\[#([0-9a-f]{10}(?: [0-9a-f]{10})*)\]")
_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-",
        "…": "...", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
        "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ı": "i",
    }
)  # fmt: skip


def legal(text: str) -> str:
    """Without characters that XML and editing systems refuse; every line end becomes a line feed."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Every run of white space, line breaks and tabs included, becomes one blank."""
    return _SPACES.sub(" ", text).strip()


def plain(text: str) -> str:
    """Folded to ASCII: accents go, what has no counterpart becomes `?`."""
    folded = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(c for c in folded if not unicodedata.combining(c)).encode("ascii", "replace").decode()


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, ending in `...` when some were cut."""
    return text if len(text) <= limit else text[: limit - 3].rstrip() + "..."


def tag(marker_id: str) -> str:
    """Ten characters by which a marker is known again without showing its whole id."""
    return blake2s(marker_id.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def tagged(text: str, ids: tuple[str, ...]) -> str:
    """Text with the tags of the markers it stands for at its end."""
    return f"{text} [#{' '.join(map(tag, ids))}]".lstrip()


def untagged(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the tags at its end, and the tags."""
    note, found, ids = text.rstrip().rpartition("[#")
    match = _TAG.fullmatch(found + ids)
    return (note.rstrip(), tuple(match[1].split())) if match else (text, ())


def lines_of(text: str) -> list[str]:
    """The lines of a file, whichever of the three line ends it has.

    Raises:
        StudioError: when there are more than `limits` allows.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_LINES:
        raise StudioError("import.many_lines", most=MOST_LINES)
    return text.removesuffix("\n").split("\n")


def decoded(content: bytes) -> str:
    """Text of a file in the encodings editing systems write.

    Raises:
        StudioError: when the file is not text.
    """
    text = decode_text(content)
    if "\0" in text:
        raise StudioError("import.no_text")
    return text
