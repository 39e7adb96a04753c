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
from mmsa_studio.features import acoustics, speech_states, voice_steps
from mmsa_studio.features.speaking import BEFORE
from mmsa_studio.features.speech_states import SpeechStates
from mmsa_studio.features.voice_network import CLASSES
from mmsa_studio.features.voice_steps import AFTER, Steps, listen
from mmsa_studio.media.sound import SAMPLE_RATE
from mmsa_studio.training import sound_augment
from mmsa_studio.training.sound_augment import draw_recording, perform, record
from mmsa_studio.training.voice_fit import Utterances, cache

Log = Callable[[str], None]

RECORDINGS = 8
"""How often every utterance is heard: as recorded, and in seven made-up films.

Recordings come in pairs, 0 with 1, 2 with 3 and so on: what is said in both is the same, sample by sample.
"""

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
        raise StudioError("corpus.no_utterances", folder=str(folder))
    return tuple(_utterance(path) for path in paths)


def prepare(data: Path, log: Log) -> Utterances:
    """The corpus in all its recordings, heard; what was heard before is taken from the cache."""
    corpus = read_corpus(data)
    heard = [_heard(corpus, recording, log) for recording in range(RECORDINGS)]
    steps = len(heard[0].valid) // len(corpus)
    shape = (RECORDINGS, len(corpus), steps)
    return Utterances(
        acoustics=torch.from_numpy(np.stack([one.acoustics for one in heard])).reshape(*shape, -1),
        states=torch.from_numpy(np.stack([one.states for one in heard])).reshape(*shape, -1),
        valid=torch.from_numpy(np.stack([one.valid for one in heard])).reshape(shape),
        labels=np.array([utterance.label for utterance in corpus]),
        speakers=np.array([utterance.speaker for utterance in corpus]),
    )


def recorded(corpus: Sequence[Utterance], recording: int) -> list[FloatArray]:
    """The sound of every utterance between `BEFORE` and `AFTER` in a recording.

    Recording 0 is as it is, between silence; each other is a film a speaker, in which half of the utterances follow
    right after another one, and whose background sounds before and after them too. A crowd is made of the speaker's
    own voice, so that nobody is heard in anybody else's film. each (BEFORE + N + AFTER,)
    """
    if recording == 0:
        return [np.pad(utterance.samples, (BEFORE, AFTER)) for utterance in corpus]
    voices: dict[str, list[FloatArray]] = {}
    for utterance in corpus:
        voices.setdefault(utterance.speaker, []).append(np.trim_zeros(utterance.samples, "b"))
    films = {name: draw_recording(np.random.default_rng([recording, place])) for place, name in enumerate(voices)}
    sounds = []
    for place, utterance in enumerate(corpus):
        random = np.random.default_rng([recording, 100 + place])
        own = voices[utterance.speaker]
        lead = _lead(own, random) if random.random() < 0.5 else np.zeros(BEFORE, np.float32)
        sound = np.concatenate([lead, _performed(utterance, recording, place), np.zeros(AFTER, np.float32)])
        sounds.append(record(sound, films[utterance.speaker], own, random))
    return sounds


def _performed(utterance: Utterance, recording: int, place: int) -> FloatArray:
    """What is said in a recording: both of a pair hold the same. (N,)"""
    pair = recording // 2
    return utterance.samples if pair == 0 else perform(utterance.samples, np.random.default_rng([pair, 100 + place]))


def _lead(voices: Sequence[FloatArray], random: np.random.Generator) -> FloatArray:
    """The end of another utterance and a short pause. shape (BEFORE,)"""
    spoken = voices[int(random.integers(len(voices)))]
    pause = int(random.uniform(0.05, 0.5) * SAMPLE_RATE)
    return np.pad(spoken, (BEFORE, pause))[-BEFORE:]


def hear(windows: Sequence[FloatArray], encoder: SpeechStates) -> Steps:
    """Sounds of equal length between `BEFORE` and `AFTER`, heard step by step, one after the other."""
    return Steps.joined([listen(np.stack(windows[at : at + _BATCH]), encoder) for at in range(0, len(windows), _BATCH)])


def _heard(corpus: Sequence[Utterance], recording: int, log: Log) -> Steps:
    path = cache() / f"{_fingerprint(corpus)}-{recording:02d}.npz"
    if not path.exists():
        log(f"voice: hearing recording {recording + 1} of {RECORDINGS}")
        steps = hear(recorded(corpus, recording), speech_states.speech_states())
        with atomic_path(path) as temporary, temporary.open("wb") as file:
            np.savez(file, acoustics=steps.acoustics, states=steps.states, valid=steps.valid)
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
    digest.update(Path(__file__).read_bytes())
    for module in (acoustics, speech_states, voice_steps, sound_augment):
        digest.update(inspect.getsource(module).encode())
    for utterance in corpus:
        digest.update(utterance.name.encode() + utterance.samples.tobytes())
    return digest.hexdigest()[:16]


def _utterance(path: Path) -> Utterance:
    channels, rate = soundfile.read(path, dtype="float32", always_2d=True)
    samples = librosa.resample(channels.mean(axis=1), orig_sr=rate, target_sr=SAMPLE_RATE)
    letter = path.stem[5:6]
    if letter not in _LETTERS:
        raise StudioError("corpus.emodb_name", name=path.name)
    whole = librosa.util.fix_length(samples, size=_SECONDS * SAMPLE_RATE)
    return Utterance(path.stem, path.stem[:2], CLASSES.index(_LETTERS[letter]), whole.astype(np.float32))
