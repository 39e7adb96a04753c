"""The one model the window shows: project, playhead, selection and markers, with undo for every edit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from mmsa_studio.app import edits
from mmsa_studio.app.follower import Follower
from mmsa_studio.app.keeper import Keeper
from mmsa_studio.app.tasks import Tasks
from mmsa_studio.app.viewpoint import Viewpoint
from mmsa_studio.core.changes import Corrected, FilmLocated, FilmReplaced, MarkersChanged, PersonEvent, after
from mmsa_studio.core.corrections import lifted, placed
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.jobs import Event, Failed
from mmsa_studio.core.marker import Marker, new_id
from mmsa_studio.core.marker_changes import Change, edited, following
from mmsa_studio.core.merge import merged_corrections
from mmsa_studio.core.project import Correction
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.subtext import Subtext, subtext
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.work import library
from mmsa_studio.work.library import FilmWatch, Opened, ProjectFile
from mmsa_studio.work.news import elsewhere
from mmsa_studio.work.saver import Kept


class Session(Viewpoint):
    """Holds a project and tells when a part of it changed. Lives in the GUI thread and never waits."""

    project_changed = Signal()
    media_changed = Signal()
    tracks_changed = Signal()
    timeline_changed = Signal()
    markers_changed = Signal()
    corrections_changed = Signal()
    cues_changed = Signal()
    shots_changed = Signal()
    peaks_changed = Signal()
    evidence_changed = Signal()
    notices_changed = Signal()
    sound_changed = Signal()
    busy_changed = Signal(str)
    subtext_changed = Signal()
    film_missing = Signal(str)
    film_changed = Signal()
    notice = Signal(object)
    trouble = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures: tuple[int, ...] = ()
        self.other_film: MediaInfo | None = None
        self._watch = FilmWatch()
        self.subtext: Subtext | None = None
        self.undo_stack = QUndoStack(self)
        self.tasks = Tasks("files", self)
        self._watched = (
            (self.media_changed, {"media"}),
            (self.tracks_changed, {"tracks", "faces"}),
            (self.timeline_changed, {"timeline"}),
            (self.markers_changed, {"markers"}),
            (self.corrections_changed, {"corrections"}),
            (self.cues_changed, {"cues"}),
            (self.shots_changed, {"shots"}),
            (self.peaks_changed, {"peaks"}),
            (self.evidence_changed, {"evidence"}),
            (self.notices_changed, {"notices"}),
            (self.sound_changed, {"sound_from"}),
        )
        self._keeper = Keeper(self.tasks, self)
        self._keeper.brought.connect(self._take_brought)
        self._keeper.trouble.connect(self.trouble)
        self._follower = Follower(self.tasks, lambda: self.project, self)
        self._follower.moved.connect(self._follow)
        self._follower.trouble.connect(self.trouble)

    # -- opening and saving ---------------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a film or a project; the newest wish wins."""

        def failed(problem: Failed) -> None:
            self.busy_changed.emit("")
            self.trouble.emit(problem)

        self.busy_changed.emit(path.name)
        self._keeper.open(path, self._take, failed)

    @property
    def file(self) -> ProjectFile | None:
        """Where the project lies."""
        return self._keeper.file

    def locate(self, film: Path) -> None:
        """Tell where the missing film of this project is."""
        if (project := self.project) is not None:
            self.tasks.do(lambda: library.locate(project, film), self._located, self.trouble.emit)

    def look_at_film(self) -> None:
        """Look whether another film lies where the film lay, if the file was written to since the last look."""
        if (project := self.project) is not None and self._watch.stirred():
            found = partial(self._take_other_film, project.media.content_id)
            self.tasks.do(lambda: library.changed_film(project), found, self.trouble.emit)

    def go_on_with_other_film(self, *, kept: bool) -> None:
        """Take the film that lies there now for the project's, with what was found on the old one or without."""
        if (media := self.other_film) is not None:
            self.tasks.do(lambda: library.pictures_of(media), partial(self._replace, media, kept), self.trouble.emit)

    def save_as(self, target: Path) -> None:
        """Put the project in another place and go on there."""
        self._keeper.save_as(target)

    def close(self) -> None:
        """Finish saving and let go of the file."""
        self._let_go()
        self.tasks.close()

    # -- markers --------------------------------------------------------------------------------------------------

    def mark(self, start: int, end: int, text: str) -> Marker | None:
        """Draw a new marker over frames `start` to `end`, exclusive, and select it."""
        if self.project is None:
            return None
        start = self.held(start)
        marker = Marker(start, max(start + 1, min(end, self.frame_count)), id=new_id())
        self.change_markers({marker.id: marker}, text)
        self.select(marker.id)
        return marker

    def edit_marker(self, marker_id: str, text: str, *, gesture: str = "", **fields: object) -> None:
        """Change fields of a marker as an undoable step; steps of one `gesture` become one."""
        marker = self.marker(marker_id)
        if marker is not None and any(getattr(marker, name) != value for name, value in fields.items()):
            self.change_markers({marker_id: edited(marker, **fields)}, text, gesture=gesture)

    def delete_markers(self, ids: list[str], text: str) -> None:
        """Delete markers as one undoable step."""
        self.change_markers(dict.fromkeys(ids), text)

    def change_markers(self, change: Change, text: str, *, gesture: str = "") -> None:
        """Make any change to markers as one undoable step."""
        if self.project is None or not change:
            return
        before = {marker_id: self.marker(marker_id) for marker_id in change}
        self.undo_stack.push(edits.ChangeMarkers(text, before, change, self._apply, gesture))

    # -- corrections ----------------------------------------------------------------------------------------------

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What a person said is expressed, in order of time."""
        return self.project.corrections if self.project else ()

    def correct(self, start: int, end: int, said: Mapping[str, float | str | None], text: str) -> None:
        """Say what is expressed from frame `start` to `end`, exclusive, by quantity, as one undoable step.

        None says that what was computed holds.
        """
        after = self.corrections
        for quantity, value in said.items():
            if value is None:
                after = lifted(after, start, end, quantity)
            else:
                after = placed(after, Correction(start, end, quantity, value))
        self.change_corrections(after, text)

    def change_corrections(self, after: tuple[Correction, ...], text: str, *, gesture: str = "") -> None:
        """Make these the corrections as an undoable step; steps of one `gesture` become one."""
        if self.project is not None and after != self.corrections:
            apply = self._apply_corrections
            self.undo_stack.push(edits.ChangeCorrections(text, self.corrections, after, apply, gesture))

    # -- what happens to the project ------------------------------------------------------------------------------

    def happen(self, event: Event | PersonEvent) -> None:
        """Let an event happen to the project: keep the parts it changes, and tell who watches them."""
        if self.project is None:
            return
        self.project, parts = after(self.project, event)
        if not parts:
            return
        self._keeper.keep(self.project, parts)
        self._tell(parts)

    def found_on(self, corrections: tuple[Correction, ...]) -> None:
        """The markers found last were found on the curve as these corrections have it."""
        self._follower.begin(corrections)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _tell(self, parts: frozenset[str]) -> None:
        """Tell who watches these parts of the project."""
        if self.selected and self.marker(self.selected) is None:
            self.select("")
        for signal, watched in self._watched:
            if parts & watched:
                signal.emit()
        if "timeline" in parts:
            self._find_subtext()

    def _take_brought(self, kept: Kept) -> None:
        """Take in what another program did to the project, and say so."""
        if self.project is None:
            return
        self.project = self._keeper.taken(kept)
        self._tell(kept.fields)
        if kept.saved.changed_elsewhere:
            self.notice.emit(elsewhere(kept.saved.changed_elsewhere, kept.saved.overruled))

    def _apply(self, change: Change) -> None:
        """Change markers: a step of a person, or what follows from one."""
        self.happen(MarkersChanged(change))

    def _apply_corrections(self, before: tuple[Correction, ...], after: tuple[Correction, ...]) -> None:
        self.happen(Corrected(merged_corrections(before, after, self.corrections)))
        self._follower.follow()

    def _follow(self, before: tuple[Marker, ...], now: tuple[Marker, ...]) -> None:
        """Let found markers follow a corrected curve; not a step of its own, the correction is."""
        self._apply(following(self.markers, before, now))

    def _take(self, opened: Opened) -> None:
        self._let_go()
        self.project, self.pictures = opened.project, opened.pictures
        self.other_film, self._watch = opened.changed, FilmWatch(opened.project.media.path)
        self._look_at_the_beginning()
        self.undo_stack.clear()
        self._keeper.begin(opened.file, opened.project)
        self._follower.begin(self.corrections)
        self.busy_changed.emit("")
        self.project_changed.emit()
        self._find_subtext()
        if opened.missing:
            self.film_missing.emit(opened.project.media.path)
        if opened.outdated:
            self.notice.emit(Notice("project.older_model"))
        if opened.changed is not None:
            self.film_changed.emit()

    def _find_subtext(self) -> None:
        """Compute where modalities disagree: too much for the GUI thread when the film is long."""
        self.subtext = None
        self.subtext_changed.emit()
        if self.project is not None and (timeline := self.project.timeline) is not None:
            self.tasks.do(lambda: (timeline, subtext(timeline)), self._take_subtext, self.trouble.emit)

    def _take_subtext(self, found: tuple[EmotionTimeline, Subtext]) -> None:
        if self.project is not None and self.project.timeline is found[0]:
            self.subtext = found[1]
            self.subtext_changed.emit()

    def _let_go(self) -> None:
        self._follower.end()
        self._keeper.end()
        self.project = None

    def _located(self, found: tuple[MediaInfo, tuple[int, ...]]) -> None:
        if self.project is not None:
            media, self.pictures = found
            self.other_film, self._watch = None, FilmWatch(media.path)
            self.happen(FilmLocated(media))

    def _take_other_film(self, content_id: str, found: MediaInfo | None) -> None:
        """Know which film lies where this one lay; nothing when the project is another one by now."""
        if self.project is not None and self.project.media.content_id == content_id:
            self.other_film = found
            if found is not None:
                self.film_changed.emit()

    def _replace(self, media: MediaInfo, kept: bool, pictures: tuple[int, ...]) -> None:
        if media is self.other_film:
            self.other_film, self.pictures = None, pictures
            self.undo_stack.clear()  # its steps speak of frames of the old film
            self.set_range(None, None)
            self.happen(FilmReplaced(media, kept))
