"""The models this program can use: a set of encoders and the fusion that was fitted to them, with one identity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mmsa_studio import __version__
from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.modality import TABLE, TEXT
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.paths import resource
from mmsa_studio.core.speech import ENGLISH
from mmsa_studio.core.track import Track
from mmsa_studio.models.weights import listed, metadata_of

STANDARD = "standard"
FUSION = "fusion"


@dataclass(frozen=True)
class Model:
    """Encoders and fusion that belong together.

    Attributes:
        name: what a person chooses it by.
        folder: where its weights lie.
        encoders: who makes the track of each modality.
        fusion: who puts them together.
        languages: codes of the languages whose words the text encoder reads.
    """

    name: str
    folder: Path
    encoders: Mapping[str, ModelIdentity]
    fusion: ModelIdentity
    languages: frozenset[str] = frozenset({ENGLISH})


def model(name: str = STANDARD) -> Model:
    """A model by its name.

    Raises:
        StudioError: when its weights are not there.
        UsageError: when there is no such model.
    """
    if name not in FOLDERS:
        raise UsageError("model.unknown", model=name, known=", ".join(FOLDERS))
    return _read(name, FOLDERS[name] or resource("models"))


FOLDERS: dict[str, Path | None] = {STANDARD: None}
"""Every model and its folder of weights; None for the program's own. A further model is one more line."""


def models() -> tuple[Model, ...]:
    """All models, as a person chooses among them."""
    return tuple(model(name) for name in FOLDERS)


def maker(tracks: Iterable[Track], fusion: ModelIdentity | None = None) -> Model | None:
    """The model whose encoders made all of these tracks; where several have the same, the one with this fusion.

    None where an earlier model made them, or several did.
    """
    made = [(track.modality, track.made_by) for track in tracks]
    fitting = [one for one in models() if all(one.encoders.get(modality) == by for modality, by in made)]
    return next((one for one in fitting if one.fusion == fusion), next(iter(fitting), None))


@cache
def _read(name: str, folder: Path) -> Model:
    encoders = {one.id: _identity(one.id, folder) for one in TABLE}
    return Model(name, folder, encoders, _identity(FUSION, folder), languages_read(folder))


def languages_read(folder: Path | None = None) -> frozenset[str]:
    """Codes of the languages whose words the text encoder of a folder of weights reads; it says so in its metadata."""
    return frozenset(metadata_of(TEXT, folder).get("languages", [ENGLISH]))


def _identity(part: str, folder: Path) -> ModelIdentity:
    """Who a part is; one without weights is known by the version of the program."""
    entry = listed(folder).get(part)
    if entry is None:
        return ModelIdentity(part, __version__, "")
    return ModelIdentity(part, str(metadata_of(part, folder).get("version", "1")), str(entry["sha256"]))
