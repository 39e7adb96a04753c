"""OpenTimelineIO: markers on the root stack, readable by the released library; newer files are read as well."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.numbers import fraction
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at, parse_rate
from mmsa_studio.export.options import ExportOptions, Imported, Output, Reading, few
from mmsa_studio.export.palette import OTIO, ours
from mmsa_studio.export.sequences import taken
from mmsa_studio.export.sheet import Row, prepare, url_of
from mmsa_studio.export.text import decoded, one_line, tag
from mmsa_studio.export.timing import Timing

_OURS = "mmsa_studio"
_INF = re.compile(r'((?<!\\)":\s*-?)Inf(?=\s*[,}])')  # as the library writes it, and Python's reader does not know it
_Json = dict[str, Any]


def write(project: Project, options: ExportOptions) -> Output:
    """A timeline with the film on one track; marker times count from its start, the start timecode stands apart."""
    import opentimelineio as otio  # here, as it takes long to load and only this needs it

    sheet = prepare(project, options, one_per_frame=True)
    rate = float(sheet.timing.rate)

    def span(start: int, length: int) -> otio.opentime.TimeRange:
        return otio.opentime.TimeRange(
            otio.opentime.RationalTime(start, rate), otio.opentime.RationalTime(length, rate)
        )

    film = otio.schema.Clip(sheet.title, source_range=span(0, sheet.length))
    film.media_reference = otio.schema.ExternalReference(url_of(project, options), span(0, sheet.length))
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video, children=[film])
    timeline = otio.schema.Timeline(sheet.title, tracks=[track])
    timeline.global_start_time = otio.opentime.RationalTime(sheet.timing.start, rate)
    timeline.metadata[_OURS] = {"rate": _fraction(sheet.timing.rate), "drop_frame": sheet.timing.drop_frame}
    for row, colour in zip(sheet.rows, sheet.colours(OTIO, "OpenTimelineIO"), strict=True):
        marker = otio.schema.Marker(row.name, span(row.start, row.length), colour, _metadata(row), row.note)
        timeline.tracks.markers.append(marker)
    text = otio.adapters.write_to_string(timeline, "otio_json")
    return Output({".otio": (text + "\n").encode()}, sheet.warnings)


def _metadata(row: Row) -> _Json:
    marker = row.marker
    return {
        _OURS: {
            "ids": list(row.ids),
            "category": marker.category,
            "intensity": marker.intensity,
            "confidence": marker.confidence,
            "colour": marker.colour,
            "origin": marker.origin,
            "kind": marker.kind,
        }
    }


def read(content: bytes, timing: Timing) -> Reading:
    """Markers on the timeline, its tracks and the clips that show them, of any schema version so far."""
    try:
        root = json.loads(_INF.sub(r"\1Infinity", decoded(content)))
        timelines = list(_of_schema(root, "Timeline"))
        chosen = taken(timelines, lambda one: str(one.get("name") or ""), _tags, timing.sequence)
        timeline = chosen.one
        rate, first = _clock(timeline, timing.rate)
        found = sorted(_marked(timeline["tracks"], Fraction(0), first), key=lambda pair: pair[0])
        markers = few(_imported(marker, start, rate) for start, marker in found)
        return Reading(rate, markers, chosen.warnings, chosen.names)
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, ArithmeticError, RecursionError) as error:
        raise StudioError("import.no_otio") from error


def _of_schema(node: Any, schema: str) -> Iterator[_Json]:  # noqa: ANN401
    """All objects of a schema in the file, whatever their version."""
    if isinstance(node, dict):
        if str(node.get("OTIO_SCHEMA", "")).startswith(f"{schema}."):
            yield node
        for child in node.values():
            yield from _of_schema(child, schema)
    elif isinstance(node, list):
        for child in node:
            yield from _of_schema(child, schema)


def _tags(timeline: _Json) -> int:
    """How many markers of ours lie in a timeline."""
    return sum(_OURS in (one.get("metadata") or {}) for one in _of_schema(timeline, "Marker"))


def _clock(timeline: _Json, default: Fraction) -> tuple[Fraction, Fraction]:
    """Frames per second of the timeline and the seconds from midnight it starts at."""
    start = timeline.get("global_start_time")
    rates = (time["rate"] for time in _of_schema(timeline, "RationalTime") if time["rate"] > 1)
    rate = start["rate"] if start else next(rates, default)
    return parse_rate(rate), _seconds(start) if start else Fraction(0)


def _marked(item: _Json, place: Fraction, first: Fraction) -> Iterator[tuple[Fraction, _Json]]:
    """Markers at and below an item with their seconds on the timeline.

    The item starts at `place`, the timeline at `first` seconds from midnight.
    """
    start, length = _span(item)
    for marker in item.get("markers") or ():
        time = _seconds(marker["marked_range"]["start_time"])
        if "cmx_3600" in marker.get("metadata", {}):
            yield time - first, marker  # the EDL adapter leaves the record timecode of a locator as it is
        elif item["OTIO_SCHEMA"].startswith(("Stack", "Track")) or start <= time < start + length:
            yield place + time - start, marker
    is_track = item["OTIO_SCHEMA"].startswith("Track")
    place -= start
    for child in item.get("children") or ():
        if not child["OTIO_SCHEMA"].startswith("Transition"):
            yield from _marked(child, place, first)
            place += _span(child)[1] if is_track else 0


def _span(item: _Json) -> tuple[Fraction, Fraction]:
    """Start in its own time and length of an item, in seconds."""
    media = item.get("media_reference") or (item.get("media_references") or {}).get(
        item.get("active_media_reference_key")
    )
    trimmed = item.get("source_range") or (media or {}).get("available_range")
    if trimmed:
        return _seconds(trimmed["start_time"]), _seconds(trimmed["duration"])
    lengths = [_span(child)[1] for child in item.get("children") or () if "Transition" not in child["OTIO_SCHEMA"]]
    return Fraction(0), sum(lengths, Fraction(0)) if item["OTIO_SCHEMA"].startswith("Track") else max(
        lengths, default=Fraction(0)
    )


def _seconds(time: _Json) -> Fraction:
    return fraction(time["value"]) / parse_rate(time["rate"])


def _imported(marker: _Json, start: Fraction, rate: Fraction) -> Imported:
    metadata = marker.get("metadata") or {}
    kept = metadata.get(_OURS) or {}
    ids = kept.get("ids") or []
    colour = marker.get("color") or ""
    note = marker.get("comment") or (metadata.get("fcp_xml") or {}).get("comment") or ""
    first, last = (frame_at(s, rate) for s in (start, start + _seconds(marker["marked_range"]["duration"])))
    return Imported(
        first,
        max(last, first + 1),
        one_line(marker["name"] or ""),
        str(note),
        ours(OTIO, colour["name"] if isinstance(colour, dict) else colour),
        tags=tuple(map(tag, ids)),
        id=ids[0] if len(ids) == 1 else "",
    )


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
