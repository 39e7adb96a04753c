"""EmotionML 1.0 (W3C Recommendation, 22 May 2014): the fused series as traces.

A trace knows no gaps, so each stretch in which something is known is an `emotion` of its own. Its scale runs from
0 to 1, so valence and arousal, -1 to 1, are written as `(value + 1) / 2`. A trace has one value a step: where a person
corrected the network, it is the person's.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

import numpy as np

from mmsa_studio.core.corrections import corrected
from mmsa_studio.core.modality import SOURCES
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS, RANGES
from mmsa_studio.export.options import ExportOptions, Output
from mmsa_studio.export.sheet import title_of, url_of
from mmsa_studio.export.xml import Element, add, document

_NAMESPACE = "http://www.w3.org/2009/10/emotionml"


def write(project: Project, options: ExportOptions) -> Output:
    """One document with our own vocabularies declared in it."""
    root = Element("emotionml", version="1.0", xmlns=_NAMESPACE)
    add(add(root, "info"), "title", title_of(project, options), xmlns="http://purl.org/dc/elements/1.1/")
    for kind, names in (("category", CATEGORIES), ("dimension", DIMENSIONS)):
        vocabulary = add(root, "vocabulary", type=kind, id=kind)
        for name in names:
            add(vocabulary, "item", name=name)
    if project.timeline is None:
        return Output({".emotionml": document(root)}, [Sentence("export.no_traces")])
    film = url_of(project, options)
    timeline = corrected(project.timeline, project.corrections, project.rate)
    for start, end in _known(timeline):
        _add_emotion(root, timeline, slice(start, end), film)
    return Output({".emotionml": document(root)}, _warnings(project))


def _warnings(project: Project) -> list[Sentence]:
    return [Sentence("export.corrected")] if project.corrections else []


def _known(timeline: EmotionTimeline) -> Iterator[tuple[int, int]]:
    """Stretches of steps in which the fused series are known."""
    valid = timeline.valid[SOURCES.index("fused")].tolist()
    for known, run in groupby(range(timeline.grid.count), key=lambda step: valid[step]):
        steps = list(run)
        if known:
            yield steps[0], steps[-1] + 1


def _add_emotion(root: Element, timeline: EmotionTimeline, steps: slice, film: str) -> None:
    emotion = add(root, "emotion", **{"category-set": "#category", "dimension-set": "#dimension"})
    rate = timeline.grid.rate
    for name in CATEGORIES:
        _add_trace(
            add(emotion, "category", name=name), timeline.series("fused", f"category.{name}").values[steps], rate
        )
    for name in DIMENSIONS:
        low, high = RANGES.get(name, (0.0, 1.0))
        values = (timeline.series("fused", name).values[steps] - low) / (high - low)
        _add_trace(add(emotion, "dimension", name=name), values, rate)
    start, end = (float(step * timeline.grid.step) for step in (steps.start, steps.stop))
    add(emotion, "reference", uri=f"{film}#t={start:g},{end:g}", role="expressedBy")


def _add_trace(parent: Element, values: FloatArray, rate: Fraction) -> None:
    samples = " ".join(f"{value:.4f}" for value in np.clip(values, 0, 1).tolist())
    add(parent, "trace", freq=f"{float(rate):g}Hz", samples=samples)
