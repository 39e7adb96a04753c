"""Which picture is on screen at a frame of a film whose pictures are unevenly spaced."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from mmsa_studio.core.film import MediaInfo


def picture_frames(media: MediaInfo) -> tuple[int, ...]:
    """The frames at which a new picture appears, in order; empty when every frame has its own.

    Raises:
        StudioError: when the film can no longer be read.
    """
    stream = media.picture
    if stream is None or not stream.variable_rate:
        return ()
    from mmsa_studio.media.container import open_film, stream_at
    from mmsa_studio.media.index import read_index
    from mmsa_studio.media.timing import frame_numbers

    with open_film(media.path) as container:
        index = read_index(container, stream_at(container.streams.video, stream.index), stream.first_pts, None)
    return tuple(frame_numbers(index.pictures, stream.time_base, stream.rate).tolist())


def picture_start(frames: Sequence[int], frame: int) -> int:
    """The frame at which the picture on screen at `frame` appeared."""
    return frames[max(bisect_right(frames, frame) - 1, 0)] if frames else frame
