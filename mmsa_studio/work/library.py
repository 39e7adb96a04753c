"""Where a film's project lies, and what to do when film or project is not where or what it was.

A project that lies beside its film (`film.mkv.mmsa` or `film.mmsa`) is used. A new one goes to the person's own data
folder: media folders are often shared, read-only or under an agreement, and SQLite's log must not lie on a network
share. "Save project as" puts it anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from glob import escape
from pathlib import Path

from mmsa_studio.core.changes import FilmLocated, after
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.paths import data_dir
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import Film
from mmsa_studio.models.registry import maker
from mmsa_studio.store.project_file import ProjectFile, create

__all__ = [
    "SUFFIX", "FilmWatch", "Opened", "ProjectFile", "changed_film", "locate", "open_film", "open_path",
    "pictures_of", "project_of", "save_as",
]  # fmt: skip

SUFFIX = ".mmsa"
_STEM_LENGTH = 60


@dataclass(frozen=True)
class Opened:
    """A project with its file.

    Attributes:
        project: all that is known.
        file: where it is kept.
        pictures: frames at which a new picture appears, for whoever shows them; empty when every frame has its own.
        missing: whether the film is not where it was.
        changed: the film that lies where the project's film lay, when it is another one, like a new cut.
    """

    project: Project
    file: ProjectFile
    pictures: tuple[int, ...] = ()
    missing: bool = False
    changed: MediaInfo | None = None

    @property
    def outdated(self) -> bool:
        """Whether a finished analysis was made by other encoders than those there are now."""
        return self.project.finished and maker(Film.of(self.project).tracks) is None


def open_path(path: Path) -> Opened:
    """Open a film or a project to look at it.

    Raises:
        StudioError: when it can be neither.
    """
    opened = _open_project(path) if path.suffix.lower() == SUFFIX else open_film(path)
    return opened if opened.missing else replace(opened, pictures=pictures_of(opened.project.media))


def open_film(path: Path, place: Path | None = None) -> Opened:
    """Open a film with its project; a new one is made when there is none.

    Args:
        path: the film.
        place: where the project lies or shall lie; None for where it is looked for by itself.

    Raises:
        StudioError: when the film cannot be read or the project belongs to a film of another name.
    """
    from mmsa_studio.media.probe import probe

    media = probe(path)
    chosen = place or project_of(media)
    if not chosen.exists():
        project = Project(media)
        return Opened(project, create(chosen, project))
    opened = _loaded(chosen)
    if opened.project.media.content_id == media.content_id:
        return _located(opened, media)
    if place is None and Path(opened.project.media.path).name != path.name:
        opened.file.close()
        raise StudioError("project.beside_another", name=chosen.name)
    return replace(opened, changed=media)


def changed_film(project: Project) -> MediaInfo | None:
    """The film that lies where the project's film lay, when its content is another.

    Raises:
        StudioError: when it can no longer be read as a film.
    """
    from mmsa_studio.media.content import content_id
    from mmsa_studio.media.probe import probe

    film = Path(project.media.path)
    try:
        unchanged = content_id(film) == project.media.content_id
    except OSError:
        return None  # it is not there, which is another question
    return None if unchanged else probe(film)


class FilmWatch:
    """Notices that a film may have changed, at the cost of asking the file system for its size and time."""

    def __init__(self, film: str = "") -> None:
        self._film = Path(film)
        self._known = self._stamp()

    def stirred(self) -> bool:
        """Whether the file is another one, or was written to, since this was asked last."""
        before, self._known = self._known, self._stamp()
        return self._known is not None and self._known != before

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._film.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns


def locate(project: Project, film: Path) -> tuple[MediaInfo, tuple[int, ...]]:
    """What is known of a film that was moved, and the frames at which a new picture appears.

    Raises:
        StudioError: when it is another film.
    """
    from mmsa_studio.media.probe import probe

    media = probe(film)
    if media.content_id != project.media.content_id:
        raise StudioError("project.wrong_film", name=film.name)
    return media, pictures_of(media)


def pictures_of(media: MediaInfo) -> tuple[int, ...]:
    """The frames at which a new picture appears; empty when every frame has its own.

    Raises:
        StudioError: when the film can no longer be read.
    """
    from mmsa_studio.media.uneven import picture_frames

    return picture_frames(media)


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
    stem = film.stem[:_STEM_LENGTH]
    digest = media.content_id.rpartition(":")[2]  # what stands before is only how it was made
    own = folder / f"{stem}-{digest[:12]}{SUFFIX}"
    return own if own.exists() else next(_of_the_same_place(film, folder, stem), own)


def _of_the_same_place(film: Path, folder: Path, stem: str) -> Iterator[Path]:
    """Projects made from an earlier film of this name in this place, the newest first."""
    for path in sorted(folder.glob(f"{escape(stem)}-*{SUFFIX}"), key=lambda one: one.stat().st_mtime_ns, reverse=True):
        with ProjectFile(path) as file:
            there = Path(file.media().path)
        if there == film:
            yield path


def _open_project(path: Path) -> Opened:
    from mmsa_studio.media.probe import probe

    opened = _loaded(path)
    film = Path(opened.project.media.path)
    if film.is_file():
        return replace(opened, changed=changed_film(opened.project))
    beside = path.with_name(film.name)
    if beside.is_file() and (media := probe(beside)).content_id == opened.project.media.content_id:
        return _located(opened, media)
    return replace(opened, missing=True)


def _loaded(path: Path) -> Opened:
    file = ProjectFile(path)
    try:
        return Opened(file.load(), file)
    except BaseException:
        file.close()
        raise


def _located(opened: Opened, media: MediaInfo) -> Opened:
    """The same with the film where it is now."""
    project, parts = after(opened.project, FilmLocated(media))
    if media.path != opened.project.media.path and opened.file.writable:
        project = opened.file.save(project, parts).project
    return replace(opened, project=project)
