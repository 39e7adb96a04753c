"""Where pictures appear in a film whose pictures are unevenly spaced."""

from __future__ import annotations

from mmsa_studio.core.film import MediaInfo
from mmsa_studio.media.container import open_film, stream_at
from mmsa_studio.media.index import read_index
from mmsa_studio.media.timing import frame_numbers


def picture_frames(media: MediaInfo) -> tuple[int, ...]:
    """The frames at which a new picture appears, in order; empty when every frame has its own.

    Raises:
        StudioError: when the film can no longer be read.
    """
    stream = media.picture
    if stream is None or not stream.variable_rate:
        return ()
    with open_film(media) as container:
        index = read_index(container, stream_at(container.streams.video, stream.index), stream.first_pts, None)
    return tuple(frame_numbers(index.pictures, stream.time_base, stream.rate).tolist())
