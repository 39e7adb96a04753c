"""What the name of a file or the flags of a track say about subtitles: whose they are, their language and purpose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mmsa_studio.core.film import SubtitleStream
from mmsa_studio.core.languages import is_language
from mmsa_studio.media.subtitle_files import SUFFIXES

FOLDERS = {"sub", "subs", "subtitle", "subtitles", "字幕"}
"""Folders beside a film in which its subtitles may lie."""

_PARTS = re.compile(r"[^\W_]+")
_PURPOSES = {
    "forced": {"forced", "foreign", "signs", "songs", "forces", "forcés", "forcé", "forzados", "特效"},
    "hearing_impaired": {"sdh", "hi", "cc", "hoh", "captions"},
    "commentary": {"commentary", "comment", "comments", "commentaries", "commentaire", "kommentar", "评论"},
    "default": {"default"},
}
_FLAGS = {
    "forced": "forced", "hearing_impaired": "hearing_impaired", "captions": "hearing_impaired",
    "comment": "commentary", "descriptions": "commentary", "default": "default",
}  # fmt: skip
_PLAIN = {"full", "dialogue", "dialog", "subtitle", "subtitles", "sub", "subs", "latin", "american", "br", "tw", "hk",
          "cn", "us", "gb", "uk", "la", "419"}  # fmt: skip
"""Further words that a name may hold: they say nothing that is asked here."""


@dataclass(frozen=True)
class Tags:
    """What a name or a track says about its subtitles.

    Attributes:
        languages: as written, first the main one.
        forced: only what is said in a foreign language, or signs.
        commentary: what somebody says about the film.
        hearing_impaired: with sounds and names of speakers.
        default: the film's own choice.
    """

    languages: tuple[str, ...] = ()
    forced: bool = False
    commentary: bool = False
    hearing_impaired: bool = False
    default: bool = False

    @property
    def language(self) -> str:
        """The one language; empty where there are none or several."""
        return self.languages[0] if len(self.languages) == 1 else ""


def tags_of_name(text: str) -> tuple[Tags, bool]:
    """What the part of a file's name behind the film's says, and whether it says nothing else."""
    words = _words(text)
    purposes = {purpose for word in words for purpose, names in _PURPOSES.items() if word in names}
    # “hi” is Hindi and “hearing impaired”, “cc” a kind of captions: no language where another one is named, or alone
    spoken = [word for word in words if is_language(word) and not _purpose(word)]
    known = all(is_language(word) or _purpose(word) or word in _PLAIN or word.isdecimal() for word in words)
    return Tags(tuple(dict.fromkeys(spoken)), **dict.fromkeys(purposes, True)), known


def tags_of_track(track: SubtitleStream) -> Tags:
    """What a track inside the film says: by flags, or by its title, which is often all there is."""
    titled, _ = tags_of_name(track.title)
    flagged = {_FLAGS[flag]: True for flag in track.flags if flag in _FLAGS}
    languages = (track.language,) if track.language else titled.languages
    return replace(titled, languages=languages, **flagged)


def files_of(film: Path) -> Iterator[tuple[Path, Tags]]:
    """The files beside a film, and in a folder for subtitles there, that by their names are its own."""
    beside = [*_files(film.parent)]
    others = {_folded(one.stem) for one in beside if one.suffix.lower() not in SUFFIXES} - {_folded(film.stem)}
    yield from _named_like(film, beside, others)
    for folder in _folders(film.parent, FOLDERS):
        inside = [*_files(folder)]
        named = [*_named_like(film, inside, others)]
        yield from named
        for own in _folders(folder, {_folded(film.stem)}):
            yield from _tagged(_files(own))
        if not named and not any(_is_film(one) for one in beside if _folded(one.stem) in others):
            yield from _tagged(inside)


def _named_like(film: Path, files: Iterable[Path], others: set[str]) -> Iterator[tuple[Path, Tags]]:
    """film.srt, film.en.srt, film_en.sdh.srt, film (English).srt; not those of a film whose name is longer."""
    stem = _folded(film.stem)
    longer = tuple(other for other in others if other.startswith(stem))
    for path in files:
        own = _folded(path.stem)
        if path.suffix.lower() not in SUFFIXES or not own.startswith(stem) or own.startswith(longer):
            continue
        rest = own[len(stem) :]
        tags, known = tags_of_name(rest)
        if not rest or rest[0] == "." or (known and not rest[0].isalnum() and not _is_number(rest)):
            yield path, tags


def _tagged(files: Iterable[Path]) -> Iterator[tuple[Path, Tags]]:
    """Files whose names are nothing but tags, like 2_English.srt."""
    for path in files:
        tags, known = tags_of_name(_folded(path.stem))
        if path.suffix.lower() in SUFFIXES and known:
            yield path, tags


_FILMS = {
    ".mp4", ".mov", ".m4v", ".mkv", ".webm", ".mxf", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".vob",
}  # fmt: skip


def _is_film(path: Path) -> bool:
    return path.suffix.lower() in _FILMS


def _is_number(rest: str) -> bool:
    """Whether a name goes on with numbers alone: that is another film, a second part."""
    return all(word.isdecimal() for word in _words(rest))


def _files(folder: Path) -> list[Path]:
    """Ordinary files, by name; a pipe named like subtitles would never end."""
    return sorted(path for path in _entries(folder) if path.is_file())


def _folders(folder: Path, names: set[str]) -> list[Path]:
    return sorted(path for path in _entries(folder) if _folded(path.name) in names and path.is_dir())


def _entries(folder: Path) -> list[Path]:
    try:
        return [*folder.iterdir()]
    except OSError:
        return []


def _folded(name: str) -> str:
    """A name without regard to case, and to how accents are stored: macOS takes letters and accents apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _words(text: str) -> list[str]:
    return _PARTS.findall(unicodedata.normalize("NFC", text).lower())


def _purpose(word: str) -> bool:
    return any(word in names for names in _PURPOSES.values())
