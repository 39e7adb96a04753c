"""The parts that only compute: axis, levels of detail, dragging, places to go to, jumps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.film import Peaks, Shot
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.timecode import StartTimecode
from mmsa_studio.ui.edits import next_edit
from mmsa_studio.ui.go_to import frame_meant
from mmsa_studio.ui.lanes.marks import in_rows
from mmsa_studio.ui.lanes.ruler import tick_frames
from mmsa_studio.ui.lanes.shots import pictures_in
from mmsa_studio.ui.lod import Averages, columns, wave
from mmsa_studio.ui.status import time_left
from mmsa_studio.ui.time_axis import TimeAxis
from mmsa_studio.ui.timeline.dragging import dragged, hit, snapped
from tests.ui import synthetic


def axis(frames: int = 1000, width: int = 500) -> TimeAxis:
    made = TimeAxis()
    made.set_width(width)
    made.set_frames(frames)
    return made


@given(some.integers(1, 500_000), some.integers(50, 3000), some.data())
@settings(max_examples=60)
def test_a_frame_is_found_again_under_its_pixels_whatever_was_zoomed(frames: int, width: int, data) -> None:
    one = axis(frames, width)
    for _ in range(5):
        factor = data.draw(some.floats(0.1, 10))
        place = data.draw(some.floats(0, width))
        one.zoom(factor, place)
        one.pan(data.draw(some.floats(-1000, 1000)))
        assert 0 <= one.start < one.end <= frames + 1e-6
    frame = data.draw(some.integers(int(np.ceil(one.start)), max(int(one.end) - 1, int(np.ceil(one.start)))))
    if frame < frames:
        assert one.frame_at((one.x_of(frame) + one.x_of(frame + 1)) / 2) == frame


def test_zoom_keeps_the_frame_under_the_pointer() -> None:
    one = axis()
    before = one.position_at(123)
    one.zoom(0.2, 123)
    assert one.position_at(123) == pytest.approx(before)


def test_zoom_out_ends_at_the_whole_film_and_in_at_a_few_frames() -> None:
    one = axis()
    one.zoom(1e-9, 250)
    assert one.span == pytest.approx(8)
    one.zoom(1e9, 250)
    assert (one.start, one.end) == (0, 1000)


def test_the_page_turns_when_the_playhead_leaves() -> None:
    one = axis()
    one.zoom_to(0, 100)
    one.reveal(500)
    assert one.start <= 500 < one.end
    start = one.start
    one.reveal(501)
    assert one.start == start


@given(some.integers(1, 300), some.integers(1, 80), some.floats(0, 0.8), some.floats(0.01, 1), some.integers(0, 9))
@settings(max_examples=80)
def test_averages_of_columns_agree_with_the_slow_way(
    count: int, width: int, start: float, span: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((count, 2)).astype(np.float32)
    valid = rng.random(count) > 0.3
    column = columns(start * count, (start + span) * count, width, 1.0, count)
    means, known = Averages(values, valid).over(column)
    for x in range(width):
        inside = slice(column.first[x], column.last[x])
        assert known[x] == (bool(valid[inside].any()) and bool(column.inside[x]))
        if known[x]:
            assert means[x] == pytest.approx(values[inside][valid[inside]].mean(axis=0), abs=1e-4)


@pytest.mark.parametrize("width", [10, 300, 1500])
@pytest.mark.parametrize(("start", "end"), [(0.0, 60.0), (10.0, 10.5), (59.0, 70.0), (-5.0, 1.0)])
def test_the_waveform_never_hides_a_peak(width: int, start: float, end: float) -> None:
    peaks = synthetic.peaks(60, np.random.default_rng(3))
    drawn = wave(peaks, start, end, width)
    assert drawn.shape == (width, 2)
    finest = peaks.levels[0]
    per_second = peaks.sample_rate / peaks.bin_size
    first, last = max(int(np.ceil(start * per_second)), 0), min(int(end * per_second), len(finest))
    if last > first:
        assert drawn[:, 1].max() >= finest[first:last, 1].max()
        assert drawn[:, 0].min() <= finest[first:last, 0].min()


def test_an_empty_waveform_is_silence() -> None:
    assert not wave(Peaks(16000, 160, (np.zeros((0, 2), np.int16),)), 0, 1, 50).any()


MARK = Marker(100, 120, id="m")


@pytest.mark.parametrize(
    ("part", "delta", "then"),
    [
        ("body", 7, (107, 127)),
        ("body", -500, (0, 20)),
        ("body", 5000, (980, 1000)),
        ("start", 5, (105, 120)),
        ("start", 500, (119, 120)),
        ("start", -500, (0, 120)),
        ("end", -500, (100, 101)),
        ("end", 5000, (100, 1000)),
    ],
)
def test_a_dragged_marker_stays_in_the_film_and_at_least_one_frame_long(part, delta: int, then: tuple) -> None:
    assert dragged(MARK, part, delta, snaps=(), tolerance=0, frames=1000) == then


def test_edges_snap_to_cuts_and_either_edge_of_a_moved_marker_may() -> None:
    assert dragged(MARK, "start", 8, snaps=(110,), tolerance=3, frames=1000) == (110, 120)
    assert dragged(MARK, "end", -9, snaps=(110,), tolerance=3, frames=1000) == (100, 110)
    assert dragged(MARK, "body", 28, snaps=(130, 150), tolerance=3, frames=1000) == (130, 150)
    assert dragged(MARK, "body", 28, snaps=(150,), tolerance=3, frames=1000) == (130, 150)
    assert dragged(MARK, "body", 28, snaps=(150,), tolerance=0, frames=1000) == (128, 148)


def test_the_nearest_snap_wins() -> None:
    assert snapped(10, [3, 8, 11, 30], 5) == 11
    assert snapped(20, [3, 8, 11, 30], 5) == 20


def test_hits_prefer_the_selected_then_the_shorter_marker() -> None:
    long, short = Marker(0, 100, id="long"), Marker(40, 50, id="short")
    assert hit((long, short), 45, 1) == ("short", "body")
    assert hit((long, short), 45, 1, "long") == ("long", "body")
    assert hit((long, short), 40.4, 1) == ("short", "start")
    assert hit((long, short), 100.5, 1) == ("long", "end")
    assert hit((long, short), 200, 1) is None
    assert hit((Marker(10, 11, id="point"),), 10.5, 0.1) == ("point", "body")


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("+10", 110), ("-10", 90), ("−10", 90), ("+2s", 148), ("-0.5s", 88), ("+ 1", 101), ("12", 12),
        ("01:00:01:00", 24), ("1:00:01:00", 24), ("01000100", 24), ("1:23.5", 2004), ("0:02", 48),
    ],
)  # fmt: skip
def test_places_to_go_to(text: str, frame: int) -> None:
    info = synthetic.media(200, "24")
    object.__setattr__(info, "start_timecode", StartTimecode(24 * 3600, source="tmcd"))
    assert frame_meant(text, 100, info) == frame


@pytest.mark.parametrize("text", ["", "abc", "1:2:3:4:5", "01:00:00:99", "123456789", "+", "٣x"])
def test_what_is_no_place_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UsageError):
        frame_meant(text, 100, synthetic.media(200, "24"))


def test_jumps_visit_cuts_and_markers_in_order() -> None:
    shots, marks = (Shot(0, 50), Shot(50, 80), Shot(80, 200)), (Marker(60, 61), Marker(150, 160))
    visited, frame = [], 0
    while frame < 199:
        frame = next_edit(frame, 1, shots, marks, 200)
        visited.append(frame)
    assert visited == [50, 60, 80, 150, 199]
    assert next_edit(55, -1, shots, marks, 200) == 50
    assert next_edit(0, -1, shots, marks, 200) == 0


def test_ruler_labels_have_room() -> None:
    for pixels in (0.001, 0.01, 0.5, 3, 40, 200):
        frames = tick_frames(pixels, 90, 25)
        assert frames * pixels >= 90 or frames == 3600 * 25
    assert tick_frames(100, 90, 25) == 1


def test_time_left_is_as_rough_as_it_is_known() -> None:
    assert [time_left(s) for s in (None, 0.2, 42, 150, 7300)] == [
        "",
        "1 s left",
        "42 s left",
        "2 min left",
        "2 h 2 min left",
    ]


def test_markers_that_overlap_lie_in_rows_of_their_own() -> None:
    spans = ((0, 50), (10, 20), (15, 40), (18, 30), (60, 61), (61, 70))
    made = [Marker(start, end, id=str(start)) for start, end in spans]
    assert in_rows(made, 1)[:3] == [0, 1, 2]
    assert in_rows(made, 1)[4:] == [0, 0]
    assert in_rows(made, 5)[4:] == [0, 1]


def test_a_shot_is_filled_with_pictures_that_stay_put_while_zooming() -> None:
    assert [pictures_in(room, 80) for room in (10, 50, 80, 159, 170, 330, 1300)] == [0, 1, 1, 1, 2, 4, 16]
