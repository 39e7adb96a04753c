"""Where a film's project lies, and what to do when film or project is not where it was.

A project that lies beside its film (`film.mkv.mmsa` or `film.mmsa`) is used. A new one goes to the person's own data
folder: media folders are often shared, read-only or under an agreement, and SQLite's log must not lie on a network
share. "Save project as" puts it anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mmsa_studio.app.uneven import picture_frames
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.paths import data_dir
from mmsa_studio.core.project import Project
from mmsa_studio.store.project_file import ProjectFile, create

SUFFIX = ".mmsa"
_STEM_LENGTH = 60


@dataclass(frozen=True)
class Opened:
    """A project with its file.

    Attributes:
        project: all that is known.
        file: where it is kept.
        pictures: frames at which a new picture appears; empty when every frame has its own.
        missing: whether the film is not where it was.
    """

    project: Project
    file: ProjectFile
    pictures: tuple[int, ...] = ()
    missing: bool = False


def open_path(path: Path) -> Opened:
    """Open a film or a project.

    Raises:
        StudioError: when it can be neither.
    """
    return _open_project(path) if path.suffix.lower() == SUFFIX else _open_film(path)


def locate(project: Project, film: Path) -> tuple[MediaInfo, tuple[int, ...]]:
    """What is known of a film that was moved, and the frames at which a new picture appears.

    Raises:
        StudioError: when it is another film.
    """
    from mmsa_studio.media.probe import probe

    media = probe(film)
    if media.content_id != project.media.content_id:
        raise StudioError("project.wrong_film", name=film.name)
    return media, picture_frames(media)


def save_as(project: Project, target: Path) -> ProjectFile:
    """Write the project to a new place and go on there."""
    target = target if target.suffix.lower() == SUFFIX else target.with_name(target.name + SUFFIX)
    return create(target, project)


def project_of(media: MediaInfo) -> Path:
    """Where the project of a film lies or shall lie."""
    film = Path(media.path)
    for beside in (film.with_name(film.name + SUFFIX), film.with_suffix(SUFFIX)):
        if beside.is_file():
            return beside
    folder = data_dir() / "projects"
    folder.mkdir(parents=True, exist_ok=True)
    digest = media.content_id.rpartition(":")[2]  # what stands before is only how it was made
    return folder / f"{film.stem[:_STEM_LENGTH]}-{digest[:12]}{SUFFIX}"


def _open_film(path: Path) -> Opened:
    from mmsa_studio.media.probe import probe

    media = probe(path)
    place = project_of(media)
    if not place.exists():
        project = Project(media)
        return Opened(project, create(place, project), picture_frames(media))
    file, project = _loaded(place)
    if project.media.content_id != media.content_id:
        file.close()
        raise StudioError("project.beside_another", name=place.name)
    return Opened(_moved(project, media, file), file, picture_frames(media))


def _open_project(path: Path) -> Opened:
    from mmsa_studio.media.probe import probe

    file, project = _loaded(path)
    film = Path(project.media.path)
    if film.is_file():
        return Opened(project, file, picture_frames(project.media))
    beside = path.with_name(film.name)
    if beside.is_file() and (media := probe(beside)).content_id == project.media.content_id:
        return Opened(_moved(project, media, file), file, picture_frames(media))
    return Opened(project, file, missing=True)


def _moved(project: Project, media: MediaInfo, file: ProjectFile) -> Project:
    if media.path == project.media.path:
        return project
    moved = replace(project, media=media)
    return file.save(moved, {"media"}).project if file.writable else moved


def _loaded(path: Path) -> tuple[ProjectFile, Project]:
    file = ProjectFile(path)
    try:
        return file, file.load()
    except BaseException:
        file.close()
        raise
