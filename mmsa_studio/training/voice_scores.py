"""How well unseen people's voices are told: recall, calibration, arousal, and how recordings change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.card import Row
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.voice_model import expression
from mmsa_studio.features.voice_network import CLASSES
from mmsa_studio.training.text_scores import reliability
from mmsa_studio.training.voice_fit import Unseen, Utterances, best_temperature, probabilities

_SPLIT = "EMO-DB, 2 s of each utterance, each speaker judged by networks that never heard them"
_FILM = "all utterances of a speaker are one film"
_ROUGH = "noise, music, crowds, rooms, codecs, other pitch and pace"
_RECALL = "unweighted recall, 7 classes"
_AROUSED = {"anger": 1, "fear": 1, "joy": 1, "boredom": 0, "sadness": 0, "neutral": 0}


def rows(seeds: Sequence[Unseen], utterances: Utterances, chosen_on: Sequence[str]) -> list[Row]:
    """The rows of the model card, from what each seed says of unseen speakers.

    Args:
        seeds: what each says.
        utterances: of whom.
        chosen_on: speakers that decisions on the design were measured on.
    """
    return [
        *_recalls(seeds, utterances),
        _others(seeds, utterances, chosen_on),
        _rough(seeds, utterances),
        _aroused(seeds, utterances),
        _sure(seeds, utterances),
    ]


def ablations(
    everything: Unseen, without: Mapping[str, Unseen], utterances: Utterances, speakers: Sequence[str]
) -> list[Row]:
    """What recall comes to when one idea is taken out of the fit: as recorded, and in made-up films."""
    asked = np.isin(utterances.speakers, speakers)
    return [
        Row.measured(
            f"ablation-voice-{name}{suffix}",
            _RECALL,
            [score(unseen, utterances, asked)],
            split=f"EMO-DB, 2 s of each utterance, {words}{_FILM}; one network a speaker that never heard them, "
            f"one seed, speakers {', '.join(speakers)} only",
            baseline=score(everything, utterances, asked),
            anchor="the baseline is the shipped recipe, same seed and speakers",
        )
        for name, unseen in without.items()
        for suffix, words, score in (("", "", _plain_recall), ("-rough", f"{_ROUGH}; ", _rough_recall))
    ]


def _recalls(seeds: Sequence[Unseen], utterances: Utterances) -> list[Row]:
    """Recall of the utterances as recorded, by what is usual for whom."""
    films = {
        "emodb-loso": (_FILM, [one.film[0] for one in seeds]),
        "emodb-loso-pair": ("all utterances of a woman and a man are one film", [one.pair[0] for one in seeds]),
        "emodb-loso-alone": ("every utterance is a film of its own", [one.alone[0] for one in seeds]),
    }
    return [
        Row.measured(
            name,
            _RECALL,
            [_recall(scores, utterances, 0) for scores in judged],
            split=f"{_SPLIT}; {film}",
            baseline=1 / len(CLASSES),
            anchor="about .85-.90 with large encoders on whole utterances",
            bar=0.78,
            details=_details(judged, utterances),
        )
        for name, (film, judged) in films.items()
    ]


def _others(seeds: Sequence[Unseen], utterances: Utterances, chosen_on: Sequence[str]) -> Row:
    return Row.measured(
        "emodb-loso-others",
        _RECALL,
        [_plain_recall(one, utterances, ~np.isin(utterances.speakers, chosen_on)) for one in seeds],
        split=f"{_SPLIT}; {_FILM}; without speakers {', '.join(chosen_on)}, on whom the design was decided",
        baseline=1 / len(CLASSES),
        bar=0.78,
    )


def _rough(seeds: Sequence[Unseen], utterances: Utterances) -> Row:
    return Row.measured(
        "emodb-loso-rough",
        _RECALL,
        [_rough_recall(one, utterances) for one in seeds],
        split=f"{_SPLIT}; {_ROUGH}; {_FILM}",
        baseline=1 / len(CLASSES),
    )


def _aroused(seeds: Sequence[Unseen], utterances: Utterances) -> Row:
    return Row.measured(
        "emodb-arousal",
        "area under the ROC curve of derived arousal",
        [_arousal(one.film[0], utterances) for one in seeds],
        split=f"{_SPLIT}; anger, fear, joy against sadness, boredom, neutral; {_FILM}",
        baseline=0.5,
    )


def _sure(seeds: Sequence[Unseen], utterances: Utterances) -> Row:
    errors, diagrams = zip(*(_calibration(one, utterances) for one in seeds), strict=True)
    return Row.measured(
        "voice-calibration",
        "expected calibration error of a step's top class",
        errors,
        split=f"{_SPLIT}; temperature from the other nine speakers; all recordings",
        details={"reliability": diagrams[0]},
    )


def _said(scores: FloatArray, valid: NDArray[np.bool_]) -> FloatArray:
    """Mean score over the speech of each utterance. (U, T, C), (U, T) -> (U, C)"""
    weight = valid[..., None]
    mean: FloatArray = (scores * weight).sum(1) / np.maximum(weight.sum(1), 1)
    return mean


def _recall(
    scores: FloatArray, utterances: Utterances, recording: int, asked: NDArray[np.bool_] | None = None
) -> float:
    """Unweighted recall of the utterances asked for, or of all."""
    right = _said(scores, utterances.valid[recording].numpy()).argmax(1) == utterances.labels
    chosen = np.ones(len(right), np.bool_) if asked is None else asked
    return float(np.mean([right[chosen & (utterances.labels == c)].mean() for c in range(len(CLASSES))]))


def _plain_recall(unseen: Unseen, utterances: Utterances, asked: NDArray[np.bool_] | None = None) -> float:
    return _recall(unseen.film[0], utterances, 0, asked)


def _rough_recall(unseen: Unseen, utterances: Utterances, asked: NDArray[np.bool_] | None = None) -> float:
    """Mean over all recordings but the first."""
    return float(np.mean([_recall(unseen.film[k], utterances, k, asked) for k in range(1, len(unseen.film))]))


def _details(judged: Sequence[FloatArray], utterances: Utterances) -> dict[str, Any]:
    """Confusions summed over the seeds, rows are what was acted; and each speaker's recall."""
    confusion = np.zeros((len(CLASSES), len(CLASSES)), int)
    right = []
    for scores in judged:
        chosen = _said(scores, utterances.valid[0].numpy()).argmax(1)
        np.add.at(confusion, (utterances.labels, chosen), 1)
        right.append(chosen == utterances.labels)
    accuracy = np.mean(right, axis=0)
    speakers = {
        str(name): float(accuracy[utterances.speakers == name].mean()) for name in np.unique(utterances.speakers)
    }
    return {"labels": list(CLASSES), "confusion": confusion.tolist(), "accuracy_by_speaker": speakers}


def _arousal(scores: FloatArray, utterances: Utterances) -> float:
    """Chance that an aroused utterance is given more arousal than a calm one."""
    arousal = expression(_said(scores, utterances.valid[0].numpy()))[:, -1]
    kind = np.array([_AROUSED.get(CLASSES[label], -1) for label in utterances.labels])
    high, low = arousal[kind == 1], arousal[kind == 0]
    return float((high[:, None] > low).mean() + 0.5 * (high[:, None] == low).mean())


def _calibration(unseen: Unseen, utterances: Utterances) -> tuple[float, list[dict[str, Any]]]:
    """Expected calibration error over all steps of speech, and the bins of its reliability diagram."""
    said, shown = [], []
    for speaker in np.unique(utterances.speakers):
        one = utterances.speakers == speaker
        probability, labels = probabilities(unseen, utterances, one, best_temperature(unseen, utterances, ~one))
        said.append(probability)
        shown.append(np.eye(len(CLASSES), dtype=np.float32)[labels])
    return reliability(np.concatenate(said), np.concatenate(shown))
