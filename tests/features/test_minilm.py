"""Our MiniLM is transformers' BertModel, from checked weights and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from mmsa_studio.core.errors import StudioError
from mmsa_studio.features import minilm


@pytest.fixture(scope="module")
def model() -> minilm.MiniLM:
    return minilm.load_minilm()


def padded() -> tuple[torch.Tensor, torch.Tensor]:
    encodings = minilm.tokenize(minilm.load_tokenizer(), [["I", "don't", "hate", "you!"], ["Run!"]])
    ids = torch.zeros(2, len(encodings[0].ids), dtype=torch.long)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = torch.tensor(encoding.ids)
    return ids, ids > 0


@torch.no_grad()
def test_equals_the_bert_of_transformers(model: minilm.MiniLM) -> None:
    from transformers.models.bert.modeling_bert import BertModel

    ids, mask = padded()
    expected = BertModel.from_pretrained(minilm.folder(), add_pooling_layer=False).eval()
    theirs = expected(ids, attention_mask=mask.long()).last_hidden_state
    assert torch.allclose(model(ids, mask)[mask], theirs[mask], atol=1e-4)


@torch.no_grad()
def test_can_be_run_in_two_parts(model: minilm.MiniLM) -> None:
    ids, mask = padded()
    in_parts = model.upper(model.lower(ids, mask, 4), mask, 4)
    assert torch.equal(in_parts, model(ids, mask))


def test_pieces_know_their_words() -> None:
    (encoding,) = minilm.tokenize(minilm.load_tokenizer(), [["don't", "go"]])
    assert encoding.tokens == ["[CLS]", "don", "'", "t", "go", "[SEP]"]
    assert encoding.word_ids == [None, 0, 0, 0, 1, None]


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(minilm, "folder", lambda: tmp_path)
    with pytest.raises(StudioError, match="not the expected"):
        minilm.load_minilm()


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package_here")
    with pytest.raises(StudioError) as caught:
        minilm.load_minilm()
    assert caught.value.hint


def test_reading_words_does_not_import_transformers() -> None:
    code = "import sys, mmsa_studio.features.text as t; sys.exit('transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
