"""An analysis delivers results as they come, stops when asked, goes on from what is known, and leaves nothing out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from mmsa_studio.analysis import extracting, pictures
from mmsa_studio.analysis.run import analyze
from mmsa_studio.core.errors import Cancelled, StudioError
from mmsa_studio.core.faces import FaceBox, Faces
from mmsa_studio.core.film import Cue, MediaInfo, Shot
from mmsa_studio.core.jobs import (
    AnalyzeRequest,
    CuesReady,
    Event,
    MarkersFound,
    PeaksReady,
    Probed,
    Progress,
    ShotsReady,
    TimelineReady,
    TrackReady,
)
from mmsa_studio.core.modality import FACE, MODALITIES, VOICE
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import FULL, ROUGH, Grid, Track, graded
from mmsa_studio.fusion import infer
from mmsa_studio.media.probe import probe
from mmsa_studio.media.subtitles import find_cues
from mmsa_studio.models import registry
from tests.films import make_film


class Fake:
    """An extractor that only notes what it was fed."""

    fed: list[object]
    names = ("a",)
    error: StudioError | None = None

    def __init__(
        self, grid: Grid, *, device: str = "cpu", info: MediaInfo | None = None, folder: Path | None = None
    ) -> None:
        self.grid = grid
        Fake.fed = []

    def feed(self, item: object) -> None:
        if self.error:
            raise self.error
        Fake.fed.append(item)

    def track(self, *, final: bool = False) -> Track:
        if self.modality == "face":
            return self._pictures_seen(final=final)
        return Track(
            self.modality, self.grid, np.ones((self.grid.count, 1), np.float32), np.ones(self.grid.count, bool), ("a",)
        )

    def _pictures_seen(self, *, final: bool) -> Track:
        """The frame of the picture that was fed for each step."""
        values, valid = np.zeros((self.grid.count, 1), np.float32), np.zeros(self.grid.count, bool)
        for picture in Fake.fed:
            values[picture.steps], valid[picture.steps] = picture.frame, True
        return Track(self.modality, self.grid, values, valid, ("a",), quality=self._quality(final=final))

    def _quality(self, *, final: bool) -> np.ndarray:
        """Rough in the shot that is still open."""
        if final or not Fake.fed:
            return graded(self.grid, 0, self.grid.count if final else 0)
        opened = next(one.steps.start for one in Fake.fed if one.shot_index == Fake.fed[-1].shot_index)
        quality = graded(self.grid, 0, Fake.fed[-1].steps.stop, ROUGH)
        quality[:opened] = FULL
        return quality


class FakeFace(Fake):
    """One that finds faces too."""

    def faces(self, before: Faces) -> Faces:
        """One person a shot."""
        first = int(before.person.max()) + 1 if len(before) else 0
        found = [(step, first + picture.shot_index) for picture in Fake.fed for step in picture.steps]
        return before.followed_by(Faces.of(FaceBox(step, person, (0, 0, 1, 1), True) for step, person in found))


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> dict[str, type[Fake]]:
    made = {
        modality: type(f"Fake{modality}", (FakeFace if modality == FACE else Fake,), {"modality": modality})
        for modality in MODALITIES
    }
    monkeypatch.setattr(extracting, "extractor", made.__getitem__)
    monkeypatch.setattr(infer, "fuse", lambda tracks, grid, **_: EmotionTimeline.empty(grid, ModelIdentity("", "", "")))
    return made


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    return make_film(path, seconds=3, rate="24000/1001", cuts=(30,), subtitles=[(0.5, 2.0, "Good morning, dear.")])


def run(film: Path, **choices: object) -> list[Event]:
    events: list[Event] = []
    analyze(asked(film, **choices), events.append)
    return events


def asked(
    film: Path, *, known: tuple[Track, ...] = (), cues: tuple[Cue, ...] = (), **choices: object
) -> AnalyzeRequest:
    """A film to analyse of which some is known, made by the model there is."""
    encoders, shots, faces = registry.model().encoders, choices.pop("shots", ()), choices.pop("faces", Faces.none())
    tracks = {one.key: replace(one, made_by=encoders[one.modality]) for one in known}
    return AnalyzeRequest(Project(probe(film), tracks, cues=cues, shots=shots, faces=faces), **choices)


@pytest.mark.usefixtures("fakes")
def test_results_come_in_order_and_the_curve_comes_before_the_pictures(film: Path) -> None:
    events = [event for event in run(film) if not isinstance(event, (Progress, Notice))]
    kinds = [type(event) for event in events]
    assert kinds[0] is Probed
    assert kinds[-2:] == [TimelineReady, MarkersFound]
    assert kinds.index(TimelineReady) < kinds.index(ShotsReady)
    assert {CuesReady, PeaksReady, ShotsReady} <= set(kinds)
    assert [event.track.modality for event in events if isinstance(event, TrackReady)] == ["text", "voice", "face"]
    assert [event.final for event in events if isinstance(event, TimelineReady)] == [False, True]


@pytest.mark.usefixtures("fakes")
def test_progress_never_goes_back_and_ends_at_one(film: Path) -> None:
    fractions = [event.fraction for event in run(film) if isinstance(event, Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


@pytest.mark.usefixtures("fakes")
def test_the_face_extractor_gets_the_picture_in_the_middle_of_every_step(film: Path) -> None:
    run(film)
    rate = Fraction(24000, 1001)
    expected = [int((step + Fraction(1, 2)) / 5 * rate) for step in range(15)]
    assert [picture.frame for picture in Fake.fed] == expected
    assert {picture.shot_index for picture in Fake.fed if picture.frame > 34} != {0}


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize("interlaced", [True, False])
def test_that_a_film_is_interlaced_is_said(tmp_path: Path, interlaced: bool) -> None:
    options = {"flags": "+ildct+ilme"} if interlaced else {}
    events = run(make_film(tmp_path / "film.mp4", seconds=1, codec_options=options))
    assert any(isinstance(event, Notice) and "is interlaced" in event.message for event in events) == interlaced


@pytest.mark.usefixtures("fakes")
def test_stopping_at_any_event_stops(film: Path) -> None:
    count = len(run(film))
    for stop_at in range(1, count, 5):
        seen: list[Event] = []

        def hook(event: Event, seen: list[Event] = seen, stop_at: int = stop_at) -> None:
            seen.append(event)
            if len(seen) == stop_at:
                raise Cancelled

        with pytest.raises(Cancelled):
            analyze(asked(film), hook)
        assert len(seen) == stop_at


@pytest.mark.parametrize("failing", MODALITIES)
def test_a_modality_that_fails_is_left_out_and_said_so_and_the_others_go_on(
    film: Path, fakes: dict[str, type[Fake]], failing: str
) -> None:
    fakes[failing].error = StudioError("package.absent", name="mediapipe")
    told: list[Event] = []
    done = analyze(asked(film), told.append)
    assert set(done.tracks) == set(MODALITIES) - {failing}
    assert all(track.complete for track in done.tracks.values())
    assert done.finished
    (notice,) = [one for one in told if isinstance(one, Notice) and "is left out" in one.message]
    assert notice.message.startswith(failing.capitalize())


def test_where_every_modality_fails_the_person_is_told_why(film: Path, fakes: dict[str, type[Fake]]) -> None:
    for fake in fakes.values():
        fake.error = StudioError("package.absent", name="mediapipe")
    told: list[Event] = []
    with pytest.raises(StudioError, match="Nothing could be read") as caught:
        analyze(asked(film), told.append)
    assert "Voice is left out: The package “mediapipe” is not installed." in caught.value.hint
    (voice,) = [one for one in told if isinstance(one, Notice) and one.message.startswith("Voice")]
    assert voice.hint == "Run packaging/run.sh, which installs what is missing."


def test_complete_tracks_are_not_computed_again(film: Path, fakes: dict[str, type[Fake]]) -> None:
    known = tuple(fakes[modality](probe(film).grid).track(final=True) for modality in MODALITIES)
    cues = find_cues(probe(film)).cues
    events = run(film, known=known, cues=cues, shots=(Shot(0, 71),))
    assert Fake.fed == []
    assert not any(isinstance(event, TrackReady) for event in events)
    assert any(isinstance(event, TimelineReady) and event.final for event in events)


@pytest.mark.parametrize("stranger", [None, ModelIdentity("voice", "1", "0" * 64)])
def test_what_another_model_made_is_made_again_and_never_mixed_in(
    film: Path, fakes: dict[str, type[Fake]], stranger: ModelIdentity | None
) -> None:
    request = asked(
        film,
        known=tuple(fakes[modality](probe(film).grid).track(final=True) for modality in MODALITIES),
        cues=find_cues(probe(film)).cues,
        shots=(Shot(0, 71),),
    )
    tracks = {**request.project.tracks, VOICE: replace(request.project.tracks[VOICE], made_by=stranger)}
    events: list[Event] = []
    done = analyze(replace(request, project=replace(request.project, tracks=tracks)), events.append)
    assert [event.track.modality for event in events if isinstance(event, TrackReady)] == [VOICE]
    assert {key: track.made_by for key, track in done.tracks.items()} == registry.model().encoders


def test_a_modality_is_renewed_when_a_person_asks(film: Path, fakes: dict[str, type[Fake]]) -> None:
    known = tuple(fakes[modality](probe(film).grid).track(final=True) for modality in MODALITIES)
    events = run(film, known=known, cues=find_cues(probe(film)).cues, shots=(Shot(0, 71),), renew=(FACE,))
    assert [event.track.modality for event in events if isinstance(event, TrackReady)] == [FACE]


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize("rate", ["1", "3", "5", "6", "7", "24000/1001", "50"])
def test_a_picture_stands_until_the_next_so_that_every_step_has_one(rate: str, tmp_path: Path) -> None:
    info = probe(make_film(tmp_path / "film.mp4", seconds=12, rate=rate))
    done = analyze(AnalyzeRequest(Project(info)), lambda event: None)
    face = done.tracks[FACE]
    last = info.grid.first_step_from(info.frame_count, info.rate)
    assert face.valid[:last].all(), f"{face.valid[:last].sum()} of {last} steps"
    on_screen = [int((step + Fraction(1, 2)) * info.grid.step * info.rate) for step in range(last)]
    assert face.values[:last, 0].tolist() == on_screen


def test_other_words_are_read_anew(film: Path, fakes: dict[str, type[Fake]]) -> None:
    known = tuple(fakes[modality](probe(film).grid).track(final=True) for modality in MODALITIES)
    events = run(film, known=known, cues=(), shots=(Shot(0, 71),))
    assert [event.track.modality for event in events if isinstance(event, TrackReady)] == ["text"]


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize("stop_at", [20, 33, 45, 60])
def test_a_stopped_analysis_goes_on_where_the_last_shot_began_and_ends_the_same(
    film: Path, stop_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = analyze(asked(film), lambda event: None)
    monkeypatch.setattr(pictures, "Sparingly", lambda seconds: lambda: True)
    kept: dict[str, Event] = {}

    def keep(event: Event) -> None:
        kept[event.track.modality if isinstance(event, TrackReady) else type(event).__name__] = event
        if isinstance(event, ShotsReady) and event.shots[-1].end >= stop_at:
            raise Cancelled

    with pytest.raises(Cancelled):
        analyze(asked(film), keep)
    face, shots = kept["face"], kept["ShotsReady"].shots
    again = asked(film, known=(face.track,), shots=shots, faces=face.faces)
    resumed = analyze(again, lambda event: None)
    first_read = min(picture.frame for picture in Fake.fed)
    first_open = face.track.grid.frame_of(int((face.track.quality < FULL).argmax()), Fraction(24000, 1001))
    assert first_read >= next(shot.start for shot in shots if first_open < shot.end)
    assert resumed.shots == whole.shots
    assert np.array_equal(resumed.tracks["face"].values, whole.tracks["face"].values)
    assert resumed.tracks["face"].complete
    assert len(set(resumed.faces.person)) == len(whole.shots)
    assert np.array_equal(resumed.faces.step, whole.faces.step)


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize(
    ("missing", "said"), [({"sound": False}, "no sound"), ({"picture": False}, "no picture"), ({}, "no subtitles")]
)
def test_what_a_film_lacks_is_said(missing: dict[str, bool], said: str, tmp_path: Path) -> None:
    suffix = ".wav" if "picture" in missing else ".mp4"
    events = run(make_film(tmp_path / f"film{suffix}", seconds=1, **missing))
    assert any(said in event.message for event in events if isinstance(event, Notice))
    assert any(isinstance(event, TimelineReady) and event.final for event in events)


def test_a_device_that_is_not_there_is_refused(film: Path) -> None:
    with pytest.raises(StudioError, match="mps"):
        analyze(asked(film, device="mps"), lambda event: None)
