"""Every format can be had from the command line, and what comes back is compared with what went out."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mmsa_studio import cli
from mmsa_studio.core.marker import Marker
from mmsa_studio.export import FORMATS
from mmsa_studio.store.project_file import ProjectFile, create
from tests.ui import synthetic

MARKERS = (Marker(5, 6, "Here", "A note.", "joy", id="a" * 32), Marker(10, 30, "There", "", "anger", id="b" * 32))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "film.mmsa"
    create(path, replace(synthetic.project(20), markers=MARKERS)).close()
    return path


def test_help_lists_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"  {one.id}" in said and one.title in said for one in FORMATS.values())


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_format_is_written(
    project: Path, tmp_path: Path, format_id: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    target = tmp_path / f"out{FORMATS[format_id].suffix}"
    words = ["export", str(project), "--format", format_id, "--start-timecode", "10:00:00:00", "-o"]
    assert cli.main([*words, str(target)]) == 0
    assert target.stat().st_size > 0
    capfdbinary.readouterr()
    assert cli.main([*words, "-"]) == 0
    assert len(capfdbinary.readouterr().out) > 0


def test_what_an_export_left_out_is_no_change_when_it_comes_back(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "markers.edl"
    choices = ["--rate", "29.97", "--drop-frame", "--start-timecode", "10:00:00;00", "--offset", "7"]
    choices += ["--points", "--no-notes", "--name", "category"]
    assert cli.main(["export", str(project), "--format", "resolve-edl", "-o", str(target), *choices]) == 0
    assert "|M:joy |D:1" in target.read_text("utf-8")
    capsys.readouterr()
    assert cli.main(["import", str(project), str(target), *choices]) == 0
    assert "0 moved, 0 renamed, 0 added, 0 removed, 2 unchanged" in capsys.readouterr().err
    with ProjectFile(project) as file:
        assert file.load().markers == MARKERS


def test_a_sequence_that_is_not_there_is_refused_and_the_others_are_named(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "cut.xml"
    assert cli.main(["export", str(project), "--format", "xmeml", "-o", str(target), "--title", "Reel 1"]) == 0
    capsys.readouterr()
    assert cli.main(["import", str(project), str(target), "--sequence", "Reel 2"]) == 1
    assert "1 “Reel 1”" in capsys.readouterr().err
    for asked in ("Reel 1", "1"):
        assert cli.main(["import", str(project), str(target), "--sequence", asked]) == 0
        assert "2 unchanged" in capsys.readouterr().err


def test_the_whole_path_of_the_film_is_written_when_asked(project: Path, capfdbinary: pytest.CaptureFixture) -> None:
    with ProjectFile(project) as file:
        path = file.load().media.path
    whole = Path(path).absolute().as_uri().encode()
    for asked in ([], ["--full-path"]):
        assert cli.main(["export", str(project), "--format", "otio", "-o", "-", *asked]) == 0
        written = capfdbinary.readouterr().out
        assert (whole in written) == bool(asked)
        assert whole.rpartition(b"/")[2] in written


def test_an_import_beside_an_open_window_and_the_windows_edits_are_all_kept(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "markers.csv"
    assert cli.main(["export", str(project), "--format", "csv", "-o", str(target)]) == 0
    text = target.read_text("utf-8")
    assert "There" in text
    target.write_text(text.replace("There", "Elsewhere"), "utf-8")
    with ProjectFile(project) as window:
        shown = window.load()
        command = [sys.executable, "-m", "mmsa_studio", "import", str(project), str(target)]
        subprocess.run(command, check=True, capture_output=True)
        here, there = shown.markers
        edited = (replace(here, note="edited"), there, Marker(40, 50, "drawn", id="c" * 32))
        saved = window.save(replace(shown, markers=edited), {"markers"})
        assert saved.changed_elsewhere == {"markers"}
        assert [marker.label for marker in saved.project.markers] == ["Here", "Elsewhere", "drawn"]
        assert saved.project.markers[0].note == "edited"
    with ProjectFile(project) as file:
        assert file.load().markers == saved.project.markers
