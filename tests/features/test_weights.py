"""Weights come back as they were saved, and strange files are refused with a sentence."""

from __future__ import annotations

import pytest
import torch

from mmsa_studio.core.errors import StudioError
from mmsa_studio.features.weights import load_weights, save_weights, sha256_of


@pytest.fixture
def model(tmp_path):
    save_weights("tiny", {"w": torch.arange(6.0).reshape(2, 3).half(), "n": torch.tensor([3])}, {"bar": 0.5}, tmp_path)
    return tmp_path


def test_saved_weights_come_back_as_float32_with_their_metadata(model):
    tensors, metadata = load_weights("tiny", model)
    assert tensors["w"].dtype == torch.float32
    assert tensors["w"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert tensors["n"].tolist() == [3]
    assert metadata == {"bar": 0.5}


def test_two_models_share_one_index(model):
    save_weights("other", {"w": torch.zeros(1)}, {}, model)
    assert load_weights("tiny", model)[1] == {"bar": 0.5}
    assert load_weights("other", model)[0]["w"].tolist() == [0]


def test_saving_the_same_twice_gives_the_same_file(model):
    first = sha256_of("tiny", model)
    tensors = {"w": torch.arange(6.0).reshape(2, 3).half(), "n": torch.tensor([3])}
    assert save_weights("tiny", tensors, {"bar": 0.5}, model) == first


def test_a_changed_file_is_refused(model):
    path = model / "tiny.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    with pytest.raises(StudioError, match="not the ones") as caught:
        load_weights("tiny", model)
    assert "Install" in caught.value.hint


def test_a_missing_file_is_told(model):
    (model / "tiny.safetensors").unlink()
    with pytest.raises(StudioError, match="missing"):
        load_weights("tiny", model)


def test_an_unlisted_model_is_told(tmp_path):
    with pytest.raises(StudioError, match="not part of this installation"):
        load_weights("nothing", tmp_path)
