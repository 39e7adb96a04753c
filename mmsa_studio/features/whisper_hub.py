"""A Whisper model a person has in a folder or agrees to fetch, run by transformers."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping
from typing import Any

import torch

from mmsa_studio.core.languages import language_code
from mmsa_studio.core.sentences import term
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.hub import find_model, told_plainly
from mmsa_studio.features.listener import Piece
from mmsa_studio.features.stretches import SAMPLE_RATE


class HubListener:
    """Any Whisper in safetensors.

    Args:
        model: a local folder, or a name on the Hugging Face hub.
        allow_download: whether the hub may be asked for what is not here yet.
        device: where to compute, as torch names it.
        tell: called at every token; may raise to stop.

    Raises:
        StudioError: when the model is not there, not a Whisper model, or not in safetensors.
    """

    piece_s = 9.0

    def __init__(self, model: str, *, allow_download: bool, device: str, tell: Callable[[], None]) -> None:
        whisper, tokenizer, extractor = _loaded(model, allow_download)
        # Imported here: it takes seconds, and only who has such a model waits for it.
        from transformers import StoppingCriteria, StoppingCriteriaList, pipeline

        class Ask(StoppingCriteria):  # type: ignore[misc]
            """Asks between two tokens whether to go on."""

            def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:  # noqa: ANN401
                tell()
                return input_ids.new_zeros(input_ids.shape[0], dtype=bool)

        multilingual = getattr(whisper.generation_config, "is_multilingual", False)
        tokens = getattr(whisper.generation_config, "lang_to_id", None) if multilingual else None
        self._tokens = {language_code(name.strip("<|>")): token for name, token in (tokens or {}).items()}
        self._tell = tell
        self.words_timed = bool(getattr(whisper.generation_config, "alignment_heads", None))
        self._recognizer = pipeline(
            "automatic-speech-recognition",
            model=whisper,
            tokenizer=tokenizer,
            feature_extractor=extractor,
            device=device,
        )
        self._options: dict[str, Any] = {"stopping_criteria": StoppingCriteriaList([Ask()])}
        if multilingual:
            self._options["task"] = "transcribe"

    @property
    def known(self) -> Collection[str]:
        """What the model was taught; none for one that knows a single language, which it does not name."""
        return self._tokens.keys()

    def languages(self, samples: FloatArray) -> Mapping[str, float]:
        """How likely each language is in some sound at 16 kHz."""
        self._tell()
        whisper, extractor = self._recognizer.model, self._recognizer.feature_extractor
        heard = extractor(samples, sampling_rate=SAMPLE_RATE, return_tensors="pt").input_features
        begin = torch.tensor([[whisper.config.decoder_start_token_id]], device=whisper.device)
        with torch.inference_mode():
            answer = whisper(input_features=heard.to(whisper.device, whisper.dtype), decoder_input_ids=begin)
        likely = answer.logits[0, -1, list(self._tokens.values())].float().softmax(0).tolist()
        return dict(zip(self._tokens, likely, strict=True))

    def listen(self, samples: FloatArray, language: str) -> list[Piece]:
        """Write down a stretch at 16 kHz."""
        told = {"language": language} if language in self._tokens else {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            heard = self._recognizer(
                {"raw": samples, "sampling_rate": SAMPLE_RATE},
                return_timestamps="word" if self.words_timed else True,
                generate_kwargs=self._options | told,
            )
        return [Piece(one["text"], one["timestamp"][0] or 0.0, one["timestamp"][1]) for one in heard["chunks"]]


def _loaded(model: str, allow_download: bool) -> tuple[Any, Any, Any]:
    source = find_model(model, ("whisper",), term("Whisper model"))
    with told_plainly(model):
        from transformers import WhisperFeatureExtractor, WhisperForConditionalGeneration, WhisperTokenizer

        local = {"local_files_only": not allow_download}
        # Words are timed by the attention, which only the plain implementation gives.
        whisper = WhisperForConditionalGeneration.from_pretrained(
            source, use_safetensors=True, attn_implementation="eager", **local
        )
        tokenizer = WhisperTokenizer.from_pretrained(source, **local)
        extractor = WhisperFeatureExtractor.from_pretrained(source, **local)
    return whisper.eval(), tokenizer, extractor
