"""A format is one file and one line in the table: then it is written, recognised, taken back and listed."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from mmsa_studio import cli
from mmsa_studio.core.project import Project
from mmsa_studio.export import FORMATS, ExportOptions
from mmsa_studio.export.merge import merge
from mmsa_studio.export.readers import read_markers
from mmsa_studio.store.project_file import ProjectFile, create
from tests.export.material import export, film, named
from tests.house import ROOT
from tests.promises.cue_list import LINE


@pytest.fixture(autouse=True)
def _the_line_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, LINE.id, LINE)


@pytest.fixture
def project() -> Project:
    return Project(film(), markers=named(["Alpha", "Beta", "Gamma"]))


@pytest.fixture
def kept(project: Project, tmp_path: Path) -> Path:
    create(tmp_path / "film.mmsa", project).close()
    return tmp_path / "film.mmsa"


def test_it_is_written_from_its_own_start_and_told_from_others_of_its_ending(project: Project, tmp_path: Path) -> None:
    for format_id in ("cue-list", "resolve-edl", "avid-edl"):
        export(project, format_id, tmp_path / f"{format_id}.edl")
        came = merge(project.markers, read_markers(tmp_path / f"{format_id}.edl", project))
        assert came.unchanged == project.markers, f"{format_id} comes back as it went"
    first = (tmp_path / "cue-list.edl").read_text().splitlines()[1]
    assert first.startswith(f"02:00:0{project.markers[0].start // 25}:")


def test_what_was_edited_in_it_comes_back(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "cues.edl"
    export(project, "cue-list", path)
    path.write_text(path.read_text().replace("Alpha", "Omega"))
    (change,) = merge(project.markers, read_markers(path, project)).renamed
    assert (change.before.label, change.after.label) == ("Alpha", "Omega")


def test_the_command_line_writes_it_with_its_switch_and_takes_it_back(kept: Path, tmp_path: Path) -> None:
    plain, loud = tmp_path / "plain.edl", tmp_path / "loud.edl"
    assert cli.main(["export", str(kept), "--format", "cue-list", "-o", str(plain)]) == 0
    assert cli.main(["export", str(kept), "--format", "cue-list", "--loud", "-o", str(loud)]) == 0
    assert "Alpha" in plain.read_text()
    assert "ALPHA" in loud.read_text()
    plain.write_text(plain.read_text().replace("Alpha", "Omega"))
    assert cli.main(["import", str(kept), str(plain)]) == 0
    with ProjectFile(kept) as file:
        assert {marker.label for marker in file.load().markers} == {"Omega", "Beta", "Gamma"}


def test_the_help_names_it_and_its_switch(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"{LINE.id} {LINE.title}" in said
    assert "--loud Cue list only: write names in capital letters." in said


def test_the_readme_lists_it() -> None:
    table = runpy.run_path(str(ROOT / "packaging" / "readme.py"))["formats"]()
    assert f"| `{LINE.id}` | {LINE.title} | {LINE.suffix} | yes |" in table


def test_a_switch_of_another_format_changes_nothing(project: Project) -> None:
    asked = ExportOptions(switches=frozenset({"chapters", "ranges"}))
    assert LINE.write(project, asked).files == LINE.write(project, ExportOptions()).files
