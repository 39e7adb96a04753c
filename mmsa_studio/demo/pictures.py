"""Every picture of the reel, graded like a film: a place, perhaps the face before it, light, vignette and grain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from mmsa_studio.demo.actor import framing_at, pose_at
from mmsa_studio.demo.places import CABIN_LIGHT, PLACES, cabin
from mmsa_studio.demo.portrait import load_portrait
from mmsa_studio.demo.puppet import Puppet
from mmsa_studio.demo.script import RATE, SIZE, Scene, frame_count
from mmsa_studio.demo.voice import Utterance

Picture = NDArray[np.uint8]

_FADE_FRAMES = 14
"""The reel fades in from black and out to black; all other cuts are hard, as an editor would make them."""
_GRAINS = 8


def pictures(scenes: Sequence[Scene], spoken: Mapping[int, Sequence[tuple[float, Utterance]]]) -> Iterator[Picture]:
    """All pictures in order.

    Args:
        scenes: in order.
        spoken: by scene, what is said on screen and when.

    Yields:
        RGB, shape (height, width, 3).
    """
    smiling = load_portrait()
    serious = smiling.relaxed()
    finish = _Finish()
    total = frame_count(scenes)
    number = 0
    for index, scene in enumerate(scenes):
        count = round(scene.seconds * RATE)
        behind = cabin(scene.emotion) if scene.picture == "face" else PLACES[scene.picture]
        portrait = smiling if scene.emotion == "joy" else serious
        puppet = Puppet(portrait.lit(CABIN_LIGHT[scene.emotion][1]))
        for frame in range(count):
            seconds, share = float(frame / RATE), frame / count
            picture = behind(seconds, share)
            if scene.picture == "face":
                pose = pose_at(scene, seconds, spoken.get(index, []), index)
                face = puppet.draw(pose, framing_at(scene, share, puppet, index), SIZE)
                picture = _before(picture, face)
            fade = min(1.0, number / _FADE_FRAMES, (total - 1 - number) / _FADE_FRAMES)
            yield finish(picture, number, fade)
            number += 1


def _before(picture: Picture, face: Picture) -> Picture:
    clear = cv2.cvtColor(255 - cv2.extractChannel(face, 3), cv2.COLOR_GRAY2RGB)
    return cv2.add(cv2.multiply(picture, clear, scale=1 / 255), cv2.cvtColor(face, cv2.COLOR_RGBA2RGB))


class _Finish:
    """The end of the way: darker corners, a soft curve, grain."""

    def __init__(self) -> None:
        width, height = SIZE
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        corners = np.clip(1.06 - 0.34 * (x**2 * 0.8 + y**2 * 0.6), 0, 1)
        self._corners = np.repeat((255 * corners).astype(np.uint8)[..., None], 3, axis=2)
        ramp = np.arange(256) / 255
        curve = ramp + 0.10 * np.sin(2 * np.pi * (0.5 - ramp)) / (2 * np.pi)
        self._curve = np.clip(6 + 249 * curve, 0, 255).astype(np.uint8)
        noise = np.random.default_rng(24)
        grains = noise.normal(128, 4.0, (_GRAINS, height, width))
        self._grains = [
            np.repeat(cv2.GaussianBlur(grain, (0, 0), 0.7).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
            for grain in grains
        ]

    def __call__(self, picture: Picture, number: int, fade: float) -> Picture:
        graded = cv2.LUT(cv2.multiply(picture, self._corners, scale=1 / 255), self._curve)
        return cv2.addWeighted(graded, fade, self._grains[number % _GRAINS], 1.0, -128.0)
