"""A page of a film's strongest moments that opens anywhere: one file, no scripts, nothing fetched."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.corrections import held
from mmsa_studio.core.evidence import Evidence, evidence_for
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.wording import ARROWS, modality_name, pushes, quarrels, sentence
from mmsa_studio.export.options import ExportOptions, Output
from mmsa_studio.export.sheet import Row, Sheet, prepare
from mmsa_studio.export.text import legal, plain

MOST = 24
_POINTS = 1200
_UNITS = 4
_COLOURS = dict(zip(MODALITIES, ("#88ccee", "#ddcc77", "#cc6677"), strict=False))
_OTHER = "#b0b0b0"
_SIGNS, _BRIGHTEST = {True: "#5aae61", False: "#9970ab"}, 0xB0
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
body{background:#1c1c1c;color:#dedede;font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.05rem;margin:0}.quiet{color:#a3a3a3}.beware{color:#e6c229}
article{display:flex;gap:1rem;background:#262626;border-radius:6px;padding:1rem;margin:1rem 0;flex-wrap:wrap}
article img{width:16rem;height:auto;align-self:flex-start;border-radius:4px}article>div{flex:1 1 20rem}
code{font:inherit;font-variant-numeric:tabular-nums;color:#ffb547}q{font-style:italic}
q b{font-weight:400;border-radius:3px;padding:0 .15em}
table{border-spacing:.5rem .1rem;margin-left:-.5rem}td.bar{width:12rem}
.axis{position:relative;height:.8rem;background:#171717}
.axis i{position:absolute;top:0;bottom:0}svg{width:100%;height:8rem;background:#171717}
"""


def strongest(project: Project, options: ExportOptions) -> tuple[Sheet, list[Row]]:
    """The markers of most intensity, those without one last, in order of time."""
    sheet = prepare(project, options)
    ranked = sorted(sheet.rows, key=lambda row: -(row.marker.intensity or 0.0))[:MOST]
    return sheet, sorted(ranked, key=lambda row: (row.start, row.end))


def frames(project: Project, options: ExportOptions) -> dict[str, int]:
    """The frame of the film that shows each moment, by id of its marker."""
    _, rows = strongest(project, options)
    return {row.marker.id: _frame(row, project) for row in rows}


def write(project: Project, options: ExportOptions) -> Output:
    """The page; pictures come with the options and may be missing."""
    sheet, rows = strongest(project, options)
    title = _said(sheet.title, options)
    body = [
        f"<h1>{title}</h1>",
        f'<p class="quiet">{len(rows)} of {len(sheet.rows)} markers, strongest first chosen, in order of time.'
        " Everything here speaks of expressed emotion: what people on screen show."
        f" A word with {ARROWS[True]} lifts what its line expresses, one with {ARROWS[False]} pulls it down.</p>",
        *([_curve(project.timeline, rows, project)] if project.timeline else []),
        *(_article(row, sheet, project, options) for row in rows),
    ]
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style>'
    )
    page = (
        f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n' + "\n".join(body) + "\n</body>\n</html>\n"
    )
    if len(rows) < len(sheet.rows):
        sheet.warn(Sentence("export.strongest", {"shown": MOST, "all": len(sheet.rows)}))
    return Output({".html": page.encode("ascii", "xmlcharrefreplace")}, sheet.warnings)


def _frame(row: Row, project: Project) -> int:
    known = evidence_for(row.marker, project.evidence)
    return known.frame if known else (row.marker.start + row.marker.end - 1) // 2


def _article(row: Row, sheet: Sheet, project: Project, options: ExportOptions) -> str:
    picture = options.pictures.get(row.marker.id)
    known = evidence_for(row.marker, project.evidence)
    shown = f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}">' if picture else ""
    facts = [row.marker.category and f"expressed {row.marker.category}"]
    facts += [
        f"{name} {value:.0%}"
        for name, value in (("strength", row.marker.intensity), ("confidence", row.marker.confidence))
        if value is not None
    ]
    parts = [
        f"<h2><code>{sheet.timing.label(row.start)}</code> {_said(row.name, options)}</h2>",
        f'<p class="quiet">{escape(", ".join(filter(None, facts)))}</p>',
        f"<p>{_said(row.note, options)}</p>" if row.note else "",
        *(_explained(known, options) if known else ['<p class="quiet">This moment was not explained.</p>']),
    ]
    return f"<article>{shown}<div>{''.join(parts)}</div></article>"


def _explained(known: Evidence, options: ExportOptions) -> Iterator[str]:
    if known.words:
        yield f"<p><q>{_lit(known.effects, options) or _said(known.words, options)}</q></p>"
    yield f"<p>{_said(sentence(known), options)}</p>"
    yield f"<table>{''.join(_bar(name, value, known) for name, value in known.contributions.items())}</table>"
    quantity = known.quantity.rpartition(".")[2]
    sums = f"{quantity} {known.output:+.2f}, {known.baseline:+.2f} when nothing is known"
    units = sorted(known.units.items(), key=lambda unit: -unit[1])[:_UNITS]
    muscles = [f"{ACTION_UNITS.get(code, code)} {value:.0%}" for code, value in units if value >= 0.01]
    yield f'<p class="quiet">{escape("; ".join([sums, *muscles]))}</p>'
    yield from (f'<p class="beware">{_said(notice, options)}</p>' for notice in quarrels(known))


def _lit(effects: Sequence[tuple[str, float]], options: ExportOptions) -> str:
    """The words of a line, each on a ground as strong as what it does, with an arrow for the direction."""
    shown = zip(effects, pushes(effects), strict=True)
    return " ".join(_word(_said(word, options), effect, push) for (word, effect), push in shown)


def _word(said: str, effect: float, push: float) -> str:
    if not push:
        return said
    ground = f"{_SIGNS[push > 0]}{round(_BRIGHTEST * abs(push)):02x}"
    return f'<b style="background:{ground}" title="{effect:+.2f}">{said}{ARROWS[push > 0]}</b>'


def _bar(modality: str, value: float, known: Evidence) -> str:
    """A signed bar around the middle, the longest as long as there is room."""
    top = max([abs(one) for one in known.contributions.values()] + [0.05])
    wide = 50 * abs(value) / top
    left = 50 - wide if value < 0 else 50
    bar = f'<i style="left:{left:.1f}%;width:{wide:.1f}%;background:{_COLOURS.get(modality, _OTHER)}"></i>'
    name, value = escape(modality_name(modality)), round(value, 2) + 0.0  # no -0.00
    return f'<tr><td>{name}</td><td class="bar"><div class="axis">{bar}</div></td><td>{value:+.2f}</td></tr>'


def _curve(timeline: EmotionTimeline, rows: list[Row], project: Project) -> str:
    """Fused valence over the film, as a person corrected it, as lines with gaps, and a tick at every moment."""
    series, count = held(timeline, "valence", project.corrections, project.rate), timeline.grid.count
    stride = -(-count // _POINTS)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], series.valid, [False]]).astype(np.int8)))
    lines = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        steps = range(int(start), int(end), stride)
        points = " ".join(f"{1000 * (step + 0.5) / count:.1f},{50 - 45 * series.values[step]:.1f}" for step in steps)
        lines.append(f'<polyline points="{points}" fill="none" stroke="#56b4e9" stroke-width="1.5"/>')
    length = float(timeline.grid.duration * project.rate)
    for row in rows:
        x = 1000 * _frame(row, project) / length
        lines.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="100" stroke="#ffb547" stroke-width="1"/>')
    zero = '<line x1="0" x2="1000" y1="50" y2="50" stroke="#3b3b3b"/>'
    spoken = any(one.quantity == "valence" for one in project.corrections)
    by_hand = ", corrected by hand in places" if spoken else ""
    label = f'<p class="quiet">Expressed valence over the film{by_hand}; every line across is a moment below.</p>'
    return f'<svg viewBox="0 0 1000 100" preserveAspectRatio="none">{zero}{"".join(lines)}</svg>{label}'


def _said(text: str, options: ExportOptions) -> str:
    """Text of people, harmless."""
    return escape(legal(plain(text) if options.ascii else text)).replace("\n", "<br>")
