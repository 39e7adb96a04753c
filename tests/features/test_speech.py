"""Speech to text promises cues with placed words from any safetensors Whisper, and a clear sentence without one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import torch

from mmsa_studio.core.errors import Cancelled, StudioError
from mmsa_studio.core.film import Cue
from mmsa_studio.features import speaking, speech
from mmsa_studio.features.speech import SAMPLE_RATE, stretches, transcribe
from mmsa_studio.features.speech_activity import WINDOW
from mmsa_studio.media.sound import SoundChunk


def build_whisper(folder: Path, *, alignment: bool) -> Path:
    """A randomly initialised Whisper of a few thousand parameters, saved as a person would have one."""
    from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration, WhisperTokenizer

    letters = list(dict.fromkeys([chr(n) for n in (*range(33, 127), *range(161, 173), *range(174, 256))]))
    letters += [chr(256 + n) for n in range(256 - len(letters))]
    special = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|de|>", "<|translate|>", "<|transcribe|>"]
    special += ["<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
    times = [f"<|{step * 0.02:.2f}|>" for step in range(1501)]
    vocabulary = {token: number for number, token in enumerate(letters)}
    tokenizer = WhisperTokenizer(vocab=vocabulary, merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": special})
    tokenizer.add_tokens(times)
    place = {token: tokenizer.convert_tokens_to_ids(token) for token in [*special, times[0]]}
    torch.manual_seed(3)
    config = WhisperConfig(
        vocab_size=len(tokenizer), d_model=16, encoder_layers=1, decoder_layers=2, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=16, decoder_ffn_dim=16, max_target_positions=64, num_mel_bins=80,
        pad_token_id=place["<|endoftext|>"], bos_token_id=place["<|endoftext|>"],
        eos_token_id=place["<|endoftext|>"], decoder_start_token_id=place["<|startoftranscript|>"],
        suppress_tokens=None, begin_suppress_tokens=None,
    )  # fmt: skip
    model = WhisperForConditionalGeneration(config)
    generation = model.generation_config
    generation._from_model_config = False
    generation.is_multilingual = True
    generation.lang_to_id = {name: place[name] for name in ("<|en|>", "<|de|>")}
    generation.task_to_id = {name: place[f"<|{name}|>"] for name in ("transcribe", "translate")}
    generation.no_timestamps_token_id = place["<|notimestamps|>"]
    generation.max_length = 24
    generation.alignment_heads = [[1, 0], [1, 1]] if alignment else None
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    WhisperFeatureExtractor(feature_size=80).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_whisper(tmp_path_factory.mktemp("whisper"), alignment=True)


@pytest.fixture
def hears_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every loud window for speech, so that noise will do as material."""

    def loud(segments: np.ndarray) -> np.ndarray:
        windows = segments.reshape(len(segments), -1, WINDOW)
        return (np.abs(windows).max(-1) > 0.01).astype(np.float32)

    monkeypatch.setattr(speaking, "speaking", loud)


def sound(*parts: tuple[float, float], chunk_s: float = 10.0) -> list[SoundChunk]:
    """Noise in chunks; each part is (seconds, level)."""
    generator = np.random.default_rng(0)
    line = np.concatenate([level * generator.uniform(-1, 1, round(s * SAMPLE_RATE)) for s, level in parts])
    size = round(chunk_s * SAMPLE_RATE)
    return [SoundChunk(i, line[i : i + size].astype(np.float32)) for i in range(0, len(line), size)]


def written(chunks: Iterable[SoundChunk], **choices: object) -> tuple[Cue, ...]:
    """All cues of the sound."""
    return tuple(cue for passage in transcribe(chunks, **choices) for cue in passage.cues)


@pytest.mark.usefixtures("hears_everything")
class TestStretches:
    def test_silence_has_none(self) -> None:
        assert list(stretches(sound((70, 0)))) == []

    def test_cuts_in_the_longest_pause_and_never_above_the_limit(self) -> None:
        cut = list(stretches(sound((20, 0.5), (2, 0), (30, 0.5), (1, 0))))
        assert cut[0].start == 0
        assert 20 <= len(cut[0].samples) / SAMPLE_RATE <= 21.5
        assert all(len(stretch.samples) <= 28 * SAMPLE_RATE for stretch in cut)

    def test_says_exactly_where_it_begins(self) -> None:
        chunks = sound((5, 0), (3, 0.5), (4, 0), chunk_s=0.7)
        (only,) = stretches(chunks)
        whole = np.concatenate([chunk.samples for chunk in chunks])
        assert np.array_equal(whole[only.start : only.start + len(only.samples)], only.samples)
        assert only.start / SAMPLE_RATE == pytest.approx(4.75, abs=0.04)

    def test_every_loud_sample_is_in_one_stretch(self) -> None:
        chunks = sound((100, 0.5))
        cut = list(stretches(chunks))
        assert sum(len(stretch.samples) for stretch in cut) == 100 * SAMPLE_RATE


@pytest.mark.usefixtures("hears_everything")
class TestTranscribe:
    def test_words_are_placed_inside_their_cues_and_the_sound(self, whisper: Path) -> None:
        told: list[float] = []
        cues = written(sound((2, 0), (3, 0.5)), model=str(whisper), language="en", hook=told.append, seconds=5)
        assert cues
        for cue in cues:
            assert 1.7 <= cue.start < cue.end <= 5.1
            assert "".join(word.text for word in cue.words) == cue.text.replace(" ", "")
            assert all(cue.start - 1 / 100 <= word.start <= word.end <= cue.end + 1 / 100 for word in cue.words)
        assert told == sorted(told)
        assert told[0] == 0
        assert told[-1] == 1

    def test_the_same_sound_gives_the_same_words(self, whisper: Path) -> None:
        once, again = (written(sound((3, 0.5)), model=str(whisper), language="en") for _ in range(2))
        assert once == again

    def test_a_model_without_word_times_places_words_by_their_length(self, tmp_path: Path) -> None:
        build_whisper(tmp_path, alignment=False)
        cues = written(sound((3, 0.5)), model=str(tmp_path), language="en")
        assert all(cue.words for cue in cues)

    def test_the_model_says_which_of_its_languages_is_spoken(self, whisper: Path) -> None:
        (passage,) = transcribe(sound((4, 0.5)), model=str(whisper))
        assert passage.language in {"en", "de"}
        assert {cue.language for cue in passage.cues} <= {passage.language}
        listener = speech._listener(str(whisper), False, "cpu", lambda: None)
        likely = listener.languages(sound((4, 0.5))[0].samples)
        assert set(likely) == set(listener.known) == {"en", "de"}
        assert sum(likely.values()) == pytest.approx(1, abs=1e-4)

    def test_silence_has_no_words(self, whisper: Path) -> None:
        assert written(sound((40, 0)), model=str(whisper)) == ()

    def test_stops_between_two_tokens_when_asked(self, whisper: Path) -> None:
        asked: list[float] = []

        def stop(fraction: float) -> None:
            asked.append(fraction)
            if len(asked) == 4:
                raise Cancelled

        with pytest.raises(Cancelled):
            written(sound((3, 0.5)), model=str(whisper), language="en", hook=stop)
        assert len(asked) == 4


class TestModelsThatAreNone:
    def said(self, model: Path | str) -> StudioError:
        with pytest.raises(StudioError) as caught:
            written([], model=str(model))
        assert caught.value.hint
        return caught.value

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        assert "not there" in self.said(tmp_path / "none").message

    def test_a_hub_name_without_consent(self) -> None:
        assert "Allow the download" in self.said("nobody/whisper-that-is-not-here").hint

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        assert "no Whisper model" in self.said(tmp_path).message

    def test_another_kind_of_model(self, tmp_path: Path) -> None:
        (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
        assert "no Whisper model" in self.said(tmp_path).message

    def test_pickled_weights_are_refused(self, tmp_path: Path, whisper: Path) -> None:
        shutil.copytree(whisper, tmp_path, dirs_exist_ok=True)
        (tmp_path / "model.safetensors").rename(tmp_path / "pytorch_model.bin")
        assert "safetensors" in self.said(tmp_path).message

    @pytest.mark.parametrize("broken", ["model.safetensors", "config.json", "tokenizer.json"])
    def test_a_damaged_file(self, tmp_path: Path, whisper: Path, broken: str) -> None:
        shutil.copytree(whisper, tmp_path, dirs_exist_ok=True)
        (tmp_path / broken).write_bytes(b"{not a model")
        self.said(tmp_path)


def test_phrases_end_with_the_sentence_a_pause_or_their_length() -> None:
    texts = ["Run!", "Now", "or", "later", *["on"] * 20]
    times = [i + (5 if i > 2 else 0) for i in range(len(texts))]
    words = [speech._Heard(text, at, at + 0.9, 1.0) for text, at in zip(texts, times, strict=True)]
    lengths = [len(phrase) for phrase in speech._phrases(words)]
    assert lengths == [1, 2, 14, 7]


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([" at", " three", " o", "'clock."], [" at", " three", " o'clock."]),
        ([" a", " well", "-known", " man"], [" a", " well-known", " man"]),
        (["今", "日", "は"], ["今", "日", "は"]),
    ],
)
def test_pieces_of_one_word_are_one_word(pieces: list[str], words: list[str]) -> None:
    heard = [speech._Heard(text, at, at + 1.0, 0.9 - at / 10) for at, text in enumerate(pieces)]
    whole = speech._whole_words(heard)
    assert [word.text for word in whole] == words
    assert (whole[0].start, whole[-1].end) == (0.0, len(pieces))
    assert whole[-1].probability == heard[-1].probability
