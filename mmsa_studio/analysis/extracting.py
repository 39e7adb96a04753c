"""A stage of the analysis: what a film holds of one kind, given to every extractor that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from mmsa_studio.analysis.state import State
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.faces import Faces
from mmsa_studio.core.film import Cue
from mmsa_studio.core.modality import Reads, reading
from mmsa_studio.core.track import ROUGH, UNKNOWN, Track
from mmsa_studio.features import extractor
from mmsa_studio.features.base import Extractor, FacePicture
from mmsa_studio.media.sound import SoundChunk


class Extractors:
    """The extractors of one kind of material, fed side by side, whatever feeds them: a file, a stretch, a camera.

    One that fails is left out and said so, and the others go on. Used as a context, so that what they hold is let go
    of however the stage ends.

    Args:
        state: of the run; takes the tracks.
        kind: of the material.
        first: the first step that is looked at.
        rough: whether what is fed is only a sample of the film.
    """

    def __init__(self, state: State, kind: Reads, *, first: int = 0, rough: bool = False) -> None:
        self._state, self._first, self._rough = state, first, rough
        self._faces_before = state.project.faces.before(first)
        self._all: dict[str, Extractor] = {}
        for modality in reading(kind):
            if not state.known(modality):
                with self._guarded(modality):
                    self._all[modality] = extractor(modality)(
                        state.grid, device=state.device, info=state.media, folder=state.model.folder
                    )

    def __enter__(self) -> Extractors:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __bool__(self) -> bool:
        """Whether anybody reads what is fed."""
        return bool(self._all)

    def feed(self, item: tuple[Cue, ...] | SoundChunk | FacePicture) -> None:
        """Give the next material to everybody."""
        for modality, one in [*self._all.items()]:
            with self._guarded(modality):
                one.feed(item)

    def deliver(self, *, final: bool = False) -> None:
        """Hand over the tracks as they are now; `final` when nothing more will come."""
        for modality, one in [*self._all.items()]:
            with self._guarded(modality):
                track = self._graded(one.track(final=final))
                self._state.take(track, self._faces(one))

    def close(self) -> None:
        """Let go of what the extractors hold."""
        for modality in [*self._all]:
            self._drop(modality)

    def _graded(self, track: Track) -> Track:
        """A track with what was not looked at here unknown, and what was only sampled rough."""
        steps = np.arange(track.grid.count)
        quality = np.where(steps < self._first, UNKNOWN, track.quality).astype(np.uint8)
        return replace(track, quality=np.minimum(quality, ROUGH) if self._rough else quality)

    def _faces(self, one: Extractor) -> Faces | None:
        """All faces of the film, when this extractor finds faces."""
        found: Callable[[Faces], Faces] | None = getattr(one, "faces", None)
        return found(self._faces_before) if found and not self._rough else None

    @contextmanager
    def _guarded(self, modality: str) -> Iterator[None]:
        try:
            yield
        except StudioError as error:
            self._state.leave_out(modality, error)
            self._drop(modality)

    def _drop(self, modality: str) -> None:
        close: Callable[[], None] | None = getattr(self._all.pop(modality, None), "close", None)
        if close:
            close()
