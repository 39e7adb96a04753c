"""Speech states are those of Whisper's own encoder, read from its file without anything being run."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import torch
from transformers import WhisperConfig, WhisperFeatureExtractor
from transformers.models.whisper.modeling_whisper import WhisperEncoder

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.speech import included_model
from mmsa_studio.features.speech_states import STATES, from_tensors, log_mel, speech_states
from mmsa_studio.features.whisper_file import read_tensors
from tests.features.material import spoken

RATE = 16_000
LAYER = len(speech_states().layers)
PARTS = {
    "self_attn_layer_norm": "self_attention/layer_norm",
    "final_layer_norm": "ffn/layer_norm",
    "self_attn.out_proj": "self_attention/linear_1",
    "fc1": "ffn/linear_0",
    "fc2": "ffn/linear_1",
}


@pytest.fixture(scope="module")
def tensors():
    return read_tensors(included_model() / "model.bin", "encoder/")


@pytest.fixture(scope="module")
def sound():
    return torch.from_numpy(np.stack([spoken()[: 2 * RATE], spoken()[RATE : 3 * RATE]]))


def reference(tensors, places):
    """The encoder of the library with the same weights, for stretches of so many states."""
    config = WhisperConfig(
        d_model=STATES, encoder_layers=6, encoder_attention_heads=8, encoder_ffn_dim=4 * STATES,
        max_source_positions=places, attn_implementation="eager",
    )  # fmt: skip
    encoder = WhisperEncoder(config).eval()
    state = {"embed_positions.weight": tensors["position_encodings/encodings"][:places]}
    for name in ("conv1", "conv2"):
        state |= {f"{name}.{kind}": tensors[f"{name}/{kind}"] for kind in ("weight", "bias")}
    state |= {"layer_norm.weight": tensors["layer_norm/gamma"], "layer_norm.bias": tensors["layer_norm/beta"]}
    for layer in range(6):
        below = f"layer_{layer}/"
        for theirs, ours in PARTS.items():
            kinds = ("gamma", "beta") if "norm" in theirs else ("weight", "bias")
            for kind, name in zip(("weight", "bias"), kinds, strict=True):
                state[f"layers.{layer}.{theirs}.{kind}"] = tensors[f"{below}{ours}/{name}"]
        for part, rows in zip("qkv", tensors[f"{below}self_attention/linear_0/weight"].chunk(3), strict=True):
            state[f"layers.{layer}.self_attn.{part}_proj.weight"] = rows
        for part, rows in zip("qkv", tensors[f"{below}self_attention/linear_0/bias"].chunk(3), strict=True):
            if part != "k":
                state[f"layers.{layer}.self_attn.{part}_proj.bias"] = rows
    encoder.load_state_dict(state)
    return encoder


def test_sound_is_heard_as_whisper_hears_it(sound):
    ours = log_mel(sound)
    extractor = WhisperFeatureExtractor(feature_size=80)
    for one, heard in zip(sound, ours, strict=True):
        theirs = extractor(one.numpy(), sampling_rate=RATE, padding=False, return_tensors="pt").input_features[0]
        torch.testing.assert_close(heard, theirs, atol=2e-4, rtol=0)


def test_states_are_those_of_the_library(sound, tensors):
    mel = log_mel(sound)
    with torch.inference_mode():
        ours = speech_states()(sound)
        theirs = reference(tensors, mel.shape[-1] // 2)(mel, output_hidden_states=True).hidden_states[LAYER]
    assert ours.shape == (2, 100, STATES)
    torch.testing.assert_close(ours, theirs, atol=2e-3, rtol=1e-3)


def test_fewer_layers_give_earlier_states(sound, tensors):
    with torch.inference_mode():
        assert not torch.allclose(from_tensors(tensors, 1)(sound), speech_states()(sound), atol=0.1)


def a_file(version=6, kind=4, values=(1.0, -2.0)):
    content = np.array(values, np.float16).tobytes()
    head = struct.pack("<IH", version, 5) + b"Made\0" + struct.pack("<II", 3, 2)
    other = struct.pack("<H", 8) + b"decoder\0" + struct.pack("<BBI", 0, 2, 2) + struct.pack("<h", 7)
    wanted = struct.pack("<H", 7) + b"part/a\0" + struct.pack("<BIBI", 1, len(values), kind, len(content)) + content
    return head + other + wanted


def test_a_file_gives_what_is_asked_for(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(a_file())
    tensors = read_tensors(path, "part/")
    assert list(tensors) == ["a"]
    torch.testing.assert_close(tensors["a"], torch.tensor([1.0, -2.0]))
    assert read_tensors(path, "decoder")[""].item() == 7


@pytest.mark.parametrize("content", [a_file(version=5), a_file(kind=9), a_file()[:-1], a_file()[:20], b""])
def test_another_or_broken_file_is_told(tmp_path, content):
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(StudioError, match="cannot be read"):
        read_tensors(path, "part/")
