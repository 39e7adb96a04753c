"""How the content of older project files becomes what it is today.

Names and numbers of older versions stand here as they were, not as `core` has them today.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from mmsa_studio.core.film import NO_WORDS, WordsFrom
from mmsa_studio.core.languages import language_code
from mmsa_studio.core.modality import FACE, TEXT, VOICE
from mmsa_studio.core.sentences import Notice
from mmsa_studio.store import rows
from mmsa_studio.store.codec import UNREADABLE
from mmsa_studio.store.rows import Part, PartError

Change = Callable[[Any, dict[str, Any]], object]
"""Takes the facts of a part and its arrays, may change the arrays, and returns the facts as they are from now on."""

_UNKNOWN, _FULL = 0, 2
_FACES = {"step": np.int32, "person": np.int32, "box": np.float32, "main": np.bool_, "units": np.float32}


def evidence_as_data(database: sqlite3.Connection) -> None:
    """Evidence held sentences, and now holds what they are made of; it is gathered again when it is asked for."""
    database.execute("DELETE FROM part WHERE name = 'evidence'")


def tracks_know_their_maker(database: sqlite3.Connection) -> None:
    """A track said how many steps were done; now each step has a quality, and who made an older track is not known."""
    for name in rows.names(database):
        if name.startswith("track/"):
            _change(database, name, _with_quality)
    _change(database, "timeline", _of_three_modalities)
    _change(database, "faces", _in_order)


def words_as_data(database: sqlite3.Connection) -> None:
    """Notices were sentences, and so was the source of the words; both are kinds and values now."""
    _change(database, "notices", _told_before)
    _change(database, "cues", _with_source)


def changes_are_counted(database: sqlite3.Connection) -> None:
    """Nobody knew who wrote a part last; now every part has the number of the change that last touched it.

    The words and where they came from are two parts now, like the fields of a project; whether an analysis went to its
    end is always there, and was so before it was kept when markers had been found, the last thing an analysis gives.
    """
    there = rows.names(database)
    if "cues" in there:
        source = _change(database, "cues", lambda facts, _: facts["cues"])["source"]
        rows.put(database, "words_from", Part(json.dumps(source)))
    if "finished" not in there:
        found = "timeline" in there and "markers" in there and json.loads(rows.fetch(database, "markers").facts) != []
        rows.put(database, "finished", Part(json.dumps(found)))
    database.execute("CREATE TABLE revision (part TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT")
    database.execute("INSERT INTO revision SELECT name, 0 FROM part")


def words_in_columns(database: sqlite3.Connection) -> None:
    """Every word was a record of its own, which took long to read; now they lie in columns."""
    _change(database, "cues", _by_column)


def _change(database: sqlite3.Connection, name: str, change: Change) -> Any:  # noqa: ANN401  (JSON)
    """Change a part, if it is there, and return the facts as they were; damage is not sealed with a new checksum.

    Raises:
        PartError: when the part is damaged.
    """
    if name not in rows.names(database):
        return None
    part = rows.fetch(database, name)
    try:
        facts, arrays = json.loads(part.facts), dict(part.arrays)
        rows.put(database, name, Part(json.dumps(change(facts, arrays)), arrays))
    except UNREADABLE as error:
        raise PartError(name) from error
    return json.loads(part.facts)


def _with_quality(facts: dict[str, Any], arrays: dict[str, Any]) -> object:
    known = {**facts, "made_by": None, "subject": ""}
    quality = np.full(len(arrays["valid"]), _UNKNOWN, np.uint8)
    quality[: known.pop("done", 0)] = _FULL
    arrays["quality"] = quality
    return known


def _of_three_modalities(facts: dict[str, Any], _: dict[str, Any]) -> object:
    return {**facts, "modalities": [TEXT, VOICE, FACE], "made_from": []}


def _told_before(facts: list[str], _: dict[str, Any]) -> object:
    return [asdict(Notice("said.before", {"text": text})) for text in facts]


def _with_source(facts: dict[str, Any], _: dict[str, Any]) -> object:
    source = _words_from(facts["source"])
    return {**facts, "source": {name: getattr(source, name) for name in ("kind", "name", "language", "number")}}


def _words_from(told: str) -> WordsFrom:
    """What an older project says of its words: “speech to text (model, Language)”, “text track 2 (name)” or a file."""
    if heard := re.fullmatch(r"speech to text \((.*?)(?:, (\w+))?\)", told):
        return WordsFrom("heard", heard[1], language_code(heard[2]) if heard[2] else "")
    if track := re.fullmatch(r"text track (\d+)(?: \((.*)\))?", told):
        return WordsFrom("track", track[2] or "", number=int(track[1]))
    return WordsFrom("file", told) if told else NO_WORDS


def _by_column(facts: list[dict[str, Any]], arrays: dict[str, Any]) -> object:
    words = [word for cue in facts for word in cue["words"]]
    arrays["lengths"] = np.array([len(cue["words"]) for cue in facts], np.int32)
    arrays["times"] = np.array([(word["start"], word["end"]) for word in words], np.float64).reshape(len(words), 2)
    columns = {name: [cue[name] for cue in facts] for name in ("start", "end", "text")}
    return {**columns, "words": [word["text"] for word in words]}


def _in_order(facts: object, arrays: dict[str, Any]) -> object:
    order = np.argsort(arrays["step"], kind="stable")
    arrays.update({name: arrays[name].astype(kind)[order] for name, kind in _FACES.items()})
    return facts
