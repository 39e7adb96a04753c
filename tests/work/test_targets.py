"""An export never replaces the film, the project, a link, a folder or a pipe, and asks before it replaces a file."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mmsa_studio import cli
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.store.guard import Guard
from mmsa_studio.store.project_file import ProjectFile, create
from mmsa_studio.work.delivery import Choice, deliver
from tests.ui import synthetic


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMSA_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"the only copy")
    return path


@pytest.fixture
def project(film: Path) -> Project:
    known = synthetic.project(20)
    return replace(known, media=replace(known.media, path=str(film)), markers=(Marker(5, 6, "Here", id="a" * 32),))


@pytest.fixture
def kept(tmp_path: Path, project: Project) -> Path:
    path = tmp_path / "film.mmsa"
    create(path, project).close()
    return path


def told(project: Project, target: Path, kept: Path, *, force: bool = False) -> str:
    with pytest.raises(StudioError) as refused:
        deliver(project, "csv", target, Choice(), kept=kept, force=force)
    return refused.value.kind


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    "way", ["film.mp4", "film.mmsa", "hard", "soft", "dangling", "folder", "pipe", "through/film.mp4"]
)
def test_what_is_never_replaced(
    tmp_path: Path, project: Project, film: Path, kept: Path, way: str, force: bool
) -> None:
    os.link(film, tmp_path / "hard")
    (tmp_path / "soft").symlink_to(film)
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    (tmp_path / "through").symlink_to(tmp_path)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = kept.read_bytes()
    expected = "export.own" if way.startswith(("film", "hard", "through")) else "export.no_file"
    assert told(project, tmp_path / way, kept, force=force) == expected
    assert film.read_bytes() == b"the only copy"
    assert kept.read_bytes() == before
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "dangling").is_symlink()


def test_another_project_is_never_replaced(tmp_path: Path, project: Project, kept: Path) -> None:
    other = tmp_path / "other.csv"
    create(other, project).close()
    assert told(project, other, kept, force=True) == "export.a_project"


PASSER_BY = "import sys; from mmsa_studio.store import project_file; project_file.open(sys.argv[1]).close()"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX alone takes locks away when a file is closed")
@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
@pytest.mark.parametrize("opened_by_us", [False, True])
def test_a_project_that_is_open_here_keeps_its_locks_when_it_is_named_as_target(
    tmp_path: Path, project: Project, kept: Path, monkeypatch: pytest.MonkeyPatch, ending: str, opened_by_us: bool
) -> None:
    """Who comes by puts the log away when nobody seems to have the project; without the guard, any stray open does."""
    monkeypatch.setattr(Guard, "_lock", lambda *_, **__: None)
    other = tmp_path / "other.csv"
    create(other, project).close()
    with ProjectFile(other) as file:
        file.save(replace(project, markers=()), {"markers"})
        target = tmp_path / f"other.csv{ending}"
        assert told(project, target, kept, force=True) == "export.a_project"
        assert told(project, target, kept) == "export.a_project"
        if opened_by_us:  # what must not happen
            other.open("rb").close()
            (tmp_path / "other.csv-shm").open("rb").close()
        subprocess.run([sys.executable, "-c", PASSER_BY, other], check=True)
        assert (tmp_path / "other.csv-wal").exists() != opened_by_us


def test_an_unchanged_export_is_replaced_and_an_edited_one_asked_about(
    tmp_path: Path, project: Project, kept: Path
) -> None:
    target = tmp_path / "markers.csv"
    deliver(project, "csv", target, Choice(), kept=kept)
    moved = replace(project, markers=(replace(project.markers[0], label="There"),))
    deliver(moved, "csv", target, Choice(), kept=kept)
    edited = target.read_text("utf-8") + "somebody's work\n"
    target.write_text(edited, "utf-8")
    assert told(project, target, kept) == "export.foreign"
    assert target.read_text("utf-8") == edited
    deliver(project, "csv", target, Choice(), kept=kept, force=True)
    assert "somebody" not in target.read_text("utf-8")


def test_a_protected_export_is_asked_about(tmp_path: Path, project: Project, kept: Path) -> None:
    target = tmp_path / "markers.csv"
    deliver(project, "csv", target, Choice(), kept=kept)
    target.chmod(0o444)
    assert told(project, target, kept) == "export.foreign"


def test_numbered_parts_are_asked_about_and_their_replacement_is_said(
    tmp_path: Path, project: Project, kept: Path
) -> None:
    many = replace(project, markers=tuple(Marker(n, n + 1, "x", id=f"{n:032x}") for n in range(1000)))
    second = tmp_path / "markers-2.edl"
    second.write_text("a list of somebody")
    with pytest.raises(StudioError, match=r"markers-2\.edl"):
        deliver(many, "resolve-edl", tmp_path / "markers.edl", Choice(), kept=kept)
    assert not (tmp_path / "markers.edl").exists()
    output = deliver(many, "resolve-edl", tmp_path / "markers.edl", Choice(), kept=kept, force=True)
    assert [one.values["names"] for one in output.warnings if one.kind == "export.replaced"] == ["markers-2.edl"]


def test_the_command_line_names_the_way_to_replace(
    tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "markers.csv"
    target.write_text("mine")
    words = ["export", str(kept), "--format", "csv", "-o", str(target)]
    assert cli.main(words) == 1
    assert "--force" in capsys.readouterr().err
    assert target.read_text() == "mine"
    assert cli.main([*words, "--force"]) == 0
    assert target.read_text("utf-8-sig").startswith("Timecode In")
