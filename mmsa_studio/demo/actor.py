"""What the face does: an expression that comes and goes, speech on the lips, blinks, and a head that is never still."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mmsa_studio.demo.puppet import EXPRESSIONS, Framing, Pose, Puppet
from mmsa_studio.demo.script import SIZE, Scene
from mmsa_studio.demo.voice import Utterance

_RISE_S = 0.7
_BLINK_S = 0.16
_TALK = {"joy": 0.5, "sadness": 0.45, "fear": 0.6, "anger": 0.85, "surprise": 0.45, "disgust": 0.6}
_HEAD = {
    "joy": (0.02, -0.03, 0.03), "sadness": (-0.04, 0.10, 0.05), "anger": (0.0, 0.05, 0.0),
    "fear": (0.05, -0.04, -0.02), "disgust": (-0.07, -0.02, 0.04), "surprise": (0.0, -0.06, 0.0),
}  # fmt: skip
_RESTLESS = {"fear": 2.0, "anger": 1.7, "joy": 1.3, "sadness": 0.6}


def pose_at(scene: Scene, seconds: float, said: Sequence[tuple[float, Utterance]], seed: int) -> Pose:
    """The pose a scene asks for.

    Args:
        scene: its emotion is what the face expresses.
        seconds: since the scene began.
        said: what is said on screen, with the second of the scene it starts at.
        seed: which scene it is, so that no two move alike.
    """
    strength = _eased(seconds / _RISE_S) * (0.9 + 0.1 * np.sin(1.9 * seconds + seed))
    units = {name: amount * strength for name, amount in EXPRESSIONS[scene.emotion].items()}
    jaw, width = (sum(values) for values in zip((0.0, 0.0), *(u.mouth(seconds - at) for at, u in said), strict=True))
    talk = _TALK.get(scene.emotion, 0.6)
    units["jaw"] = units.get("jaw", 0.0) * (1 - min(1.0, 0.6 * jaw)) + talk * jaw
    units["round"] = max(0.0, -width) * 0.8
    units["AU20"] = units.get("AU20", 0.0) + max(0.0, width) * 0.3
    return Pose(units, _blink(seconds, seed), _head(scene.emotion, seconds, strength, jaw, seed))


def framing_at(scene: Scene, share: float, puppet: Puppet, seed: int) -> Framing:
    """Where the face is in the picture: to one side, and slowly nearer."""
    scale = 1.25 + 1.3 * scene.framing + 0.10 * share
    x, y = puppet.face
    side = 0.43 if seed % 2 else 0.57
    return Framing((x, y + 26 * (1 - scene.framing)), (SIZE[0] * side, SIZE[1] * (0.44 + 0.04 * scene.framing)), scale)


def _eased(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return value * value * (3 - 2 * value)


def _blink(seconds: float, seed: int) -> float:
    """A blink every three seconds or so."""
    since = (seconds + 1.37 * seed) % 3.1 - 1.0
    return max(0.0, 1 - abs(since / (_BLINK_S / 2) - 1)) if 0 <= since <= _BLINK_S else 0.0


def _head(emotion: str, seconds: float, strength: float, jaw: float, seed: int) -> tuple[float, float, float]:
    lean = np.array(_HEAD.get(emotion, (0.0, 0.0, 0.0))) * strength
    times = seconds * _RESTLESS.get(emotion, 1.0) + 2.7 * seed
    aside = 0.05 * np.sin(0.9 * times) + 0.02 * np.sin(2.3 * times)
    sway = aside, 0.025 * np.sin(1.3 * times), 0.02 * np.sin(0.7 * times)
    nod = np.array([0.0, 0.02 * jaw, 0.0])
    yaw, pitch, roll = lean + np.array(sway) + nod
    return float(yaw), float(pitch), float(roll)
