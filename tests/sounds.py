"""Films of sound whose channels are known: any number of tracks and channels, with or without an order told."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 16_000


def tone(seconds: float = 2, hertz: float = 440) -> NDArray[np.float32]:
    """A tone of half full scale. (N,)"""
    time = np.arange(round(seconds * RATE)) / RATE
    return (0.5 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def write_wav(path: Path, channels: Sequence[NDArray[np.float32]]) -> Path:
    """A plain WAV file of any number of channels that tells no order of them."""
    samples = (np.stack(channels, axis=1) * 32767).astype("<i2").tobytes()
    count = len(channels)
    head = b"".join([
        b"RIFF", (36 + len(samples)).to_bytes(4, "little"), b"WAVEfmt ", (16).to_bytes(4, "little"),
        (1).to_bytes(2, "little"), count.to_bytes(2, "little"), RATE.to_bytes(4, "little"),
        (RATE * count * 2).to_bytes(4, "little"), (count * 2).to_bytes(2, "little"), (16).to_bytes(2, "little"),
        b"data", len(samples).to_bytes(4, "little"),
    ])  # fmt: skip
    path.write_bytes(head + samples)
    return path


def write_tracks(
    path: Path, tracks: Sequence[Sequence[NDArray[np.float32]]], layouts: Sequence[str], titles: Sequence[str] = ()
) -> Path:
    """A Matroska file with several sound tracks, each of one or more channels."""
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("flac", rate=RATE, layout=layout) for layout in layouts]
        for stream, title in zip(streams, titles, strict=False):
            stream.metadata["title"] = title
        for stream, channels, layout in zip(streams, tracks, layouts, strict=True):
            whole = (np.stack(channels, axis=1) * 32767).astype(np.int16)
            for at in range(0, len(whole), 4096):
                block = np.ascontiguousarray(whole[at : at + 4096].reshape(1, -1))
                frame = av.AudioFrame.from_ndarray(block, format="s16", layout=layout)
                frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path
