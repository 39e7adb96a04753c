"""Says where the time of a run goes, by looking every few milliseconds at what the main thread is doing."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from types import FrameType

_EVERY_S = 0.01
_STAGES = {
    "<frozen importlib": "loading",
    "mmsa_studio/features/weights.py": "loading",
    "mmsa_studio/media/pictures.py rgb": "scaling",
    "mmsa_studio/media/pictures.py": "decoding pictures",
    "mmsa_studio/media/shots.py": "shots",
    "mmsa_studio/media/ahead.py": "decoding sound",
    "mmsa_studio/media/sound.py": "decoding sound",
    "mmsa_studio/media/probe.py": "probing",
    "mmsa_studio/features/face_mesh.py": "mesh",
    "mmsa_studio/features/face_encoder.py read": "face network",
    "mmsa_studio/features/face": "faces",
    "mmsa_studio/features/text": "text",
    "mmsa_studio/features/minilm.py": "text",
    "mmsa_studio/features/": "voice",
    "mmsa_studio/fusion/": "fusion",
}
"""What a place in the program works for, the first that fits; a place is a file and a function."""


class Stages(threading.Thread):
    """Samples the thread that made it until it is stopped."""

    def __init__(self) -> None:
        super().__init__(name="stages", daemon=True)
        self._watched = threading.get_ident()
        self._ended = threading.Event()
        self._seen: Counter[str] = Counter()

    def run(self) -> None:
        """Sample until stopped."""
        while not self._ended.wait(_EVERY_S):
            self._seen[_stage(sys._current_frames()[self._watched])] += 1

    def shares(self) -> dict[str, float]:
        """Stop; the share of every stage in the time, the largest first."""
        self._ended.set()
        self.join()
        total = max(1, self._seen.total())
        return {stage: seen / total for stage, seen in self._seen.most_common()}


def _stage(frame: FrameType | None) -> str:
    """The stage of the innermost place that works for one."""
    while frame:
        place = f"{frame.f_code.co_filename.replace(chr(92), '/')} {frame.f_code.co_name}"
        if found := next((stage for part, stage in _STAGES.items() if part in place), None):
            return found
        frame = frame.f_back
    return "other"
