"""Single pictures of a film."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.film import MediaInfo


def small_picture(media: MediaInfo, frame: int, width: int) -> NDArray[np.uint8]:
    """A frame as RGB, `width` pixels wide. shape (H, W, 3)

    Raises:
        StudioError: when the film cannot be read.
    """
    from mmsa_studio.media.pictures import picture_at

    return np.ascontiguousarray(picture_at(media, frame).rgb(width))
