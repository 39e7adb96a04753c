"""Makes a film longer by playing it several times, without encoding it again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av


def loop(film: Path, times: int, target: Path) -> Path:
    """Write `film` `times` times in a row into a Matroska file.

    A turn is as long as the pictures, or the sound where there are none, so that the next picture follows at its
    time. Sound that would last longer, as the last block of a codec does, is left out at the end of a turn. When
    packets are to be decoded is worked out anew, for not every container knows it of all of them.
    """
    shown = _shown(film)
    length = _length(next(iter(shown.values())))
    with av.open(str(target), "w", format="matroska") as written:
        outputs: dict[int, av.stream.Stream] = {}
        for turn in range(times):
            with av.open(str(film)) as read:
                for stream in _streams(read):
                    if stream.index not in outputs:
                        outputs[stream.index] = written.add_stream_from_template(stream)
                decoded = {index: iter(_decoded(those)) for index, those in shown.items()}
                for packet in _packets(read):
                    index, step = packet.stream.index, Fraction(packet.time_base)
                    begin, at = min(shown[index]), next(decoded[index])
                    if turn + 1 < times and packet.pts * step >= begin + length:
                        continue
                    packet.pts += round(turn * length / step)
                    packet.dts = round((at + turn * length) / step)
                    packet.stream = outputs[index]
                    written.mux(packet)
    return target


def _shown(film: Path) -> dict[int, list[Fraction]]:
    """When the packets of each stream are shown, in seconds, in the order in which they lie; pictures first."""
    with av.open(str(film)) as read:
        times: dict[int, list[Fraction]] = {stream.index: [] for stream in _streams(read)}
        for packet in _packets(read):
            times[packet.stream.index].append(packet.pts * Fraction(packet.time_base))
    return times


def _length(shown: list[Fraction]) -> Fraction:
    """From the first to the end of the last, which lasts as long as the others do on average."""
    span = max(shown) - min(shown)
    return span + (span / (len(shown) - 1) if len(shown) > 1 else Fraction(1, 25))


def _decoded(shown: list[Fraction]) -> list[Fraction]:
    """When packets are decoded: as evenly as they are shown, and none after it is shown."""
    ordered = sorted(shown)
    ahead = max(after - at for after, at in zip(ordered, shown, strict=True))
    return [at - ahead for at in ordered]


def _streams(read: av.container.InputContainer) -> list[av.stream.Stream]:
    return [*read.streams.video[:1], *read.streams.audio[:1]]


def _packets(read: av.container.InputContainer) -> Iterator[av.Packet]:
    """Packets with a time; the empty ones at the end of each stream have none."""
    return (packet for packet in read.demux(_streams(read)) if packet.pts is not None and packet.time_base is not None)
