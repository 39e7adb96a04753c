"""Larger encoders are counted, and load from a folder with safetensors or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers

from mmsa_studio.core.errors import StudioError, UsageError
from mmsa_studio.features.presets import PRESETS, load_encoder, parameters


def test_light_has_at_least_60_percent_fewer_parameters_than_quality() -> None:
    quality, light = (sum(parameters(preset).values()) for preset in ("quality", "light"))
    assert light <= 0.4 * quality


@pytest.mark.parametrize(
    ("preset", "modality", "published"),
    [("quality", "text", 124.6e6), ("light", "text", 24.6e6), ("light", "voice", 94.4e6), ("quality", "voice", 315e6)],
)
def test_counts_are_those_of_the_published_networks(preset: str, modality: str, published: float) -> None:
    assert parameters(preset)[modality] == pytest.approx(published, rel=0.01)


def test_every_preset_has_an_encoder_for_every_modality() -> None:
    for encoders in PRESETS.values():
        assert [large.modality for large in encoders] == ["text", "voice", "face"]


def tiny_text(folder: Path) -> None:
    from transformers import PreTrainedTokenizerFast, RobertaConfig, RobertaModel

    vocabulary = {token: n for n, token in enumerate(["<pad>", "<unk>", "<s>", "</s>", *"abcdefghijklmnopqrstuvwxyz"])}
    backend = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="<unk>", pad_token="<pad>")
    tokenizer.save_pretrained(folder)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    RobertaModel(RobertaConfig(vocab_size=len(vocabulary), **shape)).save_pretrained(folder)


def tiny_voice(folder: Path) -> None:
    from transformers import Wav2Vec2Config, Wav2Vec2Model

    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    convolutions = {"conv_dim": (8,) * 7, "num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2}
    Wav2Vec2Model(Wav2Vec2Config(vocab_size=8, **shape, **convolutions)).save_pretrained(folder)


def tiny_face(folder: Path) -> None:
    from transformers import EfficientNetConfig, EfficientNetModel

    shape = {"width_coefficient": 0.25, "depth_coefficient": 0.1, "image_size": 32, "hidden_dim": 320}
    EfficientNetModel(EfficientNetConfig(**shape)).save_pretrained(folder)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    torch.manual_seed(0)
    folders = {modality: tmp_path_factory.mktemp(modality) for modality in ("text", "voice", "face")}
    for modality, build in (("text", tiny_text), ("voice", tiny_voice), ("face", tiny_face)):
        build(folders[modality])
    return folders


def test_text_gives_a_state_for_every_word(tiny: dict[str, Path]) -> None:
    encoder = load_encoder("text", model=str(tiny["text"]))
    states = encoder.encode(["run away now", "", "help"])
    assert [state.shape for state in states] == [(3, 16), (0, 16), (1, 16)]
    assert np.array_equal(states[2], encoder.encode(["help"])[0])
    assert encoder.parameters > 0


def test_voice_gives_a_state_every_20_milliseconds(tiny: dict[str, Path]) -> None:
    noise = np.random.default_rng(0).normal(size=16_000).astype(np.float32)
    assert load_encoder("voice", model=str(tiny["voice"])).encode(noise).shape == (49, 16)


def test_face_gives_a_state_for_every_picture(tiny: dict[str, Path]) -> None:
    pictures = [np.full((h, w, 3), 200, np.uint8) for h, w in ((48, 48), (301, 77))]
    states = load_encoder("face", model=str(tiny["face"])).encode(pictures)
    assert len(states) == 2
    assert np.isfinite(states).all()


class TestRefused:
    def test_another_modality_s_model(self, tiny: dict[str, Path]) -> None:
        with pytest.raises(StudioError, match="no text encoder"):
            load_encoder("text", model=str(tiny["voice"]))

    def test_a_name_that_is_not_here_without_consent(self) -> None:
        with pytest.raises(StudioError) as caught:
            load_encoder("text", preset="light")
        assert "Allow the download" in caught.value.hint

    def test_unknown_names(self) -> None:
        with pytest.raises(UsageError):
            load_encoder("smell")
        with pytest.raises(UsageError):
            parameters("enormous")
