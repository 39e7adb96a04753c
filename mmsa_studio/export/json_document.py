"""Our JSON: lossless markers and all series; the shape is published in `resources/schema/timeline.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import PurePath
from typing import Any

import numpy as np

from mmsa_studio import __version__
from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.corrections import corrected_quantities, held
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import evidence_for
from mmsa_studio.core.marker import COLOURS
from mmsa_studio.core.modality import MODALITIES, SOURCES
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.rates import nominal, parse_rate
from mmsa_studio.core.timecode import timecode
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS, QUANTITIES, RANGES
from mmsa_studio.core.wording import quarrels, sentence
from mmsa_studio.export.measures import measures
from mmsa_studio.export.options import ExportOptions, Imported, Output, Reading, few
from mmsa_studio.export.sheet import Row, film_start, prepare, url_of
from mmsa_studio.export.text import decoded, legal, tag
from mmsa_studio.export.timing import Timing

SCHEMA = "urn:mmsa-studio:timeline"
VERSION = "1.5.0"
_DECIMALS = 4
_Json = dict[str, Any]


def write(project: Project, options: ExportOptions) -> Output:
    """The whole document; the same project gives the same bytes, apart from `created`."""
    sheet = prepare(project, options)
    created = options.created or datetime.now(UTC)
    document = {
        "schema": SCHEMA,
        "schema_version": VERSION,
        "generator": {"name": "MMSA Studio", "version": __version__, "models": _models(project.timeline)},
        "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "media": _media(project, options),
        "timeline": {
            "rate": _fraction(sheet.timing.rate),
            "start_timecode": _timecode(sheet.timing.start, sheet.timing.rate, sheet.timing.drop_frame),
            "offset": sheet.timing.offset,
        },
        "conventions": {"origin": "first presented frame", "range": "half-open", "rounding": "nearest-half-up"},
        "vocabulary": {
            "categories": {"names": list(CATEGORIES)},
            "dimensions": [_dimension(name) for name in DIMENSIONS],
        },
        "tracks": _tracks(project.timeline, project) if project.timeline else [],
        "corrections": [
            _correction(one, sheet.timing) for one in project.corrections if sheet.timing.place(one.end) > 0
        ],
        "events": [_event(row, sheet.timing, project) for row in sheet.rows],
    }
    lines = (
        f"{_dump(key)}: {_lines(value) if isinstance(value, list) else _dump(value)}" for key, value in document.items()
    )
    return Output({".json": ("{\n" + ",\n".join(lines) + "\n}\n").encode()}, sheet.warnings)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _lines(items: list[_Json]) -> str:
    """A list with one item a line: short enough to compare, quick enough for two hours of series."""
    return "[\n " + ",\n ".join(map(_dump, items)) + "\n]" if items else "[]"


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _models(timeline: EmotionTimeline | None) -> list[_Json]:
    if timeline is None:
        return []
    return [{"id": timeline.model.name, "version": timeline.model.version, "sha256": timeline.model.sha256}]


def _dimension(name: str) -> _Json:
    low, high = RANGES.get(name, (0.0, 1.0))
    return {"name": name, "min": low, "max": high}


def _timecode(frame: int, rate: Fraction, drop_frame: bool) -> _Json:
    return {"text": timecode(frame, rate, drop_frame=drop_frame), "frame": frame, "drop_frame": drop_frame}


def _media(project: Project, options: ExportOptions) -> _Json:
    film = project.media
    picture, start = film.picture, film_start(film)
    video = picture and {
        "rate": _fraction(picture.rate),
        "nominal": nominal(picture.rate),
        "frame_count": picture.frame_count,
        "vfr": picture.variable_rate,
        "largest_shift": _fraction(picture.largest_shift),
        "time_base": _fraction(picture.time_base),
        "first_pts": picture.first_pts,
        "width": picture.width,
        "height": picture.height,
    }
    return {
        "name": legal(PurePath(film.path).name),
        "uri": url_of(project, options),
        "size": film.size,
        **({"content_id": film.content_id} if options.full_path else {}),
        "duration": _fraction(film.duration),
        "video": video,
        "start_timecode": {**_timecode(start.frame, film.rate, start.drop_frame), "source": start.source},
    }


def _tracks(timeline: EmotionTimeline, project: Project) -> list[_Json]:
    tracks = [
        _track(f"{source}.{quantity}", source, quantity, timeline, one.valid, one.values, one.lower, one.upper)
        for source in SOURCES
        for quantity in QUANTITIES
        for one in [timeline.series(source, quantity)]
    ]
    for quantity in corrected_quantities(project.corrections):
        now = held(timeline, quantity, project.corrections, project.rate)
        tracks[QUANTITIES.index(quantity)]["corrected"] = numbers(now.values, now.valid)
    fused = timeline.valid[SOURCES.index("fused")]
    tracks += [
        _track(f"contribution.{modality}", "fused", "contribution", timeline, fused, timeline.contributions[:, column])
        for column, modality in enumerate(MODALITIES)
    ]
    return tracks + [
        _track(one.id, one.modality, "measure", timeline, one.valid, one.values) for one in measures(project)
    ]


def _track(
    id_: str, source: str, quantity: str, timeline: EmotionTimeline, valid: BoolArray, *series: FloatArray
) -> _Json:
    kind = "dimension" if quantity in DIMENSIONS else quantity.partition(".")[0]
    columns = zip(("values", "lower", "upper"), series, strict=False)
    return {
        "id": id_,
        "kind": kind,
        "modality": source,
        "sampling": {"rate": _fraction(timeline.grid.rate), "start": "0/1"},
        **{name: numbers(values, valid) for name, values in columns},
        "missing": None,
    }


def numbers(values: FloatArray, valid: BoolArray) -> list[float | None]:
    """Rounded numbers; a gap is None, never 0. values, valid shape (T,)"""
    rounded = np.round(values.astype(np.float64), _DECIMALS) + 0.0  # no -0.0
    return [value if known else None for value, known in zip(rounded.tolist(), valid.tolist(), strict=True)]


def _correction(one: Correction, timing: Timing) -> _Json:
    """What a person said is expressed; it stands over what the network computed."""
    start, end = max(timing.place(one.start), 0), timing.place(one.end)
    return {
        "quantity": one.quantity,
        "value": one.value if isinstance(one.value, str) else round(one.value, _DECIMALS) + 0.0,
        "start": _place(start, timing),
        "end": _place(max(end, start + 1), timing),
    }


def _event(row: Row, timing: Timing, project: Project) -> _Json:
    marker = row.marker
    return {
        "id": marker.id,
        "kind": "point" if row.length == 1 else "range",
        "start": _place(row.start, timing),
        "end": _place(row.end, timing),
        "label": legal(marker.label),
        "note": legal(marker.note) if row.note else "",
        "category": marker.category or None,
        "intensity": marker.intensity,
        "confidence": marker.confidence,
        "color": marker.colour,
        "origin": marker.origin,
        "reason": marker.kind or None,
        "evidence": _evidence(row, project),
    }


def _place(frame: int, timing: Timing) -> _Json:
    return {"frame": frame, "seconds": f"{float(frame / timing.rate):.6f}", "timecode": timing.label(frame)}


def _evidence(row: Row, project: Project) -> list[_Json]:
    """Mean valence and intensity of every source that says something under the marker, and why it is there."""
    return [*_means(row, project), *_explanation(row, project)]


def _means(row: Row, project: Project) -> Iterator[_Json]:
    timeline = project.timeline
    if timeline is None:
        return
    first, last = (timeline.grid.step_of(frame, project.rate) for frame in (row.marker.start, row.marker.end - 1))
    steps = slice(first, last + 1)
    for source in SOURCES:
        for quantity in ("valence", "intensity"):
            one = timeline.series(source, quantity)
            known = one.values[steps][one.valid[steps]]
            if len(known):
                yield {"track": f"{source}.{quantity}", "mean": round(float(known.mean()), _DECIMALS)}


def _explanation(row: Row, project: Project) -> Iterator[_Json]:
    """The explanation of the marker's most telling frame; its frame counts in the film."""
    known = evidence_for(row.marker, project.evidence)
    if known is None:
        return
    yield {
        "track": f"fused.{known.quantity}",
        "frame": known.frame,
        "output": _rounded(known.output),
        "baseline": _rounded(known.baseline),
        "contributions": {name: _rounded(value) for name, value in known.contributions.items()},
        "interactions": {name: _rounded(value) for name, value in known.interactions.items()},
        "units": {
            code: {"name": ACTION_UNITS.get(code, code), "intensity": _rounded(value)}
            for code, value in known.units.items()
        },
        "words": legal(known.words),
        "effects": [{"word": legal(word), "effect": _rounded(effect)} for word, effect in known.effects],
        "sentence": sentence(known),
        "notices": list(quarrels(known)),
    }


def _rounded(value: float) -> float:
    """Six decimals: contributions must still sum to the output minus the baseline within 1e-4."""
    return round(value, 6) + 0.0


def read(content: bytes, timing: Timing) -> Reading:
    """The events of a document; frames count at the rate it names."""
    try:
        document = json.loads(decoded(content))
        rate = parse_rate(document["timeline"]["rate"])
        return Reading(rate, few(_imported(event) for event in document["events"]))
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise StudioError("import.no_json") from error


def _imported(event: _Json) -> Imported:
    start, end = int(event["start"]["frame"]), int(event["end"]["frame"])
    colour, category, id_ = event.get("color") or "", event.get("category") or "", event["id"]
    return Imported(
        start,
        max(end, start + 1),
        str(event["label"]),
        str(event.get("note") or ""),
        colour if colour in COLOURS else "",
        category if category in CATEGORIES else "",
        _share(event.get("intensity")),
        _share(event.get("confidence")),
        (tag(id_),),
        id_,
    )


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None
