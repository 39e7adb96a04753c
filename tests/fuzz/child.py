"""Reads files in a process of its own, which may be ended: one line before each file and one after it.

    python -m tests.fuzz.child KIND FILE...

What reading a file must hold is looked at here: it is what a window or a command would believe.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import socket
import sys
import traceback
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.project import Project
from mmsa_studio.export import FORMATS, render
from mmsa_studio.export.readers import read_markers
from mmsa_studio.media.pictures import read_pictures
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import read_sound
from mmsa_studio.media.subtitles import find_cues
from mmsa_studio.store.project_file import ProjectFile
from tests.export.material import golden_project
from tests.store.material import film

LAST_FRAME = 2**31 - 1
SOME = 30
"""Pictures, or stretches of sound, of a film that are read."""


def read_media(path: Path) -> None:
    """Everything that an analysis reads first."""
    info = probe(path)
    must(0 <= info.duration < 10 * 86_400, f"a duration of {float(info.duration)} s")
    must(0 <= info.frame_count <= LAST_FRAME, f"{info.frame_count} frames")
    if info.picture:
        must(0 < info.picture.rate <= 100_000, f"a rate of {info.picture.rate}")
        frames = [picture.frame for picture in islice(read_pictures(info), SOME) if picture.rgb(64).size]
        must(frames == sorted(set(frames)) and all(0 <= one < info.frame_count for one in frames), f"frames {frames}")
    if info.sound:
        for chunk in islice(read_sound(info), SOME):
            must(bool(np.isfinite(chunk.samples).all()), "sound that is not finite")
    look_at_cues(info, "")


def read_subtitles(path: Path) -> None:
    """The words of a file for a film of two hours."""
    look_at_cues(film(duration=Fraction(7200), path="/nowhere/a.mp4"), str(path))


def look_at_cues(info: MediaInfo, chosen: str) -> None:
    for cue in find_cues(info, chosen=chosen).cues:
        must(0 <= cue.start < cue.end <= info.duration + 1, f"a cue from {cue.start} to {cue.end}")
        must(
            all(cue.start - 1 <= word.start <= word.end <= cue.end + 1 for word in cue.words), "a word outside its cue"
        )


def read_markers_of(path: Path) -> None:
    """A list of markers for the project it was exported from."""
    project = golden_project()
    last = project.media.frame_count
    for marker in read_markers(path, project).markers:
        must(0 <= marker.start < marker.end <= last, f"a marker from {marker.start} to {marker.end}")


def read_project(path: Path) -> None:
    """A project: loaded, exported, saved to, and the same after it."""
    with ProjectFile(path) as file:
        known = file.load()
        finite(known)
        if len(json.dumps([marker.label for marker in known.markers])) < 100_000:
            exported(known)
        saved = file.save(dataclasses.replace(known, markers=known.markers[1:]), {"markers"}).project
    with ProjectFile(path) as file:
        again = file.load()
    must(again.markers == saved.markers and set(again.tracks) == set(known.tracks), "what was saved is not there")
    must(again.cues == known.cues and again.shots == known.shots, "a save changed something else")


def exported(project: Project) -> None:
    for one in FORMATS.values():
        if not one.frames:
            try:
                render(project, one.id)
            except StudioError:
                continue


def finite(value: object) -> None:
    """Whether every number is one."""
    if isinstance(value, float):
        must(math.isfinite(value), "a number that is not finite")
    elif isinstance(value, np.ndarray):
        return  # units of faces that were not measured are NaN by design, and tracks look by themselves
    elif dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            finite(getattr(value, one.name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            finite(item)
    elif isinstance(value, dict):
        for item in value.values():
            finite(item)


class BrokenError(Exception):
    """What was read cannot be."""


def must(true: bool, said: str) -> None:
    """Say what is wrong with what was read."""
    if not true:
        raise BrokenError(said)


READ = {"media": read_media, "subtitles": read_subtitles, "markers": read_markers_of, "projects": read_project}


def verdict(kind: str, path: Path) -> str:
    """`read`, `refused` with the sentence, or what went wrong."""
    beside = {*path.parent.iterdir()}
    try:
        READ[kind](path)
        said = "read"
    except StudioError as error:
        said = f"refused: {str(error)[:200]}" if str(error).strip() else "broken: a refusal without a sentence"
    except Exception:  # noqa: BLE001 - the border of the process: this is what is looked for
        return "traceback: " + traceback.format_exc()[-1500:]
    left = {one.name for one in {*path.parent.iterdir()} - beside}
    return f"broken: left behind {sorted(left)}" if left else said


def main() -> None:
    """Read the files named."""

    def refuse(*_: object) -> None:
        raise BrokenError("somebody asked for the network")

    socket.socket.connect = refuse  # type: ignore[method-assign, assignment]
    kind, *paths = sys.argv[1:]
    told = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for path in paths:
        told.write(json.dumps({"begin": path}) + "\n")
        told.write(json.dumps({"end": path, "verdict": verdict(kind, Path(path))}) + "\n")


if __name__ == "__main__":
    main()
