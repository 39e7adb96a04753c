"""The stage of the pictures: shots, faces, and the tracks of everybody who looks."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from mmsa_studio.analysis.curve import draw
from mmsa_studio.analysis.extracting import Extractors
from mmsa_studio.analysis.state import RESULTS_EVERY_S, ROUGH_FROM_S, State
from mmsa_studio.core.film import shot_at
from mmsa_studio.core.jobs import ShotsReady
from mmsa_studio.core.modality import reading
from mmsa_studio.core.progress import Sparingly
from mmsa_studio.core.track import FULL
from mmsa_studio.features.base import FacePicture
from mmsa_studio.media.pictures import Picture, read_pictures
from mmsa_studio.media.shots import LATE, ShotFinder

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


class PicturesStage:
    """Looks at pictures as they come, in order of time, from a frame on. Used as a context.

    A picture stands until the next one comes. It is shown to the extractors when it is certain which shot it lies in.

    Args:
        state: of the run.
        start: first frame that is fed; a shot begins there.
    """

    def __init__(self, state: State, start: int = 0) -> None:
        self._state, self._rate = state, state.media.rate
        self._shots_before = tuple(shot for shot in state.project.shots if shot.end <= start)
        self._shots = ShotFinder(state.media, start)
        self._next_step = state.grid.first_step_from(start, self._rate)
        self._watchers = Extractors(state, "pictures", first=self._next_step)
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
        self._state.tell(ShotsReady((*self._shots_before, *self._shots.shots(end=final))))
        self._watchers.deliver(final=final)

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
    start = _start(state)
    if start is None:
        return
    if start == 0 and state.media.duration >= ROUGH_FROM_S:
        _look_at_key_pictures(state)
    state.progress.stage("pictures")
    due = Sparingly(RESULTS_EVERY_S)
    with PicturesStage(state, start) as stage:
        for picture in read_pictures(state.media, start=start):
            stage.feed(picture)
            state.progress.at(picture.frame / state.media.frame_count)
            if due():
                stage.deliver()
                draw(state)
        stage.deliver(final=True)


def _start(state: State) -> int | None:
    """Where pictures are to be looked at from; None when everything is known.

    What a shot's faces become depends on that shot alone, so a stopped pass goes on where the first shot begins that
    was not looked at in full. The last one known may be longer than it seems.
    """
    tracks = [state.track(modality) for modality in reading("pictures")]
    shots = state.project.shots
    if not shots or any(track is None for track in tracks):
        return 0
    missing = [int((track.quality < FULL).argmax()) for track in tracks if track is not None and not track.complete]
    if not missing:
        return None
    shot = shot_at(shots, state.grid.frame_of(min(missing), state.media.rate)) or shots[-1]
    return min(shot.start, shots[-1].start)


def _look_at_key_pictures(state: State) -> None:
    """A first, rough track from a few pictures that are cheap to decode."""
    state.progress.stage("key pictures")
    with Extractors(state, "pictures", rough=True) as watchers:
        for picture in read_pictures(state.media, keys_apart_s=KEYS_APART_S):
            step = state.grid.step_of(picture.frame, state.media.rate)
            watchers.feed(_Shown(picture, range(step, step + 1)).face_picture(picture.frame))
            state.progress.at(picture.frame / state.media.frame_count)
        watchers.deliver(final=True)
    draw(state)
