"""What a handle knows of its file: which change last touched each part, and what the parts hold that it has read."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mmsa_studio.core.project import Project
from mmsa_studio.store import parts, rows


@dataclass(frozen=True)
class State:
    """A file as it was last seen.

    Attributes:
        revisions: the number of the change that last touched each part; empty before the first look.
        values: what the parts hold that were read or written.
    """

    revisions: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)

    def project(self, other: Project | None = None) -> Project:
        """A project of all that was read; with the film of another one where that was not.

        Raises:
            PartError: when there is no film at all.
        """
        fields = parts.fields_of(self.values)
        if "media" not in fields:
            if other is None:
                raise rows.PartError("media")
            fields["media"] = other.media
        return Project(**fields)

    def changed(self, database: sqlite3.Connection) -> dict[str, int]:
        """The parts that were touched since, and by which change; none at the first look."""
        now = rows.revisions(database) if self.revisions else {}
        return {name: number for name, number in now.items() if self.revisions.get(name) != number}

    def looked(self, database: sqlite3.Connection, fields: Collection[str]) -> State:
        """The state after reading what is new of these fields, or was not read yet.

        Raises:
            PartError: when a part cannot be read.
        """
        now = rows.revisions(database)
        wanted = {name: number for name, number in now.items() if parts.field_of(name) in fields}
        known = self.revisions or now
        stale = {name for name, number in wanted.items() if known.get(name) != number}
        values = {name: value for name, value in self.values.items() if name not in stale}
        for name in rows.names(database):
            if name not in now:
                raise rows.PartError(name)  # whatever writes a part counts it
            if name in wanted and name not in values:
                values[name] = parts.unpack(name, rows.fetch(database, name))
        return State({**known, **wanted}, values)

    def written(self, database: sqlite3.Connection, project: Project, fields: Collection[str]) -> tuple[State, int]:
        """The state after writing these fields of a project, without what the file holds already.

        Returns:
            The state, and the number of the change; 0 when there was nothing to write.
        """
        ours = {name: value for one in fields for name, value in parts.values_of(project, one).items()}
        held = self.values
        fresh = [name for name, value in ours.items() if name not in held or not parts.same(name, value, held[name])]
        gone = [name for name in held if parts.field_of(name) in fields and name not in ours]
        if not fresh and not gone:
            return self, 0
        number = 1 + max(rows.revisions(database).values(), default=0)
        for name in fresh:
            rows.put(database, name, parts.pack(name, ours[name]))
        for name in gone:
            rows.remove(database, name)
        for name in (*fresh, *gone):
            rows.count(database, name, number)
        kept = {name: value for name, value in held.items() if name not in gone}
        return State({**self.revisions, **dict.fromkeys((*fresh, *gone), number)}, {**kept, **ours}), number
