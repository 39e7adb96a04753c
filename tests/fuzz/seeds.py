"""Whole files of every kind, made by the tests themselves, and files made to hurt."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from mmsa_studio.core.project import Project
from mmsa_studio.export import FORMATS, render
from mmsa_studio.store import project_file
from tests.export.material import golden_project
from tests.films import make_film
from tests.store.material import project as full_project

KINDS = ("media", "subtitles", "markers", "projects")
LINES = ((0.2, 0.9, "Good morning, dear."), (1.0, 1.8, "<i>How</i> are you?"))


def seeds(kind: str, folder: Path) -> list[Path]:
    """Whole files of a kind."""
    folder.mkdir(parents=True, exist_ok=True)
    return [*{"media": _media, "subtitles": _subtitles, "markers": _markers, "projects": _projects}[kind](folder)]


def directed(kind: str) -> Iterator[tuple[str, bytes]]:
    """Files made to hurt, by a name that ends like their format."""
    yield from {
        "media": _bad_media,
        "subtitles": _bad_subtitles,
        "markers": _bad_markers,
        "projects": lambda: iter(()),
    }[kind]()


def crafted(folder: Path) -> list[Path]:
    """Projects whose checksums are right and whose values are not, and with what runs when it is read or written."""
    made = []
    folder.mkdir(parents=True)
    for number, (part, change) in enumerate(_LIES):
        path = folder / f"lie-{number}.mmsa"
        project_file.create(path, full_project()).close()
        with closing(sqlite3.connect(path)) as database:
            (facts,) = database.execute("SELECT facts FROM part WHERE name = ?", (part,)).fetchone()
            lie = change(facts)
            crc = _crc(part, lie)
            database.execute("UPDATE part SET facts = ?, crc = ? WHERE name = ?", (lie, crc, part))
            database.commit()
        made.append(path)
    for number, statement in enumerate(_PLANTED):
        path = folder / f"planted-{number}.mmsa"
        project_file.create(path, full_project()).close()
        with closing(sqlite3.connect(path)) as database:
            database.executescript(statement)
        made.append(path)
    return made


def _crc(*row: str) -> int:
    total = 0
    for cell in row:
        total = zlib.crc32(cell.encode(), zlib.crc32(b"\0", total))
    return total


def _in_json(**changes: object) -> object:
    """A change of fields anywhere in the facts of a part."""

    def change(facts: str) -> str:
        return json.dumps(_changed(json.loads(facts), changes))

    return change


def _changed(value: object, changes: dict[str, object]) -> object:
    if isinstance(value, dict):
        return {name: changes.get(name, _changed(item, changes)) for name, item in value.items()}
    return [_changed(item, changes) for item in value] if isinstance(value, list) else value


_LIES = (
    ("media", _in_json(rate="0/1")), ("media", _in_json(rate="1/0")), ("media", _in_json(rate="-25/1")),
    ("media", _in_json(frame_count=10**15)), ("media", _in_json(frame_count=-1)),
    ("media", _in_json(duration="1e999999999")), ("media", _in_json(duration=f"{10**400}/1")),
    ("media", _in_json(path="x" * 5000)), ("media", _in_json(path="a\0b")), ("media", _in_json(width=-1)),
    ("media", _in_json(sample_aspect="0/1")), ("media", lambda _: "[" * 5000 + "]" * 5000),
    ("markers", _in_json(end=10**30)), ("markers", _in_json(intensity=float("nan"))), ("markers", _in_json(start=-5)),
    ("markers", _in_json(colour="<img src=x>")), ("markers", _in_json(label="x" * 3_000_000)),
    ("timeline", _in_json(step="0/1")), ("timeline", _in_json(count=10**12)), ("timeline", _in_json(count=0)),
    ("track/voice", _in_json(count=3)), ("track/voice", _in_json(modality="face")), ("track/voice", _in_json(names=[])),
    ("peaks", _in_json(bin_size=0)), ("peaks", _in_json(sample_rate=-1)), ("cues", _in_json(start=["1/0"])),
    ("cues", _in_json(words=[])), ("shots", _in_json(start=10**12)), ("notices", _in_json(kind="no.such")),
    ("corrections", _in_json(value="1e999")), ("evidence", _in_json(frame=-1)), ("draft/sound/000000", _in_json(end=-1)),  # noqa: E501
    ("draft/sound/000000", _in_json(stage="x" * 100)), ("faces", _in_json(names=[1])), ("finished", lambda _: "null"),
)  # fmt: skip
_PLANTED = (
    """CREATE TRIGGER t AFTER INSERT ON revision BEGIN DELETE FROM part; DELETE FROM array; END""",
    """CREATE TRIGGER t BEFORE UPDATE ON part BEGIN
       INSERT INTO revision WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT a, a FROM n; END""",
    """ALTER TABLE part RENAME TO other; CREATE VIEW part AS
       WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT 'x' || a AS name, '' facts, 0 crc FROM n""",  # noqa: E501
    "CREATE TABLE more (a)", "CREATE INDEX more ON part (crc)", "DROP TABLE array", "PRAGMA user_version = 99",
    "ALTER TABLE part ADD COLUMN more TEXT", "DELETE FROM revision", "UPDATE array SET shape = '[1000000000000]'",
    "UPDATE array SET dtype = '|O'", "UPDATE array SET data = zeroblob(20000000)",
)  # fmt: skip


def _media(folder: Path) -> Iterator[Path]:
    for name, options in {
        "a.mp4": {"subtitles": LINES}, "a.mov": {"timecode": "01:00:00:00"}, "a.mkv": {"subtitles": LINES},
        "a.webm": {}, "a.ts": {}, "a.avi": {}, "a.mpg": {}, "a.mxf": {}, "a.wav": {"picture": False},
        "a.mka": {"picture": False}, "uneven.mp4": {"variable": True},
    }.items():  # fmt: skip
        yield make_film(folder / name, seconds=1, size=(96, 64), **options)


def _subtitles(folder: Path) -> Iterator[Path]:
    text = {
        "a.srt": "1\n00:00:00,200 --> 00:00:00,900\nGood morning, dear.\n\n2\n00:00:01,000 --> 00:00:01,800\n- [door] Ay.\n",  # noqa: E501
        "a.vtt": "WEBVTT\n\nNOTE x\n\n00:00.200 --> 00:00.900 align:start\nGood <00:00.500><c>morning</c>\n\n",
        "a.ass": "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n"
        "[Events]\nFormat: Layer, Start, End, Style, Text\nDialogue: 0,0:00:00.20,0:00:00.90,Default,Good {\\pos(1,2)}day\n",  # noqa: E501
        "a.sub": "{1}{1}25\n{5}{20}Good morning|dear\n{25}{45}How are you?\n",
        "a.sbv": "0:00:00.200,0:00:00.900\nGood morning\n\n",
    }
    for name, content in text.items():
        for suffix, encoding in (("", "utf-8"), ("16", "utf-16")):
            path = folder / f"{Path(name).stem}{suffix}{Path(name).suffix}"
            path.write_bytes(content.encode(encoding))
            yield path


def _markers(folder: Path) -> Iterator[Path]:
    for one in FORMATS.values():
        if one.read:
            for suffix, content in render(golden_project(), one.id).files.items():
                path = folder / f"{one.id}{suffix}"
                path.write_bytes(content)
                yield path


def _projects(folder: Path) -> Iterator[Path]:
    for name, content in {
        "full": full_project(),
        "golden": golden_project(),
        "bare": Project(full_project().media),
    }.items():
        path = folder / f"{name}.mmsa"
        project_file.create(path, content).close()
        yield path


def _bad_media() -> Iterator[tuple[str, bytes]]:
    for name, text in {
        "list.m3u8": "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "net.m3u8": "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        "cat.ffconcat": "ffconcat version 1.0\nfile /etc/passwd\n",
        "own.ffconcat": "ffconcat version 1.0\nfile own.ffconcat\n",
        "a.sdp": "v=0\nm=video 1 RTP/AVP 96\nc=IN IP4 127.0.0.1\n",
        "a.mpd": "<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><Period><BaseURL>http://127.0.0.1:9/</BaseURL></Period></MPD>",
        "a.mp4": "", "b.mp4": "\0" * 4096, "c.wav": "RIFF\xff\xff\xff\x7fWAVEfmt ",
    }.items():  # fmt: skip
        yield name, text.encode("latin-1")


def _bad_subtitles() -> Iterator[tuple[str, bytes]]:
    line = "1\n00:00:01,000 --> 00:00:02,000\n"
    events = "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,"
    yield "breaks.ass", (events + "\\N" * 30_000 + "-->\n").encode()
    yield "brackets.srt", f"{line}{'{' * 50_000}{'<' * 50_000}\n".encode()
    yield "blanks.srt", f"{line}{' ' * 100_000}x\n".encode()
    yield "arrows.srt", f"{line}{'-->' * 30_000}\n".encode()
    yield "one-start.srt", "".join(f"{n}\n00:00:01,000 --> 00:00:02,000\nx{n}\n\n" for n in range(20_000)).encode()
    yield "long-word.srt", f"{line}{'a' * 2_000_000}\n".encode()
    yield "many-words.srt", f"{line}{'a ' * 200_000}\n".encode()
    yield "times.srt", b"1\n99999999999:00:00,000 --> 00:00:00,000\nx\n"
    yield "nan.vtt", b"WEBVTT\n\nnan --> inf\nx\n"
    yield "json.srt", b'{"info": {}, "styles": {}, "events": [{"start": 1e999, "end": 5, "text": "a"}]}'
    yield "json-list.srt", b'{"info": {}, "styles": {}, "events": [{"start": 1, "end": 5, "text": [1, 2]}]}'
    yield (
        "ttml.srt",
        b'<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "b">]><tt xmlns="http://www.w3.org/ns/ttml">&a;</tt>',
    )
    yield "tags.ass", (events + "{\\t(" * 20_000 + "\n").encode()
    yield "fps.sub", b"{1}{1}1e999\n{0}{5}x\n{99999999999999999999}{5}y\n"
    yield "empty.srt", b""
    yield "bom.srt", b"\xff\xfe"


def _bad_markers() -> Iterator[tuple[str, bytes]]:
    for rate in ("1e999999999", "1/0", "0", "-25", "nan", "1" * 5000):
        yield f"rate-{rate[:5].replace('/', '-')}.json", json.dumps({"frame_rate": rate, "markers": []}).encode()
        yield f"rate-{rate[:5].replace('/', '-')}.csv", f"name,start,end,frame rate\nx,1,2,{rate}\n".encode()
    yield "deep.json", b"[" * 200_000
    yield "deep.otio", b'{"OTIO_SCHEMA": "Stack.1", "children": [' * 3000
    time = '{"OTIO_SCHEMA": "RationalTime.1", "rate": 25, "value": "1e999999999"}'
    yield "value.otio", f'{{"OTIO_SCHEMA": "Timeline.1", "global_start_time": {time}}}'.encode()
    yield "deep.fcpxml", b"<fcpxml><library>" + b"<spine>" * 3000 + b"</spine>" * 3000 + b"</library></fcpxml>"
    yield "deep.xml", b"<xmeml>" + b"<clip>" * 100_000
    yield (
        "blanks.xml",
        b"<xmeml><sequence><marker><comment>" + b" " * 60_000 + b"</comment></marker></sequence></xmeml>",
    )
    default = "x" * 20_000
    yield "bomb.xml", f"<!DOCTYPE x [<!ATTLIST e a CDATA '{default}'>]><x>{'<e/>' * 4000}</x>".encode()
    yield "laughs.xml", b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    yield "blanks.edl", b"TITLE: x\n001 001 V C 00:00:00:00 00:00:00:01 00:00:00:00 00:00:00:01\n |M:" + b" " * 60_000
    yield "starts.edl", b"TITLE: x\n001 001 V C 00:00:00:00 00:00:00:01 00:00:00:00 00:00:00:01\n" + b"|C:x |M:" * 8000
    yield "rows.csv", b"name,start\n" + b"x,00:00:01:00\n" * 50_000
    yield "cells.csv", b"," * 500_000
    yield "quote.csv", b'name,start\n"' + b"x" * 500_000
    yield "empty.txt", b""
