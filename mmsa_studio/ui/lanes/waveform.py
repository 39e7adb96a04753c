"""The sound."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from mmsa_studio.ui.drawing import argb, image
from mmsa_studio.ui.lanes.base import Lane, View, say
from mmsa_studio.ui.lod import wave
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import blend, colour


class Waveform(Lane):
    """Lowest and highest sample of every pixel column."""

    id = "waveform"
    title = mark("Sound")
    shows = "sound"
    lines = 1.8
    grows = 0.7
    watches = ("peaks_changed",)

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the waveform."""
        if view.project is None:
            return
        if view.project.media.sound is None:
            say(painter, rect, view, tr("no sound"))
            return
        if view.project.peaks is None:
            return
        rate = float(view.project.rate)
        width, height = round(rect.width() * view.ratio), max(round(rect.height() * view.ratio), 2)
        extremes = wave(view.project.peaks, view.axis.start / rate, view.axis.end / rate, width) / 32768.0
        back = argb(colour(view.theme.panel, 0.0))
        pixels = np.full((height, width), back, np.uint32)
        rows = np.linspace(1, -1, height)[:, None]
        thick = 1.0 / height
        inside = (rows >= extremes[:, 0] - thick) & (rows <= extremes[:, 1] + thick)
        known = view.axis.start + np.arange(width) * view.axis.span / width < view.axis.frames
        pixels[inside & known] = argb(blend(view.theme.panel, view.theme.wave, 0.85))
        painter.drawImage(rect, image(pixels))
