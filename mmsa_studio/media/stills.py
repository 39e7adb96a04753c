"""Small pictures of a film as JPEG, for pages that show them."""

from __future__ import annotations

from collections.abc import Mapping

import av
import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.media.pictures import picture_at

_WIDTH = 400
_COARSE = 4
"""Quantiser of MJPEG, 2 (best) to 31."""


def stills(info: MediaInfo, frames: Mapping[str, int]) -> dict[str, bytes]:
    """JPEGs of frames, by the same keys; those that cannot be read are left out."""
    made = {}
    for key, frame in frames.items():
        try:
            made[key] = jpeg(picture_at(info, frame).rgb(_WIDTH))
        except StudioError:
            continue  # a page without a picture says as much
    return made


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """An RGB picture as JPEG. shape (H, W, 3)"""
    even = np.ascontiguousarray(pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2])
    frame = av.VideoFrame.from_ndarray(even, "rgb24").reformat(format="yuvj420p")
    encoder = av.VideoCodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base, encoder.options = 1, {"qmin": str(_COARSE), "qmax": str(_COARSE)}
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
