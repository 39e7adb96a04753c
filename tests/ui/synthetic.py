"""A made-up project with smooth random curves, and stand-ins for what child processes call."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.explanation import AttentionRow, Explanation
from mmsa_studio.core.faces import FaceBox, Faces
from mmsa_studio.core.film import Cue, MediaInfo, Peaks, PictureStream, Shot, SoundStream, Word, WordsFrom, line_near
from mmsa_studio.core.jobs import (
    AnalyzeRequest,
    CuesReady,
    Hook,
    MarkersFound,
    PeaksReady,
    Probed,
    Progress,
    ShotsReady,
    TimelineReady,
    TrackReady,
)
from mmsa_studio.core.marker import FOUND, Marker
from mmsa_studio.core.modality import MODALITIES, SOURCES
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import (
    Explain,
    Film,
    Imagine,
    Imagined,
    LineEffects,
    Question,
    Trust,
    TrustReport,
    WhyMarkers,
    WordsDo,
)
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.core.vocabulary import CATEGORIES, QUANTITIES
from mmsa_studio.models import registry

_LINES = (
    "You broke my heart, Celia.",
    "Look, I was young.",
    "Memory overridden!",
    "Forty years… and you are still here.",
)


def media(seconds: int = 70, rate: str = "24", path: str = "/nowhere/film.webm") -> MediaInfo:
    """A film that need not exist."""
    fps = Fraction(rate)
    picture = PictureStream(
        800, 332, 800, 332, 0, Fraction(1), "vp8", fps, round(seconds * fps), False, Fraction(1, 1000), 0, 0
    )
    sound = SoundStream("vorbis", 44100, 2, Fraction(seconds), Fraction(0), "", 1)
    return MediaInfo(path, "0" * 64, 1, "webm", Fraction(seconds), picture, sound)


def project(seconds: int = 70, rate: str = "24", path: str = "/nowhere/film.webm", seed: int = 1) -> Project:
    """A whole project."""
    info = media(seconds, rate, path)
    return fill(info, seed)


def fill(info: MediaInfo, seed: int = 1) -> Project:
    """A project for a film that exists."""
    rng = np.random.default_rng(seed)
    grid = info.grid
    return Project(
        info,
        tracks={name: track(name, grid, rng) for name in MODALITIES},
        timeline=timeline(grid, rng),
        markers=markers(info),
        cues=cues(info),
        words_from=WordsFrom("file", "film.srt", "en"),
        shots=shots(info),
        faces=Faces.of(
            FaceBox(s, 1, (0.4, 0.2, 0.2, 0.5), True, {"AU12": 0.7, "AU04": 0.3}) for s in range(grid.count)
        ),
        peaks=peaks(float(info.duration), rng),
        finished=True,
    )


def smooth(rng: np.random.Generator, count: int, width: int = 25) -> np.ndarray:
    """A smooth random curve within -1..1. shape (count,)"""
    noise = rng.standard_normal(count + 4 * width)
    curve = np.convolve(noise, np.hanning(4 * width + 1), "same")[2 * width : 2 * width + count]
    return (curve / max(np.abs(curve).max(), 1e-6) * 0.8).astype(np.float32)


def timeline(grid: Grid, rng: np.random.Generator) -> EmotionTimeline:
    """A timeline with gaps."""
    made = EmotionTimeline.empty(grid, ModelIdentity("synthetic", "1", "0" * 64))
    for s in range(len(SOURCES)):
        for q, name in enumerate(QUANTITIES[:3]):
            curve = smooth(rng, grid.count)
            made.values[s, :, q] = curve if name != "intensity" else np.abs(curve)
            band = 0.08 + 0.1 * np.abs(smooth(rng, grid.count))
            made.lower[s, :, q] = np.clip(made.values[s, :, q] - band, -1, 1)
            made.upper[s, :, q] = np.clip(made.values[s, :, q] + band, -1, 1)
        shares = np.exp(4 * np.stack([smooth(rng, grid.count) for _ in CATEGORIES], axis=1))
        made.values[s, :, 3:10] = shares / shares.sum(axis=1, keepdims=True)
        made.valid[s] = smooth(rng, grid.count) > -0.45
    made.contributions[:] = np.stack([smooth(rng, grid.count) * 0.4 for _ in MODALITIES], axis=1)
    return made


def calm(grid: Grid) -> EmotionTimeline:
    """A timeline on which nothing happens, and nothing is found."""
    made = EmotionTimeline.empty(grid, ModelIdentity("synthetic", "1", "0" * 64))
    made.values[:, :, QUANTITIES.index("category.neutral")] = 1
    made.valid[:] = True
    return made


def track(modality: str, grid: Grid, rng: np.random.Generator) -> Track:
    """A small track."""
    values = np.stack([smooth(rng, grid.count) for _ in range(4)], axis=1)
    maker = registry.model().encoders[modality]
    return Track(modality, grid, values, np.ones(grid.count, np.bool_), tuple("abcd"), maker)


def markers(info: MediaInfo) -> tuple[Marker, ...]:
    """Found and drawn ones."""
    n = info.frame_count
    return (
        Marker(n // 10, n // 10 + 1, "Peak of joy", "Valence is higher than in 95 % of the film.", "joy", 0.8, 0.7,
               "yellow", FOUND, "peak", "a" * 32),
        Marker(n // 4, n // 4 + n // 8, "Sadness", "Expressed sadness for 8 s.", "sadness", 0.5, 0.6, "blue", FOUND,
               "category", "b" * 32),
        Marker(n // 2, n // 2 + n // 20, "Cut here?", "", "", None, None, "green", id="c" * 32),
        Marker(3 * n // 4, 3 * n // 4 + 1, "Turn", "Arousal rises within 4 s.", "anger", 0.9, 0.8, "red", FOUND, "turn",
               "d" * 32),
    )  # fmt: skip


def cues(info: MediaInfo) -> tuple[Cue, ...]:
    """One line every three seconds."""
    made = []
    for number in range(int(info.duration) // 3):
        text, start = _LINES[number % len(_LINES)], Fraction(3 * number + 1, 2) + number
        words = text.split()
        spread = tuple(
            Word(word, float(start) + i * 2 / len(words), float(start) + (i + 1) * 2 / len(words))
            for i, word in enumerate(words)
        )
        made.append(Cue(start, start + 2, text, spread))
    return tuple(cue for cue in made if cue.end < info.duration)


def shots(info: MediaInfo) -> tuple[Shot, ...]:
    """Shots of uneven length."""
    edges, frame, number = [0], 0, 0
    while frame < info.frame_count:
        frame = min(frame + 30 + 37 * (number % 5), info.frame_count)
        edges.append(frame)
        number += 1
    return tuple(Shot(a, b) for a, b in pairwise(edges))


def peaks(seconds: float, rng: np.random.Generator) -> Peaks:
    """A waveform with three levels of detail."""
    bins = max(int(seconds * 16000 / 160), 1)
    loud = (np.abs(smooth(rng, bins, 200)) * 28000 * rng.random(bins)).astype(np.int16)
    levels = [np.stack((-loud, loud), axis=1)]
    while len(levels[-1]) >= 8 and len(levels) < 6:
        last = levels[-1][: len(levels[-1]) // 4 * 4].reshape(-1, 4, 2)
        levels.append(np.stack((last[:, :, 0].min(axis=1), last[:, :, 1].max(axis=1)), axis=1))
    return Peaks(16000, 160, tuple(levels))


def analyze(request: AnalyzeRequest, hook: Hook) -> None:
    """What an analysis would do, at once, with made-up results; called in the child process."""
    from mmsa_studio.media.probe import probe

    run(fill(probe(request.film)), hook, pause_s=0.0)


def analyze_slowly(request: AnalyzeRequest, hook: Hook) -> None:
    """The same in a few seconds, for people to watch."""
    from mmsa_studio.media.probe import probe

    run(fill(probe(request.film)), hook, pause_s=1.0)


def run(whole: Project, hook: Hook, *, pause_s: float) -> None:
    """Stream a project's parts as an analysis would."""
    assert whole.timeline is not None
    assert whole.peaks is not None
    hook(Probed(whole.media, "cpu"))
    hook(CuesReady(whole.cues, whole.words_from))
    hook(PeaksReady(whole.peaks))
    for part in range(1, 5):
        hook(Progress("Reading faces", part / 5, 5.0 - part))
        done = whole.timeline.grid.count * part // 5
        valid = whole.timeline.valid.copy()
        valid[:, done:] = False
        hook(ShotsReady(tuple(shot for shot in whole.shots if shot.end < whole.media.frame_count * part // 5)))
        hook(TimelineReady(replace(whole.timeline, valid=valid)))
        time.sleep(pause_s)
    hook(ShotsReady(whole.shots))
    for one in whole.tracks.values():
        hook(TrackReady(one, whole.faces if one.modality == "face" else None))
    hook(TimelineReady(whole.timeline, final=True))
    hook(MarkersFound(tuple(marker for marker in whole.markers if marker.origin == FOUND)))


def answer(film: Film, question: Question, _: str, __: Hook) -> object:
    """A made-up answer; called in the child process."""
    match question:
        case Explain():
            return explain(film, question)
        case Imagine():
            return imagine(film, question)
        case Trust():
            return trust(question)
        case WordsDo():
            return words_do(question)
        case WhyMarkers():
            return evidence(question)


def explain(film: Film, asked: Explain) -> Explanation:
    """A made-up answer for the frame asked for."""
    rng = np.random.default_rng(asked.frame)
    now = asked.frame / float(film.media.rate)
    rows = [AttentionRow("text", word.text, word.start, word.end) for cue in film.cues[:6] for word in cue.words]
    rows += [
        AttentionRow(name, f"{name} {i:+d} s", now + i, now + i + 1) for name in ("voice", "face") for i in range(-3, 4)
    ]
    weights = rng.random((len(rows), 40)).astype(np.float32) ** 6
    parts = {"text": 0.31, "voice": -0.22, "face": 0.08}
    return Explanation(
        frame=asked.frame,
        quantity=asked.quantity,
        rows=tuple(rows),
        times=np.linspace(now - 4, now + 4, 40),
        attention=weights / weights.sum(axis=0),
        contributions=parts,
        interactions={"text+voice": 0.04, "text+face": 0.0, "voice+face": -0.02},
        output=0.05 + sum(parts.values()),
        baseline=0.05,
        units={"AU12": 0.7, "AU06": 0.4, "AU25": 0.2},
        occlusions={"text": 0.3, "voice": 0.1, "face": 0.1},
        line=line.words if (line := line_near(film.cues, now, 2.0)) else (),
    )


def words_do(asked: WordsDo) -> LineEffects:
    """Made up: the first word lifts, the second pulls down, the third does nothing, and so on, less and less."""
    worth = [(0.4, -0.2, 0.0)[place % 3] / (1 + place // 3) for place in range(len(asked.line))]
    return LineEffects(asked.line, np.repeat(np.array(worth, np.float32)[:, None], len(QUANTITIES), axis=1))


def imagine(film: Film, asked: Imagine) -> Imagined:
    """A made-up stretch of the whole film."""
    made = timeline(film.media.grid, np.random.default_rng(9))
    return Imagined(0, made, film if asked.line >= 0 else None, asked.without, asked.line)


def trust(asked: Trust) -> TrustReport:
    """A made-up report."""
    ways = {"relevance": 0.3, "average": 0.5, "occlusion": 0.2, "random": 0.6}
    return TrustReport(asked.quantity, len(asked.frames), ways, ways)


def evidence(asked: WhyMarkers) -> tuple[Evidence, ...]:
    """Made-up evidence for every marker."""
    return tuple(
        Evidence(marker=one.id, frame=one.start, quantity="valence", output=0.5, baseline=0.1) for one in asked.markers
    )
