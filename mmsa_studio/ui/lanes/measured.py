"""Whatever else was measured: a track that no network fuses, as lines."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from mmsa_studio.core.track import Track
from mmsa_studio.core.wording import modality_name
from mmsa_studio.ui.lanes.base import Lane, LegendRow, View, legend
from mmsa_studio.ui.lanes.emotion import at_pixels, shade_unknown
from mmsa_studio.ui.lod import Averages
from mmsa_studio.ui.strokes import curve, tinted
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.theme import Theme

_STYLES = (
    (Qt.PenStyle.SolidLine, (1, 0)),
    (Qt.PenStyle.DashLine, (7, 4)),
    (Qt.PenStyle.DotLine, (2, 3)),
)
_THICK = 1.4
_PAD = 3


class Measured(Lane):
    """The first columns of a track, each over its own range; the lane of every modality that has none of its own.

    Args:
        key: of the track.
        modality: what it measures.
    """

    lines = 1.8
    grows = 0.5
    watches = ("tracks_changed",)

    def __init__(self, key: str, modality: str) -> None:
        self.key = key
        self.id = f"track {key}"
        self._modality = modality
        self._track: Track | None = None
        self._sums = Averages(np.zeros((1, 1), np.float32), np.zeros(1, np.bool_))

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw a line for each column, and grey where nothing is known."""
        track = self._shown(view)
        if track is None:
            shade_unknown(painter, rect, view)
            return
        width, height = round(rect.width() * view.ratio), max(round(rect.height() * view.ratio), 2)
        means, known = at_pixels(view, track.grid, self._sums, width)
        shade_unknown(painter, rect, view, ~known)
        room = height - 2 * _PAD * view.ratio
        for level, tone, (_, dash) in zip(means.T, _tones(view.theme), _STYLES, strict=False):
            rows = (height - _PAD * view.ratio - level * room).astype(np.float32)
            spaced = (round(dash[0] * view.ratio), round(dash[1] * view.ratio))
            painter.drawImage(rect, tinted(curve(height, rows, known, _THICK * view.ratio, spaced), tone))

    def paint_header(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw what is measured, and which line is which where there is room."""
        track = self._shown(view)
        named = zip(track.names if track else (), _tones(view.theme), _STYLES, strict=False)
        rows = [LegendRow(name, tone, style) for name, tone, (style, _) in named]
        legend(painter, rect, view, modality_name(self._modality, tr), rows)

    def read_out(self, frame: int, view: View) -> str:
        """The values at the frame."""
        track = self._shown(view)
        if track is None or view.project is None:
            return ""
        step = track.grid.step_of(frame, view.project.rate)
        if not track.known[step]:
            return tr("nothing is known here")
        values = zip(track.names, track.values[step, : len(_STYLES)], strict=False)
        return "\n".join(f"{name} {value:.3g}" for name, value in values)

    def _shown(self, view: View) -> Track | None:
        """The track as it is now, its columns scaled to 0..1 once for every change."""
        track = view.project.tracks.get(self.key) if view.project else None
        if track is not None and track is not self._track:
            self._track = track
            self._sums = Averages(scaled(track.values[:, : len(_STYLES)], track.known), track.known)
        return track


def scaled(values: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Columns from their lowest valid value to their highest as 0..1; what never changes lies in the middle. (T, K)"""
    if not valid.any():
        return np.zeros_like(values)
    low, high = values[valid].min(axis=0), values[valid].max(axis=0)
    level = (values - low) / np.where(high > low, high - low, 1)
    return np.where(high > low, level, np.float32(0.5)).astype(np.float32)


def _tones(theme: Theme) -> tuple[str, str, str]:
    return theme.text, theme.wave, theme.warning
