"""A stage of the analysis: what a film holds of one kind, given to every extractor that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from mmsa_studio.analysis.state import State
from mmsa_studio.core.draft import Arrays, Draft, of_stage
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.faces import Faces
from mmsa_studio.core.film import Cue
from mmsa_studio.core.jobs import Drafted
from mmsa_studio.core.modality import Reads, reading
from mmsa_studio.core.track import ROUGH, UNKNOWN, Track
from mmsa_studio.features import extractor
from mmsa_studio.features.base import Drafting, Extractor, FacePicture
from mmsa_studio.media.sound import SoundChunk


class Extractors:
    """The extractors of one kind of material, fed side by side, whatever feeds them: a file, a stretch, a camera.

    One that fails is left out and said so, and the others go on. Used as a context, so that what they hold is let go
    of however the stage ends.

    Args:
        state: of the run; takes the tracks.
        kind: of the material.
        stage: whose drafts they go on with.
        first: the first step that is looked at.
        rough: whether what is fed is only a sample of the film.

    Attributes:
        needed: from where on material is to be fed: a number of cues, a sample or a grid step.
    """

    def __init__(self, state: State, kind: Reads, stage: str, *, first: int = 0, rough: bool = False) -> None:
        self._state, self._stage, self._first, self._rough = state, stage, first, rough
        self._faces_before = state.project.faces.before(first)
        self._all: dict[str, Extractor] = {}
        for modality in reading(kind):
            if not state.known(modality):
                with self._guarded(modality):
                    self._all[modality] = extractor(modality)(
                        state.grid, device=state.device, info=state.media, folder=state.model.folder
                    )

        self.needed = first
        for draft in drafts_of(state, kind, stage):
            self.needed = draft.end
            for modality, one in self._all.items():
                if isinstance(one, Drafting):
                    one.recall(draft.end, draft.of(modality))

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

    def draft(self, own: Arrays | None = None) -> None:
        """Tell what was worked out since, with what the stage itself knows; nothing where somebody keeps no drafts."""
        drafting = {modality: one for modality, one in self._all.items() if isinstance(one, Drafting)}
        if not drafting or len(drafting) < len(self._all):
            return
        given = {modality: one.draft() for modality, one in drafting.items()}
        end = min(end for end, _ in given.values())
        found = {
            f"{modality}.{name}": array for modality, (_, arrays) in given.items() for name, array in arrays.items()
        }
        makers = {modality: self._state.model.encoders.get(modality) for modality in given}
        self._state.tell(Drafted(Draft(self._stage, self.needed, end, makers, {**found, **(own or {})})))
        self.needed = end

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


def drafts_of(state: State, kind: Reads, stage: str) -> tuple[Draft, ...]:
    """The drafts with which a stage can go on: of all who read the material, and by the encoders there are now."""
    makers = {modality: state.model.encoders.get(modality) for modality in reading(kind) if not state.known(modality)}
    drafts = of_stage(state.project.drafts, stage)
    if not drafts or any(draft.makers != makers for draft in drafts):
        return ()
    columns = {modality: getattr(extractor(modality), "drafted", None) for modality in makers}
    wanted = {modality: given for modality, given in columns.items() if given is not None}
    fitting = all(draft.fits(modality, given) for draft in drafts for modality, given in wanted.items())
    return drafts if fitting and len(wanted) == len(makers) else ()
