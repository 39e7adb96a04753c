"""The stage of the pictures: shots, faces, and the tracks of everybody who looks."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from mmsa_studio.analysis.curve import draw
from mmsa_studio.analysis.extracting import Extractors, drafts_of
from mmsa_studio.analysis.state import DRAFTS_EVERY_S, RESULTS_EVERY_S, ROUGH_FROM_S, State
from mmsa_studio.core.draft import KEY_PICTURES, PICTURES
from mmsa_studio.core.film import shot_at
from mmsa_studio.core.jobs import ShotsReady
from mmsa_studio.core.modality import reading
from mmsa_studio.core.progress import Every, Sparingly
from mmsa_studio.core.track import FULL, UNKNOWN
from mmsa_studio.features.base import FacePicture
from mmsa_studio.media.pictures import Picture, read_pictures
from mmsa_studio.media.shots import LATE, ShotFinder, led

KEYS_APART_S = 2.0
"""Seconds of the film between two pictures of the rough pass."""
_WIDTH = 640


@dataclass(frozen=True)
class _Shown:
    """A picture and the steps in whose middle it is on screen."""

    picture: Picture
    steps: range

    def face_picture(self, shot: int) -> FacePicture:
        return FacePicture(frame=self.picture.frame, steps=self.steps, image=self.picture.rgb(_WIDTH), shot_index=shot)


@dataclass(frozen=True)
class Begin:
    """Where a pass over the pictures begins.

    Attributes:
        frame: the first that is fed.
        first: the step from which on what becomes of the faces is worked out.
        step: the first one that is looked at; steps between have drafts.
        cuts: those that are known.
        sure: the frame up to which they are all.
    """

    frame: int = 0
    first: int = 0
    step: int = 0
    cuts: tuple[int, ...] = ()
    sure: int = 0


class PicturesStage:
    """Looks at pictures as they come, in order of time. Used as a context.

    A picture stands until the next one comes. It is shown to the extractors when it is certain which shot it lies in.

    Args:
        state: of the run.
        begin: where pictures are fed from.
    """

    def __init__(self, state: State, begin: Begin = Begin()) -> None:
        self._state, self._rate = state, state.media.rate
        self._shots = ShotFinder(state.media, begin.frame, begin.cuts, begin.sure)
        self._next_step = begin.step
        self._watchers = Extractors(state, "pictures", PICTURES, first=begin.first)
        self._on_screen: Picture | None = None
        self._waiting = deque[_Shown]()

    def __enter__(self) -> PicturesStage:
        return self

    def __exit__(self, *_: object) -> None:
        self._watchers.close()

    def feed(self, picture: Picture) -> None:
        """Take the next picture."""
        self._shots.feed(picture)
        self._show_until(picture.frame)
        self._on_screen = picture
        while self._waiting and self._waiting[0].picture.frame <= picture.frame - LATE:
            self._look(self._waiting.popleft())

    def deliver(self, *, final: bool = False) -> None:
        """Tell what is known now; `final` when no picture will come any more."""
        if final:
            self._show_until(self._state.media.frame_count)
            while self._waiting:
                self._look(self._waiting.popleft())
        self._state.tell(ShotsReady(self._shots.shots(end=final)))
        self._watchers.deliver(final=final)

    def draft(self) -> None:
        """Tell what was worked out since."""
        self._watchers.draft({"cuts": np.array(self._shots.cuts, np.int64)})

    def _show_until(self, frame: int) -> None:
        """The picture on screen stands for the steps whose middle lies before a frame."""
        end = self._state.grid.first_step_from(frame, self._rate)
        if self._on_screen is not None and end > self._next_step:
            self._waiting.append(_Shown(self._on_screen, range(self._next_step, end)))
        self._next_step = max(self._next_step, end)

    def _look(self, shown: _Shown) -> None:
        self._watchers.feed(shown.face_picture(self._shots.index_of(shown.picture.frame)))


def look(state: State) -> None:
    """Look at a film's pictures: at some key pictures of a long film first, then at every one."""
    begin = _begin(state)
    if begin is None:
        return
    if begin == Begin() and state.media.duration >= ROUGH_FROM_S:
        _look_at_key_pictures(state)
    state.progress.stage("pictures")
    due, drafted = Sparingly(RESULTS_EVERY_S), Every(DRAFTS_EVERY_S)
    with PicturesStage(state, begin) as stage:
        for picture in read_pictures(state.media, start=begin.frame):
            stage.feed(picture)
            state.progress.at(picture.frame / state.media.frame_count)
            if drafted():
                stage.draft()
            if due():
                stage.deliver()
                draw(state)
        stage.deliver(final=True)


def _begin(state: State) -> Begin | None:
    """Where pictures are to be looked at from; None when everything is known.

    With drafts it is where they end, anywhere in a shot. Without, a stopped pass goes on where the first shot begins
    that was not looked at in full: what a shot's faces become depends on that shot alone.
    """
    tracks = [state.track(modality) for modality in reading("pictures")]
    if all(track is not None and track.complete for track in tracks):
        return None
    drafts = drafts_of(state, "pictures", PICTURES)
    if drafts and drafts[-1].end > drafts[0].start:
        first, step = drafts[0].start, drafts[-1].end
        sure = state.grid.frame_of(step - 1, state.media.rate)
        cuts = tuple(cut for cut in drafts[-1].arrays["cuts"].tolist() if cut <= sure)
        return Begin(led(state.media, sure, cuts[-1] if cuts else 0), first, step, cuts, sure)
    frame = _first_open(state)
    cuts = tuple(shot.end for shot in state.project.shots if shot.end <= frame)
    step = state.grid.first_step_from(frame, state.media.rate)
    return Begin(frame, step, step, cuts, frame)


def _first_open(state: State) -> int:
    """The frame at which the first shot begins that was not looked at in full; the last may be longer than it seems."""
    tracks = [state.track(modality) for modality in reading("pictures")]
    shots = state.project.shots
    if not shots or any(track is None for track in tracks):
        return 0
    missing = [int((track.quality < FULL).argmax()) for track in tracks if track is not None and not track.complete]
    shot = shot_at(shots, state.grid.frame_of(min(missing), state.media.rate)) or shots[-1]
    return min(shot.start, shots[-1].start)


def _look_at_key_pictures(state: State) -> None:
    """A first, rough track from a few pictures that are cheap to decode."""
    tracks = [state.track(modality) for modality in reading("pictures")]
    if all(track is not None and (track.quality > UNKNOWN).all() for track in tracks):
        return
    state.progress.stage("key pictures")
    drafted = Every(DRAFTS_EVERY_S)
    with Extractors(state, "pictures", KEY_PICTURES, rough=True) as watchers:
        start = state.grid.frame_of(watchers.needed, state.media.rate) if watchers.needed else 0
        for picture in read_pictures(state.media, start=start, keys_apart_s=KEYS_APART_S):
            step = state.grid.step_of(picture.frame, state.media.rate)
            watchers.feed(_Shown(picture, range(step, step + 1)).face_picture(picture.frame))
            state.progress.at(picture.frame / state.media.frame_count)
            if drafted():
                watchers.draft()
        watchers.deliver(final=True)
    draw(state)
