"""EMO-DB as utterances grouped to films: heard once as recorded and several times as other films would sound."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import soundfile
import torch

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.paths import atomic_path
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features import acoustics, voice_steps
from mmsa_studio.features.packages import package_folder
from mmsa_studio.features.speaker_states import SpeakerStates
from mmsa_studio.features.voice_network import CLASSES
from mmsa_studio.features.voice_steps import AFTER, BEFORE, Steps, listen
from mmsa_studio.training import sound_augment
from mmsa_studio.training.sound_augment import draw_recording, perform, record
from mmsa_studio.training.voice_fit import Utterances, cache

Log = Callable[[str], None]

RECORDINGS = 8
"""How often every utterance is heard: as recorded, and in seven made-up films."""

_LETTERS = {
    "W": "anger", "L": "boredom", "E": "disgust", "A": "fear", "F": "joy", "T": "sadness", "N": "neutral",
}  # fmt: skip
_WOMEN = ("08", "09", "13", "14", "16")
_MEN = ("03", "10", "11", "12", "15")
_SECONDS = 2
_BATCH = 16


@dataclass(frozen=True, eq=False)
class Utterance:
    """An utterance of EMO-DB: who says it, in which of `CLASSES`, and its sound at 16 kHz. samples shape (N,)"""

    name: str
    speaker: str
    label: int
    samples: FloatArray


def read_corpus(data: Path) -> tuple[Utterance, ...]:
    """All utterances in the order of their names, each cut or padded to two seconds.

    The file name says it all: characters 1-2 speaker, 3-5 sentence, 6 emotion (in German), 7 version.

    Raises:
        StudioError: when there are none.
    """
    folder = data / "voice" / "emodb"
    paths = sorted(path for path in folder.glob("*.*") if path.suffix in (".flac", ".wav"))
    if not paths:
        raise StudioError(f"There are no utterances in “{folder}”.", "See the README of the data for where they lie.")
    return tuple(_utterance(path) for path in paths)


def prepare(data: Path, log: Log) -> Utterances:
    """The corpus in all its recordings, heard; what was heard before is taken from the cache."""
    corpus = read_corpus(data)
    speaker = pretrained_speaker()
    heard = [_heard(corpus, recording, speaker, log) for recording in range(RECORDINGS)]
    steps = len(heard[0].valid) // len(corpus)
    shape = (RECORDINGS, len(corpus), steps)
    return Utterances(
        acoustics=torch.from_numpy(np.stack([one.acoustics for one in heard])).reshape(*shape, -1),
        states=torch.from_numpy(np.stack([one.states for one in heard])).reshape(*shape, -1),
        valid=torch.from_numpy(np.stack([one.valid for one in heard])).reshape(shape),
        labels=np.array([utterance.label for utterance in corpus]),
        speakers=np.array([utterance.speaker for utterance in corpus]),
    )


def pretrained_speaker() -> SpeakerStates:
    """The speaker encoder as its package carries it, rounded to what will be shipped.

    Raises:
        StudioError: when the package is not installed.
    """
    path = package_folder("resemblyzer") / "pretrained.pt"
    weights = torch.load(path, map_location="cpu", weights_only=True)["model_state"]
    prefix = "lstm."
    return SpeakerStates.from_stacked(
        {name.removeprefix(prefix): t.half().float() for name, t in weights.items() if name.startswith(prefix)}
    )


def recorded(corpus: Sequence[Utterance], recording: int) -> list[FloatArray]:
    """The sound of every utterance in a recording; 0 is as it is, each other is a film a speaker. each (N,)"""
    if recording == 0:
        return [utterance.samples for utterance in corpus]
    speakers = sorted({utterance.speaker for utterance in corpus})
    films = {name: draw_recording(np.random.default_rng([recording, place])) for place, name in enumerate(speakers)}
    sounds = []
    for place, utterance in enumerate(corpus):
        random = np.random.default_rng([recording, 100 + place])
        sounds.append(record(perform(utterance.samples, random), films[utterance.speaker], random))
    return sounds


def hear(sounds: Sequence[FloatArray], speaker: SpeakerStates) -> Steps:
    """Sounds of equal length, each after silence, heard step by step, one after the other."""
    windows = np.stack([np.pad(sound, (BEFORE, AFTER)) for sound in sounds])
    return Steps.joined([listen(windows[at : at + _BATCH], speaker) for at in range(0, len(windows), _BATCH)])


def _heard(corpus: Sequence[Utterance], recording: int, speaker: SpeakerStates, log: Log) -> Steps:
    path = cache() / f"{_fingerprint(corpus)}-{recording:02d}.npz"
    if not path.exists():
        log(f"voice: hearing recording {recording + 1} of {RECORDINGS}")
        steps = hear(recorded(corpus, recording), speaker)
        with atomic_path(path) as temporary, temporary.open("wb") as file:
            np.savez(file, acoustics=steps.acoustics, states=steps.states.astype(np.float16), valid=steps.valid)
    with np.load(path, allow_pickle=False) as kept:
        return Steps(kept["acoustics"], kept["states"], kept["valid"])


def partner(speaker: str) -> str:
    """A speaker of the other sex, always the same one."""
    ours, others = (_WOMEN, _MEN) if speaker in _WOMEN else (_MEN, _WOMEN)
    return others[ours.index(speaker)]


def forget() -> None:
    """Drop what was heard and fitted before, so that it is made anew."""
    for path in cache().iterdir():
        path.unlink()


def _fingerprint(corpus: Sequence[Utterance]) -> str:
    """Changes with the utterances and with the code that hears them."""
    digest = hashlib.sha256()
    for module in (acoustics, voice_steps, sound_augment):
        digest.update(inspect.getsource(module).encode())
    for utterance in corpus:
        digest.update(utterance.name.encode() + utterance.samples.tobytes())
    return digest.hexdigest()[:16]


def _utterance(path: Path) -> Utterance:
    channels, rate = soundfile.read(path, dtype="float32", always_2d=True)
    samples = librosa.resample(channels.mean(axis=1), orig_sr=rate, target_sr=acoustics.SAMPLE_RATE)
    letter = path.stem[5:6]
    if letter not in _LETTERS:
        raise StudioError(f"“{path.name}” is not named like an utterance of EMO-DB.", "Keep the original file names.")
    whole = librosa.util.fix_length(samples, size=_SECONDS * acoustics.SAMPLE_RATE)
    return Utterance(path.stem, path.stem[:2], CLASSES.index(_LETTERS[letter]), whole.astype(np.float32))
