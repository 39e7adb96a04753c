"""Weights are used only when they are the ones listed."""

from __future__ import annotations

import pytest
import torch

from mmsa_studio.core.errors import StudioError
from mmsa_studio.features.weights import save_weights
from mmsa_studio.fusion.weights import load
from tests.fusion import made_up


@pytest.fixture
def folder(tmp_path):
    network = made_up.model().network
    save_weights("fusion", network.state_dict(), {"shape": network.shape.as_dict(), "version": "7"}, tmp_path)
    return tmp_path


def test_what_was_saved_is_loaded(folder):
    model = load("cpu", folder)
    assert model.identity.version == "7"
    assert len(model.identity.sha256) == 64
    for name, tensor in made_up.model().network.state_dict().items():
        torch.testing.assert_close(model.network.state_dict()[name], tensor)
    assert not model.network.training


def test_other_weights_are_refused(folder):
    path = folder / "fusion.safetensors"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(StudioError, match="not the ones"):
        load("cpu", folder)


def test_missing_weights_are_said_in_one_sentence(tmp_path):
    with pytest.raises(StudioError, match="not part of this installation"):
        load("cpu", tmp_path)
