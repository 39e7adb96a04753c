"""A film in, a timeline out: the only place where features meet fusion.

Passes, from cheap to dear, so that a curve appears early:

1. words and sound: cues, waveform, text and voice tracks, a first curve;
2. key pictures of a long film: a rough face track, a rough curve;
3. every picture once: shots and the full face track;
4. for a film without subtitles, when it is asked for: its words are written down from the sound.

Then the final curve and the found markers.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import Evidence, evidence_for
from mmsa_studio.core.film import Cue, FaceBox, MediaInfo, Shot
from mmsa_studio.core.find import find_markers
from mmsa_studio.core.jobs import (
    AnalyzeRequest,
    CuesReady,
    Event,
    Hook,
    MarkersFound,
    PeaksReady,
    Probed,
    Progress,
    ShotsReady,
    TimelineReady,
    TrackReady,
)
from mmsa_studio.core.languages import language_name
from mmsa_studio.core.progress import Sparingly, StagedProgress
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import EvidenceRequest
from mmsa_studio.core.rates import seconds_of
from mmsa_studio.core.sentences import Notice, in_turn, term
from mmsa_studio.core.speech import ENGLISH, words_source
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Track
from mmsa_studio.core.vocabulary import MODALITIES
from mmsa_studio.core.wording import in_full
from mmsa_studio.features import extractor
from mmsa_studio.features.base import Extractor, FacePicture, closing
from mmsa_studio.features.face_pass import FaceResults, Wanted
from mmsa_studio.media.ahead import ahead
from mmsa_studio.media.pictures import Picture, read_pictures
from mmsa_studio.media.probe import probe
from mmsa_studio.media.shots import LATE, ShotFinder
from mmsa_studio.media.sound import PeaksBuilder, SoundChunk, read_sound
from mmsa_studio.media.subtitles import CueList, find_cues

if TYPE_CHECKING:
    from mmsa_studio.features.speech import Passage

ROUGH_FROM_S = 180
"""Shorter films go straight to the full pass: it is as quick as the rough one."""
KEYS_APART_S = 2.0
"""Seconds of the film between two pictures of the rough pass."""
RESULTS_EVERY_S = 10.0
"""Seconds of work between two partial results of the same kind."""
CHUNKS_AHEAD = 2
"""Stretches of sound that are decoded while one is listened to."""
CUES_AT_A_TIME = 50
"""So few that a person who stops the analysis need not wait."""
SHARES = {"words": 0.03, "sound": 0.22, "key pictures": 0.10, "pictures": 0.60, "speech": 0.60, "fusion": 0.05}
"""Roughly how the times of the stages that a film has compare, for the progress bar."""


def analyze(request: AnalyzeRequest, hook: Hook) -> Project:
    """Analyse a film; what is found goes to the hook as it comes, all of it is returned.

    A modality that cannot be read is left out and said so; the others go on.

    Args:
        request: the film, choices, and the tracks already known, which are not computed again.
        hook: receives every event; raises `Cancelled` to stop the work.

    Returns:
        The project, not saved anywhere.

    Raises:
        StudioError: when the film cannot be opened or nothing at all could be read.
        Cancelled: when the hook says so.
    """
    media = probe(request.film)
    return _Analysis(request, media, hook).run()


def choose_device(wanted: str) -> str:
    """The device to compute on: the one asked for, or the best there is.

    Raises:
        StudioError: when the device asked for is not there.
    """
    import torch

    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if there[name])
    if not there.get(wanted, False):
        raise StudioError("analysis.no_device", device=wanted)
    return wanted


class _Analysis:
    """One run over one film; holds what has been found so far."""

    def __init__(self, request: AnalyzeRequest, media: MediaInfo, hook: Hook) -> None:
        self.request = request
        self.media = media
        self.grid = media.grid
        self.hook = hook
        self.device = choose_device(request.device)
        self.project = Project(media, shots=request.known_shots, faces=request.known_faces)
        self._noticed: list[Notice] = []
        self.progress = self._stages()
        for track in request.known:
            if track.grid == self.grid:
                self.project.tracks[track.modality] = track

    def run(self) -> Project:
        self.hook(Probed(self.media, self.device))
        if self.media.picture and self.media.picture.variable_rate:
            self._notice(Notice("analysis.uneven"))
        found = self._find_words()
        speech = bool(found and not found.cues and self.media.sound and self.request.speech_model)
        if found and not speech:
            self._modality("text", lambda words: self._read_words(words, found))
        self.progress = self._stages(speech=speech)
        if self.media.sound:
            self._modality("voice", self._read_sound)
        else:
            self._notice(Notice("analysis.no_sound"))
        if self.media.picture:
            self._modality("face", self._read_pictures)
        else:
            self._notice(Notice("analysis.no_picture"))
        if speech:
            self._modality("text", self._write_down)
        self._finish()
        return self.project

    def _stages(self, *, speech: bool = False) -> StagedProgress:
        """The stages this film has."""
        pictures = self.media.picture is not None
        there = {"sound": self.media.sound is not None, "pictures": pictures, "speech": speech}
        there["key pictures"] = pictures and self.media.duration >= ROUGH_FROM_S
        parts = {stage: share for stage, share in SHARES.items() if there.get(stage, True)}
        return StagedProgress(self.hook, {stage: share / sum(parts.values()) for stage, share in parts.items()})

    def _modality(self, modality: str, read: Callable[[Extractor], None]) -> None:
        try:
            with closing(extractor(modality)(self.grid, device=self.device, info=self.media)) as one:
                read(one)
        except StudioError as error:
            self._leave_out(modality, error)

    def _leave_out(self, modality: str, error: StudioError) -> None:
        named = term(modality.capitalize())
        self._notice(Notice("analysis.left_out", {"modality": named, "reason": error.sentence}))

    def _notice(self, notice: Notice) -> None:
        self._noticed.append(notice)
        self.project.notices += (in_full(notice),)
        self.hook(notice)

    # words -----------------------------------------------------------------------------------------------------

    def _find_words(self) -> CueList | None:
        """The film's subtitles, else the words that were known before; None where a chosen file cannot be read."""
        self.progress.stage("words")
        request = self.request
        try:
            found = find_cues(self.media, chosen=request.subtitles, language=request.language)
        except StudioError as error:
            self._leave_out("text", error)
            return None
        for notice in found.notices:
            self._notice(notice)
        if not found.cues and request.known_cues and self._known("text"):
            return CueList(request.known_cues, request.known_cue_source)
        if not found.cues and self.media.sound and not request.speech_model:
            self._notice(Notice("analysis.no_words"))
        return found

    def _read_words(self, words: Extractor, found: CueList) -> None:
        self._deliver_cues(found.cues, found.source)
        if self._known("text") and found.cues == self.request.known_cues:
            return
        for first in range(0, len(found.cues), CUES_AT_A_TIME):
            words.feed(found.cues[first : first + CUES_AT_A_TIME])
            self.progress.at(first / len(found.cues))
        self._deliver(words.track(final=True))

    def _write_down(self, words: Extractor) -> None:
        """Words of a film without subtitles, from its sound; they come last, and what is known is shown before."""
        self._curve()
        self.progress.stage("speech")
        due = Sparingly(RESULTS_EVERY_S)
        cues, language, source = list[Cue](), "", ""
        for passage in self._passages():
            cues += passage.cues
            language = passage.language if passage.language != ENGLISH else ""
            source = words_source(self.request.speech_model, language_name(language))
            if not language:
                words.feed(passage.cues)
            if due():
                self._deliver_cues(tuple(cues), source)
                self._deliver(words.track())
                self._curve()
        self._deliver_cues(tuple(cues), source)
        self._deliver(words.track(final=True))
        self._caution(found=bool(cues), language=language)

    def _passages(self) -> Iterator[Passage]:
        """What is said, stretch by stretch; nothing, at no cost, where the voice track knows that nobody speaks."""
        voice = self.project.tracks.get("voice")
        if voice is not None and voice.complete and not voice.valid.any():
            return
        from mmsa_studio.features.speech import transcribe

        yield from transcribe(
            read_sound(self.media),
            model=self.request.speech_model,
            allow_download=self.request.allow_download,
            device=self.device,
            language=self.request.language,
            hook=self.progress.at,
            seconds=float(self.media.duration),
        )

    def _caution(self, *, found: bool, language: str) -> None:
        if not found:
            self._notice(Notice("analysis.unheard"))
        elif language:
            self._notice(Notice("analysis.foreign_speech", {"language": term(language_name(language))}))

    # sound -----------------------------------------------------------------------------------------------------

    def _read_sound(self, voice: Extractor) -> None:
        self.progress.stage("sound")
        peaks = PeaksBuilder(16_000)
        known = self._known("voice")
        due = Sparingly(RESULTS_EVERY_S)
        for chunk in self._chunks():
            peaks.feed(chunk.samples)
            if not known:
                voice.feed(chunk)
            if due():
                self.hook(PeaksReady(peaks.peaks()))
                if not known:
                    self._deliver(voice.track())
        self.project.peaks = peaks.peaks()
        self.hook(PeaksReady(self.project.peaks))
        if not known:
            self._deliver(voice.track(final=True))
        self._curve()

    def _chunks(self) -> Iterator[SoundChunk]:
        whole = max(1, int(self.media.duration * 16_000))
        for chunk in ahead(read_sound(self.media, sample_rate=16_000), CHUNKS_AHEAD):
            yield chunk
            self.progress.at((chunk.start + len(chunk.samples)) / whole)

    # pictures --------------------------------------------------------------------------------------------------

    def _read_pictures(self, face: Extractor) -> None:
        if self._known("face") and self.project.shots:
            return
        # what a shot's faces become depends on that shot alone, so a stopped pass goes on where the last shot began
        shots_before = self.project.shots[:-1]
        start = self.project.shots[-1].start if shots_before and "face" in self.project.tracks else 0
        if start == 0 and self.media.duration >= ROUGH_FROM_S:
            self._read_key_pictures()
        self.progress.stage("pictures")
        shots, due = ShotFinder(self.media, start), Sparingly(RESULTS_EVERY_S)
        results = FaceResults(self.project, self._first_step(start))
        for picture in self._step_pictures(shots, start):
            face.feed(picture)
            self.progress.at(picture.frame / self.media.frame_count)
            if due():
                self._deliver_faces(results.joined(face, final=False))
                self._deliver_shots((*shots_before, *shots.shots()))
                self._curve()
        self._deliver_faces(results.joined(face, final=True))
        self._deliver_shots((*shots_before, *shots.shots(end=True)))

    def _read_key_pictures(self) -> None:
        self.progress.stage("key pictures")
        with closing(extractor("face")(self.grid, device=self.device, info=self.media)) as rough:
            for picture in read_pictures(self.media, keys_apart_s=KEYS_APART_S):
                rough.feed(self._face_picture(picture, picture.frame))
                self.progress.at(picture.frame / self.media.frame_count)
            track = rough.track(final=True)
        self._deliver(replace(track, done=self.grid.count - 1))
        self._curve()

    def _step_pictures(self, shots: ShotFinder, start: int) -> Iterator[FacePicture]:
        """Show every picture to the shots, and give those of the steps once it is certain which shot they lie in."""
        wanted, waiting = Wanted(self.grid, self.media.rate, self._first_step(start)), deque[Picture]()
        for picture in read_pictures(self.media, start=start):
            shots.feed(picture)
            if wanted(picture.frame):
                waiting.append(picture)
            while waiting and waiting[0].frame <= picture.frame - LATE:
                certain = waiting.popleft()
                yield self._face_picture(certain, shots.index_of(certain.frame))
        for picture in waiting:
            yield self._face_picture(picture, shots.index_of(picture.frame))

    def _first_step(self, frame: int) -> int:
        """The first step whose middle is not before a frame."""
        return math.ceil(seconds_of(frame, self.media.rate) / self.grid.step - Fraction(1, 2))

    def _face_picture(self, picture: Picture, shot: int) -> FacePicture:
        seconds = float(seconds_of(picture.frame, self.media.rate))
        return FacePicture(frame=picture.frame, seconds=seconds, image=picture.rgb(640), shot_index=shot)

    def _deliver_faces(self, found: tuple[Track, tuple[FaceBox, ...]]) -> None:
        track, self.project.faces = found
        self._deliver(track)

    def _deliver_shots(self, shots: tuple[Shot, ...]) -> None:
        self.project.shots = shots
        self.hook(ShotsReady(shots))

    # results ---------------------------------------------------------------------------------------------------

    def _known(self, modality: str) -> bool:
        """Whether a complete track of this modality came with the request, made by the same extractor."""
        track = self.project.tracks.get(modality)
        return track is not None and track.complete and track.names == extractor(modality).names

    def _deliver_cues(self, cues: tuple[Cue, ...], source: str) -> None:
        self.project.cues, self.project.cue_source = cues, source
        self.hook(CuesReady(cues, source))

    def _deliver(self, track: Track) -> None:
        self.project.tracks[track.modality] = track
        self.hook(TrackReady(track, self.project.faces if track.modality == "face" else ()))

    def _curve(self, *, final: bool = False) -> EmotionTimeline:
        from mmsa_studio.fusion.infer import fuse

        timeline = fuse(self.project.tracks, self.grid, device=self.device, hook=self._from_fusion)
        self.project.timeline = timeline
        self.hook(TimelineReady(timeline, final=final))
        return timeline

    def _from_fusion(self, event: Event) -> None:
        """Pass on what the fusion has to say; its own progress is a part of the whole."""
        if isinstance(event, Progress):
            self.progress.at(event.fraction, "fusion")
        elif isinstance(event, Notice) and event not in self._noticed:
            self._notice(event)

    def _finish(self) -> None:
        if not self.project.tracks:
            raise StudioError("analysis.nothing", path=self.media.path, notices=in_turn(self._noticed))
        self.progress.stage("fusion")
        timeline = self._curve(final=True)
        self.project.markers = find_markers(
            timeline, rate=self.media.rate, frame_count=self.media.frame_count, shots=self.project.shots
        )
        self.project.evidence = explained(self.project, device=self.device, hook=self._from_fusion)
        self.project.finished = True
        self.hook(MarkersFound(self.project.markers, self.project.evidence))
        self.progress.done()


def explained(project: Project, *, device: str = "cpu", hook: Hook | None = None) -> tuple[Evidence, ...]:
    """Why every marker is where it is: what is known already, and what is missing gathered now.

    Raises:
        StudioError: when something is missing and cannot be had: no curve, no tracks, or other weights.
        Cancelled: when the hook says so.
    """
    missing = tuple(one for one in project.markers if evidence_for(one, project.evidence) is None)
    if not missing:
        return project.evidence
    tracks = tuple(project.tracks[name] for name in MODALITIES if name in project.tracks)
    if project.timeline is None or not tracks:
        raise StudioError("analysis.none")
    from mmsa_studio.analysis.reasons import evidence

    request = EvidenceRequest(project.media, missing, project.timeline, tracks, project.cues, device)
    renewed = {one.id for one in missing}
    kept = (one for one in project.evidence if one.marker not in renewed)
    return (*kept, *evidence(request, hook))
