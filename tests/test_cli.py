"""The command line is a contract: exit codes, one sentence and a hint, results on standard output."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from mmsa_studio import __version__, cli
from mmsa_studio.console import Console
from mmsa_studio.core.jobs import Event, Failed, Hook, ShotsReady
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.speech import INCLUDED
from mmsa_studio.store.project_file import ProjectFile
from mmsa_studio.work import batch
from mmsa_studio.work.film import FilmRequest, process
from tests.films import make_film
from tests.store.material import keep


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short film with words; what it shows does not matter here."""
    folder = tmp_path_factory.mktemp("a film’s “folder” 🎬")
    path = make_film(folder / "short film.mp4", seconds=2)
    path.with_suffix(".srt").write_text("1\n00:00:00,200 --> 00:00:01,500\nI love you!\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def project(film: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("projects") / "short.mmsa"
    assert cli.main(["analyze", str(film), "--project", str(path)]) == 0
    return path


def test_doctor_says_what_is_understood_of_a_film_and_of_a_project(
    film: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", str(film)]) == 0
    of_film = capsys.readouterr().out
    assert cli.main(["doctor", str(project)]) == 0
    of_project = capsys.readouterr().out
    for told in (of_film, of_project):
        assert "short film.srt: 1 cue" in told
        assert "25 frames per second, 50 frames" in told
        assert "track 1: " in told


def test_doctor_says_why_a_film_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.mp4").touch()
    assert cli.main(["doctor", str(tmp_path / "empty.mp4")]) == 1
    assert capsys.readouterr().err.splitlines()[-2].startswith("mmsa-studio: “empty.mp4” is empty.")
    assert cli.main(["doctor", str(tmp_path / "nowhere.mmsa")]) == 1


def test_version_and_help_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out
    for words in (["--help"], ["analyze", "--help"], ["export", "--help"], ["import", "--help"]):
        assert cli.main(words) == 0


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["analyze"],
        ["analyze", "f.mp4", "--device", "abacus"],
        ["analyze", "f.mp4", "--export", "json"],
        ["analyze", "f.mp4", "--export", "betamax=x"],
        ["analyze", "a.mp4", "b.mp4", "--project", "p.mmsa"],
        ["analyze", "a.mp4", "--subtitles", "/nowhere/a.srt"],
        ["analyze", "a.mp4", "b.mp4", "--export", "json=all.json"],
        ["export", "p.mmsa", "--format", "json", "-o", "x", "--drop-frame", "--non-drop-frame"],
        ["evaluate", "--data", "/nowhere/at/all"],
    ],
)
def test_wrong_usage_is_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 2
    said = capsys.readouterr().err
    assert said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--subtitle-offset", "1e999999999"], "“1e999999999” is no time that subtitles can be moved by."),
        (["--subtitle-offset=-1e300"], "“-1e300” is no time that subtitles can be moved by."),
        (["--subtitle-rate", "1e999999999"], "“1e999999999” is not a frame rate."),
    ],
)
def test_a_clock_that_is_none_is_one_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["analyze", "no.mp4", *words]) == 2
    assert capsys.readouterr().err.splitlines()[0].removeprefix("mmsa-studio: ") == said


def test_a_film_that_cannot_be_opened_is_1_with_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "not a film.mp4"
    text.write_text("just words")
    for name in (str(text), str(tmp_path / "missing.mov"), str(tmp_path)):
        assert cli.main(["analyze", name]) == 1
        sentence, hint = capsys.readouterr().err.strip().splitlines()[-2:]
        assert sentence.startswith("mmsa-studio: ")
        assert hint.startswith("  ")


def test_a_bad_film_does_not_keep_the_others_from_being_analysed(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"")
    out = f"json={tmp_path}/{{name}}.json"
    assert cli.main(["analyze", str(bad), str(film), "--export", out]) == 1
    assert (tmp_path / "short film.json").exists()
    assert not (tmp_path / "bad.json").exists()
    assert "1 of 2" in capsys.readouterr().err


def test_json_goes_to_standard_output_and_progress_to_standard_error(
    film: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    exports = ["--export", "json=-", "--export", f"resolve-edl={tmp_path / 'markers.edl'}"]
    assert cli.main(["analyze", str(film), *exports, "--json-progress"]) == 0
    out, err = capfdbinary.readouterr()
    document = json.loads(out)
    assert {track["id"] for track in document["tracks"]} >= {"fused.valence", "text.category.joy", "face.arousal"}
    events = [json.loads(line) for line in err.splitlines()]
    assert any("no start timecode" in event["message"] for event in events if event["event"] == "notice")
    fractions = [event["fraction"] for event in events if event["event"] == "progress"]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_a_project_keeps_the_analysis(project: Path) -> None:
    with ProjectFile(project) as file:
        content = file.load()
    assert set(content.tracks) == {"text", "voice", "face"}
    assert content.timeline is not None
    assert content.cues[0].text == "I love you!"
    assert content.peaks is not None


def test_an_analysis_goes_on_from_what_the_project_knows(
    film: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mmsa_studio.analysis import pictures

    def must_not_run(*_: object, **__: object) -> None:
        raise AssertionError("known pictures were read again")

    monkeypatch.setattr(pictures, "read_pictures", must_not_run)
    with ProjectFile(project) as file:
        before = file.load()
    process(FilmRequest(str(film), project), lambda event: None)
    with ProjectFile(project) as file:
        content = file.load()
    assert content.finished
    assert content.shots == before.shots


@pytest.mark.parametrize(
    ("words", "model"),
    [([], INCLUDED), (["--no-speech"], ""), (["--speech-model", "/models/whisper"], "/models/whisper")],
)
def test_speech_is_written_down_unless_told_otherwise(
    words: list[str], model: str, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[FilmRequest] = []

    def refuse(request: FilmRequest, hook: Hook) -> batch.Result:
        asked.append(request)
        return batch.Result(request.film, Failed("analysis.none"))

    monkeypatch.setattr(batch, "run", refuse)
    cli.main(["analyze", str(film), *words])
    assert [request.speech_model for request in asked] == [model]


def test_a_film_that_crashes_is_one_failed_row(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = batch.run
    children = {"bad.mp4": "crashes", "good.mp4": "gives_content"}
    monkeypatch.setattr(
        batch, "run", lambda request, hook: run(request, hook, function=f"tests.work.children:{children[request.film]}")
    )
    assert cli.main(["analyze", "bad.mp4", "good.mp4"]) == 1
    *_, bad, good, count = capsys.readouterr().err.splitlines()
    assert bad.split(maxsplit=2) == ["bad.mp4", "failed", "The analysis ended unexpectedly inside a native library."]
    assert good.split() == ["good.mp4", "done"]
    assert count == "1 of 2 films could not be processed."


def test_a_project_of_another_film_is_refused_untouched(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = make_film(tmp_path / "other.mp4", seconds=1, sound=False)
    before = project.read_bytes()
    assert cli.main(["analyze", str(other), "--project", str(project)]) == 1
    assert "another film" in capsys.readouterr().err
    assert project.read_bytes() == before


def test_export_writes_what_is_asked_for(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "markers.edl"
    words = ["export", str(project), "--format", "resolve-edl", "-o", str(target), "--start-timecode", "01:00:00:00"]
    assert cli.main(words) == 0
    assert target.read_text("utf-8").startswith("TITLE:")
    assert cli.main([*words[:-2], "--start-timecode", "01:99:00:00"]) == 2
    assert cli.main([*words[:-2], "--rate", "24", "--drop-frame"]) == 2
    assert cli.main(["export", str(tmp_path / "none.mmsa"), "--format", "json", "-o", "-"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_an_export_explains_markers_that_a_person_drew(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Path(shutil.copy(project, tmp_path))
    with ProjectFile(project) as file:
        content = file.load()
        mine = Marker(5, 20, "Mine", id="mine")
        file.save(replace(content, markers=(*content.markers, mine)), {"markers"})
    target, words = tmp_path / "all.json", ["export", str(project), "--format", "json", "-o"]
    assert cli.main([*words, str(target)]) == 0
    assert "could not be explained" not in capsys.readouterr().err
    (event,) = [one for one in json.loads(target.read_text("utf-8"))["events"] if one["id"] == "mine"]
    (why,) = [one for one in event["evidence"] if "sentence" in one]
    assert 5 <= why["frame"] < 20
    assert abs(sum(why["contributions"].values()) - (why["output"] - why["baseline"])) < 1e-4

    assert content.timeline is not None
    other = replace(content.timeline, model=replace(content.timeline.model, sha256="0" * 64))
    with ProjectFile(project) as file:
        keep(file, timeline=other)
    assert cli.main([*words, str(target)]) == 0
    assert "1 of " in (said := capsys.readouterr().err)
    assert "could not be explained: The curve was computed with other weights. Analyse the film again." in said
    assert cli.main([*words[:3], "csv", "-o", str(tmp_path / "all.csv")]) == 0
    assert capsys.readouterr().err == "", "a table explains nothing"
    with ProjectFile(project) as file:
        keep(file, markers=(mine,), evidence=(), tracks={})
    assert cli.main([*words, str(target)]) == 0
    assert "1 of 1 markers could not be explained: The project holds no analysis." in capsys.readouterr().err


def test_a_stopped_analysis_is_130_and_keeps_what_was_finished(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: Console, event: Event) -> None:
        if isinstance(event, ShotsReady):
            raise KeyboardInterrupt

    monkeypatch.setattr(Console, "__call__", interrupt)
    path = tmp_path / "half.mmsa"
    assert cli.main(["analyze", str(film), "--project", str(path)]) == 130
    assert "kept" in capsys.readouterr().err
    with ProjectFile(path) as file:
        content = file.load()
    assert {"text", "voice"} <= set(content.tracks)
    assert not content.finished


LISTENING = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from mmsa_studio.__main__ import main; sys.exit(main(sys.argv[1:]))"
)
"""The program as a person starts it; a process that was started in the background would not hear Ctrl+C."""


def test_ctrl_c_ends_the_child_too_and_keeps_what_was_finished(film: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.mmsa"
    words = [sys.executable, "-c", LISTENING, "analyze", str(film), "--project", str(path), "--json-progress"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        assert running.stderr is not None
        next(line for line in running.stderr if "sound" in line)
        (child,) = (one for one in psutil.Process(running.pid).children() if "spawn_main" in " ".join(one.cmdline()))
        os.killpg(running.pid, signal.SIGINT)
        assert "what was finished is kept" in running.stderr.read()
    assert running.returncode == 130
    assert not child.is_running()
    with ProjectFile(path) as file:
        assert file.load().media.frame_count == 50


def test_demo_without_a_window_says_where_the_reel_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mmsa_studio import demo

    monkeypatch.setattr(demo, "reel", lambda hook=None: Path("/somewhere/reel.mp4"))
    assert cli.main(["demo", "--no-window"]) == 0
    assert capsys.readouterr().out == "/somewhere/reel.mp4\n"
    assert cli.main(["demo"]) == 1
    opened: list[str] = []
    assert cli.main(["demo"], open_window=lambda film: opened.append(film) or 0) == 0
    assert opened == ["/somewhere/reel.mp4"]
