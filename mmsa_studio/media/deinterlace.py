"""Pictures that hold two moments, every other line of each, become pictures of one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
from av.filter import Graph
from av.video.frame import VideoFrame

from mmsa_studio.media.container import unit_of

_FILTER = "bwdif"
_OPTIONS = "mode=send_frame:parity=auto:deint=interlaced"
"""One picture for each, of its first field, and only where the picture itself says that it is interlaced."""


def deinterlaced(pictures: Iterable[VideoFrame]) -> Iterator[VideoFrame]:
    """The same pictures at the same times, one for each; those that say that they are interlaced hold one moment.

    The lines between come from the neighbours where nothing moves, so from the first interlaced picture on each one
    comes when the next is there. A film without any is passed on as it is.

    Args:
        pictures: decoded, in order, without a gap that a seek would leave.
    """
    weave: _Weave | None = None
    for picture in pictures:
        if weave and weave.layout != _layout(picture):
            yield from weave.rest()
            weave = None
        if weave is None and not picture.interlaced_frame:
            yield picture
            continue
        weave = weave or _Weave(picture)
        yield from weave.feed(picture)
    if weave:
        yield from weave.rest()


def _layout(picture: VideoFrame) -> tuple[int, int, str]:
    return picture.width, picture.height, picture.format.name


class _Weave:
    """A filter for pictures of one layout, which gives each back under the time it came with.

    Attributes:
        layout: width, height and pixel format.
    """

    def __init__(self, first: VideoFrame) -> None:
        self.layout = _layout(first)
        self._times = deque[tuple[int | None, Fraction]]()
        self._graph = Graph()
        width, height, _ = self.layout
        source = self._graph.add_buffer(width=width, height=height, format=first.format, time_base=unit_of(first))
        self._graph.link_nodes(source, self._graph.add(_FILTER, _OPTIONS), self._graph.add("buffersink")).configure()

    def feed(self, picture: VideoFrame) -> Iterator[VideoFrame]:
        """Take the next picture; those that are ready."""
        self._times.append((picture.pts, unit_of(picture)))
        self._graph.push(picture)
        return self._ready()

    def rest(self) -> Iterator[VideoFrame]:
        """Those that still wait for a next one."""
        self._graph.push(None)
        return self._ready()

    def _ready(self) -> Iterator[VideoFrame]:
        while True:
            try:
                made = self._graph.vpull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            made.pts, made.time_base = self._times.popleft()
            yield made
