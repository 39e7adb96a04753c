"""No export says where the film lies, or on whose machine, unless that is asked for."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from mmsa_studio.core.project import Project
from mmsa_studio.export import FORMATS, ExportOptions, render
from mmsa_studio.export.merge import merge
from mmsa_studio.export.readers import read_markers
from mmsa_studio.export.sheet import url_of
from tests.export.material import PLAIN, golden_project

FOLDER = "work of somebody/secret 片"
NAMING = ("xmeml", "otio", "json", "eaf", "emotionml")
"""Formats that say which file the film is."""


def _project(name: str = "Test film.mov") -> Project:
    known = golden_project()
    return replace(known, media=replace(known.media, path=f"/{FOLDER}/{name}"))


def _all_text(content: bytes, format_id: str) -> str:
    """Everything written in a file, however it is spelt there."""
    if format_id == "curves-parquet":
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(io.BytesIO(content))
        return f"{table.schema.metadata} {table.to_pydict()}"
    text = unquote(content.decode("utf-8"))
    return text + json.dumps(json.loads(text), ensure_ascii=False) if format_id in ("json", "otio") else text


@pytest.mark.parametrize("format_id", FORMATS)
def test_no_export_holds_the_folder_of_the_film_unless_asked(format_id: str) -> None:
    told = {
        asked: "".join(
            _all_text(content, format_id)
            for content in render(_project(), format_id, replace(PLAIN, full_path=asked)).files.values()
        )
        for asked in (False, True)
    }
    for secret in ("somebody", "secret", "file:", _project().media.content_id):
        assert secret not in told[False]
    assert (FOLDER in told[True]) == (format_id in NAMING)
    assert (_project().media.content_id in told[True]) == (format_id == "json")
    assert all("Test film.mov" in text for text in told.values() if format_id in NAMING)


@pytest.mark.parametrize("name", ["a film.mov", "50% #1?.mov", "reel: two.mov", "片.mov", "odd \udce9.mov"])
def test_the_name_is_a_reference_that_leads_to_the_film_beside_the_export(name: str) -> None:
    url = url_of(_project(name), ExportOptions())
    assert urlsplit(url)[:2] == ("", "")
    assert urlsplit(url)[3:] == ("", "")
    whole = url_of(_project(name), ExportOptions(full_path=True))
    assert urljoin("file:///elsewhere/export.xml", url).rpartition("/")[2] == whole.rpartition("/")[2]
    assert unquote(url, errors="surrogateescape") == name


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("format_id", [one.id for one in FORMATS.values() if one.read])
def test_markers_come_back_to_their_film_either_way(tmp_path: Path, format_id: str, asked: bool) -> None:
    project = _project()
    path = tmp_path / f"back{FORMATS[format_id].suffix}"
    path.write_bytes(next(iter(render(project, format_id, replace(PLAIN, full_path=asked)).files.values())))
    plan = merge(project.markers, read_markers(path, project, format_id))
    assert len(plan.unchanged) == len(project.markers)
    assert [*plan.moved, *plan.renamed, *plan.added, *plan.removed] == []
