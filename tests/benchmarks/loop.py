"""Makes a film longer by playing it several times, without encoding it again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av


def loop(film: Path, times: int, target: Path) -> Path:
    """Write `film` `times` times in a row into a Matroska file."""
    with av.open(str(film)) as probe:
        length = Fraction(probe.duration or 0, av.time_base)
    with av.open(str(target), "w", format="matroska") as written:
        outputs: dict[int, av.stream.Stream] = {}
        for turn in range(times):
            with av.open(str(film)) as read:
                streams = [*read.streams.video[:1], *read.streams.audio[:1]]
                for stream in streams:
                    if stream.index not in outputs:
                        outputs[stream.index] = written.add_stream_from_template(stream)
                for packet in read.demux(streams):
                    if packet.dts is None or packet.time_base is None:
                        continue
                    shift = round(turn * length / packet.time_base)
                    packet.dts += shift
                    packet.pts = packet.pts + shift if packet.pts is not None else None
                    packet.stream = outputs[packet.stream.index]
                    written.mux(packet)
    return target
