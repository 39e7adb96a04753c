"""The project file: one SQLite database, every edit a transaction, whole after a kill at any moment."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.faces import Faces
from mmsa_studio.core.film import Cue, MediaInfo, Peaks, Shot, WordsFrom
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.paths import atomic_path
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.sentences import Notice, Sentence, term
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Track
from mmsa_studio.store import parts, schema
from mmsa_studio.store.codec import UNREADABLE, UnknownFieldError, from_json, to_json
from mmsa_studio.store.connection import Connection, code_of, identity_of, side_files
from mmsa_studio.store.parts import Part
from mmsa_studio.store.rows import array_of, blob, crc

_TRACK = "track/"
_REASONS = {
    sqlite3.SQLITE_FULL: Sentence("database.full"),
    sqlite3.SQLITE_IOERR: Sentence("database.disk"),
    sqlite3.SQLITE_READONLY: Sentence("database.read_only"),
    sqlite3.SQLITE_CANTOPEN: Sentence("database.folder"),
    sqlite3.SQLITE_BUSY: Sentence("database.busy"),
}


class ProjectFile:
    """A handle on a project file. Any thread may use it, and others, here or in other programs, may have theirs.

    Every `save_...` is one transaction: once it returns, the change survives a crash. Each raises `StudioError`
    when the disk is full or the file cannot be written, and then the old content is intact.

    Args:
        path: an existing project; `create` makes new ones.

    Raises:
        StudioError: when the file is missing, foreign, newer or damaged; it is left untouched.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._closed = False
        with self._explained(term("opened")):
            self._shared = Connection.to(self.path)
        self._connection = self._shared.database

    def __enter__(self) -> ProjectFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Fold the log into the file and let go of it; closing twice is fine."""
        with self._shared.lock:
            if not self._closed:
                self._closed = True
                self._shared.let_go()

    def save(self, project: Project) -> None:
        """Make the file hold exactly this project, in one transaction."""
        with self._transaction():
            self._connection.execute("DELETE FROM part")
            self.save_media(project.media)
            self.save_markers(project.markers)
            self.save_corrections(project.corrections)
            self.save_cues(project.cues, project.words_from)
            self.save_shots(project.shots)
            self.save_faces(project.faces)
            self.save_notices(project.notices)
            self.save_evidence(project.evidence)
            self.save_finished(project.finished)
            for track in project.tracks.values():
                self.save_track(track)
            if project.timeline is not None:
                self.save_timeline(project.timeline)
            if project.peaks is not None:
                self.save_peaks(project.peaks)

    def save_media(self, media: MediaInfo) -> None:
        """Keep what is known of the film."""
        self._put("media", Part(to_json(media)))

    def save_track(self, track: Track) -> None:
        """Keep a modality's features, complete or not, in place of earlier ones."""
        self._put(_TRACK + track.key, parts.pack_track(track))

    def save_timeline(self, timeline: EmotionTimeline) -> None:
        """Keep the fused result with the identity of the weights that made it."""
        self._put("timeline", parts.pack_timeline(timeline))

    def save_markers(self, markers: Sequence[Marker]) -> None:
        """Keep these markers, in this order, and no others."""
        self._put("markers", Part(to_json(markers)))

    def save_corrections(self, corrections: Sequence[Correction]) -> None:
        """Keep these corrections and no others."""
        self._put("corrections", Part(to_json(corrections)))

    def save_cues(self, cues: Sequence[Cue], source: WordsFrom) -> None:
        """Keep the words and where they came from."""
        self._put("cues", parts.pack_cues(cues, source))

    def save_shots(self, shots: Sequence[Shot]) -> None:
        """Keep these shots and no others."""
        self._put("shots", Part(to_json(shots)))

    def save_faces(self, faces: Faces) -> None:
        """Keep these faces and no others."""
        self._put("faces", parts.pack_faces(faces))

    def save_peaks(self, peaks: Peaks) -> None:
        """Keep the waveform."""
        self._put("peaks", parts.pack_peaks(peaks))

    def save_notices(self, notices: Sequence[Notice]) -> None:
        """Keep what the person was told."""
        self._put("notices", Part(to_json(notices)))

    def save_evidence(self, evidence: Sequence[Evidence]) -> None:
        """Keep why markers are where they are."""
        self._put("evidence", Part(to_json(evidence)))

    def save_finished(self, finished: bool) -> None:
        """Keep whether an analysis went to its end."""
        self._put("finished", Part(to_json(finished)))

    def save_parts(self, project: Project, names: Collection[str]) -> None:
        """Keep these parts of a project, named like its fields, in one transaction."""
        with self._transaction():
            for name in names:
                self._save_part(project, name)

    def _save_part(self, project: Project, name: str) -> None:
        match name:
            case "tracks":
                for track in project.tracks.values():
                    self.save_track(track)
            case "cues" | "words_from":
                self.save_cues(project.cues, project.words_from)
            case _:
                getattr(self, f"save_{name}")(getattr(project, name))

    def load(self) -> Project:
        """Everything the file holds, exactly as it was saved.

        Raises:
            StudioError: when the content is damaged, or has fields that only a newer program knows.
        """
        with self._transaction("DEFERRED"):
            try:
                return self._read()
            except UnknownFieldError as error:
                raise schema.newer(self.path) from error
            except UNREADABLE as error:
                raise schema.damaged(self.path) from error

    def _read(self) -> Project:
        kept = self._parts()
        cues, words_from = parts.unpack_cues(kept["cues"])
        tracks = [parts.unpack_track(part) for name, part in kept.items() if name.startswith(_TRACK)]
        return Project(
            media=from_json(kept["media"].facts, MediaInfo),
            tracks={track.key: track for track in tracks},
            timeline=parts.unpack_timeline(kept["timeline"]) if "timeline" in kept else None,
            markers=from_json(kept["markers"].facts, tuple[Marker, ...]),
            corrections=from_json(kept["corrections"].facts, tuple[Correction, ...]),
            cues=cues,
            words_from=words_from,
            shots=from_json(kept["shots"].facts, tuple[Shot, ...]),
            faces=parts.unpack_faces(kept["faces"]),
            peaks=parts.unpack_peaks(kept["peaks"]) if "peaks" in kept else None,
            notices=parts.unpack_notices(kept["notices"]),
            evidence=from_json(kept["evidence"].facts, tuple[Evidence, ...]) if "evidence" in kept else (),
            finished=from_json(kept["finished"].facts, bool) if "finished" in kept else _seems_finished(kept),
        )

    def _put(self, name: str, part: Part) -> None:
        with self._transaction():
            self._connection.execute(
                "INSERT INTO part VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET facts = excluded.facts, crc = excluded.crc",
                (name, part.facts, crc(name, part.facts)),
            )
            self._connection.execute("DELETE FROM array WHERE part = ?", (name,))
            for array_name, array in part.arrays.items():
                row = (name, array_name, *blob(array))
                self._connection.execute("INSERT INTO array VALUES (?, ?, ?, ?, ?, ?)", (*row, crc(*row)))

    def _parts(self) -> dict[str, Part]:
        arrays: dict[str, dict[str, NDArray[Any]]] = defaultdict(dict)
        for *row, checksum in self._connection.execute("SELECT * FROM array ORDER BY rowid"):
            if crc(*row) != checksum:
                raise ValueError("an array is damaged")
            arrays[row[0]][row[1]] = array_of(*row[2:])
        kept = {}
        for name, facts, checksum in self._connection.execute("SELECT * FROM part ORDER BY rowid"):
            if crc(name, facts) != checksum:
                raise ValueError("facts are damaged")
            kept[name] = Part(facts, arrays[name])
        return kept

    @contextmanager
    def _transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        """All or nothing of what happens inside; inside another one, a piece of that."""
        with self._shared.lock:
            if not self._closed and self._connection.in_transaction:
                yield
                return
            self._refuse_in_vain(writing=kind == "IMMEDIATE")
            with self._explained(term("saved" if kind == "IMMEDIATE" else "read")):
                self._connection.execute(f"BEGIN {kind}")
                try:
                    if schema.is_newer(self._connection):  # another program has upgraded it meanwhile
                        raise schema.newer(self.path)
                    yield
                    self._connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):  # a full disk has rolled back by itself
                        self._connection.execute("ROLLBACK")
                    raise

    def _refuse_in_vain(self, *, writing: bool) -> None:
        """Say what would swallow every further change."""
        if self._closed:
            raise StudioError("project.closed", path=str(self.path))
        if identity_of(self.path) != self._shared.identity:
            raise StudioError("project.gone", path=str(self.path))
        if writing and not self._shared.writable:
            raise StudioError("project.not_done", done=term("saved"), reason=_REASONS[sqlite3.SQLITE_READONLY])

    @contextmanager
    def _explained(self, done: Sentence) -> Iterator[None]:
        """What SQLite says, for people: what could not be `done` to the project, why, and what helps."""
        try:
            yield
        except sqlite3.Error as error:
            code = code_of(error)
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise schema.damaged(self.path) from error
            reason = _REASONS.get(code) or Sentence("database.other", {"text": str(error)})
            raise StudioError("project.not_done", done=done, reason=reason) from error


def open(path: str | Path) -> ProjectFile:
    """Open an existing project.

    Raises:
        StudioError: when the file is missing, foreign, newer or damaged; it is left untouched.
    """
    return ProjectFile(path)


def create(path: str | Path, project: Project) -> ProjectFile:
    """Make a project file and open it; a project already at `path` is replaced as a whole, anything else is kept.

    Raises:
        StudioError: when something that is no project lies there, or the file cannot be written.
    """
    path = Path(path)
    if path.exists():
        file = ProjectFile(path)
        try:
            file.save(project)
        except BaseException:
            file.close()
            raise
        return file
    with atomic_path(path) as temporary:
        schema.begin(temporary)
        with ProjectFile(temporary) as file:
            file.save(project)
        for side in side_files(path):  # of a project that was deleted; SQLite would read them into this one
            side.unlink(missing_ok=True)
    return ProjectFile(path)


def _seems_finished(kept: Mapping[str, Part]) -> bool:
    """For projects from before this was kept: found markers were the last thing an analysis gave."""
    return "timeline" in kept and kept["markers"].facts != to_json(())
