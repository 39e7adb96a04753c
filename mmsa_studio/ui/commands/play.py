"""What the Play menu does."""

from __future__ import annotations

from mmsa_studio.core.rates import nominal
from mmsa_studio.ui.edits import next_edit
from mmsa_studio.ui.front import Front


def shuttle_back(front: Front) -> None:
    """J: backward, or one frame back while K is held."""
    _shuttle(front, -1)


def shuttle_forward(front: Front) -> None:
    """L: forward, or one frame on while K is held."""
    _shuttle(front, 1)


def _shuttle(front: Front, direction: int) -> None:
    if front.keys.k_held:
        front.desk.player.step(direction)
    else:
        front.desk.player.shuttle(direction)


def step_seconds(front: Front, seconds: int) -> None:
    """Move by seconds of timecode."""
    project = front.desk.session.project
    if project is not None:
        front.desk.player.step(seconds * nominal(project.rate))


def jump(front: Front, direction: int) -> None:
    """Go to the nearest cut or marker before or after the frame last asked for."""
    session = front.desk.session
    if session.project is not None:
        target = front.desk.player.target
        session.seek(next_edit(target, direction, session.project.shots, session.markers, session.frame_count))


def type_timecode(front: Front) -> None:
    """Put the cursor into the timecode."""
    front.player_panel.type_timecode()


def toggle_sound(front: Front) -> None:
    """Switch the sound off or on."""
    front.desk.player.set_muted(not sound_is_off(front))


def sound_is_off(front: Front) -> bool:
    """Whether the sound is switched off."""
    sound = front.desk.player.sound
    return sound is not None and sound.isMuted()
