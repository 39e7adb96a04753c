"""The table of extractors and the growing track."""

from __future__ import annotations

import numpy as np
import pytest

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.modality import MODALITIES, TABLE
from mmsa_studio.core.track import Grid
from mmsa_studio.features import extractor
from mmsa_studio.features.base import TrackBuffer, embedding_names, expression_names


def test_every_modality_of_the_vocabulary_has_an_extractor():
    assert set(MODALITIES) <= {one.id for one in TABLE}


def test_an_unknown_modality_is_told():
    with pytest.raises(UsageError, match="smell"):
        extractor("smell")


def test_block_names_are_unique_and_carry_the_modality():
    names = embedding_names("voice") + expression_names("voice")
    assert len(set(names)) == len(names) == 64 + 9
    assert names[0] == "voice.embedding.00"
    assert names[-2:] == ("voice.valence", "voice.arousal")


def test_a_buffer_drops_what_lies_beyond_the_grid_and_empties_gaps():
    buffer = TrackBuffer("voice", Grid(3), ("a", "b"))
    buffer.write(1, np.ones((4, 2), np.float32), np.array([True, False, True, True]))
    track = buffer.track(9)
    assert track.values.tolist() == [[0, 0], [1, 1], [0, 0]]
    assert track.valid.tolist() == [False, True, False]
    assert track.complete


def test_a_track_taken_early_does_not_change_later():
    buffer = TrackBuffer("voice", Grid(2), ("a",))
    early = buffer.track(0)
    buffer.write(0, np.ones((2, 1), np.float32), np.ones(2, np.bool_))
    assert not early.values.any()
    assert early.quality.tolist() == [0, 0]
