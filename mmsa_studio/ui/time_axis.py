"""The one time axis: every lane and panel that draws over time uses the same frames-to-pixels mapping."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

_CLOSEST = 8.0
"""Frames across the view at the deepest zoom."""


class TimeAxis(QObject):
    """Maps frames to x and back. Frame `f` covers the pixels from `x_of(f)` to `x_of(f + 1)`."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frames = 1
        self.start = 0.0
        self.end = 1.0
        self.width = 100

    @property
    def span(self) -> float:
        """Frames in view."""
        return self.end - self.start

    @property
    def pixels_per_frame(self) -> float:
        """Width of a frame."""
        return self.width / self.span

    def x_of(self, frame: float) -> float:
        """Where a frame starts, in pixels from the left of the lanes."""
        return (frame - self.start) * self.width / self.span

    def frame_at(self, x: float) -> int:
        """The frame under a pixel, held inside the film."""
        return min(max(math.floor(self.position_at(x)), 0), self.frames - 1)

    def position_at(self, x: float) -> float:
        """The place under a pixel in frames, not held."""
        return self.start + x * self.span / self.width

    def set_frames(self, frames: int) -> None:
        """Show another film, whole."""
        self.frames = max(1, frames)
        self.fit()

    def set_width(self, width: int) -> None:
        """The lanes' width in pixels."""
        if width != self.width and width > 0:
            self.width = width
            self.changed.emit()

    def fit(self) -> None:
        """Show the whole film."""
        self._show(0.0, float(self.frames))

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show `factor` times as much time around a pixel, which keeps its frame; the middle without one."""
        place = self.width / 2 if x is None else x
        anchor = self.position_at(place)
        span = min(max(self.span * factor, min(_CLOSEST, self.frames)), float(self.frames))
        start = anchor - span * place / self.width
        self._show(start, start + span)

    def zoom_to(self, first: float, last: float) -> None:
        """Show a range of frames with a little room on both sides."""
        room = max((last - first) * 0.04, 1.0)
        self._show(first - room, max(last + room, first - room + min(_CLOSEST, self.frames)))

    def pan(self, frames: float) -> None:
        """Move the view by some frames."""
        self._show(self.start + frames, self.end + frames)

    def reveal(self, frame: int) -> None:
        """Turn the page when a frame is out of view."""
        if not self.start <= frame < self.end:
            self._show(frame - self.span * 0.1, frame + self.span * 0.9)

    def _show(self, start: float, end: float) -> None:
        span = min(end - start, float(self.frames))
        start = min(max(start, 0.0), self.frames - span)
        if (start, start + span) != (self.start, self.end):
            self.start, self.end = start, start + span
            self.changed.emit()
