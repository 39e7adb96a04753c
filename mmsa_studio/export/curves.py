"""All series over the grid for researchers: one row a step, one column a quantity, nothing where nothing is known.

`fused.` is what the network computed. Where a person corrected, further columns `corrected.` hold what then holds;
what was measured beside the curve stands in columns `measure.`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np

from mmsa_studio.core.corrections import corrected_quantities, held
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.modality import MODALITIES, SOURCES
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.export.json_document import numbers
from mmsa_studio.export.measures import measures
from mmsa_studio.export.options import ExportOptions, Output
from mmsa_studio.export.sheet import timing_of
from mmsa_studio.export.timing import Timing


def write_csv(project: Project, options: ExportOptions) -> Output:
    """Comma separated, decimal points, plain numbers; an empty cell is a gap."""
    timeline, timing = _timeline(project), timing_of(project, options)
    names, columns = ["seconds", "timecode"], [_seconds(timeline), _labels(timeline, timing)]
    for name, values, valid in _columns(timeline, project):
        names.append(name)
        columns.append(["" if value is None else f"{value:.4f}" for value in numbers(values, valid)])
    lines = map(",".join, zip(*columns, strict=True))
    return Output({".csv": "\n".join([",".join(names), *lines, ""]).encode()})


def write_parquet(project: Project, options: ExportOptions) -> Output:
    """The same columns as 32-bit numbers, not rounded; a gap is null."""
    import pyarrow  # here, as it takes long to load and only this needs it
    import pyarrow.parquet

    timeline, timing = _timeline(project), timing_of(project, options)
    starts = np.arange(timeline.grid.count) * float(timeline.grid.step)
    columns = {"seconds": pyarrow.array(starts), "timecode": pyarrow.array(_labels(timeline, timing))}
    for name, values, valid in _columns(timeline, project):
        columns[name] = pyarrow.array(values, pyarrow.float32(), mask=~valid)
    model = timeline.model
    about = {"step": str(timeline.grid.step), "model": model.name, "version": model.version, "sha256": model.sha256}
    table = pyarrow.table(columns).replace_schema_metadata({f"mmsa_studio.{key}": text for key, text in about.items()})
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, compression="zstd")
    return Output({".parquet": out.getvalue()})


def _timeline(project: Project) -> EmotionTimeline:
    if project.timeline is None:
        raise StudioError("export.no_curves")
    return project.timeline


def _columns(timeline: EmotionTimeline, project: Project) -> Iterator[tuple[str, FloatArray, BoolArray]]:
    for source in SOURCES:
        for quantity in QUANTITIES:
            one = timeline.series(source, quantity)
            for ending, values in (("", one.values), (".lower", one.lower), (".upper", one.upper)):
                yield f"{source}.{quantity}{ending}", values, one.valid
    fused = timeline.valid[SOURCES.index("fused")]
    for column, modality in enumerate(MODALITIES):
        yield f"contribution.{modality}", timeline.contributions[:, column], fused
    for quantity in corrected_quantities(project.corrections):
        now = held(timeline, quantity, project.corrections, project.rate)
        yield f"corrected.{quantity}", now.values, now.valid
    for measure in measures(project):
        yield measure.id, measure.values, measure.valid


def _seconds(timeline: EmotionTimeline) -> list[str]:
    return [f"{float(step * timeline.grid.step):.3f}" for step in range(timeline.grid.count)]


def _labels(timeline: EmotionTimeline, timing: Timing) -> list[str]:
    """Timecode of the frame each step starts on."""
    steps = range(timeline.grid.count)
    return [timing.label(frame_at(step * timeline.grid.step, timing.rate) + timing.offset) for step in steps]
